//! Which of two deployments is the better one: everywhere by the same rule.

use super::Outcome;
use crate::money::Settled;

/// How a deployment stands beside others, over a month or over many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing<A> {
    /// Months in which it cannot hold the load.
    pub breaches: usize,
    pub cost: A,
}

impl<A: Settled> Standing<A> {
    /// One that holds the load comes before one that does not, whatever it costs; of two that hold it in as many months
    /// the cheaper comes first.
    pub fn comes_before(&self, other: &Self) -> bool {
        self.breaches < other.breaches || (self.breaches == other.breaches && self.cost < other.cost)
    }

    /// The place of the first; of equals the first in the list.
    pub fn first(all: impl IntoIterator<Item = Self>) -> Option<usize> {
        let first = all.into_iter().enumerate().reduce(|a, b| if b.1.comes_before(&a.1) { b } else { a });
        first.map(|(place, _)| place)
    }
}

impl<A: Settled> Outcome<A> {
    /// Whether some component cannot hold the load in month `i`, from 0.
    pub fn is_breached(&self, i: usize) -> bool {
        self.components.values().any(|run| run.breach.get(i).is_some_and(|breach| *breach))
    }

    /// How it stands in month `i`, from 0; None outside the horizon.
    pub fn standing(&self, i: usize) -> Option<Standing<A>> {
        Some(Standing { breaches: usize::from(self.is_breached(i)), cost: *self.cost.get(i)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_comes_before_what_is_cheaper() {
        let [dear, cheap, small] = [(0, 9.0), (0, 5.0), (1, 1.0)].map(|(breaches, cost)| Standing { breaches, cost });
        assert_eq!(Standing::first([dear, small, cheap, cheap]), Some(2));
        assert_eq!(Standing::first([Standing { cost: 2.0, ..small }, small]), Some(1));
        assert_eq!(Standing::<f64>::first([]), None);
    }
}
