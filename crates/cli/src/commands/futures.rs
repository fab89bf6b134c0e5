//! What many paths say, for people and programs.

use std::path::{Path, PathBuf};

use headroom_app::Study;
use headroom_app::frames::futures::{csv, name, parquet};
use headroom_app::frames::{FrameError, Period};
use headroom_app::futures::{Failed, Told};
use headroom_app::simulation::analysis::measure::{self, Unit};
use headroom_app::simulation::bands::{Answer, Quantity, Share};
use headroom_app::simulation::figure::Figure;
use headroom_app::simulation::kernel::Column;
use headroom_app::simulation::run::Points;
use headroom_app::views::{Scene, uncertainty};
use serde_json::{Map, Value, json};

use crate::args::simulate::{Format, Print};
use crate::commands::project::title;
use crate::commands::report::write;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, json, output};

/// Why there is no answer, as a command says it.
pub fn failed(source: &Source, failed: Failed) -> Failure {
    match failed {
        Failed::Problems(problems) => source.invalid(problems),
        Failed::Stopped => Failure::Enough,
    }
}

/// Prints what is known, as it is asked for.
pub fn print(print: &Print, source: &Source, study: &Study, deployment: &str, told: &Told) -> Result<(), Failure> {
    let fault = |error: FrameError| Failure::fault(&error);
    match print.format {
        Format::Table => {
            let text = study.scene(deployment, Period::Month, |scene| people(scene, told));
            let text = text.map_err(|problems| source.invalid(problems))?;
            match &print.out {
                None => output::text(&text),
                Some(path) => write(path, output::plain(&text).as_bytes()),
            }
        }
        Format::Csv => bytes(print.out.as_deref(), csv(&study.model, &told.futures).map_err(fault)?.as_bytes()),
        Format::Json => {
            let value = study.scene(deployment, Period::Month, |scene| programs(scene, told));
            let value = value.map_err(|problems| source.invalid(problems))?;
            bytes(print.out.as_deref(), format!("{value:#}\n").as_bytes())
        }
        Format::Parquet => bytes(print.out.as_deref(), &parquet(&study.model, &told.futures).map_err(fault)?),
    }
}

/// Bytes cannot be read in a terminal.
pub fn check(print: &Print) -> Result<(), Failure> {
    if print.format == Format::Parquet && print.out.is_none() && output::is_terminal() {
        return Err(Failure::Usage(
            "Parquet is not for reading in a terminal: give --out a file, or redirect it".into(),
        ));
    }
    Ok(())
}

fn bytes(out: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    write(out.unwrap_or(&PathBuf::from("-")), bytes)
}

fn people(scene: &Scene, told: &Told) -> String {
    let title = title(scene, &scene.deployed.rule.label, output::width());
    let uncertain = told.uncertain(false);
    format!("{title}\n{}", blocks::people(&uncertainty::page(scene, &uncertain).blocks))
}

fn programs(scene: &Scene, told: &Told) -> Value {
    let mut answer = json::about(scene);
    let (deployed, request) = (&scene.deployed, &told.futures.request);
    let points = match request.points {
        Points::Sobol => "sobol",
        Points::PseudoRandom => "random",
    };
    answer.insert("deployment".into(), json!({ "id": deployed.id, "label": deployed.rule.label }));
    answer.insert("paths".into(), request.paths.into());
    answer.insert("seed".into(), request.seed.into());
    answer.insert("points".into(), points.into());
    answer.insert("given".into(), told.given.clone().into());
    answer.insert("inputs".into(), told.inputs.inputs.iter().map(|input| Value::from(input.path.as_str())).collect());
    answer.insert("figures".into(), figures(scene, told));
    Value::Object(answer)
}

/// Every figure, in the order it was asked for, its months below it.
fn figures(scene: &Scene, told: &Told) -> Value {
    let mut figures: Vec<(Figure, Vec<Value>)> = Vec::new();
    for (column, answer) in told.futures.columns.iter().zip(&told.futures.answers) {
        let known = known(scene, told, column, answer);
        match figures.iter_mut().find(|(figure, _)| *figure == column.figure) {
            Some((_, months)) => months.push(known),
            None => figures.push((column.figure, vec![known])),
        }
    }
    figures.into_iter().map(|(figure, values)| self::figure(scene, figure, values)).collect()
}

fn figure(scene: &Scene, figure: Figure, mut values: Vec<Value>) -> Value {
    let model = scene.model;
    let place = match figure {
        Figure::Monthly(monthly) => monthly.deployment(),
        Figure::Whole(whole) => whole.deployment(),
    };
    let deployment = place.and_then(|place| model.program.deployments.get_index(place)).map(|(id, _)| id);
    let mut about = json!({ "figure": name(figure, model), "deployment": deployment });
    if let Some(fields) = about.as_object_mut() {
        match (figure, values.pop()) {
            (Figure::Whole(_), Some(Value::Object(known))) => fields.extend(known),
            (_, last) => drop(fields.insert("months".into(), values.into_iter().chain(last).collect())),
        }
    }
    about
}

/// Statistics are estimates: their digits are written as they are.
fn known(scene: &Scene, told: &Told, column: &Column, answer: &Answer) -> Value {
    let mut known = Map::new();
    if column.month > 0 {
        known.insert("month".into(), json::month(scene, column.month));
    }
    let levels = &told.futures.request.levels;
    known.extend(match (answer, column.figure) {
        (Answer::Quantity(quantity), Figure::Whole(of)) if measure::unit(of) == Unit::Month => {
            let mut months = self::quantity(&quantity.that_come(scene.months()), levels);
            let never = told.futures.never(of);
            months.insert(
                "never".into(),
                never.map(|never| json!({ "share": never.share, "error": never.error })).into(),
            );
            months
        }
        (Answer::Quantity(quantity), _) => self::quantity(quantity, levels),
        (Answer::Event(share), _) => self::share(share),
    });
    Value::Object(known)
}

fn quantity(quantity: &Quantity, levels: &[f64]) -> Map<String, Value> {
    let percentile = |(level, known): (&f64, &headroom_app::simulation::bands::Percentile)| {
        let percent = (level * 1e8).round() / 1e6;
        (format!("p{percent}"), json!({ "value": known.value, "error": known.error, "bound": known.bound }))
    };
    let percentiles: Map<String, Value> = levels.iter().zip(&quantity.percentiles).map(percentile).collect();
    object(json!({
        "mean": quantity.mean,
        "mean_error": quantity.mean_error,
        "deviation": quantity.deviation,
        "min": quantity.min,
        "max": quantity.max,
        "percentiles": percentiles,
        "paths": quantity.paths,
        "odd": quantity.odd,
    }))
}

fn share(share: &Share) -> Map<String, Value> {
    object(json!({
        "share": share.share,
        "error": share.error,
        "hits": share.hits,
        "paths": share.paths,
        "odd": share.odd,
    }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
