//! `headroom compare`.

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
    assert!(held.values().all(|total| decimal(total) >= decimal(&paths["free"]["total"])), "{paths}");
    assert_eq!(list(&paths["free"]["by_month"]).len(), 24);
    for pair in list(&compared["crossovers_by_users"]) {
        let ends = list(&pair["intervals"])
            .windows(2)
            .all(|two| two[0]["to_users"].as_u64().map(|end| end + 1) == two[1]["from_users"].as_u64());
        assert!(ends, "{pair}");
    }
    assert!(parsed(&["compare", "reference", "--format", "json"])["cheapest_path"].is_null());
}
