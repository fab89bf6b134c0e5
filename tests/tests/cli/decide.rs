//! What to do and whether it will do: `headroom upgrades`, `headroom ask`.

use serde_json::Value;

use crate::{decimal, done, list, parsed, printed, refused, text};

#[test]
fn upgrades_are_a_table_a_sheet_a_calendar_and_data() {
    let told = parsed(&["upgrades", "whatsflow", "--format", "json"]);
    let upgrades = list(&told["upgrades"]);
    assert!(!upgrades.is_empty(), "{told}");
    for upgrade in upgrades {
        assert!(upgrade["order_by"].as_str() <= upgrade["needed_by"].as_str(), "{upgrade}");
        let rise = decimal(&upgrade["to"]["monthly_price"]) - decimal(&upgrade["from"]["monthly_price"]);
        assert_eq!(rise, decimal(&upgrade["difference"]), "{upgrade}");
    }
    let projected = parsed(&["project", "whatsflow", "--format", "json"]);
    assert_eq!(projected["upgrades"], told["upgrades"], "the same everywhere");

    let csv = printed(&["upgrades", "whatsflow", "--format", "csv"]);
    assert!(csv.starts_with("order_by,needed_by,component,"), "{csv}");
    assert_eq!(csv.split("\r\n").count(), upgrades.len() + 2);
    assert!(printed(&["upgrades", "whatsflow"]).contains("Order by"));

    let arguments = ["upgrades", "whatsflow", "--format", "ics", "--date", "2026-10-01"];
    let calendar = printed(&arguments);
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), upgrades.len());
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
    let day = |upgrade: &Value| upgrade["order_by"].as_str().map(|month| format!("{}01", month.replace('-', "")));
    for upgrade in upgrades {
        let line = format!("DTSTART;VALUE=DATE:{}\r\n", day(upgrade).expect("a month"));
        assert!(calendar.contains(&line), "{line} is in {calendar}");
    }
    assert_eq!(printed(&arguments), calendar, "the same date, the same bytes");
    assert!(calendar.replace("\r\n ", "").contains("if it is not done: "), "{calendar}");
    refused(&["upgrades", "whatsflow", "--deployment", "nowhere"], 1);
    let nothing = done(&["upgrades", "securevpn-100k", "--format", "ics", "--date", "2026-10-01"]);
    assert!(text(&nothing.stdout).contains("BEGIN:VJOURNAL\r\n"), "a calendar has something in it");
    assert!(text(&nothing.stderr).contains("no upgrades"));
}

/// Months in which nothing on a ladder is enough, and promises of request paths that are missed, stand wherever the plan
/// does.
#[test]
fn what_no_order_helps_is_said_wherever_the_plan_stands() {
    let crowded = ["upgrades", "whatsflow", "--set", "growth.anchors.4.users=9000"];
    let with = |arguments: &[&'static str], more: &[&'static str]| printed(&[arguments, more].concat());
    assert!(printed(&crowded).contains("Too small"));
    let sheet = with(&crowded, &["--format", "csv"]);
    assert!(sheet.contains(",2027-06,Server,gap,16 GB server,nothing is enough,84.00,,,,,"), "{sheet}");
    let calendar = with(&crowded, &["--format", "ics", "--date", "2026-10-01"]);
    assert!(calendar.contains("SUMMARY:Server: too small (WhatsFlow)"), "{calendar}");

    let slow = ["upgrades", "leadsite", "--deployment", "vps", "--set", "paths.api.slo.ms=100"];
    let told = parsed(&[&slow[..], &["--format", "json"]].concat());
    let missed = list(&told["promises_missed"]);
    assert!(!missed.is_empty() && missed[0]["path"] == "api" && missed[0]["promised_ms"] == 100, "{told}");
    assert!(printed(&slow).contains("Promises missed"));
    assert_eq!(with(&slow, &["--format", "csv"]).matches(",promise,").count(), missed.len());
    let calendar = with(&slow, &["--format", "ics", "--date", "2026-10-01"]);
    let promised = calendar.replace("\r\n ", "").lines().filter(|line| line.contains("promise")).count();
    assert!(promised >= missed.len(), "{calendar}");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "lines are folded");
    refused(&["upgrades", "whatsflow", "--format", "pdf"], 2);
}

#[test]
fn a_question_is_answered_with_what_would_make_it_a_yes() {
    fn ask<'a>(more: &[&'a str]) -> Vec<&'a str> {
        [&["ask", "securewave-vpn", "--demand"], more].concat()
    }
    let few = parsed(&ask(&["concurrent_users=1", "--format", "json"]));
    assert_eq!((&few["answer"], &few["change"]), (&Value::from("yes"), &Value::Null), "{few}");
    let many = parsed(&ask(&["concurrent_users=2k", "--format", "json"]));
    assert_eq!(many["answer"], "no", "{many}");
    assert!(many["bottleneck"]["utilisation"].as_f64().is_some_and(|utilisation| utilisation > 1.0), "{many}");
    let most = many["most_for_yes"]["concurrent_users"].as_f64().expect("some are held");
    let held = |users: f64| {
        let demand = format!("concurrent_users={users}");
        parsed(&ask(&[demand.as_str(), "--format", "json"]))["answer"] == "yes"
    };
    assert!(held(most) && !held(most + 1.0), "{most} is the most");
    assert!(printed(&ask(&["concurrent_users=2k"])).contains("No. "));
    let csv = printed(&ask(&["concurrent_users=2k", "--format", "csv"]));
    assert!(csv.contains("limit,demand,capacity,") && csv.contains(",no\r\n"), "{csv}");

    let paying = ["ask", "whatsflow", "--demand", "paying=100"];
    let told = printed(&paying).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("Nothing in it is limited by paying subscribers alone: its limits depend on "), "{told}");
    assert!(!told.contains("any amount of it"), "{told}");
    let depends = parsed(&[&paying[..], &["--format", "json"]].concat())["limits_depend_on"].clone();
    assert!(list(&depends).iter().any(|name| name == "registered"), "{depends}");
    assert!(list(&many["limits_depend_on"]).is_empty());

    // A volume is held against the most that its plan lets one service have.
    let stored =
        parsed(&["ask", "whatsflow", "--deployment", "railway", "--demand", "registered=100k", "--format", "json"]);
    assert_eq!((&stored["answer"], &stored["bottleneck"]["component"]), (&"no".into(), &"MySQL".into()), "{stored}");

    let said = refused(&ask(&["concurent_users=5"]), 1);
    assert!(said.contains("E016-unknown-name") && said.contains("did you mean `concurrent_users`?"), "{said}");
    refused(&ask(&["concurrent_users=5", "--tier", "web=nothing"]), 1);
    refused(&ask(&["concurrent_users=5", "--month", "2019-01"]), 2);
    refused(&ask(&["concurrent_users"]), 2);
    refused(&["ask", "securewave-vpn"], 2);
}
