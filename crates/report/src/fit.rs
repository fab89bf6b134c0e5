//! How wide the columns of a printed table are, how large its letters, and which way its page is turned. Decided from
//! the widths of the texts, before anything is set.

use headroom_charts::unbroken;
use headroom_pages::{Align, Column, RowStyle, Table};

use crate::fonts::width;
use crate::printable::pieces;
use crate::squeeze::{Words, squeeze, words};

/// What a line of A4 holds between the margins, in points: upright, and turned.
pub(crate) const PORTRAIT: f32 = 470.5;
pub(crate) const LANDSCAPE: f32 = 717.0;

/// At the sides of a table, in points. The template says the same.
const INSET: f32 = 5.0;
/// At the sides of a cell between others, and left of a column that begins where figures end: in points, for letters
/// of the usual sizes, and for smaller ones.
const ROOMY: (f32, f32) = (5.0, 13.0);
const CLOSE: (f32, f32) = (3.5, 9.0);
/// Column labels are set smaller than the cells, as in the template.
pub(crate) const LABEL: f32 = 0.9;
/// Semibold rows are wider than the regular letters that were measured.
const SEMIBOLD: f32 = 1.06;

/// Sizes of letters to choose from, in points. First those at which no figure wraps; then, where the columns are few,
/// those at which texts wrap; then smaller ones at which no figure wraps; then, where the columns are few, those at
/// which names break at their hyphens; then those of a turned page.
const UPRIGHT: &[f32] = &[9.0, 8.5, 8.0];
const WRAPPED: &[f32] = &[8.0, 7.5, 7.0];
const SMALL: &[f32] = &[7.5, 7.0];
/// Of few rows.
const CRAMPED: &[f32] = &[6.5, 6.0];
const TURNED: &[f32] = &[8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0];
/// With more columns than this, a turned page is better than wrapped texts.
const FEW_COLUMNS: usize = 9;
/// But not for fewer rows than this: they would leave most of it empty, and tear their chapter in two.
const FEW_ROWS: usize = 15;
/// A cell that is no wider than this stays on one line: a month, a quarter, "14 months". In em.
const SHORT: f32 = 5.4;
/// What is wider than this in a column of figures is a sentence, and may wrap. In em.
const SENTENCE: f32 = 12.0;
/// A word that is no wider than this, as a date, does not break at its hyphens. In em.
const NAME: f32 = 6.5;
/// A text in a column narrower than this is a stack of single words. In em.
const FEW_WORDS: f32 = 7.0;
/// Columns of nothing but figures stand no further apart than this, or the eye would lose its row. In em.
const ASTRAY: f32 = 7.0;

/// A cell's text, without a place to break where it is short, nor before a percent sign.
pub(crate) fn kept(text: &str) -> String {
    if width(text) <= SHORT { text.replace(' ', "\u{a0}") } else { unbroken(text) }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    /// The size of the letters, in points.
    pub size: f32,
    /// The columns with their insets, in points; together they fill the line, but where all are narrow figures.
    pub widths: Vec<f32>,
    /// The space left and right of each column's text, in points, within its width.
    pub lefts: Vec<f32>,
    pub rights: Vec<f32>,
    pub landscape: bool,
    /// Some text takes more lines than it wants.
    pub wraps: bool,
}

impl Fit {
    pub(crate) fn of(table: &Table) -> Self {
        let demands: Vec<Demand> = table.columns.iter().enumerate().map(|(i, c)| Demand::of(table, i, c)).collect();
        let few_rows = table.shown().len() < FEW_ROWS;
        let small = demands.len() <= FEW_COLUMNS || few_rows;
        let tries = |sizes: &'static [f32], how: How, line: f32| sizes.iter().map(move |size| (*size, how, line));
        let choices = tries(UPRIGHT, How::Comfort, PORTRAIT)
            .chain(tries(WRAPPED, How::Least, PORTRAIT).filter(|_| small))
            .chain(tries(SMALL, How::Comfort, PORTRAIT))
            .chain(tries(WRAPPED, How::Broken, PORTRAIT).filter(|_| small))
            .chain(tries(CRAMPED, How::Least, PORTRAIT).filter(|_| few_rows))
            .chain(tries(TURNED, How::Comfort, LANDSCAPE));
        let mut chosen = (9.0, How::Comfort, PORTRAIT);
        for (size, how, line) in choices {
            chosen = (size, how, line);
            if how.asks(&demands) * size
                <= line - sides(table, size).iter().map(|(left, right)| left + right).sum::<f32>()
            {
                break;
            }
        }
        let (size, how, line) = chosen;
        let sides = sides(table, size);
        let room = line - sides.iter().map(|(left, right)| left + right).sum::<f32>();
        let least: Vec<f32> = demands.iter().map(|d| if how == How::Broken { d.broken } else { d.least }).collect();
        let texts = share(&demands, &least, size, room).into_iter().zip(&sides);
        let widths = texts.map(|(text, (left, right))| text + left + right).collect();
        let (lefts, rights) = sides.into_iter().unzip();
        let wraps = demands.iter().map(|d| d.want).sum::<f32>() * size > room;
        Self { size, widths, landscape: line > PORTRAIT, lefts, rights, wraps }
    }

    /// Whether letters smaller than usual, wrapped texts or a turned page were needed.
    pub(crate) fn is_tight(&self) -> bool {
        self.landscape || self.wraps || UPRIGHT.last().is_some_and(|least| self.size <= *least)
    }

    /// How much text fits on a line of a column, in em.
    pub(crate) fn room(&self, column: usize) -> f32 {
        let side = |of: &[f32]| of.get(column).copied().unwrap_or(INSET);
        let text = |width| width - side(&self.lefts) - side(&self.rights);
        self.widths.get(column).map_or(0.0, |width| text(width).max(1.0) / self.size)
    }
}

/// The space left and right of each column's text, for letters of a size, in points.
fn sides(table: &Table, size: f32) -> Vec<(f32, f32)> {
    let (inset, apart) = if size < 8.0 { CLOSE } else { ROOMY };
    let of = |i: usize| {
        let left = match i {
            0 => INSET,
            _ if table.columns[i].align == Align::Left && table.columns[i - 1].align == Align::Right => apart,
            _ => inset,
        };
        (left, if i + 1 == table.columns.len() { INSET } else { inset })
    };
    (0..table.columns.len()).map(of).collect()
}

/// How much of what columns ask for they get.
#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    /// No figure wraps.
    Comfort,
    /// No word breaks.
    Least,
    /// Names of several parts break between them: "s-1vcpu-" "512mb-10gb".
    Broken,
}

impl How {
    /// The width of all columns together, in em, with some slack where texts wrap.
    fn asks(self, demands: &[Demand]) -> f32 {
        let sum = |ask: fn(&Demand) -> f32| demands.iter().map(ask).sum::<f32>();
        match self {
            Self::Comfort => sum(|d| d.comfort),
            Self::Least => sum(|d| d.least) * 1.15,
            Self::Broken => sum(|d| if d.figures { d.comfort } else { d.broken }) * 1.05,
        }
    }
}

/// What a column asks for, in em.
struct Demand {
    /// The longest word: below this it would break.
    least: f32,
    /// The same of texts whose names may break between their parts.
    broken: f32,
    /// With this no figure wraps, and texts are pleasant to read.
    comfort: f32,
    /// With this nothing wraps, or no more than is pleasant.
    want: f32,
    /// Figures keep their width where others give.
    figures: bool,
    /// A column of running text takes room that is left over.
    text: bool,
    /// Its label, and its cells row by row.
    cells: Vec<Words>,
}

impl Demand {
    fn of(table: &Table, index: usize, column: &Column) -> Self {
        let longest = |words: &Words| words.iter().copied().fold(0.0, f32::max);
        let label = LABEL * width(&column.label);
        let mut cells = vec![words(&column.label, LABEL)];
        let mut natural: f32 = 0.0;
        let mut word = longest(&cells[0]);
        let mut piece = word;
        for row in table.shown().iter().filter(|row| row.style != RowStyle::Group) {
            let text = kept(row.cells.get(index).map_or("", |cell| &cell.text));
            let scale = if row.style == RowStyle::Total { SEMIBOLD } else { 1.0 };
            let cell = words(&text, scale);
            let own = width(&text) * scale;
            if column.align == Align::Left || own <= SENTENCE {
                natural = natural.max(own);
            }
            word = word.max(longest(&cell));
            piece = piece.max(widest_piece(&text) * scale);
            cells.push(cell);
        }
        let least = word.min(12.0);
        let (comfort, want) = match column.align {
            // Amounts with their units stay on one line.
            Align::Right => (natural, natural),
            Align::Left => (natural.min(9.0), natural.min(45.0)),
        };
        let comfort = comfort.max(least).max((LABEL * two_lines(&column.label)).min(10.0));
        // A third of a letter of slack: kerning and rounding never force a wrap.
        let want = want.max(label.min(16.0)).max(comfort);
        let figures = column.align == Align::Right;
        let broken = if figures { least } else { piece.min(least) };
        let [least, broken, comfort, want] = [least, broken, comfort, want].map(|em| em + 0.3);
        Self { least, broken, comfort, want, figures, text: !figures && natural > 12.0, cells }
    }
}

/// The widest part of a text whose long names may break between their parts, into halves that still read as a name.
fn widest_piece(text: &str) -> f32 {
    let of = |word: &str| match width(word) {
        whole if whole <= NAME => whole,
        _ => pieces(word).map(width).fold(NAME, f32::max),
    };
    text.split(' ').map(of).fold(0.0, f32::max)
}

/// The width of a label when it may take two lines.
fn two_lines(label: &str) -> f32 {
    let breaks = label.match_indices(' ').map(|(at, _)| width(&label[..at]).max(width(&label[at + 1..])));
    breaks.fold(width(label), f32::min)
}

/// The room for text divided among the columns, none of which gets less than its least (in em); all in points.
fn share(demands: &[Demand], least: &[f32], size: f32, room: f32) -> Vec<f32> {
    let room = (room / size).max(0.0);
    let all: f32 = least.iter().sum();
    let wants: f32 = demands.iter().map(|d| d.want).sum();
    let em: Vec<f32> = if wants <= room {
        generous(demands, room - wants)
    } else if all < room {
        // Texts keep a few words abreast and figures a line of their own, as far as there is room.
        let few_words = |l: f32, d: &Demand| if d.text { l.max(FEW_WORDS) } else { l };
        let each = |text: &dyn Fn(f32, &Demand) -> f32| -> Vec<f32> {
            demands.iter().zip(least).map(|(d, l)| if d.figures { d.comfort } else { text(*l, d) }).collect()
        };
        let wishes = [each(&few_words), each(&|l, _| l)];
        let least = wishes.iter().find(|wish| wish.iter().sum::<f32>() < room).map_or(least, Vec::as_slice);
        let cells: Vec<&[Words]> = demands.iter().map(|d| d.cells.as_slice()).collect();
        squeeze(&cells, least, room)
    } else {
        least.iter().map(|em| em * room / all).collect()
    };
    em.into_iter().map(|em| em * size).collect()
}

/// Every column as wide as it wants. Half of what is left over goes to the longest text, half to all.
fn generous(demands: &[Demand], left: f32) -> Vec<f32> {
    let widest = |(i, d): (usize, &Demand)| d.text.then_some((i, d.want));
    let main = demands.iter().enumerate().filter_map(widest).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let even = left / demands.len().max(1) as f32;
    let even = if demands.iter().all(|d| d.figures) { even.min(ASTRAY) } else { even };
    let own = |i: usize, d: &Demand| match main {
        Some((text, _)) => d.want + even / 2.0 + if i == text { left / 2.0 } else { 0.0 },
        None => d.want + even,
    };
    demands.iter().enumerate().map(|(i, d)| own(i, d)).collect()
}

#[cfg(test)]
mod tests {
    use headroom_pages::{Cell, TableRow};

    use super::*;

    fn table(columns: &[(Align, &str, &str)]) -> Table {
        long_table(columns, 1)
    }

    fn long_table(columns: &[(Align, &str, &str)], rows: usize) -> Table {
        let row =
            TableRow { cells: columns.iter().map(|(_, _, cell)| Cell::text(*cell)).collect(), style: RowStyle::Plain };
        Table {
            id: "t".into(),
            title: String::new(),
            subtitle: String::new(),
            columns: columns
                .iter()
                .map(|(align, label, _)| Column {
                    key: "k".into(),
                    label: (*label).into(),
                    align: *align,
                    define: String::new(),
                })
                .collect(),
            rows: vec![row; rows],
            fold: None,
            empty: String::new(),
            idle: Vec::new(),
            terms: Vec::new(),
        }
    }

    fn fills(fit: &Fit) -> bool {
        let line = if fit.landscape { LANDSCAPE } else { PORTRAIT };
        (fit.widths.iter().sum::<f32>() - line).abs() < 0.1
    }

    #[test]
    fn a_small_table_is_upright_and_fills_the_line() {
        let fit = Fit::of(&table(&[(Align::Left, "Month", "Jan 2027"), (Align::Right, "Revenue", "$1,234")]));
        assert_eq!((fit.size, fit.landscape), (9.0, false));
        assert!(fills(&fit), "{fit:?}");
    }

    #[test]
    fn running_text_takes_what_is_left() {
        let long = "Sessions: a second 2 GB server, because connected devices run out";
        let fit = Fit::of(&table(&[(Align::Left, "Order by", "Jan 2027"), (Align::Left, "Upgrade", long)]));
        assert!(fit.widths[1] > 2.0 * fit.widths[0], "{fit:?}");
        assert!(fills(&fit));
    }

    #[test]
    fn many_columns_turn_the_page() {
        let fit = Fit::of(&table(&[(Align::Right, "Revenue", "$1,234,567.89"); 12]));
        assert!(fit.landscape && fills(&fit), "{fit:?}");
        assert!(fit.size >= 6.0);
    }

    #[test]
    fn a_few_rows_turn_no_page() {
        let columns = [
            (Align::Left, "Order by", "May 2026"),
            (Align::Left, "Needed by", "Jun 2026"),
            (Align::Left, "Component", "Server"),
            (Align::Left, "Change", "2 GB server → 4 GB server"),
            (Align::Right, "Before, a month", "$12"),
            (Align::Right, "After, a month", "$24"),
            (Align::Right, "Before, a year", "$144"),
            (Align::Right, "After, a year", "$288"),
            (Align::Right, "Once", "$0"),
            (Align::Right, "Work, days", "1"),
            (Align::Left, "Forced by", "Messages a day: 21,189 of 30,007 messages/day"),
            (Align::Left, "If not done", "Aug 2027: Messages a day: 31,748 of 30,007 messages/day, 5 months in all"),
        ];
        let (few, many) = (Fit::of(&long_table(&columns, 3)), Fit::of(&long_table(&columns, 30)));
        assert!(!few.landscape && fills(&few), "{few:?}");
        assert!(many.landscape && fills(&many), "{many:?}");
        // Months stay on one line.
        assert!(few.room(0) >= width("May 2026") && few.room(1) >= width("Jun 2026"), "{few:?}");
    }

    #[test]
    fn names_break_before_a_page_is_turned() {
        let plan = [(Align::Left, "Dec 2026", "s-1vcpu-512mb-10gb"), (Align::Right, "A month", "$1,189.00")];
        let mut columns = vec![(Align::Left, "Provider", "AWS Lightsail"), (Align::Left, "Region", "us-east-1")];
        columns.extend(plan.repeat(3));
        columns.push((Align::Right, "36 months", "$23,189.00"));
        let fit = Fit::of(&long_table(&columns, 40));
        assert!(!fit.landscape && fills(&fit), "{fit:?}");
        assert!(fit.size >= 7.0 && fit.room(2) >= width("512mb-10gb"), "{fit:?}");
        assert!(fit.room(1) >= width("us-east-1"), "a short name stays whole: {fit:?}");
    }

    #[test]
    fn columns_of_figures_alone_stay_together() {
        let fit = Fit::of(&table(&[(Align::Right, "Price", "$29"), (Align::Right, "Probability", "80 %")]));
        assert!(fit.widths.iter().sum::<f32>() < PORTRAIT / 2.0, "{fit:?}");
    }

    #[test]
    fn a_month_and_a_percent_sign_stay_where_they_belong() {
        assert_eq!(kept("Sep 2026"), "Sep\u{a0}2026");
        assert_eq!(
            kept("WhatsApp sessions in use > 90 % (at 94 %)"),
            "WhatsApp sessions in use > 90\u{a0}% (at 94\u{a0}%)"
        );
    }

    #[test]
    fn a_sentence_among_figures_takes_no_room_from_the_others() {
        let figures = |cell| [(Align::Left, "Figure", "Stated price of a user"), (Align::Right, "Computed", cell)];
        let mut with = table(&figures("950–1,150"));
        let without = Fit::of(&with);
        with.rows.extend(table(&figures("b1: 0.1733–0.26; b2: 0.35–0.4667; s1: 0.3333–0.5; p1v2: 0.3–0.6")).rows);
        let with = Fit::of(&with);
        assert!(with.widths[1] <= without.widths[1] + 60.0, "{with:?} {without:?}");
    }

    #[test]
    fn a_crowd_of_columns_still_fits_the_sheet() {
        let fit = Fit::of(&table(&[(Align::Right, "Revenue", "$1,234,567.89"); 60]));
        assert!(fit.landscape && fills(&fit));
    }
}
