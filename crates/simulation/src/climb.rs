//! Which tier when, on every path: the rules of [`Supplier`] written down for a tape. A choice of tier and instances
//! becomes a rung with the most of each driver that it holds; the cheapest rung that holds is taken.
//!
//! Two things are simpler here than in the point run. Rungs are in the order of their likely prices, also where a price
//! is uncertain: who orders knows the price of the day, not the path's. And a fleet larger than any that the point run
//! comes near has its instances from its load alone, without hysteresis.

use headroom_engine::capacity::fit::HAIR;
use headroom_engine::capacity::limits::{Stated, arrivals_within, derived, effective};
use headroom_engine::capacity::machine::Machine;
use headroom_engine::model::file::Comparison;
use headroom_engine::model::program::{ComponentRule, LimitHow, Metric, Num, Program, Supply, TierRule, Values};
use headroom_engine::number::Number;
use headroom_engine::project::supply::{Choice, Supplier, of_component};
use headroom_engine::project::workload::DriverRun;

use crate::symbols::{Placed, Symbols};
use crate::tape::Rung;
use crate::traced::Traced;

/// Instances beyond twice what the point run needs that get rungs of their own.
const MORE_INSTANCES: u32 = 4;
/// The most instances of one tier that get rungs of their own.
const MOST_INSTANCES: u32 = 600;
/// Fleets up to this size are each simulated for their imbalance, larger ones at every tenth more.
const EACH_SIMULATED: u32 = 12;

/// One instance of a tier.
struct Step<'t> {
    /// What it holds of each of the component's limits; None where nothing limits it.
    capacities: Vec<Option<Traced<'t>>>,
    /// The most of each driver that its triggers leave quiet: (place in `drivers`, most).
    quiet: Vec<(usize, Traced<'t>)>,
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
    rungs: Vec<Choice>,
    prices: Vec<f64>,
    /// By number of instances.
    imbalance: Vec<f64>,
    /// The tier that goes on beyond the last rung, with as many instances as it takes.
    open: Option<usize>,
    target: Traced<'t>,
    reduced: Traced<'t>,
}

impl<'a, 't> Climb<'a, 't> {
    pub fn new(program: &'a Program, rule: &'a ComponentRule, symbols: &'a Symbols<'t>) -> Self {
        let supplier = Supplier::new(program, rule, symbols.likely());
        let mut drivers: Vec<usize> = rule.limits.iter().map(|l| program.limits[*l].driver).collect();
        let watched = rule.tiers.values().flat_map(|tier| &tier.triggers);
        drivers.extend(watched.filter_map(|trigger| match trigger.metric {
            Metric::Demand(driver) => Some(driver),
            _ => None,
        }));
        drivers.sort_unstable();
        drivers.dedup();
        let target = symbols.number(rule.target);
        let mut climb = Self {
            program,
            rule,
            symbols,
            steps: Vec::new(),
            drivers,
            rungs: Vec::new(),
            prices: Vec::new(),
            imbalance: Vec::new(),
            open: None,
            target,
            reduced: (target - symbols.number(rule.hysteresis)).at_least(Traced::Known(0.0)),
        };
        climb.steps = rule.tiers.values().map(|tier| climb.step(tier)).collect();
        climb.choices(&supplier);
        climb
    }

    /// Every choice that may be taken, the cheapest first, and the imbalance of every size of fleet among them.
    fn choices(&mut self, supplier: &Supplier) {
        let rule = self.rule;
        let point = of_component(self.program, self.symbols.likely(), rule, self.symbols.point_drivers());
        let needed = point.choice.iter().map(|choice| choice.instances).max().unwrap_or(1);
        let enough = needed.saturating_mul(2).saturating_add(MORE_INSTANCES).min(MOST_INSTANCES);
        let mut choices: Vec<Choice> = Vec::new();
        for (tier, of) in rule.tiers.values().enumerate() {
            choices.extend((of.min..=of.max.min(enough.max(of.min))).map(|instances| Choice { tier, instances }));
        }
        choices.sort_by(|a, b| supplier.price(*a).total_cmp(&supplier.price(*b)));
        // Where nothing holds the largest is taken, so it stands last.
        let last = rule.tiers.len().saturating_sub(1);
        let largest = choices.iter().filter(|choice| choice.tier == last).max_by_key(|choice| choice.instances).copied();
        if let Some(largest) = largest {
            choices.retain(|choice| *choice != largest);
            choices.push(largest);
        }
        self.open = rule.tiers.values().position(|tier| tier.max == u32::MAX).map(|first| {
            let unlimited = |(tier, of): (usize, &TierRule)| (of.max == u32::MAX).then_some(tier);
            rule.tiers.values().enumerate().filter_map(unlimited).next_back().unwrap_or(first)
        });
        self.prices = choices.iter().map(|choice| supplier.price(*choice)).collect();
        let most = choices.iter().map(|choice| choice.instances).max().unwrap_or(1);
        self.imbalance = imbalances(supplier, most);
        self.rungs = choices;
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
        let quiet = tier.triggers.iter().filter_map(|trigger| {
            let (driver, most) = self.most(trigger.metric, number(trigger.value), &machine, &capacities)?;
            let most = match trigger.op {
                Comparison::Above => most,
                Comparison::AtLeast => most * Traced::Known(1.0 - f64::EPSILON),
                // A trigger that fires at little load says nothing of how much a tier holds.
                Comparison::Below | Comparison::AtMost => return None,
            };
            Some((self.place(driver)?, most))
        });
        let quiet = quiet.collect();
        let prompt = tier.p95_target.and_then(|target| {
            let (how, driver) = self.cores()?;
            Some((self.place(driver)?, arrivals_within(how, &machine, number(target), number)?))
        });
        Step { capacities, quiet, prompt }
    }

    /// The load of one instance at which a metric comes to a bound, and of which driver.
    fn most(
        &self,
        metric: Metric,
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
            Metric::Utilisation(i) => Some((self.driver_of(i), bound * capacities[i]?)),
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

    /// The most of each driver that instances of a tier hold at a target.
    fn holds(&self, step: &Step<'t>, target: Traced<'t>, instances: Traced<'t>) -> Vec<Traced<'t>> {
        let mut most = vec![Traced::Known(f64::INFINITY); self.drivers.len()];
        for (i, capacity) in step.capacities.iter().enumerate() {
            if let (Some(capacity), Some(place)) = (capacity, self.place(self.driver_of(i))) {
                let held = *capacity * target * Traced::Known(1.0 + HAIR) * instances;
                most[place] = Number::at_most(most[place], held);
            }
        }
        for (place, quiet) in &step.quiet {
            most[*place] = Number::at_most(most[*place], *quiet * instances);
        }
        most
    }

    fn spread(&self, instances: u32) -> f64 {
        let known = self.imbalance.get(instances as usize).or(self.imbalance.last());
        f64::from(instances) / known.copied().unwrap_or(1.0)
    }

    fn rungs(&self) -> Vec<Rung<'t>> {
        let rung = |(choice, price): (&Choice, &f64)| {
            let spread = Traced::Known(self.spread(choice.instances));
            let holds = |target| self.holds(&self.steps[choice.tier], target, spread);
            Rung { price: *price, target: holds(self.target), reduced: holds(self.reduced) }
        };
        self.rungs.iter().zip(&self.prices).map(rung).collect()
    }

    pub fn run(&self, drivers: &[DriverRun<Traced<'t>>], months: usize) -> Placed<'t> {
        let mut placed = Placed::default();
        let rungs = if matches!(self.rule.supply, Supply::Ladder) { self.rungs() } else { Vec::new() };
        let tiers: Vec<f64> = self.rungs.iter().map(|choice| choice.tier as f64).collect();
        let instances: Vec<f64> = self.rungs.iter().map(|choice| f64::from(choice.instances)).collect();
        let mut rung = None;
        for t in 1..=months {
            let demands: Vec<Traced<'t>> = self.drivers.iter().map(|d| drivers[*d].demand[t - 1]).collect();
            let (tier, count, breach) = match &self.rule.supply {
                Supply::Schedule(steps) => {
                    let now = steps.iter().rev().find(|(from, ..)| *from <= t);
                    let (_, tier, count) = now.copied().unwrap_or((1, 0, 1));
                    let count = Traced::Known(f64::from(count));
                    let over = self.over(tier, count, &demands);
                    (Traced::Known(tier as f64), count, over)
                }
                _ => {
                    let taken = self.symbols.recorder().ladder(rung, &demands, &rungs);
                    rung = Some(taken.rung);
                    let held = (taken.rung.lookup(&tiers), taken.rung.lookup(&instances), taken.breach);
                    self.beyond(held, &demands)
                }
            };
            self.record(&mut placed, [tier, count, breach], &demands);
        }
        placed
    }

    /// Where no rung holds, the open tier with as many instances as its load takes.
    fn beyond(
        &self,
        (tier, count, breach): (Traced<'t>, Traced<'t>, Traced<'t>),
        demands: &[Traced<'t>],
    ) -> (Traced<'t>, Traced<'t>, Traced<'t>) {
        let Some(open) = self.open else { return (tier, count, breach) };
        let of = &self.steps[open];
        let largest = self.imbalance.last().copied().unwrap_or(1.0);
        let each = self.holds(of, self.target, Traced::Known(1.0 / largest));
        let needed = demands.iter().zip(each).map(|(demand, each)| {
            // Rounded up.
            -((-(*demand / each)).floor())
        });
        let one = Traced::Known(1.0);
        let needed = needed.fold(one, Number::at_least);
        let held = |found: Traced<'t>, else_: Traced<'t>| Number::choose(breach, found, else_);
        // A tier that holds nothing at all is not enough in any number.
        let hopeless = needed.exceeds(Traced::Known(MOST_NEEDED));
        let breach = breach * hopeless;
        // Where nothing holds the last rung is taken, and mostly it is of the open tier.
        let last = self.rungs.last().map(|choice| choice.tier);
        let tier = if last == Some(open) { tier } else { held(Traced::Known(open as f64), tier) };
        (tier, held(Number::at_most(needed, Traced::Known(MOST_NEEDED)), count), breach)
    }

    /// Whether a scheduled tier holds less than it is asked for.
    fn over(&self, tier: usize, count: Traced<'t>, demands: &[Traced<'t>]) -> Traced<'t> {
        let Some(step) = self.steps.get(tier) else { return Traced::Known(0.0) };
        let most = self.holds(step, Traced::Known(1.0), count);
        let over = demands.iter().zip(most).map(|(demand, most)| demand.exceeds(most));
        over.fold(Traced::Known(0.0), Number::at_least)
    }

    fn record(&self, placed: &mut Placed<'t>, [tier, count, breach]: [Traced<'t>; 3], demands: &[Traced<'t>]) {
        let differs = |now: Traced<'t>, before: Option<&Traced<'t>>| match before {
            Some(before) => Number::at_least(now.exceeds(*before), before.exceeds(now)),
            None => Traced::Known(0.0),
        };
        placed.changed.push(Number::at_least(
            differs(tier, placed.tier.last()),
            differs(count, placed.instances.last()),
        ));
        let imbalance = count.lookup(&self.imbalance);
        let each = |place: usize| demands[place] * imbalance / count;
        let none = Traced::Known(0.0);
        let utilisation = (0..self.rule.limits.len()).filter_map(|i| {
            let load = each(self.place(self.driver_of(i))?);
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
        placed.utilisation.push(utilisation.reduce(Number::at_least).unwrap_or(none));
        let late = |step: &Step<'t>| step.prompt.map_or(none, |(place, most)| each(place).exceeds(most));
        placed.slow.push(tier.pick(&self.steps.iter().map(late).collect::<Vec<_>>()));
        placed.tier.push(tier);
        placed.instances.push(count);
        placed.breach.push(breach);
    }
}

/// More instances than this are not ordered by anybody.
const MOST_NEEDED: f64 = 1e9;

/// The busiest instance's share over the mean by the size of the fleet. Small fleets are each simulated; larger ones at
/// every tenth more, straight in between.
fn imbalances(supplier: &Supplier, most: u32) -> Vec<f64> {
    if supplier.rule.selection.is_none() {
        return vec![1.0];
    }
    let mut known = vec![1.0; most as usize + 1];
    let mut before = 1;
    while before < most {
        let next = if before < EACH_SIMULATED { before + 1 } else { (before + before / 10).min(most) };
        let (low, high) = (known[before as usize], supplier.imbalance(next));
        for size in before + 1..=next {
            let part = f64::from(size - before) / f64::from(next - before);
            known[size as usize] = low + (high - low) * part;
        }
        before = next;
    }
    known
}
