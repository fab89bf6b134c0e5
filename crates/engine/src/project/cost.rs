//! What it costs: every total is a list of lines, and each line is rounded once, where it is made.

use crate::model::check_supply::DAYS;
use crate::model::file::Measure;
use crate::model::program::{
    AmountRule, Base, ComponentRule, CostRule, Num, Params, Program, Supply, UsageRule, Values,
};
use crate::money::{Amount, Currency};
use crate::number::Number;
use crate::project::metered::{Bill, Use};
use crate::project::supply::{Choice, Supplied, SupplyRun};
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
pub struct Item<A: Amount> {
    pub label: String,
    pub quantity: A::Count,
    pub unit: String,
    /// Unit price; as a decimal so that it prints exactly.
    pub price: A::Rate,
    pub amount: A,
}

/// Shared by all lines of a run.
#[derive(Debug)]
pub struct Ledger<'a, V: Values = Params> {
    pub program: &'a Program,
    pub params: &'a V,
    pub bases: &'a Bases<'a, V::Count>,
    pub drivers: &'a [DriverRun<V::Count>],
}

/// An amount that is reckoned from such values.
pub trait AmountOf<V: Values>: Amount<Count = V::Count, Rate = V::Rate> {}

impl<V: Values, A: Amount<Count = V::Count, Rate = V::Rate>> AmountOf<V> for A {}

impl<V: Values> Ledger<'_, V> {
    fn currency(&self) -> Currency {
        self.program.currency
    }

    /// The amounts of a component: instances × price, balancer and migration; or metered use.
    pub fn component<A: AmountOf<V>>(&self, id: &str, rule: &ComponentRule, run: &V::Supply) -> Line<A> {
        let mut relief = Relief::new(1, rule.free_months, rule.credit, self);
        let amounts = (1..=self.program.months).map(|t| {
            let full: A = match &rule.supply {
                Supply::Usage(usage) => self.bill::<A>(usage, t).total(),
                _ => self.placed(rule, run, t),
            };
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

    /// What the tier of a month costs, whichever it is, and moving there.
    fn placed<A: AmountOf<V>>(&self, rule: &ComponentRule, run: &V::Supply, t: usize) -> A {
        let instances = run.instances(t);
        let of_tier = |tier| tier_amount(self.program, self.params, rule, tier, instances);
        let running = A::pick(run.tier(t), rule.tiers.len(), of_tier);
        let moving = self.migration(rule).map_or(A::zero(), |part: Part<A>| part.amount);
        running + A::choose(run.changed(t), moving, A::zero())
    }

    fn migration<A: AmountOf<V>>(&self, rule: &ComponentRule) -> Option<Part<'static, A>> {
        let (price, quantity) = (self.params.rate(rule.migration?), V::Count::of(1.0));
        let amount = A::charge(quantity, price, self.currency());
        Some(Part { label: "Migration", quantity, unit: "change", price, amount })
    }

    /// Metered use averaged over the month. The minimum commitment covers usage: what use falls short of it is a line of
    /// its own.
    fn metered<A: AmountOf<V>>(&self, usage: &UsageRule, t: usize) -> Vec<Item<A>> {
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
        if bill.up_to_minimum.number().known() != Some(0.0) {
            items.push(Item {
                label: "Up to the minimum commitment".into(),
                quantity: V::Count::of(1.0),
                unit: "month".into(),
                price: A::rate(bill.up_to_minimum.number()),
                amount: bill.up_to_minimum,
            });
        }
        items
    }

    fn bill<A: AmountOf<V>>(&self, usage: &UsageRule, t: usize) -> Bill<A> {
        Bill::of(&self.usage(usage, t), &usage.prices(self.params), self.currency())
    }

    /// Units of a driver that a price per unit is asked for in a month.
    fn billed(&self, driver: usize, included: Option<Num>, t: usize) -> V::Count {
        let days = if self.program.drivers[driver].measure == Measure::Daily { DAYS } else { 1.0 };
        let volume = self.drivers[driver].volume[t - 1] * V::Count::of(days);
        (volume - self.params.number_or(included, 0.0)).at_least(V::Count::of(0.0))
    }

    /// Mean use of a month.
    pub fn usage(&self, usage: &UsageRule, t: usize) -> Use<V::Count> {
        Use::mean(&usage.used, self.program, self.params, self.drivers, t)
    }

    /// A cost line over the horizon. `on` says in which months a switched line is on: 1 or 0.
    pub fn line<A: AmountOf<V>>(
        &self,
        id: &str,
        rule: &CostRule,
        revenue: &[A],
        on: impl Fn(usize) -> V::Count,
    ) -> Line<A> {
        let mut relief = Relief::new(rule.from, rule.free_months, rule.credit, self);
        let amounts = (1..=self.program.months).map(|t| {
            let paid = t >= rule.from && t <= rule.until;
            let full = if paid { A::choose(on(t), self.amount(rule, revenue, t), A::zero()) } else { A::zero() };
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
    pub fn amount<A: AmountOf<V>>(&self, rule: &CostRule, revenue: &[A], t: usize) -> A {
        let one = V::Count::of(1.0);
        let charge = |quantity: V::Count, price: Num| A::charge(quantity, self.params.rate(price), self.currency());
        match &rule.amount {
            AmountRule::Monthly { price, quantity } => charge(self.params.number_or(*quantity, 1.0), *price),
            AmountRule::PerUnit { driver, price, per, included } => {
                charge(self.billed(*driver, *included, t) / self.params.number_or(*per, 1.0), *price)
            }
            AmountRule::PerSubscriber { price, plan } => {
                charge(self.bases.count(plan.map_or(Base::Paying, Base::Plan), self.drivers, t), *price)
            }
            AmountRule::OfRevenue { percent } => revenue[t - 1].share(self.params.rate(*percent), self.currency()),
            AmountRule::Steps { of, steps } => {
                let count = self.bases.count(*of, self.drivers, t);
                steps.iter().fold(A::zero(), |below, (from, price)| {
                    A::choose(reaches(count, self.params.number(*from)), charge(one, *price), below)
                })
            }
            AmountRule::Schedule(steps) => {
                steps.iter().rev().find(|(from, _)| *from <= t).map_or(A::zero(), |(_, price)| charge(one, *price))
            }
            AmountRule::Once { price } => {
                if t == rule.from {
                    charge(one, *price)
                } else {
                    A::zero()
                }
            }
            AmountRule::Staff(steps) => steps
                .iter()
                .rev()
                .find(|(from, ..)| *from <= t)
                .map_or(A::zero(), |(_, salary, heads)| charge(self.params.number(*heads), *salary)),
            AmountRule::Advertising { price } => charge(one, *price),
        }
    }
}

impl Ledger<'_> {
    /// A component's items in a month.
    pub fn component_items<A: AmountOf<Params>>(
        &self,
        rule: &ComponentRule,
        run: &SupplyRun,
        t: usize,
    ) -> Vec<Item<A>> {
        if let Supply::Usage(usage) = &rule.supply {
            return self.metered(usage, t);
        }
        let Choice { tier, instances } = run.choice[t - 1];
        let mut items = tier_items(self.program, self.params, rule, tier, f64::from(instances));
        if run.changed(t) > 0.0 {
            items.extend(self.migration(rule).map(Item::from));
        }
        items
    }

    /// Where the bill of metered use bends: whether it is idle, and whether the minimum commitment covers it.
    pub fn bends<A: AmountOf<Params>>(&self, usage: &UsageRule, t: usize) -> [bool; 2] {
        let idle = self.params.number_or(usage.used.idle_vcpu, 0.0);
        [self.usage(usage, t).vcpu > idle, self.bill::<A>(usage, t).up_to_minimum.number() > 0.0]
    }

    /// Is any of a driver billed, or is all of it included?
    pub fn is_billed(&self, driver: usize, included: Option<Num>, t: usize) -> bool {
        self.billed(driver, included, t) > 0.0
    }
}

/// What instances of a tier cost in a month: instances × price, and the balancer where there are several. Nothing for
/// metered use, which has no tiers.
pub fn tier_items<V: Values, A: AmountOf<V>>(
    program: &Program,
    params: &V,
    rule: &ComponentRule,
    tier: usize,
    instances: V::Count,
) -> Vec<Item<A>> {
    tier_parts(program, params, rule, tier, instances).map(Item::from).collect()
}

/// The monthly price of a choice: the sum of its items.
pub fn monthly_price<A: AmountOf<Params>>(
    program: &Program,
    params: &Params,
    rule: &ComponentRule,
    choice: Choice,
) -> A {
    tier_amount(program, params, rule, choice.tier, f64::from(choice.instances))
}

fn tier_amount<V: Values, A: AmountOf<V>>(
    program: &Program,
    params: &V,
    rule: &ComponentRule,
    tier: usize,
    instances: V::Count,
) -> A {
    tier_parts(program, params, rule, tier, instances).map(|part: Part<A>| part.amount).sum()
}

fn tier_parts<'a, V: Values, A: AmountOf<V>>(
    program: &'a Program,
    params: &'a V,
    rule: &'a ComponentRule,
    tier: usize,
    instances: V::Count,
) -> impl Iterator<Item = Part<'a, A>> + use<'a, V, A> {
    let one = V::Count::of(1.0);
    let part = move |label, quantity, unit, price: Num| {
        let price = params.rate(price);
        Part { label, quantity, unit, price, amount: A::charge(quantity, price, program.currency) }
    };
    let tier = rule.tiers.get_index(tier).map(|(_, tier)| tier);
    let several = instances.exceeds(one);
    let balancer = rule.balancer.filter(|_| tier.is_some() && several.known() != Some(0.0)).map(move |price| {
        let balancer: Part<A> = part("Load balancer", one, "month", price);
        Part { amount: A::choose(several, balancer.amount, A::zero()), ..balancer }
    });
    let priced = tier.into_iter().flat_map(|tier| tier.price.iter().map(move |price| (&tier.label, *price)));
    priced.map(move |(label, price)| part(label, instances, "instance", price)).chain(balancer)
}

/// An item with its words borrowed: a ledger asks for amounts alone, every month.
struct Part<'a, A: Amount> {
    label: &'a str,
    quantity: A::Count,
    unit: &'static str,
    price: A::Rate,
    amount: A,
}

impl<A: Amount> From<Part<'_, A>> for Item<A> {
    fn from(part: Part<'_, A>) -> Self {
        let Part { label, quantity, unit, price, amount } = part;
        Self { label: label.to_owned(), quantity, unit: unit.to_owned(), price, amount }
    }
}

/// Is a count at a threshold or beyond: 1 or 0. What binary arithmetic leaves short of it by a hair has reached it.
pub fn reaches<N: Number>(count: N, threshold: N) -> N {
    (count * N::of(1.0 + 1e-12)).reaches(threshold)
}

/// What need not be paid: a free period from the line's first month, then a credit until it is used up.
struct Relief<A> {
    from: usize,
    free_months: f64,
    credit: Option<A>,
}

impl<A: Amount> Relief<A> {
    fn new<V: Values<Count = A::Count, Rate = A::Rate>>(
        from: usize,
        free_months: f64,
        credit: Option<Num>,
        ledger: &Ledger<V>,
    ) -> Self {
        Self {
            from,
            free_months,
            credit: credit.map(|n| A::charge(A::Count::of(1.0), ledger.params.rate(n), ledger.currency())),
        }
    }

    fn apply(&mut self, full: A, t: usize, currency: Currency) -> A {
        let into = t.saturating_sub(self.from) as f64;
        let free = (self.free_months - into).clamp(0.0, 1.0);
        let due = if free > 0.0 { full.share(A::rate(A::Count::of(1.0 - free)), currency) } else { full };
        let Some(credit) = &mut self.credit else { return due };
        let credited = due.at_most(*credit);
        *credit = *credit - credited;
        due - credited
    }
}
