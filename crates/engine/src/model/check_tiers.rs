//! Checking ladders: tiers with their prices, shapes and triggers, and schedules of them.

use std::fmt::Display;

use rust_decimal::Decimal;

use super::below::Below;
use super::check::{Checker, title};
use super::check_supply::Scope;
use super::file::{Component, Resource, Tier, Trigger};
use super::program::{LimitHow, Metric, Num, ShapeRule, TierRule, TriggerRule};
use super::watched::Watched;
use crate::capacity::machine::MB_PER_GB;
use crate::catalog::CatalogPlan;
use crate::diagnostic::{Code, nearest_few};
use crate::form::Named;
use crate::form::quantity::CountOf;

impl<'a> Checker<'a> {
    pub(super) fn ladder(&mut self, form: &Component, path: &str, scope: &Scope, limits: &[usize]) -> Named<TierRule> {
        let mut tiers = Named::with_capacity(form.ladder.len());
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
        let at = |field| Below(path, field);
        let plan = form.plan.as_ref().and_then(|id| self.catalog_plan(id, at("plan")));
        let unknown_plan = form.plan.is_some() && plan.is_none();
        let price = if unknown_plan { None } else { self.tier_price(form, path, plan, below) };
        // What has no price is reported; what refers to the tier is checked all the same.
        let price = price.unwrap_or_else(|| vec![self.exact(Decimal::ZERO, "")]);
        let shape = self.shape(form, path, plan);
        let listed = limits.len() == component.limits.len();
        let declared = form.declared.keys().map(|name| ("declared", name));
        let measured = form.measured.keys().map(|name| ("measured", name));
        for (kind, name) in declared.chain(measured).filter(|_| listed) {
            if !limits.iter().any(|l| scope.limits.get_index(*l).is_some_and(|(n, _)| n == name)) {
                let known: Vec<&str> =
                    limits.iter().filter_map(|l| scope.limits.get_index(*l)).map(|(n, _)| n.as_str()).collect();
                self.unknown(format_args!("{path}.{kind}.{name}"), "limit of this component", name, known);
            }
        }
        let declared = limits.iter().map(|l| {
            let (name, rule) = scope.limits.get_index(*l)?;
            if let Some(q) = form.declared.get(name) {
                return Some(self.num(q, format_args!("{path}.declared.{name}")));
            }
            let listed = plan?.limit(rule.listed.as_ref()?)?;
            Some(self.exact(listed, ""))
        });
        let declared: Vec<_> = declared.collect();
        let measured = self.measured(form, path, scope, limits);
        if !unknown_plan {
            let stated: Vec<bool> = declared.iter().zip(&measured).map(|(d, m)| d.or(*m).is_some()).collect();
            self.derivable(form, path, scope, limits, &stated, &shape);
        }
        let most = plan.and_then(|p| p.instances_max).unwrap_or(1);
        for (count, part) in form.instances.iter().flat_map(|i| [(i.min, "min"), (i.max, "max")]) {
            if count == Some(0) {
                self.error(
                    Code::OutOfDomain,
                    format_args!("{path}.instances.{part}"),
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
                at("instances"),
                format!("at least {min}, at most {max} instances"),
                "give min ≤ max",
            );
        }
        if form.plan.is_some() && max > most && most > 1 && max != u32::MAX {
            self.warning(
                Code::OutOfDomain,
                at("instances.max"),
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
                .filter_map(|(i, t)| self.trigger(t, &format!("{path}.triggers.{i}"), scope, limits))
                .collect(),
            min,
            max,
            p95_target: form.targets.as_ref().and_then(|t| self.optional(t.p95_ms.as_deref(), at("targets.p95_ms"))),
            plan: form.plan.clone(),
            price_from_catalog: form.price.is_none() && form.added.is_none(),
        }
    }

    fn tier_price(&mut self, form: &Tier, path: &str, plan: Option<&CatalogPlan>, below: &[Num]) -> Option<Vec<Num>> {
        let price = self.optional(form.price.as_deref(), format_args!("{path}.price"));
        let added = self.optional(form.added.as_deref(), format_args!("{path}.added"));
        match (price, added, plan) {
            (Some(_), Some(_), _) => {
                self.error(
                    Code::OutOfDomain,
                    format_args!("{path}.added"),
                    "the tier has a price and an addition to the tier before it",
                    "keep one of the two",
                );
                None
            }
            (Some(price), None, _) => Some(vec![price]),
            (None, Some(_), _) if below.is_empty() => {
                self.error(
                    Code::Missing,
                    format_args!("{path}.price"),
                    "the first tier has no price to add to",
                    "give `price` or `plan`",
                );
                None
            }
            (None, Some(added), _) => Some(below.iter().copied().chain([added]).collect()),
            (None, None, Some(plan)) => match plan.price_monthly {
                Some(price) => self
                    .list_price(&plan.id, price, plan.currency, format_args!("{path}.plan"))
                    .map(|price| vec![price]),
                None => {
                    self.error(
                        Code::UnknownPlan,
                        format_args!("{path}.plan"),
                        format!("plan `{}` has no public price", plan.id),
                        "give `price`",
                    );
                    None
                }
            },
            (None, None, None) => {
                self.error(
                    Code::Missing,
                    format_args!("{path}.price"),
                    "the tier has no price",
                    "give `price`, `added` or a catalogue `plan`",
                );
                None
            }
        }
    }

    pub(super) fn catalog_plan(&mut self, id: &str, path: impl Display + Copy) -> Option<&'a CatalogPlan> {
        let Some(plan) = self.catalog.plan(id) else {
            let nearest = nearest_few(id, self.catalog.plans.keys().map(String::as_str));
            let hint = format!("{nearest}; `headroom catalog list` has all");
            self.error(Code::UnknownPlan, path, format!("the catalogue has no plan `{id}`"), hint);
            return None;
        };
        Some(plan)
    }

    pub(super) fn shape(&mut self, form: &Tier, path: &str, plan: Option<&CatalogPlan>) -> ShapeRule {
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
                self.unknown(format_args!("{path}.metric"), "metric", name, known);
                return None;
            }
        };
        let label = match metric {
            Metric::P95 => Some("p95".to_owned()),
            Metric::Cpu => Some("processors in use".to_owned()),
            Metric::Utilisation(i) => {
                let limit = limits.get(i).and_then(|l| scope.limits.get_index(*l));
                limit.map(|(_, limit)| format!("{} in use", limit.label))
            }
            Metric::Demand(i) => scope.drivers.get_index(i).map(|(_, driver)| driver.label.clone()),
        };
        let is_share = matches!(metric, Metric::Cpu | Metric::Utilisation(_));
        let unit = match metric {
            Metric::P95 => "ms",
            Metric::Cpu | Metric::Utilisation(_) => "%",
            Metric::Demand(i) => scope.drivers.get_index(i).map_or("", |(_, driver)| driver.unit_beside_label()),
        };
        let watched = Watched {
            name: name.clone(),
            label: label.unwrap_or_else(|| title(name)),
            op,
            bound: if is_share && !value.in_percent() { value.stated() * Decimal::ONE_HUNDRED } else { value.stated() },
            unit: unit.to_owned(),
            is_share,
        };
        Some(TriggerRule { metric, op, value: self.num(value, format_args!("{path}.value")), watched })
    }

    pub(super) fn tier_schedule(
        &mut self,
        form: &Component,
        path: &str,
        tiers: &Named<TierRule>,
    ) -> Vec<(usize, usize, u32)> {
        let mut steps: Vec<(usize, usize, u32)> = Vec::new();
        for (i, step) in form.schedule.iter().enumerate() {
            let at = format!("{path}.schedule.{i}");
            let tier = self.index(tiers, format_args!("{at}.tier"), "tier", &step.tier);
            if steps.last().is_some_and(|(m, ..)| *m >= step.from as usize) || (i == 0 && step.from > 1) {
                self.error(
                    Code::BadSchedule,
                    format_args!("{at}.from"),
                    format!("month {}", step.from),
                    "begin with month 1 and order by month",
                );
            }
            if step.instances == Some(0) {
                self.error(
                    Code::OutOfDomain,
                    format_args!("{at}.instances"),
                    "a tier without instances",
                    "give 1 or more",
                );
            }
            if let Some(tier) = tier {
                steps.push((step.from as usize, tier, step.instances.unwrap_or(1).max(1)));
            }
        }
        steps
    }

    /// A tier that costs no less than another which holds at least as much of everything will never be chosen.
    pub(super) fn unreachable(&mut self, tiers: &Named<TierRule>, path: &str) {
        let price = |t: &TierRule| t.price.iter().map(|n| self.params[*n].exact()).sum::<Decimal>();
        let prices: Vec<Decimal> = tiers.values().map(price).collect();
        let part = |n: Option<Num>| n.map(|n| self.params[n].exact());
        let as_good = |a: &TierRule, b: &TierRule| {
            let stated = a.declared.iter().chain(&a.measured).zip(b.declared.iter().chain(&b.measured));
            a.max >= b.max
                && a.triggers.is_empty()
                && stated.map(|(x, y)| (part(*x), part(*y))).all(|(x, y)| x >= y && x.is_some() == y.is_some())
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
        for ((id, tier), price) in tiers.iter().zip(&prices) {
            let better = tiers.iter().zip(&prices).find(|((_, t), other)| *other < price && as_good(t, tier));
            if let Some(((other, _), less)) = better {
                found.push((
                    id.clone(),
                    format!("tier `{id}` can never be chosen: `{other}` holds as much for {less} instead of {price}"),
                ));
            }
        }
        for (id, message) in found {
            self.warning(
                Code::UnreachableTier,
                format_args!("{path}.ladder.{id}"),
                message,
                "remove it, correct its price, or state what it has more of",
            );
        }
    }
}
