//! Columns that cannot all have the width they want: the widths at which a table is shortest.

use std::collections::BTreeMap;

use crate::fonts::width;

/// Widths are tried in steps of half an em.
const STEP: f32 = 0.5;
/// A long table is judged by so many of its rows.
const SAMPLE: usize = 48;
/// What columns gain, and what they give each other, at once: steps.
const GROW: [usize; 6] = [1, 2, 4, 8, 12, 16];
const TRADE: [usize; 3] = [1, 3, 6];
/// Exchanges between columns; there are seldom ten.
const TRADES: usize = 40;

/// A cell as the widths of its words, in em.
pub(crate) type Words = Vec<f32>;

/// The widths of `text` word by word; what a space without a break holds together is one word.
pub(crate) fn words(text: &str, scale: f32) -> Words {
    let breaks = |c: char| c.is_whitespace() && c != '\u{a0}';
    text.split(breaks).filter(|word| !word.is_empty()).map(|word| width(word) * scale).collect()
}

/// Divides `room` among columns of cells, row by row, so that their table has as few lines as possible and no column
/// is narrower than `least`. All in em; together the columns fill the room.
pub(crate) fn squeeze(columns: &[&[Words]], least: &[f32], room: f32) -> Vec<f32> {
    let least: Vec<usize> = least.iter().map(|em| (em / STEP).ceil() as usize).collect();
    let mut table = Rows::of(columns);
    let mut widths = least.clone();
    let mut left = ((room / STEP) as usize).saturating_sub(widths.iter().sum());
    let mut cost = table.cost(&widths);
    while let Some((step, column)) = table.best_growth(&mut widths, cost, left) {
        widths[column] += step;
        left -= step;
        cost = table.cost(&widths);
    }
    for _ in 0..TRADES {
        let Some((step, from, to)) = table.best_trade(&mut widths, cost, &least) else { break };
        widths[from] -= step;
        widths[to] += step;
        cost = table.cost(&widths);
    }
    let taken: f32 = widths.iter().map(|width| *width as f32 * STEP).sum();
    let even = (room - taken) / widths.len().max(1) as f32;
    widths.iter().map(|width| *width as f32 * STEP + even).collect()
}

struct Rows<'a> {
    columns: &'a [&'a [Words]],
    /// The rows that are judged.
    sample: Vec<usize>,
    /// How many lines each of them takes, by column and width.
    lines: BTreeMap<(usize, usize), Vec<u32>>,
}

impl<'a> Rows<'a> {
    fn of(columns: &'a [&'a [Words]]) -> Self {
        let rows = columns.iter().map(|cells| cells.len()).max().unwrap_or(0);
        Self { columns, sample: (0..rows).step_by(rows.div_ceil(SAMPLE).max(1)).collect(), lines: BTreeMap::new() }
    }

    /// Lines of the whole table, and a little of the lines of every cell: they show the way where rows do not, and a
    /// cell of many lines beside a wide one costs more than several of a few.
    fn cost(&mut self, widths: &[usize]) -> u32 {
        let mut tallest = vec![0; self.sample.len()];
        let mut all = 0;
        for (column, width) in widths.iter().enumerate() {
            let cells = self.columns[column];
            let lines = self.lines.entry((column, *width)).or_insert_with(|| {
                let room = *width as f32 * STEP;
                self.sample.iter().map(|row| cells.get(*row).map_or(0, |cell| lines(cell, room))).collect()
            });
            for (most, own) in tallest.iter_mut().zip(lines) {
                *most = (*most).max(*own);
                all += *own * *own;
            }
        }
        tallest.into_iter().sum::<u32>() * 20 + all
    }

    /// The step and the column that save most for their width.
    fn best_growth(&mut self, widths: &mut [usize], cost: u32, left: usize) -> Option<(usize, usize)> {
        let mut best = None;
        for column in 0..widths.len() {
            for step in GROW.into_iter().filter(|step| *step <= left) {
                widths[column] += step;
                let saved = f64::from(cost.saturating_sub(self.cost(widths))) / step as f64;
                widths[column] -= step;
                if saved > best.map_or(0.0, |(most, _, _)| most) {
                    best = Some((saved, step, column));
                }
            }
        }
        best.map(|(_, step, column)| (step, column))
    }

    /// The exchange between two columns that saves most.
    fn best_trade(&mut self, widths: &mut [usize], cost: u32, least: &[usize]) -> Option<(usize, usize, usize)> {
        let mut best = None;
        let mut cheapest = cost;
        for from in 0..widths.len() {
            for to in (0..widths.len()).filter(|to| *to != from) {
                let spare = widths[from] - least[from];
                for step in TRADE.into_iter().filter(|step| *step <= spare) {
                    widths[from] -= step;
                    widths[to] += step;
                    let cost = self.cost(widths);
                    widths[from] += step;
                    widths[to] -= step;
                    if cost < cheapest {
                        cheapest = cost;
                        best = Some((step, from, to));
                    }
                }
            }
        }
        best
    }
}

/// How many lines the words take; room is in em.
pub(crate) fn lines(words: &[f32], room: f32) -> u32 {
    // A space; and a third of a letter of slack, for kerning and rounding.
    const SPACE: f32 = 0.28;
    let room = (room - 0.3).max(0.5);
    let mut lines = 1;
    let mut used = 0.0;
    for word in words {
        if used > 0.0 && used + SPACE + word <= room {
            used += SPACE + word;
            continue;
        }
        lines += u32::from(used > 0.0);
        // A word that is too wide breaks.
        let whole = (word / room).ceil().max(1.0) - 1.0;
        lines += whole as u32;
        used = word - whole * room;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fill_lines() {
        assert_eq!(lines(&[], 5.0), 1);
        assert_eq!(lines(&[2.0, 2.0], 5.0), 1);
        assert_eq!(lines(&[2.0, 2.0, 2.0], 5.0), 2);
        assert_eq!(lines(&[12.0], 5.0), 3);
    }

    #[test]
    fn the_room_goes_where_lines_are_saved() {
        let long = words("a rather long remark about where this figure comes from and what it means", 1.0);
        let short = words("input", 1.0);
        let columns: [&[Words]; 3] = [&[short.clone(), short.clone()], &[long.clone(), long], &[short, Vec::new()]];
        let widths = squeeze(&columns, &[3.0, 4.0, 3.0], 40.0);
        assert!((widths.iter().sum::<f32>() - 40.0).abs() < 0.01);
        assert_eq!(lines(columns[1][0].as_slice(), widths[1]), 2, "{widths:?}");
        assert!(widths[0] >= 3.0 && widths[2] >= 3.0, "{widths:?}");
    }
}
