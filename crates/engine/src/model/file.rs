//! The file form of a model: what a person writes, before references are resolved. See `model::check` for what must
//! hold across fields, and `assets/model.schema.json` for the published schema made from these declarations.

mod cost;
mod growth;
mod limit;
mod review;
mod statement;
mod subscription;
mod supply;
mod uncertainty;
mod workload;

use super::own_prices::OwnPrices;
use super::request_path::RequestPath;
use crate::form;
use crate::form::quantity::BalanceOf;
use crate::form::{Named, Node};

pub use cost::*;
pub use growth::*;
pub use limit::*;
pub use review::*;
pub use statement::*;
pub use subscription::*;
pub use supply::*;
pub use uncertainty::*;
pub use workload::*;

/// The format this version writes; a file with a higher one is refused.
pub const FORMAT: u32 = 1;

form! {
    /// A Headroom model: how a small SaaS grows, what it earns, what it needs and what that costs.
    pub struct ModelFile {
        /// Where the JSON Schema is, for completion in editors.
        schema as "$schema": Option<String>,
        /// The format's version: 1.
        format: u32,
        name: String,
        /// One or two sentences about the system and its plan.
        description: Option<String>,
        /// ISO 4217 code of every amount in the model, such as USD.
        currency: String,
        /// The first month, such as 2026-01.
        start: String,
        /// The horizon in months, 1 to 240.
        months: u32,
        growth: Growth,
        subscription: Option<Subscription>,
        workload: Option<Workload>,
        /// How a machine turns into capacity, shared by every deployment.
        limits: Named<Limit>,
        /// What requests visit on their way, and how long that may take.
        paths: Named<RequestPath>,
        policy: Option<Policy>,
        /// Full sets of components, one per provider or plan; the first is the one shown first.
        deployments: Named<Deployment>,
        /// Costs that every deployment has.
        costs: Named<Cost>,
        /// The model's own prices, over the catalogue's.
        prices: Option<OwnPrices>,
        cash: Option<Cash>,
        uncertainty: Option<Uncertainty>,
        /// Named patches on this model.
        scenarios: Named<Scenario>,
        review: Option<Review>,
        /// What the plan's document states and the model does not compute with: claims, thresholds, policies.
        statements: Named<Statement>,
        /// Figures of one's own, calculated from the model and its projection.
        figures: Named<FigureForm>,
    }
}

form! {
    pub struct Cash {
        /// Cash before the first month.
        opening: BalanceOf,
    }
}

form! {
    /// A named patch: the paths it sets and their values.
    pub struct Scenario {
        label: String,
        note: Option<String>,
        set: PathValues,
    }
}

/// Values by path; a path has dots, so it is no name.
#[derive(Clone, Debug, Default)]
pub struct PathValues(pub Vec<(String, Node)>);

impl crate::form::Form for PathValues {
    fn read(node: Option<&Node>, reader: &mut crate::form::Reader) -> Option<Self> {
        let Some(node) = node else { return Some(Self::default()) };
        match &node.kind {
            crate::form::Kind::Record(entries) => Some(Self(entries.clone())),
            _ => {
                reader.wrong_type(node, "an object of paths and values");
                None
            }
        }
    }
    fn schema(_: &mut crate::form::Definitions) -> serde_json::Value {
        serde_json::json!({ "type": "object", "description": "Values by path, such as \"growth.rate\": 0.2." })
    }
    fn optional() -> bool {
        true
    }
}
