//! What a component asks of a plan, month by month, whoever sells it.

use std::ops::RangeInclusive;

use crate::capacity::limits;
use crate::model::file::{Measure, Resource, Service};
use crate::model::program::{ComponentRule, LimitHow, Params, Program, Supply, UseRule};
use crate::money::Param;
use crate::project::metered::Use;
use crate::project::workload::{self, DriverRun};
use crate::quantity::Seconds;

/// Something that must hold in every month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    /// A limit of the model, by its place in the program, at the target utilisation.
    Limit(usize),
    /// The p95 response time of a limit of kind `cores`, as it is.
    ResponseTime { limit: usize, p95: Seconds },
    /// A driver in GB that must fit on the disk, at the target utilisation.
    Stored(usize),
}

/// What a component needs.
#[derive(Clone, Debug)]
pub struct Requirement<'a> {
    pub program: &'a Program,
    pub params: &'a Params,
    pub drivers: &'a [DriverRun],
    pub rule: &'a ComponentRule,
    pub service: Service,
    pub needs: Vec<Need>,
    /// What is counted where a plan is billed by use.
    pub used: UseRule,
    /// Fewest and most instances.
    pub instances: RangeInclusive<u32>,
}

impl<'a> Requirement<'a> {
    /// What the model says of a component. Where it is not metered, the first limit of each kind says what would be
    /// used: cores for vCPU, slots of memory, quotas of the disk for what is stored and of transfer for what leaves.
    ///
    /// Compute may have as many instances as any of its tiers; anything else as many as all of them, since more
    /// databases are no larger one.
    pub fn of(program: &'a Program, params: &'a Params, drivers: &'a [DriverRun], rule: &'a ComponentRule) -> Self {
        let used = match &rule.supply {
            Supply::Usage(usage) => usage.used,
            _ => used_by_limits(program, &rule.limits),
        };
        let mut needs: Vec<Need> = rule.limits.iter().copied().map(Need::Limit).collect();
        for limit in [used.cpu, used.memory].into_iter().flatten().map(Need::Limit) {
            if !needs.contains(&limit) {
                needs.push(limit);
            }
        }
        let on_disk = |need: &Need| matches!(need, Need::Limit(l) if limits::resource(&program.limits[*l].how) == Some(Resource::Disk));
        if let Some(stored) = used.volume.filter(|_| !needs.iter().any(on_disk)) {
            needs.push(Need::Stored(stored));
        }
        Self { program, params, drivers, rule, service: rule.service, needs, used, instances: instances(rule) }
    }

    /// The same, with a p95 response time that must hold wherever requests take cores.
    pub fn within(mut self, p95: Seconds) -> Self {
        let cores: Vec<Need> = self.needs.iter().filter_map(|need| self.cores(*need, p95)).collect();
        self.needs.extend(cores);
        self
    }

    /// Is a response time held?
    pub fn responds(&self) -> bool {
        self.needs.iter().any(|need| matches!(need, Need::ResponseTime { .. }))
    }

    fn cores(&self, need: Need, p95: Seconds) -> Option<Need> {
        let Need::Limit(limit) = need else { return None };
        matches!(self.program.limits[limit].how, LimitHow::Cores { .. }).then_some(Need::ResponseTime { limit, p95 })
    }

    pub fn driver(&self, need: Need) -> usize {
        match need {
            Need::Limit(limit) | Need::ResponseTime { limit, .. } => self.program.limits[limit].driver,
            Need::Stored(driver) => driver,
        }
    }

    pub fn label(&self, need: Need) -> String {
        match need {
            Need::Limit(limit) => self.program.limits[limit].label.clone(),
            Need::ResponseTime { limit, p95 } => {
                format!("{}, p95 within {} ms", self.program.limits[limit].label, p95.milliseconds())
            }
            Need::Stored(driver) => self.program.drivers[driver].label.clone(),
        }
    }

    /// Demand in month `t`, from 1.
    pub fn demand(&self, need: Need, t: usize) -> f64 {
        self.drivers[self.driver(need)].demand[t - 1]
    }

    /// The utilisation up to which a need holds.
    pub fn target(&self, need: Need) -> f64 {
        match need {
            Need::Limit(_) | Need::Stored(_) => self.params.number(self.rule.target),
            Need::ResponseTime { .. } => 1.0,
        }
    }

    pub fn months(&self) -> usize {
        self.program.months
    }

    /// The month in which most is asked: where the demands, each over its own largest, add up to most.
    pub fn peak_month(&self) -> usize {
        let largest: Vec<f64> =
            self.needs.iter().map(|n| (1..=self.months()).map(|t| self.demand(*n, t)).fold(0.0, f64::max)).collect();
        let asked = |t: usize| -> f64 {
            self.needs.iter().zip(&largest).filter(|(_, l)| **l > 0.0).map(|(n, l)| self.demand(*n, t) / l).sum()
        };
        (1..=self.months()).rev().max_by(|a, b| asked(*a).total_cmp(&asked(*b))).unwrap_or(1)
    }

    /// GB that leave in month `t`; None where the model does not say.
    pub fn traffic(&self, t: usize) -> Option<f64> {
        self.used.egress.map(|driver| self.drivers[driver].volume[t - 1])
    }

    /// GB of disk that must be there in month `t` for what is stored to stay at the target; None where the model does
    /// not say.
    pub fn disk(&self, t: usize) -> Option<f64> {
        let stored = self.used.volume.map(|driver| self.drivers[driver].demand[t - 1])?;
        let target = self.params.number(self.rule.target);
        Some(if target > 0.0 { stored / target } else { stored })
    }

    /// Mean use in month `t`, where a plan is billed by it.
    pub(super) fn mean_use(&self, t: usize) -> Use {
        Use::mean(&self.used, self.program, self.params, self.drivers, t)
    }

    /// Does the model say anything of what would be used?
    pub(super) fn says_what_is_used(&self) -> bool {
        let UseRule { cpu, memory, volume, idle_vcpu, idle_ram, .. } = self.used;
        cpu.is_some() || memory.is_some() || volume.is_some() || idle_vcpu.is_some() || idle_ram.is_some()
    }

    pub(super) fn balancer(&self) -> Option<Param> {
        self.rule.balancer.map(|n| self.params[n])
    }

    /// A need's demand in each hour of the day over that of the busiest hour.
    ///
    /// The model's day curve, stretched so that its busiest hour is the driver's own; what is counted by the month or
    /// stored is the same all day, and so is a driver with a peak where the day is flat.
    pub(super) fn hours(&self, need: Need) -> [f64; 24] {
        let rule = &self.program.drivers[self.driver(need)];
        let day = &self.program.day;
        let peak = workload::peak(self.program, self.params, rule);
        if matches!(rule.measure, Measure::Monthly | Measure::Stock) || day.peak <= 1.0 || peak <= 0.0 {
            return [1.0; 24];
        }
        let stretch = (peak - 1.0) / (day.peak - 1.0);
        day.factors.map(|factor| ((1.0 + (factor - 1.0) * stretch) / peak).clamp(0.0, 1.0))
    }
}

fn used_by_limits(program: &Program, limits: &[usize]) -> UseRule {
    let first = |is: fn(&LimitHow) -> bool| limits.iter().copied().find(|l| is(&program.limits[*l].how));
    let driver_of = |wanted: Resource| {
        let is = |how: &LimitHow| matches!(how, LimitHow::Quota { resource: Some(r) } if *r == wanted);
        limits.iter().map(|l| &program.limits[*l]).find(|limit| is(&limit.how)).map(|limit| limit.driver)
    };
    UseRule {
        cpu: first(|how| matches!(how, LimitHow::Cores { .. })),
        memory: first(|how| matches!(how, LimitHow::Slots { resource: Resource::Ram, .. })),
        volume: driver_of(Resource::Disk),
        egress: driver_of(Resource::Transfer),
        idle_vcpu: None,
        idle_ram: None,
    }
}

fn instances(rule: &ComponentRule) -> RangeInclusive<u32> {
    let scales_out = rule.service.is_compute();
    let scheduled = match &rule.supply {
        Supply::Schedule(steps) => steps.iter().map(|(_, _, instances)| *instances).max(),
        _ => None,
    };
    let most = rule.tiers.values().map(|tier| tier.max);
    let most = if scales_out { most.max().unwrap_or(u32::MAX) } else { most.min().unwrap_or(1) };
    let least = rule.tiers.values().map(|tier| tier.min).min().unwrap_or(1);
    least..=most.max(scheduled.unwrap_or(0))
}
