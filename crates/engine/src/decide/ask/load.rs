//! The load of one moment, from what a question gives.

use crate::form::Named;
use crate::model::file::Measure;
use crate::model::program::{Base, DriverRule, Params, Program};
use crate::project::bases;
use crate::project::workload::{self, DriverRun};
use crate::projection::Deployed;

/// Nothing larger is asked: the projection reckons with no larger counts either.
pub(super) const MOST: f64 = 1e15;

/// Every driver at one moment, as a run of one month.
#[derive(Clone, Debug, Default)]
pub struct Load {
    pub drivers: Vec<DriverRun>,
    /// Drivers that were asked about by name.
    pub asked: Vec<usize>,
}

impl Load {
    /// The drivers given, and those that follow from them; a driver that follows from nothing given is 0. What is stored
    /// is what the plan has by then, with what comes in of what is asked in place of what the plan has coming in.
    pub fn of(deployed: &Deployed, demand: &Named<f64>, t: usize) -> Self {
        let program = deployed.program;
        let given = |name: &str| demand.get(name).copied();
        let nothing = || DriverRun { volume: vec![0.0], demand: vec![0.0] };
        let mut load = Self { drivers: program.drivers.values().map(|_| nothing()).collect(), asked: Vec::new() };
        for &i in &program.driver_order {
            let Some((name, rule)) = program.drivers.get_index(i) else { continue };
            let params = &program.params;
            let volume = match given(name) {
                Some(volume) => {
                    load.asked.push(i);
                    volume
                }
                None => {
                    let own = params.number(rule.per) * load.base(program, rule, &given) * in_flight(rule, params);
                    if rule.measure == Measure::Stock && own > 0.0 { own + before(deployed, i, rule, t) } else { own }
                }
            };
            let demand = match rule.measure {
                Measure::Daily => volume / 86_400.0 * workload::peak(program, params, rule),
                _ => volume,
            };
            if let Some(driver) = load.drivers.get_mut(i) {
                *driver = DriverRun { volume: vec![volume], demand: vec![demand] };
            }
        }
        load
    }

    /// This load on top of a month's: of each driver the larger of the two.
    pub(super) fn with_month(&self, month: &[DriverRun], t: usize) -> Self {
        let larger = |a: &[f64], b: &[f64]| {
            let b = t.checked_sub(1).and_then(|i| b.get(i)).copied().unwrap_or(0.0);
            vec![a.first().copied().unwrap_or(0.0).max(b)]
        };
        let pairs = self.drivers.iter().zip(month);
        let drivers = pairs
            .map(|(a, b)| DriverRun { volume: larger(&a.volume, &b.volume), demand: larger(&a.demand, &b.demand) });
        Self { drivers: drivers.collect(), asked: self.asked.clone() }
    }

    /// Demand of a driver, in the unit its limits are stated in.
    pub(super) fn demand(&self, driver: usize) -> f64 {
        self.drivers.get(driver).and_then(|run| run.demand.first()).copied().unwrap_or(0.0)
    }

    fn volume(&self, driver: usize) -> f64 {
        self.drivers.get(driver).and_then(|run| run.volume.first()).copied().unwrap_or(0.0)
    }

    /// How many of a driver's base are given or follow.
    fn base(&self, program: &Program, rule: &DriverRule, given: &impl Fn(&str) -> Option<f64>) -> f64 {
        let registered = given("registered");
        match rule.of {
            Base::Driver(i) if matches!(rule.measure, Measure::Level | Measure::InFlight) => self.demand(i),
            Base::Driver(i) => self.volume(i) * workload::days(program, rule),
            Base::Registered => registered.unwrap_or(0.0),
            Base::Active => {
                let share = program.params.number_or(program.active, 1.0);
                given("active").or(registered.map(|r| r * share)).unwrap_or(0.0)
            }
            Base::Paying => given("paying").unwrap_or(0.0),
            Base::New | Base::Free | Base::Trial | Base::Plan(_) => 0.0,
        }
    }
}

/// What the plan has stored in month `t` without what comes in during it.
fn before(deployed: &Deployed, driver: usize, rule: &DriverRule, t: usize) -> f64 {
    let Deployed { program, demand, .. } = *deployed;
    let params = &program.params;
    let Some(stored) = demand.drivers.get(driver).and_then(|run| run.volume.get(t.checked_sub(1)?)) else { return 0.0 };
    let bases = bases(&demand.registered, &demand.subscription, params.number_or(program.active, 1.0));
    (stored - workload::inflow(program, params, &bases, &demand.drivers, rule, t)).max(0.0)
}

fn in_flight(rule: &DriverRule, params: &Params) -> f64 {
    if rule.measure == Measure::InFlight { params.number_or(rule.seconds, 0.0) } else { 1.0 }
}

/// Names that a demand may use: counts of users, and drivers.
pub fn demand_names(drivers: &[&str]) -> Vec<String> {
    ["registered", "active", "paying"].iter().chain(drivers).map(|s| (*s).to_owned()).collect()
}
