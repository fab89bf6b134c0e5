//! The parameters of a model as symbols: what is uncertain is an input of the tape, the rest is known.

use headroom_engine::model::program::{ComponentRule, Num, Params, Program, Supply, UsageRule, Values};
use headroom_engine::project::metered::Use;
use headroom_engine::project::supply::Supplied;
use headroom_engine::project::workload::DriverRun;

use crate::climb::Climb;
use crate::tape::Recorder;
use crate::traced::Traced;

/// What the kernel reads its parameters from while a tape is recorded.
#[derive(Debug)]
pub struct Symbols<'t> {
    recorder: &'t Recorder,
    /// The values of the point run.
    likely: &'t Params,
    /// In the order of the table of parameters.
    numbers: Vec<Traced<'t>>,
    /// Factors of growth and of churn by month; empty where they do not wander.
    growth: Vec<Traced<'t>>,
    churn: Vec<Traced<'t>>,
    /// The point run's load, which says how many instances may be needed.
    drivers: &'t [DriverRun],
    asked: Asked,
}

/// Which figures are wanted that nothing else rests on: of components, beside their tiers and instances, and of
/// subscriptions. Each is some lines for every tier or plan and month, so what nobody asks for is not written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub utilisation: bool,
    pub outgrown: bool,
    pub slow: bool,
    pub mrr: bool,
}

impl<'t> Symbols<'t> {
    pub fn new(
        recorder: &'t Recorder,
        likely: &'t Params,
        drivers: &'t [DriverRun],
        number: impl Fn(Num) -> Traced<'t>,
    ) -> Self {
        let numbers = (0..likely.values.len()).map(|i| number(Num(u32::try_from(i).unwrap_or(u32::MAX)))).collect();
        let asked = Asked { utilisation: true, outgrown: true, slow: true, mrr: true };
        Self { recorder, likely, numbers, growth: Vec::new(), churn: Vec::new(), drivers, asked }
    }

    /// With factors by month for growth and churn.
    pub fn wandering(self, growth: Vec<Traced<'t>>, churn: Vec<Traced<'t>>) -> Self {
        Self { growth, churn, ..self }
    }

    /// Asked for no more than this.
    pub(crate) fn asked_for(self, asked: Asked) -> Self {
        Self { asked, ..self }
    }

    pub(crate) fn asked(&self) -> Asked {
        self.asked
    }

    pub(crate) fn recorder(&self) -> &'t Recorder {
        self.recorder
    }

    pub(crate) fn likely(&self) -> &'t Params {
        self.likely
    }

    pub(crate) fn point_drivers(&self) -> &'t [DriverRun] {
        self.drivers
    }
}

impl<'t> Values for Symbols<'t> {
    type Count = Traced<'t>;
    type Rate = Traced<'t>;
    type Supply = Placed<'t>;

    fn number(&self, num: Num) -> Traced<'t> {
        self.numbers[num.0 as usize]
    }

    fn rate(&self, num: Num) -> Traced<'t> {
        self.number(num)
    }

    fn growth_factor(&self, t: usize) -> Traced<'t> {
        self.growth.get(t - 1).copied().unwrap_or(Traced::Known(1.0))
    }

    fn churn_factor(&self, t: usize) -> Traced<'t> {
        self.churn.get(t - 1).copied().unwrap_or(Traced::Known(1.0))
    }

    fn asks_mrr(&self) -> bool {
        self.asked.mrr
    }

    fn supply(&self, program: &Program, rule: &ComponentRule, drivers: &[DriverRun<Traced<'t>>]) -> Placed<'t> {
        match &rule.supply {
            Supply::Usage(usage) => {
                let used = |t| Use::mean(&usage.used, program, self, drivers, t);
                Placed::metered(usage, program.months, used)
            }
            _ => Climb::new(program, rule, self).run(drivers, program.months),
        }
    }
}

/// A component on every path, month by month. What was not [asked](Asked) for is 0.
#[derive(Clone, Debug, Default)]
pub struct Placed<'t> {
    pub tier: Vec<Traced<'t>>,
    pub instances: Vec<Traced<'t>>,
    pub changed: Vec<Traced<'t>>,
    /// 1 where no tier holds.
    pub breach: Vec<Traced<'t>>,
    /// 1 where the load exceeds the capacity of what the point run has in place.
    pub outgrown: Vec<Traced<'t>>,
    /// The largest utilisation of any limit.
    pub utilisation: Vec<Traced<'t>>,
    /// 1 where the p95 response time is above the tier's target; 0 where it has none.
    pub slow: Vec<Traced<'t>>,
}

impl<'t> Placed<'t> {
    fn metered(usage: &UsageRule, months: usize, used: impl Fn(usize) -> Use<Traced<'t>>) -> Self {
        use headroom_engine::number::Number;
        let none = Traced::Known(0.0);
        let utilisation: Vec<Traced<'t>> = (1..=months).map(|t| usage.utilisation(&used(t)).unwrap_or(none)).collect();
        let breach: Vec<Traced<'t>> = utilisation.iter().map(|u| u.exceeds(Traced::Known(1.0))).collect();
        Self {
            tier: vec![none; months],
            instances: vec![Traced::Known(1.0); months],
            changed: vec![none; months],
            outgrown: breach.clone(),
            breach,
            utilisation,
            slow: vec![none; months],
        }
    }
}

impl<'t> Supplied for Placed<'t> {
    type Count = Traced<'t>;

    fn tier(&self, t: usize) -> Traced<'t> {
        self.tier[t - 1]
    }

    fn instances(&self, t: usize) -> Traced<'t> {
        self.instances[t - 1]
    }

    fn changed(&self, t: usize) -> Traced<'t> {
        self.changed[t - 1]
    }
}
