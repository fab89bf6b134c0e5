//! Checking limits: how a machine turns into capacity.

use std::fmt::Display;

use super::below::Below;
use super::check::Checker;
use super::file::{Limit, Resource, Rule};
use super::program::{LimitHow, LimitRule};
use crate::diagnostic::Code;
use crate::form::Named;

impl Checker<'_> {
    pub(super) fn limits(&mut self, forms: &Named<Limit>, driver_names: &[&str]) -> Named<LimitRule> {
        forms
            .iter()
            .map(|(name, form)| (name.clone(), self.limit(form, &format!("limits.{name}"), driver_names)))
            .collect()
    }

    fn limit(&mut self, form: &Limit, path: &str, driver_names: &[&str]) -> LimitRule {
        let at = |field| Below(path, field);
        let (label, driver, rule, how) = match form {
            Limit::Slots(l) => {
                let overhead =
                    l.overhead.iter().map(|(name, q)| self.num(q, format_args!("{path}.overhead.{name}"))).collect();
                if l.per.point().is_zero() {
                    self.error(
                        Code::OutOfDomain,
                        at("per"),
                        "a slot that takes nothing has no limit",
                        "give a size above 0",
                    );
                }
                (
                    &l.label,
                    &l.driver,
                    l.rule,
                    LimitHow::Slots {
                        resource: l.resource.unwrap_or(Resource::Ram),
                        per: self.num(&l.per, at("per")),
                        overhead,
                    },
                )
            }
            Limit::Cores(l) => {
                if l.service_ms.point().is_zero() {
                    self.error(
                        Code::OutOfDomain,
                        at("service_ms"),
                        "a request that takes no time has no limit",
                        "give a time above 0",
                    );
                }
                let how = LimitHow::Cores {
                    service_ms: self.num(&l.service_ms, at("service_ms")),
                    other_ms: self.optional(l.other_ms.as_deref(), at("other_ms")),
                    p95_ms: self.optional(l.p95_ms.as_deref(), at("p95_ms")),
                };
                (&l.label, &l.driver, l.rule, how)
            }
            Limit::Scalability(l) => {
                let how = LimitHow::Scalability {
                    lambda: self.num(&l.lambda, at("lambda")),
                    sigma: self.num(&l.sigma, at("sigma")),
                    kappa: self.num(&l.kappa, at("kappa")),
                };
                (&l.label, &l.driver, l.rule, how)
            }
            Limit::Quota(l) => (&l.label, &l.driver, l.rule, LimitHow::Quota { resource: l.resource }),
        };
        let listed = match form {
            Limit::Quota(l) => l.listed.clone().filter(|name| self.is_listed(name, at("listed"))),
            _ => None,
        };
        let index = driver_names.iter().position(|d| d == driver);
        if index.is_none() {
            self.unknown(at("driver"), "driver", driver, driver_names.iter().copied());
        }
        // An unknown driver is reported; what depends on the limit is checked all the same.
        LimitRule { label: label.clone(), driver: index.unwrap_or(0), how, rule: rule.unwrap_or(Rule::Lower), listed }
    }

    /// Does any plan of the catalogue list a limit of this name?
    pub(super) fn is_listed(&mut self, name: &str, path: impl Display + Copy) -> bool {
        let catalog = self.catalog;
        let found = catalog.plans.values().any(|p| p.limits.contains_key(name));
        if !found {
            let mut known: Vec<&str> =
                catalog.plans.values().flat_map(|p| p.limits.keys()).map(String::as_str).collect();
            known.sort_unstable();
            known.dedup();
            self.unknown(path, "limit in the catalogue's plans", name, known.iter().copied());
        }
        found
    }
}
