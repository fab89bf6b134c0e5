//! Checking what meets demand: limits, deployments with their components and tiers, and cost lines.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::below::Below;
use super::check::{Checker, PolicyRule, title};
use super::file::{Component, Deployment, ModelFile, Moving, Purpose, Service, Usage};
use super::program::{
    AmountRule, ComponentRule, CostRule, DeploymentRule, DriverRule, GrowthRule, LimitHow, LimitRule, MovingRule,
    SelectionRule, Supply, UsageRule, UseRule,
};
use crate::catalog::{CatalogPlan, Meters, Rate};
use crate::diagnostic::Code;
use crate::form::quantity::{CountOf, PriceOf};
use crate::form::{Named, Quantity};
use crate::money::number_of;
use crate::project::metered::Use;

/// Days of a month in which something is free or metered by the day.
pub const DAYS: f64 = 30.0;
/// Whose meters price metered use without a plan.
pub const METERED_PROVIDER: &str = "railway";

/// Lines of cost that the model makes by itself.
const RESERVED: [&str; 2] = ["payment_fees", "advertising"];

impl Checker<'_> {
    pub(super) fn deployments(
        &mut self,
        file: &ModelFile,
        limits: &Named<LimitRule>,
        drivers: &Named<DriverRule>,
        plans: &[String],
        policy: &PolicyRule,
        growth: &Option<GrowthRule>,
    ) -> Option<Named<DeploymentRule>> {
        let scope = Scope { limits, drivers, plans, driver_names: drivers.keys().map(String::as_str).collect() };
        if file.deployments.is_empty() {
            self.error(
                Code::Missing,
                "deployments",
                "the model has no deployment",
                "give at least one, with its components",
            );
            return None;
        }
        let mut deployments = Some(Named::with_capacity(file.deployments.len()));
        for (name, form) in &file.deployments {
            match (self.deployment(name, form, file, &scope, policy, growth), &mut deployments) {
                (Some(rule), Some(map)) => {
                    map.insert(name.clone(), rule);
                }
                _ => deployments = None,
            }
        }
        deployments
    }

    fn deployment(
        &mut self,
        name: &str,
        form: &Deployment,
        file: &ModelFile,
        scope: &Scope,
        policy: &PolicyRule,
        growth: &Option<GrowthRule>,
    ) -> Option<DeploymentRule> {
        let path = format!("deployments.{name}");
        let mut components = Some(Named::with_capacity(form.components.len()));
        for (id, component) in &form.components {
            match (self.component(component, &format!("{path}.components.{id}"), scope, policy), &mut components) {
                (Some(rule), Some(map)) => {
                    map.insert(id.clone(), rule);
                }
                _ => components = None,
            }
        }
        let mut components = components?;
        self.on_one_plan(&mut components);
        let mut costs = Named::with_capacity(file.costs.len() + form.costs.len());
        let lines = file
            .costs
            .iter()
            .map(|(id, c)| (id, c, format!("costs.{id}"), false))
            .chain(form.costs.iter().map(|(id, c)| (id, c, format!("{path}.costs.{id}"), true)));
        for (id, cost, line_path, own) in lines {
            if costs.contains_key(id) {
                self.error(
                    Code::Duplicate,
                    &line_path,
                    format!("cost `{id}` is already one of the model's"),
                    "give the deployment's cost another name",
                );
            }
            if components.contains_key(id) || RESERVED.contains(&id.as_str()) {
                let of = if components.contains_key(id) {
                    format!("component `{id}` of deployment `{name}`")
                } else {
                    "the model itself".into()
                };
                self.error(
                    Code::Duplicate,
                    &line_path,
                    format!("the line `{id}` is already that of {of}"),
                    "give the cost another name",
                );
            }
            if let Some(rule) = self.cost(cost, &line_path, scope, &components) {
                costs.insert(id.clone(), CostRule { own, ..rule });
            }
        }
        if let Some(price) = growth.as_ref().and_then(|g| g.ad_spend) {
            let rule = CostRule {
                label: "Advertising".into(),
                group: "Marketing".into(),
                purpose: Some(Purpose::Advertising),
                amount: AmountRule::Advertising { price },
                from: 1,
                until: usize::MAX,
                when: None,
                free_months: 0.0,
                credit: None,
                own: false,
            };
            costs.insert("advertising".into(), rule);
        }
        Some(DeploymentRule {
            label: form.label.clone(),
            provider: form.provider.clone(),
            components,
            costs,
            moving: form.moving.as_ref().map(|m| self.moving(m, &format!("{path}.moving"))),
        })
    }

    /// Use that names no plan is on the one that another component of its deployment names.
    fn on_one_plan(&self, components: &mut Named<ComponentRule>) {
        let named = components.values().find_map(|rule| match &rule.supply {
            Supply::Usage(usage) => {
                self.catalog.plan(usage.plan.as_ref()?).filter(|plan| plan.provider == METERED_PROVIDER)
            }
            _ => None,
        });
        let Some(plan) = named else { return };
        for rule in components.values_mut() {
            if let Supply::Usage(usage) = &mut rule.supply
                && usage.plan.is_none()
            {
                usage.on = Some(plan.id.clone());
                usage.most = most_of_service(plan);
            }
        }
    }

    fn moving(&mut self, form: &Moving, path: &str) -> MovingRule {
        let at = |field| Below(path, field);
        MovingRule {
            price: self.optional(form.price.as_deref(), at("price")),
            days: self.optional(form.days.as_deref(), at("days")),
            overlap: self.whole_months(form.months.as_deref(), at("months"), 0),
        }
    }

    fn component(&mut self, form: &Component, path: &str, scope: &Scope, policy: &PolicyRule) -> Option<ComponentRule> {
        let at = |field| Below(path, field);
        let limits: Vec<usize> = form
            .limits
            .iter()
            .enumerate()
            .filter_map(|(i, name)| self.index(scope.limits, format_args!("{path}.limits.{i}"), "limit", name))
            .collect();
        let ways = [!form.ladder.is_empty(), form.usage.is_some()].iter().filter(|w| **w).count();
        if ways != 1 {
            self.error(
                Code::Missing,
                path,
                "a component needs a ladder of tiers, or metered usage",
                "give `ladder` or `usage`, one of the two",
            );
            return None;
        }
        let before = self.diagnostics.len();
        let tiers = self.ladder(form, path, scope, &limits);
        let complete = self.diagnostics.len() == before && limits.len() == form.limits.len();
        let supply = match (&form.usage, form.schedule.is_empty()) {
            (Some(usage), _) => Supply::Usage(Box::new(self.usage(usage, &at("usage").to_string(), scope)?)),
            (None, true) => Supply::Ladder,
            (None, false) => Supply::Schedule(self.tier_schedule(form, path, &tiers)),
        };
        if matches!(supply, Supply::Ladder) && complete {
            self.unreachable(&tiers, path);
        }
        Some(ComponentRule {
            label: form.label.clone(),
            service: form.service.unwrap_or_else(|| self.service(form)),
            limits,
            tiers,
            supply,
            selection: form.selection.as_ref().and_then(|s| self.selection(s, &at("selection").to_string())),
            target: form.target_utilisation.as_ref().map_or(policy.target, |q| self.num(q, at("target_utilisation"))),
            lead_time: form
                .lead_time
                .as_ref()
                .map_or(policy.lead_time, |q| self.whole_months(Some(q), at("lead_time"), 1)),
            hysteresis: form.hysteresis.as_ref().map_or(policy.hysteresis, |q| self.num(q, at("hysteresis"))),
            migration: self.optional(form.migration.as_deref(), at("migration")),
            migration_days: self.optional(form.migration_days.as_deref(), at("migration_days")),
            balancer: self.optional(form.balancer.as_deref(), at("balancer")),
            free_months: free_months(form.free_days.as_ref()),
            credit: self.optional(form.credit.as_deref(), at("credit")),
        })
    }

    /// What the first plan that a component names is sold as.
    fn service(&self, form: &Component) -> Service {
        let named = form.ladder.values().flat_map(|t| &t.plan).chain(form.usage.iter().flat_map(|u| &u.plan));
        let plan = named.filter_map(|id| self.catalog.plan(id)).next();
        plan.and_then(|p| Service::of_catalog(&p.service)).unwrap_or(Service::Compute)
    }

    fn selection(&mut self, form: &super::file::Selection, path: &str) -> Option<SelectionRule> {
        if form.modulus == 0 || form.modulus > 10_000 {
            self.error(
                Code::OutOfDomain,
                format_args!("{path}.modulus"),
                format!("modulo {}", form.modulus),
                "give 1 to 10000",
            );
            return None;
        }
        if form.refresh == Some(0) {
            self.error(
                Code::OutOfDomain,
                format_args!("{path}.refresh"),
                "a look after every 0 users",
                "give 1 or more",
            );
        }
        if form.latencies.iter().any(|l| *l < Decimal::ZERO) {
            self.error(
                Code::OutOfDomain,
                format_args!("{path}.latencies"),
                "a latency below 0",
                "give latencies in ms",
            );
        }
        Some(SelectionRule {
            load_weight: self.num(&form.load_weight, format_args!("{path}.load_weight")),
            latency_weight: self.num(&form.latency_weight, format_args!("{path}.latency_weight")),
            modulus: form.modulus,
            latencies: form.latencies.iter().map(|l| l.to_f64().unwrap_or(0.0)).collect(),
            refresh: form.refresh.unwrap_or(1).max(1),
        })
    }

    fn usage(&mut self, form: &Usage, path: &str, scope: &Scope) -> Option<UsageRule> {
        let at = |field| Below(path, field);
        let plan = form.plan.as_ref().and_then(|id| self.catalog_plan(id, at("plan")));
        let listed = plan.and_then(|p| Some((p, p.price_monthly?)));
        let minimum = match (&form.minimum, listed) {
            (Some(q), _) => Some(self.num(q, at("minimum"))),
            (None, Some((plan, price))) => self.list_price(&plan.id, price, plan.currency, at("plan")),
            (None, None) => None,
        };
        let meters = self.catalog.meters(plan.map_or(METERED_PROVIDER, |p| &p.provider));
        let own = [&form.vcpu_price, &form.ram_price, &form.volume_price, &form.egress_price];
        if let Some(plan) = plan.filter(|_| meters == Meters::default() && own.iter().all(|p| p.is_none())) {
            self.error(
                Code::UnknownPlan,
                at("plan"),
                format!("the catalogue has no meters of `{}` for plan `{}`", plan.provider, plan.id),
                "give `vcpu_price` and `ram_price`, or a plan that is billed by use",
            );
        }
        let mut meter = |own: Option<&PriceOf>, name: &str, listed: Option<&Rate>| match own {
            Some(q) => Some(self.num(q, format_args!("{path}.{name}"))),
            None => {
                let rate = listed?;
                self.list_price(&rate.id, rate.unit_price()?, rate.currency, format_args!("{path}.{name}"))
            }
        };
        let vcpu_price = meter(form.vcpu_price.as_ref(), "vcpu_price", meters.vcpu);
        let ram_price = meter(form.ram_price.as_ref(), "ram_price", meters.ram);
        let volume_price = meter(form.volume_price.as_ref(), "volume_price", meters.volume);
        let egress_price = meter(form.egress_price.as_ref(), "egress_price", meters.egress);
        let cpu = form.cpu.as_ref().and_then(|n| self.index(scope.limits, at("cpu"), "limit", n));
        let memory = form.memory.as_ref().and_then(|n| self.index(scope.limits, at("memory"), "limit", n));
        if cpu.is_some_and(|i| !matches!(scope.limits[i].how, LimitHow::Cores { .. })) {
            self.error(
                Code::WrongType,
                at("cpu"),
                "metered vCPU comes from a `cores` limit",
                "name a limit of kind `cores`",
            );
        }
        if memory.is_some_and(|i| !matches!(scope.limits[i].how, LimitHow::Slots { .. })) {
            self.error(
                Code::WrongType,
                at("memory"),
                "metered memory comes from a `slots` limit",
                "name a limit of kind `slots`",
            );
        }
        Some(UsageRule {
            label: form.label.clone(),
            minimum,
            vcpu_price,
            ram_price,
            volume_price,
            egress_price,
            used: UseRule {
                cpu,
                memory,
                volume: form.volume.as_ref().and_then(|n| self.index(scope.drivers, at("volume"), "driver", n)),
                egress: form.egress.as_ref().and_then(|n| self.index(scope.drivers, at("egress"), "driver", n)),
                idle_vcpu: self.optional(form.idle_vcpu.as_deref(), at("idle_vcpu")),
                idle_ram: self.optional(form.idle_ram.as_deref(), at("idle_ram")),
            },
            most: plan.map(most_of_service).unwrap_or_default(),
            plan: form.plan.clone(),
            on: form.plan.clone(),
        })
    }
}

/// The most that one service may use on a plan.
pub(crate) fn most_of_service(plan: &CatalogPlan) -> Use<Option<f64>> {
    let most = |name: &str| plan.limit(name).map(number_of);
    Use {
        vcpu: most("max_vcpu_per_service"),
        ram: most("max_ram_gb_per_service"),
        volume: most("volume_storage_gb_max"),
        egress: None,
    }
}

/// What names can refer to while deployments are checked.
pub(super) struct Scope<'a> {
    pub limits: &'a Named<LimitRule>,
    pub drivers: &'a Named<DriverRule>,
    pub plans: &'a [String],
    pub driver_names: Vec<&'a str>,
}

pub(super) fn free_months(days: Option<&CountOf>) -> f64 {
    days.map(|q: &CountOf| -> &Quantity { q }).and_then(|q| q.point().to_f64()).unwrap_or(0.0) / DAYS
}

/// A label for a name without one.
pub fn label(given: Option<&String>, name: &str) -> String {
    given.cloned().unwrap_or_else(|| title(name))
}
