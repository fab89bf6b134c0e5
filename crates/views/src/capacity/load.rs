//! What users do.

use headroom_pages::{Cell, Table};

use crate::scene::Scene;
use crate::{format, table};

/// What users do, in the first month, after a year and at the horizon.
pub fn drivers(scene: &Scene) -> Table {
    let (first, year, last) = (1, scene.months().min(12), scene.months());
    let rows = scene.model.program.drivers.values().zip(&scene.deployed.demand.drivers).map(|(rule, run)| {
        let at = |t: usize| table::of_count(run.volume[t - 1]);
        let peak = |t: usize| {
            if run.demand[t - 1] == run.volume[t - 1] {
                table::nothing()
            } else {
                Cell::new(format!("{} /s", format::count(run.demand[t - 1])), format::plain_count(run.demand[t - 1]))
            }
        };
        table::row(vec![Cell::text(&rule.label), Cell::text(&rule.unit), at(first), at(year), at(last), peak(last)])
    });
    let columns = vec![
        table::text("driver", "Driver"),
        table::text("unit", "Unit"),
        table::number("first_month", &scene.month(first)),
        table::number("month_12", &scene.month(year)),
        table::number("last_month", &scene.month(last)),
        table::number("peak_last", "Peak hour then"),
    ];
    let mut columns = columns;
    if year == last || year == first {
        columns[3].key = "year".into();
    }
    table::table(
        "drivers",
        "Load",
        "what users do, at the busiest moment or by volume as the unit says",
        columns,
        rows.collect(),
        "The model has no drivers.",
    )
}
