//! The answer in a few sentences: what recurs, what stays, what a customer is worth and costs, and where that stands.

use headroom_engine::metrics::Metric;
use headroom_pages::Span;

use super::figures::spends;
use super::marks::{Mark, states_churn};
use super::told;
use super::undefined::undefined;
use crate::format;
use crate::overview::reference_month;
use crate::scene::Scene;

/// What the sentence tells after NRR, in its order.
const TOLD: [Metric; 3] = [Metric::QuickRatio, Metric::LtvToCac, Metric::Payback];

/// What takes spend on sales and marketing to say.
const OF_CAC: [Metric; 2] = [Metric::LtvToCac, Metric::Payback];

/// Of the end of the first year, or of the horizon where that is shorter.
pub fn sentences(scene: &Scene) -> Vec<Span> {
    let t = reference_month(scene);
    let when = if t == 12 {
        format!("At the end of the first year, in {}, ", scene.month(t))
    } else {
        format!("In {} ", scene.month(t))
    };
    let mrr = scene.deployed.demand.subscription.mrr[t - 1].end;
    let mut text = vec![Span::plain(format!("{when}MRR is ")), Span::strong(scene.brief(mrr))];
    let (mut dashes, mut met, mut missed) = (Vec::new(), 0, Vec::new());
    let spends = spends(scene, t);
    // The trade speaks of a year's NRR; a month's stands in for it where there is none.
    let yearly = Metric::NetRetentionYear.of(&scene.deployed, t).is_some();
    let retention = if yearly { Metric::NetRetentionYear } else { Metric::NetRetention };
    for metric in std::iter::once(retention).chain(TOLD).filter(|metric| spends || !OF_CAC.contains(metric)) {
        let label = name(metric);
        match metric.of(&scene.deployed, t) {
            Some(value) => {
                text.push(Span::plain(format!(", {label} ")));
                text.push(Span::strong(told(metric.definition().unit, value, scene.currency())));
                match Mark::of(scene, metric) {
                    Some(mark) if mark.is_met(value) => met += 1,
                    Some(mark) => missed.push(format!("{label} ({})", bound(scene, mark))),
                    None => {}
                }
            }
            None => dashes.push(format!("{label} has no value: {}", undefined(scene, metric, t).unwrap_or_default())),
        }
    }
    text.push(Span::plain(". "));
    text.push(Span::plain(standing(met, &missed)));
    if !states_churn(scene) {
        text.push(Span::plain("The model states no churn, so what stays is not known. "));
    }
    if !spends {
        text.push(Span::plain("The model states no sales and marketing, so there is no CAC and no payback. "));
    }
    for dash in dashes {
        text.push(Span::plain(format!("{}. ", format::upper_first(&dash))));
    }
    text.extend(apart(scene, t));
    text
}

/// Which of the usual marks are met.
fn standing(met: usize, missed: &[String]) -> String {
    match (met, missed) {
        (0, []) => String::new(),
        (1, []) => "That meets its usual mark. ".into(),
        (_, []) => "Each of these meets its usual mark. ".into(),
        (_, missed) => format!(
            "Of the usual marks it meets {met} of {}; short {} {}. ",
            met + missed.len(),
            if missed.len() == 1 { "is" } else { "are" },
            format::list(missed)
        ),
    }
}

/// What is in the bank and is not earned yet.
fn apart(scene: &Scene, t: usize) -> Option<Span> {
    let deferred = scene.deployed.demand.subscription.deferred[t - 1];
    let owes = deferred > headroom_engine::money::Money::ZERO;
    owes.then(|| Span::plain(format!("{} is collected and still to be served.", scene.brief(deferred))))
}

/// "at least 3".
pub fn bound(scene: &Scene, mark: Mark) -> String {
    format!("{} {}", mark.side(), told(mark.metric.definition().unit, mark.at, scene.currency()))
}

/// A metric's name within a sentence: "quick ratio", "yearly NRR".
fn name(metric: Metric) -> String {
    let label = metric.definition().label;
    label.split_once(", ").map_or_else(|| format::lower_first(label), |(name, of)| format!("{of} {name}"))
}
