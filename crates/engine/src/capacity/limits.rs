//! The capacity of a tier for each of a component's limits: declared, derived, measured, and the one that rules.

use crate::capacity::machine::Machine;
use crate::capacity::queue::{Queue, ResponseTarget};
use crate::capacity::usl::Usl;
use crate::model::file::{Resource, Rule};
use crate::model::program::{LimitHow, LimitRule, Num, Params};
use crate::quantity::{PerSecond, Percentile, Seconds, Servers};

/// What somebody states of a capacity, and what a load test showed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stated {
    pub declared: Option<f64>,
    pub measured: Option<f64>,
}

/// Capacity of one instance, in the unit of the limit's driver. None where nothing limits it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Capacity {
    pub declared: Option<f64>,
    pub derived: Option<f64>,
    pub measured: Option<f64>,
    /// What demand is held against: by the limit's rule, the lowest of all unless said otherwise.
    pub effective: Option<f64>,
    /// Which of the three that is.
    pub ruling: Option<Origin>,
}

/// Where a capacity comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Declared,
    Derived,
    Measured,
}

impl Capacity {
    /// The one the rule wants, or else the lowest.
    pub fn new(rule: Rule, stated: Stated, derived: Option<f64>) -> Self {
        let Stated { declared, measured } = stated;
        let known = [(Origin::Declared, declared), (Origin::Derived, derived), (Origin::Measured, measured)];
        let known = || known.iter().filter_map(|(origin, value)| Some((*origin, (*value)?)));
        let wanted = match rule {
            Rule::Lower => None,
            Rule::Declared => Some(Origin::Declared),
            Rule::Derived => Some(Origin::Derived),
            Rule::Measured => Some(Origin::Measured),
        };
        let lowest = || known().min_by(|a, b| a.1.total_cmp(&b.1));
        let chosen = known().find(|(origin, _)| Some(*origin) == wanted).or_else(lowest);
        Self { declared, derived, measured, effective: chosen.map(|c| c.1), ruling: chosen.map(|c| c.0) }
    }

    /// The largest of what is declared, derived and measured over the smallest, less 1. None where fewer than two of
    /// them exist, or the smallest is 0.
    pub fn disagreement(&self) -> Option<f64> {
        let known = || [self.declared, self.derived, self.measured].into_iter().flatten();
        let (smallest, largest) = (known().reduce(f64::min)?, known().reduce(f64::max)?);
        (known().count() > 1 && smallest > 0.0).then(|| largest / smallest - 1.0)
    }
}

/// What one instance holds of one limit.
pub fn capacity(limit: &LimitRule, machine: &Machine, stated: Stated, params: &Params) -> Capacity {
    Capacity::new(limit.rule, stated, derived(&limit.how, machine, |n| params.number(n)))
}

/// Capacity from a machine; `value` says at which end of its range each parameter is taken.
///
/// Slots are whole: (resource − overhead) / per, rounded down. Cores hold the arrival rate at which they are all busy
/// or, with a response-time target, the largest rate that still meets it.
pub fn derived(how: &LimitHow, machine: &Machine, value: impl Fn(Num) -> f64) -> Option<f64> {
    match how {
        LimitHow::Slots { resource, per, overhead } => {
            let room = machine.of(*resource)? - overhead.iter().map(|n| value(*n)).sum::<f64>();
            // A hair above guards whole quotients that binary division puts a hair below.
            Some((room / value(*per) * (1.0 + 1e-12)).floor().max(0.0))
        }
        LimitHow::Cores { service_ms, p95_ms, .. } => {
            let Some(target) = p95_ms else {
                return Some(f64::from(servers(machine.vcpu?).get()) / seconds(value(*service_ms)).get());
            };
            arrivals_within(how, machine, value(*target), value)
        }
        LimitHow::Scalability { lambda, sigma, kappa } => {
            let law = Usl::new(
                crate::capacity::usl::Contention::saturating(value(*sigma)),
                crate::capacity::usl::Coherency::saturating(value(*kappa)),
                PerSecond::saturating(value(*lambda)),
            )
            .ok()?;
            law.peak().map(|p| p.throughput).or_else(|| law.ceiling()).map(PerSecond::get)
        }
        LimitHow::Quota { resource } => resource.and_then(|r| machine.of(r)),
    }
}

/// The largest rate at which the p95 response time of one instance stays within `p95_ms`; 0 where none does, None where
/// the limit is not one of cores or the machine's are not known.
pub fn arrivals_within(how: &LimitHow, machine: &Machine, p95_ms: f64, value: impl Fn(Num) -> f64) -> Option<f64> {
    let LimitHow::Cores { service_ms, other_ms, .. } = how else { return None };
    let within = seconds(p95_ms - other_ms.map_or(0.0, &value));
    let target = ResponseTarget { percentile: p95(), within };
    let most = target.most_arrivals(seconds(value(*service_ms)), servers(machine.vcpu?));
    Some(most.map_or(0.0, PerSecond::get))
}

/// The p95 response time in ms of one instance at this rate; None where the queue grows without end.
pub fn p95_ms(how: &LimitHow, machine: &Machine, params: &Params, rate: f64) -> Option<f64> {
    let LimitHow::Cores { other_ms, .. } = how else { return None };
    let response = queue(how, machine, params, rate)?.steady_state().ok()?.response_percentile(p95());
    Some(response.milliseconds() + params.number_or(*other_ms, 0.0))
}

/// The queue before one instance's cores at this rate; None where the limit is not one of cores or the machine's are not
/// known.
pub fn queue(how: &LimitHow, machine: &Machine, params: &Params, rate: f64) -> Option<Queue> {
    let LimitHow::Cores { service_ms, .. } = how else { return None };
    Some(Queue {
        arrivals: PerSecond::saturating(rate),
        service_time: seconds(params.number(*service_ms)),
        servers: servers(machine.vcpu?),
    })
}

/// The busy share of one instance's vCPU at this rate.
pub fn busy_share(how: &LimitHow, machine: &Machine, params: &Params, rate: f64) -> Option<f64> {
    let LimitHow::Cores { service_ms, .. } = how else { return None };
    Some(rate * params.number(*service_ms) / 1000.0 / f64::from(servers(machine.vcpu?).get()))
}

/// The resource a limit is taken from, where it is one of the machine.
pub fn resource(how: &LimitHow) -> Option<Resource> {
    match how {
        LimitHow::Slots { resource, .. } => Some(*resource),
        LimitHow::Cores { .. } => Some(Resource::Vcpu),
        LimitHow::Scalability { .. } => None,
        LimitHow::Quota { resource } => *resource,
    }
}

fn seconds(ms: f64) -> Seconds {
    Seconds::saturating(ms / 1000.0)
}

/// A shared or fractional vCPU serves as one.
fn servers(vcpu: f64) -> Servers {
    Servers::new(vcpu.clamp(1.0, 10_000.0) as u32)
}

fn p95() -> Percentile {
    Percentile::P95
}
