//! Many paths on the command line: answers, parts of a run in processes of their own, and what is asked in vain.

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Output, Stdio};

use assert_cmd::Command;
use headroom_app::Study;
use headroom_app::futures::review;
use headroom_app::pages::Block;
use headroom_tests::{program, read, root};
use serde_json::Value;

fn headroom(arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(root()).env("COLUMNS", "100");
    // No catalogue of whoever runs the tests.
    command.env("HEADROOM_DATA", root().join("target/no-such-folder"));
    command
}

fn done(arguments: &[&str]) -> Output {
    headroom(arguments).assert().success().get_output().clone()
}

fn printed(arguments: &[&str]) -> String {
    String::from_utf8(done(arguments).stdout).expect("the output is text")
}

fn parsed(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(arguments)).expect("the output is JSON")
}

/// What is said on standard error by a command that ends with a code, and with nothing on standard output.
fn refused(arguments: &[&str], code: i32) -> String {
    let output = headroom(arguments).assert().code(code).get_output().clone();
    assert!(output.stdout.is_empty(), "nothing but data goes to standard output");
    String::from_utf8(output.stderr).expect("messages are text")
}

/// A figure of an answer in JSON.
fn figure<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let figures = answer["figures"].as_array().expect("there are figures");
    figures.iter().find(|figure| figure["figure"] == name).unwrap_or_else(|| panic!("there is {name}"))
}

const PATHS: &str = "2048";

#[test]
fn a_model_has_futures_in_every_format() {
    let table = printed(&["simulate", "reference", "--paths", PATHS]);
    assert!(table.contains("2,048 paths") && table.contains("Sobol"), "{table}");
    let csv = printed(&["simulate", "reference", "--paths", PATHS, "--percentiles", "10,50,90", "--format", "csv"]);
    let header = csv.lines().next().expect("there is a header");
    assert!(header.starts_with("figure,deployment,t,month,mean") && header.contains("p90_error"), "{header}");
    assert!(csv.lines().any(|line| line.starts_with("cumulative_break_even,reference,,")), "{csv}");
    let answer = parsed(&["simulate", "reference", "--paths", PATHS, "--format", "json"]);
    assert_eq!(answer["paths"], 2048);
    let months = figure(&answer, "users")["months"].as_array().expect("by month");
    assert_eq!(months.len(), 60);
    let (low, high) = (&months[59]["percentiles"]["p5"], &months[59]["percentiles"]["p95"]);
    assert!(low["value"].as_f64() < high["value"].as_f64(), "{low} {high}");
    let even = &figure(&answer, "repaid")["months"][59];
    assert!((0.0..=1.0).contains(&even["share"].as_f64().expect("a probability")), "{even}");
}

#[test]
fn the_same_seed_gives_the_same_futures_and_another_others() {
    let run = |seed: &str| printed(&["simulate", "reference", "--paths", "512", "--seed", seed, "--format", "csv"]);
    assert_eq!(run("7"), run("7"));
    assert_ne!(run("7"), run("8"));
}

#[test]
fn a_condition_moves_what_depends_on_it() {
    let mean = |given: &[&str]| {
        let arguments = [&["simulate", "reference", "--paths", PATHS, "--format", "json"], given].concat();
        let answer = parsed(&arguments);
        figure(&answer, "users")["months"][35]["mean"].as_f64().expect("a mean")
    };
    let (slow, all, fast) =
        (mean(&["--given", "growth.rate < 10%"]), mean(&[]), mean(&["--given", "growth.rate >= 18%"]));
    assert!(slow < all && all < fast, "{slow} {all} {fast}");
}

#[test]
fn paths_are_run_until_the_error_is_small_enough() {
    let answer = parsed(&["simulate", "reference", "--error", "5%", "--format", "json"]);
    let paths = answer["paths"].as_u64().expect("a number of paths");
    assert!(paths >= 64, "{paths}");
}

#[test]
fn what_many_paths_cannot_be_asked_is_told() {
    let said = |arguments: &[&str]| refused(&[&["simulate", "reference"], arguments].concat(), 1);
    for (arguments, words) in [
        (["--paths", "0"], "E033-bad-request paths"),
        (["--paths", "1000000000000"], "100,000,000"),
        (["--percentiles", "95,5"], "E033-bad-request percentiles"),
        (["--percentiles", "0,50"], "between 0 and 100"),
        (["--given", "growth.rat > 7%"], "did you mean `growth.rate`?"),
        (["--given", "growth.rate"], "compares nothing"),
        (["--given", "growth.users > 7"], "has no range"),
        (["--given", "growth.rate > 90%"], "no path"),
    ] {
        let told = said(&arguments);
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
    let out = tempfile::tempdir().expect("there is a folder");
    let out = out.path().join("part.parquet");
    let out = out.to_str().expect("the path is text");
    assert!(said(&["--shard", "9/8", "--out", out]).contains("no part 9 of 8"));
    assert!(refused(&["simulate", "reference", "--shard", "1/2"], 2).contains("--out"));
    assert!(refused(&["simulate", "reference", "--paths", "many"], 2).contains("whole number"));
}

#[test]
fn a_range_that_no_distribution_has_is_an_error_with_its_place() {
    let model = read("models/reference.json");
    // A normal distribution has its middle halfway between its ends, and 12 is not halfway from 5 to 25.
    let model = model.replacen("triangular", "normal", 1);
    for arguments in [["check", "-"], ["simulate", "-"]] {
        let output = headroom(&arguments).write_stdin(model.clone()).assert().code(1).get_output().clone();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(said.contains("E031-bad-distribution growth.rate") && said.contains("<stdin>:"), "{said}");
    }
    headroom(&["project", "-"]).write_stdin(model).assert().success();
}

#[test]
fn questions_to_the_futures_are_answered() {
    let few = ["--paths", "512", "--format", "json"];
    let ask = |arguments: &[&str]| parsed(&[arguments, &few].concat());
    let ranked = ask(&["sensitivity", "reference", "--of", "users.24"]);
    assert_eq!(ranked["assumptions"][0]["assumption"], "growth.rate", "{ranked}");
    let tornado = ask(&["sensitivity", "reference", "--of", "mrr.24", "--tornado"]);
    assert!(tornado["assumptions"].as_array().is_some_and(|rows| rows.len() >= 3), "{tornado}");
    let goal = ["seek", "reference", "--vary", "growth.rate", "--until", "users.24 >= 1000", "--within", "0..30%"];
    let sought = ask(&goal);
    let value = sought["value"].as_f64().expect("it is reached");
    assert!(value > 0.0 && value < 0.3, "a rate is a fraction: {sought}");
    let plane = ["grid", "reference", "--x", "growth.rate", "--y", "subscription.conversion", "--of", "mrr.12"];
    let plane = ask(&[&plane[..], &["--steps", "3"]].concat());
    assert_eq!(plane["values"].as_array().map(Vec::len), Some(3), "{plane}");
    let orders = ask(&["orders", "whatsflow", "--deployment", "vps"]);
    assert!(orders["orders"].is_array(), "{orders}");
    // Every estimate has its standard error.
    assert!(plane["errors"][2][2].as_f64().is_some_and(|error| error > 0.0), "{plane}");
    assert!(sought["curve"][12][2].is_f64() && orders["orders"][0]["load_error"].is_f64(), "{sought} {orders}");
    let csv = ["grid", "reference", "--x", "growth.rate", "--y", "subscription.conversion", "--of", "mrr.12"];
    let csv = printed(&[&csv[..], &["--steps", "2", "--paths", "64", "--format", "csv"]].concat());
    assert!(csv.starts_with("y,x_1,x_1_error,x_2,x_2_error\r\n"), "{csv}");
    for arguments in [
        &["sensitivity", "reference", "--of", "user.24"][..],
        &["seek", "reference", "--vary", "growth.rat", "--until", "users.24 >= 1000"],
        &["seek", "reference", "--vary", "growth.rate", "--until", "users.24"],
        &["grid", "reference", "--x", "growth.rate", "--y", "nothing", "--of", "mrr.12"],
    ] {
        assert!(refused(arguments, 1).contains("E033-bad-request"), "{arguments:?}");
    }
}

/// A month that never comes is no month after the last.
#[test]
fn never_is_no_month() {
    let dear = ["--set", "subscription.plans.standard.price=0.01", "--paths", "512"];
    let answer = parsed(&[&["simulate", "reference", "--format", "json"], &dear[..]].concat());
    let even = figure(&answer, "cumulative_break_even");
    assert_eq!(even["never"]["share"], 1.0, "{even}");
    assert!(even["mean"].is_null() && even["percentiles"]["p50"]["value"].is_null(), "{even}");
    let csv = printed(&[&["simulate", "reference", "--format", "csv"], &dear[..]].concat());
    let mut lines = csv.lines();
    let at = lines.next().and_then(|header| header.split(',').position(|column| column == "never"));
    let even = lines.find(|line| line.starts_with("cumulative_break_even,")).expect("it is there");
    assert_eq!(at.and_then(|at| even.split(',').nth(at)), Some("1"), "{even}");
    assert!(!even.contains("61"), "{even}");
}

/// What is typed is read as elsewhere, and refused as what it is.
#[test]
fn what_is_typed_is_told_by_its_own_name() {
    let goal = ["seek", "reference", "--vary", "growth.rate", "--paths", "64", "--until"];
    assert!(refused(&[&goal[..], &["foo <= 3"]].concat(), 1).contains("E033-bad-request until"));
    let orders = ["orders", "reference", "--percentile", "150"];
    assert!(refused(&orders, 2).contains("a percentile between 0 and 100"));
    for arguments in [["--paths", "-5"], ["--seed", "abc"]] {
        let said = refused(&[&["simulate", "reference"], &arguments[..]].concat(), 2);
        assert!(said.contains("write a whole number"), "{said}");
    }
    let given = ["simulate", "reference", "--paths", "512", "--format", "json", "--given", "growth.rate >= 12"];
    assert_eq!(parsed(&given)["given"], "Monthly growth is at least 12 %");
}

#[test]
fn conditions_count_for_every_question() {
    let few = ["--paths", "1024", "--format", "json"];
    let slow = ["--given", "growth.rate < 12%"];
    let ask = |arguments: &[&str], given: &[&str]| parsed(&[arguments, &few, given].concat());
    let goal = ["seek", "reference", "--vary", "subscription.conversion", "--until", "mrr.36 >= 5000"];
    let plane = ["grid", "reference", "--x", "subscription.conversion", "--y", "subscription.plans.standard.churn"];
    let plane = [&plane[..], &["--of", "mrr.36", "--steps", "2"]].concat();
    let [all, given] = [&[][..], &slow].map(|given| ask(&goal, given));
    assert!(all["value"].as_f64() < given["value"].as_f64(), "slow growth needs more conversion: {all} {given}");
    assert!(given["counted"].as_u64() < all["counted"].as_u64(), "{given}");
    assert!(given["given"].as_str().is_some_and(|words| words.contains("below 12%")), "{given}");
    let [all, given] = [&[][..], &slow].map(|given| ask(&plane, given));
    assert!(given["values"][1][1].as_f64() < all["values"][1][1].as_f64(), "{all} {given}");
    let share = |answer: &Value| {
        let rows = answer["assumptions"].as_array().expect("there are rows");
        rows.iter().find(|row| row["assumption"] == "growth.rate").expect("growth")["total"].as_f64()
    };
    let [all, given] = [&[][..], &slow].map(|given| ask(&["sensitivity", "reference", "--of", "mrr.36"], given));
    assert!(share(&given) < share(&all), "less of it is uncertain: {all} {given}");
    let tornado = ask(&["sensitivity", "reference", "--of", "mrr.36", "--tornado"], &slow);
    let rows = tornado["assumptions"].as_array().expect("there are rows");
    let growth = rows.iter().find(|row| row["assumption"] == "growth.rate").expect("growth");
    assert!(growth["high"].as_f64().is_some_and(|high| high < 0.12), "{tornado}");
    let first = |orders: Value| orders["orders"][0]["needed_by"].as_str().map(str::to_owned);
    let [all, given] = [&[][..], &slow].map(|given| first(ask(&["orders", "reference"], given)));
    assert!(all < given, "slow growth is ordered for later: {all:?} {given:?}");
    let table = printed(&[&goal[..], &slow].concat());
    assert!(table.contains("Only the paths count on which"), "{table}");
}

#[test]
fn a_condition_that_makes_no_sense_is_told() {
    let varied = ["seek", "reference", "--vary", "growth.rate", "--until", "mrr.36 >= 5000"];
    let plane = ["grid", "reference", "--x", "growth.rate", "--y", "subscription.conversion", "--of", "mrr.12"];
    let given = ["--given", "growth.rate > 7%"];
    for arguments in [&varied[..], &plane] {
        let told = refused(&[arguments, &given].concat(), 1);
        assert!(told.contains("E033-bad-request given") && told.contains("`growth.rate` is varied here"), "{told}");
    }
    for arguments in [
        &["seek", "reference", "--vary", "subscription.conversion", "--until", "mrr.36 >= 5000"][..],
        &["sensitivity", "reference", "--of", "mrr.12"],
        &["sensitivity", "reference", "--of", "mrr.12", "--tornado"],
        &["orders", "reference"],
    ] {
        let told = refused(&[arguments, &["--given", "growth.rate > 90%"]].concat(), 1);
        assert!(told.contains("no path fulfils the condition"), "{arguments:?}: {told}");
    }
}

/// In every month together cash is rather below zero than in any one of them.
#[test]
fn what_holds_in_all_months_has_a_probability() {
    let mut model: Value = serde_json::from_str(&read("models/reference.json")).expect("JSON");
    model["cash"]["opening"]["value"] = 3_000.into();
    let folder = tempfile::tempdir().expect("there is a folder");
    let path = folder.path().join("model.json");
    fs::write(&path, model.to_string()).expect("it is written");
    let path = path.to_str().expect("the path is text");
    let answer = parsed(&["simulate", path, "--paths", PATHS, "--format", "json"]);
    let share = |known: &Value| known["share"].as_f64().expect("a probability");
    let always = share(figure(&answer, "always.solvent"));
    let months = figure(&answer, "solvent")["months"].as_array().expect("by month");
    let least = months.iter().map(share).fold(1.0, f64::min);
    assert!(always <= least && always > 0.0, "{always} {least}");
    assert!(share(figure(&answer, "never.breach")) >= 0.0 && share(figure(&answer, "never.slow")) >= 0.0);
    let table = printed(&["simulate", path, "--paths", PATHS]);
    assert!(table.contains("Cash never below zero"), "{table}");
    let goal = ["seek", path, "--vary", "subscription.conversion", "--paths", "512", "--format", "json"];
    let seek = |until: &str| parsed(&[&goal[..], &["--until", until]].concat());
    assert_eq!(seek("always.solvent")["value"], seek("trough >= 0")["value"]);
    assert!(refused(&[&goal[..], &["--until", "always.cash"]].concat(), 1).contains("no outcome `always.cash`"));
}

// Past one machine ----------------------------------------------------------------------------------------------------

/// The scripts of the documentation, run as a scheduler runs them: each part in a process of its own that knows its
/// number.
fn part(sweep: &[(&str, &str)], number: usize) -> std::process::Child {
    script("part.sh", sweep).env("JOB_COMPLETION_INDEX", number.to_string()).spawn().expect("a shell runs")
}

fn script(name: &str, sweep: &[(&str, &str)]) -> Process {
    let program = program();
    let folder = program.parent().expect("a program is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Process::new("sh");
    shell.arg(root().join("docs/scale").join(name)).current_dir(root());
    shell
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("HEADROOM_DATA", root().join("target/no-such-folder"));
    shell.envs(sweep.iter().copied()).stdin(Stdio::null()).stderr(Stdio::piped());
    shell
}

#[test]
fn parts_of_processes_have_the_bits_of_the_run_in_one_piece() {
    let out = tempfile::tempdir().expect("there is a folder");
    let folder = out.path().to_str().expect("the path is text");
    let sweep = [
        ("MODEL", "reference"),
        ("SCENARIOS", "base slow_growth"),
        ("DEPLOYMENTS", "reference"),
        ("SHARDS", "3"),
        ("PATHS", "3000"),
        ("SEED", "7"),
        ("OUT", folder),
    ];
    for wave in [0..3, 3..6] {
        let parts: Vec<_> = wave.map(|number| part(&sweep, number)).collect();
        for part in parts {
            let ended = part.wait_with_output().expect("it ends");
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        }
    }
    let merged = script("merge.sh", &sweep).output().expect("a shell runs");
    assert!(merged.status.success(), "{}", String::from_utf8_lossy(&merged.stderr));
    for (name, scenario) in [("base", ""), ("slow_growth", "slow_growth")] {
        let whole = out.path().join(format!("{name}.whole.parquet"));
        let arguments = ["--scenario", scenario, "--deployment", "reference", "--paths", "3000", "--seed", "7"];
        let print = ["--format", "parquet", "--out", whole.to_str().expect("the path is text")];
        done(&[&["simulate", "reference"], &arguments[..], &print].concat());
        let merged = fs::read(out.path().join(format!("{name}.reference.parquet"))).expect("it was merged");
        assert!(merged == fs::read(&whole).expect("it was written"), "{name}: other bits");
    }
    refuses_what_is_not_whole(out.path());
}

fn refuses_what_is_not_whole(folder: &Path) {
    let file = |name: &str| folder.join(name).display().to_string();
    let [one, two, three] = [1, 2, 3].map(|n| file(&format!("base.reference.{n}-of-3.parquet")));
    let missing = refused(&["merge", &one, &three], 1);
    assert!(missing.contains("missing: 2"), "{missing}");
    let double = refused(&["merge", &one, &two, &two, &three], 1);
    assert!(double.contains("part 2 of 3, as"), "{double}");
    let other = refused(&["merge", &one, &two, &file("slow_growth.reference.3-of-3.parquet")], 1);
    assert!(other.contains("another run") && other.contains("slow_growth"), "{other}");
    let answer = refused(&["merge", &file("base.reference.parquet")], 1);
    assert!(answer.contains("not a part of a run"), "{answer}");
    let cut = file("cut.parquet");
    let bytes = fs::read(&one).expect("it is there");
    fs::write(&cut, &bytes[..bytes.len() / 2]).expect("it is written");
    assert!(refused(&["merge", &cut], 1).contains("not a Parquet file"));
}

/// Every scheduler counts the parts that there are.
#[test]
fn the_documents_of_a_sweep_agree_on_its_parts() {
    let sweep = read("docs/scale/sweep.env");
    let of = |name: &str| {
        let line = sweep.lines().find_map(|line| line.strip_prefix(&format!("{name}=")).map(str::to_owned));
        line.unwrap_or_else(|| panic!("sweep.env says {name}"))
    };
    let words = |name: &str| of(name).split_whitespace().count();
    let parts = words("SCENARIOS") * words("DEPLOYMENTS") * of("SHARDS").parse::<usize>().expect("a number");
    assert!(read("docs/scale/kubernetes.yaml").contains(&format!("completions: {parts}\n")));
    assert!(read("docs/scale/slurm.sh").contains(&format!("--array=0-{}\n", parts - 1)));
    for scenario in of("SCENARIOS").split_whitespace().filter(|scenario| *scenario != "base") {
        done(&["project", &of("MODEL"), "--scenario", scenario]);
    }
    for deployment in of("DEPLOYMENTS").split_whitespace() {
        done(&["project", &of("MODEL"), "--deployment", deployment]);
    }
}

/// The review's chapter asks what the command line asks: the same blocks for the same seed and numbers of paths.
#[rstest::rstest]
#[case("reference", "cumulative_break_even", "break-even-month")]
// No path ever has a loss to repay: profit is what is asked about.
#[case("whatsflow", "total_profit", "probabilities")]
fn the_review_says_what_the_command_line_answers(#[case] name: &str, #[case] of: &str, #[case] picture: &str) {
    let study = Study::read(&read(format!("models/{name}.json")), "").expect("the model is valid");
    let review = study.review("", "2026-12-31").expect("it has a review");
    let chapter = review.chapters.iter().find(|chapter| chapter.id == "uncertainty").expect("much is uncertain");
    let tables = |id: &str| {
        let found = chapter.blocks.iter().find_map(|block| match block {
            Block::Table { table } if table.id == id => Some(table),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("{name} has a table {id}"))
    };
    let (indices, goal) = (review::INDEX_PATHS.to_string(), review::GOAL_PATHS.to_string());
    let (cells, loads) = (review::PLANE_PATHS.to_string(), review::LOAD_PATHS.to_string());
    let steps = review::PLANE_STEPS.to_string();
    let json = |arguments: &[&str]| parsed(&[arguments, &["--format", "json"]].concat());
    let plain = |id: &str, column: usize| -> Vec<f64> {
        let rows = tables(id).rows.iter();
        rows.map(|row| row.cells[column].plain.parse().expect("a number")).collect()
    };
    let numbers = |rows: &Value, key: &str| -> Vec<f64> {
        let rows = rows.as_array().expect("rows").iter();
        rows.map(|row| row[key].as_f64().expect("a number")).collect()
    };
    let ranked = json(&["sensitivity", name, "--of", of, "--paths", &indices]);
    close(&plain("sensitivity", 1), &numbers(&ranked["assumptions"], "total"));
    let swings = json(&["sensitivity", name, "--of", of, "--tornado"]);
    let longest = |values: Vec<f64>| values.into_iter().take(3).collect::<Vec<_>>();
    close(&longest(plain("tornado", 4)), &longest(numbers(&swings["assumptions"], "at_high")));
    let until = match of {
        "cumulative_break_even" => format!("{of} <= 24"),
        _ => format!("{of} >= {}", swings["base"].as_f64().expect("what the plan has").round()),
    };
    let until = until.as_str();
    let paths: Vec<&str> = tables("sensitivity").rows.iter().map(|row| row.cells[5].plain.as_str()).collect();
    let sought = json(&["seek", name, "--vary", paths[0], "--until", until, "--paths", &goal]);
    let curve = sought["curve"].as_array().expect("a curve").iter();
    let curve: Vec<[f64; 2]> = curve.map(|at| [0, 1].map(|i| at[i].as_f64().expect("a number"))).collect();
    // The chapter leaves out values that repeat the probability of their neighbours.
    let told: Vec<[f64; 2]> =
        plain("goal", 0).into_iter().zip(plain("goal", 1)).map(|(at, share)| [at, share]).collect();
    let nearest =
        |at: f64| curve.iter().min_by(|a, b| (a[0] - at).abs().total_cmp(&(b[0] - at).abs())).expect("a value");
    told.iter().for_each(|point| close(point, nearest(point[0])));
    close(&told[told.len() - 1], &curve[curve.len() - 1]);
    let grid = ["grid", name, "--x", paths[0], "--y", paths[1], "--of", until, "--steps", &steps, "--paths", &cells];
    let known = json(&grid);
    let rows = known["values"].as_array().expect("rows").iter();
    let first: Vec<f64> = rows.map(|row| row[0].as_f64().expect("a share")).collect();
    close(&plain("grid", 1), &first);
    let orders = json(&["orders", name, "--paths", &loads]);
    assert_eq!(tables("orders").rows.len(), orders["orders"].as_array().expect("orders").len());
    let graphics = chapter.blocks.iter().filter_map(|block| match block {
        Block::Graphic { graphic, .. } => Some(graphic.id()),
        _ => None,
    });
    let graphics: Vec<&str> = graphics.collect();
    for wanted in ["tornado", "sensitivity", "goal", "grid", picture] {
        assert!(graphics.contains(&wanted), "{name}: {wanted} among {graphics:?}");
    }
}

/// To the digits that a table has for machines.
fn close(one: &[f64], other: &[f64]) {
    assert!(one.len() <= other.len() && !one.is_empty(), "{one:?} {other:?}");
    for (one, other) in one.iter().zip(other) {
        assert!((one - other).abs() <= 1e-6 * other.abs().max(1.0), "{one} is not {other}");
    }
}
