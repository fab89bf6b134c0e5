//! What is looked at: a model under a scenario, one of its deployments, and how months are grouped.

use headroom_engine::catalog::PartialDate;
use headroom_engine::money::{Currency, Money};
use headroom_engine::project::cost::monthly_price;
use headroom_engine::project::supply::{Change, Choice, Forced};
use headroom_engine::projection::Deployed;
use headroom_engine::{Model, Projection};
use headroom_frames::{Frames, Period};

use crate::{format, words};

/// Everything a page is made from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub model: &'a Model,
    pub projection: &'a Projection,
    pub frames: &'a Frames<'a>,
    pub deployed: Deployed<'a>,
    /// The scenario's id; empty for the base model.
    pub scenario: &'a str,
    pub period: Period,
    /// The day it is looked at: ages are counted up to it, and reviews carry it. An input, never the clock.
    pub date: PartialDate,
}

/// Where the day that a scene is looked at lies against the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Now {
    BeforeThePlan,
    Within,
    AfterThePlan,
}

impl<'a> Scene<'a> {
    /// The month of the plan in which the day lies, counted from 1; the nearest one where it lies outside, which a reader
    /// is told.
    pub fn now(&self) -> (usize, Now) {
        let since = self.date.earliest_month().months_since(self.model.program.start);
        match usize::try_from(since) {
            Err(_) => (1, Now::BeforeThePlan),
            Ok(since) if since < self.months() => (since + 1, Now::Within),
            Ok(_) => (self.months(), Now::AfterThePlan),
        }
    }

    pub fn currency(&self) -> Currency {
        self.model.program.currency
    }

    pub fn months(&self) -> usize {
        self.model.program.months
    }

    /// Month `t` (from 1) in words.
    pub fn month(&self, t: usize) -> String {
        format::month(self.model.program.month(t))
    }

    /// A month that may lie before the first.
    pub fn month_at(&self, t: i64) -> String {
        format::month(self.model.program.start.plus(i32::try_from(t - 1).unwrap_or(0)))
    }

    pub fn money(&self, amount: Money) -> String {
        format::money(amount, self.currency())
    }

    pub fn brief(&self, amount: Money) -> String {
        format::money_brief(amount, self.currency())
    }

    pub fn scenario_label(&self) -> &'a str {
        self.model.file.scenarios.get(self.scenario).map_or("Base", |s| s.label.as_str())
    }

    pub fn has_revenue(&self) -> bool {
        !self.model.program.subscription.plans.is_empty()
    }

    pub fn has_opening(&self) -> bool {
        has_opening(self.model)
    }

    /// "B1", "3 × P3V3".
    pub fn choice(&self, component: &str, choice: Choice) -> String {
        let rule = &self.deployed.rule.components[component];
        let label = rule.tiers.get_index(choice.tier).map_or("metered", |(_, t)| t.label.as_str());
        if choice.instances > 1 {
            format!("{} × {label}", format::count(f64::from(choice.instances)))
        } else {
            label.to_owned()
        }
    }

    /// What forces a change, in words: "concurrent users, 53 of 53".
    pub fn forced(&self, component: &str, forced: &Forced) -> String {
        let rule = &self.deployed.rule.components[component];
        match forced {
            Forced::Limit { limit, demand, capacity } => {
                let limit = &self.model.program.limits[rule.limits[*limit]];
                let unit = &self.model.program.drivers[limit.driver].unit;
                format!("{}: {} of {} {unit}", limit.label, format::count(*demand), format::count(*capacity))
            }
            Forced::Trigger { watched, value } => words::trigger(watched, *value),
            Forced::Cheaper => "demand fell; a cheaper tier holds".into(),
            Forced::Schedule => "the plan's schedule".into(),
        }
    }

    /// Every change of tier of the deployment, in order of the month it is needed by.
    pub fn changes(&self) -> Vec<(&'a str, &'a Change)> {
        let mut changes: Vec<_> = self
            .deployed
            .outcome
            .components
            .iter()
            .flat_map(|(id, run)| run.changes.iter().map(move |c| (id.as_str(), c)))
            .collect();
        changes.sort_by_key(|(_, c)| c.needed_by);
        changes
    }

    /// The tightest component and limit of month `t`: (component, limit's place in the component, utilisation).
    pub fn tightest(&self, t: usize) -> Option<(&'a str, usize, f64)> {
        let all = self.deployed.outcome.components.iter().flat_map(|(id, run)| {
            run.utilisation.get(t - 1).into_iter().flatten().enumerate().map(move |(i, u)| (id.as_str(), i, *u))
        });
        all.max_by(|a, b| a.2.total_cmp(&b.2))
    }

    /// The monthly price of a choice, from its cost line's items.
    pub fn price_of(&self, component: &str, choice: Choice) -> Money {
        let (program, params) = (&self.model.program, &self.model.program.params);
        let rule = self.deployed.rule.components.get(component);
        rule.map_or(Money::ZERO, |rule| monthly_price(program, params, rule, choice))
    }
}

/// Whether there is money to begin with and a plan to earn more: only then may cash be expected never to be below zero.
pub(crate) fn has_opening(model: &Model) -> bool {
    let program = &model.program;
    !program.subscription.plans.is_empty()
        && program.opening.is_some_and(|opening| program.params.number(opening) > 0.0)
}
