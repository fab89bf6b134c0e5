//! What is paid beside the components.

use super::{Base, Num};
use crate::model::file::Purpose;

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
