//! One month of a business of another size: users, subscribers and load in the ratios of the month, tiers the cheapest
//! that hold, one-off costs left out.

use super::cost::{Ledger, reaches};
use super::metered::Use;
use super::supply::{Choice, Supplier, SupplyRun};
use super::workload::{Bases, DriverRun};
use super::{Demand, Standing};
use crate::model::program::{AmountRule, Base, CostRule, DeploymentRule, Num, Params, Program, Supply};
use crate::money::{Param, Settled};

/// A deployment under the demand of one month, scaled by a count that has a known size in that month.
#[derive(Debug)]
pub struct Scale<'a, A: Settled> {
    program: &'a Program,
    params: &'a Params,
    rule: &'a DeploymentRule,
    /// One for each component: what a fleet's simulation found out is kept.
    suppliers: Vec<Supplier<'a>>,
    demand: &'a Demand<A>,
    t: usize,
    base: f64,
}

/// What is compared to see whether a step lies between two counts: the tiers and whether they hold, the steps of cost
/// lines, and on which side of a bend a line is. Without a step between them, every amount is linear in the count.
type Signature = (Vec<(Choice, bool)>, Vec<usize>);

/// What a month of another size costs.
#[derive(Clone, Debug)]
pub struct Scaled<A> {
    /// Each component's cost, and the limit that binds it, by its place in the component's list.
    pub components: Vec<(A, Option<usize>)>,
    /// Each line of the deployment's costs.
    pub lines: Vec<A>,
    /// Whether every component holds the load.
    pub holds: bool,
    /// The load; only that of the month is known.
    pub drivers: Vec<DriverRun>,
}

struct World {
    registered: Vec<f64>,
    paying: Vec<f64>,
    plans: Vec<Vec<f64>>,
    trial: Vec<f64>,
    lost: Vec<f64>,
    drivers: Vec<DriverRun>,
}

/// No more steps are looked for: a chart could not show them.
const MOST_STEPS: usize = 4000;

/// Parts in which steps are looked for one by one, so that a step there and back is not missed.
const PARTS: u64 = 24;

impl<'a, A: Settled> Scale<'a, A> {
    /// Month `t` scaled by a count that is `base` in that month; None where it is 0.
    pub fn new(
        program: &'a Program,
        params: &'a Params,
        rule: &'a DeploymentRule,
        demand: &'a Demand<A>,
        t: usize,
        base: f64,
    ) -> Option<Self> {
        let suppliers = rule.components.values().map(|component| Supplier::new(program, component, params)).collect();
        (base > 0.0).then_some(Self { program, params, rule, suppliers, demand, t, base })
    }

    /// The counts at which a stretch without steps begins, from 0 to `most`; the last entry is one beyond.
    pub fn stretches(&self, most: u64) -> Vec<u64> {
        let mut steps = vec![0];
        let mut low = (0, self.signature(0));
        for part in 1..=PARTS {
            let at = (u128::from(most) * u128::from(part) / u128::from(PARTS)) as u64;
            if at == low.0 {
                continue;
            }
            let high = (at, self.signature(at));
            self.steps(&low, &high, &mut steps);
            low = high;
        }
        steps.push(most.saturating_add(1));
        steps.dedup();
        steps
    }

    /// Collects the counts at which the signature changes, between two counts.
    fn steps(&self, low: &(u64, Signature), high: &(u64, Signature), found: &mut Vec<u64>) {
        if low.1 == high.1 || found.len() > MOST_STEPS {
            return;
        }
        if high.0 - low.0 == 1 {
            found.push(high.0);
            return;
        }
        let at = low.0 + (high.0 - low.0) / 2;
        let middle = (at, self.signature(at));
        self.steps(low, &middle, found);
        self.steps(&middle, high, found);
    }

    fn signature(&self, count: u64) -> Signature {
        let world = self.world(count);
        let bases = self.bases(&world);
        let ledger = self.ledger(&world, &bases);
        let lines = self.rule.costs.values().filter_map(|c| match &c.amount {
            AmountRule::Steps { of, steps } => Some(self.step(&ledger, *of, steps)),
            AmountRule::PerUnit { driver, included: Some(included), .. } => {
                Some(usize::from(ledger.is_billed(*driver, Some(*included), self.t)))
            }
            _ => None,
        });
        let metered = self.rule.components.values().filter_map(|c| match &c.supply {
            Supply::Usage(usage) => Some(ledger.bends::<A>(usage, self.t).map(usize::from)),
            _ => None,
        });
        (self.choices(&world), lines.chain(metered.flatten()).collect())
    }

    fn step(&self, ledger: &Ledger, of: Base, steps: &[(Num, Num)]) -> usize {
        let count = ledger.bases.count(of, ledger.drivers, self.t);
        steps.iter().filter(|(from, _)| reaches(count, self.params.number(*from)) > 0.0).count()
    }

    /// Components and the cost lines that are wanted.
    pub fn cost(&self, count: u64, wanted: impl Fn(&CostRule) -> bool) -> A {
        self.standing(count, wanted).cost
    }

    /// The same, and whether it holds the load.
    pub fn standing(&self, count: u64, wanted: impl Fn(&CostRule) -> bool) -> Standing<A> {
        let scaled = self.costs(count);
        let lines = self.rule.costs.values().zip(scaled.lines).filter(|(cost, _)| wanted(cost));
        let amounts = scaled.components.into_iter().map(|(amount, _)| amount);
        Standing { breaches: usize::from(!scaled.holds), cost: amounts.chain(lines.map(|(_, amount)| amount)).sum() }
    }

    /// Each component and each cost line.
    pub fn costs(&self, count: u64) -> Scaled<A> {
        let world = self.world(count);
        let bases = self.bases(&world);
        let ledger = self.ledger(&world, &bases);
        let choices = self.choices(&world);
        let components = self.rule.components.values().zip(&self.suppliers).zip(&choices);
        let components = components.map(|((component, supplier), (choice, _))| {
            let run = SupplyRun { choice: vec![*choice; self.t], ..SupplyRun::default() };
            let items = ledger.component_items::<A>(component, &run, self.t);
            (items.into_iter().map(|i| i.amount).sum(), supplier.binding(*choice, &world.drivers, self.t))
        });
        let components = components.collect();
        let revenues = vec![self.revenue(count).0; self.t];
        let on = |cost: &CostRule| cost.when.is_none_or(|(component, tier)| choices[component].0.tier >= tier);
        let running = |c: &CostRule| {
            (c.from..=c.until).contains(&self.t) && on(c) && !matches!(c.amount, AmountRule::Once { .. })
        };
        let line = |c: &CostRule| if running(c) { ledger.amount(c, &revenues, self.t) } else { A::zero() };
        let lines = self.rule.costs.values().map(line).collect();
        let holds = choices.iter().all(|(_, holds)| *holds);
        Scaled { components, lines, holds, drivers: world.drivers }
    }

    /// The month's revenue and fees in proportion.
    pub fn revenue(&self, count: u64) -> (A, A) {
        let month = |amounts: &[A]| amounts[self.t - 1];
        let part = |amount: A| match Param::from_number(count as f64 / self.base) {
            Some(share) => amount.share(share, self.program.currency),
            None => A::zero(),
        };
        (part(month(&self.demand.subscription.revenue)), part(month(&self.demand.subscription.fees)))
    }

    fn world(&self, count: u64) -> World {
        let t = self.t;
        // Multiplied before dividing, so that the count itself stays whole.
        let scale = |value: f64| value * count as f64 / self.base;
        let scaled = |values: &[f64], len: usize, at: usize| {
            let mut v = vec![0.0; len];
            v[at] = scale(values[at]);
            v
        };
        let mut registered = scaled(&self.demand.registered, t + 1, t);
        registered[t - 1] = scale(self.demand.registered[t - 1]);
        World {
            registered,
            paying: scaled(&self.demand.subscription.paying, t, t - 1),
            plans: self.demand.subscription.plans.iter().map(|p| scaled(&p.customers, t, t - 1)).collect(),
            trial: scaled(&self.demand.subscription.trial, t, t - 1),
            lost: match self.demand.subscription.lost.is_empty() {
                true => Vec::new(),
                false => scaled(&self.demand.subscription.lost, t, t - 1),
            },
            drivers: self
                .demand
                .drivers
                .iter()
                .map(|d| DriverRun { volume: scaled(&d.volume, t, t - 1), demand: scaled(&d.demand, t, t - 1) })
                .collect(),
        }
    }

    /// What each component has, and whether it holds.
    fn choices(&self, world: &World) -> Vec<(Choice, bool)> {
        let drivers = &world.drivers;
        let choice = |supplier: &Supplier| match &supplier.rule.supply {
            Supply::Ladder => supplier.at_rest(drivers, self.t),
            Supply::Schedule(steps) => supplier.scheduled(steps, drivers, self.t),
            Supply::Usage(usage) => {
                let used = Use::mean(&usage.used, self.program, self.params, drivers, self.t);
                (Choice { tier: 0, instances: 1 }, usage.holds(&used))
            }
        };
        self.suppliers.iter().map(choice).collect()
    }

    fn bases<'w>(&self, world: &'w World) -> Bases<'w> {
        Bases {
            registered: &world.registered,
            paying: &world.paying,
            plans: world.plans.iter().map(|p| &p[..]).collect(),
            trial: &world.trial,
            lost: &world.lost,
            active_share: self.params.number_or(self.program.active, 1.0),
        }
    }

    fn ledger<'w>(&'w self, world: &'w World, bases: &'w Bases<'w>) -> Ledger<'w> {
        Ledger { program: self.program, params: self.params, bases, drivers: &world.drivers }
    }
}
