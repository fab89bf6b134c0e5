//! How much a deployment costs more than the best would have, on the same futures.

use std::cmp::Ordering;

use headroom_engine::Model;

use crate::bands::Answer;
use crate::figure::{Deployment, Monthly, Whole};
use crate::futures::Futures;

/// A deployment against all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regretted {
    pub deployment: Deployment,
    /// Expected cost beyond that of the cheapest deployment that holds no worse on each path.
    pub mean_regret: f64,
    /// Its standard error.
    pub error: f64,
    /// Its 95th percentile; the highest that was asked for, where that was not.
    pub p95_regret: f64,
    /// On which share of the paths it is the cheapest.
    pub cheapest_share: f64,
    /// On which share of the paths some tier is enough in every month.
    pub holds_share: f64,
}

/// Every deployment whose regret and cheapness were asked for, in the order of the model.
pub fn of(model: &Model, futures: &Futures) -> Vec<Regretted> {
    let regretted = |deployment| {
        let Answer::Quantity(regret) = futures.whole(Whole::Regret(deployment))? else { return None };
        let Answer::Event(cheapest) = futures.whole(Whole::Cheapest(deployment))? else { return None };
        let Answer::Event(holds) = futures.whole(Whole::Never(Monthly::Breach(deployment)))? else { return None };
        let p95 = regret.percentiles.iter().find(|percentile| percentile.level == 0.95).or(regret.percentiles.last());
        Some(Regretted {
            deployment,
            mean_regret: regret.mean,
            error: regret.mean_error.unwrap_or(f64::NAN),
            p95_regret: p95.map_or(f64::NAN, |percentile| percentile.value),
            cheapest_share: cheapest.share,
            holds_share: holds.share,
        })
    };
    (0..model.program.deployments.len()).filter_map(regretted).collect()
}

/// A deployment must hold the load throughout on at least this share of the paths to come before those that do not.
pub const MOST_PATHS_HELD: f64 = 0.5;

/// The better first, of shares of paths held and expected regrets: what holds on most paths comes before what does not,
/// as on the cheapest path over time, and then what is regretted less.
pub fn better(a: (f64, f64), b: (f64, f64)) -> Ordering {
    let holds = |(share, _): (f64, f64)| share >= MOST_PATHS_HELD;
    holds(b).cmp(&holds(a)).then(a.1.total_cmp(&b.1))
}

/// The deployment with the least expected regret of those that hold on most paths; of all where none does. The first of
/// equals.
pub fn least(regretted: &[Regretted]) -> Option<Deployment> {
    let of = |r: &Regretted| (r.holds_share, r.mean_regret);
    regretted.iter().min_by(|a, b| better(of(a), of(b))).map(|least| least.deployment)
}
