//! A model's own prices over the catalogue's: what it computes with, in which currency, and what it says of them.

use headroom_engine::catalog::Catalog;
use headroom_engine::diagnostic::{Code, Diagnostic, Severity};
use headroom_engine::form::Node;
use headroom_engine::model::schema;
use headroom_engine::{Model, Projection};
use rust_decimal::Decimal;

/// A model with two tiers of a plan each, its own prices changed as given.
fn text(currency: &str, plans: [&str; 2], prices: &str) -> String {
    let [small, large] = plans;
    format!(
        r#"{{
  "format": 1, "name": "Notes", "currency": "{currency}", "start": "2026-01", "months": 12,
  "growth": {{ "kind": "compound", "users": 100, "rate": 0 }},
  "workload": {{ "drivers": {{ "visitors": {{ "label": "Users", "unit": "users", "of": "registered", "per": 1 }} }} }},
  "limits": {{ "seats": {{ "kind": "quota", "label": "Seats", "driver": "visitors" }} }},
  "deployments": {{ "here": {{ "label": "Here", "provider": "azure", "components": {{
    "web": {{ "label": "Web", "limits": ["seats"], "ladder": {{
      "small": {{ "label": "Small", "plan": "{small}", "declared": {{ "seats": 1000 }} }},
      "large": {{ "label": "Large", "plan": "{large}", "declared": {{ "seats": 9000 }} }}
    }} }},
    "app": {{ "label": "App", "usage": {{ "label": "Metered", "plan": "railway-pro" }} }}
  }} }} }},
  "prices": {prices}
}}"#
    )
}

const B1: &str = "azure-appservice-b1-linux-eastus";
const B2: &str = "azure-appservice-b2-linux-eastus";
const CX23: &str = "hetzner-cx23-fsn1";

fn model(currency: &str, plans: [&str; 2], prices: &str) -> Model {
    read(&text(currency, plans, prices)).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn read(text: &str) -> Result<Model, Vec<Diagnostic>> {
    Model::from_node(Node::parse(text).expect("the text is JSON"), Catalog::shipped())
}

fn problems(prices: &str) -> Vec<String> {
    let text = text("USD", [B1, B2], prices);
    let found = match read(&text) {
        Ok(model) => model.warnings,
        Err(found) => found,
    };
    assert!(found.iter().all(|problem| problem.at.is_some() && !problem.hint.is_empty()), "{found:#?}");
    found.iter().map(|problem| format!("{} {}: {}", problem.code.as_str(), problem.path, problem.message)).collect()
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal")
}

/// What a tier costs, and the path its price came from.
fn price(model: &Model, tier: &str) -> (Decimal, String) {
    let rule = &model.program.deployments["here"].components["web"].tiers[tier];
    let num = rule.price[0];
    (model.program.params[num].exact(), model.program.params.paths[num.0 as usize].clone())
}

#[test]
fn without_prices_of_its_own_a_model_shares_the_catalogue() {
    let model = model("USD", [B1, B2], "{}");
    assert!(std::ptr::eq(model.catalog(), &**Catalog::shipped()));
    assert_eq!(price(&model, "small"), (decimal("12.41"), String::new()));
    assert_eq!(model.prices.stale_after, 12);
}

#[test]
fn own_plans_and_overrides_hold_over_the_catalogue() {
    let model = model(
        "USD",
        ["corner_shop", B2],
        r#"{ "stale_after": 6,
            "plans": { "corner_shop": { "provider": "corner", "label": "S", "price": { "low": 3, "likely": 4, "high": 8 },
                "shape": { "vcpu": 2, "ram": 4 }, "sla": { "value": 99.9, "unit": "%" }, "instances_max": 3,
                "limits": { "user_connections": 35 }, "one_year": 3.5, "as_of": "2026-11" } },
            "overrides": {
                "offer": { "of": "azure-appservice-b2-linux-eastus", "price": 20, "as_of": "2026-11-20", "source": "Mail" },
                "ram": { "of": "railway-ram-month", "price": 8, "as_of": "2026-11-20" },
                "reserved": { "of": "azure-appservice-p1v3-linux-eastus", "one_year": 80, "as_of": "2026-11" } } }"#,
    );
    assert_eq!(price(&model, "small"), (decimal("4"), "prices.plans.corner_shop.price".to_owned()));
    assert_eq!(price(&model, "large"), (decimal("20"), "prices.overrides.offer.price".to_owned()));
    let own = model.catalog().plan("corner_shop").expect("the plan is in the catalogue");
    assert_eq!((own.shape.ram_gib, own.limit("user_connections")), (Some(decimal("4")), Some(decimal("35"))));
    assert_eq!((own.sla_percent, own.reservations.one_year), (Some(decimal("99.9")), Some(decimal("3.5"))));
    assert_eq!((own.source.as_str(), own.service.as_str()), ("the model", "vm"));
    // An override changes what it states; sizes stay, and the catalogue underneath too.
    let (offer, listed) = (model.catalog().plan(B2).expect("B2"), model.prices.list.plan(B2).expect("B2"));
    assert_eq!((offer.price_monthly, offer.source.as_str()), (Some(decimal("20")), "Mail"));
    assert_eq!((offer.price_hourly, &offer.shape), (None, &listed.shape));
    assert_eq!(listed.price_monthly, Some(decimal("24.82")));
    let reserved = model.catalog().plan("azure-appservice-p1v3-linux-eastus").expect("P1v3");
    assert_eq!(reserved.reservations.one_year, Some(decimal("80")));
    assert_eq!(reserved.as_of, model.prices.list.plan(&reserved.id).expect("P1v3").as_of);
    assert_eq!(model.prices.stale_after, 6);
    // A metered price is a rate's, and found by its path.
    let rates: Vec<_> = model.prices.stated.iter().map(|(id, path)| (id.as_str(), path.as_str())).collect();
    assert_eq!(
        rates,
        [
            ("corner_shop", "prices.plans.corner_shop.price"),
            (B2, "prices.overrides.offer.price"),
            ("railway-ram-month", "prices.overrides.ram.price")
        ]
    );
    let paths = &model.program.params.paths;
    assert!(paths.iter().any(|path| path == "prices.overrides.ram.price"));
}

#[test]
fn one_plan_is_one_parameter() {
    let own = r#"{ "plans": { "mine": { "provider": "p", "label": "M", "price": 7, "as_of": "2026" } } }"#;
    let model = model("USD", ["mine", "mine"], own);
    let tiers = &model.program.deployments["here"].components["web"].tiers;
    assert_eq!(tiers["small"].price, tiers["large"].price);
}

#[test]
fn prices_in_another_currency_are_turned() {
    let own =
        r#"{ "exchange": { "euro": { "currency": "EUR", "rate": 1.2, "as_of": "2026-11-20", "source": "ECB" } } }"#;
    let with_rate = model("USD", [CX23, B1], own);
    assert_eq!(price(&with_rate, "small"), (decimal("6.588"), String::new()));
    assert_eq!(with_rate.warnings, []);
    let converted = with_rate.prices.monthly(with_rate.catalog().plan(CX23).expect("CX23")).expect("a price");
    assert_eq!(converted.at.map(|rate| rate.source), Some("ECB".to_owned()));
    // The price keeps its digits; the line of a month is rounded, once.
    let projection = Projection::of(&with_rate).expect("it projects");
    assert_eq!(projection.outcomes["here"].lines[0].amounts[0].to_string(), "6.59");
    // The shipped rate is from memory, and one warning for a currency says so.
    let remembered = model("USD", [CX23, "hetzner-cx33-fsn1"], "{}");
    assert_eq!(price(&remembered, "small").0, decimal("5.942376"));
    let found: Vec<_> = remembered.warnings.iter().filter(|w| w.code == Code::MixedCurrency).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(
        found[0].message,
        "`hetzner-cx23-fsn1` is priced in EUR: one is taken for 1.0824 USD, a rate of 2024 that was not read anywhere"
    );
    // Metered use is turned as well.
    let euros = model(
        "EUR",
        [CX23, "hetzner-cx33-fsn1"],
        r#"{ "exchange": { "dollar": { "currency": "USD", "rate": 0.5, "as_of": "2026" } } }"#,
    );
    let usage = euros.program.deployments["here"].components["app"].supply.clone();
    let headroom_engine::model::program::Supply::Usage(usage) = usage else { panic!("{usage:?}") };
    let amount = |num: Option<_>| num.map(|num| euros.program.params[num].exact());
    assert_eq!((amount(usage.minimum), amount(usage.ram_price)), (Some(decimal("10")), Some(decimal("5"))));
}

#[test]
fn without_a_rate_a_price_in_another_currency_is_refused() {
    let found = read(&text("CHF", [CX23, B1], "{}")).expect_err("no rate for CHF is shipped");
    assert!(found.iter().all(|problem| problem.code == Code::MixedCurrency), "{found:#?}");
    let paths: Vec<&str> = found.iter().map(|problem| problem.path.as_str()).collect();
    assert!(paths.contains(&"deployments.here.components.web.ladder.small.plan"), "{paths:?}");
    // A price in the model's own currency needs no rate: only the machine is the plan's.
    let own = text("CHF", [CX23, B1], "{}")
        .replace(&format!("\"plan\": \"{CX23}\""), &format!("\"plan\": \"{CX23}\", \"price\": 5"))
        .replace(&format!("\"plan\": \"{B1}\""), &format!("\"plan\": \"{B1}\", \"price\": 15"))
        .replace(
            ", \"plan\": \"railway-pro\"",
            ", \"minimum\": 20, \"vcpu_price\": 1, \"ram_price\": 1, \"volume_price\": 1, \"egress_price\": 1",
        );
    assert_eq!(read(&own).expect("it is a model").warnings, []);
}

#[test]
fn a_scenario_may_change_a_price_of_ones_own() {
    let own =
        r#"{ "overrides": { "offer": { "of": "azure-appservice-b1-linux-eastus", "price": 10, "as_of": "2026" } } }"#;
    let text = text("USD", [B1, B2], own);
    let with = text.replacen(
        "\"prices\":",
        "\"scenarios\": { \"dear\": { \"label\": \"Dear\", \"set\": { \"prices.overrides.offer.price\": 11 } } },\n  \"prices\":",
        1,
    );
    let model = read(&with).expect("it is a model");
    let dear = model.under("dear").expect("it is a scenario");
    assert_eq!((price(&model, "small").0, price(&dear, "small").0), (decimal("10"), decimal("11")));
    let listed = |model: &Model| model.prices.list.plan(B1).and_then(|plan| plan.price_monthly);
    assert_eq!(listed(&dear), Some(decimal("12.41")));
}

#[test]
fn every_problem_of_own_prices() {
    let cases = [
        (r#"{ "stale_after": 1.5 }"#, "E011-out-of-domain prices.stale_after: 1.5 is not a whole number of months"),
        (
            r#"{ "overrides": { "a": { "of": "azure-appservice-b1-linux-eastus", "price": 1, "as_of": "12/2026" } } }"#,
            "E029-bad-date prices.overrides.a.as_of: `12/2026` is not a date",
        ),
        (
            r#"{ "overrides": { "a": { "of": "azure-appservice-b1-linux-eastus", "as_of": "2026" } } }"#,
            "E006-missing-field prices.overrides.a: the override has no price",
        ),
        (
            r#"{ "overrides": { "a": { "of": "azure-b1", "price": 1, "as_of": "2026" } } }"#,
            "E021-unknown-plan prices.overrides.a.of: the catalogue has no plan or rate `azure-b1`",
        ),
        (
            r#"{ "overrides": { "a": { "of": "stripe-us-dispute", "price": 1, "as_of": "2026" } } }"#,
            "E021-unknown-plan prices.overrides.a.of: rate `stripe-us-dispute` has a price per unit and no other",
        ),
        (
            r#"{ "overrides": { "a": { "of": "railway-pro", "price": 1, "as_of": "2026" },
                                "b": { "of": "railway-pro", "price": 2, "as_of": "2026" } } }"#,
            "E004-duplicate-field prices.overrides.b.of: `railway-pro` has a price of the model's own already",
        ),
        (
            r#"{ "plans": { "a": { "provider": "p", "label": "A", "price": 1, "currency": "EURO", "as_of": "2026" } } }"#,
            "E014-bad-currency prices.plans.a.currency: `EURO` is not a currency code",
        ),
        (
            r#"{ "plans": { "a": { "provider": "p", "label": "A", "price": 1, "service": "vms", "as_of": "2026" } } }"#,
            "E009-unknown-choice prices.plans.a.service: `vms` is not a service",
        ),
        (
            r#"{ "plans": { "a": { "provider": "p", "label": "A", "price": 1, "instances_max": 0, "as_of": "2026" } } }"#,
            "E011-out-of-domain prices.plans.a.instances_max: a plan without instances",
        ),
        (
            r#"{ "plans": { "a": { "provider": "p", "label": "A", "as_of": "2026" } } }"#,
            "E006-missing-field prices.plans.a.price: `price` is missing",
        ),
        (
            r#"{ "exchange": { "a": { "currency": "EUR", "rate": 0, "as_of": "2026" } } }"#,
            "E011-out-of-domain prices.exchange.a.rate: a rate of 0",
        ),
        (
            r#"{ "exchange": { "a": { "currency": "USD", "rate": 1, "as_of": "2026" } } }"#,
            "E004-duplicate-field prices.exchange.a.currency: USD is the model's own currency, or has a rate already",
        ),
    ];
    for (prices, expected) in cases {
        assert_eq!(problems(prices), [expected], "{prices}");
    }
    // All at once.
    let all = r#"{ "plans": { "a": { "provider": "p", "label": "A", "price": 1, "currency": "?", "as_of": "?" } },
                   "exchange": { "b": { "currency": "?", "rate": -1, "as_of": "?" } } }"#;
    assert_eq!(problems(all).len(), 5, "{:#?}", problems(all));
}

#[test]
fn the_schema_has_them() {
    let schema = schema();
    for form in ["OwnPrices", "OwnPlan", "PriceOverride", "OwnExchange"] {
        assert!(schema["$defs"][form]["properties"].is_object(), "{form}");
    }
}

/// The largest and the smallest number that can be written are no reason to panic, wherever they stand.
#[test]
fn extreme_numbers_are_taken_or_refused() {
    let numbers = ["0", "0.0000000000000000000000000001", "1", "79228162514264337593543950335"];
    let mut taken = 0;
    for price in numbers {
        for rate in numbers {
            for size in numbers {
                let own = format!(
                    r#"{{ "plans": {{ "mine": {{ "provider": "p", "label": "M", "price": {{ "low": 0, "likely": {price}, "high": {price} }},
                          "currency": "EUR", "sla": {{ "value": 100, "unit": "%" }}, "hourly": {price}, "egress_price": {size},
                          "shape": {{ "ram": {size} }}, "limits": {{ "users": {size} }}, "as_of": "0001" }} }},
                        "overrides": {{ "b2": {{ "of": "{B2}", "price": {price}, "as_of": "9999-12-31" }},
                                        "meter": {{ "of": "railway-egress", "price": {size}, "as_of": "2026" }} }},
                        "exchange": {{ "euro": {{ "currency": "EUR", "rate": {rate}, "as_of": "2026" }} }} }}"#
                );
                let Ok(model) = read(&text("USD", ["mine", B2], &own)) else { continue };
                taken += 1;
                let _ = Projection::of(&model);
                let _ = headroom_engine::prices::drift(&model);
                for today in ["0001", "9999-12-31"] {
                    let _ = headroom_engine::prices::stale(&model, today.parse().expect("a date"));
                }
            }
        }
    }
    assert!(taken > 0);
}
