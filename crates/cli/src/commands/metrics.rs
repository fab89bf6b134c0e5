//! `headroom metrics`: the figures a SaaS business is judged by.

use headroom_app::engine::metrics::{Metric, Unit};
use headroom_app::frames::{FrameError, Period, Table};
use headroom_app::pages::Block;
use headroom_app::report;
use headroom_app::views::{Scene, overview, revenue, table};
use serde_json::{Map, Value, json};

use crate::args::Format;
use crate::args::metrics::Metrics;
use crate::commands::project::title;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, commands, json, output};

/// Columns for people; `--explain` adds the rest.
const SHORT: [&str; 3] = ["metric", "value", "not_defined"];
/// What only machines want.
const PLAIN: &str = "unit";

pub fn run(args: &Metrics) -> Result<(), Failure> {
    let source = Source::read(&args.asked.plan.model.model)?;
    let study = source.study(&args.asked.plan)?;
    let looked = study.scene(&args.deployment, Period::Month, |scene| answer(args, scene));
    looked.map_err(|problems| source.invalid(problems))?
}

fn answer(args: &Metrics, scene: &Scene) -> Result<(), Failure> {
    let month = args.month.map(|when| commands::month(scene, when)).transpose()?;
    match (args.asked.format, month) {
        (Format::Table, month) => output::text(&people(args, scene, month)),
        (Format::Csv, Some(t)) => output::data(report::csv(&revenue::in_month(scene, t)).as_bytes()),
        (Format::Csv, None) => output::data(all_months(scene).map_err(|error| Failure::fault(&error))?.as_bytes()),
        (Format::Json, month) => json::print(&programs(scene, month)),
    }
}

fn people(args: &Metrics, scene: &Scene, month: Option<usize>) -> String {
    let t = month.unwrap_or_else(|| overview::reference_month(scene));
    let title = title(scene, &scene.deployed.rule.label, output::width());
    let wanted = |key: &str| SHORT.contains(&key) || (args.explain && key != PLAIN);
    let figures = table::with_columns(&revenue::in_month(scene, t), wanted);
    let mut shown = vec![table::block(figures)];
    if month.is_none() && scene.has_revenue() {
        shown.insert(0, Block::Paragraph { text: revenue::sentences(scene) });
    }
    format!("{title}\n{}", blocks::people(&shown))
}

/// The deployment's rows of the frame: metric × month.
fn all_months(scene: &Scene) -> Result<String, FrameError> {
    scene.frames.csv_of(Table::Metrics, scene.deployed.id)
}

fn programs(scene: &Scene, month: Option<usize>) -> Value {
    let months = month.map_or(1..=scene.months(), |t| t..=t);
    let metric = |metric: &Metric| {
        let definition = metric.definition();
        let values = months.clone().map(|t| at(scene, *metric, t));
        json!({
            "id": definition.id,
            "label": definition.label,
            "unit": unit(scene, definition.unit),
            "definition": definition.text,
            "source": definition.source,
            "months": values.collect::<Vec<_>>(),
        })
    };
    let mut answer: Map<String, Value> = json::about(scene);
    let deployed = &scene.deployed;
    answer.insert("deployment".into(), json!({ "id": deployed.id, "label": deployed.rule.label }));
    let chosen = scene.model.program.subscription.ltv;
    answer.insert("ltv".into(), Metric::ltv(chosen).definition().id.into());
    answer.insert("metrics".into(), Metric::ordered(chosen).iter().map(metric).collect());
    Value::Object(answer)
}

fn at(scene: &Scene, metric: Metric, t: usize) -> Value {
    let value = metric.of(&scene.deployed, t);
    let value = match metric.definition().unit {
        Unit::Money => json::ratio(value),
        Unit::Share | Unit::Times | Unit::Months => json::share(value),
    };
    json!({ "month": json::month(scene, t), "value": value, "not_defined": revenue::undefined(scene, metric, t) })
}

/// What a figure is counted in.
fn unit<'a>(scene: &'a Scene, unit: Unit) -> &'a str {
    match unit {
        Unit::Money => scene.model.program.currency.code(),
        Unit::Share => "share",
        Unit::Times => "times",
        Unit::Months => "months",
    }
}
