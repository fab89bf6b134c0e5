//! `headroom project`: the plan's figures, then a row for each period.

use headroom_app::frames::{ComponentSeries, FrameError, Period, PeriodRow, Span};
use headroom_app::pages::{Block, Figure};
use headroom_app::views::{Scene, headline, overview, pictures, prices};
use headroom_app::{clock, report};
use serde_json::{Value, json};

use crate::args::{Format, Project};
use crate::commands::upgrades;
use crate::failure::Failure;
use crate::output::{self, BOLD, DIM, clean, of_tone, painted};
use crate::source::Source;
use crate::{blocks, json};

pub fn run(args: &Project) -> Result<(), Failure> {
    let source = Source::read(&args.asked.plan.model.model)?;
    let study = source.study(&args.asked.plan)?;
    let period = args.period.into();
    let date = args.date.map_or_else(clock::today, |date| date.to_string());
    let looked = study.scene_at(&date, &args.deployment, period, |scene| match args.asked.format {
        Format::Table => {
            output::text(&people(scene))?;
            warn(&source, scene);
            Ok(())
        }
        Format::Csv => {
            output::data(report::csv(&overview::periods(scene, period)).as_bytes())?;
            warn(&source, scene);
            Ok(())
        }
        Format::Json => json::print(&programs(scene, &study.warnings()).map_err(|error| Failure::fault(&error))?),
    });
    looked.map_err(|problems| source.invalid(problems))?
}

/// What should be known beside the figures, on standard error.
fn warn(source: &Source, scene: &Scene) {
    for block in overview::warnings(scene) {
        if let Block::Notice { tone, text } = block {
            let label = painted(of_tone(tone), "warning:");
            output::note(&format!("{}: {label} {}\n", clean(&source.name), clean(&json::sentence(&text))));
        }
    }
}

fn people(scene: &Scene) -> String {
    let width = output::width();
    let table = report::text(&overview::periods(scene, scene.period), width, true);
    format!(
        "{}\n{}\n{table}",
        title(scene, &scene.deployed.rule.label, width),
        blocks::figures(&headline::headline(scene), width)
    )
}

/// What is shown: the model, its scenario, and where it runs.
pub fn title(scene: &Scene, place: &str, width: usize) -> String {
    titled(scene, place, &prices::dates(scene), width)
}

/// The same with other words on the dates of prices.
pub fn titled(scene: &Scene, place: &str, dates: &str, width: usize) -> String {
    let name = painted(BOLD, &clean(&scene.model.file.name));
    let about = format!("{} scenario · {place} · {dates}", scene.scenario_label());
    format!("{name}\n{}\n", painted(DIM, &output::wrapped(&clean(&about), width, 0)))
}

fn programs(scene: &Scene, warnings: &[headroom_app::wire::DiagnosticLine]) -> Result<Value, FrameError> {
    let deployed = &scene.deployed;
    let rows = scene.frames.periods(deployed.id, scene.period)?;
    let components = scene.frames.component_periods(deployed.id, scene.period)?;
    let mut answer = json::about(scene);
    answer.insert("deployment".into(), json!({ "id": deployed.id, "label": deployed.rule.label }));
    answer.insert("headline".into(), headline::headline(scene).iter().map(figure).collect());
    answer.insert("break_even".into(), break_even(scene));
    answer.insert("upgrades".into(), upgrades::upgrades(scene));
    answer.insert("warnings".into(), json!(warnings));
    answer.insert("too_small".into(), upgrades::too_small(scene));
    answer.insert("components".into(), components.iter().map(|series| component(scene, series)).collect());
    let name = match scene.period {
        Period::Month => "months",
        Period::Quarter => "quarters",
        Period::Year => "years",
    };
    answer.insert(name.into(), rows.iter().map(|row| period(scene, row)).collect());
    Ok(Value::Object(answer))
}

fn figure(figure: &Figure) -> Value {
    json!({
        "id": figure.id,
        "label": figure.label,
        "value": figure.value,
        "detail": figure.detail,
        "tag": figure.tag.as_ref().map(|tag| &tag.text),
    })
}

fn span(scene: &Scene, span: &Span) -> serde_json::Map<String, Value> {
    let mut fields = serde_json::Map::new();
    fields.insert("period".into(), Value::from(span.key.iso()));
    fields.insert("from".into(), json::month(scene, span.first));
    fields.insert("to".into(), json::month(scene, span.last));
    fields
}

fn period(scene: &Scene, row: &PeriodRow) -> Value {
    let mut fields = span(scene, &row.span);
    let counts =
        [("registered", row.registered), ("new_users", row.new_users), ("active", row.active), ("paying", row.paying)];
    let amounts = [
        ("revenue", row.revenue),
        ("receipts", row.receipts),
        ("cost", row.cost),
        ("infrastructure", row.infrastructure),
        ("profit", row.profit),
        ("cash", row.cash),
    ];
    fields.extend(counts.map(|(name, value)| (name.to_owned(), json::count(value))));
    fields.extend(amounts.map(|(name, amount)| (name.to_owned(), json::money(scene, amount))));
    Value::Object(fields)
}

fn component(scene: &Scene, series: &ComponentSeries) -> Value {
    let rows = series.rows.iter().map(|row| {
        let mut fields = span(scene, &row.span);
        let values = json!({
            "tier": row.tier,
            "instances": row.instances,
            "utilisation": json::share(row.utilisation),
            "limit": row.limit,
            "p95_ms": json::share(row.p95_ms),
            "too_small": row.breach,
            "cost": json::money(scene, row.cost),
        });
        if let Value::Object(values) = values {
            fields.extend(values);
        }
        Value::Object(fields)
    });
    json!({ "id": series.id, "label": series.label, "periods": rows.collect::<Vec<_>>() })
}

fn break_even(scene: &Scene) -> Value {
    let found = scene.deployed.break_even;
    let (cash, trough) = found.trough;
    let pays = found
        .pays
        .iter()
        .map(|months| json!({ "from": json::month(scene, *months.start()), "to": json::month(scene, *months.end()) }));
    json!({
        "pays": pays.collect::<Vec<_>>(),
        "operating": found.operating.map(|t| json::month(scene, t)),
        "repaid": found.cumulative.map(|t| json::month(scene, t)),
        "lowest_cash": { "amount": json::money(scene, cash), "month": (trough > 0).then(|| json::month(scene, trough)) },
        "out_of_cash": found.out_of_cash.map(|t| json::month(scene, t)),
        "by_subscribers": by_subscribers(scene),
    })
}

/// The counts of subscribers at which the business pays, with one month's mix and costs; null where nobody pays then.
/// Counts up to `up_to` were looked at: an interval that goes on so far has no end.
fn by_subscribers(scene: &Scene) -> Value {
    let t = overview::reference_month(scene);
    let Some((_, found)) = pictures::by_subscribers(scene, t) else { return Value::Null };
    let pays = found
        .pays
        .iter()
        .map(|range| json!({ "from": range.start(), "to": (*range.end() < found.most).then_some(range.end()) }));
    json!({ "month": json::month(scene, t), "up_to": found.most, "pays": pays.collect::<Vec<_>>() })
}
