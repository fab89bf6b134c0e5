//! The command line as a process: what it prints where, what it ends with, and that it bears with whoever calls it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output, Stdio};

use assert_cmd::Command;
use headroom_tests::{json_files, program, read, root};
use rust_decimal::Decimal;
use serde_json::Value;

/// 20 November 2026: what is next is counted from the day.
const TODAY: &str = "1795132800";

fn headroom(arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(root()).env("SOURCE_DATE_EPOCH", TODAY).env("COLUMNS", "100");
    // No catalogue of whoever runs the tests.
    command.env("HEADROOM_DATA", root().join("target/no-such-folder"));
    command
}

fn done(arguments: &[&str]) -> Output {
    headroom(arguments).assert().success().get_output().clone()
}

fn printed(arguments: &[&str]) -> String {
    text(&done(arguments).stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the output is text")
}

fn parsed(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(arguments)).expect("the output is JSON")
}

/// What is said on standard error by a command that ends with a code, and with nothing on standard output.
fn refused(arguments: &[&str], code: i32) -> String {
    let output = headroom(arguments).assert().code(code).get_output().clone();
    assert_eq!(text(&output.stdout), "", "nothing but data goes to standard output");
    text(&output.stderr)
}

fn decimal(value: &Value) -> Decimal {
    let text = value.as_str().unwrap_or_else(|| panic!("money is a text, not {value}"));
    text.parse().unwrap_or_else(|_| panic!("{text} is a plain decimal"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is a list"))
}

/// A model that is not one: a price below zero, a field that no model has, and a scenario that sets nothing there is.
fn broken() -> String {
    let model = read("models/whatsflow.json");
    let model = model.replacen("\"months\": 24", "\"months\": 24, \"colour\": \"blue\"", 1);
    model.replacen("\"value\": 29", "\"value\": -29", 1)
}

#[test]
fn every_shipped_model_is_listed_printed_and_clean() {
    let listed = parsed(&["models", "--format", "json"]);
    let mut ids: Vec<&str> = list(&listed).iter().filter_map(|model| model["id"].as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, json_files("models"));
    for id in ids {
        assert_eq!(printed(&["models", id]), read(format!("models/{id}.json")), "byte for byte");
        done(&["check", id]);
    }
}

#[test]
fn every_shipped_model_is_projected_compared_and_reviewed() {
    for id in json_files("models") {
        for command in ["project", "compare"] {
            for format in ["table", "csv", "json"] {
                let output = printed(&[command, &id, "--format", format]);
                assert!(!output.contains("NaN") && !output.contains("inf,"), "{command} {id} {format}");
            }
        }
        let review = printed(&["report", &id, "--md", "-", "--date", "2026-10-01"]);
        assert!(review.starts_with("# ") && review.contains("Q4 2026"), "{id}");
    }
}

#[test]
fn a_model_comes_from_a_file_standard_input_or_by_its_id() {
    let by_id = printed(&["project", "whatsflow", "--format", "csv"]);
    assert_eq!(printed(&["project", "models/whatsflow.json", "--format", "csv"]), by_id);
    let piped = headroom(&["project", "-", "--format", "csv"]).write_stdin(read("models/whatsflow.json")).output();
    assert_eq!(text(&piped.expect("it ran").stdout), by_id);
}

#[test]
fn a_file_wins_over_a_shipped_model_of_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("whatsflow"), read("models/leadsite.json")).expect("a file");
    let output = headroom(&["project", "whatsflow", "--format", "json"]).current_dir(folder.path()).output();
    let projected: Value = serde_json::from_slice(&output.expect("it ran").stdout).expect("JSON");
    assert_eq!(projected["model"], "LeadSite");
}

#[test]
fn money_is_a_text_and_adds_up_while_counts_are_numbers() {
    let projected = parsed(&["project", "whatsflow", "--format", "json"]);
    let months = list(&projected["months"]);
    assert_eq!(months.len(), 24);
    for month in months {
        assert!(month["registered"].is_number() && month["paying"].is_number(), "{month}");
        assert_eq!(decimal(&month["revenue"]) - decimal(&month["cost"]), decimal(&month["profit"]), "{month}");
        decimal(&month["cash"]);
    }
    let years = parsed(&["project", "whatsflow", "--format", "json", "--period", "year"]);
    let sum = |rows: &Value| list(rows).iter().map(|row| decimal(&row["cost"])).sum::<Decimal>();
    assert_eq!(sum(&years["years"]), sum(&projected["months"]));
    let compared = parsed(&["compare", "whatsflow", "--format", "json"]);
    let first = &list(&compared["deployments"])[0];
    assert_eq!(decimal(&first["cost"]), sum(&projected["months"]));
    assert_eq!(list(&compared["months"]).len(), 24);
}

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

#[test]
fn csv_has_plain_decimals_and_one_line_for_each_period() {
    let quarters = printed(&["project", "whatsflow", "--format", "csv", "--period", "quarter"]);
    let lines: Vec<&str> = quarters.split("\r\n").collect();
    assert!(lines[0].starts_with("quarter,registered_users,") && lines[0].contains("revenue_usd"), "{}", lines[0]);
    assert_eq!(lines.len(), 8 + 2, "a header, the quarters, and nothing after the last line end");
    assert!(!quarters.contains('$') && !quarters.contains('"'), "{quarters}");
    assert!(lines[1].starts_with("2026-Q1,"), "{}", lines[1]);
    let compared = printed(&["compare", "whatsflow", "--format", "csv"]);
    let stretches = compared.lines().find(|line| line.starts_with("VPS,")).expect("a line for it");
    assert!(stretches.contains(",2026-01/2027-05; 2027-08/2027-12,"), "{stretches}");
    assert!(printed(&["compare", "whatsflow"]).contains("Jan 2026 to May 2027"), "people read words");
}

#[test]
fn a_set_value_changes_the_outcome() {
    let revenue = |set: &[&str]| {
        let arguments = [&["project", "whatsflow", "--format", "json"], set].concat();
        decimal(&parsed(&arguments)["months"][11]["revenue"])
    };
    let path = "subscription.plans.starter.price";
    let (before, dearer) = (revenue(&[]), revenue(&["--set", &format!("{path}=$39")]));
    assert!(dearer > before, "{dearer} > {before}");
    assert_eq!(revenue(&["--set", &format!("{path}=0.039k")]), dearer);
    assert_eq!(
        revenue(&["--set", &format!("{path}=1"), "--set", &format!("{path}=39.00")]),
        dearer,
        "the last one holds"
    );
    assert_eq!(revenue(&["--set", &format!("{path}.value=39")]), dearer);
    let share = "subscription.plans.starter.of_registered";
    let percent = revenue(&["--set", &format!("{share}=8%")]);
    assert!(percent < before, "{percent} < {before}");
    assert_eq!(revenue(&["--set", &format!("{share}=8")]), percent, "the model states this share in percent");
    assert_eq!(revenue(&["--set", &format!("{share}.value=8%")]), percent);
}

#[test]
fn a_path_that_is_not_there_is_answered_with_the_nearest() {
    for wrong in ["subscription.plans.starter.prise", "subscription.plan.starter.price"] {
        let said = refused(&["project", "whatsflow", "--set", &format!("{wrong}=39")], 1);
        assert!(said.contains(&format!("whatsflow E022-unknown-path {wrong}:")), "{said}");
        assert!(said.contains("did you mean `subscription.plans.starter.price`?"), "{said}");
    }
}

#[test]
fn every_set_value_that_cannot_be_is_reported() {
    let price = "subscription.plans.starter.price";
    let settings = [format!("{price}=cheap"), "subscription.plans.pro.price=5".into(), "cash.opening=ten".into()];
    let arguments: Vec<&str> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
    let said = refused(&[&["compare", "whatsflow"], &arguments[..]].concat(), 1);
    assert!(said.contains(&format!("E010-bad-number {price}: `cheap` is not a number")), "{said}");
    assert!(said.contains("E022-unknown-path subscription.plans.pro.price"), "{said}");
    assert!(said.contains("cash.opening"), "{said}");
    let negative = refused(&["project", "whatsflow", "--set", &format!("{price}=-5")], 1);
    assert!(negative.contains(&format!("whatsflow E011-out-of-domain {price}")), "without a line: {negative}");
    let percent = refused(&["project", "whatsflow", "--set", &format!("{price}=15%")], 1);
    assert!(percent.contains("E010-bad-number"), "a price takes no %: {percent}");
    for foreign in ["€29", "29 EUR"] {
        let said = refused(&["project", "whatsflow", "--set", &format!("{price}={foreign}")], 1);
        assert!(said.contains(&format!("E026-mixed-currency {price}: `{foreign}` is not in USD")), "{said}");
        assert!(said.contains("give the amount in USD, such as $29"), "{said}");
    }
    let left_out = refused(&["project", "whatsflow", "--set", "subscription.fees.fixed=€0.30"], 1);
    assert!(left_out.contains("E026-mixed-currency subscription.fees.fixed"), "{left_out}");
    refused(&["project", "whatsflow", "--set", price], 2);
}

#[test]
fn scenarios_and_deployments_are_chosen_by_id() {
    let model: Value = serde_json::from_str(&read("models/whatsflow.json")).expect("JSON");
    let last = |part: &str| model[part].as_object().and_then(|all| all.keys().next_back()).expect("has some").clone();
    let (scenario, deployment) = (last("scenarios"), last("deployments"));
    let arguments = ["project", "whatsflow", "--format", "json", "--scenario", &scenario, "--deployment", &deployment];
    let projected = parsed(&arguments);
    assert_eq!(projected["scenario"]["id"], scenario.as_str());
    assert_eq!(projected["deployment"]["id"], deployment.as_str());
    let said = refused(&["project", "whatsflow", "--scenario", "nowhere"], 1);
    assert!(said.contains("there is no scenario `nowhere`") && said.contains(&scenario), "{said}");
    let said = refused(&["project", "whatsflow", "--deployment", "nowhere"], 1);
    assert!(said.contains("there is no deployment `nowhere`") && said.contains(&deployment), "{said}");
}

#[test]
fn check_lists_every_problem_with_its_line_and_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.json");
    fs::write(&path, broken()).expect("a file");
    let file = path.to_str().expect("a path that is text");
    let output = headroom(&["check", file]).assert().code(1).get_output().clone();
    let said = text(&output.stdout);
    let place = |sign: &str| {
        let model = broken();
        let (before, _) = model.split_once(sign).expect("is there");
        format!("{file}:{}:{} ", before.split('\n').count(), before.len() - before.rfind('\n').unwrap_or(0))
    };
    let said_of = |place: String, what: &str| said.lines().any(|line| line.starts_with(&format!("{place}{what}")));
    assert!(said_of(place("\"blue\""), "E005-unknown-field colour: "), "{said}");
    let price = "{\n          \"value\": -29";
    assert!(said_of(place(price), "E011-out-of-domain subscription.plans.starter.price: "), "{said}");
    assert!(said.lines().last().is_some_and(|line| line.ends_with(": 2 errors")), "{said}");

    let output = headroom(&["check", file, "--format", "json"]).assert().code(1).get_output().clone();
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["errors"], list(&found["problems"]).len());
    assert!(list(&found["problems"]).iter().all(|problem| problem["line"].is_number()), "{found}");

    let same = refused(&["project", file], 1);
    assert_eq!(same, said, "other commands say the same, on standard error");
}

#[test]
fn exit_codes_are_as_documented() {
    done(&["check", "whatsflow"]);
    headroom(&["check", "-"]).write_stdin("{").assert().code(1);
    refused(&["project"], 2);
    refused(&["project", "whatsflow", "--format", "xml"], 2);
    refused(&["report", "whatsflow"], 2);
    refused(&["report", "whatsflow", "--pdf", "-", "--md", "-"], 2);
    refused(&["report", "whatsflow", "--md", "-", "--date", "2026-02-30"], 2);
    refused(&["models", "nosuch"], 2);
    let said = refused(&["project", "whatsflo"], 3);
    assert!(said.contains("did you mean whatsflow?"), "{said}");
    refused(&["check", "models"], 3);
    let said = refused(&["report", "whatsflow", "--md", "no/such/folder/review.md"], 3);
    assert!(said.starts_with("error: cannot write no/such/folder/review.md: ") && !said.contains(".tmp"), "{said}");
    headroom(&["check", "-"]).write_stdin([0xff, 0xfe]).assert().code(3);
}

#[test]
fn the_same_report_is_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let once = |name: &str| {
        let at = folder.path().join(name);
        fs::create_dir(&at).expect("a folder");
        let arguments = "report whatsflow --date 2026-10-01 --pdf review.pdf --md review.md --csv tables";
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = headroom(&arguments).current_dir(&at).assert().success().get_output().clone();
        assert!(output.stdout.is_empty());
        for written in ["review.pdf", "review.md", "tables"] {
            assert!(text(&output.stderr).contains(&format!("wrote {written}")), "{}", text(&output.stderr));
        }
        files(&at)
    };
    let (first, second) = (once("first"), once("second"));
    assert!(first.len() > 10 && first.iter().all(|(_, bytes)| !bytes.is_empty()));
    assert!(first.iter().any(|(path, bytes)| path.ends_with("review.pdf") && bytes.starts_with(b"%PDF-")));
    let names = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    assert!(first == second, "the same model and date give the same bytes");
    let streamed = done(&["report", "whatsflow", "--date", "2026-10-01", "--pdf", "-"]);
    assert!(first.iter().any(|(_, bytes)| *bytes == streamed.stdout), "also on standard output");
    assert!(streamed.stderr.is_empty());
}

#[test]
fn a_report_is_of_the_values_that_were_set() {
    let price = "subscription.plans.starter.price";
    let reviewed = |set: &[&str]| {
        let arguments = ["report", "whatsflow", "--date", "2026-10-01", "--md", "-"];
        printed(&[&arguments[..], set].concat())
    };
    let dearer = reviewed(&["--set", &format!("{price}=39")]);
    assert!(
        dearer.contains("| Starter: price | $39 |") && !reviewed(&[]).contains("| Starter: price | $39 |"),
        "{dearer}"
    );
    refused(&["report", "whatsflow", "--md", "-", "--set", &format!("{price}=cheap")], 1);
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                found.push((path.strip_prefix(folder).expect("lies below").to_path_buf(), bytes));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_date_may_come_from_the_environment() {
    let dated = printed(&["report", "whatsflow", "--md", "-", "--date", "2026-10-01"]);
    let fixed = headroom(&["report", "whatsflow", "--md", "-"]).env("SOURCE_DATE_EPOCH", "1790812800").output();
    assert_eq!(text(&fixed.expect("it ran").stdout), dated);
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_a_link_followed() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    done(&["report", "whatsflow", "--md", "/dev/null"]);
    assert!(fs::metadata("/dev/null").expect("is there").file_type().is_char_device());
    let folder = tempfile::tempdir().expect("a folder");
    let (target, link) = (folder.path().join("target.md"), folder.path().join("link.md"));
    fs::write(&target, "before").expect("a file");
    symlink(&target, &link).expect("a link");
    done(&["report", "whatsflow", "--md", link.to_str().expect("text")]);
    assert!(fs::symlink_metadata(&link).expect("is there").is_symlink());
    assert!(fs::read_to_string(&target).expect("text").starts_with("# WhatsFlow"));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    for arguments in
        ["project whatsflow --format json", "compare reference", "catalog list", "schema", "completions bash"]
    {
        let mut child = Process::new(program())
            .args(arguments.split(' '))
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "", "{arguments}");
    }
}

#[test]
fn colour_is_for_terminals_and_can_be_refused() {
    const ESCAPE: char = '\u{1b}';
    assert!(!printed(&["project", "whatsflow"]).contains(ESCAPE), "a pipe gets no colour");
    let coloured = headroom(&["project", "whatsflow"]).env("CLICOLOR_FORCE", "1").output().expect("it ran");
    assert!(text(&coloured.stdout).contains(ESCAPE));
    let plain = headroom(&["project", "whatsflow"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output();
    assert!(!text(&plain.expect("it ran").stdout).contains(ESCAPE));
}

#[test]
fn a_text_that_has_room_is_shown_whole() {
    let compared = printed(&["compare", "whatsflow"]);
    let cheapest = compared.lines().find(|line| line.starts_with("VPS") && line.contains(" to "));
    assert!(cheapest.is_some_and(|line| !line.contains('…')), "{compared}");
}

#[test]
fn tables_keep_to_the_width_of_the_terminal() {
    let narrow = headroom(&["compare", "whatsflow"]).env("COLUMNS", "60").output().expect("it ran");
    let widest = text(&narrow.stdout).lines().map(|line| line.chars().count()).max();
    assert!(widest.is_some_and(|width| width <= 60), "{widest:?}");
}

#[test]
fn a_name_in_a_model_cannot_steer_the_terminal() {
    let model = read("models/whatsflow.json").replacen("\"WhatsFlow\"", "\"What\\u001b[31msFlow\"", 1);
    let output = headroom(&["project", "-"]).env("CLICOLOR_FORCE", "1").write_stdin(model).output().expect("it ran");
    let said = text(&output.stdout);
    assert!(said.contains("What [31msFlow"), "{said}");
}

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
    refused(&["upgrades", "whatsflow", "--deployment", "nowhere"], 1);
}

/// Months in which nothing on a ladder is enough, and promises of request paths that are missed, stand wherever the plan
/// does.
#[test]
fn what_no_order_helps_is_said_wherever_the_plan_stands() {
    let crowded = ["upgrades", "whatsflow", "--set", "growth.anchors.4.users=9000"];
    let with = |arguments: &[&'static str], more: &[&'static str]| printed(&[arguments, more].concat());
    assert!(printed(&crowded).contains("No tier is enough"));
    let sheet = with(&crowded, &["--format", "csv"]);
    assert!(sheet.contains(",2027-06,Server,gap,16 GB server,nothing is enough,84.00,,,,,"), "{sheet}");
    let calendar = with(&crowded, &["--format", "ics", "--date", "2026-10-01"]);
    assert!(calendar.contains("SUMMARY:Server: no tier is enough (WhatsFlow)"), "{calendar}");

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
fn check_is_a_gate_for_scripts() {
    let kept = ["check", "whatsflow", "--max-cost", "1m", "--within", "6"];
    assert!(printed(&kept).contains("keeps to the bounds for 6 months"));
    let bounds = ["check", "whatsflow", "--min-headroom", "99%", "--max-cost", "$1", "--max-p95", "1ms"];
    let output = headroom(&bounds).assert().code(1).get_output().clone();
    let said = text(&output.stdout);
    assert!(said.contains("headroom of") && said.contains("less than 99 %"), "{said}");
    assert!(said.contains("the month costs") && said.contains("more than 1 USD"), "{said}");

    let output = headroom(&[&bounds[..], &["--format", "json"]].concat()).assert().code(1).get_output().clone();
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&told["errors"], &told["gate"]["kept"]), (&Value::from(0), &Value::Bool(false)));
    let cost = list(&told["gate"]["broken"]).iter().find(|broken| broken["bound"] == "cost").expect("is broken");
    assert!(decimal(&cost["found"]) > decimal(&cost["wanted"]) && cost["month"].is_string(), "{cost}");
    let months = parsed(&["project", "whatsflow", "--format", "json"]);
    let first = list(&months["months"]).iter().find(|month| decimal(&month["cost"]) > Decimal::ONE).expect("some cost");
    assert_eq!((&cost["found"], &cost["month"]), (&first["cost"], &first["period"]), "the first month that costs more");

    let said = refused(&["check", "whatsflow", "--max-cost", "€500"], 2);
    assert!(said.contains("the model is in USD"), "{said}");
    let late = parsed(&["check", "whatsflow", "--break-even-by", "24", "--format", "json"]);
    assert!(late["gate"].is_object() && parsed(&["check", "whatsflow", "--format", "json"])["gate"].is_null());
    for wrong in [["--min-headroom", "20"], ["--max-cost", "dear"], ["--within", "0"], ["--break-even-by", "2020-01"]] {
        refused(&["check", "whatsflow", wrong[0], wrong[1]], 2);
    }
    refused(&["check", "whatsflow", "--within", "6"], 2);
    refused(&["check", "whatsflow", "--max-cost", "1m", "--deployment", "nowhere"], 1);
    headroom(&["check", "-", "--max-cost", "1m"]).write_stdin(broken()).assert().code(1);
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

    let said = refused(&ask(&["concurent_users=5"]), 1);
    assert!(said.contains("E016-unknown-name") && said.contains("did you mean `concurrent_users`?"), "{said}");
    refused(&ask(&["concurrent_users=5", "--tier", "web=nothing"]), 1);
    refused(&ask(&["concurrent_users=5", "--month", "2019-01"]), 2);
    refused(&ask(&["concurrent_users"]), 2);
    refused(&["ask", "securewave-vpn"], 2);
}

#[test]
fn load_tests_are_fitted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("steps.csv");
    // X(N) of σ = 0.02, κ = 0.0005, λ = 100.
    let law = |n: f64| 100.0 * n / (1.0 + 0.02 * (n - 1.0) + 0.0005 * n * (n - 1.0));
    let rows = [1.0, 4.0, 16.0, 32.0, 64.0, 128.0].map(|n| format!("{n},{}\n", law(n)));
    fs::write(&path, format!("concurrency,throughput\n{}", rows.concat())).expect("a file");
    let file = path.to_str().expect("a path that is text");
    let arguments = ["fit", file, "--concurrency", "50", "--throughput", "500/s"];
    let fit = parsed(&[&arguments[..], &["--format", "json"]].concat());
    let near = |value: &Value, expected: f64| {
        let found = value.as_f64().unwrap_or_else(|| panic!("{value} is a number"));
        assert!((found / expected - 1.0).abs() < 1e-6, "{found} is not {expected}");
    };
    near(&fit["law"]["sigma"]["estimate"], 0.02);
    near(&fit["law"]["kappa"]["estimate"], 0.0005);
    near(&fit["law"]["lambda_per_s"]["estimate"], 100.0);
    near(&fit["law"]["peak"]["concurrency"]["estimate"], (0.98_f64 / 0.0005).sqrt());
    near(&fit["predictions"][0]["throughput_per_s"]["estimate"], law(50.0));
    let n = fit["loads"][0]["concurrency"].as_f64().expect("is reached");
    near(&Value::from(law(n)), 500.0);
    assert_eq!(list(&fit["points"]).len(), 6);
    let table = printed(&arguments);
    assert!(table.contains("Asked") && table.contains("Universal Scalability Law"), "{table}");
    assert!(printed(&["fit", file, "--format", "csv"]).starts_with("figure,estimate,"));

    let runs =
        ["c01", "c04", "c16", "c64"].map(|run| format!("crates/loadtest/tests/fixtures/k6/handle-summary-{run}.json"));
    let runs: Vec<&str> = runs.iter().map(String::as_str).collect();
    let k6 = parsed(&[&["fit"], &runs[..], &["--format", "json"]].concat());
    assert_eq!((&k6["tool"], list(&k6["points"]).len()), (&Value::from("k6"), 4));
    let piped = headroom(&["fit", "-", "--format", "json"]).write_stdin(fs::read(&path).expect("text")).output();
    let piped: Value = serde_json::from_slice(&piped.expect("it ran").stdout).expect("JSON");
    assert_eq!(
        (&piped["law"], &piped["files"]),
        (&parsed(&["fit", file, "--format", "json"])["law"], &Value::from(vec!["<stdin>"]))
    );

    let said = refused(&["fit", file, "models/whatsflow.json"], 1);
    assert!(said.contains("LT04-unknown-form") && !said.contains("steps.csv"), "{said}");
    let said = refused(&["fit", "nowhere.csv"], 3);
    assert!(said.contains("cannot read nowhere.csv"), "{said}");
    refused(&["fit"], 2);
}

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

/// The references of Erlang and M/M/c are the engine's to reproduce; here they come out as they went in.
#[test]
fn a_queue_is_answered_by_its_formulas() {
    let arguments = ["queue", "--arrivals", "10/s", "--service", "1s", "--servers", "14", "--slo", "p95=4s"];
    let queue = parsed(&[&arguments[..], &["--format", "json"]].concat());
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value} is a number"));
    assert!((number(&queue["erlang_b"]) - 0.05681914338652086).abs() < 1e-9, "{queue}");
    assert!((number(&queue["erlang_c"]) - 0.17413193359504983).abs() < 1e-9, "{queue}");
    assert!((number(&queue["mean_wait_ms"]) - 174.13193359504983 / 4.0).abs() < 1e-6, "{queue}");
    assert_eq!((&queue["stable"], &queue["slo"]["kept"]), (&Value::Bool(true), &Value::Bool(true)));
    let most = number(&queue["slo"]["most_arrivals_per_second"]);
    assert!(most > 10.0 && (number(&queue["slo"]["headroom"]) - (1.0 - 10.0 / most)).abs() < 1e-9, "{queue}");
    let same = ["queue", "--arrivals", "600/min", "--service", "1000", "--servers", "14", "--slo", "95=4000ms"];
    assert_eq!(parsed(&[&same[..], &["--format", "json"]].concat()), queue, "other units, the same queue");

    let table = printed(&arguments);
    assert!(table.contains("Offered load") && table.contains("Fewest servers"), "{table}");
    let csv = printed(&[&arguments[..], &["--format", "csv"]].concat());
    assert!(csv.starts_with("group,measure,value,unit,") && csv.contains("\r\n"), "{csv}");
}

#[test]
fn a_queue_without_end_is_an_answer_and_nonsense_is_not() {
    let arguments = ["queue", "--arrivals", "10", "--service", "1s", "--servers", "4"];
    let queue = parsed(&[&arguments[..], &["--format", "json"]].concat());
    assert_eq!((&queue["stable"], &queue["erlang_c"]), (&Value::Bool(false), &Value::Null));
    assert!(printed(&arguments).contains("At least 11"));
    for wrong in [["--arrivals", "-1"], ["--service", "3 days"], ["--servers", "1.5"], ["--slo", "p100=1s"]] {
        refused(&[&arguments[..], &wrong[..]].concat(), 2);
    }
    refused(&["queue", "--arrivals", "10"], 2);
}

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
    assert!(printed(&azure).contains("azure-appservice-b2-linux-eastus"));

    let shown = parsed(&["catalog", "show", "azure-appservice-b2-linux-eastus", "--format", "json"]);
    assert_eq!(shown, *b2);
    let table = printed(&["catalog", "show", "azure-appservice-b2-linux-eastus"]);
    assert!(table.contains("price monthly") && table.contains("https://"), "{table}");
    assert!(printed(&["catalog", "list", "--rates", "--format", "csv"]).starts_with("id,region,price,unit,"));
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

#[test]
fn the_schema_is_the_published_one() {
    let schema: Value = serde_json::from_str(&printed(&["schema"])).expect("JSON");
    assert_eq!(schema["title"], "Headroom model");
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("compare") && script.contains("scenario"), "{shell}");
    }
}

#[test]
fn help_reads_well() {
    for command in [
        "",
        "project",
        "compare",
        "report",
        "check",
        "upgrades",
        "ask",
        "fit",
        "size",
        "queue",
        "catalog",
        "catalog list",
        "catalog show",
        "catalog import",
        "catalog refresh",
        "catalog drift",
        "schema",
        "models",
        "completions",
    ] {
        let arguments: Vec<&str> = command.split(' ').filter(|word| !word.is_empty()).chain(["--help"]).collect();
        let help = printed(&arguments);
        assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{command}");
        if ["", "project", "report", "queue", "catalog refresh"].contains(&command) {
            let name =
                if command.is_empty() { "help".to_owned() } else { format!("help_{}", command.replace(' ', "_")) };
            insta::assert_snapshot!(name, help);
        }
    }
}

#[test]
fn a_projection_reads_well() {
    insta::assert_snapshot!("project_by_quarter", printed(&["project", "whatsflow", "--period", "quarter"]));
}
