//! Reading the answers.

use std::ops::Range;

use super::Column;
use super::answer::{Answer, Miss, Missed, Percentile, Quantity, Share, Side};
use super::collect::{Bands, Tally};
use super::inside::{Held, Inside};
use crate::run::parallel;

/// Columns that are read together.
const TOGETHER: usize = 4;

impl Bands {
    /// What is known of every column; or every percentile that lies outside its bracket.
    pub fn finish(&self, threads: usize) -> Result<Vec<Answer>, Missed> {
        let columns = &self.outline.wanted().columns;
        let own = |column: &usize| !matches!(columns[*column], Column::Multiple { .. });
        let own: Vec<usize> = (0..columns.len()).filter(own).collect();
        let (mut answers, mut missed) = (vec![None; columns.len()], Vec::new());
        // Some columns together: what they kept lies near.
        let groups: Vec<&[usize]> = own.chunks(TOGETHER).collect();
        let answered = |held: &mut Held, columns: &&[usize]| {
            held.gather(self, self.brackets_of(columns));
            columns.iter().map(|column| self.answer(*column, held)).collect::<Vec<_>>()
        };
        for (column, answer) in
            own.iter().zip(parallel(&groups, threads, Held::default, answered).into_iter().flatten())
        {
            match answer {
                Ok(answer) => answers[*column] = Some(answer),
                Err(own) => missed.extend(own),
            }
        }
        if !missed.is_empty() {
            return Err(Missed(missed));
        }
        for (column, kind) in columns.iter().enumerate() {
            if let Column::Multiple { of, times } = kind {
                answers[column] = answers[*of].as_ref().map(|of| of.times(*times));
            }
        }
        Ok(answers.into_iter().flatten().collect())
    }

    /// The places of some columns' brackets among all, which are in the columns' order.
    fn brackets_of(&self, columns: &[usize]) -> Range<usize> {
        let of = |column: &usize| &self.outline.columns()[*column];
        let first = columns.first().map_or(0, |column| of(column).first_bracket());
        first..columns.last().map_or(0, |column| of(column).first_bracket() + of(column).brackets().len())
    }

    fn answer(&self, column: usize, held: &mut Held) -> Result<Answer, Vec<Miss>> {
        match self.outline.wanted().columns[column] {
            Column::Event => Ok(Answer::Event(self.share(column))),
            Column::Quantity | Column::Multiple { .. } => self.quantity(column, held).map(Answer::Quantity),
        }
    }

    fn all(&self, column: usize) -> Tally {
        let mut all = Tally::NONE;
        self.tallies(column).for_each(|tally| all.join(tally));
        all
    }

    fn share(&self, column: usize) -> Share {
        let all = self.all(column);
        let ratio = |tally: &Tally| tally.hits as f64 / tally.paths as f64;
        let shares: Vec<f64> = self.tallies(column).filter(|tally| tally.paths > 0).map(ratio).collect();
        Share { share: ratio(&all), error: standard_error(&shares), hits: all.hits, paths: all.paths, odd: all.odd }
    }

    fn quantity(&self, column: usize, held: &mut Held) -> Result<Quantity, Vec<Miss>> {
        let all = self.all(column);
        let centre = self.outline.columns()[column].centre();
        let paths = all.paths as f64;
        let from_centre = all.sum.value() / paths;
        let means = self.tallies(column).filter(|tally| tally.paths > 0);
        let means: Vec<f64> = means.map(|tally| tally.sum.value() / tally.paths as f64).collect();
        let variance = all.squares.value() / paths - from_centre * from_centre;
        // −0 and 0 are the same value, and which of them is found depends on the order.
        let unsigned = |value: f64| if all.paths == 0 { f64::NAN } else { value + 0.0 };
        Ok(Quantity {
            percentiles: self.percentiles(column, &all, held)?,
            mean: centre + from_centre,
            mean_error: standard_error(&means),
            deviation: if all.min == all.max { 0.0 } else { variance.max(0.0).sqrt() },
            min: unsigned(all.min),
            max: unsigned(all.max),
            paths: all.paths,
            odd: all.odd,
        })
    }

    fn percentiles(&self, column: usize, all: &Tally, held: &mut Held) -> Result<Vec<Percentile>, Vec<Miss>> {
        let own = &self.outline.columns()[column];
        let levels = &self.outline.wanted().levels;
        if all.paths == 0 {
            let unknown = |level: &f64| Percentile { level: *level, value: f64::NAN, error: None, bound: 0.0 };
            return Ok(levels.iter().map(unknown).collect());
        }
        let paths: Vec<u64> = self.tallies(column).map(|tally| tally.paths).collect();
        let (mut found, mut missed) = (Vec::with_capacity(levels.len()), Vec::new());
        let places = |bracket: usize| (0..levels.len()).filter(move |place| own.bracket_of(*place) == bracket);
        for bracket in 0..own.brackets().len() {
            let mut inside = Inside::new(self, held, column, bracket, [all.min, all.max]);
            for place in places(bracket) {
                inside.expect(own.of_pilot(place), levels[place], all.paths);
                match percentile(&mut inside, levels[place], all, &paths) {
                    Ok(percentile) => found.push(percentile),
                    Err(side) => {
                        let miss = Miss { column, bracket, side, min: all.min, max: all.max };
                        // Two levels of one bracket may miss it on both sides; each is told once.
                        if !missed.contains(&miss) {
                            missed.push(miss);
                        }
                    }
                }
            }
        }
        if missed.is_empty() { Ok(found) } else { Err(missed) }
    }
}

/// The percentile that interpolates linearly between order statistics: type 7 of Hyndman and Fan, "Sample quantiles in
/// statistical packages", 1996, and NumPy's default.
///
/// Its standard error is Woodruff's ("Confidence intervals for medians and other position measures", 1952), with the
/// scrambles as replicates: the share of paths up to the percentile differs from scramble to scramble, and half the
/// distance between the percentiles of one standard error of that share more and less is the percentile's error.
fn percentile(inside: &mut Inside, level: f64, all: &Tally, paths: &[u64]) -> Result<Percentile, Side> {
    let last = (all.paths - 1) as f64;
    let rank = level * last;
    let (first, beyond) = inside.ranks();
    if (rank.floor() as u64) < first {
        return Err(Side::Below);
    }
    if rank.ceil() as u64 >= beyond {
        return Err(Side::Above);
    }
    let (value, bound) = inside.at(rank).ok_or(Side::Between)?;
    let error = inside.errors(rank.floor() as u64, paths).map(|[down, up]| {
        let down = value - inside.reach(rank, (rank - down * all.paths as f64).max(0.0), value);
        let up = inside.reach(rank, (rank + up * all.paths as f64).min(last), value) - value;
        (down + up) / 2.0
    });
    let value = value.clamp(all.min, all.max) + 0.0;
    Ok(Percentile { level, value, error, bound })
}

/// Of the mean of independent replicates: their standard deviation over the root of their number.
pub(super) fn standard_error(replicates: &[f64]) -> Option<f64> {
    let count = replicates.len() as f64;
    if count < 2.0 {
        return None;
    }
    let mean = replicates.iter().sum::<f64>() / count;
    let squares: f64 = replicates.iter().map(|x| (x - mean) * (x - mean)).sum();
    Some((squares / (count - 1.0) / count).sqrt())
}
