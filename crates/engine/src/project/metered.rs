//! Metered use: what a service uses in a month, and what it is billed for it.

use crate::model::program::{LimitHow, Num, Program, UsageRule, UseRule, Values};
use crate::money::{Amount, Currency, Param};
use crate::number::Number;
use crate::project::workload::{self, DriverRun};

/// Use in a month: vCPU, GB of memory, GB stored, GB out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Use<N = f64> {
    pub vcpu: N,
    pub ram: N,
    pub volume: N,
    pub egress: N,
}

impl<N: Number> Use<N> {
    /// Mean use in month `t`: busy vCPU and memory follow the mean load of the day curve, volume and egress their
    /// drivers.
    pub fn mean<V: Values<Count = N>>(
        rule: &UseRule,
        program: &Program,
        params: &V,
        drivers: &[DriverRun<N>],
        t: usize,
    ) -> Self {
        let (none, thousand) = (N::of(0.0), N::of(1000.0));
        let load =
            |driver: usize| drivers[driver].demand[t - 1] / workload::peak(program, params, &program.drivers[driver]);
        let busy = rule.cpu.map(|l| &program.limits[l]).map_or(none, |limit| match &limit.how {
            LimitHow::Cores { service_ms, .. } => load(limit.driver) * params.number(*service_ms) / thousand,
            _ => none,
        });
        let memory = rule.memory.map(|l| &program.limits[l]).map_or(none, |limit| match &limit.how {
            LimitHow::Slots { per, overhead, .. } => {
                (overhead.iter().map(|n| params.number(*n)).sum::<N>() + load(limit.driver) * params.number(*per))
                    / thousand
            }
            _ => none,
        });
        Self {
            vcpu: busy.at_least(params.number_or(rule.idle_vcpu, 0.0)),
            ram: memory + params.number_or(rule.idle_ram, 0.0),
            volume: rule.volume.map_or(none, |d| drivers[d].demand[t - 1]),
            egress: rule.egress.map_or(none, |d| drivers[d].volume[t - 1]),
        }
    }
}

impl UsageRule {
    /// Use over the most that one service may have of vCPU, memory and volume; None where the provider names no most.
    pub fn shares<N: Number>(&self, used: &Use<N>) -> [(&'static str, Option<N>); 3] {
        let share = |used: N, most: Option<f64>| most.filter(|m| *m > 0.0).map(|m| used / N::of(m));
        [
            ("vCPU", share(used.vcpu, self.most.vcpu)),
            ("Memory", share(used.ram, self.most.ram)),
            ("Volume", share(used.volume, self.most.volume)),
        ]
    }

    /// The largest share; None where the provider names no most.
    pub fn utilisation<N: Number>(&self, used: &Use<N>) -> Option<N> {
        self.shares(used).into_iter().filter_map(|(_, share)| share).reduce(Number::at_least)
    }

    /// Whether the provider lets one service use so much.
    pub fn holds(&self, used: &Use) -> bool {
        self.utilisation(used).is_none_or(|utilisation| utilisation <= 1.0)
    }
}

/// What metered use costs: a vCPU, a GB of memory and a GB stored for a month, and a GB out. A meter without a price is
/// not billed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeterPrices<R = Param> {
    pub vcpu: Option<R>,
    pub ram: Option<R>,
    pub volume: Option<R>,
    pub egress: Option<R>,
    /// The least that is billed in a month.
    pub minimum: Option<R>,
}

impl UsageRule {
    pub fn prices<V: Values>(&self, params: &V) -> MeterPrices<V::Rate> {
        let price = |n: Option<Num>| n.map(|n| params.rate(n));
        MeterPrices {
            vcpu: price(self.vcpu_price),
            ram: price(self.ram_price),
            volume: price(self.volume_price),
            egress: price(self.egress_price),
            minimum: price(self.minimum),
        }
    }
}

/// A meter's line of a bill.
#[derive(Clone, Copy, Debug)]
pub struct Metered<A: Amount> {
    pub label: &'static str,
    pub unit: &'static str,
    pub quantity: A::Count,
    pub price: A::Rate,
    pub amount: A,
}

/// A month's bill for metered use.
#[derive(Clone, Copy, Debug)]
pub struct Bill<A: Amount> {
    /// vCPU, memory, volume and egress, where they are used and have a price.
    pub meters: [Option<Metered<A>>; 4],
    /// The sum of the meters.
    pub metered: A,
    /// What use falls short of the minimum commitment, which covers it.
    pub up_to_minimum: A,
}

impl<A: Amount> Bill<A> {
    pub fn of(used: &Use<A::Count>, prices: &MeterPrices<A::Rate>, currency: Currency) -> Self {
        let meter = |label, unit, quantity: A::Count, price: Option<A::Rate>| {
            let price = price.filter(|_| quantity.known() != Some(0.0))?;
            Some(Metered { label, unit, quantity, price, amount: A::charge(quantity, price, currency) })
        };
        let meters = [
            meter("vCPU", "vCPU-month", used.vcpu, prices.vcpu),
            meter("Memory", "GB-month", used.ram, prices.ram),
            meter("Volume", "GB-month", used.volume, prices.volume),
            meter("Egress", "GB", used.egress, prices.egress),
        ];
        let metered: A = meters.iter().flatten().map(|m| m.amount).sum();
        let least = prices.minimum.map_or(A::zero(), |p| A::charge(A::Count::of(1.0), p, currency));
        Self { meters, metered, up_to_minimum: metered.at_least(least) - metered }
    }

    pub fn total(&self) -> A {
        self.metered + self.up_to_minimum
    }
}
