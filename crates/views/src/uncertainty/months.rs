//! Probabilities by month: when losses are repaid, and what may happen in each month.

use std::collections::BTreeMap;

use headroom_charts::scale::{self, Unit};
use headroom_charts::{Axis, Chart, Distribution, Graphic, Layer, Never, Point, Role, Series, Tick};
use headroom_simulation::bands::Share;
use headroom_simulation::figure::Monthly;

use super::view::{View, chance, month_of};
use crate::format;

/// Percentiles marked in the distribution of the break-even month.
const MARKS: [f64; 3] = [0.1, 0.5, 0.9];

/// Less of all paths than this is no spread over months that anyone could see.
const LEAST: f64 = 0.01;

/// Whether the month in which losses are repaid is worth asking: they are, and not nearly always in the same one.
pub fn is_open(view: &View) -> bool {
    let by_then: Vec<f64> = view.repaid().iter().map(|share| share.share).collect();
    let is_sure = in_month(&by_then).iter().any(|share| *share > 1.0 - LEAST);
    by_then.last().is_some_and(|last| *last >= LEAST) && !is_sure
}

/// In which month all losses are repaid. None without revenue, and where that is all but sure of one month, or all but
/// never happens.
pub fn break_even(view: &View) -> Option<Graphic> {
    if !is_open(view) {
        return None;
    }
    let by_then = view.repaid();
    let last = by_then.last()?;
    let cumulative: Vec<f64> = by_then.iter().map(|share| share.share).collect();
    let monthly = in_month(&cumulative);
    let x = view.months_axis();
    let never = 1.0 - last.share;
    let half = month_of(&by_then, 0.5);
    let mut summary = match half {
        Some(t) => format!("Half of all paths have repaid their losses by {}", view.month(t)),
        None => format!("{} of all paths repay their losses within {}", chance(last.share), view.horizon()),
    };
    if never > 0.0 {
        summary.push_str(&format!("; {} do not within {}", chance(never), view.horizon()));
    }
    summary.push('.');
    Some(Graphic::Distribution(Box::new(Distribution {
        id: "break-even-month".into(),
        title: "When losses are repaid".into(),
        subtitle: format!("share of {} paths, by month of cumulative break-even", format::count(view.paths() as f64)),
        summary,
        x,
        monthly_y: scale::value_axis(monthly.iter().copied(), Unit::Share).titled("in that month"),
        monthly: series("in_month", "in that month", Role::Accent, &monthly),
        cumulative_y: Axis::new(0.0, 1.0, halves()).titled("by then"),
        cumulative: series("by_then", "by then", Role::Accent, &cumulative),
        marks: marks(view, &by_then),
        never: (never > 0.0).then(|| Never {
            share: never,
            label: format!("{} never within {}", chance(never), view.horizon()),
            heading: format!("Never within {}", view.horizon()),
            reading: format::share(never),
        }),
    })))
}

/// The months of some percentiles; those of one month in one mark.
fn marks(view: &View, by_then: &[&Share]) -> Vec<Tick> {
    let mut levels: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for level in MARKS {
        if let Some(t) = month_of(by_then, level) {
            levels.entry(t).or_default().push(chance(level));
        }
    }
    let mark = |(t, levels): (usize, Vec<String>)| Tick {
        at: t as f64 - 1.0,
        label: format!("{} {}", format::list(&levels), view.month(t)),
    };
    levels.into_iter().map(mark).collect()
}

/// The share of each month, from the shares up to each month.
pub fn in_month(by_then: &[f64]) -> Vec<f64> {
    let before = std::iter::once(0.0).chain(by_then.iter().copied());
    by_then.iter().zip(before).map(|(by, before)| (by - before).max(0.0)).collect()
}

fn halves() -> Vec<Tick> {
    [0.0, 0.5, 1.0].map(|at| Tick { at, label: scale::compact_share(at) }).to_vec()
}

fn series(id: &str, label: &str, role: Role, values: &[f64]) -> Series {
    Series {
        id: id.into(),
        label: label.into(),
        end: None,
        role,
        points: values.iter().enumerate().map(|(i, y)| Point { x: i as f64, y: *y }).collect(),
        readings: values.iter().map(|share| format::share(*share)).collect(),
    }
}

/// What may happen in a month: its event, what it is called, its key, and its colour.
pub fn events(view: &View) -> Vec<(Monthly, &'static str, &'static str, Role)> {
    let d = view.deployment;
    let money = [
        (Monthly::Covers(d), "Revenue covers cost", "covers", Role::Revenue),
        (Monthly::Repaid(d), "Losses repaid", "repaid", Role::Good),
        (Monthly::Solvent(d), "Cash not below zero", "solvent", Role::Cash),
    ];
    let load = [
        (Monthly::Breach(d), "Too small", "breach", Role::Bad),
        (Monthly::Outgrown(d), "Plan's tiers outgrown", "outgrown", Role::Hue(5)),
        (Monthly::Slow(d), "SLO missed", "slow", Role::Warn),
    ];
    // Without money to begin with cash is not below zero once losses are repaid: the same line.
    let bank = |of: Monthly| view.has_opening() || !matches!(of, Monthly::Solvent(_));
    let money = money.into_iter().filter(|(of, ..)| view.has_revenue() && bank(*of));
    let all = money.chain(load);
    // What happens on no path in any month is no line along the bottom.
    all.filter(|(of, ..)| view.shares(*of).iter().any(|share| share.share > 0.0)).collect()
}

/// A line for each event that is not sure in every month; those are said. None where nothing is uncertain.
pub fn probabilities(view: &View) -> Option<Graphic> {
    let is_sure = |of: Monthly| view.shares(of).iter().all(|share| share.share == 1.0);
    let (sure, events): (Vec<_>, Vec<_>) = events(view).into_iter().partition(|(of, ..)| is_sure(*of));
    if events.is_empty() {
        return None;
    }
    let layer = |(of, label, id, role): &(Monthly, &str, &str, Role)| {
        let values: Vec<f64> = view.shares(*of).iter().map(|share| share.share).collect();
        let end = values.last().map(|share| chance(*share));
        Layer::Line { series: Series { end, ..series(id, label, *role, &values) }, step: false, dashed: false }
    };
    let said = |(of, label, ..): &(Monthly, &str, &str, Role)| {
        let last = view.shares(*of).last().map_or(0.0, |share| share.share);
        format!("{} {}", format::lower_first(label), chance(last))
    };
    let said: Vec<String> = events.iter().map(said).collect();
    let sure: Vec<String> = sure.iter().map(|(_, label, ..)| format::lower_first(label)).collect();
    let sure = if sure.is_empty() { String::new() } else { format!("; sure in every month: {}", format::list(&sure)) };
    Some(Graphic::Chart(Chart {
        id: "probabilities".into(),
        title: "Probabilities by month".into(),
        subtitle: format!("share of {} paths{sure}", format::count(view.paths() as f64)),
        summary: format!("In {}: {}.", view.month(view.months()), format::list(&said)),
        x: view.months_axis(),
        y: scale::value_axis([1.0], Unit::Share),
        layers: events.iter().map(layer).collect(),
    }))
}
