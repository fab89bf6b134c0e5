//! Response times end to end, against their promise.

use headroom_engine::paths::{PathAnswer, StopAnswer, at};
use headroom_engine::quantity::Percentile;
use headroom_pages::{Cell, Table, TableRow, Tone};

use crate::scene::Scene;
use crate::{format, queue, table};

/// What requests take on the paths of the model, whether that keeps the promise, and what takes longest.
pub fn paths(scene: &Scene) -> Option<Table> {
    let mut months = vec![1, scene.months().min(6), scene.months().min(12), scene.months()];
    months.dedup();
    let rules = scene.model.program.paths.values().enumerate();
    let rows = rules.flat_map(|(path, rule)| {
        months.iter().filter_map(move |t| Some(row(scene, &rule.label, *t, &at(&scene.deployed, path, *t)?)))
    });
    let rows: Vec<TableRow> = rows.collect();
    let columns = vec![
        table::text("path", "Path"),
        table::text("month", "Month"),
        table::text("percentile", "Percentile"),
        table::number("response_ms", "End to end"),
        table::number("slo_ms", "SLO"),
        table::text("kept", "Promise"),
        table::number("grow", "Load may grow"),
        table::text("slowest", "Slowest stop"),
    ];
    (!rows.is_empty()).then(|| {
        table::table(
            "paths",
            "Request paths",
            "the response time end to end: every stop a queue of its own, independent of the others",
            columns,
            rows,
            "",
        )
    })
}

fn row(scene: &Scene, label: &str, t: usize, answer: &PathAnswer) -> TableRow {
    let promised = answer.slo.map_or(table::nothing(), |(_, ms)| milliseconds(ms));
    table::row(vec![
        Cell::text(label),
        Cell::new(scene.month(t), scene.model.program.month(t).to_string()),
        percentile(answer.percentile),
        answer.percentile_ms.map_or(Cell::new("saturated", ""), milliseconds),
        promised,
        match answer.kept {
            Some(true) => Cell::text("kept").toned(Tone::Good),
            Some(false) => Cell::text("missed").toned(Tone::Bad),
            None => table::nothing(),
        },
        growth(answer),
        answer.slowest().map_or(table::nothing(), slowest),
    ])
}

fn percentile(percentile: Percentile) -> Cell {
    Cell::text(queue::name(percentile))
}

/// By how much the load may grow before the promise is missed; a fall where it is missed already.
fn growth(answer: &PathAnswer) -> Cell {
    let queues = answer.stops.iter().any(|stop| stop.utilisation.is_some());
    match (answer.growth, answer.slo) {
        (Some(_), _) if !queues => Cell::new("nothing queues", ""),
        (Some(growth), _) => Cell::new(format::signed_share(growth.get()), format::plain_count(growth.get())),
        (None, Some(_)) => Cell::new("missed even idle", ""),
        (None, None) => table::nothing(),
    }
}

/// "App Service, 54 ms on average".
fn slowest(stop: &StopAnswer) -> Cell {
    match stop.mean_ms {
        Some(ms) => Cell::text(format!("{}, {} on average", stop.label, format::milliseconds(ms))),
        None => Cell::text(format!("{}, saturated", stop.label)),
    }
}

fn milliseconds(ms: f64) -> Cell {
    Cell::new(format::milliseconds(ms), format::plain_count(ms))
}
