//! The checked model: every reference resolved to an index, every number in one table of parameters. The kernel in
//! `project` reads nothing else, so a run of many paths only swaps the table.

use std::fmt::Debug;
use std::num::NonZeroU32;

use crate::capacity::fleet::{SelectionPolicy, Weight};
use crate::form::Named;
use crate::model::file::{
    Applies, Comparison, Interpolation, LtvDefinition, Measure, Purpose, Resource, Rule, Service,
};
use crate::model::request_path::Discipline;
use crate::model::watched::Watched;
use crate::money::{Currency, Param};
use crate::month::Month;
use crate::number::Number;
use crate::project::supply::{self, Supplied, SupplyRun};
use crate::project::workload::DriverRun;

/// A parameter's place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Num(pub u32);

/// The values of all parameters: exact for money, binary for counts.
#[derive(Clone, Debug, Default)]
pub struct Params {
    pub values: Vec<Param>,
    /// The ends of each one's range.
    pub ends: Vec<(f64, f64)>,
    /// The model path each came from; empty for a default.
    pub paths: Vec<String>,
}

impl std::ops::Index<Num> for Params {
    type Output = Param;
    fn index(&self, num: Num) -> &Param {
        &self.values[num.0 as usize]
    }
}

/// The values of parameters as the kernel meets them: those of the point run, or symbols that stand for all paths.
pub trait Values {
    type Count: Number;
    type Rate: Copy + Debug;
    /// What a component is run with; see [`Values::supply`].
    type Supply: Supplied<Count = Self::Count>;

    fn number(&self, num: Num) -> Self::Count;
    fn rate(&self, num: Num) -> Self::Rate;

    /// The tiers and instances that a component runs with, month by month.
    fn supply(&self, program: &Program, rule: &ComponentRule, drivers: &[DriverRun<Self::Count>]) -> Self::Supply;

    /// What the new users of a month are multiplied by: 1, but for volatility on many paths.
    fn growth_factor(&self, _t: usize) -> Self::Count {
        Self::Count::of(1.0)
    }

    /// What the churn of a month is multiplied by.
    fn churn_factor(&self, _t: usize) -> Self::Count {
        Self::Count::of(1.0)
    }

    fn number_or(&self, num: Option<Num>, default: f64) -> Self::Count {
        num.map_or(Self::Count::of(default), |n| self.number(n))
    }
}

impl Values for Params {
    type Count = f64;
    type Rate = Param;
    type Supply = SupplyRun;

    fn number(&self, num: Num) -> f64 {
        self[num].number()
    }

    fn rate(&self, num: Num) -> Param {
        self[num]
    }

    fn supply(&self, program: &Program, rule: &ComponentRule, drivers: &[DriverRun]) -> SupplyRun {
        supply::of_component(program, self, rule, drivers)
    }
}

impl Params {
    pub fn number(&self, num: Num) -> f64 {
        self[num].number()
    }
    /// The low or the high end of a parameter's range; its value where it has none.
    pub fn end(&self, num: Num, high: bool) -> f64 {
        let (low, top) = self.ends[num.0 as usize];
        if high { top } else { low }
    }
    pub fn number_or(&self, num: Option<Num>, default: f64) -> f64 {
        num.map_or(default, |n| self.number(n))
    }
}

/// Months are counted from 1; month 0 is the state before the first.
#[derive(Clone, Debug)]
pub struct Program {
    pub currency: Currency,
    pub start: Month,
    pub months: usize,
    pub params: Params,
    pub growth: GrowthRule,
    pub subscription: SubscriptionRule,
    pub active: Option<Num>,
    pub day: DayCurve,
    pub drivers: Named<DriverRule>,
    /// Drivers in an order in which each comes after its base.
    pub driver_order: Vec<usize>,
    pub limits: Named<LimitRule>,
    pub deployments: Named<DeploymentRule>,
    pub paths: Named<PathRule>,
    pub opening: Option<Num>,
    pub zones: Zones,
    /// Price of a day of work.
    pub day_rate: Option<Num>,
    pub uncertainty: UncertaintyRule,
}

/// What many paths need beyond the ranges of assumptions; the point run knows nothing of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UncertaintyRule {
    pub growth: Option<VolatilityRule>,
    pub churn: Option<VolatilityRule>,
    pub correlations: Vec<CorrelationRule>,
}

/// A factor around 1, pushed each month; see [`file::Volatility`](crate::model::file::Volatility).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolatilityRule {
    pub deviation: f64,
    pub reversion: f64,
}

/// The paths of two assumptions, and the correlation of their ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrelationRule {
    pub a: String,
    pub b: String,
    pub rank: f64,
}

/// The load of each hour of the day over the mean hour's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayCurve {
    pub factors: [f64; 24],
    /// The busiest hour's.
    pub peak: f64,
}

impl DayCurve {
    pub const FLAT: Self = Self { factors: [1.0; 24], peak: 1.0 };

    pub fn new(factors: [f64; 24]) -> Self {
        Self { factors, peak: factors.into_iter().fold(0.0, f64::max) }
    }
}

/// Utilisation at which the yellow and the red zone begin.
#[derive(Clone, Copy, Debug)]
pub struct Zones {
    pub yellow: Num,
    pub red: Num,
}

#[derive(Clone, Debug)]
pub struct GrowthRule {
    pub curve: Curve,
    /// Factors for January to December; all 1 unless given.
    pub season: [f64; 12],
    /// Users added in a month.
    pub additions: Vec<(usize, Num)>,
    /// Rates that hold from a month on.
    pub rates: Vec<(usize, Num)>,
    pub ad_spend: Option<Num>,
}

#[derive(Clone, Debug)]
pub enum Curve {
    Schedule(Vec<(usize, Num, Interpolation)>),
    Compound {
        users: Num,
        rate: Num,
    },
    Logistic {
        users: Num,
        rate: Num,
        market: Num,
    },
    Bass {
        users: Num,
        innovation: Num,
        imitation: Num,
        market: Num,
    },
    Funnel {
        users: Num,
        visitors: Num,
        visitor_growth: Option<Num>,
        ad_spend: Option<Num>,
        cost_per_visitor: Option<Num>,
        signup: Num,
    },
}

#[derive(Clone, Debug, Default)]
pub struct SubscriptionRule {
    pub conversion: Option<Num>,
    pub free_conversion: Option<Num>,
    pub trial: usize,
    pub trial_starts: Option<Num>,
    pub trial_leaves: Option<Num>,
    pub plans: Named<PlanRule>,
    pub moves: Vec<MoveRule>,
    pub fee_percent: Option<Num>,
    pub fee_fixed: Option<Num>,
    pub refunds: Option<Num>,
    pub refunds_fees: bool,
    pub failed: Option<FailedRule>,
    pub tax: Option<TaxRule>,
    /// The definition of LTV shown first.
    pub ltv: Option<LtvDefinition>,
}

#[derive(Clone, Debug)]
pub struct PlanRule {
    pub label: String,
    /// Prices by generation, in the plan's own currency: the first, then one per price change.
    pub prices: Vec<Num>,
    pub changes: Vec<(usize, Applies)>,
    /// What the plan's own currency costs in the model's; None where it is the same.
    pub exchange: Option<Num>,
    /// Customers who pay in other currencies.
    pub currencies: Vec<CurrencyRule>,
    pub annual: bool,
    pub free: bool,
    pub share: Option<Num>,
    pub of_registered: Option<Num>,
    pub customers: Option<Num>,
    pub churn: Option<Num>,
    pub retention: Option<RetentionRule>,
    pub reactivation: Option<ReactivationRule>,
    pub discounts: Vec<DiscountRule>,
    pub rate_limit: Option<Num>,
    pub requests_per_minute: Option<Num>,
}

#[derive(Clone, Debug)]
pub struct CurrencyRule {
    /// Share of the plan's customers.
    pub share: Num,
    /// What one unit costs in the model's currency.
    pub exchange: Num,
    /// By generation, in this currency.
    pub prices: Vec<Num>,
}

/// Customers by months since they came.
#[derive(Clone, Debug)]
pub struct RetentionRule {
    /// Share still there after 1, 2, ... months; never empty.
    pub curve: Vec<Num>,
    pub tail: Option<Num>,
}

#[derive(Clone, Copy, Debug)]
pub struct ReactivationRule {
    pub share: Num,
    /// Months after leaving at which they come back; None where a share comes back each month.
    pub after: Option<usize>,
}

/// What new customers of some months have off the price for their first months.
#[derive(Clone, Debug)]
pub struct DiscountRule {
    pub off: Off,
    /// Share of new customers who have it; None for all.
    pub taken: Option<Num>,
    /// Months it lasts for each.
    pub months: usize,
    pub from: usize,
    pub until: usize,
}

#[derive(Clone, Copy, Debug)]
pub enum Off {
    /// Of the price.
    Share(Num),
    /// Per billing period, in the model's currency.
    Amount(Num),
}

#[derive(Clone, Copy, Debug)]
pub struct FailedRule {
    pub share: Num,
    pub recovered: Option<Num>,
    /// Months until it is known.
    pub after: usize,
}

#[derive(Clone, Copy, Debug)]
pub struct TaxRule {
    pub rate: Num,
    pub lag: usize,
    /// The processor is the merchant of record, so the tax never reaches the model's cash.
    pub withheld: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct MoveRule {
    pub from: usize,
    pub to: usize,
    pub rate: Num,
}

/// What a driver, a step cost or a question counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    Registered,
    New,
    Active,
    Paying,
    Free,
    /// Users in a trial.
    Trial,
    Plan(usize),
    Driver(usize),
}

#[derive(Clone, Debug)]
pub struct DriverRule {
    pub label: String,
    pub unit: String,
    pub of: Base,
    pub per: Num,
    pub measure: Measure,
    pub seconds: Option<Num>,
    pub peak_to_mean: Option<Num>,
    pub initial: Option<Num>,
    pub keep: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct LimitRule {
    pub label: String,
    pub driver: usize,
    pub how: LimitHow,
    pub rule: Rule,
    /// The catalogue's name of what a plan lists of it.
    pub listed: Option<String>,
}

#[derive(Clone, Debug)]
pub enum LimitHow {
    Slots { resource: Resource, per: Num, overhead: Vec<Num> },
    Cores { service_ms: Num, other_ms: Option<Num>, p95_ms: Option<Num> },
    Scalability { lambda: Num, sigma: Num, kappa: Num },
    Quota { resource: Option<Resource> },
}

/// What one request visits.
#[derive(Clone, Debug)]
pub struct PathRule {
    pub label: String,
    /// The requests that travel.
    pub driver: usize,
    pub slo: Option<SloRule>,
    pub steps: Vec<StepRule>,
}

#[derive(Clone, Copy, Debug)]
pub struct SloRule {
    /// p95 unless given.
    pub percentile: Option<Num>,
    pub ms: Num,
}

#[derive(Clone, Debug)]
pub struct StepRule {
    /// What the step is called where its place has no name.
    pub label: String,
    /// One for each deployment, in their order; none for a step that only takes a fixed time.
    pub places: Vec<Place>,
    pub visits: Option<Num>,
    pub delay_ms: Option<Num>,
    pub discipline: Discipline,
}

/// Where a step happens in one deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What the component is called there; None in a deployment that lacks it.
    pub label: Option<String>,
    /// The component whose instances requests queue for; None where nothing queues.
    pub component: Option<usize>,
    /// The limit of kind `cores` that gives the service time; None for a step of fixed time only.
    pub limit: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct DeploymentRule {
    pub label: String,
    pub provider: String,
    pub components: Named<ComponentRule>,
    /// The model's costs, then the deployment's own.
    pub costs: Named<CostRule>,
    /// What it takes to move here; None where the model does not say.
    pub moving: Option<MovingRule>,
}

#[derive(Clone, Copy, Debug)]
pub struct MovingRule {
    pub price: Option<Num>,
    pub days: Option<Num>,
    /// Months in which the old deployment and this one are both paid.
    pub overlap: usize,
}

#[derive(Clone, Debug)]
pub struct ComponentRule {
    pub label: String,
    pub service: Service,
    pub limits: Vec<usize>,
    pub tiers: Named<TierRule>,
    pub supply: Supply,
    pub selection: Option<SelectionRule>,
    pub target: Num,
    pub lead_time: usize,
    pub hysteresis: Num,
    pub migration: Option<Num>,
    pub migration_days: Option<Num>,
    pub balancer: Option<Num>,
    pub free_months: f64,
    pub credit: Option<Num>,
}

#[derive(Clone, Debug)]
pub enum Supply {
    /// The cheapest tier that holds.
    Ladder,
    /// (from month, tier, instances)
    Schedule(Vec<(usize, usize, u32)>),
    Usage(UsageRule),
}

#[derive(Clone, Debug)]
pub struct TierRule {
    pub label: String,
    /// The price is the sum of these.
    pub price: Vec<Num>,
    pub shape: ShapeRule,
    /// Capacity declared per limit of the component, in the component's order.
    pub declared: Vec<Option<Num>>,
    /// Capacity that a load test showed, in the same order; read off its points when the model was checked.
    pub measured: Vec<Option<Num>>,
    pub triggers: Vec<TriggerRule>,
    pub min: u32,
    pub max: u32,
    pub p95_target: Option<Num>,
    /// Catalogue plan that price or shape come from.
    pub plan: Option<String>,
    pub price_from_catalog: bool,
}

/// A machine: vCPU; RAM in MB; disk and transfer in GB.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ShapeRule {
    pub vcpu: Option<Num>,
    pub ram_mb: Option<Num>,
    pub disk: Option<Num>,
    pub transfer: Option<Num>,
}

impl ShapeRule {
    pub fn of(&self, resource: Resource) -> Option<Num> {
        match resource {
            Resource::Vcpu => self.vcpu,
            Resource::Ram => self.ram_mb,
            Resource::Disk => self.disk,
            Resource::Transfer => self.transfer,
        }
    }
}

#[derive(Clone, Debug)]
pub struct TriggerRule {
    pub metric: Metric,
    pub op: Comparison,
    pub value: Num,
    pub watched: Watched,
}

/// What a trigger watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    P95,
    /// Busy share of the vCPU.
    Cpu,
    /// Utilisation of the component's limit at this index.
    Utilisation(usize),
    /// Demand, per instance, of this driver.
    Demand(usize),
}

#[derive(Clone, Debug)]
pub struct SelectionRule {
    pub load_weight: Num,
    pub latency_weight: Num,
    pub modulus: u32,
    pub latencies: Vec<f64>,
    pub refresh: u32,
}

impl SelectionRule {
    pub fn policy(&self, params: &Params) -> SelectionPolicy {
        let weight = |n: Num| Weight::saturating(params.number(n));
        SelectionPolicy {
            load_weight: weight(self.load_weight),
            latency_weight: weight(self.latency_weight),
            modulus: NonZeroU32::new(self.modulus).unwrap_or(NonZeroU32::MIN),
        }
    }
}

#[derive(Clone, Debug)]
pub struct UsageRule {
    pub label: String,
    pub minimum: Option<Num>,
    pub vcpu_price: Option<Num>,
    pub ram_price: Option<Num>,
    pub volume_price: Option<Num>,
    pub egress_price: Option<Num>,
    pub used: UseRule,
    /// Most vCPU and GB of memory one service may use, where the provider says.
    pub most_vcpu: Option<f64>,
    pub most_ram: Option<f64>,
    pub plan: Option<String>,
}

/// What metered use is counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UseRule {
    /// A limit of kind `cores`.
    pub cpu: Option<usize>,
    /// A limit of kind `slots`.
    pub memory: Option<usize>,
    /// A driver in GB stored.
    pub volume: Option<usize>,
    /// A driver in GB a month.
    pub egress: Option<usize>,
    pub idle_vcpu: Option<Num>,
    /// GB.
    pub idle_ram: Option<Num>,
}

#[derive(Clone, Debug)]
pub struct CostRule {
    pub label: String,
    pub group: String,
    pub purpose: Option<Purpose>,
    pub amount: AmountRule,
    pub from: usize,
    pub until: usize,
    /// Component and lowest tier that switch it on.
    pub when: Option<(usize, usize)>,
    pub free_months: f64,
    pub credit: Option<Num>,
    /// Whether only this deployment has it.
    pub own: bool,
}

impl CostRule {
    /// Does it cost otherwise where the system runs elsewhere? It does where only one deployment has it, or one of the
    /// deployment's tiers switches it on.
    pub fn differs(&self) -> bool {
        self.own || self.when.is_some()
    }
}

#[derive(Clone, Debug)]
pub enum AmountRule {
    Monthly {
        price: Num,
        quantity: Option<Num>,
    },
    PerUnit {
        driver: usize,
        price: Num,
        per: Option<Num>,
        included: Option<Num>,
    },
    PerSubscriber {
        price: Num,
        plan: Option<usize>,
    },
    OfRevenue {
        percent: Num,
    },
    Steps {
        of: Base,
        steps: Vec<(Num, Num)>,
    },
    Schedule(Vec<(usize, Num)>),
    Once {
        price: Num,
    },
    /// By month from which they hold: salary and heads.
    Staff(Vec<(usize, Num, Num)>),
    /// What the funnel's advertising costs.
    Advertising {
        price: Num,
    },
}
