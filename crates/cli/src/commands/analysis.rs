//! What the questions to a model's futures share: how an answer is printed, and how its numbers read.

use headroom_app::Study;
use headroom_app::engine::form::Domain;
use headroom_app::frames::Period;
use headroom_app::pages::Block;
use headroom_app::simulation::analysis::measure::{self, Unit};
use headroom_app::simulation::figure::Whole;
use headroom_app::simulation::inputs::{Drawn, Inputs};
use headroom_app::views::{Scene, uncertainty};
use serde_json::{Map, Value, json};

use crate::args::Format;
use crate::args::analysis::Asked;
use crate::commands::project::title;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, json, output};

/// An answer as people, spreadsheets and programs read it.
pub fn print(
    asked: &Asked,
    source: &Source,
    study: &Study,
    told: impl Fn(&Scene) -> Vec<Block>,
    known: impl Fn(&Scene) -> Value,
) -> Result<(), Failure> {
    let given = study.given(&asked.paths.wish()).map_err(|problems| source.invalid(problems))?;
    let told = |scene: &Scene| uncertainty::condition(&given).into_iter().chain(told(scene)).collect::<Vec<_>>();
    let printed = study.scene(&asked.deployment, Period::Month, |scene| match asked.format {
        Format::Table => {
            let title = title(scene, &scene.deployed.rule.label, output::width());
            output::text(&format!("{title}\n{}", blocks::people(&told(scene))))
        }
        Format::Csv => output::data(blocks::csv(&told(scene)).as_bytes()),
        Format::Json => {
            let mut answer = json::about(scene);
            let deployed = &scene.deployed;
            answer.insert("deployment".into(), json!({ "id": deployed.id, "label": deployed.rule.label }));
            answer.insert("paths".into(), asked.paths.count().into());
            answer.insert("seed".into(), asked.paths.seed.into());
            answer.insert("given".into(), given.clone().into());
            answer.extend(fields(known(scene)));
            json::print(&Value::Object(answer))
        }
    });
    printed.map_err(|problems| source.invalid(problems))?
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// What an outcome is, and how it is counted.
pub fn outcome(scene: &Scene, of: Whole) -> Value {
    let currency = scene.currency();
    let unit = match measure::unit(of) {
        Unit::Money => currency.code(),
        Unit::Count => "count",
        Unit::Month => "month",
        Unit::Share => "share",
        Unit::Load => "load",
    };
    let mut known =
        json!({ "name": measure::name(of, scene.model), "label": measure::label(of, scene.model), "unit": unit });
    if measure::unit(of) == Unit::Month {
        // A mean, a variance and an end of a bar need a number: the month after the last stands for never.
        known["never_counts_as"] = (scene.months() + 1).into();
    }
    known
}

/// The path of what is drawn; of assumptions that move together all of them.
pub fn drawn(inputs: &Inputs, drawn: Drawn) -> Value {
    let paths = || inputs.assumptions(drawn).into_iter().map(|input| input.path.as_str());
    match drawn {
        Drawn::Input(_) => paths().next().into(),
        Drawn::Together(_) => paths().collect(),
        Drawn::Growth => "uncertainty.growth".into(),
        Drawn::Churn => "uncertainty.churn".into(),
    }
}

/// An assumption: its path, and whether its values are fractions of one.
pub fn assumption(scene: &Scene, path: &str) -> Value {
    let found = scene.model.quantities.iter().find(|found| found.path == path);
    let is_share = found.is_some_and(|found| matches!(found.domain, Domain::Share | Domain::Rate));
    let unit = match found {
        _ if is_share => "share",
        Some(found) => found.quantity.unit.as_str(),
        None => "",
    };
    json!({ "path": path, "unit": unit })
}
