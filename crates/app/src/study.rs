//! A model read, put under a scenario, and projected: what every question to it starts from.

use std::collections::BTreeSet;
use std::sync::Arc;

use headroom_engine::catalog::{Catalog, PartialDate, PartialDateError};
use headroom_engine::diagnostic::{Code, Diagnostic, Severity, line_column};
use headroom_engine::form::{Form, Found, Kind, Node, Reader};
use headroom_engine::lookup::Lookup;
use headroom_engine::model::file::ModelFile;
use headroom_engine::model::scenario;
use headroom_engine::month::{Month, Quarter};
use headroom_engine::{Model, Projection, figures};
use headroom_frames::{Frames, Period};
use headroom_pages::{Document, Page};
use headroom_simulation::run::Watch;
use headroom_views::format::counted;
use headroom_views::{Scene, document};

use crate::clock;
use crate::futures::Wish;
use crate::setting::Settings;
use crate::wire::DiagnosticLine;

/// A projected model.
#[derive(Debug)]
pub struct Study {
    pub model: Model,
    pub projection: Projection,
    pub scenario: String,
    /// The text it was read from, where that is at hand.
    text: Option<String>,
}

/// Problems, as a person meets them.
pub type Problems = Vec<DiagnosticLine>;

impl Study {
    /// Reads a text and projects it under a scenario (empty for the base model).
    pub fn read(text: &str, scenario: &str) -> Result<Self, Problems> {
        Self::with(text, scenario, &[])
    }

    /// The same with values set by path, as `--set` gives them. They hold over the scenario's. Fails with what is wrong
    /// with any of them, and with the model they make.
    pub fn with(text: &str, scenario: &str, set: &[(String, String)]) -> Result<Self, Problems> {
        let mut node = Node::parse(text).map_err(|d| vec![line(&d, Some(text))])?;
        if !scenario.is_empty() {
            node = scenario::apply(&node, scenario)
                .map_err(|found| found.iter().map(|d| line(d, Some(text))).collect::<Problems>())?;
        }
        if set.is_empty() {
            return Self::of(node, scenario, Some(text));
        }
        let mut problems = Problems::new();
        let settings = Settings::of(&node);
        for (path, value) in set {
            problems.extend(settings.put(&mut node, path, value).err());
        }
        let made = Self::of(node, scenario, Some(text));
        match made {
            Ok(study) if problems.is_empty() => Ok(study),
            made => {
                problems.extend(made.err().into_iter().flatten().map(|problem| settings.explain(problem, set)));
                Err(problems)
            }
        }
    }

    /// Projects a tree that scenarios and edits are already in.
    pub fn of(node: Node, scenario: &str, text: Option<&str>) -> Result<Self, Problems> {
        Self::priced(node, scenario, text, Catalog::shipped())
    }

    /// The same against another catalogue than the one in the program, such as the person's own.
    pub fn over(self, catalog: &Arc<Catalog>) -> Result<Self, Problems> {
        Self::priced(self.model.node, &self.scenario, self.text.as_deref(), catalog)
    }

    fn priced(node: Node, scenario: &str, text: Option<&str>, catalog: &Arc<Catalog>) -> Result<Self, Problems> {
        let lines = |found: Vec<Diagnostic>| found.iter().map(|d| line(d, text)).collect::<Vec<_>>();
        let mut model = Model::from_node(node, catalog).map_err(lines)?;
        let projection = Projection::of(&model).map_err(|d| vec![line(&d, text)])?;
        let broken = figures::check_values(&Lookup { model: &model, projection: &projection, deployment: "" });
        model.warnings.extend(broken);
        Ok(Self { model, projection, scenario: scenario.to_owned(), text: text.map(str::to_owned) })
    }

    /// Looks at a deployment (the first for an empty name), today. An unknown one is a problem.
    pub fn scene<T>(&self, deployment: &str, period: Period, look: impl FnOnce(&Scene) -> T) -> Result<T, Problems> {
        self.scene_at(&clock::today(), deployment, period, look)
    }

    /// The same on a day, `YYYY-MM-DD`; what is no date is a problem.
    pub fn scene_at<T>(
        &self,
        date: &str,
        deployment: &str,
        period: Period,
        look: impl FnOnce(&Scene) -> T,
    ) -> Result<T, Problems> {
        let date: PartialDate = date.parse().map_err(|error: PartialDateError| {
            vec![problem(Code::OutOfDomain.as_str(), "date", &error.to_string(), "give a day, such as 2026-10-08")]
        })?;
        let Some(deployed) = self.projection.deployment(&self.model, deployment) else {
            let known: Vec<&str> = self.model.program.deployments.keys().map(String::as_str).collect();
            return Err(vec![problem(
                "E016-unknown-name",
                "deployments",
                &format!("there is no deployment `{deployment}`"),
                &format!("known here: {}", known.join(", ")),
            )]);
        };
        let frames = Frames::of(&self.model, &self.projection);
        Ok(look(&Scene {
            model: &self.model,
            projection: &self.projection,
            frames: &frames,
            deployed,
            scenario: &self.scenario,
            period,
            date,
        }))
    }

    pub fn page(&self, deployment: &str, period: Period, page: &str) -> Result<Page, Problems> {
        self.scene(deployment, period, |scene| headroom_views::page(scene, page))
    }

    /// The review of the quarter that a date lies in, kept within the horizon.
    pub fn review(&self, deployment: &str, date: &str) -> Result<Document, Problems> {
        let quarter = self.quarter(date);
        // A review stands without its futures, where their ranges have errors.
        let told = self.futures(&Wish::default(), &Watch::default()).ok();
        let told = told.zip(self.place(deployment).ok());
        let told = told.map(|(told, place)| (self.answered(&told, place), told));
        self.scene_at(date, deployment, Period::Quarter, |scene| {
            let document = document::document(scene, quarter);
            match &told {
                Some((answered, told)) => document::with_uncertainty(document, scene, &told.uncertain(false), answered),
                None => document,
            }
        })
    }

    fn quarter(&self, date: &str) -> Quarter {
        let program = &self.model.program;
        let (first, last) = (program.month(1), program.month(program.months));
        let month: Month = date.get(..7).and_then(|m| m.parse().ok()).unwrap_or(first);
        month.clamp(first, last).quarter()
    }

    /// A diagnostic with its line and column in the text that was read.
    pub fn line(&self, found: &Diagnostic) -> DiagnosticLine {
        line(found, self.text.as_deref())
    }

    /// Characters of the model's texts that a review shows as empty boxes when it is printed, and where the first of them
    /// stands.
    pub fn unprintable(&self, review: &Document) -> Option<DiagnosticLine> {
        const NAMED: usize = 5;
        let shown = headroom_report::markdown(review);
        let lost: BTreeSet<char> = shown.chars().filter(|c| !headroom_report::prints(*c)).collect();
        let (mut signs, mut texts, mut first) = (BTreeSet::new(), 0, None);
        each_text(&self.model.node, "", &mut |path: &str, text: &str, at: usize| {
            let lacking = text.chars().filter(|c| lost.contains(c)).collect::<Vec<_>>();
            if !lacking.is_empty() {
                texts += 1;
                first.get_or_insert((path.to_owned(), at));
                signs.extend(lacking);
            }
        });
        let (path, at) = first?;
        let named: Vec<String> = signs.iter().take(NAMED).map(|c| format!("“{c}”")).collect();
        let more = match signs.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more characters"),
        };
        let message = format!(
            "the font of the printed review has no {}{more}: an empty box stands for each, in {}",
            named.join(", "),
            counted(texts, "text", "texts")
        );
        let hint = "write them in Latin, Greek or Cyrillic letters; Markdown, CSV and the window keep them as they are";
        let place = self.text.as_deref().map(|text| line_column(text, at));
        Some(DiagnosticLine {
            severity: "warning".into(),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            ..problem("E000-unprintable", &path, &message, hint)
        })
    }

    pub fn warnings(&self) -> Problems {
        self.model.warnings.iter().map(|d| line(d, None)).collect()
    }
}

/// Every text of a tree with its path and place.
fn each_text(node: &Node, path: &str, see: &mut impl FnMut(&str, &str, usize)) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match &node.kind {
        Kind::Text(text) => see(path, text, node.at),
        Kind::List(items) => {
            items.iter().enumerate().for_each(|(i, item)| each_text(item, &below(&i.to_string()), see))
        }
        Kind::Record(entries) => entries.iter().for_each(|(key, value)| each_text(value, &below(key), see)),
        _ => {}
    }
}

/// Every assumption of a tree, whether or not the model is valid.
pub fn assumptions(node: &Node) -> Vec<Found> {
    let mut reader = Reader::default();
    drop(ModelFile::read(Some(node), &mut reader));
    reader.quantities
}

/// The name a text gives itself.
pub fn name_of(node: &Node) -> String {
    node.get("name").and_then(Node::as_text).unwrap_or("Untitled").to_owned()
}

/// A diagnostic with its line and column where the text is at hand.
pub fn line(d: &Diagnostic, text: Option<&str>) -> DiagnosticLine {
    let place = text.zip(d.at).map(|(text, at)| line_column(text, at));
    DiagnosticLine {
        code: d.code.as_str().to_owned(),
        severity: if d.severity == Severity::Error { "error" } else { "warning" }.to_owned(),
        path: d.path.clone(),
        message: d.message.clone(),
        hint: d.hint.clone(),
        line: place.map(|p| p.0),
        column: place.map(|p| p.1),
    }
}

/// A problem that is not the engine's to find.
pub fn problem(code: &str, path: &str, message: &str, hint: &str) -> DiagnosticLine {
    DiagnosticLine {
        code: code.into(),
        severity: "error".into(),
        path: path.into(),
        message: message.into(),
        hint: hint.into(),
        line: None,
        column: None,
    }
}

/// A scenario made from another: a copy of its patch, or an empty one.
pub fn add_scenario(node: &mut Node, label: &str, from: &str) -> String {
    let id = free_id(node, label);
    let set = node
        .at_path(&format!("scenarios.{from}.set"))
        .filter(|_| !from.is_empty())
        .cloned()
        .unwrap_or(Kind::Record(Vec::new()).into());
    let scenario: Node = Kind::Record(vec![("label".into(), Node::text(label)), ("set".into(), set)]).into();
    if node.get("scenarios").is_none() {
        node.put("scenarios", Kind::Record(Vec::new()).into());
    }
    if let Some(all) = node.at_path_mut("scenarios") {
        all.put(&id, scenario);
    }
    id
}

fn free_id(node: &Node, label: &str) -> String {
    let plain: String = label.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let plain = plain.trim_matches('_');
    let base = if plain.is_empty() { "scenario" } else { &plain[..plain.len().min(48)] };
    let taken = |id: &str| node.at_path(&format!("scenarios.{id}")).is_some();
    (1..)
        .map(|n| if n == 1 { base.to_owned() } else { format!("{base}_{n}") })
        .find(|id| !taken(id))
        .unwrap_or_else(|| base.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    /// What paper cannot show is named with its first place; all that ships can be shown.
    #[test]
    fn what_the_review_cannot_print_is_told() {
        for model in shipped::MODELS {
            let study = Study::read(model.text, "").unwrap();
            let review = study.review("", "2026-10-08").unwrap();
            assert_eq!(study.unprintable(&review).map(|found| found.message), None, "{}", model.id);
        }
        let text = shipped::find("reference").unwrap().text;
        let name = Node::parse(text).unwrap().get("name").and_then(Node::as_text).unwrap().to_owned();
        let study = Study::read(&text.replacen(&name, "مرحبا 🚀", 1), "").unwrap();
        let review = study.review("", "2026-10-08").unwrap();
        let found = study.unprintable(&review).unwrap();
        assert_eq!((found.path.as_str(), found.severity.as_str()), ("name", "warning"));
        assert!(found.message.contains("“م”") && found.message.ends_with("in 1 text"), "{}", found.message);
        assert!(found.line.is_some());
    }
}
