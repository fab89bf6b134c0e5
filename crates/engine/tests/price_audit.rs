//! What a model's figures rest on: how old each price is, and how far stated prices are from the catalogue's.

use std::sync::Arc;

use headroom_engine::Model;
use headroom_engine::catalog::Catalog;
use headroom_engine::form::Node;
use headroom_engine::prices::{Drift, Drifting, StalePrice, drift, rests, stale};
use serde_json::{Value, json};

macro_rules! shipped {
    ($name:literal) => {
        read(include_str!(concat!("../../../models/", $name, ".json")), Catalog::shipped())
    };
}

fn read(text: &str, catalog: &Arc<Catalog>) -> Model {
    Model::from_node(Node::parse(text).expect("the text is JSON"), catalog).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// A model with one component of a service at a provider, its ladder and its own prices as given.
fn model(provider: &str, service: &str, ladder: Value, prices: Value) -> Model {
    let text = json!({
        "format": 1, "name": "Notes", "currency": "USD", "start": "2026-01", "months": 12,
        "growth": { "kind": "compound", "users": 100, "rate": 0 },
        "deployments": { "here": { "label": "Here", "provider": provider, "components": {
            "web": { "label": "Web", "service": service, "ladder": ladder }
        } } },
        "prices": prices
    });
    read(&text.to_string(), Catalog::shipped())
}

/// `path id: stated − list = difference (share)`.
fn shown(found: &[Drift]) -> Vec<String> {
    let share = |drift: &Drift| {
        drift.share.map_or("?".into(), |share| format!("{:+} %", (share * rust_decimal::Decimal::ONE_HUNDRED).round()))
    };
    let tail =
        |path: &str| path.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(".");
    found
        .iter()
        .map(|d| format!("{} {}: {} − {} = {} ({})", tail(&d.path), d.id, d.stated, d.list, d.difference, share(d)))
        .collect()
}

#[test]
fn the_figures_of_securewave_are_far_from_the_list() {
    let found = drift(&shipped!("securewave-vpn"));
    assert_eq!(
        shown(&found),
        [
            "p3v3.price azure-appservice-p3v3-linux-eastus: 2000 − 452.60 = 1547.40 (+342 %)",
            "p2v3.price azure-appservice-p2v3-linux-eastus: 600 − 226.30 = 373.70 (+165 %)",
            "p1v2.price azure-appservice-p1v2-linux-eastus: 300 − 73.73 = 226.27 (+307 %)",
            "b2.price azure-appservice-b2-linux-eastus: 70 − 24.82 = 45.18 (+182 %)",
            "s1.price azure-appservice-s1-linux-eastus: 100 − 69.35 = 30.65 (+44 %)",
            "b1.price azure-appservice-b1-linux-eastus: 13 − 12.41 = 0.59 (+5 %)",
        ]
    );
    let b2 = &found[3];
    let place = |name: &str| name.to_owned();
    let of = Drifting::Tier { deployment: place("azure_stated"), component: place("web"), tier: place("b2") };
    assert_eq!((&b2.of, b2.name.as_str(), b2.as_of.to_string().as_str()), (&of, "B2", "2026-07-31"));
    assert_eq!(b2.path, "deployments.azure_stated.components.web.ladder.b2.price");
    assert!(b2.source.starts_with("https://") && b2.exchange.is_none());
}

/// The other documents name no plan's price, or the catalogue's own.
#[test]
fn what_agrees_is_not_reported() {
    for model in [
        shipped!("leadsite"),
        shipped!("rad-panel"),
        shipped!("reference"),
        shipped!("securevpn-100k"),
        shipped!("whatsflow"),
    ] {
        assert_eq!(drift(&model), [], "{}", model.file.name);
    }
}

#[test]
fn a_plan_is_known_by_its_name_at_the_provider() {
    let ladder = json!({
        "b2": { "label": "The larger one", "price": 70 },
        "next": { "label": "P1 V2", "price": { "low": 60, "likely": 100, "high": 300 } },
        "z1": { "label": "Z1", "price": 1 },
        "s1": { "label": "S1", "price": 69.35 },
        "added": { "label": "S2", "added": 10 }
    });
    let found = drift(&model("azure", "app_service", ladder.clone(), json!({})));
    assert_eq!(
        shown(&found),
        [
            "b2.price azure-appservice-b2-linux-eastus: 70 − 24.82 = 45.18 (+182 %)",
            "next.price azure-appservice-p1v2-linux-eastus: 100 − 73.73 = 26.27 (+36 %)"
        ]
    );
    assert_eq!((found[0].within_range, found[1].within_range), (false, true));
    // The same names are nobody's elsewhere, and no database's.
    assert_eq!(drift(&model("linode", "compute", ladder.clone(), json!({}))), []);
    assert_eq!(drift(&model("azure", "postgres", ladder, json!({}))), []);
}

#[test]
fn a_name_that_several_plans_have_is_nobodys() {
    let redis = |label: &str| model("azure", "redis", json!({ "c": { "label": label, "price": 1 } }), json!({}));
    assert_eq!(drift(&redis("C0")), []);
    assert_eq!(drift(&redis("Standard C0"))[0].id, "azure-redis-standard-c0-eastus");
    // A machine and a database of one name are told apart by the component's service.
    let ladder = json!({ "nanode": { "label": "g6-nanode-1", "price": 9 } });
    assert_eq!(drift(&model("linode", "compute", ladder.clone(), json!({})))[0].id, "linode-g6-nanode-1");
    assert_eq!(drift(&model("linode", "postgres", ladder, json!({})))[0].id, "linode-pg-g6-nanode-1");
    // "vps" is no provider of the catalogue: any that has the name, if it is the only one.
    let ladder = json!({ "small": { "label": "s-2vcpu-4gb", "price": 9 }, "free": { "label": "Free", "price": 9 } });
    let found = drift(&model("vps", "compute", ladder, json!({})));
    assert_eq!(found.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["do-s-2vcpu-4gb"]);
}

#[test]
fn the_region_is_that_of_the_deployments_other_plans() {
    let ladder = json!({
        "p1": { "label": "P1v3", "plan": "azure-appservice-p1v3-linux-westeurope" },
        "b1": { "label": "B1", "price": 20 }
    });
    assert_eq!(drift(&model("azure", "app_service", ladder, json!({})))[0].id, "azure-appservice-b1-linux-westeurope");
}

#[test]
fn overrides_meters_and_sourced_prices_drift_too() {
    let text = json!({
        "format": 1, "name": "Notes", "currency": "USD", "start": "2026-01", "months": 12,
        "growth": { "kind": "compound", "users": 100, "rate": 0 },
        "workload": { "drivers": { "traffic": { "label": "Traffic", "unit": "GB", "of": "registered", "per": 1, "measure": "monthly" } } },
        "deployments": { "here": { "label": "Here", "provider": "railway", "components": {
            "app": { "label": "App", "usage": { "label": "Metered", "plan": "railway-pro", "ram_price": 12, "vcpu_price": 20 } }
        } } },
        "costs": {
            "traffic": { "label": "Traffic", "source": "Price catalogue, linode-egress",
                "amount": { "kind": "per_unit", "driver": "traffic", "price": { "value": 6, "unit": "USD/GB" }, "per": 1000 } },
            "commands": { "label": "Commands", "source": "upstash-redis-payg (pay as you go)",
                "amount": { "kind": "per_unit", "driver": "traffic", "price": 0.2, "per": 100000 } },
            "terabytes": { "label": "Terabytes", "source": "hetzner-egress-eu",
                "amount": { "kind": "per_unit", "driver": "traffic", "price": { "value": 2, "unit": "USD/GB" } } },
            "both": { "label": "Both", "source": "azure-egress-10-50tb and azure-egress-100gb-10tb",
                "amount": { "kind": "per_unit", "driver": "traffic", "price": 1 } }
        },
        "prices": { "overrides": {
            "euro": { "of": "hetzner-cx23-fsn1", "price": 6, "as_of": "2026-11" },
            "pro": { "of": "railway-pro", "price": 20, "as_of": "2026-11" }
        } }
    });
    let found = drift(&read(&text.to_string(), Catalog::shipped()));
    assert_eq!(
        shown(&found),
        [
            "usage.ram_price railway-ram-month: 12 − 10 = 2 (+20 %)",
            "euro.price hetzner-cx23-fsn1: 6.4944 − 5.942376 = 0.552024 (+9 %)",
            "amount.price linode-egress: 0.006 − 0.005 = 0.001 (+20 %)"
        ]
    );
    assert!(found[1].exchange.is_some(), "an override is stated, and listed, in euros");
}

fn day(text: &str) -> headroom_engine::catalog::PartialDate {
    text.parse().expect("a date")
}

/// `path id age`, with what is doubtful.
fn doubts(found: &[StalePrice]) -> Vec<String> {
    let why = |price: &StalePrice| {
        [(price.is_old, "old"), (price.is_from_memory, "memory"), (price.gone.is_some(), "gone")]
            .into_iter()
            .filter_map(|(is, why)| is.then_some(why))
            .collect::<Vec<_>>()
            .join(" ")
    };
    found.iter().map(|price| format!("{} {} {} {}", price.path, price.id, price.months, why(price))).collect()
}

#[test]
fn prices_grow_old_month_by_month() {
    let one = |as_of: &str, stale_after: u32| {
        let own = json!({ "stale_after": stale_after,
            "plans": { "mine": { "provider": "p", "label": "Mine", "price": 5, "as_of": as_of } } });
        model("p", "compute", json!({ "m": { "label": "M", "plan": "mine" } }), own)
    };
    let place = "deployments.here.components.web.ladder.m.plan mine";
    let found = |as_of: &str, after: u32, today: &str| doubts(&stale(&one(as_of, after), day(today)));
    assert_eq!(found("2025-11-30", 12, "2026-11-01"), Vec::<String>::new());
    assert_eq!(found("2025-11-30", 12, "2026-12-01"), [format!("{place} 13 old")]);
    // Of a year alone January counts, of a month its first day.
    assert_eq!(found("2025", 12, "2026-02"), [format!("{place} 13 old")]);
    assert_eq!(found("2026", 6, "2026-07-31"), Vec::<String>::new());
    assert_eq!(found("2026", 0, "2026-02-01"), [format!("{place} 1 old")]);
    // A price from tomorrow is not old.
    assert_eq!(found("2027", 0, "2026-01"), Vec::<String>::new());
}

#[test]
fn what_is_from_memory_or_gone_is_said_however_new_it_is() {
    let ladder = json!({
        "m": { "label": "M", "plan": "vultr-vhp-1c-1gb-amd" },
        "own": { "label": "Own", "plan": "vultr-vhp-1c-2gb-amd", "price": 12 },
        "euro": { "label": "Euro", "plan": "hetzner-cx23-fsn1" },
        "business": { "label": "Business", "plan": "cloudflare-business" }
    });
    let model = model("vultr", "compute", ladder.clone(), json!({ "stale_after": 240 }));
    let path = |tier: &str| format!("deployments.here.components.web.ladder.{tier}.plan");
    assert_eq!(
        doubts(&stale(&model, day("2025-06"))),
        [
            format!("{} vultr-vhp-1c-1gb-amd 5 memory", path("m")),
            format!("{} EUR/USD 17 memory", path("euro")),
            format!("{} cloudflare-business 0 memory", path("business")),
        ],
        "one's own price rests on nothing"
    );
    let mut marked = Catalog::clone(Catalog::shipped());
    marked.plans["hetzner-cx23-fsn1"].gone = Some(day("2026-11-20"));
    let text = model.node.to_string();
    let found = stale(&read(&text, &Arc::new(marked)), day("2025-06"));
    assert_eq!(found[1].gone, Some(day("2026-11-20")));
}

#[test]
fn shipped_models_say_what_is_old() {
    let found = stale(&shipped!("securewave-vpn"), day("2026-11-21"));
    let of = |id: &str| found.iter().find(|price| price.id == id);
    let p3v3 = of("azure-appservice-p3v3-linux-eastus").expect("2024-08-30 is old");
    assert_eq!((p3v3.months, p3v3.is_old, p3v3.is_from_memory), (27, true, false));
    let d4ds = of("azure-pgflex-d4ds-v5-eastus").expect("it is from memory");
    assert_eq!((d4ds.months, d4ds.is_old, d4ds.is_from_memory), (10, false, true));
    // A price that says it was read in the catalogue is as old as it is there.
    let traffic: Vec<_> =
        found.iter().filter(|p| p.path == "deployments.azure.costs.vpn_traffic.amount.price").collect();
    assert_eq!(traffic.len(), 2, "it names two rates");
    assert_eq!(of("azure-appservice-b2-linux-eastus"), None);
    assert_eq!(stale(&shipped!("reference"), day("2036")), []);
}

#[test]
fn every_tier_at_a_list_price_rests_on_it() {
    let model = shipped!("leadsite");
    let found = rests(&model);
    let tiers = model.program.deployments.values().flat_map(|d| d.components.values()).flat_map(|c| c.tiers.values());
    let listed = tiers.filter(|tier| tier.price_from_catalog).count();
    assert_eq!(
        found.iter().filter(|figure| figure.path.ends_with(".plan") && figure.path.contains(".ladder.")).count(),
        listed
    );
    let backend: Vec<_> =
        found.iter().filter(|figure| figure.path.starts_with("deployments.railway.components.backend")).collect();
    let ids: Vec<&str> = backend.iter().map(|figure| figure.row.id()).collect();
    assert_eq!(ids, ["railway-pro", "railway-vcpu-month", "railway-ram-month", "railway-egress"], "it stores nothing");
}

/// Stripe asks 2.9 % and 0.30 of a domestic card, and its billing 0.7 % more.
#[test]
fn fees_that_are_stated_are_held_against_the_processors() {
    let found = |fees: serde_json::Value| {
        let text = json!({
            "format": 1, "name": "Notes", "currency": "USD", "start": "2026-01", "months": 12,
            "growth": { "kind": "compound", "users": 100, "rate": 0 },
            "subscription": { "fees": fees, "plans": { "pro": { "price": 9, "of_registered": 0.1 } } },
            "deployments": { "here": { "label": "Here", "provider": "p" } }
        });
        drift(&read(&text.to_string(), Catalog::shipped()))
    };
    let with_billing = |percent: Value| json!({ "processor": "stripe", "also": ["stripe-billing-payg"], "percent": percent, "fixed": 0.25 });
    let stripe = found(with_billing(json!({ "value": 2.9, "unit": "%" })));
    assert_eq!(
        shown(&stripe),
        [
            "fees.fixed stripe-us-card-domestic: 0.25 − 0.30 = -0.05 (-17 %)",
            "fees.percent stripe-us-card-domestic: 2.9 % − 3.6 % = -0.7 % (-19 %)",
        ]
    );
    assert!(stripe.iter().all(|drift| drift.of == Drifting::Fee && drift.name.ends_with(" + stripe-billing-payg")));
    let range = found(with_billing(json!({ "low": 2.9, "likely": 3, "high": 3.6, "unit": "%" })));
    assert!(range[1].within_range && !stripe[1].within_range);
    // What is not stated is the processor's own.
    assert_eq!(found(json!({ "processor": "stripe" })), []);
    assert_eq!(shown(&found(json!({ "processor": "paddle", "fixed": 0.5, "percent": 0.04 }))).len(), 1);
    // Without a processor the row that a source names.
    let sourced = found(json!({ "percent": 0.03, "fixed": 0.3, "source": "Price catalogue, stripe-us-card-domestic" }));
    assert_eq!(shown(&sourced), ["fees.percent stripe-us-card-domestic: 3 % − 2.9 % = 0.1 % (+3 %)"]);
    assert_eq!(found(json!({ "percent": 0.03, "fixed": 0.3, "source": "the bank" })), []);
}

/// A processor of the catalogue, and what comes on top of it; prices of plans in another currency rest on a rate.
#[test]
fn fees_and_prices_in_other_currencies_rest_on_the_catalogue() {
    let with = |fees: serde_json::Value| {
        let text = json!({
            "format": 1, "name": "Notes", "currency": "GBP", "start": "2026-01", "months": 12,
            "growth": { "kind": "compound", "users": 100, "rate": 0 },
            "subscription": { "fees": fees, "plans": { "pro": { "price": 9, "currency": "USD", "of_registered": 0.1,
                "currencies": { "euro": { "currency": "EUR", "price": 9, "share": 0.2 } } } } },
            "deployments": { "here": { "label": "Here", "provider": "p" } },
            "prices": { "stale_after": 1, "exchange": {
                "usd": { "currency": "USD", "rate": 0.8, "as_of": "2024-03", "source": "a bank" },
                "eur": { "currency": "EUR", "rate": 0.9, "as_of": "2024-03", "source": "a bank" }
            } }
        });
        read(&text.to_string(), Catalog::shipped())
    };
    let found = |fees: serde_json::Value| -> Vec<String> {
        let resting = stale(&with(fees), day("2036-01"));
        resting.iter().map(|price| format!("{} {}", price.path, price.id)).collect()
    };
    let plans = ["subscription.plans.pro.currency USD/GBP", "subscription.plans.pro.currencies.euro.currency EUR/GBP"];
    assert_eq!(found(json!({ "percent": 0.029, "fixed": 0.3 })), plans, "both are stated");
    assert_eq!(found(json!({ "processor": "paddle", "percent": 0.02, "fixed": 0.3 })), plans, "both are its own");
    let paddle = with(json!({ "processor": "paddle" }));
    let rate = rests(&paddle)[0].row;
    let id = rate.id();
    let all = |fees: serde_json::Value, exchange: bool| {
        let exchange = exchange.then(|| format!("subscription.fees.processor {}/GBP", rate.currency()));
        let expected = [format!("subscription.fees.processor {id}")].into_iter().chain(exchange);
        assert_eq!(found(fees), expected.chain(plans.map(String::from)).collect::<Vec<_>>());
    };
    all(json!({ "processor": "paddle" }), true);
    all(json!({ "processor": "paddle", "fixed": 0.3 }), false);
}
