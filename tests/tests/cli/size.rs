//! `headroom size`.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::{decimal, done, list, parsed, printed, refused};

#[test]
fn every_plan_is_the_cheapest_or_has_a_reason() {
    let sized = parsed(&["size", "whatsflow", "--provider", "hetzner", "--provider", "azure", "--format", "json"]);
    let providers: Vec<&Value> = list(&sized["providers"]).iter().map(|of| &of["provider"]).collect();
    assert_eq!(providers, ["hetzner", "azure"]);
    let hetzner = &list(&sized["providers"])[0];
    let months: Decimal = list(&hetzner["months"]).iter().map(decimal).sum();
    assert_eq!(months, decimal(&hetzner["total"]), "{hetzner}");
    for component in list(&sized["components"]) {
        for of in list(&component["providers"]) {
            let prices: Vec<Decimal> = list(&of["plans"]).iter().map(|plan| decimal(&plan["monthly"])).collect();
            assert!(prices.is_sorted(), "{of}");
            let reasons = list(&of["rejected"]);
            assert!(reasons.iter().all(|rejected| rejected["reason"].as_str().is_some_and(|why| !why.is_empty())));
            assert!(prices.len() + reasons.len() > 10, "every plan of the provider: {of}");
        }
    }
    // Azure sells traffic beyond what it includes: nothing ends there.
    let azure = &list(&sized["providers"])[1];
    assert!(azure["total"].is_string(), "{azure}");
    let last = &list(&list(&sized["components"])[0]["providers"])[1]["last"];
    assert!(decimal(&last["cost"]["traffic"]) > Decimal::ONE, "{last}");
    let wished = |more: &[&'static str]| {
        let arguments = ["size", "whatsflow", "--deployment", "azure", "--component", "server", "--provider", "azure"];
        parsed(&[&arguments[..], more, &["--format", "json"]].concat())
    };
    let total = |sized: &Value| decimal(&list(&sized["providers"])[0]["total"]);
    let cheapest = total(&wished(&[]));
    assert!(total(&wished(&["--p95", "140ms"])) > cheapest, "what is faster costs more");
    assert!(total(&wished(&["--sla", "99.95"])) >= cheapest);
    assert!(total(&wished(&["--region", "westeurope", "--region", "northeurope"])) > cheapest);
    let offers = |more: &[&'static str]| {
        let arguments =
            ["size", "securewave-vpn", "--deployment", "azure", "--component", "web", "--provider", "azure"];
        let sized = parsed(&[&arguments[..], more, &["--format", "json"]].concat());
        list(&list(&list(&sized["components"])[0]["providers"])[0]["commitments"]).len()
    };
    assert_eq!((offers(&[]), offers(&["--commit", "0"])), (2, 0), "P0v4 and P1v4");
    refused(&["size", "whatsflow", "--sla", "101"], 2);
    let told = printed(&["size", "whatsflow", "--deployment", "azure"]);
    assert!(told.contains("Prices leave out traffic"), "{told}");
    assert!(told.contains("older than 12 months"), "{told}");
    let table = printed(&["size", "whatsflow"]);
    assert!(table.contains("Cheapest plans by provider") && !table.contains("Verdict"), "{table}");
    let table = printed(&["size", "whatsflow", "--provider", "hetzner", "--month", "2026-12"]);
    assert!(table.contains("Hetzner in Dec 2026") && !table.contains("more rows"), "{table}");
    assert!(printed(&["size", "whatsflow", "--format", "csv"]).contains("provider,region,first_plan,"));
    let said = refused(&["size", "whatsflow", "--provider", "hetzer"], 2);
    assert!(said.contains("did you mean `hetzner`?"), "{said}");
    let said = refused(&["size", "whatsflow", "--provider", "azure", "--region", "eastuss"], 2);
    assert!(said.contains("no region `eastuss` among the plans of azure; did you mean `eastus`?"), "{said}");
    let said = refused(&["size", "whatsflow", "--provider", "vultr", "--currency", "EUR"], 2);
    assert!(said.contains("known here: USD"), "{said}");
    // Whoever sells everywhere names no regions to hold a name against.
    done(&["size", "whatsflow", "--provider", "digitalocean", "--region", "nyc1"]);
    refused(&["size", "whatsflow", "--component", "nothing"], 2);
    refused(&["size", "whatsflow", "--month", "25"], 2);
}

/// A deployment of lump sums has nothing to size, and a limit that nobody declares has a remedy, once.
#[test]
fn what_cannot_be_sized_says_why_and_what_to_do() {
    let told = printed(&["size", "securevpn-100k"]);
    assert!(told.contains("has no components to size; its costs are lump sums."), "{told}");
    assert!(told.contains("Try `--deployment azure`.") && !told.contains("No provider of the catalogue"), "{told}");
    let told = printed(&["size", "reference", "--provider", "hetzner"]);
    let remedy = "`declared.concurrent`";
    assert_eq!(told.matches(remedy).count(), 1, "{told}");
    let total = |sla: &str| {
        let arguments = ["size", "whatsflow", "--provider", "hetzner", "--sla", sla, "--format", "json"];
        list(&parsed(&arguments)["providers"])[0]["total"].clone()
    };
    assert!(total("0").is_string() && total("99.99").is_null(), "an availability of 0 is no wish");
}

/// What is committed to never costs more than the months' own picks pay beside it.
#[test]
fn a_commitment_is_held_against_what_is_paid_without_it() {
    let arguments = ["size", "leadsite", "--component", "backend", "--provider", "azure", "--format", "json"];
    let sized = parsed(&arguments);
    let of = &list(&list(&sized["components"])[0]["providers"])[0];
    let commitments = list(&of["commitments"]);
    assert!(!commitments.is_empty(), "{of}");
    for commitment in commitments {
        let months = list(&of["months"]).iter().filter(|month| month["plan"] == commitment["plan"]);
        let paid: Decimal = months.map(|month| decimal(&month["cost"]["plan"])).sum();
        assert_eq!(decimal(&commitment["pay_as_you_go"]), paid, "{commitment}");
        assert!(decimal(&commitment["committed"]) <= paid, "{commitment}");
    }
}
