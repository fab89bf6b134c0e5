//! Labels of vertical rules, above the plot.

use super::{Anchor, Ink, Text};
use crate::chart::Role;
use crate::font::{self, LINE, Weight};
use crate::geometry::{Plane, Rect};

/// The labels of vertical rules: flags above the plot, each at the top of its rule, in rows where they would touch.
pub(super) struct Flags {
    /// One per vertical rule, in the order of the layers.
    flags: Vec<Flag>,
    rows: usize,
}

struct Flag {
    text: Text,
    row: usize,
}

/// Plans the flags of rules at x values. `across` has the plot's width; its height is not yet known.
pub(super) fn plan<'a>(rules: impl Iterator<Item = (f64, &'a str, Role)>, across: &Plane, picture: Rect) -> Flags {
    let mut flags: Vec<Flag> = rules.map(|(at, label, role)| flag(at, label, role, across, picture)).collect();

    // From right to left: a flag that reaches over the next rule stands above that rule's own flag.
    let mut order: Vec<usize> = (0..flags.len()).collect();
    order.sort_by(|&a, &b| flags[b].text.x.total_cmp(&flags[a].text.x));
    for (done, &i) in order.iter().enumerate() {
        let bounds = |j: usize| flags[j].text.bounds().grown(4.0);
        let over =
            order[..done].iter().filter(|&&j| !flags[j].text.content.is_empty() && bounds(j).overlaps(bounds(i)));
        flags[i].row = over.map(|&j| flags[j].row + 1).max().unwrap_or(0);
    }
    let rows = flags.iter().filter(|flag| !flag.text.content.is_empty()).map(|flag| flag.row + 1).max().unwrap_or(0);
    Flags { flags, rows }
}

fn flag(at: f64, label: &str, role: Role, across: &Plane, picture: Rect) -> Flag {
    let label = font::clean(label);
    let shown = at.is_finite() && across.x.contains(at);
    // Beyond the plot's right edge stand the names of lines.
    let end = across.rect.right;
    let content = if shown {
        font::shortened(&label, Weight::SemiBold, end - picture.left).unwrap_or_default()
    } else {
        String::new()
    };
    let ink = if role == Role::Neutral { Ink::Primary } else { Ink::Of(role) };
    let x = if shown { across.x_px(at) } else { picture.left };
    let text = Text { content, x, baseline: 0.0, anchor: Anchor::Start, weight: Weight::SemiBold, ink };
    Flag { text: text.between(picture.left, end), row: 0 }
}

impl Flags {
    pub(super) fn height(&self) -> f64 {
        LINE * self.rows as f64
    }

    /// Puts the flags above a plot that begins at `top`; answers with the height that each rule reaches.
    pub(super) fn place(self, top: f64, texts: &mut Vec<Text>) -> Vec<f64> {
        /// Between a flag and its rule.
        const GAP: f64 = 4.0;
        let mut tops = Vec::with_capacity(self.flags.len());
        for Flag { text, row } in self.flags {
            if text.content.is_empty() {
                tops.push(top);
                continue;
            }
            let baseline = top - GAP - LINE * row as f64 - 2.0;
            tops.push(baseline + GAP);
            texts.push(Text { baseline, ..text });
        }
        tops
    }
}
