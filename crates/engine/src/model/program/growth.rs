//! How registered users grow.

use super::Num;
use crate::model::file::Interpolation;

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
