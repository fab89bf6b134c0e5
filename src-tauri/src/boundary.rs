//! What the page may do is stated twice more outside of Rust. These tests keep it one statement.

use std::collections::BTreeSet;

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("a JSON file of the shell")
}

#[test]
fn the_page_may_call_what_it_calls_and_nothing_else() {
    let capability = json(include_str!("../capabilities/main.json"));
    let permissions = capability["permissions"].as_array().expect("permissions").iter();
    let granted: BTreeSet<String> = permissions
        .map(|permission| {
            let name = permission.as_str().and_then(|name| name.strip_prefix("allow-"));
            name.unwrap_or_else(|| panic!("{permission} is not a command of Headroom")).replace('-', "_")
        })
        .collect();
    let page = include_str!("../../ui/src/shell/commands.ts");
    let calls = page.split("invoke<").skip(1).filter_map(|call| call.split('"').nth(1).map(str::to_owned));
    let measuring = std::iter::once("ping".to_owned()); // the page itself has no use for it
    assert_eq!(calls.chain(measuring).collect::<BTreeSet<_>>(), granted);
}

#[test]
fn the_page_loads_nothing_from_elsewhere_and_runs_nothing_inline() {
    let policy = &json(include_str!("../tauri.conf.json"))["app"]["security"]["csp"];
    assert_eq!(policy["default-src"], "'none'");
    let sources = policy.as_object().expect("a policy").values().filter_map(|value| value.as_str());
    for source in sources.flat_map(str::split_whitespace) {
        assert!(["'none'", "'self'", "data:", "ipc:", "http://ipc.localhost"].contains(&source), "{source}");
    }
    assert!(policy["script-src"] == "'self'" && policy["style-src"] == "'self'");
}
