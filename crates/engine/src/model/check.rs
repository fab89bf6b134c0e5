//! From file form to checked model: references become indices, numbers parameters, and everything that must hold across
//! fields is held. Every problem is reported; the program is made only when there is none.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::below::{Below, written};
use super::check_prices::OwnPrice;
use super::file::{Driver, Event, Growth, Interpolation, Measure, ModelFile};
use super::price_book::PriceBook;
use super::program::{
    Base, CorrelationRule, Curve, DayCurve, DriverRule, GrowthRule, Num, Params, Program, SubscriptionRule,
    UncertaintyRule, VolatilityRule, Zones,
};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Severity, suggestion};
use crate::form::{Named, Node, Quantity};
use crate::money::{Currency, Param, number_of};
use crate::month::Month;

/// Longest horizon, in months.
pub const MAX_MONTHS: u32 = 240;

/// Defaults of `policy`.
const TARGET_UTILISATION: &str = "0.7";
const HYSTERESIS: &str = "0.1";
const YELLOW: &str = "0.5";
const RED: &str = "0.7";

pub(super) struct Checker<'a> {
    pub root: &'a Node,
    /// The catalogue with the model's own prices over it.
    pub catalog: &'a Catalog,
    pub book: &'a PriceBook,
    /// Prices that the model states itself, by the id of their plan or rate, and their parameters once they are used.
    pub own: IndexMap<String, OwnPrice>,
    pub own_nums: IndexMap<String, Num>,
    /// Currencies of which it was said that their rate is from memory.
    pub doubted: BTreeSet<Currency>,
    pub params: Params,
    keeps_paths: bool,
    pub diagnostics: Vec<Diagnostic>,
    pub currency: Currency,
    pub start: Month,
    pub months: usize,
}

/// Checks a file form against itself and the catalogue. `keeps_paths` says whether anybody will ask where the program's
/// parameters come from: nobody does of a scenario that is only checked.
pub fn check(file: &ModelFile, root: &Node, list: &Arc<Catalog>, keeps_paths: bool) -> Checked {
    let listed = PriceBook::over(Arc::clone(list), Currency::USD);
    let mut c = Checker {
        root,
        catalog: list,
        book: &listed,
        own: IndexMap::new(),
        own_nums: IndexMap::new(),
        doubted: BTreeSet::new(),
        params: Params::default(),
        keeps_paths,
        diagnostics: Vec::new(),
        currency: Currency::USD,
        start: Month::FIRST,
        months: 1,
    };
    c.frame(file);
    let (prices, own) = c.price_book(file.prices.as_ref());
    let mut c = Checker { catalog: &prices.catalog, book: &prices, own, ..c };
    let program = c.program(file).inspect(|program| c.plausible(program));
    let diagnostics = c.diagnostics;
    let failed = diagnostics.iter().any(|d| d.severity == Severity::Error);
    Checked { program: program.filter(|_| !failed), prices, diagnostics }
}

/// How far a factor comes back in a month unless the model says otherwise.
const REVERSION: f64 = 0.3;

/// Whether the names exist and the numbers can be is for whoever draws paths to say.
fn uncertainty(form: Option<&super::file::Uncertainty>) -> UncertaintyRule {
    let Some(form) = form else { return UncertaintyRule::default() };
    let volatility = |v: &super::file::Volatility| VolatilityRule {
        deviation: number_of(v.deviation.point()),
        reversion: v.reversion.as_deref().map_or(REVERSION, |r| number_of(r.point())),
    };
    let correlation =
        |c: &super::file::Correlation| CorrelationRule { a: c.a.clone(), b: c.b.clone(), rank: number_of(c.rank) };
    UncertaintyRule {
        growth: form.growth.as_ref().map(volatility),
        churn: form.churn.as_ref().map(volatility),
        correlations: form.correlations.iter().map(correlation).collect(),
    }
}

/// A checked file: its program, if nothing is wrong, and its prices.
#[derive(Debug)]
pub struct Checked {
    pub program: Option<Program>,
    pub prices: PriceBook,
    pub diagnostics: Vec<Diagnostic>,
}

impl Checker<'_> {
    pub fn error(&mut self, code: Code, path: impl Display, message: impl Into<String>, hint: impl Into<String>) {
        self.report(code, Severity::Error, path, message, hint);
    }

    pub fn warning(&mut self, code: Code, path: impl Display, message: impl Into<String>, hint: impl Into<String>) {
        self.report(code, Severity::Warning, path, message, hint);
    }

    fn report(
        &mut self,
        code: Code,
        severity: Severity,
        path: impl Display,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let path = written(path);
        let at = self.root.at_path(&path).map(|n| n.at);
        self.diagnostics.push(Diagnostic { code, severity, path, message: message.into(), hint: hint.into(), at });
    }

    /// Reports a name that refers to nothing.
    pub fn unknown<'n>(
        &mut self,
        path: impl Display,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'n str> + Clone,
    ) {
        let hint = suggestion(name, known);
        self.error(Code::UnknownName, path, format!("there is no {what} `{name}`"), hint);
    }

    /// The index of a name among named things, or a report.
    pub fn index<T>(&mut self, named: &Named<T>, path: impl Display, what: &str, name: &str) -> Option<usize> {
        let found = named.get_index_of(name);
        if found.is_none() {
            self.unknown(path, what, name, named.keys().map(String::as_str));
        }
        found
    }

    /// A parameter from a quantity.
    pub fn num(&mut self, quantity: &Quantity, path: impl Display) -> Num {
        let num = self.exact(quantity.point(), path);
        let end = |e: Option<Decimal>| number_of(quantity.in_fractions(e.unwrap_or_else(|| quantity.stated())));
        if let (Some(last), Some((low, high))) = (self.params.ends.last_mut(), quantity.stated_ends()) {
            *last = (end(low), end(high));
        }
        num
    }

    pub fn optional(&mut self, quantity: Option<&Quantity>, path: impl Display) -> Option<Num> {
        quantity.map(|q| self.num(q, path))
    }

    /// A parameter from a decimal; `path` may be empty for a default.
    pub fn exact(&mut self, value: Decimal, path: impl Display) -> Num {
        let num = Num(u32::try_from(self.params.values.len()).unwrap_or(u32::MAX));
        let param = Param::new(value);
        self.params.values.push(param);
        self.params.ends.push((param.number(), param.number()));
        self.params.paths.push(if self.keeps_paths { written(path) } else { String::new() });
        num
    }

    pub fn number(&self, num: Num) -> f64 {
        self.params.number(num)
    }

    pub fn whole_months(&mut self, quantity: Option<&Quantity>, path: impl Display, default: u32) -> usize {
        let Some(q) = quantity else { return default as usize };
        let value = q.point();
        if value.fract() != Decimal::ZERO {
            self.error(Code::OutOfDomain, path, format!("{value} is not a whole number of months"), "use 0, 1, 2, ...");
        }
        value.to_usize().unwrap_or(0)
    }

    /// A month of the calendar as a month of the model: 1 for the first.
    pub fn month(&mut self, text: &str, path: impl Display) -> Option<usize> {
        let month: Month = match text.parse() {
            Ok(m) => m,
            Err(_) => {
                self.error(Code::BadMonth, path, format!("`{text}` is not a month"), "write year and month: 2026-04");
                return None;
            }
        };
        let index = month.months_since(self.start) + 1;
        match usize::try_from(index) {
            Ok(i) if i >= 1 => Some(i),
            _ => {
                self.error(
                    Code::BadMonth,
                    path,
                    format!("{text} is before the model starts ({})", self.start),
                    "use a month of the horizon",
                );
                None
            }
        }
    }

    fn frame(&mut self, file: &ModelFile) {
        if file.name.trim().is_empty() {
            self.error(Code::Missing, "name", "the model's name is empty", "give what the system is called");
        }
        match file.currency.parse() {
            Ok(currency) => self.currency = currency,
            Err(_) => self.error(
                Code::BadCurrency,
                "currency",
                format!("`{}` is not a currency code", file.currency),
                "use a code of ISO 4217, such as USD or EUR",
            ),
        }
        match file.start.parse() {
            Ok(month) => self.start = month,
            Err(_) => self.error(
                Code::BadMonth,
                "start",
                format!("`{}` is not a month", file.start),
                "write year and month: 2026-01",
            ),
        }
        if !(1..=MAX_MONTHS).contains(&file.months) {
            self.error(
                Code::OutOfDomain,
                "months",
                format!("a horizon of {} months", file.months),
                format!("give 1 to {MAX_MONTHS} months"),
            );
        }
        self.months = file.months.clamp(1, MAX_MONTHS) as usize;
    }

    fn program(&mut self, file: &ModelFile) -> Option<Program> {
        let growth = self.growth(&file.growth);
        let subscription =
            file.subscription.as_ref().map_or(Some(SubscriptionRule::default()), |s| self.subscription(s));
        let plans: Vec<String> = file.subscription.iter().flat_map(|s| s.plans.keys().cloned()).collect();
        let workload = file.workload.as_ref();
        let driver_forms = workload.map(|w| &w.drivers);
        let empty = Named::new();
        let driver_forms = driver_forms.unwrap_or(&empty);
        let day = self.day(workload.map_or(&[][..], |w| &w.day));
        let active = workload.and_then(|w| self.optional(w.active.as_deref(), "workload.active"));
        let drivers = self.drivers(driver_forms, &plans);
        let driver_order = self.order(&drivers);
        let names: Vec<&str> = driver_forms.keys().map(String::as_str).collect();
        let limits = self.limits(&file.limits, &names);
        let policy = self.policy(file.policy.as_ref());
        let deployments = self.deployments(file, &limits, &drivers, &plans, &policy, &growth);
        let paths = self.paths(file, &limits, &drivers, deployments.as_ref());
        let opening = file.cash.as_ref().map(|c| self.num(&c.opening, "cash.opening"));
        self.review(file);
        let zones = Zones { yellow: policy.yellow, red: policy.red };
        if self.number(zones.yellow) > self.number(zones.red) {
            self.error(
                Code::RangeOrder,
                "policy.yellow",
                "the yellow zone begins above the red one",
                "give yellow ≤ red",
            );
        }
        Some(Program {
            currency: self.currency,
            start: self.start,
            months: self.months,
            growth: growth?,
            subscription: subscription?,
            active,
            day: day?,
            drivers,
            driver_order: driver_order?,
            limits,
            deployments: deployments?,
            paths: paths?,
            opening,
            zones,
            day_rate: policy.day_rate,
            uncertainty: uncertainty(file.uncertainty.as_ref()),
            params: std::mem::take(&mut self.params),
        })
    }

    fn policy(&mut self, policy: Option<&super::file::Policy>) -> PolicyRule {
        let mut share = |value: Option<&Quantity>, name: &str, default: &str| match value {
            Some(q) => self.num(q, format_args!("policy.{name}")),
            None => self.exact(default.parse().unwrap_or_default(), ""),
        };
        let target =
            share(policy.and_then(|p| p.target_utilisation.as_deref()), "target_utilisation", TARGET_UTILISATION);
        let hysteresis = share(policy.and_then(|p| p.hysteresis.as_deref()), "hysteresis", HYSTERESIS);
        let yellow = share(policy.and_then(|p| p.yellow.as_deref()), "yellow", YELLOW);
        let red = share(policy.and_then(|p| p.red.as_deref()), "red", RED);
        let lead_time = self.whole_months(policy.and_then(|p| p.lead_time.as_deref()), "policy.lead_time", 1);
        let day_rate = self.optional(policy.and_then(|p| p.day_rate.as_deref()), "policy.day_rate");
        PolicyRule { target, hysteresis, lead_time, yellow, red, day_rate }
    }

    fn growth(&mut self, growth: &Growth) -> Option<GrowthRule> {
        let (curve, seasonality, events, ad_spend) = match growth {
            Growth::Schedule(g) => (self.schedule(g), &g.seasonality, &g.events, None),
            Growth::Compound(g) => (
                Some(Curve::Compound {
                    users: self.num(&g.users, "growth.users"),
                    rate: self.num(&g.rate, "growth.rate"),
                }),
                &g.seasonality,
                &g.events,
                None,
            ),
            Growth::Logistic(g) => {
                let (users, rate, market) = (
                    self.num(&g.users, "growth.users"),
                    self.num(&g.rate, "growth.rate"),
                    self.num(&g.market, "growth.market"),
                );
                (Some(Curve::Logistic { users, rate, market }), &g.seasonality, &g.events, None)
            }
            Growth::Bass(g) => {
                let (users, market) = (self.num(&g.users, "growth.users"), self.num(&g.market, "growth.market"));
                let (innovation, imitation) =
                    (self.num(&g.innovation, "growth.innovation"), self.num(&g.imitation, "growth.imitation"));
                (Some(Curve::Bass { users, innovation, imitation, market }), &g.seasonality, &g.events, None)
            }
            Growth::Funnel(g) => {
                let ad_spend = self.optional(g.ad_spend.as_deref(), "growth.ad_spend");
                if g.ad_spend.is_some() && g.cost_per_visitor.is_none() {
                    self.error(
                        Code::Missing,
                        "growth.cost_per_visitor",
                        "ad spend buys visitors at no stated cost",
                        "give `cost_per_visitor`",
                    );
                }
                let curve = Curve::Funnel {
                    users: self.num(&g.users, "growth.users"),
                    visitors: self.num(&g.visitors, "growth.visitors"),
                    visitor_growth: self.optional(g.visitor_growth.as_deref(), "growth.visitor_growth"),
                    ad_spend,
                    cost_per_visitor: self.optional(g.cost_per_visitor.as_deref(), "growth.cost_per_visitor"),
                    signup: self.num(&g.signup, "growth.signup"),
                };
                (Some(curve), &g.seasonality, &g.events, ad_spend)
            }
        };
        let season = self.season(seasonality);
        let (additions, rates) = self.events(events, growth)?;
        Some(GrowthRule { curve: curve?, season: season?, additions, rates, ad_spend })
    }

    fn schedule(&mut self, growth: &super::file::ScheduleGrowth) -> Option<Curve> {
        if growth.anchors.is_empty() {
            self.error(
                Code::BadLength,
                "growth.anchors",
                "a schedule without anchors",
                "give at least one: { \"month\": 12, \"users\": 5000 }",
            );
            return None;
        }
        let mut anchors: Vec<(usize, Num, Interpolation)> = Vec::with_capacity(growth.anchors.len());
        for (i, anchor) in growth.anchors.iter().enumerate() {
            let path = format!("growth.anchors.{i}");
            let users = self.num(&anchor.users, format_args!("{path}.users"));
            let by = anchor.by.unwrap_or(Interpolation::Linear);
            let month = anchor.month as usize;
            let before = anchors.last().copied();
            if before.is_some_and(|(m, ..)| m >= month) {
                self.error(
                    Code::BadSchedule,
                    format_args!("{path}.month"),
                    format!("month {month} does not come after the anchor before it"),
                    "order anchors by month",
                );
            }
            if by == Interpolation::Geometric
                && (before.is_none_or(|(_, u, _)| self.number(u) <= 0.0) || self.number(users) <= 0.0)
            {
                self.error(
                    Code::BadSchedule,
                    format_args!("{path}.by"),
                    "geometric growth needs users above 0 at both ends",
                    "use `linear` here, or an anchor above 0 before it",
                );
            }
            anchors.push((month, users, by));
        }
        Some(Curve::Schedule(anchors))
    }

    fn season(&mut self, factors: &[Decimal]) -> Option<[f64; 12]> {
        if factors.is_empty() {
            return Some([1.0; 12]);
        }
        self.factors(factors, 12, "growth.seasonality")?.try_into().ok()
    }

    fn day(&mut self, factors: &[Decimal]) -> Option<DayCurve> {
        if factors.is_empty() {
            return Some(DayCurve::FLAT);
        }
        Some(DayCurve::new(self.factors(factors, 24, "workload.day")?.try_into().ok()?))
    }

    /// `length` factors that are not negative and average 1 (to a thousandth).
    fn factors(&mut self, factors: &[Decimal], length: usize, path: &str) -> Option<Vec<f64>> {
        if factors.len() != length {
            self.error(Code::BadLength, path, format!("{} factors", factors.len()), format!("give {length}"));
            return None;
        }
        if let Some(i) = factors.iter().position(|f| *f < Decimal::ZERO || *f > Decimal::ONE_THOUSAND) {
            self.error(
                Code::OutOfDomain,
                format_args!("{path}.{i}"),
                format!("{} is not a factor", factors[i]),
                "give a factor from 0 to 1000",
            );
            return None;
        }
        let mean = factors.iter().sum::<Decimal>() / Decimal::from(length);
        if (mean - Decimal::ONE).abs() > Decimal::new(1, 3) {
            self.error(
                Code::FactorsMean,
                path,
                format!("the factors average {}", mean.round_dp(4)),
                "scale them to average 1",
            );
            return None;
        }
        Some(factors.iter().map(|f| f.to_f64().unwrap_or(1.0)).collect())
    }

    #[allow(clippy::type_complexity)]
    fn events(&mut self, events: &Named<Event>, growth: &Growth) -> Option<(Vec<(usize, Num)>, Vec<(usize, Num)>)> {
        let (mut additions, mut rates) = (Vec::new(), Vec::new());
        for (name, event) in events {
            let path = format!("growth.events.{name}");
            let Some(month) = self.month(&event.month, format_args!("{path}.month")) else { continue };
            if let Some(add) = &event.add {
                additions.push((month, self.num(add, format_args!("{path}.add"))));
            }
            if let Some(rate) = &event.rate {
                if matches!(growth, Growth::Schedule(_) | Growth::Bass(_)) {
                    self.error(
                        Code::BadSchedule,
                        format_args!("{path}.rate"),
                        format!("{} growth has no rate to change", growth.kind()),
                        "use `add`, or compound, logistic or funnel growth",
                    );
                }
                rates.push((month, self.num(rate, format_args!("{path}.rate"))));
            }
            if event.add.is_none() && event.rate.is_none() {
                self.error(Code::Missing, &path, "the event does nothing", "give `add` or `rate`");
            }
        }
        rates.sort_by_key(|(month, _)| *month);
        Some((additions, rates))
    }

    /// What a text refers to: registered, new, active, paying, free, trial, plans.NAME or drivers.NAME.
    pub fn base(&mut self, text: &str, path: impl Display, plans: &[String], drivers: &[&str]) -> Option<Base> {
        let words = ["registered", "new", "active", "paying", "free", "trial"];
        match text {
            "registered" => Some(Base::Registered),
            "new" => Some(Base::New),
            "active" => Some(Base::Active),
            "paying" => Some(Base::Paying),
            "free" => Some(Base::Free),
            "trial" => Some(Base::Trial),
            _ => {
                let plan = text.strip_prefix("plans.").and_then(|n| plans.iter().position(|p| p == n)).map(Base::Plan);
                let driver =
                    text.strip_prefix("drivers.").and_then(|n| drivers.iter().position(|d| *d == n)).map(Base::Driver);
                let found = plan.or(driver);
                if found.is_none() {
                    let known: Vec<String> = words
                        .iter()
                        .map(|w| (*w).to_owned())
                        .chain(plans.iter().map(|p| format!("plans.{p}")))
                        .chain(drivers.iter().map(|d| format!("drivers.{d}")))
                        .collect();
                    self.unknown(path, "base", text, known.iter().map(String::as_str));
                }
                found
            }
        }
    }

    fn drivers(&mut self, forms: &Named<Driver>, plans: &[String]) -> Named<DriverRule> {
        let names: Vec<&str> = forms.keys().map(String::as_str).collect();
        forms
            .iter()
            .map(|(name, form)| (name.clone(), self.driver(form, &format!("workload.drivers.{name}"), plans, &names)))
            .collect()
    }

    fn driver(&mut self, form: &Driver, path: &str, plans: &[String], names: &[&str]) -> DriverRule {
        let at = |field| Below(path, field);
        let measure = form.measure.unwrap_or(Measure::Level);
        if measure == Measure::InFlight && form.seconds.is_none() {
            self.error(
                Code::Missing,
                at("seconds"),
                "what is in flight needs the time each one takes",
                "give `seconds`",
            );
        }
        let only = [
            (form.seconds.is_some(), "seconds", Measure::InFlight),
            (form.initial.is_some(), "initial", Measure::Stock),
            (form.keep.is_some(), "keep", Measure::Stock),
            (form.peak_to_mean.is_some(), "peak_to_mean", Measure::Daily),
        ];
        for (given, field, of) in only {
            if given && measure != of {
                self.error(
                    Code::UnknownField,
                    at(field),
                    format!("`{field}` means nothing for a driver measured as {}", measure.as_str()),
                    format!("leave it out, or use \"measure\": \"{}\"", of.as_str()),
                );
            }
        }
        DriverRule {
            label: form.label.clone(),
            unit: form.unit.clone(),
            // An unknown base is reported; what depends on the driver is checked all the same.
            of: self.base(&form.of, at("of"), plans, names).unwrap_or(Base::Registered),
            per: self.num(&form.per, at("per")),
            measure,
            seconds: self.optional(form.seconds.as_deref(), at("seconds")),
            peak_to_mean: self.optional(form.peak_to_mean.as_deref(), at("peak_to_mean")),
            initial: self.optional(form.initial.as_deref(), at("initial")),
            keep: form.keep.as_ref().map(|k| self.whole_months(Some(k), at("keep"), 0)),
        }
    }
}

/// Policy resolved, with its defaults.
pub(super) struct PolicyRule {
    pub target: Num,
    pub hysteresis: Num,
    pub lead_time: usize,
    pub yellow: Num,
    pub red: Num,
    pub day_rate: Option<Num>,
}

/// A name as a label: `starter_plan` → "Starter plan".
pub fn title(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
