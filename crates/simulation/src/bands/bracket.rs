//! Intervals that percentiles lie in, and what is kept of the values inside.

/// Values from `low` on and below `high`. Either may be infinite where values are kept. Unless it counts between edges of
/// its own, a bracket begins and ends at [boundaries](boundary) of single precision.
#[derive(Clone, Debug, PartialEq)]
pub struct Bracket {
    pub low: f64,
    pub high: f64,
    pub fill: Fill,
}

/// What is kept of the values inside a bracket.
#[derive(Clone, Debug, PartialEq)]
pub enum Fill {
    /// The values.
    Kept,
    /// Counts in so many bins of equal width.
    Even(u32),
    /// Counts between edges, of which `low` is the first and `high` the last. A value that many paths share has a bin of
    /// its own, from itself to the next number, and is counted exactly.
    Steps(Vec<f64>),
}

impl Bracket {
    /// How many counts it needs.
    pub fn bins(&self) -> usize {
        match &self.fill {
            Fill::Kept => 0,
            Fill::Even(bins) => *bins as usize,
            Fill::Steps(edges) => edges.len() - 1,
        }
    }

    /// From where to where a bin goes.
    pub fn bin(&self, bin: usize) -> (f64, f64) {
        match &self.fill {
            Fill::Kept => (self.low, self.high),
            Fill::Even(bins) => {
                let edge = |bin: usize| self.low + (self.high - self.low) * (bin as f64 / f64::from(*bins));
                (edge(bin), edge(bin + 1).min(self.high))
            }
            Fill::Steps(edges) => (edges[bin], edges[bin + 1]),
        }
    }

    /// All edges of its bins.
    pub fn edges(&self) -> Vec<f64> {
        match &self.fill {
            Fill::Kept => vec![self.low, self.high],
            Fill::Even(bins) => (0..*bins as usize).map(|bin| self.bin(bin).0).chain([self.high]).collect(),
            Fill::Steps(edges) => edges.clone(),
        }
    }

    /// From the boundary up to a value, to the boundary from another one on.
    pub fn around(low: f64, high: f64, fill: Fill) -> Bracket {
        let first_beyond = boundary(high as f32);
        let high = if first_beyond < high { boundary((high as f32).next_up()) } else { first_beyond };
        Bracket { low: boundary(low as f32), high, fill }
    }

    /// Both, and what is between them.
    pub fn with(&self, other: &Bracket) -> Bracket {
        if self.fill == Fill::Kept || other.fill == Fill::Kept {
            return Bracket::around(self.low.min(other.low), self.high.max(other.high), Fill::Kept);
        }
        Bracket::steps(self.edges().into_iter().chain(other.edges()).collect())
    }

    /// Between edges in any order.
    pub fn steps(mut edges: Vec<f64>) -> Bracket {
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        Bracket { low: edges[0], high: edges[edges.len() - 1], fill: Fill::Steps(edges) }
    }
}

/// The least number that is rounded to a number of single precision, or above it. So `x >= boundary(edge)` for just those
/// x with `x as f32 >= edge`.
pub fn boundary(edge: f32) -> f64 {
    let middle = f64::midpoint(f64::from(edge.next_down()), f64::from(edge));
    if middle as f32 == edge { middle } else { middle.next_up() }
}

/// Edges of bins of equal width.
pub fn grid(low: f64, high: f64, bins: u32) -> Vec<f64> {
    Bracket { low, high, fill: Fill::Even(bins) }.edges()
}

/// Is this bin a single value?
pub fn is_point((low, high): (f64, f64)) -> bool {
    low.next_up() >= high
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Numbers lie to a boundary as, rounded, they lie to the number of single precision it stands for.
        #[test]
        fn rounding_keeps_the_order(edge in any::<f32>().prop_filter("a number", |edge| edge.is_finite()), steps in -3_i64..4) {
            let near = f64::from_bits((boundary(edge).to_bits() as i64 + steps) as u64);
            for x in [near, f64::from(edge), f64::from(edge.next_down()), -near, 0.0, f64::INFINITY, f64::NEG_INFINITY] {
                prop_assert_eq!(x >= boundary(edge), x as f32 >= edge, "{} {}", x, edge);
            }
        }

        #[test]
        fn a_bracket_holds_what_it_is_put_around(low in -1e12..1e12_f64, width in 0.0..1e9_f64) {
            let bracket = Bracket::around(low, low + width, Fill::Kept);
            prop_assert!(bracket.low <= low && low + width <= bracket.high);
            prop_assert_eq!((bracket.low, bracket.high), (boundary(bracket.low as f32), boundary(bracket.high as f32)));
        }
    }
}
