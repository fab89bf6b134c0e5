//! What users ask of the system: the day curve, drivers, limits, request paths.

use super::Num;
use crate::model::file::{Measure, Resource, Rule};
use crate::model::request_path::Discipline;

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
