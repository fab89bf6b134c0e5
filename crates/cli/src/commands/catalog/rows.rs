//! Rows of the catalogue as its files have them: every field, money as decimal text.

use headroom_app::engine::catalog::{Catalog, CatalogPlan, Rate};
use serde_json::Value;

pub fn plan(plan: &CatalogPlan) -> Value {
    row(Catalog { plans: [(plan.id.clone(), plan.clone())].into_iter().collect(), ..Catalog::default() }, "plans")
}

pub fn rate(rate: &Rate) -> Value {
    row(Catalog { rates: [(rate.id.clone(), rate.clone())].into_iter().collect(), ..Catalog::default() }, "rates")
}

/// The one row of a catalogue. It is what was written a moment ago, so it can be read.
fn row(catalog: Catalog, kind: &str) -> Value {
    let file: Option<Value> = serde_json::from_str(&catalog.write()).ok();
    file.and_then(|mut file| file.get_mut(kind)?.get_mut(0).map(Value::take)).unwrap_or_default()
}
