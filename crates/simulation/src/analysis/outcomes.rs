//! One outcome on every path, for statistics of its own.

use crate::futures::{self, Failed, threads};
use crate::run::{Collect, NoAnswer, Run, SCRAMBLES, Watch};

/// The outcome's values by scramble, in the order of the paths.
#[derive(Clone, Debug)]
pub(super) struct Outcomes {
    pub by_scramble: Vec<Vec<f64>>,
}

impl Collect for Outcomes {
    #[inline(always)]
    fn collect(&mut self, scramble: usize, _column: usize, values: &[f64]) {
        self.by_scramble[scramble].extend_from_slice(values);
    }
}

impl Outcomes {
    fn new() -> Self {
        Self { by_scramble: vec![Vec::new(); SCRAMBLES] }
    }

    /// Those of a kernel with one column. The same bits for any number of threads.
    ///
    /// # Errors
    /// When the run is stopped or refused, and when none of its paths counts.
    pub fn of(run: &Run<'_>, watch: &Watch) -> Result<Self, Failed> {
        let mut all = Self::new();
        let parts: Result<Vec<Self>, NoAnswer> = run.collected(threads(), watch, Self::new);
        for part in parts? {
            all.by_scramble.iter_mut().zip(part.by_scramble).for_each(|(all, own)| all.extend(own));
        }
        futures::counted(all.paths())?;
        Ok(all)
    }

    pub fn paths(&self) -> u64 {
        self.by_scramble.iter().map(|values| values.len() as u64).sum()
    }

    pub fn all(&self) -> impl Iterator<Item = f64> {
        self.by_scramble.iter().flatten().copied()
    }

    /// On which share of the paths something holds, with its standard error from the scrambles.
    pub fn share(&self, holds: impl Fn(f64) -> bool) -> (f64, f64) {
        let of = |values: &Vec<f64>| (values.iter().filter(|value| holds(**value)).count(), values.len());
        let each: Vec<(usize, usize)> = self.by_scramble.iter().map(of).collect();
        let sum = |sum: (usize, usize), one: &(usize, usize)| (sum.0 + one.0, sum.1 + one.1);
        let (hits, paths) = each.iter().fold((0, 0), sum);
        let share = hits as f64 / paths.max(1) as f64;
        let shares: Vec<f64> =
            each.iter().filter(|(_, paths)| *paths > 0).map(|(hits, paths)| *hits as f64 / *paths as f64).collect();
        (share, standard_error(&shares))
    }
}

/// The standard error of a mean of independent estimates; 0 of fewer than two.
pub(super) fn standard_error(estimates: &[f64]) -> f64 {
    let n = estimates.len() as f64;
    if estimates.len() < 2 {
        return 0.0;
    }
    let mean = estimates.iter().sum::<f64>() / n;
    let squares: f64 = estimates.iter().map(|estimate| (estimate - mean) * (estimate - mean)).sum();
    (squares / (n - 1.0) / n).sqrt()
}
