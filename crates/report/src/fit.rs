//! How wide the columns of a printed table are, how large its letters, and which way its page is turned. Decided from
//! the widths of the texts, before anything is set.

use headroom_pages::{Align, Column, RowStyle, Table};

use crate::fonts::width;

/// What a line of A4 holds between the margins, in points: upright, and turned.
pub(crate) const PORTRAIT: f32 = 470.5;
pub(crate) const LANDSCAPE: f32 = 717.0;

/// Left and right of every cell, in points. The template says the same.
const INSET: f32 = 5.0;
/// Left of a column that begins where figures end.
const APART: f32 = 13.0;
/// Column labels are set smaller than the cells, as in the template.
const LABEL: f32 = 0.9;
/// Semibold rows are wider than the regular letters that were measured.
const SEMIBOLD: f32 = 1.06;

const UPRIGHT: &[f32] = &[9.0, 8.5, 8.0, 7.5, 7.0];
const TURNED: &[f32] = &[8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0];
/// With more columns than this, a turned page is better than letters below this size.
const MANY_COLUMNS: usize = 9;
const SMALL_FOR_MANY: f32 = 7.5;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    /// The size of the letters, in points.
    pub size: f32,
    /// The columns with their insets, in points; together they fill the line.
    pub widths: Vec<f32>,
    /// The space left of each column's text, in points, within its width.
    pub lefts: Vec<f32>,
    pub landscape: bool,
}

impl Fit {
    pub(crate) fn of(table: &Table) -> Self {
        let demands: Vec<Demand> = table.columns.iter().enumerate().map(|(i, c)| Demand::of(table, i, c)).collect();
        let apart =
            |i: usize| i > 0 && table.columns[i].align == Align::Left && table.columns[i - 1].align == Align::Right;
        let lefts: Vec<f32> = (0..demands.len()).map(|i| if apart(i) { APART } else { INSET }).collect();
        let insets: f32 = lefts.iter().map(|left| left + INSET).sum();
        let many = demands.len() > MANY_COLUMNS;
        let upright = UPRIGHT.iter().filter(|size| !many || **size >= SMALL_FOR_MANY);
        let choices = upright.map(|size| (*size, false)).chain(TURNED.iter().map(|size| (*size, true)));
        let mut fit = Self { size: 9.0, widths: Vec::new(), lefts: Vec::new(), landscape: false };
        for (size, landscape) in choices {
            let line = if landscape { LANDSCAPE } else { PORTRAIT };
            let needs: f32 = demands.iter().map(|d| d.need * size).sum();
            let texts = share(&demands, size, line - insets).into_iter().zip(&lefts);
            fit = Self { size, widths: texts.map(|(text, left)| text + left + INSET).collect(), landscape, ..fit };
            if needs <= line - insets {
                break;
            }
        }
        Self { lefts, ..fit }
    }

    /// How much text fits on a line of a column, in em.
    pub(crate) fn room(&self, column: usize) -> f32 {
        let text = |width| width - self.lefts.get(column).unwrap_or(&INSET) - INSET;
        self.widths.get(column).map_or(0.0, |width| text(width).max(1.0) / self.size)
    }
}

/// What a column asks for, in em.
struct Demand {
    /// Below this it becomes hard to read.
    need: f32,
    /// With this nothing wraps, or no more than is pleasant.
    want: f32,
    /// A column of running text takes the room that is left over.
    text: bool,
}

impl Demand {
    fn of(table: &Table, index: usize, column: &Column) -> Self {
        let words = |text: &str| text.split_whitespace().map(width).fold(0.0, f32::max);
        let mut natural: f32 = 0.0;
        let mut word: f32 = 0.0;
        for row in table.rows.iter().filter(|row| row.style != RowStyle::Group) {
            if let Some(cell) = row.cells.get(index) {
                let scale = if row.style == RowStyle::Total { SEMIBOLD } else { 1.0 };
                natural = natural.max(width(&cell.text) * scale);
                word = word.max(words(&cell.text) * scale);
            }
        }
        let label = LABEL * two_lines(&column.label);
        let (need, want) = match column.align {
            // "14 months" stays on one line.
            Align::Right => (natural.min(12.0), natural.min(16.0)),
            Align::Left => (word.min(12.0).max(natural.min(9.0)), natural.min(45.0)),
        };
        // Half a letter of slack: kerning and rounding never force a wrap.
        let need = need.max(label.min(10.0)) + 0.3;
        Self { need, want: need.max(want + 0.3), text: column.align == Align::Left && natural > 12.0 }
    }
}

/// The width of a label when it may take two lines.
fn two_lines(label: &str) -> f32 {
    let breaks = label.match_indices(' ').map(|(at, _)| width(&label[..at]).max(width(&label[at + 1..])));
    breaks.fold(width(label), f32::min)
}

/// The room for text divided among the columns.
fn share(demands: &[Demand], size: f32, room: f32) -> Vec<f32> {
    let needs: f32 = demands.iter().map(|d| d.need * size).sum();
    let wants: f32 = demands.iter().map(|d| d.want * size).sum();
    let even = (room - wants) / demands.len().max(1) as f32;
    let widest = |(i, d): (usize, &Demand)| d.text.then_some((i, d.want));
    let main = demands.iter().enumerate().filter_map(widest).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let column = |i: usize, d: &Demand| match main {
        _ if needs > room => d.need * size * (room / needs).max(0.0),
        _ if wants > room => d.need * size + (d.want - d.need) * size * (room - needs) / (wants - needs),
        // Half of what is left over goes to the longest text, half to all.
        Some((text, _)) => d.want * size + even / 2.0 + if i == text { (room - wants) / 2.0 } else { 0.0 },
        None => d.want * size + even,
    };
    demands.iter().enumerate().map(|(i, d)| column(i, d)).collect()
}

#[cfg(test)]
mod tests {
    use headroom_pages::{Cell, TableRow};

    use super::*;

    fn table(columns: &[(Align, &str, &str)]) -> Table {
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
            rows: vec![TableRow {
                cells: columns.iter().map(|(_, _, cell)| Cell::text(*cell)).collect(),
                style: RowStyle::Plain,
            }],
            empty: String::new(),
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
        assert!(fit.size >= 7.0);
    }

    #[test]
    fn a_crowd_of_columns_still_fits_the_sheet() {
        let fit = Fit::of(&table(&[(Align::Right, "Revenue", "$1,234,567.89"); 60]));
        assert!(fit.landscape && fills(&fit));
    }
}
