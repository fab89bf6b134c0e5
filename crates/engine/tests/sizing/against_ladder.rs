//! The catalogue as a ladder: the projection and sizing make the same choices.

use headroom_engine::catalog::Catalog;
use headroom_engine::money::{Amount, Currency, Money, Param};
use headroom_engine::sizing::Wishes;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::model::{Case, memory, shipped, wishes};

/// Every app service of Azure's East US as a tier, from its least to its most instances.
fn ladder(catalog: &Catalog, region: &str) -> Value {
    let plans = catalog.plans.values().filter(|p| p.service == "app_service" && p.is_sold_in(region));
    let tier = |plan: &headroom_engine::catalog::CatalogPlan| {
        let tier = json!({ "label": plan.plan, "plan": plan.id, "instances": { "min": 1, "max": plan.instances_max } });
        (plan.plan.to_lowercase(), tier)
    };
    // A model refuses tiers that no demand would ever choose: dearer ones with the same machine.
    let dearer = ["s1", "s2", "s3", "p1v2", "p2v2", "p3v2", "p0v3", "p1v3"];
    Value::Object(plans.map(tier).filter(|(name, _)| !dearer.contains(&name.as_str())).collect::<Map<_, _>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Up and down: without hysteresis the ladder's choice costs what the cheapest pick costs.
    #[test]
    fn same_choices(users in prop::collection::vec(0.0..6000.0_f64, 1..12), target in 30_u32..100) {
        let catalog = &shipped().catalog;
        let part = json!({ "label": "Web", "limits": ["memory"], "ladder": ladder(catalog, "eastus") });
        let users: Vec<f64> = users.iter().map(|u| u.round()).collect();
        let policy = json!({ "target_utilisation": f64::from(target) / 100.0, "hysteresis": 0 });
        let case = Case::new(&users, memory(), part, json!({ "policy": policy }));
        let wishes = Wishes { autoscale: false, regions: vec!["eastus".into()], ..wishes("azure") };
        let sizing = case.size(shipped(), &wishes);
        let rule = &case.model.program.deployments[0].components[0];
        let run = &case.projection.outcomes[0].components[0];
        for (i, choice) in run.choice.iter().enumerate() {
            let pick = sizing.pick("azure", i + 1);
            prop_assert_eq!(pick.is_none(), run.breach[i]);
            let Some(pick) = pick else { continue };
            let plan = catalog.plan(rule.tiers[choice.tier].plan.as_deref().unwrap()).unwrap();
            let price = Param::new(plan.price_monthly.unwrap());
            let paid = Money::charge(f64::from(choice.instances), price, Currency::USD);
            prop_assert_eq!(paid, pick.cost.total(), "month {}: {} and {}", i + 1, &plan.id, &pick.plan.id);
        }
    }
}
