//! What makes paths differ beyond the ranges of assumptions.

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
