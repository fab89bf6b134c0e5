//! Step functions of one number: prices by tier, a table by a whole number, how many thresholds are passed.

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
        Stairs::new(thresholds.to_vec(), (0..=thresholds.len()).map(|n| n as f64).collect())
    }

    /// The value of a table at a whole number; at the first or last value beyond its ends.
    pub fn table(values: &[f64]) -> Stairs {
        let thresholds = (0..values.len().saturating_sub(1)).map(|n| n as f64).collect();
        Stairs::new(thresholds, if values.is_empty() { vec![0.0] } else { values.to_vec() })
    }

    fn new(thresholds: Vec<f64>, values: Vec<f64>) -> Stairs {
        let mut stairs = Stairs { thresholds: Vec::new(), values: vec![values[0]] };
        for (threshold, value) in thresholds.into_iter().zip(values.into_iter().skip(1)) {
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
        let values = ends.map(|x| f(of[0].at(x), of[1].at(x), of[2].at(x))).collect();
        Some(Stairs::new(thresholds, values))
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
        Stairs::new(self.thresholds.clone(), self.values.iter().map(|value| f(*value)).collect())
    }

    pub fn at(&self, x: f64) -> f64 {
        self.values[self.thresholds.partition_point(|threshold| x > *threshold)]
    }

    /// Thresholds and values as bits: what tells one from another.
    pub fn key(&self) -> Vec<u64> {
        self.thresholds.iter().chain(&self.values).map(|number| number.to_bits()).collect()
    }
}
