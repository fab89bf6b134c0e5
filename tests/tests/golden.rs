//! What each shipped model projects, month by month, as a readable table. A change of any figure shows here first.
//! `HEADROOM_BLESS=1 cargo test -p headroom-tests --test golden` writes the tables anew.

use std::fs;

use headroom_engine::formula::{Resolve, Value};
use headroom_tests::facts::show;
use headroom_tests::{Shipped, json_files, root};

/// What a row has besides the month: of the model, then of each deployment.
const DEMAND: [&str; 5] = ["registered", "paying", "mrr", "revenue", "receipts"];
const OUTCOME: [&str; 4] = ["cost", "infrastructure", "profit", "cash"];

#[test]
fn projections_are_as_recorded() {
    let bless = std::env::var_os("HEADROOM_BLESS").is_some();
    let mut changed = Vec::new();
    for name in json_files("models") {
        let file = root().join(format!("tests/golden/{name}.csv"));
        let table = table(&Shipped::read(&name));
        if bless {
            fs::write(&file, &table).expect("the table can be written");
        }
        let recorded = fs::read_to_string(&file).unwrap_or_default();
        changed.extend(first_difference(&recorded, &table).map(|difference| format!("{name}: {difference}")));
    }
    assert!(changed.is_empty(), "{}\n(HEADROOM_BLESS=1 records the new figures)", changed.join("\n"));
}

/// Every table belongs to a model.
#[test]
fn no_table_is_left_over() {
    let names = json_files("models");
    for entry in fs::read_dir(root().join("tests/golden")).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        assert!(names.iter().any(|model| model == name), "{} belongs to no model", path.display());
    }
}

fn table(shipped: &Shipped) -> String {
    let lookup = shipped.lookup();
    let program = &shipped.model.program;
    let mut header: Vec<String> = ["month"].iter().chain(&DEMAND).map(|name| (*name).to_owned()).collect();
    for (id, deployment) in &program.deployments {
        header.extend(OUTCOME.iter().map(|name| format!("{id} {name}")));
        header.extend(deployment.components.keys().map(|component| format!("{id} {component}")));
    }
    let mut rows = vec![header.join(",")];
    for t in 1..=program.months {
        let value = |path: String| lookup.resolve(&path).map_or_else(|| panic!("no {path}"), |value| cell(&value));
        let mut row = vec![program.month(t).to_string()];
        row.extend(DEMAND.iter().map(|name| value(format!("out.{name}.{t}"))));
        for (id, deployment) in &program.deployments {
            row.extend(OUTCOME.iter().map(|name| value(format!("out.in.{id}.{name}.{t}"))));
            for component in deployment.components.keys() {
                let of = |what: &str| value(format!("out.in.{id}.components.{component}.{what}.{t}"));
                let tier = of("tier");
                let what = if tier.is_empty() { "metered".into() } else { format!("{}×{tier}", of("instances")) };
                row.push(format!("{what} {}%", of("utilisation")));
            }
        }
        rows.push(row.join(","));
    }
    rows.join("\n") + "\n"
}

/// Counts to four places: what is beyond is not looked at.
fn cell(value: &Value) -> String {
    match value {
        Value::Number(number) => number.round_dp(4).normalize().to_string(),
        Value::Text(text) => text.clone(),
        other => show(other),
    }
}

/// The first cell that differs, with its column.
fn first_difference(recorded: &str, found: &str) -> Option<String> {
    if recorded == found {
        return None;
    }
    let header: Vec<&str> = found.lines().next().unwrap_or_default().split(',').collect();
    for (before, after) in recorded.lines().zip(found.lines()) {
        let mut cells = before.split(',').zip(after.split(',')).enumerate();
        if let Some((i, (before, now))) = cells.find(|(_, (before, after))| before != after) {
            let month = after.split(',').next().unwrap_or_default();
            return Some(format!("{month} {}: {before} is now {now}", header.get(i).unwrap_or(&"")));
        }
    }
    Some("the table has other rows or columns".to_owned())
}
