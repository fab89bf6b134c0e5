//! `headroom catalog`.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::{decimal, done, headroom, list, parsed, printed, refused, text};

#[test]
fn the_catalogue_is_listed_and_shown() {
    let azure = ["catalog", "list", "--provider", "azure", "--service", "app_service"];
    let plans = parsed(&[&azure[..], &["--format", "json"]].concat());
    assert!(list(&plans).len() > 10 && list(&plans).iter().all(|plan| plan["provider"] == "azure"));
    let b2 = list(&plans).iter().find(|plan| plan["id"] == "azure-appservice-b2-linux-eastus").expect("is listed");
    decimal(&b2["price_monthly"]);
    assert!(b2["source"].is_string() && b2["as_of"].is_string(), "{b2}");
    let csv = printed(&[&azure[..], &["--format", "csv"]].concat());
    assert_eq!(csv.split("\r\n").count(), list(&plans).len() + 2, "a line for each, and a header");
    assert!(
        csv.starts_with("id,provider,service,plan,region,") && csv.contains(",azure,app_service,B2,eastus,"),
        "{csv}"
    );
    assert!(printed(&azure).contains("azure-appservice-b2-linux-eastus"));

    let shown = parsed(&["catalog", "show", "azure-appservice-b2-linux-eastus", "--format", "json"]);
    assert_eq!(shown, *b2);
    let table = printed(&["catalog", "show", "azure-appservice-b2-linux-eastus"]);
    assert!(table.contains("price monthly") && table.contains("https://"), "{table}");
    assert!(
        printed(&["catalog", "list", "--rates", "--format", "csv"])
            .starts_with("id,provider,service,meter,region,price,unit,")
    );
    let nothing = printed(&["catalog", "list", "--provider", "azure", "--region", "nowhere"]);
    assert_eq!(nothing.lines().last(), Some("The catalogue has no such plan."));

    let said = refused(&["catalog", "list", "--provider", "azur"], 2);
    assert!(said.contains("did you mean `azure`?"), "{said}");
    let said = refused(&["catalog", "show", "azure-appservice-b2-linux-eastu"], 2);
    assert!(said.contains("did you mean azure-appservice-b2-linux-eastus?"), "{said}");
}

#[test]
fn a_saved_price_list_is_imported_and_what_moved_far_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    let lists = ["crates/engine/tests/prices/azure-1.json", "crates/engine/tests/prices/azure-2.json"];
    let import = |more: &[&str]| {
        let mut command = headroom(&[&["catalog", "import"], &lists[..], &["--date", "2026-11-20"], more].concat());
        command.env("HEADROOM_DATA", folder.path());
        command.assert().success().get_output().clone()
    };
    let told = import(&["--dry-run"]);
    assert!(text(&told.stderr).contains("nothing was written") && !folder.path().join("catalog.json").exists());
    assert!(
        text(&told.stdout).contains("Held back") && text(&told.stdout).contains("azure-appservice-b3-linux-eastus")
    );
    let told: Value = serde_json::from_slice(&import(&["--format", "json"]).stdout).expect("JSON");
    assert!(told["written"].as_str().is_some_and(|path| path.ends_with("catalog.json")), "{told}");
    assert_eq!(list(&told["held"])[0]["id"], "azure-appservice-b3-linux-eastus");
    let again: Value = serde_json::from_slice(&import(&["--format", "json"]).stdout).expect("JSON");
    assert!(list(&again["changed"]).is_empty() && list(&again["new"]).is_empty(), "the second time nothing is new");
    assert_eq!(again["held"], told["held"], "and what is held back still is");

    let arguments = [&["catalog", "import"], &lists[..], &["--dry-run", "--confirm", "nope"]].concat();
    let said = refused(&arguments, 2);
    assert!(said.contains("there is no price `nope` in the catalogue or the list"), "{said}");
    let said = text(&import(&["--confirm", "azure-appservice-b2-linux-eastus"]).stderr);
    assert!(said.contains("azure-appservice-b2-linux-eastus was not held back"), "{said}");
    let confirmed: Value =
        serde_json::from_slice(&import(&["--confirm-all", "--format", "json"]).stdout).expect("JSON");
    assert!(list(&confirmed["held"]).is_empty());

    // Models compute with the program's prices; a question to the lists may be put to those that were imported.
    let drift = |more: &[&str]| {
        let arguments = ["catalog", "drift", "securewave-vpn", "--format", "json"];
        let mut command = headroom(&[&arguments[..], more].concat());
        command.env("HEADROOM_DATA", folder.path()).assert().success().get_output().clone()
    };
    let list_price = |output: &Output| {
        let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let b2 = list(&told["drift"]).iter().find(|row| row["plan"] == "azure-appservice-b2-linux-eastus").cloned();
        decimal(&b2.expect("is far from the list")["list_usd"])
    };
    let (shipped, imported) = (drift(&[]), drift(&["--imported"]));
    assert!(text(&shipped.stderr).contains("--imported uses them") && imported.stderr.is_empty());
    assert_eq!(list_price(&imported) - list_price(&shipped), "0.73".parse().expect("a number"), "25.55, not 24.82");
    let mut command = headroom(&["size", "securewave-vpn", "--imported", "--format", "json"]);
    command.env("HEADROOM_DATA", folder.path()).assert().success();

    fs::write(folder.path().join("catalog.json"), "{").expect("a file");
    let mut command = headroom(&["catalog", "list"]);
    let broken = command.env("HEADROOM_DATA", folder.path()).assert().code(3).get_output().clone();
    assert!(text(&broken.stderr).contains("catalog.json is no catalogue"), "{}", text(&broken.stderr));
    done(&["project", "whatsflow"]);
}

#[test]
fn a_file_that_is_no_price_list_is_told_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plans.json");
    fs::write(&path, "{\n \"plans\": [{\"id\": 7}],\n \"meta\": {}\n}").expect("a file");
    let file = path.to_str().expect("a path that is text");
    let said = refused(&["catalog", "import", file], 1);
    assert!(said.contains(&format!("{file}:2:")) && said.contains("plans.0.vcpu_count"), "{said}");
    let said = refused(&["catalog", "import", "models/whatsflow.json"], 1);
    assert!(said.contains("no price list that is known"), "{said}");
    let said = refused(&["catalog", "import", "no-such-file.json"], 3);
    assert!(said.contains("cannot read no-such-file.json"), "{said}");
    refused(&["catalog", "import"], 2);
}

#[test]
fn stated_prices_are_held_against_the_lists() {
    let table = printed(&["catalog", "drift", "securewave-vpn"]);
    assert!(table.contains("SecureWave") && table.contains("Stated"), "{table}");
    let drift = parsed(&["catalog", "drift", "securewave-vpn", "--format", "json"]);
    let rows = list(&drift["drift"]);
    assert!(!rows.is_empty(), "the seeds' own figures are far from list price: {drift}");
    for row in rows {
        assert_eq!(decimal(&row["stated_usd"]) - decimal(&row["list_usd"]), decimal(&row["difference_usd"]), "{row}");
        assert!(row["difference_over_list"].is_number(), "{row}");
    }
    let csv = printed(&["catalog", "drift", "securewave-vpn", "--format", "csv"]);
    assert_eq!(csv.split("\r\n").count(), rows.len() + 2);
    refused(&["catalog", "drift", "securewave-vpn", "--deployment", "nowhere"], 1);
}
