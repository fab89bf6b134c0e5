//! Rows of segments over time.

mod key;

use key::Key;

use super::{Anchor, Ink, LEAST, Text, block, centred, thinned};
use crate::chart::{Row, Segment, Timeline};
use crate::error::DrawError;
use crate::font::{self, LINE, Weight};
use crate::geometry::{Domain, Px, Rect, Size};

/// A timeline with everything in its place.
#[derive(Debug)]
pub(crate) struct TimelineLayout {
    pub rect: Rect,
    /// Where the vertical grid lines are.
    pub grid: Vec<f64>,
    pub pieces: Vec<Piece>,
    pub texts: Vec<Text>,
}

/// A segment, as far as the axis shows it.
#[derive(Debug)]
pub(crate) struct Piece {
    pub row: usize,
    pub segment: usize,
    pub rect: Rect,
    pub first: bool,
    pub order: Option<Order>,
}

/// By when a segment must be ordered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    /// The dot; none where it lies before the axis begins.
    pub dot: Option<Px>,
    /// The lead time, up to the segment.
    pub lead: (Px, Px),
}

/// Half a dot.
const DOT: f64 = 4.0;
/// Between the edge of a segment and its text.
const PAD: f64 = 8.0;

/// Below the rows, for the ticks of the axis.
const FOOT: f64 = 22.0;

impl Size {
    /// The size at which a timeline is neither cramped nor empty.
    pub fn of_timeline(width: u32, timeline: &Timeline) -> Self {
        let rows = u32::try_from(timeline.rows.len().max(1)).unwrap_or(u32::MAX);
        let bare = Self { width, height: rows.saturating_mul(46).saturating_add(28) };
        let key = TimelineLayout::with_key(timeline, bare, None).map_or(0.0, |(_, key)| key);
        Self { height: bare.height.saturating_add(key.ceil() as u32), ..bare }
    }
}

impl TimelineLayout {
    pub(crate) fn of(timeline: &Timeline, size: Size) -> Result<Self, DrawError> {
        let (bare, key) = Self::with_key(timeline, size, None)?;
        // A picture too low for its key has no numbers either.
        let keyed = (key > 0.0).then(|| Self::with_key(timeline, size, Some(key))).and_then(Result::ok);
        Ok(keyed.filter(|(_, needed)| *needed <= key).map_or(bare, |(keyed, _)| keyed))
    }

    /// A layout with so much room for its key, or without numbers and key; and how much room its key needs.
    fn with_key(timeline: &Timeline, size: Size, key: Option<f64>) -> Result<(Self, f64), DrawError> {
        const PITCH: f64 = 46.0;
        const SEGMENT: f64 = 32.0;
        const TOP: f64 = 6.0;
        const RIGHT: f64 = 2.0;

        let picture = size.checked()?.rect();
        let x = Domain::of(&timeline.x, "x")?;
        let rows = timeline.rows.len().max(1) as f64;
        let pitch = ((picture.height() - TOP - FOOT - key.unwrap_or(0.0)) / rows).min(PITCH);
        let labels: Vec<Vec<String>> = timeline.rows.iter().map(|row| row_label(row, picture)).collect();
        let left = picture.left + left_margin(&labels);
        let rect = Rect { left, top: TOP, right: picture.right - RIGHT, bottom: TOP + pitch * rows };
        if rect.width() < LEAST.0 || pitch < LINE {
            return Err(DrawError::Size(size));
        }

        let along = Along { x, rect };
        let height = (pitch * SEGMENT / PITCH).max(LINE);
        let band = |row: usize| {
            let top = TOP + pitch * row as f64 + 2.0;
            Rect { top, bottom: top + height, ..rect }
        };
        let (pieces, named) = segments(timeline, along, band, height);
        let names = Key::of(&named);
        let mut texts: Vec<Text> = named.into_iter().filter_map(|label| label.text(key.map(|_| &names))).collect();
        for (row, label) in labels.into_iter().enumerate() {
            let Rect { top, bottom, .. } = band(row);
            texts.extend(fitting_block(label, picture.left, f64::midpoint(top, bottom), pitch));
        }
        let (grid, ticks) = ticks(timeline, along, picture);
        texts.extend(ticks);
        let below = rect.bottom + FOOT;
        let listed = names.texts(picture, below);
        let needed = Key::height(&listed, below);
        texts.extend(key.map(|_| listed).into_iter().flatten());
        Ok((Self { rect, grid, pieces, texts }, needed))
    }
}

/// Where in a segment its text and the lead time of the next one run.
#[derive(Clone, Copy, PartialEq)]
enum Storeys {
    /// Both through the middle.
    One,
    /// The text above, lead times below: for rows where lead times would cover the texts.
    Two,
}

/// What tells a segment's name.
enum Label {
    Name(Text),
    /// A number in the middle of the segment, for a name in the key. Which one is still to be written, no wider than
    /// `room`.
    Number {
        name: String,
        text: Text,
        room: f64,
    },
    Nothing,
}

impl Label {
    /// How much of the name can be read.
    fn said(&self) -> usize {
        match self {
            Self::Name(text) => text.content.chars().count(),
            Self::Number { .. } => 1,
            Self::Nothing => 0,
        }
    }

    fn text(self, key: Option<&Key>) -> Option<Text> {
        match self {
            Self::Name(text) => Some(text),
            Self::Number { name, text, room } => key?.number(&name, room).map(|content| Text { content, ..text }),
            Self::Nothing => None,
        }
    }
}

/// All segments with their labels. If any would have to give way to a lead time, every row gets two storeys.
fn segments(timeline: &Timeline, along: Along, band: impl Fn(usize) -> Rect, height: f64) -> (Vec<Piece>, Vec<Label>) {
    const ENOUGH_FOR_TWO: f64 = 28.0;
    let laid = |storeys: Storeys| {
        let rows = timeline.rows.iter().enumerate();
        let pieces: Vec<Piece> = rows.flat_map(|(row, of)| row_pieces(row, of, along, band(row), storeys)).collect();
        let place = |piece: &Piece| piece_label(piece, &timeline.rows[piece.row], &pieces, storeys);
        let labels: Vec<Label> = pieces.iter().map(place).collect();
        (pieces, labels)
    };
    let said = |labels: &[Label]| labels.iter().map(Label::said).sum::<usize>();

    let one = laid(Storeys::One);
    if height < ENOUGH_FOR_TWO {
        return one;
    }
    let two = laid(Storeys::Two);
    if said(&two.1) > said(&one.1) { two } else { one }
}

impl Storeys {
    fn text(self, rect: Rect) -> f64 {
        match self {
            Self::One => f64::midpoint(rect.top, rect.bottom),
            Self::Two => rect.top + rect.height() * 0.36,
        }
    }

    fn lead(self, rect: Rect) -> f64 {
        match self {
            Self::One => f64::midpoint(rect.top, rect.bottom),
            Self::Two => rect.bottom - DOT - 3.0,
        }
    }
}

/// Time as pixels.
#[derive(Clone, Copy)]
struct Along {
    x: Domain,
    rect: Rect,
}

impl Along {
    fn px(self, at: f64) -> f64 {
        self.rect.left + self.x.fraction(at) * self.rect.width()
    }
}

fn row_label(row: &Row, picture: Rect) -> Vec<String> {
    font::wrapped(&font::clean(&row.label), Weight::Regular, picture.width() * 0.3)
}

fn left_margin(labels: &[Vec<String>]) -> f64 {
    const GAP: f64 = 14.0;
    let widest = labels.iter().flatten().map(|line| font::width(line, Weight::Regular)).fold(0.0, f64::max);
    if widest == 0.0 { 2.0 } else { widest + GAP }
}

/// As many lines of a row's label as the row is high.
fn fitting_block(mut lines: Vec<String>, x: f64, y: f64, pitch: f64) -> Vec<Text> {
    let most = (1..=lines.len()).take_while(|&count| LINE * count as f64 <= pitch.max(LINE)).count();
    lines.truncate(most);
    block(lines, x, y, Weight::Regular, Ink::Primary)
}

fn row_pieces(row: usize, of: &Row, along: Along, band: Rect, storeys: Storeys) -> impl Iterator<Item = Piece> {
    of.segments.iter().enumerate().filter_map(move |(segment, of)| {
        let shown = of.from.is_finite() && of.to.is_finite() && of.from < along.x.to && of.to > along.x.from;
        let (from, to) = (of.from.max(along.x.from), of.to.min(along.x.to));
        let rect = Rect { left: along.px(from) + 1.0, right: along.px(to) - 1.0, ..band };
        let order = order(of, along, (rect.left, storeys.lead(rect)));
        (shown && rect.width() > 0.0).then_some(Piece { row, segment, rect, first: of.first, order })
    })
}

fn order(segment: &Segment, along: Along, end: Px) -> Option<Order> {
    let by = segment.order_by.filter(|by| by.is_finite() && *by <= segment.from && segment.from >= along.x.from)?;
    let (_, level) = end;
    let dot = (by >= along.x.from).then(|| (along.px(by).max(along.rect.left + DOT), level));
    Some(Order { dot, lead: (dot.unwrap_or((along.rect.left, level)), end) })
}

/// A segment's label: from its left edge to its right edge or, on the same storey, to the dot of the next order. A
/// lead time that covers the segment's beginning leaves no place for it. A name that does not fit, nor so much of it
/// that it is told from the others of its row, gives way to a number.
fn piece_label(piece: &Piece, row: &Row, pieces: &[Piece], storeys: Storeys) -> Label {
    /// Between a text and a dot.
    const CLEAR: f64 = 4.0;
    /// Between a number and the edges of its segment.
    const TIGHT: f64 = 0.5;
    let of = &row.segments[piece.segment];
    let [label, short] = [&of.label, &of.short].map(|text| font::clean(text));
    let text = |content: String, x: f64, anchor: Anchor, ink: Ink| {
        let baseline = centred(storeys.text(piece.rect));
        Text { content, x, baseline, anchor, weight: Weight::Regular, ink }
    };
    let (mut from, mut right) = (piece.rect.left + PAD, piece.rect.right - PAD / 2.0);
    let orders = pieces.iter().filter(|other| other.row == piece.row).filter_map(|other| other.order);
    let leads: Vec<(f64, f64)> = orders
        .filter(|_| storeys == Storeys::One)
        .map(|Order { lead: ((begin, _), (end, _)), .. }| (begin - DOT - CLEAR, end))
        .collect();
    for &(begin, end) in &leads {
        if begin + DOT + CLEAR <= from && end > from {
            (from, right) = (f64::INFINITY, f64::NEG_INFINITY);
        } else if begin + DOT + CLEAR > from {
            right = right.min(begin);
        }
    }
    let room = right - from;
    let fits = |text: &&String| !text.is_empty() && font::width(text, Weight::Regular) <= room;
    let name = if short.is_empty() { &label } else { &short };
    let whole = [&label, &short].into_iter().find(fits).cloned();
    let others = || row.segments.iter().map(|other| font::clean(&other.label)).filter(|other| *other != label);
    let cut = || font::shortened(name, Weight::Regular, room).filter(|cut| still_means(cut, name, others()));
    if let Some(content) = whole.or_else(cut) {
        return Label::Name(text(content, from, Anchor::Start, Ink::Primary));
    }
    let middle = f64::midpoint(piece.rect.left, piece.rect.right);
    let clear = leads.iter().map(|&(begin, end)| (begin - middle).max(middle - end)).fold(f64::INFINITY, f64::min);
    let room = 2.0 * clear.min(piece.rect.width() / 2.0 - TIGHT);
    if label.is_empty() || room < key::LEAST {
        return Label::Nothing;
    }
    Label::Number { name: label, text: text(String::new(), middle, Anchor::Middle, Ink::Secondary), room }
}

/// Whether enough of a name is left to know it by, also among the other labels of its row: "VPS, two ven…", not "VP…",
/// nor "PostgreSQL…" where that begins two of them.
fn still_means(cut: &str, name: &str, mut others: impl Iterator<Item = String>) -> bool {
    let stem = cut.trim_end_matches(font::ELLIPSIS);
    3 * cut.chars().count() > 2 * name.chars().count() && others.all(|other| !other.starts_with(stem))
}

/// Grid lines, and the labels that start at them.
fn ticks(timeline: &Timeline, along: Along, picture: Rect) -> (Vec<f64>, Vec<Text>) {
    let shown = || timeline.x.ticks.iter().filter(|tick| along.x.contains(tick.at));
    let grid = shown().map(|tick| along.px(tick.at).floor() + 0.5).collect();
    let place = |(content, at): (String, f64)| Text {
        content,
        x: along.px(at),
        baseline: along.rect.bottom + 14.0,
        anchor: Anchor::Start,
        weight: Weight::Regular,
        ink: Ink::Secondary,
    };
    let labels = shown().map(|tick| (font::clean(&tick.label), tick.at));
    let fitting = labels.filter(|(label, _)| font::width(label, Weight::Regular) <= picture.width() / 3.0);
    let texts = fitting.map(|label| place(label).between(picture.left, picture.right)).collect();
    (grid, thinned(texts, 10.0))
}
