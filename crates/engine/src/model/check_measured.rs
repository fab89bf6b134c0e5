//! Checking measured limits: what load tests of a tier showed, read off their points once, here.

use rust_decimal::Decimal;

use super::check::Checker;
use super::check_supply::Scope;
use super::file::{Axis, Measure, Measured, MeasuredPoint, Tier};
use super::program::{DriverRule, LimitHow, LimitRule, Num};
use crate::capacity::measured::{LoadPoint, NothingHolds, Study};
use crate::diagnostic::Code;
use crate::form::Kind;
use crate::money::{decimal_of, number_of};
use crate::quantity::Seconds;

/// More points are a log, not the steps of a test.
const MOST_POINTS: usize = 1000;

/// What a limit's driver has to do with a load test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// It counts one of a point's two numbers.
    One(Axis),
    /// It is a level of something: users at once, or a rate that follows from them. The model must say which.
    AsSaid,
    /// A month's volume or a stock, which no load test measures.
    Neither,
}

impl Counts {
    pub fn of(limit: &LimitRule, driver: &DriverRule) -> Self {
        match (&limit.how, driver.measure) {
            (LimitHow::Cores { .. } | LimitHow::Scalability { .. }, _) | (_, Measure::Daily) => {
                Self::One(Axis::Throughput)
            }
            (_, Measure::InFlight) => Self::One(Axis::Concurrency),
            (_, Measure::Level) => Self::AsSaid,
            (_, Measure::Monthly | Measure::Stock) => Self::Neither,
        }
    }
}

/// The p95 response time that must hold: the limit's own, else what the tier promises.
pub fn p95_target(limit: &LimitRule, tier: &Tier, number: impl Fn(Num) -> f64) -> Option<Seconds> {
    let of_limit = match limit.how {
        LimitHow::Cores { p95_ms, .. } => p95_ms.map(number),
        _ => None,
    };
    let promised = || Some(number_of(tier.targets.as_ref()?.p95_ms.as_ref()?.point()));
    of_limit.or_else(promised).map(|ms| Seconds::saturating(ms / 1000.0))
}

impl Checker<'_> {
    /// The measured capacity of each of a component's limits, in their order.
    pub(super) fn measured(&mut self, form: &Tier, path: &str, scope: &Scope, limits: &[usize]) -> Vec<Option<Num>> {
        let of_limit = |l: &usize| {
            let (name, limit) = scope.limits.get_index(*l)?;
            let (_, driver) = scope.drivers.get_index(limit.driver)?;
            let measured = form.measured.get(name)?;
            self.measured_capacity(measured, &format!("{path}.measured.{name}"), limit, driver, form)
        };
        limits.iter().map(of_limit).collect()
    }

    fn measured_capacity(
        &mut self,
        form: &Measured,
        path: &str,
        limit: &LimitRule,
        driver: &DriverRule,
        tier: &Tier,
    ) -> Option<Num> {
        if let Some(date) = &form.date {
            self.date(date, format_args!("{path}.date"));
        }
        let points = self.points(&form.points, &format!("{path}.points"));
        if let Some(capacity) = &form.capacity {
            return Some(self.num(capacity, format_args!("{path}.capacity")));
        }
        if form.points.is_empty() {
            // What is given and yet not here could not be read, which has been reported.
            if !self.is_given(&format!("{path}.capacity")) && !self.is_given(&format!("{path}.points")) {
                self.error(
                    Code::Missing,
                    path,
                    "a measured limit has neither a capacity nor points",
                    "give `capacity`, or `points`: [{ \"concurrency\": 10, \"throughput\": 120 }]",
                );
            }
            return None;
        }
        let axis = self.axis(form, path, limit, driver)?;
        let holding = Study::new(points?).holding(axis, p95_target(limit, tier, |num| self.number(num)));
        match holding.map(|holding| decimal_of(holding.load)) {
            Ok(Some(load)) => Some(self.exact(load, "")),
            Ok(None) => None,
            Err(nothing) => {
                self.nothing_holds(nothing, path);
                None
            }
        }
    }

    fn is_given(&self, path: &str) -> bool {
        let empty = |kind: &Kind| matches!(kind, Kind::Null) || matches!(kind, Kind::List(items) if items.is_empty());
        self.root.at_path(path).is_some_and(|node| !empty(&node.kind))
    }

    fn axis(&mut self, form: &Measured, path: &str, limit: &LimitRule, driver: &DriverRule) -> Option<Axis> {
        let path = &format!("{path}.axis");
        match (Counts::of(limit, driver), form.axis) {
            (Counts::One(axis), None) => Some(axis),
            (Counts::One(axis), Some(said)) if axis == said => Some(axis),
            (Counts::One(axis), Some(said)) => {
                self.error(
                    Code::BadMeasurement,
                    path,
                    format!("`{}` counts {}, not {}", driver.label, axis.as_str(), said.as_str()),
                    "leave it out",
                );
                None
            }
            (Counts::AsSaid, Some(said)) => Some(said),
            (Counts::AsSaid, None) => {
                self.error(
                    Code::Missing,
                    path,
                    format!("which of a point's two numbers is counted in {}?", driver.unit),
                    "give \"concurrency\" or \"throughput\"",
                );
                None
            }
            (Counts::Neither, _) => {
                self.error(
                    Code::BadMeasurement,
                    path,
                    format!("the points of a load test tell nothing in {}", driver.unit),
                    "give `capacity`",
                );
                None
            }
        }
    }

    fn nothing_holds(&mut self, nothing: NothingHolds, path: &str) {
        let hint = match nothing {
            NothingHolds::NoPoints => "give `points`, or `capacity`",
            NothingHolds::NoConcurrency => "give each point's `concurrency`, or `capacity`",
            NothingHolds::TooMuch(_) => "measure a lighter load, or give `capacity`",
        };
        self.error(Code::BadMeasurement, format_args!("{path}.points"), nothing.to_string(), hint);
    }

    /// The points as the engine reckons with them. None where one of them cannot be.
    fn points(&mut self, forms: &[MeasuredPoint], path: &str) -> Option<Vec<LoadPoint>> {
        if forms.len() > MOST_POINTS {
            self.error(
                Code::BadLength,
                path,
                format!("{} points", forms.len()),
                format!("give at most {MOST_POINTS}: the mean of each step of the test"),
            );
            return None;
        }
        let before = self.diagnostics.len();
        for (i, point) in forms.iter().enumerate() {
            self.point(point, &format!("{path}.{i}"));
        }
        (self.diagnostics.len() == before).then(|| forms.iter().map(LoadPoint::from).collect())
    }

    fn point(&mut self, point: &MeasuredPoint, path: &str) {
        let numbers = [
            ("concurrency", point.concurrency),
            ("throughput", Some(point.throughput)),
            ("p50_ms", point.p50_ms),
            ("p95_ms", point.p95_ms),
            ("p99_ms", point.p99_ms),
            ("failed", point.failed),
        ];
        for (field, value) in numbers.into_iter().filter_map(|(field, value)| Some((field, value?))) {
            let most = if field == "failed" { Decimal::ONE } else { Decimal::MAX };
            if !(Decimal::ZERO..=most).contains(&value) {
                let hint = if field == "failed" { "give a share from 0 to 1" } else { "give 0 or more" };
                self.error(Code::OutOfDomain, format_args!("{path}.{field}"), format!("{value} is out of range"), hint);
            }
        }
    }
}
