//! A table of cohorts, pasted or from a file, as a retention curve that a plan takes.

use headroom_engine::Model;
use headroom_engine::cohort_table::{self, Pooled, TableProblem};
use headroom_engine::diagnostic::Code;
use headroom_engine::form::{Kind, Node};
use headroom_engine::model::{edit, scenario};

use crate::files::opened;
use crate::study::{Problems, line as line_of, name_of, problem};
use crate::wire::{DiagnosticLine, OpenOutcome};

/// Pools a table of cohorts into a curve.
///
/// # Errors
/// With every problem of the table; columns are counted in cells.
pub fn read(text: &str) -> Result<Pooled, Problems> {
    cohort_table::read(text).map_err(|found| found.iter().map(line).collect())
}

fn line(found: &TableProblem) -> DiagnosticLine {
    DiagnosticLine {
        line: u32::try_from(found.line).ok(),
        column: u32::try_from(found.column).ok(),
        ..problem("CT-cell", "", &found.message, &found.hint)
    }
}

/// The plans whose customers come and leave, as id and label: a plan held as a share of registered users has no curve.
pub fn plans(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    let plans = model.program.subscription.plans.iter();
    plans.filter(|(_, rule)| rule.of_registered.is_none()).map(|(id, rule)| (id.as_str(), rule.label.as_str()))
}

/// The model with a table's curve as the retention of a plan, in place of its churn or of an earlier curve.
pub fn apply(document: &str, plan: &str, table: &str) -> OpenOutcome {
    match applied(document, plan, table) {
        Ok(document) => opened(document, None),
        Err((name, diagnostics)) => OpenOutcome::Refused { name, diagnostics },
    }
}

fn applied(document: &str, plan: &str, table: &str) -> Result<String, (String, Problems)> {
    let mut root = Node::parse(document).map_err(|found| (String::new(), vec![line_of(&found, Some(document))]))?;
    let name = name_of(&root);
    let refuse = |problems: Problems| (name.clone(), problems);
    let pooled = read(table).map_err(&refuse)?;
    let model = Model::read(document)
        .map_err(|found| refuse(found.iter().map(|found| line_of(found, Some(document))).collect()))?;
    let path = format!("subscription.plans.{plan}");
    if !plans(&model).any(|(id, _)| id == plan) {
        let message = format!("no customers come to a plan `{plan}` and leave it");
        let hint = "choose a plan that is not held as a share of registered users";
        return Err(refuse(vec![problem(Code::UnknownPath.as_str(), &path, &message, hint)]));
    }
    let clashes = scenarios_with(&root, &format!("{path}.churn"));
    if !clashes.is_empty() {
        return Err(refuse(clashes));
    }
    if let Some(plan) = root.at_path_mut(&path) {
        plan.remove("churn");
        plan.put("retention", retention(&pooled));
    }
    Ok(root.to_string())
}

/// Scenarios that set this path themselves: each would have both a churn and a curve.
fn scenarios_with(root: &Node, path: &str) -> Problems {
    let scenarios = root.get("scenarios").map(Node::entries).unwrap_or_default().iter();
    let setting = scenarios.filter(|(_, scenario)| scenario.get("set").is_some_and(|set| scenario::is_set(set, path)));
    let told = |(id, scenario): &(String, Node)| {
        let label = scenario.get("label").and_then(Node::as_text).unwrap_or(id);
        let message = format!("the scenario “{label}” sets a constant churn for this plan");
        let hint = "a plan has a churn or a retention curve: remove that scenario first";
        problem(Code::OutOfDomain.as_str(), &format!("scenarios.{id}.set.{path}"), &message, hint)
    };
    setting.map(told).collect()
}

fn retention(pooled: &Pooled) -> Node {
    let curve = pooled.curve.iter().map(|share| edit::number(*share)).collect();
    let cohorts = if pooled.cohorts == 1 { "cohort" } else { "cohorts" };
    let source = Node::text(format!("A table of {} {cohorts}", pooled.cohorts));
    Kind::Record(vec![("curve".into(), Kind::List(curve).into()), ("source".into(), source)]).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Study, shipped, study};

    const TABLE: &str = "cohort,size,1,2\n2026-01,100,80,72\n2026-02,200,170\n";

    fn reference() -> Node {
        Node::parse(shipped::find("reference").unwrap().text).unwrap()
    }

    #[test]
    fn a_table_takes_the_place_of_a_churn() {
        let mut root = reference();
        root.remove("scenarios");
        let OpenOutcome::Opened { opened } = apply(&root.to_string(), "standard", TABLE) else { panic!("it applies") };
        let plan = Node::parse(&opened.document).unwrap().at_path("subscription.plans.standard").unwrap().clone();
        assert!(plan.get("churn").is_none());
        // (80 + 170) / 300 after one month, of the older cohort 72 / 80 of those after two.
        let curve: Vec<String> = plan.at_path("retention.curve").unwrap().items().iter().map(Node::to_string).collect();
        assert_eq!(curve.iter().map(|share| share.trim()).collect::<Vec<_>>(), ["0.833333", "0.75"]);
        assert!(Study::read(&opened.document, "").is_ok());
    }

    #[test]
    fn a_scenario_with_its_own_churn_is_named() {
        let OpenOutcome::Refused { diagnostics, .. } = apply(&reference().to_string(), "standard", TABLE) else {
            panic!("two of them cannot both hold")
        };
        assert!(diagnostics[0].message.contains("Nobody leaves"), "{diagnostics:?}");
    }

    #[test]
    fn what_has_no_curve_is_refused() {
        let held = shipped::find("whatsflow").unwrap().text;
        for (document, plan, table) in [(held, "starter", TABLE), (held, "nothing", TABLE), (held, "starter", "a,b")] {
            assert!(matches!(apply(document, plan, table), OpenOutcome::Refused { .. }), "{plan} {table}");
        }
        assert_eq!(plans(&study::Study::read(held, "").unwrap().model).count(), 0);
    }
}
