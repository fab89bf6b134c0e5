//! Which tier when, on every path: the rules of [`Supplier`] written down for a tape.
//!
//! Where every tier is one machine, or only the last comes in numbers, a choice of tier and instances becomes a rung with
//! the most of each driver that it holds, and the first rung that holds is taken. Elsewhere each tier says how many
//! instances a load takes, and the cheapest of these is taken.

mod fleets;
mod imbalance;
mod rungs;

pub(crate) use imbalance::held;

use headroom_engine::capacity::fit::HAIR;
use headroom_engine::capacity::limits::{Stated, arrivals_within, derived, effective};
use headroom_engine::capacity::machine::Machine;
use headroom_engine::model::file::Comparison;
use headroom_engine::model::program::{ComponentRule, LimitHow, Metric, Num, Program, Supply, TierRule, Values};
use headroom_engine::number::Number;
use headroom_engine::project::supply::{self, Choice, Supplier};
use headroom_engine::project::workload::DriverRun;

use crate::symbols::{Placed, Symbols};
use crate::tape::Recorder;
use crate::traced::Traced;

use imbalance::Spread;

/// More instances than this are not ordered by anybody.
const MOST_NEEDED: f64 = 1e9;

/// What a month takes.
#[derive(Clone, Copy)]
struct Taken<'t> {
    tier: Traced<'t>,
    instances: Traced<'t>,
    /// 1 where no tier holds.
    breach: Traced<'t>,
}

/// One instance of a tier.
struct Step<'t> {
    /// What it holds of each of the component's limits; None where nothing limits it.
    capacities: Vec<Option<Traced<'t>>>,
    /// The most of each driver that its triggers leave quiet: (place in `drivers`, most).
    quiet: Vec<(usize, Traced<'t>)>,
    /// The least of each driver with which its triggers on too little are quiet: (place in `drivers`, least).
    busy: Vec<(usize, Traced<'t>)>,
    /// The largest rate that meets the tier's p95 target, where it has one: (place in `drivers`, rate).
    prompt: Option<(usize, Traced<'t>)>,
}

/// A component with its rungs.
pub struct Climb<'a, 't> {
    program: &'a Program,
    rule: &'a ComponentRule,
    symbols: &'a Symbols<'t>,
    steps: Vec<Step<'t>>,
    /// Indices of the drivers that limits and triggers watch.
    drivers: Vec<usize>,
    /// Of one instance of each tier, and of the balancer before several.
    prices: Vec<Traced<'t>>,
    balancer: Traced<'t>,
    /// What the point run has in place, by month.
    planned: Vec<Choice>,
    /// The most instances that it needs.
    needed: u32,
    spread: Spread,
    target: Traced<'t>,
    reduced: Traced<'t>,
}

impl<'a, 't> Climb<'a, 't> {
    pub fn new(program: &'a Program, rule: &'a ComponentRule, symbols: &'a Symbols<'t>) -> Self {
        let mut drivers: Vec<usize> = rule.limits.iter().map(|l| program.limits[*l].driver).collect();
        let watched = rule.tiers.values().flat_map(|tier| &tier.triggers);
        drivers.extend(watched.filter_map(|trigger| match trigger.metric {
            Metric::Demand(driver) => Some(driver),
            _ => None,
        }));
        drivers.sort_unstable();
        drivers.dedup();
        let target = symbols.number(rule.target);
        let supplier = Supplier::new(program, rule, symbols.likely());
        let point = supply::run(&supplier, symbols.point_drivers(), program.months);
        let needed = point.choice.iter().map(|choice| choice.instances).max().unwrap_or(1);
        let mut climb = Self {
            program,
            rule,
            symbols,
            steps: Vec::new(),
            drivers,
            prices: rule.tiers.values().map(|tier| tier.price.iter().map(|n| symbols.number(*n)).sum()).collect(),
            balancer: symbols.number_or(rule.balancer, 0.0),
            planned: point.choice,
            needed,
            spread: Spread::of(&supplier, symbols.likely()),
            target,
            reduced: (target - symbols.number(rule.hysteresis)).at_least(Traced::Known(0.0)),
        };
        climb.steps = rule.tiers.values().map(|tier| climb.step(tier)).collect();
        climb
    }

    /// A tier's instance: capacities as the point run has them, and triggers turned round into loads.
    fn step(&self, tier: &TierRule) -> Step<'t> {
        let machine = tier.shape.machine(self.symbols);
        let number = |n: Num| self.symbols.number(n);
        let limits = self.rule.limits.iter().map(|l| &self.program.limits[*l]);
        let stated = tier.declared.iter().zip(&tier.measured);
        let capacities: Vec<Option<Traced<'t>>> = limits
            .zip(stated)
            .map(|(limit, (declared, measured))| {
                let stated = Stated { declared: declared.map(number), measured: measured.map(number) };
                effective(limit.rule, stated, derived(&limit.how, &machine, number))
            })
            .collect();
        let (mut quiet, mut busy) = (Vec::new(), Vec::new());
        for trigger in &tier.triggers {
            let at = self.most(trigger.metric, trigger.op, number(trigger.value), &machine, &capacities);
            let Some((driver, at)) = at else { continue };
            let Some(place) = self.place(driver) else { continue };
            // The metrics grow with the load, so that one below its bound is a load below that of the bound.
            match trigger.op {
                Comparison::Above => quiet.push((place, at)),
                Comparison::AtLeast => quiet.push((place, at * Traced::Known(1.0 - f64::EPSILON))),
                Comparison::Below => busy.push((place, at)),
                Comparison::AtMost => busy.push((place, at * Traced::Known(1.0 + f64::EPSILON))),
            }
        }
        let prompt = tier.p95_target.and_then(|target| {
            let (how, driver) = self.cores()?;
            Some((self.place(driver)?, arrivals_within(how, &machine, number(target), number)?))
        });
        Step { capacities, quiet, busy, prompt }
    }

    /// The load of one instance at which a metric comes to a bound, and of which driver.
    fn most(
        &self,
        metric: Metric,
        op: Comparison,
        bound: Traced<'t>,
        machine: &Machine<Traced<'t>>,
        capacities: &[Option<Traced<'t>>],
    ) -> Option<(usize, Traced<'t>)> {
        let number = |n: Num| self.symbols.number(n);
        match metric {
            Metric::P95 => {
                let (how, driver) = self.cores()?;
                Some((driver, arrivals_within(how, machine, bound, number)?))
            }
            Metric::Cpu => {
                let (how, driver) = self.cores()?;
                let LimitHow::Cores { service_ms, .. } = how else { return None };
                // Without a target, derived capacity is the rate at which all cores are busy.
                let busy = LimitHow::Cores { service_ms: *service_ms, other_ms: None, p95_ms: None };
                Some((driver, bound * derived(&busy, machine, number)?))
            }
            Metric::Utilisation(i) => match (capacities[i], op) {
                (Some(capacity), _) => Some((self.driver_of(i), bound * capacity)),
                // What nothing limits is never used, which is below any bound.
                (None, Comparison::Below | Comparison::AtMost) => {
                    let any = bound.exceeds(Traced::Known(0.0));
                    Some((self.driver_of(i), Number::choose(any, Traced::Known(f64::INFINITY), Traced::Known(0.0))))
                }
                (None, Comparison::Above | Comparison::AtLeast) => None,
            },
            Metric::Demand(driver) => Some((driver, bound)),
        }
    }

    fn cores(&self) -> Option<(&'a LimitHow, usize)> {
        let limits = self.rule.limits.iter().map(|l| &self.program.limits[*l]);
        limits.map(|limit| (&limit.how, limit.driver)).find(|(how, _)| matches!(how, LimitHow::Cores { .. }))
    }

    fn driver_of(&self, limit: usize) -> usize {
        self.program.limits[self.rule.limits[limit]].driver
    }

    fn place(&self, driver: usize) -> Option<usize> {
        self.drivers.iter().position(|d| *d == driver)
    }

    /// The most of each driver that instances of a tier hold at a target, with every trigger quiet.
    fn holds(&self, step: &Step<'t>, target: Traced<'t>, instances: Traced<'t>) -> Vec<Traced<'t>> {
        let mut most = self.capacity(step, target, instances);
        for (place, quiet) in &step.quiet {
            most[*place] = Number::at_most(most[*place], *quiet * instances);
        }
        most
    }

    /// The most of each driver that instances of a tier have capacity for at a target.
    fn capacity(&self, step: &Step<'t>, target: Traced<'t>, instances: Traced<'t>) -> Vec<Traced<'t>> {
        let mut most = vec![Traced::Known(f64::INFINITY); self.drivers.len()];
        for (i, capacity) in step.capacities.iter().enumerate() {
            if let (Some(capacity), Some(place)) = (capacity, self.place(self.driver_of(i))) {
                let held = *capacity * target * Traced::Known(1.0 + HAIR) * instances;
                most[place] = Number::at_most(most[place], held);
            }
        }
        most
    }

    fn recorder(&self) -> &'t Recorder {
        self.symbols.recorder()
    }

    pub fn run(&self, drivers: &[DriverRun<Traced<'t>>], months: usize) -> Placed<'t> {
        let demands = |t: usize| self.drivers.iter().map(|d| drivers[*d].demand[t - 1]).collect();
        let demands: Vec<Vec<Traced<'t>>> = (1..=months).map(demands).collect();
        let taken = match &self.rule.supply {
            Supply::Schedule(steps) => self.scheduled(steps, &demands),
            _ if self.has_rungs() => self.by_rungs(&demands),
            _ => self.by_fleets(&demands),
        };
        let mut placed = Placed::default();
        taken.into_iter().zip(&demands).for_each(|(taken, demands)| self.record(&mut placed, taken, demands));
        placed.outgrown = if self.symbols.asked().outgrown {
            self.planned.iter().zip(&demands).map(|(choice, demands)| self.outgrown(*choice, demands)).collect()
        } else {
            vec![Traced::Known(0.0); months]
        };
        placed
    }

    /// Whether a load exceeds the capacity of a choice, which stays what it is.
    fn outgrown(&self, choice: Choice, demands: &[Traced<'t>]) -> Traced<'t> {
        let Some(step) = self.steps.get(choice.tier) else { return Traced::Known(0.0) };
        let count = Traced::Known(self.spread.of_known(choice.instances));
        let most = self.capacity(step, Traced::Known(1.0), count);
        let over = demands.iter().zip(most).map(|(demand, most)| demand.exceeds(most));
        over.fold(Traced::Known(0.0), Number::at_least)
    }

    fn scheduled(&self, steps: &[(usize, usize, u32)], demands: &[Vec<Traced<'t>>]) -> Vec<Taken<'t>> {
        let of = |(i, demands): (usize, &Vec<Traced<'t>>)| {
            let now = steps.iter().rev().find(|(from, ..)| *from <= i + 1);
            let (_, tier, count) = now.copied().unwrap_or((1, 0, 1));
            let instances = Traced::Known(f64::from(count));
            let breach = self.over(tier, self.spread.of_known(count), demands);
            Taken { tier: Traced::Known(tier as f64), instances, breach }
        };
        demands.iter().enumerate().map(of).collect()
    }

    /// Whether a scheduled tier holds less than it is asked for, or has so little to do that a trigger fires.
    fn over(&self, tier: usize, count: f64, demands: &[Traced<'t>]) -> Traced<'t> {
        let Some(step) = self.steps.get(tier) else { return Traced::Known(0.0) };
        let count = Traced::Known(count);
        let most = self.holds(step, Traced::Known(1.0), count);
        let over = demands.iter().zip(most).map(|(demand, most)| demand.exceeds(most));
        over.fold(count.exceeds(most_busy(step, demands)), Number::at_least)
    }

    fn record(&self, placed: &mut Placed<'t>, taken: Taken<'t>, demands: &[Traced<'t>]) {
        let Taken { tier, instances: count, breach } = taken;
        let differs = |now: Traced<'t>, before: Option<&Traced<'t>>| match before {
            Some(before) => Number::at_least(now.exceeds(*before), before.exceeds(now)),
            None => Traced::Known(0.0),
        };
        placed
            .changed
            .push(Number::at_least(differs(tier, placed.tier.last()), differs(count, placed.instances.last())));
        let none = Traced::Known(0.0);
        let asked = self.symbols.asked();
        placed.utilisation.push(if asked.utilisation { self.utilisation(tier, count, demands) } else { none });
        placed.slow.push(if asked.slow { self.slow(tier, count, demands) } else { none });
        placed.tier.push(tier);
        placed.instances.push(count);
        placed.breach.push(breach);
    }

    /// The largest utilisation of any limit.
    fn utilisation(&self, tier: Traced<'t>, count: Traced<'t>, demands: &[Traced<'t>]) -> Traced<'t> {
        let (none, spread) = (Traced::Known(0.0), self.spread.even(count));
        let utilisation = (0..self.rule.limits.len()).filter_map(|i| {
            let load = demands[self.place(self.driver_of(i))?] / spread;
            let of_tier = |step: &Step<'t>| match step.capacities[i] {
                // Divided by nothing, no load is none and any other is the largest number.
                Some(capacity) => {
                    let used = Number::choose(capacity.exceeds(none), load / capacity, Traced::Known(f64::MAX));
                    Number::choose(load.exceeds(none), used, none)
                }
                None => none,
            };
            Some(tier.pick(&self.steps.iter().map(of_tier).collect::<Vec<_>>()))
        });
        utilisation.reduce(Number::at_least).unwrap_or(none)
    }

    /// Whether an instance of the tier answers later than its target.
    fn slow(&self, tier: Traced<'t>, count: Traced<'t>, demands: &[Traced<'t>]) -> Traced<'t> {
        let spread = self.spread.even(count);
        let late = |step: &Step<'t>| {
            step.prompt.map_or(Traced::Known(0.0), |(place, most)| (demands[place] / spread).exceeds(most))
        };
        tier.pick(&self.steps.iter().map(late).collect::<Vec<_>>())
    }
}

/// The most even instances with which no trigger of a tier fires because each has too little to do; infinite where nothing
/// says so.
fn most_busy<'t>(step: &Step<'t>, demands: &[Traced<'t>]) -> Traced<'t> {
    // Divided by nothing, no load is no number, and the smaller of it and a number is the number.
    let most = step.busy.iter().map(|(place, least)| demands[*place] / *least);
    most.fold(Traced::Known(f64::INFINITY), Number::at_most)
}
