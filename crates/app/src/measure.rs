//! Load tests: files read into one study of their points, and a study put into a model as what a tier was measured at.

use headroom_engine::Model;
use headroom_engine::capacity::measured::{LoadPoint, NothingHolds, Study};
use headroom_engine::diagnostic::Code;
use headroom_engine::form::{Kind, Node};
use headroom_engine::model::check_measured::{Counts, p95_target};
use headroom_engine::model::file::{Axis, Tier};
use headroom_engine::model::program::{Base, DriverRule};
use headroom_engine::quantity::Seconds;
use headroom_loadtest::{LoadTest, Problem, ReadError, join};
use headroom_views::format;

/// The largest file that is read, in bytes.
pub use headroom_loadtest::LIMIT;

use crate::study::{Problems, line, problem};
use crate::wire::{DiagnosticLine, OpenOutcome};
use crate::{files, study};

/// One study of load tests.
#[derive(Clone, Debug)]
pub struct Measured {
    pub test: LoadTest,
    pub study: Study,
    /// The files it was read from, by name.
    pub names: Vec<String>,
}

impl Measured {
    /// What the reader has to say beside the points, as sentences.
    pub fn remarks(&self) -> Vec<String> {
        self.test.remarks.iter().map(ToString::to_string).collect()
    }
}

/// Reads results of load tests, whatever tool wrote them, as one study.
///
/// # Errors
/// With the problems of each file that cannot be read.
pub fn read(files: &[(String, Vec<u8>)]) -> Result<Measured, Vec<(String, Problems)>> {
    let (mut tests, mut unread) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        match headroom_loadtest::read(bytes) {
            Ok(test) => tests.push(test),
            Err(error) => unread.push((name.clone(), problems(&error))),
        }
    }
    if !unread.is_empty() {
        return Err(unread);
    }
    let test = match <[LoadTest; 1]>::try_from(tests) {
        Ok([only]) => only,
        Err(tests) => join(tests),
    };
    let names = files.iter().map(|(name, _)| name.clone()).collect();
    Ok(Measured { study: Study::new(test.points.clone()), test, names })
}

fn problems(error: &ReadError) -> Problems {
    let mut lines: Problems = error.problems.iter().map(line_of).collect();
    if error.more > 0 {
        let message = format!("there are {} more problems", error.more);
        lines.push(problem("LT-more", "", &message, "mend these first"));
    }
    lines
}

fn line_of(found: &Problem) -> DiagnosticLine {
    DiagnosticLine {
        line: found.line.and_then(|line| u32::try_from(line).ok()),
        // What is known of the place is its line; an editor wants a column, too.
        column: found.line.map(|_| 1),
        ..problem(found.code.as_str(), &found.field, &found.message, &found.hint)
    }
}

/// A tier's limit that a load test can tell of.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Where the model has what was measured: `deployments.azure.components.web.ladder.b2.measured.concurrent`.
    pub path: String,
    /// "Azure · Web · B2 · Concurrent users".
    pub label: String,
    /// Which of a point's two numbers the limit counts, and in which unit.
    axis: Axis,
    unit: String,
    /// The limit's driver does not say which it counts, so the model has to.
    is_said: bool,
    /// The p95 response time that must hold.
    p95: Option<Seconds>,
}

impl Target {
    /// What a study would set the limit to: "51 concurrent users"; or why it shows nothing.
    pub fn holding(&self, study: &Study) -> Result<String, NothingHolds> {
        let holding = study.holding(self.axis, self.p95)?;
        Ok(format!("{} {}", format::figure(holding.load), self.unit))
    }
}

/// Every limit of every tier that a load test can tell of, in the order of the model.
pub fn targets(model: &Model) -> Vec<Target> {
    let mut targets = Vec::new();
    for (deployment, form) in &model.file.deployments {
        for (component, part) in &form.components {
            let limits = model.program.deployments.get(deployment).and_then(|rule| rule.components.get(component));
            let limits: &[usize] = limits.map_or(&[], |rule| &rule.limits);
            for (id, tier) in &part.ladder {
                let place = format!("deployments.{deployment}.components.{component}.ladder.{id}.measured");
                let label = [&form.label, &part.label, &tier.label].map(String::as_str).join(" · ");
                targets.extend(limits.iter().filter_map(|limit| target(model, *limit, tier, &place, &label)));
            }
        }
    }
    targets
}

fn target(model: &Model, limit: usize, tier: &Tier, place: &str, label: &str) -> Option<Target> {
    let program = &model.program;
    let (name, limit) = program.limits.get_index(limit)?;
    let (_, driver) = program.drivers.get_index(limit.driver)?;
    let (axis, is_said) = match Counts::of(limit, driver) {
        Counts::One(axis) => (axis, false),
        Counts::AsSaid => (counted_in(driver)?, true),
        Counts::Neither => return None,
    };
    // A volume by the day is held against its peak by the second.
    let by_second = axis == Axis::Concurrency || driver.unit.ends_with(PER_SECOND);
    Some(Target {
        path: format!("{place}.{name}"),
        label: format!("{label} · {}", limit.label),
        axis,
        unit: if by_second { driver.unit.clone() } else { "requests/s".into() },
        is_said,
        p95: p95_target(limit, tier, |num| program.params.number(num)),
    })
}

const PER_SECOND: &str = "/s";

/// What a unit counts of a load test: a rate by the second, or what there is at once. Users who registered, devices or
/// gigabytes are no load that a test brings; nor are the connections that requests open further in.
fn counted_in(driver: &DriverRule) -> Option<Axis> {
    let unit = &driver.unit;
    if unit.ends_with(PER_SECOND) {
        return Some(Axis::Throughput);
    }
    let says = |word: &str| unit.split(' ').any(|of| of == word);
    let is_of_users = !matches!(driver.of, Base::Driver(_));
    (says("concurrent") || says("connections") && is_of_users).then_some(Axis::Concurrency)
}

/// The model with a study as what a tier's limit was measured at, in place of an earlier one. `date` is the day of the
/// test, where it is known.
pub fn apply(document: &str, target: &str, measured: &Measured, date: Option<&str>) -> OpenOutcome {
    let refused = |name: String, found| OpenOutcome::Refused { name, diagnostics: vec![found] };
    let mut model = match Node::parse(document) {
        Ok(model) => model,
        Err(found) => return refused("the model".into(), line(&found, Some(document))),
    };
    let read = match Model::read(document) {
        Ok(read) => read,
        Err(found) => {
            let diagnostics = found.iter().map(|found| line(found, Some(document))).collect();
            return OpenOutcome::Refused { name: study::name_of(&model), diagnostics };
        }
    };
    let Some(target) = targets(&read).into_iter().find(|known| known.path == target) else {
        let message = format!("no load test tells of `{target}`");
        let hint = "choose a limit of a tier that counts requests, or users at once";
        return refused(study::name_of(&model), problem(Code::UnknownPath.as_str(), target, &message, hint));
    };
    put(&mut model, &target.path, stated(measured, target.is_said.then_some(target.axis), date));
    files::opened(model.to_string(), None)
}

fn put(model: &mut Node, target: &str, value: Node) {
    let Some((measured, limit)) = target.rsplit_once('.') else { return };
    let Some((tier, name)) = measured.rsplit_once('.') else { return };
    if model.at_path(measured).is_none()
        && let Some(tier) = model.at_path_mut(tier)
    {
        tier.put(name, Kind::Record(Vec::new()).into());
    }
    if let Some(measured) = model.at_path_mut(measured) {
        measured.put(limit, value);
    }
}

fn stated(measured: &Measured, axis: Option<Axis>, date: Option<&str>) -> Node {
    let points = measured.study.points();
    let mut fields = vec![("points", Kind::List(points.iter().map(point).collect()).into())];
    fields.extend(axis.map(|axis| ("axis", Node::text(axis.as_str()))));
    fields.push(("tool", Node::text(measured.test.tool().to_string())));
    fields.extend(date.map(|date| ("date", Node::text(date))));
    fields.push(("source", Node::text(measured.names.join(", "))));
    record(fields)
}

fn point(point: &LoadPoint) -> Node {
    let number = |value: f64| Node::number(format::plain_count(value));
    let milliseconds = |time: Option<Seconds>| time.map(|time| number(time.milliseconds()));
    let fields = [
        ("concurrency", point.concurrency.map(|n| number(n.get()))),
        ("throughput", Some(number(point.throughput.get()))),
        ("p50_ms", milliseconds(point.p50)),
        ("p95_ms", milliseconds(point.p95)),
        ("p99_ms", milliseconds(point.p99)),
        ("failed", point.failed.map(|share| number(share.get()))),
    ];
    record(fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

fn record(fields: Vec<(&str, Node)>) -> Node {
    Kind::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    const CSV: &str = "concurrency,throughput,p95_ms\n1,100,11\n2,190,12\n4,350,14\n8,590,17\n16,800,25\n32,820,50\n";

    fn measured() -> Measured {
        read(&[("steps.csv".into(), CSV.into())]).unwrap_or_else(|found| panic!("{found:?}"))
    }

    #[test]
    fn every_file_that_cannot_be_read_is_told() {
        let files = ["", CSV, "{"].map(|text| (format!("{}.txt", text.len()), text.as_bytes().to_vec()));
        let unread = read(&files).unwrap_err();
        let names: Vec<&str> = unread.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["0.txt", "1.txt"]);
        assert!(unread.iter().all(|(_, problems)| !problems.is_empty()));
    }

    #[test]
    fn a_study_rules_a_tier_of_every_shipped_model_that_has_one_for_it() {
        for model in shipped::MODELS {
            let before = Model::read(model.text).unwrap_or_else(|found| panic!("{found:?}"));
            for target in targets(&before) {
                let outcome = apply(model.text, &target.path, &measured(), Some("2026-10-08"));
                let OpenOutcome::Opened { opened } = outcome else { panic!("{}: {outcome:?}", target.label) };
                let after = Node::parse(&opened.document).unwrap();
                let stated = after.at_path(&target.path).unwrap();
                assert_eq!(stated.get("points").unwrap().items().len(), 6, "{}", target.label);
                assert_eq!(stated.get("source").unwrap().as_text(), Some("steps.csv"));
            }
        }
    }

    #[test]
    fn a_load_test_is_offered_what_it_measures_and_says_what_it_would_write() {
        let model = Model::read(shipped::find("whatsflow").unwrap().text).unwrap();
        let targets = targets(&model);
        let of = |limit: &str| targets.iter().find(|target| target.path.ends_with(&format!(".{limit}")));
        for limit in ["sessions", "accounts", "messages", "messages_per_minute", "ai_per_day", "mysql", "disk"] {
            assert!(of(limit).is_none(), "{limit} is no load that a test brings");
        }
        let told = |limit: &str| of(limit).unwrap().holding(&measured().study).unwrap();
        assert!(told("concurrent").ends_with(" concurrent users"), "{}", told("concurrent"));
        assert!(told("compute").ends_with(" requests/s"), "{}", told("compute"));
        let leadsite = Model::read(shipped::find("leadsite").unwrap().text).unwrap();
        let inner = super::targets(&leadsite).into_iter().find(|target| target.path.ends_with(".connections"));
        assert!(inner.is_none(), "{:?}", inner.map(|target| target.path));
        // Tunnels are concurrent too.
        let vpn = Model::read(shipped::find("securevpn-100k").unwrap().text).unwrap();
        assert!(super::targets(&vpn).iter().any(|target| target.path.ends_with(".tunnels")));
    }

    #[test]
    fn only_a_limit_that_is_counted_can_be_ruled() {
        let text = shipped::find("whatsflow").unwrap().text;
        for path in ["growth.rate", "", "deployments.azure.components.web.ladder.b1.measured.nothing"] {
            let outcome = apply(text, path, &measured(), None);
            assert!(matches!(outcome, OpenOutcome::Refused { .. }), "{path}");
        }
    }
}
