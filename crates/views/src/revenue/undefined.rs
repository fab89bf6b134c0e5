//! Why a figure is a dash.

use headroom_engine::metrics::Metric;
use headroom_engine::model::program::Curve;

use super::figures::spends;
use crate::scene::Scene;

/// Why a metric has no value in month `t`; None where it has one.
pub fn undefined(scene: &Scene, metric: Metric, t: usize) -> Option<&'static str> {
    let d = &scene.deployed;
    let has = |metric: Metric| metric.of(d, t).is_some();
    if has(metric) {
        return None;
    }
    let of = |metric: Metric| undefined(scene, metric, t);
    Some(match metric {
        Metric::Arr | Metric::AcquisitionSpend => "the month is not in the plan",
        Metric::Arpu => "nobody is registered",
        Metric::Arppu => "nobody pays",
        Metric::CustomerChurn | Metric::InvoluntaryChurn => "nobody pays at the month's start",
        Metric::RevenueChurn | Metric::NetRetention | Metric::GrossRetention => "there is no MRR at the month's start",
        Metric::NetRetentionYear | Metric::GrossRetentionYear if t < 12 => "it takes twelve months",
        Metric::NetRetentionYear | Metric::GrossRetentionYear => "in a month of the year there was no MRR at its start",
        Metric::QuickRatio => "nothing is lost",
        Metric::LtvSimple | Metric::LtvMeanChurn => {
            of(Metric::Arppu).or_else(|| of(Metric::CustomerChurn)).unwrap_or("nobody leaves")
        }
        Metric::LtvMargin => of(Metric::LtvSimple).or_else(|| of(Metric::GrossMargin)).unwrap_or("nobody leaves"),
        Metric::CacBlended if !spends(scene, t) => "nothing is spent on sales and marketing",
        Metric::CacBlended => "nobody new pays",
        Metric::CacPaid => match d.program.growth.curve {
            Curve::Funnel { ad_spend: Some(_), cost_per_visitor: Some(_), .. } => "advertising brought nobody who pays",
            _ => "growth is no funnel with advertising",
        },
        Metric::LtvToCac => of(Metric::ltv(d.program.subscription.ltv))
            .or_else(|| of(Metric::CacBlended))
            .unwrap_or("winning customers costs nothing in the month"),
        Metric::Payback => of(Metric::CacBlended)
            .or_else(|| of(Metric::GrossMargin))
            .unwrap_or("what a new customer brings does not cover what serving costs"),
        Metric::GrossMargin | Metric::ContributionMargin => "there is no revenue",
        Metric::BurnMultiple if burns(scene, t) => "ARR does not grow",
        Metric::Runway if burns(scene, t) => "cash is used up",
        Metric::BurnMultiple | Metric::Runway => "no cash is burned",
        Metric::RuleOf40 if t <= 12 => "growth over a year takes a year before",
        Metric::RuleOf40 => "there is no revenue, or there was none a year before",
        Metric::MagicNumber if t < 6 => "it takes two quarters",
        Metric::MagicNumber => "nothing was spent on sales and marketing in the quarter before",
    })
}

/// Whether cash falls in month `t`.
fn burns(scene: &Scene, t: usize) -> bool {
    let cash = &scene.deployed.outcome.cash;
    let opening = scene.model.program.params.number_or(scene.model.program.opening, 0.0);
    let before = if t == 1 { opening } else { cash[t - 2].to_f64() };
    cash[t - 1].to_f64() < before
}
