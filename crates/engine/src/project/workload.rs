//! What users do, as drivers of load.

use crate::model::check_supply::DAYS;
use crate::model::file::Measure;
use crate::model::program::{Base, DriverRule, Program, Values};
use crate::number::Number;

/// A driver by month.
#[derive(Clone, Debug, Default)]
pub struct DriverRun<N = f64> {
    /// In the driver's own unit: a level, a volume a day or a month, or what is stored.
    pub volume: Vec<N>,
    /// What is held against limits: the level at the busiest moment, the rate per second in the peak hour of a daily
    /// volume, the month's volume, or the stock.
    pub demand: Vec<N>,
}

/// Counts that drivers, costs and questions refer to, by month.
#[derive(Clone, Debug, Default)]
pub struct Bases<'a, N = f64> {
    pub registered: &'a [N],
    pub paying: &'a [N],
    pub plans: Vec<&'a [N]>,
    pub trial: &'a [N],
    /// Registered users who left for good; empty where nobody does.
    pub lost: &'a [N],
    pub active_share: N,
}

impl<N: Number> Bases<'_, N> {
    /// The count in month `t` (from 1).
    pub fn count(&self, base: Base, drivers: &[DriverRun<N>], t: usize) -> N {
        let none = N::of(0.0);
        match base {
            Base::Registered => self.registered[t],
            Base::New => (self.registered[t] - self.registered[t - 1]).at_least(none),
            Base::Active => self.registered[t] * self.active_share,
            Base::Paying => self.paying[t - 1],
            Base::Free => {
                let unpaid = self.registered[t] - self.paying[t - 1];
                self.lost.get(t - 1).map_or(unpaid, |lost| unpaid - *lost).at_least(none)
            }
            Base::Trial => self.trial[t - 1],
            Base::Plan(i) => self.plans[i][t - 1],
            Base::Driver(i) => drivers[i].volume[t - 1],
        }
    }
}

pub fn run<V: Values>(program: &Program, params: &V, bases: &Bases<V::Count>) -> Vec<DriverRun<V::Count>> {
    let mut runs: Vec<DriverRun<V::Count>> = program.drivers.values().map(|_| DriverRun::default()).collect();
    for &i in &program.driver_order {
        let mut run =
            DriverRun { volume: Vec::with_capacity(program.months), demand: Vec::with_capacity(program.months) };
        for t in 1..=program.months {
            let (volume, demand) = month(program, params, bases, &runs, i, &run, t);
            run.volume.push(volume);
            run.demand.push(demand);
        }
        runs[i] = run;
    }
    runs
}

fn month<V: Values>(
    program: &Program,
    params: &V,
    bases: &Bases<V::Count>,
    runs: &[DriverRun<V::Count>],
    i: usize,
    so_far: &DriverRun<V::Count>,
    t: usize,
) -> (V::Count, V::Count) {
    let none = V::Count::of(0.0);
    let rule = &program.drivers[i];
    let per = params.number(rule.per);
    let volume = per * bases.count(rule.of, runs, t);
    // A level counts from another driver's peak: requests a second follow the users who are there at the busiest moment.
    let level = match rule.of {
        Base::Driver(of) => per * runs[of].demand[t - 1],
        _ => volume,
    };
    match rule.measure {
        Measure::Level => (level, level),
        Measure::InFlight => {
            let inside = level * params.number_or(rule.seconds, 0.0);
            (inside, inside)
        }
        Measure::Daily => {
            let daily = volume * V::Count::of(days(program, rule));
            (daily, daily / V::Count::of(86_400.0) * peak(program, params, rule))
        }
        Measure::Monthly => {
            let monthly = volume * V::Count::of(days(program, rule));
            (monthly, monthly)
        }
        Measure::Stock => {
            let inflow = |m: usize| inflow(program, params, bases, runs, rule, m);
            let last = if t == 1 { params.number_or(rule.initial, 0.0) } else { so_far.volume[t - 2] };
            let deleted = rule.keep.and_then(|k| t.checked_sub(k)).filter(|m| *m >= 1).map_or(none, inflow);
            let stock = (last + inflow(t) - deleted).at_least(none);
            (stock, stock)
        }
    }
}

/// What is added to a stock in month `t` (from 1).
pub fn inflow<V: Values>(
    program: &Program,
    params: &V,
    bases: &Bases<V::Count>,
    runs: &[DriverRun<V::Count>],
    rule: &DriverRule,
    t: usize,
) -> V::Count {
    params.number(rule.per) * bases.count(rule.of, runs, t) * V::Count::of(days(program, rule))
}

/// The busiest hour over the mean hour.
pub fn peak<V: Values>(program: &Program, params: &V, rule: &DriverRule) -> V::Count {
    params.number_or(rule.peak_to_mean, program.day.peak)
}

/// What a base counted by the day or the month is multiplied with to count as this driver does.
pub fn days(program: &Program, rule: &DriverRule) -> f64 {
    match rule.measure {
        Measure::Daily => 1.0 / days_per(program, rule, Measure::Monthly),
        Measure::Monthly | Measure::Stock => days_per(program, rule, Measure::Daily),
        Measure::Level | Measure::InFlight => 1.0,
    }
}

/// 30 where the base is a driver counted in the given way (by the day or the month), 1 elsewhere.
fn days_per(program: &Program, rule: &DriverRule, measure: Measure) -> f64 {
    match rule.of {
        Base::Driver(of) if program.drivers[of].measure == measure => DAYS,
        _ => 1.0,
    }
}
