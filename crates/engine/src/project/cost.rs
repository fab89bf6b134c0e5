//! What it costs: every total is a list of lines, and each line is rounded once, where it is made.

use crate::model::check_supply::DAYS;
use crate::model::file::Measure;
use crate::model::program::{AmountRule, Base, ComponentRule, CostRule, Num, Params, Program, UsageRule};
use crate::money::{Amount, Currency, Param};
use crate::project::metered::{Bill, Use};
use crate::project::supply::{Choice, SupplyRun};
use crate::project::workload::{Bases, DriverRun};

/// A line of cost by month.
#[derive(Clone, Debug)]
pub struct Line<A> {
    pub id: String,
    pub label: String,
    pub group: String,
    /// Whether it pays for what the system runs on.
    pub infrastructure: bool,
    /// What is paid, after free periods and credits.
    pub amounts: Vec<A>,
}

/// What a component's month is made of, before free periods and credits.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<A> {
    pub label: String,
    pub quantity: f64,
    pub unit: String,
    /// Unit price; as a decimal so that it prints exactly.
    pub price: Param,
    pub amount: A,
}

/// Shared by all lines of a run.
#[derive(Debug)]
pub struct Ledger<'a> {
    pub program: &'a Program,
    pub params: &'a Params,
    pub bases: &'a Bases<'a>,
    pub drivers: &'a [DriverRun],
}

impl Ledger<'_> {
    fn currency(&self) -> Currency {
        self.program.currency
    }

    /// The amounts of a component: instances × price, balancer and migration; or metered use.
    pub fn component<A: Amount>(&self, id: &str, rule: &ComponentRule, run: &SupplyRun) -> Line<A> {
        let mut relief = Relief::new(1, rule.free_months, rule.credit, self);
        let amounts = (1..=self.program.months).map(|t| {
            let full: A = self.component_items(rule, run, t).into_iter().map(|i| i.amount).sum();
            relief.apply(full, t, self.currency())
        });
        Line {
            id: id.to_owned(),
            label: rule.label.clone(),
            group: "Infrastructure".into(),
            infrastructure: true,
            amounts: amounts.collect(),
        }
    }

    /// A component's items in a month.
    pub fn component_items<A: Amount>(&self, rule: &ComponentRule, run: &SupplyRun, t: usize) -> Vec<Item<A>> {
        match &rule.supply {
            crate::model::program::Supply::Usage(usage) => self.metered(usage, t),
            _ => {
                let mut items = tier_items(self.program, self.params, rule, run.choice[t - 1]);
                if run.changes.iter().any(|c| c.needed_by == t) {
                    items.extend(rule.migration.map(|n| self.item("Migration".into(), 1.0, "change", n)));
                }
                items
            }
        }
    }

    fn item<A: Amount>(&self, label: String, quantity: f64, unit: &str, price: Num) -> Item<A> {
        item(self.program, self.params, label, quantity, unit, price)
    }

    /// Metered use averaged over the month. The minimum commitment covers usage: what use falls short of it is a line of
    /// its own.
    fn metered<A: Amount>(&self, usage: &UsageRule, t: usize) -> Vec<Item<A>> {
        let bill: Bill<A> = self.bill(usage, t);
        let mut items: Vec<Item<A>> = bill
            .meters
            .into_iter()
            .flatten()
            .map(|m| Item {
                label: m.label.to_owned(),
                quantity: m.quantity,
                unit: m.unit.to_owned(),
                price: m.price,
                amount: m.amount,
            })
            .collect();
        if bill.up_to_minimum > A::zero() {
            items.push(Item {
                label: "Up to the minimum commitment".into(),
                quantity: 1.0,
                unit: "month".into(),
                price: Param::from_number(bill.up_to_minimum.to_f64()).unwrap_or(Param::ZERO),
                amount: bill.up_to_minimum,
            });
        }
        items
    }

    fn bill<A: Amount>(&self, usage: &UsageRule, t: usize) -> Bill<A> {
        Bill::of(&self.usage(usage, t), &usage.prices(self.params), self.currency())
    }

    /// Where the bill of metered use bends: whether it is idle, and whether the minimum commitment covers it.
    pub fn bends<A: Amount>(&self, usage: &UsageRule, t: usize) -> [bool; 2] {
        let idle = self.params.number_or(usage.used.idle_vcpu, 0.0);
        [self.usage(usage, t).vcpu > idle, self.bill::<A>(usage, t).up_to_minimum > A::zero()]
    }

    /// Units of a driver that a price per unit is asked for in a month.
    fn billed(&self, driver: usize, included: Option<Num>, t: usize) -> f64 {
        let days = if self.program.drivers[driver].measure == Measure::Daily { DAYS } else { 1.0 };
        (self.drivers[driver].volume[t - 1] * days - self.params.number_or(included, 0.0)).max(0.0)
    }

    /// Is any of a driver billed, or is all of it included?
    pub fn is_billed(&self, driver: usize, included: Option<Num>, t: usize) -> bool {
        self.billed(driver, included, t) > 0.0
    }

    /// Mean use of a month.
    pub fn usage(&self, usage: &UsageRule, t: usize) -> Use {
        Use::mean(&usage.used, self.program, self.params, self.drivers, t)
    }

    /// A cost line over the horizon. `on` says in which months a switched line is on.
    pub fn line<A: Amount>(&self, id: &str, rule: &CostRule, revenue: &[A], on: impl Fn(usize) -> bool) -> Line<A> {
        let mut relief = Relief::new(rule.from, rule.free_months, rule.credit, self);
        let amounts = (1..=self.program.months).map(|t| {
            let paid = t >= rule.from && t <= rule.until && on(t);
            let full: A = if paid { self.amount(rule, revenue, t) } else { A::zero() };
            relief.apply(full, t, self.currency())
        });
        let infrastructure = rule.group.eq_ignore_ascii_case("infrastructure");
        Line {
            id: id.to_owned(),
            label: rule.label.clone(),
            group: rule.group.clone(),
            infrastructure,
            amounts: amounts.collect(),
        }
    }

    /// The amount of a line in a month in which it is paid, before free periods and credits.
    pub fn amount<A: Amount>(&self, rule: &CostRule, revenue: &[A], t: usize) -> A {
        let charge = |quantity: f64, price: Num| A::charge(quantity, self.params[price], self.currency());
        match &rule.amount {
            AmountRule::Monthly { price, quantity } => charge(self.params.number_or(*quantity, 1.0), *price),
            AmountRule::PerUnit { driver, price, per, included } => {
                charge(self.billed(*driver, *included, t) / self.params.number_or(*per, 1.0), *price)
            }
            AmountRule::PerSubscriber { price, plan } => {
                charge(self.bases.count(plan.map_or(Base::Paying, Base::Plan), self.drivers, t), *price)
            }
            AmountRule::OfRevenue { percent } => revenue[t - 1].share(self.params[*percent], self.currency()),
            AmountRule::Steps { of, steps } => {
                let count = self.bases.count(*of, self.drivers, t);
                steps
                    .iter()
                    .rev()
                    .find(|(from, _)| reaches(count, self.params.number(*from)))
                    .map_or(A::zero(), |(_, price)| charge(1.0, *price))
            }
            AmountRule::Schedule(steps) => {
                steps.iter().rev().find(|(from, _)| *from <= t).map_or(A::zero(), |(_, price)| charge(1.0, *price))
            }
            AmountRule::Once { price } => {
                if t == rule.from {
                    charge(1.0, *price)
                } else {
                    A::zero()
                }
            }
            AmountRule::Staff { salary, heads } => charge(self.params.number(*heads), *salary),
            AmountRule::Advertising { price } => charge(1.0, *price),
        }
    }
}

/// What a choice costs in a month: instances × price, and the balancer. Nothing for metered use, which has no tiers.
pub fn tier_items<A: Amount>(program: &Program, params: &Params, rule: &ComponentRule, choice: Choice) -> Vec<Item<A>> {
    let Some((_, tier)) = rule.tiers.get_index(choice.tier) else { return Vec::new() };
    let item = |label: &str, quantity: f64, unit: &str, price: Num| {
        item(program, params, label.to_owned(), quantity, unit, price)
    };
    let count = f64::from(choice.instances);
    let mut items: Vec<Item<A>> = tier.price.iter().map(|n| item(&tier.label, count, "instance", *n)).collect();
    if choice.instances > 1 {
        items.extend(rule.balancer.map(|n| item("Load balancer", 1.0, "month", n)));
    }
    items
}

/// The monthly price of a choice: the sum of its items.
pub fn monthly_price<A: Amount>(program: &Program, params: &Params, rule: &ComponentRule, choice: Choice) -> A {
    tier_items(program, params, rule, choice).into_iter().map(|i| i.amount).sum()
}

fn item<A: Amount>(
    program: &Program,
    params: &Params,
    label: String,
    quantity: f64,
    unit: &str,
    price: Num,
) -> Item<A> {
    let price = params[price];
    Item { label, quantity, unit: unit.to_owned(), price, amount: A::charge(quantity, price, program.currency) }
}

/// Is a count at a threshold or beyond? What binary arithmetic leaves short of it by a hair has reached it.
pub fn reaches(count: f64, threshold: f64) -> bool {
    count * (1.0 + 1e-12) >= threshold
}

/// What need not be paid: a free period from the line's first month, then a credit until it is used up.
struct Relief<A> {
    from: usize,
    free_months: f64,
    credit: A,
}

impl<A: Amount> Relief<A> {
    fn new(from: usize, free_months: f64, credit: Option<Num>, ledger: &Ledger) -> Self {
        Self {
            from,
            free_months,
            credit: credit.map_or(A::zero(), |n| A::charge(1.0, ledger.params[n], ledger.currency())),
        }
    }

    fn apply(&mut self, full: A, t: usize, currency: Currency) -> A {
        let into = t.saturating_sub(self.from) as f64;
        let free = (self.free_months - into).clamp(0.0, 1.0);
        let due = match Param::from_number(1.0 - free) {
            Some(share) if free > 0.0 => full.share(share, currency),
            _ => full,
        };
        let credited = due.at_most(self.credit);
        self.credit = self.credit - credited;
        due - credited
    }
}
