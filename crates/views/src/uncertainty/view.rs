//! What is looked at, and how its numbers read.

use headroom_charts::Axis;
use headroom_charts::scale::{self, StartMonth};
use headroom_engine::Model;
use headroom_engine::form::{Found, Node};
use headroom_engine::money::{Currency, decimal_of};
use headroom_pages::Cell;
use headroom_simulation::bands::{Answer, Percentile, Quantity, Share};
use headroom_simulation::figure::{Monthly, Whole};
use headroom_simulation::futures::Futures;
use rust_decimal::Decimal;

use super::Uncertain;
use crate::scene::{self, Scene};
use crate::{assumptions, format};

/// The futures of a model, in one of its deployments.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub model: &'a Model,
    pub futures: &'a Futures,
    /// Its place in the model.
    pub deployment: usize,
}

impl<'a> View<'a> {
    pub(crate) fn of(scene: &Scene<'a>, uncertain: &Uncertain<'a>) -> Self {
        let deployment = scene.model.program.deployments.get_index_of(scene.deployed.id).unwrap_or(0);
        Self { model: scene.model, futures: uncertain.futures, deployment }
    }

    pub(super) fn currency(&self) -> Currency {
        self.model.program.currency
    }

    pub(super) fn months(&self) -> usize {
        self.model.program.months
    }

    pub(super) fn has_revenue(&self) -> bool {
        !self.model.program.subscription.plans.is_empty()
    }

    /// The name of a deployment.
    pub(super) fn name(&self, deployment: usize) -> &'a str {
        self.model.program.deployments.get_index(deployment).map_or("", |(_, rule)| rule.label.as_str())
    }

    /// Whether the model says what is in the bank to begin with; otherwise cash is what must be brought.
    pub(super) fn has_opening(&self) -> bool {
        scene::has_opening(self.model)
    }

    /// "36 months".
    pub(super) fn horizon(&self) -> String {
        format::counted(self.months(), "month", "months")
    }

    /// Month `t`, from 1, in words.
    pub(super) fn month(&self, t: usize) -> String {
        format::month(self.model.program.month(t))
    }

    pub(super) fn months_axis(&self) -> Axis {
        let start = self.model.program.start;
        scale::month_axis(StartMonth { year: start.year(), month: start.month() }, self.months() as u32)
    }

    /// A month as a cell, where there is one.
    pub(super) fn month_cell(&self, month: Option<usize>) -> Cell {
        match month {
            Some(t) => Cell::new(self.month(t), self.model.program.month(t).to_string()),
            None => Cell::new(format!("never within {}", self.horizon()), "never"),
        }
    }

    /// An event by month; empty where it was not asked for.
    pub(super) fn shares(&self, figure: Monthly) -> Vec<&'a Share> {
        self.futures.monthly(figure).into_iter().filter_map(share).collect()
    }

    /// A figure by month; empty where it was not asked for.
    pub(super) fn quantities(&self, figure: Monthly) -> Vec<&'a Quantity> {
        self.futures.monthly(figure).into_iter().filter_map(quantity).collect()
    }

    pub(super) fn quantity(&self, figure: Whole) -> Option<&'a Quantity> {
        self.futures.whole(figure).and_then(quantity)
    }

    pub(super) fn share(&self, figure: Whole) -> Option<&'a Share> {
        self.futures.whole(figure).and_then(share)
    }

    /// The paths that count: all, or those that fulfil the condition.
    pub(super) fn paths(&self) -> u64 {
        let counted = |answer: &Answer| match answer {
            Answer::Quantity(quantity) => quantity.paths + quantity.odd,
            Answer::Event(share) => share.paths + share.odd,
        };
        self.futures.answers.first().map_or(0, counted)
    }

    /// By month, the probability that all losses are repaid by then.
    pub(super) fn repaid(&self) -> Vec<&'a Share> {
        if self.has_revenue() { self.shares(Monthly::Repaid(self.deployment)) } else { Vec::new() }
    }

    /// An amount with as many digits as paths can tell.
    pub(super) fn money(&self, amount: f64) -> String {
        let rounded = decimal_of(amount).and_then(|exact| exact.round_sf(3)).unwrap_or_default();
        format::price_brief(rounded.normalize(), self.currency())
    }

    /// An amount to the whole unit, for tables.
    pub(super) fn money_cell(&self, amount: f64) -> Cell {
        let Some(exact) = decimal_of(amount) else { return Cell::new("—", "") };
        let plain = format::plain(exact.round_dp(u32::from(self.currency().places())));
        Cell::new(format::price_brief(exact.round_dp(0), self.currency()), plain)
    }
}

fn share(answer: &Answer) -> Option<&Share> {
    if let Answer::Event(share) = answer { Some(share) } else { None }
}

fn quantity(answer: &Answer) -> Option<&Quantity> {
    if let Answer::Quantity(quantity) = answer { Some(quantity) } else { None }
}

/// The first month by which a share of the paths is there; None where too few ever are.
pub(super) fn month_of(by_then: &[&Share], share: f64) -> Option<usize> {
    by_then.iter().position(|by| by.share >= share).map(|i| i + 1)
}

/// The percentile of a level, where it was asked for.
pub(super) fn percentile(quantity: &Quantity, level: f64) -> Option<&Percentile> {
    quantity.percentiles.iter().find(|percentile| (percentile.level - level).abs() < 1e-9)
}

/// Half of the interval in which a probability lies: two standard errors.
const ERRORS: f64 = 2.0;

/// "84 % ± 1 %": to the whole percent, with two standard errors where they show.
pub(super) fn probability(share: &Share) -> String {
    match margin(share.error) {
        Some(margin) => format!("{} ± {margin}", chance(share.share)),
        None => chance(share.share),
    }
}

/// Two standard errors of a probability in whole percent; None where they are less than one.
pub(super) fn margin(error: Option<f64>) -> Option<String> {
    let percent = (ERRORS * error? * 100.0).round();
    (percent >= 1.0).then(|| format::share(percent / 100.0))
}

/// "84 %"; what is neither impossible nor sure does not read as if it were.
pub(super) fn chance(share: f64) -> String {
    match share {
        s if s.is_nan() => "unknown".to_owned(),
        s if s > 0.0 && s < 0.005 => "under 1 %".to_owned(),
        s if (0.995..1.0).contains(&s) => "over 99 %".to_owned(),
        s => format::share((s * 100.0).round() / 100.0),
    }
}

/// A probability with its error, exact for machines.
pub(super) fn chance_cell(share: &Share) -> Cell {
    Cell::new(probability(share), format::plain_count(share.share))
}

/// "95 %", and "median": what a share of all paths stays below.
pub(super) fn below(level: f64) -> String {
    if level == 0.5 { "median".to_owned() } else { format!("{} %", percent(level)) }
}

/// "p10"; "p97.5".
pub(super) fn level(level: f64) -> String {
    format!("p{}", percent(level))
}

fn percent(level: f64) -> String {
    format::exact(decimal_of(level * 100.0).unwrap_or_default().round_dp(6))
}

/// A value of an assumption, as the model computes with it, in its own unit: "7 %", "$29", "1,500 users".
pub(super) fn value(found: &Found, value: f64, root: &Node) -> String {
    let exact = decimal_of(value).and_then(|exact| exact.round_sf(3)).unwrap_or_default().normalize();
    let stated = if found.quantity.in_percent() { exact * Decimal::ONE_HUNDRED } else { exact };
    let shown = assumptions::shown(found, stated.normalize(), root);
    // A field of its own carries the unit elsewhere; here the number stands alone.
    if found.quantity.in_percent() && !shown.contains('%') { format!("{shown} %") } else { shown }
}
