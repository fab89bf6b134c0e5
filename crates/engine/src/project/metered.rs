//! Metered use: what a service uses in a month, and what it is billed for it.

use crate::model::program::{LimitHow, Num, Params, Program, UsageRule, UseRule};
use crate::money::{Amount, Currency, Param};
use crate::project::workload::{self, DriverRun};

/// Use in a month: vCPU, GB of memory, GB stored, GB out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Use {
    pub vcpu: f64,
    pub ram: f64,
    pub volume: f64,
    pub egress: f64,
}

impl Use {
    /// Mean use in month `t`: busy vCPU and memory follow the mean load of the day curve, volume and egress their
    /// drivers.
    pub fn mean(rule: &UseRule, program: &Program, params: &Params, drivers: &[DriverRun], t: usize) -> Self {
        let load =
            |driver: usize| drivers[driver].demand[t - 1] / workload::peak(program, params, &program.drivers[driver]);
        let busy = rule.cpu.map(|l| &program.limits[l]).map_or(0.0, |limit| match &limit.how {
            LimitHow::Cores { service_ms, .. } => load(limit.driver) * params.number(*service_ms) / 1000.0,
            _ => 0.0,
        });
        let memory = rule.memory.map(|l| &program.limits[l]).map_or(0.0, |limit| match &limit.how {
            LimitHow::Slots { per, overhead, .. } => {
                (overhead.iter().map(|n| params.number(*n)).sum::<f64>() + load(limit.driver) * params.number(*per))
                    / 1000.0
            }
            _ => 0.0,
        });
        Self {
            vcpu: busy.max(params.number_or(rule.idle_vcpu, 0.0)),
            ram: memory + params.number_or(rule.idle_ram, 0.0),
            volume: rule.volume.map_or(0.0, |d| drivers[d].demand[t - 1]),
            egress: rule.egress.map_or(0.0, |d| drivers[d].volume[t - 1]),
        }
    }

    /// The larger of vCPU and memory over what one service may use; None where the provider names no limit.
    pub fn utilisation(&self, most_vcpu: Option<f64>, most_ram: Option<f64>) -> Option<f64> {
        let share = |used: f64, most: Option<f64>| most.filter(|m| *m > 0.0).map(|m| used / m);
        [share(self.vcpu, most_vcpu), share(self.ram, most_ram)].into_iter().flatten().reduce(f64::max)
    }
}

/// What metered use costs: a vCPU, a GB of memory and a GB stored for a month, and a GB out. A meter without a price is
/// not billed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeterPrices {
    pub vcpu: Option<Param>,
    pub ram: Option<Param>,
    pub volume: Option<Param>,
    pub egress: Option<Param>,
    /// The least that is billed in a month.
    pub minimum: Option<Param>,
}

impl UsageRule {
    pub fn prices(&self, params: &Params) -> MeterPrices {
        let price = |n: Option<Num>| n.map(|n| params[n]);
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metered<A> {
    pub label: &'static str,
    pub unit: &'static str,
    pub quantity: f64,
    pub price: Param,
    pub amount: A,
}

/// A month's bill for metered use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bill<A> {
    /// vCPU, memory, volume and egress, where they are used and have a price.
    pub meters: [Option<Metered<A>>; 4],
    /// The sum of the meters.
    pub metered: A,
    /// What use falls short of the minimum commitment, which covers it.
    pub up_to_minimum: A,
}

impl<A: Amount> Bill<A> {
    pub fn of(used: &Use, prices: &MeterPrices, currency: Currency) -> Self {
        let meter = |label, unit, quantity: f64, price: Option<Param>| {
            let price = price.filter(|_| quantity > 0.0)?;
            Some(Metered { label, unit, quantity, price, amount: A::charge(quantity, price, currency) })
        };
        let meters = [
            meter("vCPU", "vCPU-month", used.vcpu, prices.vcpu),
            meter("Memory", "GB-month", used.ram, prices.ram),
            meter("Volume", "GB-month", used.volume, prices.volume),
            meter("Egress", "GB", used.egress, prices.egress),
        ];
        let metered: A = meters.iter().flatten().map(|m| m.amount).sum();
        let least = prices.minimum.map_or(A::zero(), |p| A::charge(1.0, p, currency));
        Self { meters, metered, up_to_minimum: metered.at_least(least) - metered }
    }

    pub fn total(&self) -> A {
        self.metered + self.up_to_minimum
    }
}
