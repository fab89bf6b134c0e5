//! Checking request paths: each step finds its component and its limit in every deployment.

use std::fmt::Display;

use super::below::Below;
use super::check::{Checker, title};
use super::file::{Measure, ModelFile};
use super::program::{
    ComponentRule, DeploymentRule, DriverRule, LimitHow, LimitRule, PathRule, Place, SloRule, StepRule, Supply,
};
use super::request_path::{Discipline, Objective, PathStep, RequestPath};
use crate::diagnostic::Code;
use crate::form::Named;
use crate::quantity::Percentile;

impl Checker<'_> {
    /// `deployments` is None where they have problems of their own; names are checked all the same.
    pub(super) fn paths(
        &mut self,
        file: &ModelFile,
        limits: &Named<LimitRule>,
        drivers: &Named<DriverRule>,
        deployments: Option<&Named<DeploymentRule>>,
    ) -> Option<Named<PathRule>> {
        let around = Around { file, limits, drivers, deployments };
        let rules: Vec<_> = file
            .paths
            .iter()
            .map(|(name, form)| Some((name.clone(), self.request_path(form, &format!("paths.{name}"), &around)?)))
            .collect();
        rules.into_iter().collect()
    }

    fn request_path(&mut self, form: &RequestPath, path: &str, around: &Around) -> Option<PathRule> {
        let driver = self.travelling(&form.driver, format_args!("{path}.driver"), around.drivers);
        let slo = form.slo.as_ref().map(|slo| self.slo(slo, &format!("{path}.slo")));
        if form.steps.is_empty() {
            self.error(
                Code::BadLength,
                format_args!("{path}.steps"),
                "a path without steps",
                "give at least one: { \"component\": \"web\" }",
            );
        }
        let steps: Vec<_> =
            form.steps.iter().enumerate().map(|(i, s)| self.step(s, &format!("{path}.steps.{i}"), around)).collect();
        Some(PathRule {
            label: form.label.clone(),
            driver: driver?,
            slo,
            steps: steps.into_iter().collect::<Option<_>>()?,
        })
    }

    fn travelling(&mut self, name: &str, path: impl Display + Copy, drivers: &Named<DriverRule>) -> Option<usize> {
        let index = self.index(drivers, path, "driver", name)?;
        let measure = drivers[index].measure;
        if !matches!(measure, Measure::Level | Measure::Daily) {
            self.error(
                Code::WrongType,
                path,
                format!("requests come at a rate per second, and driver `{name}` is measured as {}", measure.as_str()),
                "name a driver of requests a second, or one measured as daily",
            );
        }
        Some(index)
    }

    fn slo(&mut self, form: &Objective, path: &str) -> SloRule {
        let at = format!("{path}.percentile");
        let percentile = self.optional(form.percentile.as_deref(), &at);
        if percentile.is_some_and(|n| Percentile::new(self.number(n)).is_err()) {
            self.error(
                Code::OutOfDomain,
                &at,
                "no response time holds for none or all of the requests",
                "give a share above 0 and below 1, such as 0.95",
            );
        }
        SloRule { percentile, ms: self.num(&form.ms, format_args!("{path}.ms")) }
    }

    fn step(&mut self, form: &PathStep, path: &str, around: &Around) -> Option<StepRule> {
        let at = |field| Below(path, field);
        let known = form.component.as_ref().is_none_or(|name| self.component_somewhere(name, at("component"), around));
        let limit = form.limit.as_ref().map(|name| self.cores_limit(name, at("limit"), around.limits));
        if form.component.is_none() && (form.limit.is_some() || form.delay_ms.is_none()) {
            self.error(
                Code::Missing,
                path,
                if form.limit.is_some() { "a limit of no component" } else { "a step that takes no time" },
                "name the `component`, or give `delay_ms` alone",
            );
            return None;
        }
        let limit = match limit {
            Some(found) => Some(found?),
            None => None,
        };
        let places =
            form.component.as_ref().filter(|_| known).map(|name| around.places(name, limit, form.label.as_ref()));
        if let Some(places) = &places
            && around.deployments.is_some()
            && form.delay_ms.is_none()
            && places.iter().all(|p| p.limit.is_none())
        {
            let name = form.component.as_deref().unwrap_or_default();
            self.error(
                Code::Missing,
                path,
                format!("component `{name}` has no limit of kind `cores` to take a service time from"),
                "name one in `limit`, or give `delay_ms`",
            );
        }
        let named = form.component.as_deref().map(|name| around.label(name));
        Some(StepRule {
            label: form.label.clone().or(named).unwrap_or_else(|| "Fixed time".into()),
            places: places.unwrap_or_default(),
            visits: self.optional(form.visits.as_deref(), at("visits")),
            delay_ms: self.optional(form.delay_ms.as_deref(), at("delay_ms")),
            discipline: form.discipline.unwrap_or(Discipline::FirstCome),
        })
    }

    fn component_somewhere(&mut self, name: &str, path: impl Display + Copy, around: &Around) -> bool {
        let names = || around.file.deployments.values().flat_map(|d| d.components.keys()).map(String::as_str);
        let found = names().any(|known| known == name);
        if !found {
            let known: Vec<&str> = names().collect();
            self.unknown(path, "component in any deployment", name, known);
        }
        found
    }

    fn cores_limit(&mut self, name: &str, path: impl Display + Copy, limits: &Named<LimitRule>) -> Option<usize> {
        let index = self.index(limits, path, "limit", name)?;
        if !is_cores(&limits[index]) {
            self.error(
                Code::WrongType,
                path,
                "a service time comes from a `cores` limit",
                "name a limit of kind `cores`",
            );
        }
        Some(index)
    }
}

/// What a path can refer to.
struct Around<'a> {
    file: &'a ModelFile,
    limits: &'a Named<LimitRule>,
    drivers: &'a Named<DriverRule>,
    deployments: Option<&'a Named<DeploymentRule>>,
}

impl Around<'_> {
    /// Where a component is in each deployment, and by which limit it is timed there: the one stated, else its first of
    /// kind `cores`, else the first that it has in any deployment.
    fn places(&self, component: &str, stated: Option<usize>, label: Option<&String>) -> Vec<Place> {
        let deployments = || self.deployments.into_iter().flat_map(|d| d.values());
        let elsewhere = deployments().find_map(|d| self.first_cores(d.components.get(component)?));
        let place = |deployment: &DeploymentRule| {
            let found = deployment.components.get_full(component);
            let own = found.and_then(|(_, _, rule)| self.first_cores(rule));
            let limit = stated.or(own).or(elsewhere);
            let queues =
                |rule: &ComponentRule| rule.meters().is_none() && limit.is_some_and(|l| rule.limits.contains(&l));
            Place {
                label: label.or(found.map(|(_, _, rule)| &rule.label)).cloned(),
                component: found.filter(|(_, _, rule)| queues(rule)).map(|(index, ..)| index),
                limit,
            }
        };
        deployments().map(place).collect()
    }

    fn first_cores(&self, rule: &ComponentRule) -> Option<usize> {
        let metered = rule.meters().and_then(|usage| usage.used.cpu);
        rule.limits.iter().copied().find(|l| self.limits.get_index(*l).is_some_and(|(_, l)| is_cores(l))).or(metered)
    }

    /// What the component is called where it first stands.
    fn label(&self, component: &str) -> String {
        let forms = self.file.deployments.values().find_map(|d| d.components.get(component));
        forms.map_or_else(|| title(component), |form| form.label.clone())
    }
}

fn is_cores(limit: &LimitRule) -> bool {
    matches!(limit.how, LimitHow::Cores { .. })
}

impl ComponentRule {
    /// How its use is metered, where it is.
    pub fn meters(&self) -> Option<&super::program::UsageRule> {
        match &self.supply {
            Supply::Usage(usage) => Some(usage),
            Supply::Ladder | Supply::Schedule(_) => None,
        }
    }
}
