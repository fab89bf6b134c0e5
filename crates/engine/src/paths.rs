//! How long requests take end to end: the response time of a path of the model in one deployment and month.
//!
//! It is worked out when asked, and is no part of a projection: see `capacity::path` for the mathematics.

use crate::capacity::limits;
use crate::capacity::path::{LoadFactor, Path, Stop};
use crate::capacity::queue::{Queue, ResponseTarget};
use crate::capacity::station::Station;
use crate::model::program::{LimitHow, LimitRule, PathRule, Place, Program, StepRule};
use crate::model::request_path::Discipline;
use crate::project::Choice;
use crate::project::imbalance::Imbalance;
use crate::project::workload::DriverRun;
use crate::projection::Deployed;
use crate::quantity::{Count, Percentile, Seconds, Share};

/// A path's response time in one month, at the choices of tier that the projection made.
#[derive(Clone, Debug, PartialEq)]
pub struct PathAnswer {
    /// The promised percentile, or p95.
    pub percentile: Percentile,
    /// The response time, ms, that this share of requests does not exceed; None where a stop is saturated.
    pub percentile_ms: Option<f64>,
    /// None where a stop is saturated.
    pub mean_ms: Option<f64>,
    /// What is promised, with its time in ms.
    pub slo: Option<(Percentile, f64)>,
    pub kept: Option<bool>,
    /// By how much the load of all stops may grow and still keep the promise, as a share of the present one. Negative
    /// where it is missed by load, the largest `f64` where nothing queues; None without a promise, or where even an idle
    /// system misses it.
    pub growth: Option<Share>,
    pub stops: Vec<StopAnswer>,
}

/// A step of the path.
#[derive(Clone, Debug, PartialEq)]
pub struct StopAnswer {
    pub label: String,
    /// Mean time of a request here, over all visits and with their fixed times, ms; None where it is saturated.
    pub mean_ms: Option<f64>,
    /// Busy share of the cores; None where nothing queues.
    pub utilisation: Option<f64>,
}

impl PathAnswer {
    /// The stop that takes longest; a saturated one before all others.
    pub fn slowest(&self) -> Option<&StopAnswer> {
        slowest(&self.stops)
    }
}

fn slowest(stops: &[StopAnswer]) -> Option<&StopAnswer> {
    let time = |stop: &StopAnswer| stop.mean_ms.unwrap_or(f64::INFINITY);
    stops.iter().reduce(|slowest, stop| if time(stop) > time(slowest) { stop } else { slowest })
}

/// A path that takes longer than it may.
#[derive(Clone, Debug, PartialEq)]
pub struct Late {
    /// The response time at the target's percentile, ms; None where a stop is saturated.
    pub response_ms: Option<f64>,
    /// The stop that takes longest; a saturated one before all others.
    pub slowest: Option<StopAnswer>,
}

/// What the path at this place in the program promises. None where it promises nothing.
pub fn promise(program: &Program, path: usize) -> Option<ResponseTarget> {
    program.paths.get_index(path).and_then(|(_, rule)| promised(program, rule)).map(|(target, _)| target)
}

/// The target, and its time in ms as the model has it.
fn promised(program: &Program, rule: &PathRule) -> Option<(ResponseTarget, f64)> {
    let (slo, params) = (rule.slo?, &program.params);
    let percentile = slo.percentile.map_or(Percentile::P95, |n| Percentile::saturating(params.number(n)));
    let ms = params.number(slo.ms);
    Some((ResponseTarget { percentile, within: Seconds::saturating(ms / 1000.0) }, ms))
}

/// How the path misses a target in month `t` (from 1). None where it meets it, or there is no such path or month.
pub fn late(deployed: &Deployed, path: usize, t: usize, target: ResponseTarget) -> Option<Late> {
    let walked = Walked::of(deployed, path, t, None)?;
    if walked.whole.meets(target) {
        return None;
    }
    let settled = walked.whole.steady_state().ok();
    Some(Late {
        response_ms: settled.map(|path| path.response_percentile(target.percentile).milliseconds()),
        slowest: slowest(&walked.stops()).cloned(),
    })
}

/// Whether the path meets a target in month `t` when a component, by its place in the deployment, has another choice
/// than the projection made.
pub fn meets_with(deployed: &Deployed, path: usize, t: usize, target: ResponseTarget, other: (usize, Choice)) -> bool {
    Walked::of(deployed, path, t, Some(other)).is_some_and(|walked| walked.whole.meets(target))
}

/// Whether the path keeps its promise under a load of one moment, at a choice for each component of the deployment. None
/// where it promises nothing, or there is no such path.
pub fn keeps_under(deployed: &Deployed, path: usize, load: &[DriverRun], choices: &[Option<Choice>]) -> Option<bool> {
    let target = promise(deployed.program, path)?;
    let (_, rule) = deployed.program.paths.get_index(path)?;
    let month = MonthOf::new(deployed, load, 1, choices.to_vec())?;
    Some(Walked::through(rule, month)?.whole.meets(target))
}

/// The components that the path visits, by their places in the deployment, in order.
pub fn components(deployed: &Deployed, path: usize) -> Vec<usize> {
    let program = deployed.program;
    let here = program.deployments.get_index_of(deployed.id);
    let steps = program.paths.get_index(path).into_iter().flat_map(|(_, rule)| &rule.steps);
    let mut found: Vec<usize> = steps.filter_map(|step| step.places.get(here?)?.component).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The path at this place in the program, in month `t` (from 1). None where there is no such path or month.
pub fn at(deployed: &Deployed, path: usize, t: usize) -> Option<PathAnswer> {
    Some(Walked::of(deployed, path, t, None)?.answer())
}

/// The path under a load of one moment instead of a month's, at a choice for each component of the deployment.
pub fn under(deployed: &Deployed, path: usize, load: &[DriverRun], choices: &[Option<Choice>]) -> Option<PathAnswer> {
    let (_, rule) = deployed.program.paths.get_index(path)?;
    let month = MonthOf::new(deployed, load, 1, choices.to_vec())?;
    Some(Walked::through(rule, month)?.answer())
}

/// What the projection has of each component in month `t`, from 1.
fn made(deployed: &Deployed, t: usize) -> Vec<Option<Choice>> {
    let of = |id: &String| deployed.outcome.components.get(id)?.choice.get(t.checked_sub(1)?).copied();
    deployed.rule.components.keys().map(of).collect()
}

/// A path in one month, made of stations.
struct Walked<'a> {
    rule: &'a PathRule,
    month: MonthOf<'a>,
    steps: Vec<Step>,
    whole: Path,
}

impl<'a> Walked<'a> {
    fn of(deployed: &'a Deployed<'a>, path: usize, t: usize, other: Option<(usize, Choice)>) -> Option<Self> {
        let (_, rule) = deployed.program.paths.get_index(path)?;
        let mut choices = made(deployed, t);
        if let Some((place, choice)) = other {
            *choices.get_mut(place)? = Some(choice);
        }
        Self::through(rule, MonthOf::new(deployed, &deployed.demand.drivers, t, choices)?)
    }

    fn through(rule: &'a PathRule, month: MonthOf<'a>) -> Option<Self> {
        let rate = month.drivers.get(rule.driver)?.demand.get(month.month).copied()?;
        let steps: Vec<Step> = rule.steps.iter().map(|step| month.step(step, rate)).collect();
        let whole = Path {
            stops: steps.iter().filter_map(|step| step.stop).collect(),
            delay: Seconds::saturating(steps.iter().map(|step| step.fixed).sum()),
        };
        Some(Self { rule, month, steps, whole })
    }

    fn answer(&self) -> PathAnswer {
        let promised = promised(self.month.deployed.program, self.rule);
        let target = promised.map(|(target, _)| target);
        let percentile = target.map_or(Percentile::P95, |target| target.percentile);
        let settled = self.whole.steady_state().ok();
        PathAnswer {
            percentile,
            percentile_ms: settled.as_ref().map(|path| path.response_percentile(percentile).milliseconds()),
            mean_ms: settled.as_ref().map(|path| path.mean_response().milliseconds()),
            slo: promised.map(|(target, ms)| (target.percentile, ms)),
            kept: target.map(|target| self.whole.meets(target)),
            growth: target.and_then(|target| self.whole.headroom_to_slo(target)).map(LoadFactor::growth),
            stops: self.stops(),
        }
    }

    fn stops(&self) -> Vec<StopAnswer> {
        self.rule.steps.iter().zip(&self.steps).map(|(rule, step)| step.answer(self.month.label(rule))).collect()
    }
}

/// A month of a deployment, as paths meet it.
struct MonthOf<'a> {
    deployed: &'a Deployed<'a>,
    /// The deployment's place in the program.
    deployment: usize,
    /// What is demanded, by month.
    drivers: &'a [DriverRun],
    /// The month's place in lists by month.
    month: usize,
    /// What is in place of each component; None for metered use.
    choices: Vec<Option<Choice>>,
}

impl<'a> MonthOf<'a> {
    fn new(
        deployed: &'a Deployed<'a>,
        drivers: &'a [DriverRun],
        t: usize,
        choices: Vec<Option<Choice>>,
    ) -> Option<Self> {
        let month = t.checked_sub(1)?;
        let deployment = deployed.program.deployments.get_index_of(deployed.id)?;
        Some(Self { deployed, deployment, drivers, month, choices })
    }

    /// A step of a path with so many requests per second.
    fn step(&self, rule: &StepRule, rate: f64) -> Step {
        let params = &self.deployed.program.params;
        let visits = Count::saturating(params.number_or(rule.visits, 1.0));
        let delay_ms = params.number_or(rule.delay_ms, 0.0);
        let fixed = |ms: f64| visits.get() * ms / 1000.0;
        let timed = self.limit(rule);
        let Some((place, limit, LimitHow::Cores { service_ms, other_ms, .. })) = timed.map(|(p, l)| (p, l, &l.how))
        else {
            return Step { stop: None, queue: None, fixed: fixed(delay_ms) };
        };
        let queue = place.component.and_then(|component| {
            let arrivals = self.demand(limit.driver).max(rate * visits.get());
            self.queue(component, &limit.how, arrivals)
        });
        let bare = Station::Unlimited(Seconds::saturating(params.number(*service_ms) / 1000.0));
        let station = queue.map_or(bare, |queue| match rule.discipline {
            Discipline::FirstCome => Station::FirstCome(queue),
            Discipline::Sharing => Station::Sharing(queue),
        });
        let fixed = fixed(delay_ms + params.number_or(*other_ms, 0.0));
        Step { stop: Some(Stop { station, visits }), queue, fixed }
    }

    fn limit<'r>(&self, rule: &'r StepRule) -> Option<(&'r Place, &'a LimitRule)> {
        let place = rule.places.get(self.deployment)?;
        let (_, limit) = self.deployed.program.limits.get_index(place.limit?)?;
        Some((place, limit))
    }

    fn label<'r>(&self, rule: &'r StepRule) -> &'r str {
        rule.places.get(self.deployment).and_then(|place| place.label.as_deref()).unwrap_or(&rule.label)
    }

    fn demand(&self, driver: usize) -> f64 {
        self.drivers.get(driver).and_then(|run| run.demand.get(self.month)).copied().unwrap_or(0.0)
    }

    /// The busiest instance's queue when these arrivals are spread over the instances of the month's choice.
    fn queue(&self, component: usize, how: &LimitHow, arrivals: f64) -> Option<Queue> {
        let params = &self.deployed.program.params;
        let (_, rule) = self.deployed.rule.components.get_index(component)?;
        let choice = self.choices.get(component).copied().flatten()?;
        let (_, tier) = rule.tiers.get_index(choice.tier)?;
        let imbalance = Imbalance::new(rule.selection.as_ref(), params, params.number(rule.target));
        let each = arrivals * imbalance.of(choice.instances) / f64::from(choice.instances);
        limits::queue(how, &tier.shape.machine(params), params, each)
    }
}

/// A step in one month.
struct Step {
    /// What of it varies.
    stop: Option<Stop>,
    /// What queues there.
    queue: Option<Queue>,
    /// Seconds that every request spends here.
    fixed: f64,
}

impl Step {
    fn answer(&self, label: &str) -> StopAnswer {
        let varying = match self.stop {
            None => Some(0.0),
            Some(stop) => {
                stop.station.steady_state().ok().map(|station| station.mean_response().get() * stop.visits.get())
            }
        };
        let busy = |queue: Queue| queue.offered().get() / queue.servers.capacity().get();
        StopAnswer {
            label: label.to_owned(),
            mean_ms: varying.map(|seconds| (seconds + self.fixed) * 1000.0),
            utilisation: self.queue.map(busy),
        }
    }
}

#[cfg(test)]
mod tests;
