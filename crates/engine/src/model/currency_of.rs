//! Which currency an amount of a model is in.

use crate::catalog::Catalog;
use crate::form::Node;
use crate::money::Currency;

/// The currency of the amount at a path: that of the plan, the price or the override it stands in, else the model's.
/// None where that is no currency.
pub fn currency_of(root: &Node, path: &str) -> Option<Currency> {
    let steps: Vec<&str> = path.split('.').collect();
    let stated = |place: &[&str]| root.at_path(&[place, &["currency"]].concat().join("."))?.as_text();
    let parsed = |code: &str| code.parse().ok();
    match steps.as_slice() {
        // A plan's new price in one of its other currencies.
        ["subscription", "plans", plan, "price_changes", _, "currencies", name, ..] => {
            stated(&["subscription", "plans", plan, "currencies", name]).and_then(parsed)
        }
        ["prices", "overrides", name, ..] => {
            let id = root.at_path(&format!("prices.overrides.{name}.of"))?.as_text()?;
            let catalog = Catalog::shipped();
            let of_rate = || catalog.rate(id).map(|rate| rate.currency);
            catalog.plan(id).map(|plan| plan.currency).or_else(of_rate)
        }
        steps => (0..=steps.len()).rev().find_map(|n| stated(&steps[..n])).and_then(parsed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_in_the_currency_of_what_it_belongs_to() {
        let text = r#"{
            "currency": "USD",
            "subscription": { "plans": {
                "pro": { "price": 29, "currencies": { "uk": { "currency": "GBP", "price": 25 } } },
                "eu": { "price": { "value": 29 }, "currency": "EUR", "price_changes": [{ "price": 39 }] }
            } },
            "prices": { "overrides": { "own": { "of": "hetzner-cx23-fsn1", "price": 3 } } }
        }"#;
        let root = Node::parse(text).unwrap();
        let of = |path: &str| currency_of(&root, path).map_or(String::new(), |currency| currency.to_string());
        assert_eq!(of("cash.opening"), "USD");
        assert_eq!(of("subscription.plans.pro.price"), "USD");
        assert_eq!(of("subscription.plans.pro.currencies.uk.price"), "GBP");
        assert_eq!(of("subscription.plans.pro.price_changes.0.currencies.uk"), "GBP");
        assert_eq!(of("subscription.plans.eu.price.value"), "EUR");
        assert_eq!(of("subscription.plans.eu.price_changes.0.price"), "EUR");
        assert_eq!(of("prices.overrides.own.price"), "EUR");
        assert_eq!(of("prices.overrides.none.price"), "");
    }
}
