//! How much a deployment costs more than the best would have, on the same futures.

use headroom_engine::Model;

use crate::bands::Answer;
use crate::figure::{Deployment, Whole};
use crate::futures::Futures;

/// A deployment against all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regretted {
    pub deployment: Deployment,
    /// Expected cost beyond that of the cheapest deployment of each path.
    pub mean_regret: f64,
    /// Its standard error.
    pub error: f64,
    /// Its 95th percentile; the highest that was asked for, where that was not.
    pub p95_regret: f64,
    /// On which share of the paths it is the cheapest.
    pub cheapest_share: f64,
}

/// Every deployment whose regret and cheapness were asked for, in the order of the model.
pub fn of(model: &Model, futures: &Futures) -> Vec<Regretted> {
    let regretted = |deployment| {
        let Answer::Quantity(regret) = futures.whole(Whole::Regret(deployment))? else { return None };
        let Answer::Event(cheapest) = futures.whole(Whole::Cheapest(deployment))? else { return None };
        let p95 = regret.percentiles.iter().find(|percentile| percentile.level == 0.95).or(regret.percentiles.last());
        Some(Regretted {
            deployment,
            mean_regret: regret.mean,
            error: regret.mean_error.unwrap_or(f64::NAN),
            p95_regret: p95.map_or(f64::NAN, |percentile| percentile.value),
            cheapest_share: cheapest.share,
        })
    };
    (0..model.program.deployments.len()).filter_map(regretted).collect()
}

/// The deployment with the least expected regret; the first of equals.
pub fn least(regretted: &[Regretted]) -> Option<Deployment> {
    regretted.iter().min_by(|a, b| a.mean_regret.total_cmp(&b.mean_regret)).map(|least| least.deployment)
}
