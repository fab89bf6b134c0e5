//! Checking what meets demand: limits, deployments with their components and tiers, and cost lines.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::check::{Checker, PolicyRule, title};
use super::file::{
    Component, Cost, CostAmount, Deployment, Limit, ModelFile, Moving, Resource, Rule, Service, Tier, Trigger, Usage,
};
use super::program::{
    AmountRule, Base, ComponentRule, CostRule, DeploymentRule, DriverRule, GrowthRule, LimitHow, LimitRule, Metric,
    MovingRule, Num, SelectionRule, ShapeRule, Supply, TierRule, TriggerRule, UsageRule, UseRule,
};
use crate::capacity::machine::MB_PER_GB;
use crate::catalog::{CatalogPlan, Meters, Rate};
use crate::diagnostic::{Code, suggestion};
use crate::form::quantity::{CountOf, PriceOf};
use crate::form::{Named, Quantity};

/// Days of a month in which something is free or metered by the day.
pub const DAYS: f64 = 30.0;
/// Whose meters price metered use without a plan.
pub const METERED_PROVIDER: &str = "railway";

/// Lines of cost that the model makes by itself.
const RESERVED: [&str; 2] = ["payment_fees", "advertising"];

impl Checker<'_> {
    pub(super) fn limits(&mut self, forms: &Named<Limit>, driver_names: &[&str]) -> Named<LimitRule> {
        forms
            .iter()
            .map(|(name, form)| (name.clone(), self.limit(form, &format!("limits.{name}"), driver_names)))
            .collect()
    }

    fn limit(&mut self, form: &Limit, path: &str, driver_names: &[&str]) -> LimitRule {
        let at = |field: &str| format!("{path}.{field}");
        let (label, driver, rule, how) = match form {
            Limit::Slots(l) => {
                let overhead =
                    l.overhead.iter().map(|(name, q)| self.num(q, &at(&format!("overhead.{name}")))).collect();
                if l.per.point().is_zero() {
                    self.error(
                        Code::OutOfDomain,
                        &at("per"),
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
                        per: self.num(&l.per, &at("per")),
                        overhead,
                    },
                )
            }
            Limit::Cores(l) => {
                if l.service_ms.point().is_zero() {
                    self.error(
                        Code::OutOfDomain,
                        &at("service_ms"),
                        "a request that takes no time has no limit",
                        "give a time above 0",
                    );
                }
                let how = LimitHow::Cores {
                    service_ms: self.num(&l.service_ms, &at("service_ms")),
                    other_ms: self.optional(l.other_ms.as_deref(), &at("other_ms")),
                    p95_ms: self.optional(l.p95_ms.as_deref(), &at("p95_ms")),
                };
                (&l.label, &l.driver, l.rule, how)
            }
            Limit::Scalability(l) => {
                let how = LimitHow::Scalability {
                    lambda: self.num(&l.lambda, &at("lambda")),
                    sigma: self.num(&l.sigma, &at("sigma")),
                    kappa: self.num(&l.kappa, &at("kappa")),
                };
                (&l.label, &l.driver, l.rule, how)
            }
            Limit::Quota(l) => (&l.label, &l.driver, l.rule, LimitHow::Quota { resource: l.resource }),
        };
        let listed = match form {
            Limit::Quota(l) => l.listed.clone().filter(|name| self.is_listed(name, &at("listed"))),
            _ => None,
        };
        let index = driver_names.iter().position(|d| d == driver);
        if index.is_none() {
            self.unknown(&at("driver"), "driver", driver, driver_names.iter().copied());
        }
        // An unknown driver is reported; what depends on the limit is checked all the same.
        LimitRule { label: label.clone(), driver: index.unwrap_or(0), how, rule: rule.unwrap_or(Rule::Lower), listed }
    }

    /// Does any plan of the catalogue list a limit of this name?
    fn is_listed(&mut self, name: &str, path: &str) -> bool {
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
        let mut deployments = Some(Named::new());
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
        let mut components = Some(Named::new());
        for (id, component) in &form.components {
            match (self.component(component, &format!("{path}.components.{id}"), scope, policy), &mut components) {
                (Some(rule), Some(map)) => {
                    map.insert(id.clone(), rule);
                }
                _ => components = None,
            }
        }
        let components = components?;
        let mut costs = Named::new();
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

    fn moving(&mut self, form: &Moving, path: &str) -> MovingRule {
        let at = |field: &str| format!("{path}.{field}");
        MovingRule {
            price: self.optional(form.price.as_deref(), &at("price")),
            days: self.optional(form.days.as_deref(), &at("days")),
            overlap: self.whole_months(form.months.as_deref(), &at("months"), 0),
        }
    }

    fn component(&mut self, form: &Component, path: &str, scope: &Scope, policy: &PolicyRule) -> Option<ComponentRule> {
        let at = |field: &str| format!("{path}.{field}");
        let limits: Vec<usize> = form
            .limits
            .iter()
            .enumerate()
            .filter_map(|(i, name)| self.index(scope.limits, &at(&format!("limits.{i}")), "limit", name))
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
            (Some(usage), _) => Supply::Usage(self.usage(usage, &at("usage"), scope)?),
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
            selection: form.selection.as_ref().and_then(|s| self.selection(s, &at("selection"))),
            target: form.target_utilisation.as_ref().map_or(policy.target, |q| self.num(q, &at("target_utilisation"))),
            lead_time: form
                .lead_time
                .as_ref()
                .map_or(policy.lead_time, |q| self.whole_months(Some(q), &at("lead_time"), 1)),
            hysteresis: form.hysteresis.as_ref().map_or(policy.hysteresis, |q| self.num(q, &at("hysteresis"))),
            migration: self.optional(form.migration.as_deref(), &at("migration")),
            migration_days: self.optional(form.migration_days.as_deref(), &at("migration_days")),
            balancer: self.optional(form.balancer.as_deref(), &at("balancer")),
            free_months: free_months(form.free_days.as_ref()),
            credit: self.optional(form.credit.as_deref(), &at("credit")),
        })
    }

    /// What the first plan that a component names is sold as.
    fn service(&self, form: &Component) -> Service {
        let named = form.ladder.values().flat_map(|t| &t.plan).chain(form.usage.iter().flat_map(|u| &u.plan));
        let plan = named.filter_map(|id| self.catalog.plan(id)).next();
        plan.and_then(|p| Service::of_catalog(&p.service)).unwrap_or(Service::Compute)
    }

    fn ladder(&mut self, form: &Component, path: &str, scope: &Scope, limits: &[usize]) -> Named<TierRule> {
        let mut tiers = Named::new();
        let mut below = Vec::new();
        for (id, tier) in &form.ladder {
            let rule = self.tier(tier, &format!("{path}.ladder.{id}"), scope, form, limits, &below);
            below.clone_from(&rule.price);
            tiers.insert(id.clone(), rule);
        }
        tiers
    }

    /// `below` is the price of the tier before this one.
    fn tier(
        &mut self,
        form: &Tier,
        path: &str,
        scope: &Scope,
        component: &Component,
        limits: &[usize],
        below: &[Num],
    ) -> TierRule {
        let at = |field: &str| format!("{path}.{field}");
        let plan = form.plan.as_ref().and_then(|id| self.catalog_plan(id, &at("plan")));
        let unknown_plan = form.plan.is_some() && plan.is_none();
        let price = if unknown_plan { None } else { self.tier_price(form, path, plan.as_ref(), below) };
        // What has no price is reported; what refers to the tier is checked all the same.
        let price = price.unwrap_or_else(|| vec![self.exact(Decimal::ZERO, "")]);
        let shape = self.shape(form, path, plan.as_ref());
        let listed = limits.len() == component.limits.len();
        let declared = form.declared.keys().map(|name| ("declared", name));
        let measured = form.measured.keys().map(|name| ("measured", name));
        for (kind, name) in declared.chain(measured).filter(|_| listed) {
            if !limits.iter().any(|l| scope.limits.get_index(*l).is_some_and(|(n, _)| n == name)) {
                let known: Vec<&str> =
                    limits.iter().filter_map(|l| scope.limits.get_index(*l)).map(|(n, _)| n.as_str()).collect();
                self.unknown(&at(&format!("{kind}.{name}")), "limit of this component", name, known);
            }
        }
        let declared = limits.iter().map(|l| {
            let (name, rule) = scope.limits.get_index(*l)?;
            if let Some(q) = form.declared.get(name) {
                return Some(self.num(q, &at(&format!("declared.{name}"))));
            }
            let listed = plan.as_ref()?.limit(rule.listed.as_ref()?)?;
            Some(self.exact(listed, ""))
        });
        let declared: Vec<_> = declared.collect();
        let measured = self.measured(form, path, scope, limits);
        if !unknown_plan {
            let stated: Vec<bool> = declared.iter().zip(&measured).map(|(d, m)| d.or(*m).is_some()).collect();
            self.derivable(form, path, scope, limits, &stated, &shape);
        }
        let most = plan.as_ref().and_then(|p| p.instances_max).unwrap_or(1);
        for (count, part) in form.instances.iter().flat_map(|i| [(i.min, "min"), (i.max, "max")]) {
            if count == Some(0) {
                self.error(
                    Code::OutOfDomain,
                    &at(&format!("instances.{part}")),
                    "a tier without instances",
                    "give 1 or more",
                );
            }
        }
        let (min, max) =
            form.instances.as_ref().map_or((1, 1), |i| (i.min.unwrap_or(1).max(1), i.max.unwrap_or(u32::MAX)));
        if min > max {
            self.error(
                Code::RangeOrder,
                &at("instances"),
                format!("at least {min}, at most {max} instances"),
                "give min ≤ max",
            );
        }
        if form.plan.is_some() && max > most && most > 1 && max != u32::MAX {
            self.warning(
                Code::OutOfDomain,
                &at("instances.max"),
                format!("{max} instances, but the plan allows {most}"),
                format!("use at most {most}"),
            );
        }
        TierRule {
            label: form.label.clone(),
            price,
            shape,
            declared,
            measured,
            triggers: form
                .triggers
                .iter()
                .enumerate()
                .filter_map(|(i, t)| self.trigger(t, &at(&format!("triggers.{i}")), scope, limits))
                .collect(),
            min,
            max,
            p95_target: form.targets.as_ref().and_then(|t| self.optional(t.p95_ms.as_deref(), &at("targets.p95_ms"))),
            plan: form.plan.clone(),
            price_from_catalog: form.price.is_none() && form.added.is_none(),
        }
    }

    fn tier_price(&mut self, form: &Tier, path: &str, plan: Option<&CatalogPlan>, below: &[Num]) -> Option<Vec<Num>> {
        let price = self.optional(form.price.as_deref(), &format!("{path}.price"));
        let added = self.optional(form.added.as_deref(), &format!("{path}.added"));
        match (price, added, plan) {
            (Some(_), Some(_), _) => {
                self.error(
                    Code::OutOfDomain,
                    &format!("{path}.added"),
                    "the tier has a price and an addition to the tier before it",
                    "keep one of the two",
                );
                None
            }
            (Some(price), None, _) => Some(vec![price]),
            (None, Some(_), _) if below.is_empty() => {
                self.error(
                    Code::Missing,
                    &format!("{path}.price"),
                    "the first tier has no price to add to",
                    "give `price` or `plan`",
                );
                None
            }
            (None, Some(added), _) => Some(below.iter().copied().chain([added]).collect()),
            (None, None, Some(plan)) => match plan.price_monthly {
                Some(price) => {
                    self.list_price(&plan.id, price, plan.currency, &format!("{path}.plan")).map(|price| vec![price])
                }
                None => {
                    self.error(
                        Code::UnknownPlan,
                        &format!("{path}.plan"),
                        format!("plan `{}` has no public price", plan.id),
                        "give `price`",
                    );
                    None
                }
            },
            (None, None, None) => {
                self.error(
                    Code::Missing,
                    &format!("{path}.price"),
                    "the tier has no price",
                    "give `price`, `added` or a catalogue `plan`",
                );
                None
            }
        }
    }

    fn catalog_plan(&mut self, id: &str, path: &str) -> Option<CatalogPlan> {
        let Some(plan) = self.catalog.plan(id).cloned() else {
            let hint = suggestion(id, self.catalog.plans.keys().map(String::as_str));
            self.error(Code::UnknownPlan, path, format!("the catalogue has no plan `{id}`"), hint);
            return None;
        };
        Some(plan)
    }

    fn shape(&mut self, form: &Tier, path: &str, plan: Option<&CatalogPlan>) -> ShapeRule {
        let own = form.shape.as_ref();
        let shape = plan.map(|p| &p.shape);
        let mut part = |own: Option<&CountOf>, name: &str, listed: Option<Decimal>, scale: Decimal| {
            let at = own.map_or(String::new(), |_| format!("{path}.shape.{name}"));
            let value = own.map(|q| q.point()).or(listed)?;
            Some(self.exact(value.checked_mul(scale)?, &at))
        };
        ShapeRule {
            vcpu: part(own.and_then(|s| s.vcpu.as_ref()), "vcpu", shape.and_then(|s| s.vcpu), Decimal::ONE),
            ram_mb: part(own.and_then(|s| s.ram.as_ref()), "ram", shape.and_then(|s| s.ram_gib), MB_PER_GB),
            disk: part(own.and_then(|s| s.disk.as_ref()), "disk", shape.and_then(|s| s.disk_gb), Decimal::ONE),
            transfer: part(
                own.and_then(|s| s.transfer.as_ref()),
                "transfer",
                shape.and_then(|s| s.transfer_gb),
                Decimal::ONE,
            ),
        }
    }

    /// A limit that is neither declared, measured nor derivable would never bind; that is no limit but a gap.
    fn derivable(
        &mut self,
        form: &Tier,
        path: &str,
        scope: &Scope,
        limits: &[usize],
        stated: &[bool],
        shape: &ShapeRule,
    ) {
        for (l, stated) in limits.iter().zip(stated) {
            let Some((name, rule)) = scope.limits.get_index(*l) else { continue };
            let resource = match &rule.how {
                LimitHow::Slots { resource, .. } => Some(*resource),
                LimitHow::Cores { .. } => Some(Resource::Vcpu),
                LimitHow::Scalability { .. } => None,
                LimitHow::Quota { resource } => *resource,
            };
            if !stated
                && resource.is_some_and(|r| shape.of(r).is_none() && !(r == Resource::Transfer && form.plan.is_some()))
            {
                let what = resource.map_or("", Resource::as_str);
                self.error(
                    Code::MissingShape,
                    path,
                    format!("limit `{name}` needs the tier's {what}"),
                    format!("give `shape.{what}`, or `declared.{name}`"),
                );
            }
        }
    }

    fn trigger(&mut self, form: &Trigger, path: &str, scope: &Scope, limits: &[usize]) -> Option<TriggerRule> {
        let Some(value) = &form.value else {
            if form.text.is_none() {
                self.error(
                    Code::Missing,
                    path,
                    "the trigger has neither a value nor a text",
                    "give `metric`, `op` and `value`, or `text`",
                );
            }
            return None;
        };
        let (Some(name), Some(op)) = (&form.metric, form.op) else {
            self.error(
                Code::Missing,
                path,
                "the trigger has a value but no metric or comparison",
                "give `metric` and `op`",
            );
            return None;
        };
        let limit = limits.iter().position(|l| scope.limits.get_index(*l).is_some_and(|(n, _)| n == name));
        let driver = scope.driver_names.iter().position(|d| d == name);
        let metric = match (name.as_str(), limit, driver) {
            ("p95_ms", ..) => Metric::P95,
            ("cpu", None, None) => Metric::Cpu,
            (_, Some(i), _) => Metric::Utilisation(i),
            (_, None, Some(i)) => Metric::Demand(i),
            _ => {
                let known = ["p95_ms", "cpu"]
                    .into_iter()
                    .chain(limits.iter().filter_map(|l| scope.limits.get_index(*l)).map(|(n, _)| n.as_str()))
                    .chain(scope.driver_names.iter().copied());
                let known: Vec<&str> = known.collect();
                self.unknown(&format!("{path}.metric"), "metric", name, known);
                return None;
            }
        };
        let text = format!("{name} {} {}", op.as_str(), value.stated().normalize());
        Some(TriggerRule { metric, op, value: self.num(value, &format!("{path}.value")), text })
    }

    fn tier_schedule(&mut self, form: &Component, path: &str, tiers: &Named<TierRule>) -> Vec<(usize, usize, u32)> {
        let mut steps: Vec<(usize, usize, u32)> = Vec::new();
        for (i, step) in form.schedule.iter().enumerate() {
            let at = format!("{path}.schedule.{i}");
            let tier = self.index(tiers, &format!("{at}.tier"), "tier", &step.tier);
            if steps.last().is_some_and(|(m, ..)| *m >= step.from as usize) || (i == 0 && step.from > 1) {
                self.error(
                    Code::BadSchedule,
                    &format!("{at}.from"),
                    format!("month {}", step.from),
                    "begin with month 1 and order by month",
                );
            }
            if step.instances == Some(0) {
                self.error(Code::OutOfDomain, &format!("{at}.instances"), "a tier without instances", "give 1 or more");
            }
            if let Some(tier) = tier {
                steps.push((step.from as usize, tier, step.instances.unwrap_or(1).max(1)));
            }
        }
        steps
    }

    /// A tier that costs no less than another which holds at least as much of everything will never be chosen.
    fn unreachable(&mut self, tiers: &Named<TierRule>, path: &str) {
        let price = |t: &TierRule| t.price.iter().map(|n| self.params[*n].exact()).sum::<Decimal>();
        let stated = |t: &TierRule| -> Vec<Option<Decimal>> {
            t.declared.iter().chain(&t.measured).map(|n| n.map(|n| self.params[n].exact())).collect()
        };
        let part = |n: Option<Num>| n.map(|n| self.params[n].exact());
        let as_good = |a: &TierRule, b: &TierRule| {
            a.max >= b.max
                && a.triggers.is_empty()
                && stated(a).iter().zip(&stated(b)).all(|(x, y)| x >= y && x.is_some() == y.is_some())
                && [
                    (a.shape.vcpu, b.shape.vcpu),
                    (a.shape.ram_mb, b.shape.ram_mb),
                    (a.shape.disk, b.shape.disk),
                    (a.shape.transfer, b.shape.transfer),
                ]
                .iter()
                .all(|(x, y)| part(*x) >= part(*y))
        };
        let mut found = Vec::new();
        for (id, tier) in tiers {
            let better = tiers.iter().find(|(other, t)| *other != id && as_good(t, tier) && price(t) < price(tier));
            if let Some((other, t)) = better {
                found.push((
                    id.clone(),
                    format!(
                        "tier `{id}` can never be chosen: `{other}` holds as much for {} instead of {}",
                        price(t),
                        price(tier)
                    ),
                ));
            }
        }
        for (id, message) in found {
            self.warning(
                Code::UnreachableTier,
                &format!("{path}.ladder.{id}"),
                message,
                "remove it, correct its price, or state what it has more of",
            );
        }
    }

    fn selection(&mut self, form: &super::file::Selection, path: &str) -> Option<SelectionRule> {
        if form.modulus == 0 || form.modulus > 10_000 {
            self.error(
                Code::OutOfDomain,
                &format!("{path}.modulus"),
                format!("modulo {}", form.modulus),
                "give 1 to 10000",
            );
            return None;
        }
        if form.refresh == Some(0) {
            self.error(Code::OutOfDomain, &format!("{path}.refresh"), "a look after every 0 users", "give 1 or more");
        }
        if form.latencies.iter().any(|l| *l < Decimal::ZERO) {
            self.error(Code::OutOfDomain, &format!("{path}.latencies"), "a latency below 0", "give latencies in ms");
        }
        Some(SelectionRule {
            load_weight: self.num(&form.load_weight, &format!("{path}.load_weight")),
            latency_weight: self.num(&form.latency_weight, &format!("{path}.latency_weight")),
            modulus: form.modulus,
            latencies: form.latencies.iter().map(|l| l.to_f64().unwrap_or(0.0)).collect(),
            refresh: form.refresh.unwrap_or(1).max(1),
        })
    }

    fn usage(&mut self, form: &Usage, path: &str, scope: &Scope) -> Option<UsageRule> {
        let at = |field: &str| format!("{path}.{field}");
        let plan = form.plan.as_ref().and_then(|id| self.catalog_plan(id, &at("plan")));
        let listed = plan.as_ref().and_then(|p| Some((p, p.price_monthly?)));
        let minimum = match (&form.minimum, listed) {
            (Some(q), _) => Some(self.num(q, &at("minimum"))),
            (None, Some((plan, price))) => self.list_price(&plan.id, price, plan.currency, &at("plan")),
            (None, None) => None,
        };
        let meters = self.catalog.meters(plan.as_ref().map_or(METERED_PROVIDER, |p| &p.provider));
        let own = [&form.vcpu_price, &form.ram_price, &form.volume_price, &form.egress_price];
        if let Some(plan) = plan.as_ref().filter(|_| meters == Meters::default() && own.iter().all(|p| p.is_none())) {
            self.error(
                Code::UnknownPlan,
                &at("plan"),
                format!("the catalogue has no meters of `{}` for plan `{}`", plan.provider, plan.id),
                "give `vcpu_price` and `ram_price`, or a plan that is billed by use",
            );
        }
        let mut meter = |own: Option<&PriceOf>, name: &str, listed: Option<&Rate>| match own {
            Some(q) => Some(self.num(q, &format!("{path}.{name}"))),
            None => {
                let rate = listed?;
                self.list_price(&rate.id, rate.unit_price()?, rate.currency, &format!("{path}.{name}"))
            }
        };
        let vcpu_price = meter(form.vcpu_price.as_ref(), "vcpu_price", meters.vcpu);
        let ram_price = meter(form.ram_price.as_ref(), "ram_price", meters.ram);
        let volume_price = meter(form.volume_price.as_ref(), "volume_price", meters.volume);
        let egress_price = meter(form.egress_price.as_ref(), "egress_price", meters.egress);
        let cpu = form.cpu.as_ref().and_then(|n| self.index(scope.limits, &at("cpu"), "limit", n));
        let memory = form.memory.as_ref().and_then(|n| self.index(scope.limits, &at("memory"), "limit", n));
        if cpu.is_some_and(|i| !matches!(scope.limits[i].how, LimitHow::Cores { .. })) {
            self.error(
                Code::WrongType,
                &at("cpu"),
                "metered vCPU comes from a `cores` limit",
                "name a limit of kind `cores`",
            );
        }
        if memory.is_some_and(|i| !matches!(scope.limits[i].how, LimitHow::Slots { .. })) {
            self.error(
                Code::WrongType,
                &at("memory"),
                "metered memory comes from a `slots` limit",
                "name a limit of kind `slots`",
            );
        }
        let number = |name: &str| plan.as_ref().and_then(|p| p.limits.get(name)).and_then(serde_json::Value::as_f64);
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
                volume: form.volume.as_ref().and_then(|n| self.index(scope.drivers, &at("volume"), "driver", n)),
                egress: form.egress.as_ref().and_then(|n| self.index(scope.drivers, &at("egress"), "driver", n)),
                idle_vcpu: self.optional(form.idle_vcpu.as_deref(), &at("idle_vcpu")),
                idle_ram: self.optional(form.idle_ram.as_deref(), &at("idle_ram")),
            },
            most_vcpu: number("max_vcpu_per_service"),
            most_ram: number("max_ram_gb_per_service"),
            plan: form.plan.clone(),
        })
    }

    fn cost(&mut self, form: &Cost, path: &str, scope: &Scope, components: &Named<ComponentRule>) -> Option<CostRule> {
        let at = |field: &str| format!("{path}.{field}");
        let from = form.from.as_ref().map_or(Some(1), |m| self.month(m, &at("from")));
        let until = form.until.as_ref().map_or(Some(usize::MAX), |m| self.month(m, &at("until")));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.error(Code::BadSchedule, &at("until"), "the line ends before it begins", "give from ≤ until");
        }
        let when = form.when.as_ref().and_then(|w| self.when(w, &at("when"), components));
        Some(CostRule {
            label: form.label.clone(),
            group: form.group.clone().unwrap_or_else(|| "Services".into()),
            amount: self.amount(&form.amount, &at("amount"), scope)?,
            from: from?,
            until: until?,
            when,
            free_months: free_months(form.free_days.as_ref()),
            credit: self.optional(form.credit.as_deref(), &at("credit")),
            own: false,
        })
    }

    fn when(&mut self, text: &str, path: &str, components: &Named<ComponentRule>) -> Option<(usize, usize)> {
        let (component, tier) = text.split_once('.').unwrap_or((text, ""));
        let found = components.get_index_of(component).and_then(|c| Some((c, components[c].tiers.get_index_of(tier)?)));
        if found.is_none() {
            let known: Vec<String> =
                components.iter().flat_map(|(c, rule)| rule.tiers.keys().map(move |t| format!("{c}.{t}"))).collect();
            self.unknown(path, "component and tier", text, known.iter().map(String::as_str));
        }
        found
    }

    fn amount(&mut self, form: &CostAmount, path: &str, scope: &Scope) -> Option<AmountRule> {
        let at = |field: &str| format!("{path}.{field}");
        Some(match form {
            CostAmount::Monthly(c) => AmountRule::Monthly {
                price: self.num(&c.price, &at("price")),
                quantity: self.optional(c.quantity.as_deref(), &at("quantity")),
            },
            CostAmount::PerUnit(c) => AmountRule::PerUnit {
                driver: self.index(scope.drivers, &at("driver"), "driver", &c.driver)?,
                price: self.num(&c.price, &at("price")),
                per: self.optional(c.per.as_deref(), &at("per")),
                included: self.optional(c.included.as_deref(), &at("included")),
            },
            CostAmount::PerSubscriber(c) => {
                let plan = c.plan.as_ref().map(|name| {
                    let found = scope.plans.iter().position(|p| p == name);
                    if found.is_none() {
                        self.unknown(&at("plan"), "plan", name, scope.plans.iter().map(String::as_str));
                    }
                    found
                });
                AmountRule::PerSubscriber { price: self.num(&c.price, &at("price")), plan: plan.flatten() }
            }
            CostAmount::OfRevenue(c) => AmountRule::OfRevenue { percent: self.num(&c.percent, &at("percent")) },
            CostAmount::Steps(c) => {
                let of: Option<Base> = self.base(&c.of, &at("of"), scope.plans, &scope.driver_names);
                let steps: Vec<_> = c
                    .steps
                    .iter()
                    .enumerate()
                    .map(|(i, s)| {
                        (
                            self.num(&s.from, &at(&format!("steps.{i}.from"))),
                            self.num(&s.price, &at(&format!("steps.{i}.price"))),
                        )
                    })
                    .collect();
                if steps.is_empty() {
                    self.error(
                        Code::BadLength,
                        &at("steps"),
                        "no steps",
                        "give at least one: { \"from\": 0, \"price\": 10 }",
                    );
                }
                if steps.windows(2).any(|w| self.number(w[0].0) >= self.number(w[1].0)) {
                    self.error(
                        Code::BadSchedule,
                        &at("steps"),
                        "the steps are not in rising order",
                        "order steps by `from`",
                    );
                }
                AmountRule::Steps { of: of?, steps }
            }
            CostAmount::Schedule(c) => {
                if c.steps.is_empty() {
                    self.error(
                        Code::BadLength,
                        &at("steps"),
                        "no steps",
                        "give at least one: { \"from\": 1, \"price\": 10 }",
                    );
                }
                if c.steps.windows(2).any(|w| w[0].from >= w[1].from) {
                    self.error(
                        Code::BadSchedule,
                        &at("steps"),
                        "the steps are not in order of months",
                        "order steps by `from`",
                    );
                }
                AmountRule::Schedule(
                    c.steps
                        .iter()
                        .enumerate()
                        .map(|(i, s)| (s.from as usize, self.num(&s.price, &at(&format!("steps.{i}.price")))))
                        .collect(),
                )
            }
            CostAmount::Once(c) => AmountRule::Once { price: self.num(&c.price, &at("price")) },
            CostAmount::Staff(c) => AmountRule::Staff {
                salary: self.num(&c.salary, &at("salary")),
                heads: self.num(&c.heads, &at("heads")),
            },
        })
    }
}

/// What names can refer to while deployments are checked.
pub(super) struct Scope<'a> {
    pub limits: &'a Named<LimitRule>,
    pub drivers: &'a Named<DriverRule>,
    plans: &'a [String],
    driver_names: Vec<&'a str>,
}

fn free_months(days: Option<&CountOf>) -> f64 {
    days.map(|q: &CountOf| -> &Quantity { q }).and_then(|q| q.point().to_f64()).unwrap_or(0.0) / DAYS
}

/// A label for a name without one.
pub fn label(given: Option<&String>, name: &str) -> String {
    given.cloned().unwrap_or_else(|| title(name))
}
