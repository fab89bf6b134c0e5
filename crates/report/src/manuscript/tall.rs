//! How tall things stand on paper, in points, as the template sets them: what a heading must find room for, so that
//! it is never parted from what it announces, and no page is left before it is full.

use super::{CARD_GAP, CARD_INSET, Card, Check, Item, Words};
use crate::fit::PORTRAIT;
use crate::squeeze;

/// How far capitals rise above the baseline, in em: the height of a line without what is between lines.
const CAP: f32 = 0.727;
/// Between two lines, in em of the letters' size: of text, of the cover's first paragraph, in cards, in tables.
const TEXT: f32 = 0.66;
const LEAD: f32 = 0.74;
const CARD: f32 = 0.5;
const CELL: f32 = 0.52;
/// Letters of text, titles, what stands below a title, and what cards say, in points.
const BODY: f32 = 9.5;
const TITLE: f32 = 10.0;
const SUBTITLE: f32 = 8.4;
const SMALL: f32 = 8.0;
/// Above a group of rows, besides what every row has.
pub(super) const GROUP: f32 = 5.0;
/// No heading asks for more of a page than this.
const MOST_ROOM: f32 = 560.0;

/// What something takes of a page. Of the space below one thing and above the next the larger holds.
#[derive(Clone, Copy, Debug, Default)]
struct Tall {
    above: f32,
    body: f32,
    below: f32,
}

/// A text of so many lines.
fn text(lines: u32, size: f32, leading: f32) -> f32 {
    size * (CAP + lines.saturating_sub(1) as f32 * (CAP + leading))
}

/// How many lines a text takes, set in `size` between margins that are `across` apart.
fn lines(text: &str, size: f32, across: f32) -> u32 {
    squeeze::lines(&squeeze::words(text, 1.0), across / size)
}

fn runs(words: &[Words], size: f32, across: f32) -> u32 {
    lines(&words.iter().map(|words| words.text.as_str()).collect::<String>(), size, across)
}

/// A row of a table.
pub(super) fn row(lines: u32, pad: f32, size: f32) -> f32 {
    text(lines, size, CELL) + 2.0 * pad * size
}

/// The labels of a table.
pub(super) fn head(lines: u32, pad: f32, size: f32) -> f32 {
    text(lines, size * crate::fit::LABEL, CELL) + 2.0 * pad * size
}

/// What stands above a table or graphic, and the space to it.
fn caption(title: &str, subtitle: &str, across: f32) -> f32 {
    let of = |words: &str, size: f32| match words {
        "" => 0.0,
        _ => text(lines(words, size, across), size, TEXT),
    };
    let between = if title.is_empty() || subtitle.is_empty() { 0.0 } else { 5.0 };
    let gap = if title.is_empty() && subtitle.is_empty() { 0.0 } else { 7.0 };
    of(title, TITLE) + between + of(subtitle, SUBTITLE) + gap
}

/// The tallest of a row of cards.
fn cards(row: &[Card], columns: usize, size: f32) -> f32 {
    let inner = (PORTRAIT - CARD_GAP * (columns - 1) as f32) / columns as f32 - 2.0 * CARD_INSET;
    let words = |words: &str| text(lines(words, SMALL, inner), SMALL, CARD);
    let labels = row.iter().map(|card| words(&card.label)).fold(0.0, f32::max);
    let rest = row.iter().map(|card| {
        let detail = if card.detail.is_empty() { 0.0 } else { 7.0 + words(&card.detail) };
        detail + if card.tag.is_some() { 14.0 } else { 0.0 }
    });
    20.5 + labels + 7.0 + size * CAP + rest.fold(0.0, f32::max)
}

fn check(item: &Check) -> f32 {
    let across = PORTRAIT - 70.0;
    let detail = match item.detail.as_str() {
        "" => 0.0,
        detail => BODY * 0.6 + text(lines(detail, SUBTITLE, across), SUBTITLE, 0.55),
    };
    11.0 + text(lines(&item.text, BODY, across), BODY, 0.55) + detail
}

impl Item {
    /// Of what can be divided, the least that should stand together.
    fn tall(&self) -> Tall {
        let block = |above: f32, body: f32| Tall { above, body, below: above };
        match self {
            Self::Chapter { .. } => Tall { above: 30.0, body: 13.0 + 17.0 * CAP, below: 13.0 },
            Self::Heading { .. } => Tall { above: 22.0, body: 12.0 * CAP, below: 9.0 },
            Self::Lead { text: words } => {
                Tall { above: 11.0, body: text(runs(words, 11.5, PORTRAIT), 11.5, LEAD), below: 19.0 }
            }
            Self::Paragraph { text: words } => block(9.0, text(runs(words, BODY, PORTRAIT), BODY, TEXT)),
            Self::Notice { text: words, .. } => {
                block(11.0, 17.0 + text(runs(words, BODY, PORTRAIT - 23.0), BODY, TEXT))
            }
            Self::Figures { columns, size, figures } => {
                let rows = figures.chunks(*columns).map(|row| cards(row, *columns, *size) + CARD_GAP);
                block(11.0, (rows.sum::<f32>() - CARD_GAP).max(0.0))
            }
            Self::Graphics { height, widths, graphics } => {
                let captions = graphics
                    .iter()
                    .zip(widths)
                    .map(|(picture, across)| caption(&picture.title, &picture.subtitle, *across));
                block(15.0, captions.fold(0.0, f32::max) + height)
            }
            Self::Table(sheet) => {
                let above = caption(&sheet.title, &sheet.subtitle, PORTRAIT);
                let rows = match sheet.rows.as_slice() {
                    [] => 9.0 * CAP,
                    _ if sheet.whole => sheet.height,
                    _ => sheet.start,
                };
                block(if above > 0.0 { 15.0 } else { 6.0 }, above + rows)
            }
            Self::Checklist { title, items } => {
                let above = if title.is_empty() { 0.0 } else { TITLE * CAP + 5.0 };
                block(15.0, above + items.iter().take(2).map(check).sum::<f32>())
            }
        }
    }
}

/// Tells every heading how much room it needs: for itself and what it announces, or at least the beginning of that;
/// and every table that may be divided how much for its beginning.
pub(super) fn make_room(items: &mut [Item]) {
    let mut next = Tall::default();
    let mut ends = true;
    for item in items.iter_mut().rev() {
        let own = item.tall();
        let between = if next.body > 0.0 { own.below.max(next.above) } else { 0.0 };
        let together = own.body + between + next.body;
        let is_heading = matches!(item, Item::Heading { .. } | Item::Chapter { .. });
        let leads = matches!(item, Item::Lead { .. } | Item::Paragraph { .. } | Item::Notice { .. }) && !ends;
        match item {
            Item::Heading { need, .. } | Item::Chapter { need, .. } => *need = together.min(MOST_ROOM),
            Item::Table(sheet) if !sheet.whole => sheet.need = own.body,
            _ => {}
        }
        next = if is_heading || leads { Tall { body: together, ..own } } else { own };
        // Words before a heading lead to nothing.
        ends = is_heading;
    }
}
