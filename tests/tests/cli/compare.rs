//! `headroom compare`.

use serde_json::Value;

use crate::{decimal, list, parsed, printed};

/// What the window and the review say of deployments is on the command line too.
#[test]
fn a_comparison_says_what_each_lacks_and_when_to_move() {
    let told = printed(&["compare", "whatsflow"]);
    for title in
        ["Cheapest path over time", "Cost of each path", "Crossovers by users", "What each lacks", "Cost per user"]
    {
        assert!(told.contains(title), "{title} is in {told}");
    }
    assert!(told.contains("rest on prices to look up again") && !told.contains("Cost by month"), "{told}");
    let compared = parsed(&["compare", "whatsflow", "--format", "json"]);
    for deployment in list(&compared["deployments"]) {
        let codes: Vec<&str> = list(&deployment["facts"]).iter().filter_map(|fact| fact["code"].as_str()).collect();
        assert!(codes.contains(&"sla") || codes.contains(&"no-sla"), "{deployment}");
    }
    let paths = &compared["cheapest_path"];
    let held = paths["held_throughout"].as_object().expect("a total by deployment");
    let small = &paths["months_too_small_throughout"];
    let mut holding = held.iter().filter(|(id, _)| small[id.as_str()] == 0);
    assert!(holding.all(|(_, total)| decimal(total) >= decimal(&paths["free"]["total"])), "{paths}");
    assert_eq!(list(&paths["free"]["by_month"]).len(), 24);
    for pair in list(&compared["crossovers_by_users"]) {
        let ends = list(&pair["intervals"])
            .windows(2)
            .all(|two| two[0]["to_users"].as_u64().map(|end| end + 1) == two[1]["from_users"].as_u64());
        assert!(ends, "{pair}");
    }
    assert!(parsed(&["compare", "reference", "--format", "json"])["cheapest_path"].is_null());
}

/// What is too small is never the cheapest, whatever it costs: in the headline, by month, over crossovers and on paths.
#[test]
fn what_does_not_hold_is_not_the_cheapest() {
    for model in ["leadsite", "whatsflow", "rad-panel", "securewave-vpn"] {
        let compared = parsed(&["compare", model, "--format", "json"]);
        let small = |id: &Value| {
            let of = list(&compared["deployments"]).iter().find(|deployment| deployment["id"] == *id);
            of.and_then(|of| of["months_too_small"].as_u64()).expect("a count of months")
        };
        let fewest = list(&compared["deployments"]).iter().map(|of| small(&of["id"])).min();
        for crossover in list(&compared["crossovers"]) {
            assert_ne!(crossover["from"], crossover["to"], "{crossover}");
        }
        let free = &compared["cheapest_path"]["free"]["months_too_small"];
        assert!(free.as_u64().expect("a count") <= fewest.expect("deployments"), "{model}: {free}");
    }
    // The estimate of the report is the cheapest, and too small for 15 months.
    let told = printed(&["compare", "leadsite"]);
    assert!(told.contains("15 months") && !told.contains("−$5,555.06"), "{told}");
    let compared = parsed(&["compare", "leadsite", "--format", "json"]);
    let summary = compared["summary"].as_str().expect("a sentence");
    assert!(!summary.starts_with("Railway as estimated costs least"), "{summary}");
    let estimated =
        list(&compared["deployments"]).iter().find(|of| of["id"] == "railway_estimated").expect("it is there");
    assert!(list(&estimated["cheapest_in"]).len() <= 36 - 15, "{estimated}");
}
