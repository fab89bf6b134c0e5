//! Step functions of one number: prices by tier, a table by a whole number, how many thresholds are passed.

use std::hash::Hasher;
use std::sync::Arc;

use super::numbers::{Numbered, Words};

/// A step function with more thresholds is slower than the choice that it would replace.
const MOST_MERGED: usize = 32;

/// A function that is constant between thresholds: `values[n]` where the number is above n of the ascending
/// thresholds, so there is one value more than thresholds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stairs {
    pub thresholds: Vec<f64>,
    pub values: Vec<f64>,
}

impl Stairs {
    /// How many of the ascending thresholds a number is above.
    pub fn count(thresholds: &[f64]) -> Stairs {
        Stairs::new(thresholds.iter().copied(), (0..=thresholds.len()).map(|n| n as f64))
    }

    /// The value of a table at a whole number; at the first or last value beyond its ends, 0 where it is empty.
    pub fn table(values: &[f64]) -> Stairs {
        let thresholds = (0..values.len().saturating_sub(1)).map(|n| n as f64);
        Stairs::new(thresholds, if values.is_empty() { &[0.0] } else { values }.iter().copied())
    }

    /// Of thresholds that do not fall, and one value more.
    fn new(thresholds: impl ExactSizeIterator<Item = f64>, mut values: impl Iterator<Item = f64>) -> Stairs {
        let mut stairs = Stairs {
            thresholds: Vec::with_capacity(thresholds.len()),
            values: Vec::with_capacity(thresholds.len() + 1),
        };
        stairs.values.extend(values.next());
        for (threshold, value) in thresholds.zip(values) {
            // A threshold that changes nothing, or that is passed together with the next, costs a comparison.
            if stairs.values.last().is_some_and(|last| last.to_bits() == value.to_bits()) {
                continue;
            }
            if stairs.thresholds.last() == Some(&threshold) {
                stairs.values.pop();
            } else {
                stairs.thresholds.push(threshold);
            }
            stairs.values.push(value);
        }
        stairs
    }

    /// One value everywhere.
    pub fn flat(value: f64) -> Stairs {
        Stairs { thresholds: Vec::new(), values: vec![value] }
    }

    /// What a function makes of three step functions of one number. None where that would have too many steps to be
    /// compared quickly.
    pub fn of_three(of: [&Stairs; 3], f: impl Fn(f64, f64, f64) -> f64) -> Option<Stairs> {
        let mut thresholds: Vec<f64> = of.iter().flat_map(|stairs| &stairs.thresholds).copied().collect();
        thresholds.sort_by(f64::total_cmp);
        thresholds.dedup();
        if thresholds.len() > MOST_MERGED {
            return None;
        }
        // Between two thresholds the functions have the values that they have at the upper one, which is not passed there.
        let ends = thresholds.iter().copied().chain([f64::INFINITY]);
        let values = ends.map(|x| f(of[0].at(x), of[1].at(x), of[2].at(x)));
        Some(Stairs::new(thresholds.iter().copied(), values))
    }

    /// The steps that numbers from `low` to `high` come to.
    pub fn between(mut self, low: f64, high: f64) -> Stairs {
        let never = self.thresholds.partition_point(|threshold| high > *threshold);
        self.thresholds.truncate(never);
        self.values.truncate(never + 1);
        let always = self.thresholds.partition_point(|threshold| low > *threshold);
        self.thresholds.drain(..always);
        self.values.drain(..always);
        self
    }

    /// What a function makes of two step functions of one number; None as for three.
    pub fn of_two(of: [&Stairs; 2], f: impl Fn(f64, f64) -> f64) -> Option<Stairs> {
        Stairs::of_three([of[0], of[1], &Stairs::flat(0.0)], |x, y, _| f(x, y))
    }

    /// The same steps with other values.
    pub fn then(&self, f: impl Fn(f64) -> f64) -> Stairs {
        Stairs::new(self.thresholds.iter().copied(), self.values.iter().map(|value| f(*value)))
    }

    pub fn at(&self, x: f64) -> f64 {
        self.values[self.thresholds.partition_point(|threshold| x > *threshold)]
    }

    /// What tells one from another.
    fn bits(&self) -> impl Iterator<Item = u64> {
        self.thresholds.iter().chain(&self.values).map(|number| number.to_bits())
    }
}

impl Numbered for Arc<Stairs> {
    fn hash(&self, words: &mut Words) {
        self.bits().for_each(|bits| words.write_u64(bits));
    }

    fn is(&self, other: &Self) -> bool {
        self.bits().eq(other.bits())
    }
}
