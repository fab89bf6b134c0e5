//! What a founder goes through each quarter.

use rust_decimal::Decimal;

use super::Comparison;
use crate::form::quantity::{BalanceOf, CountOf};
use crate::form::{Named, Node};
use crate::{choice, form};

form! {
    /// What a founder goes through each quarter.
    pub struct Review {
        readiness: Option<Readiness>,
        questions: Named<Question>,
        roadmap: Named<Phase>,
        checklists: Named<ChecklistForm>,
        measurements: Named<Measurement>,
        targets: Named<Target>,
        /// Actual figures by month, to hold against the plan.
        actuals: Vec<Actual>,
    }
}

form! {
    /// A scorecard; the overall score is the weighted mean of its categories.
    pub struct Readiness {
        /// The overall score a document states, in percent.
        stated: Option<Decimal>,
        categories: Named<Category>,
    }
}

form! {
    pub struct Category {
        label: String,
        status: Option<String>,
        /// Percent.
        score: Decimal,
        /// 1 unless given.
        weight: Option<Decimal>,
        evidence: Option<String>,
        gap: Option<String>,
    }
}

form! {
    /// "Can it hold ...?" The engine answers from the demand; a stated answer is shown beside.
    pub struct Question {
        question: String,
        /// Demand by driver (or `registered`), held against the capacity of the deployment's tier.
        demand: Named<CountOf>,
        /// Tier per component that is asked about; the one in place in the first month unless given.
        tier: Named<String>,
        /// Deployment asked about; the first unless given.
        deployment: Option<String>,
        /// The answer as stated.
        stated: Option<String>,
        details: Option<String>,
    }
}

form! {
    pub struct Phase {
        label: String,
        /// The tier that this phase gets to, by its path: its users, its added cost and its actions are the phase's.
        tier: Option<String>,
        /// Months from the start, or as stated.
        months: Option<Node>,
        users: Option<Node>,
        cost: Option<Node>,
        items: Vec<Item>,
        /// Whatever else the plan says of this phase, by name.
        details: Named<Node>,
        state: Option<ItemState>,
    }
}

form! {
    pub struct Item {
        text: String,
        detail: Option<String>,
        state: Option<ItemState>,
        /// Monthly cost as stated: a number or a range.
        cost: Option<Node>,
    }
}

choice! {
    pub enum ItemState {
        Open = "open",
        InProgress = "in progress",
        Done = "done",
        Ticked = "ticked",
        Track = "track",
    }
}

form! {
    pub struct ChecklistForm {
        label: String,
        items: Vec<Item>,
    }
}

form! {
    /// Samples of a test; their statistics are computed.
    pub struct Measurement {
        label: String,
        unit: Option<String>,
        /// Samples in order.
        samples: Vec<Decimal>,
        /// Leading samples that are cold starts.
        cold: Option<u32>,
        /// Requests under way at once.
        concurrency: Option<u32>,
        /// Requests that failed.
        failures: Option<u32>,
        /// The most it should be, in `unit`.
        target: Option<Decimal>,
        /// Grade as stated.
        grade: Option<String>,
        status: Option<String>,
        note: Option<String>,
        /// What else the test states, by name.
        details: Named<Node>,
    }
}

form! {
    /// A success metric: what it is compared with comes from the projection where `metric` names a figure of it.
    pub struct Target {
        label: String,
        metric: Option<String>,
        op: Option<Comparison>,
        value: Node,
        unit: Option<String>,
        note: Option<String>,
    }
}

form! {
    pub struct Actual {
        month: String,
        registered: Option<CountOf>,
        paying: Option<CountOf>,
        revenue: Option<BalanceOf>,
        cost: Option<BalanceOf>,
        cash: Option<BalanceOf>,
    }
}
