//! Unit economics by period, and the definition of each figure.

use headroom_engine::metrics::{Metric, Unit};
use headroom_frames::{Key, MetricTable, Span};
use headroom_pages::{Cell, Column, Table};

use super::undefined::undefined;
use super::{cell, told};
use crate::scene::Scene;
use crate::{format, table};

/// Every metric by period.
pub fn economics(scene: &Scene) -> Table {
    let (id, title) = ("unit-economics", "Unit economics");
    let found = scene.frames.metrics(scene.deployed.id, scene.period).map(Some);
    let Some(MetricTable { spans, series }) = scene.frames.or_nothing(found) else {
        return table::table(id, title, "", vec![table::text("metric", "Metric")], Vec::new(), "No plan.");
    };
    let currency = scene.currency();
    let mut columns = vec![table::text("metric", "Metric")];
    columns.extend(spans.iter().map(of_period));
    // What has no value in any period is in the CSV alone, below the others.
    let ordered = ordered(scene).into_iter();
    let series = ordered.filter_map(|metric| series.iter().find(|series| series.metric == metric));
    let (some, none): (Vec<_>, Vec<_>) = series.partition(|series| series.values.iter().any(Option::is_some));
    let shown = (!none.is_empty()).then_some(some.len());
    let series: Vec<_> = some.into_iter().chain(none).collect();
    let rows = series.iter().map(|series| {
        let values = series.values.iter().map(|value| cell(series.metric, *value, currency));
        table::row(std::iter::once(Cell::text(label(scene, series.metric))).chain(values).collect())
    });
    let subtitle = "of a month, in longer periods of their last; definitions and what a dash means are below";
    let found = table::table(id, title, subtitle, columns, rows.collect(), "No plan.");
    let terms = series.iter().map(|series| series.metric.definition().text.to_owned()).collect();
    Table { fold: shown, terms, ..found }
}

fn ordered(scene: &Scene) -> Vec<Metric> {
    Metric::ordered(scene.model.program.subscription.ltv)
}

/// Of the definitions of LTV the chosen one is named.
fn label(scene: &Scene, metric: Metric) -> String {
    let label = metric.definition().label;
    let chosen = scene.model.program.subscription.ltv.map(|chosen| Metric::ltv(Some(chosen)));
    if chosen == Some(metric) { format!("{label} (chosen)") } else { label.to_owned() }
}

/// A column of figures: its key is the ISO month, or `q1_2026`, or `year_2026`.
fn of_period(span: &Span) -> Column {
    let key = match span.key {
        Key::Month(month) => month.to_string(),
        Key::Quarter(quarter) => quarter.to_string().to_lowercase().replace(' ', "_"),
        Key::Year(year) => format!("year_{year}"),
    };
    Column { define: String::new(), ..table::number(&key, &table::span_label(span)) }
}

/// What each metric means here, who defined it so, and since when it has a value.
pub fn definitions(scene: &Scene) -> Table {
    let months = 1..=scene.months();
    let row = |metric: &Metric| {
        let definition = metric.definition();
        let missing: Vec<usize> = months.clone().filter(|t| metric.of(&scene.deployed, *t).is_none()).collect();
        let why = missing.first().and_then(|t| undefined(scene, *metric, *t));
        let dash = match (missing.as_slice(), why) {
            ([only], Some(why)) => format!("{}: {why}", scene.month(*only)),
            ([first, ..], Some(why)) if missing.len() == scene.months() => {
                format!("from {}: {why}", scene.month(*first))
            }
            ([first, ..], Some(why)) => format!("{} months, first in {}: {why}", missing.len(), scene.month(*first)),
            _ => String::new(),
        };
        table::row([definition.label, definition.text, definition.source, &dash].map(Cell::text).to_vec())
    };
    let columns = vec![
        table::text("metric", "Metric"),
        table::text("definition", "Definition"),
        table::text("source", "After"),
        table::text("not_defined", "Not defined"),
    ];
    let rows = Metric::ALL.iter().map(row).collect();
    table::table("metric-definitions", "How each figure is reckoned", "", columns, rows, "")
}

/// Every metric of month `t`: its value, why it has none, what it means and who defined it so. The CSV has the metric's id
/// and the plain value with its unit.
pub fn in_month(scene: &Scene, t: usize) -> Table {
    let currency = scene.currency();
    let row = |metric: &Metric| {
        let definition = metric.definition();
        let value = metric.of(&scene.deployed, t);
        let unit = match definition.unit {
            Unit::Money => currency.code(),
            Unit::Share => "share",
            Unit::Times => "times",
            Unit::Months => "months",
        };
        table::row(vec![
            Cell::new(label(scene, *metric), definition.id),
            value
                .map_or_else(table::nothing, |v| Cell::new(told(definition.unit, v, currency), format::plain_count(v))),
            Cell::text(unit),
            Cell::text(undefined(scene, *metric, t).unwrap_or_default()),
            Cell::text(definition.text),
            Cell::text(definition.source),
        ])
    };
    let columns = vec![
        table::text("metric", "Metric"),
        table::number("value", "Value"),
        table::text("unit", "Unit"),
        table::text("not_defined", "Not defined"),
        table::text("definition", "Definition"),
        table::text("source", "After"),
    ];
    let title = format!("Figures of {}", scene.month(t));
    let metrics = ordered(scene);
    let found = table::table("metrics", &title, "", columns, metrics.iter().map(row).collect(), "");
    Table { terms: metrics.iter().map(|metric| metric.definition().text.to_owned()).collect(), ..found }
}
