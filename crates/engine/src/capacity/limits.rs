//! The capacity of a tier for each of a component's limits: declared, derived, measured, and the one that rules.

use crate::capacity::machine::Machine;
use crate::capacity::queue::Queue;
use crate::capacity::special::Special;
use crate::model::file::{Resource, Rule};
use crate::model::program::{LimitHow, LimitRule, Num, Params};
use crate::number::Number;
use crate::quantity::{PerSecond, Percentile, Seconds, Servers};

/// What somebody states of a capacity, and what a load test showed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stated<N = f64> {
    pub declared: Option<N>,
    pub measured: Option<N>,
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
        let effective = effective(rule, stated, derived);
        let known = [(Origin::Declared, declared), (Origin::Derived, derived), (Origin::Measured, measured)];
        let wanted = known.iter().find(|(origin, value)| Some(*origin) == wanted(rule) && value.is_some());
        let ruling = wanted.or_else(|| known.iter().find(|(_, value)| value.is_some() && *value == effective));
        Self { declared, derived, measured, effective, ruling: ruling.map(|(origin, _)| *origin) }
    }

    /// The largest of what is declared, derived and measured over the smallest, less 1. None where fewer than two of
    /// them exist, or the smallest is 0.
    pub fn disagreement(&self) -> Option<f64> {
        let known = || [self.declared, self.derived, self.measured].into_iter().flatten();
        let (smallest, largest) = (known().reduce(f64::min)?, known().reduce(f64::max)?);
        (known().count() > 1 && smallest > 0.0).then(|| largest / smallest - 1.0)
    }
}

fn wanted(rule: Rule) -> Option<Origin> {
    match rule {
        Rule::Lower => None,
        Rule::Declared => Some(Origin::Declared),
        Rule::Derived => Some(Origin::Derived),
        Rule::Measured => Some(Origin::Measured),
    }
}

/// What demand is held against: what the rule wants where it is known, or else the lowest of what is.
pub fn effective<N: Number>(rule: Rule, stated: Stated<N>, derived: Option<N>) -> Option<N> {
    let Stated { declared, measured } = stated;
    let ruling = match wanted(rule) {
        Some(Origin::Declared) => declared,
        Some(Origin::Derived) => derived,
        Some(Origin::Measured) => measured,
        None => None,
    };
    ruling.or_else(|| [declared, derived, measured].into_iter().flatten().reduce(N::at_most))
}

/// What one instance holds of one limit.
pub fn capacity(limit: &LimitRule, machine: &Machine, stated: Stated, params: &Params) -> Capacity {
    Capacity::new(limit.rule, stated, derived(&limit.how, machine, |n| params.number(n)))
}

/// Capacity from a machine; `value` says at which end of its range each parameter is taken.
///
/// Slots are whole: (resource − overhead) / per, rounded down. Cores hold the arrival rate at which they are all busy
/// or, with a response-time target, the largest rate that still meets it.
pub fn derived<N: Number>(how: &LimitHow, machine: &Machine<N>, value: impl Fn(Num) -> N) -> Option<N> {
    match how {
        LimitHow::Slots { resource, per, overhead } => {
            let room = machine.of(*resource)? - overhead.iter().map(|n| value(*n)).sum::<N>();
            // A hair above guards whole quotients that binary division puts a hair below.
            Some((room / value(*per) * N::of(1.0 + 1e-12)).floor().at_least(N::of(0.0)))
        }
        LimitHow::Cores { service_ms, p95_ms, .. } => {
            let Some(target) = p95_ms else {
                return Some(served_by(machine.vcpu?) / in_seconds(value(*service_ms)));
            };
            arrivals_within(how, machine, value(*target), value)
        }
        LimitHow::Scalability { lambda, sigma, kappa } => {
            let most = N::special(Special::MostThroughput, [value(*lambda), value(*sigma), value(*kappa)]);
            (most.known() != Some(f64::INFINITY)).then_some(most)
        }
        LimitHow::Quota { resource } => resource.and_then(|r| machine.of(r)),
    }
}

/// The largest rate at which the p95 response time of one instance stays within `p95_ms`; 0 where none does, None where
/// the limit is not one of cores or the machine's are not known.
pub fn arrivals_within<N: Number>(
    how: &LimitHow,
    machine: &Machine<N>,
    p95_ms: N,
    value: impl Fn(Num) -> N,
) -> Option<N> {
    let LimitHow::Cores { service_ms, other_ms, .. } = how else { return None };
    let within = in_seconds(p95_ms - other_ms.map_or(N::of(0.0), &value));
    // Only the load on paths is uncertain, not how many cores a plan has.
    let servers = servers(machine.vcpu?.known()?);
    let most = Special::MostArrivals { servers };
    Some(N::special(most, [within, in_seconds(value(*service_ms)), N::of(0.0)]))
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

fn in_seconds<N: Number>(ms: N) -> N {
    ms / N::of(1000.0)
}

/// Cores as servers: whole ones, from one to ten thousand.
fn served_by<N: Number>(vcpu: N) -> N {
    vcpu.at_least(N::of(1.0)).at_most(N::of(10_000.0)).floor()
}

/// A shared or fractional vCPU serves as one.
fn servers(vcpu: f64) -> Servers {
    Servers::new(served_by(vcpu) as u32)
}

fn p95() -> Percentile {
    Percentile::P95
}
