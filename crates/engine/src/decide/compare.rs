//! Deployments held against each other: what each costs for one user, at how many users another becomes the cheaper
//! one, and what each lacks.

mod crossover;
mod lacks;

use rust_decimal::Decimal;

pub use crossover::{Crossover, Interval, crossovers};
pub use lacks::{Fact, Lack, lacks};

use crate::money::decimal_of;
use crate::projection::Deployed;

/// Cost of each month over the registered users at its end; None where there are none.
pub fn cost_per_registered(deployed: &Deployed) -> Vec<Option<Decimal>> {
    per(deployed, deployed.demand.registered.iter().skip(1))
}

/// Cost of each month over the paying subscribers at its end; None where there are none.
pub fn cost_per_paying(deployed: &Deployed) -> Vec<Option<Decimal>> {
    per(deployed, deployed.demand.subscription.paying.iter())
}

fn per<'a>(deployed: &Deployed, counts: impl Iterator<Item = &'a f64>) -> Vec<Option<Decimal>> {
    let costs = deployed.outcome.cost.iter();
    costs.zip(counts).map(|(cost, count)| cost.amount().checked_div(decimal_of(*count)?)).collect()
}

#[cfg(test)]
mod tests;
