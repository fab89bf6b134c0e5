//! Intervals that percentiles lie in, and what is kept of the values inside.

/// Values from `low` on and below `high`. Either may be infinite where values are kept.
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

    /// Both, and what is between them.
    pub fn with(&self, other: &Bracket) -> Bracket {
        if self.fill == Fill::Kept || other.fill == Fill::Kept {
            return Bracket { low: self.low.min(other.low), high: self.high.max(other.high), fill: Fill::Kept };
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

/// Edges of bins of equal width.
pub fn grid(low: f64, high: f64, bins: u32) -> Vec<f64> {
    Bracket { low, high, fill: Fill::Even(bins) }.edges()
}

/// Is this bin a single value?
pub fn is_point((low, high): (f64, f64)) -> bool {
    low.next_up() >= high
}
