//! At how many users the cheaper of two deployments changes.

use headroom_engine::decide::compare::{Crossover, Interval, crossovers};
use headroom_pages::{Cell, Table, TableRow};

use crate::scene::Scene;
use crate::{overview, table};

/// The counts of registered users at which the cheaper of two deployments changes, or one becomes too small. None with a single
/// deployment.
pub fn by_users(scene: &Scene) -> Option<Table> {
    let t = overview::reference_month(scene);
    let found = crossovers(&scene.model.program, t, None).ok().flatten().filter(|pairs| !pairs.is_empty())?;
    let rows = found.iter().flat_map(|pair| of_pair(scene, pair)).collect();
    let columns = vec![
        table::text("first", "Deployment"),
        table::text("second", "Against"),
        table::number("from_users", "From users"),
        table::number("to_users", "To users"),
        table::text("cheaper", "Cheaper"),
        table::text("too_small", "Too small"),
    ];
    let subtitle = format!(
        "registered users in the mix of {}; a month's running cost, without moves, free periods and credits",
        scene.month(t)
    );
    Some(table::table("crossovers-by-users", "Crossovers by users", &subtitle, columns, rows, ""))
}

fn of_pair(scene: &Scene, pair: &Crossover) -> Vec<TableRow> {
    let names = [place(scene, pair.first), place(scene, pair.second)];
    let too_small = |is: [bool; 2]| match is {
        [false, false] => String::new(),
        [true, true] => "both".into(),
        [first, _] => names[usize::from(!first)].clone(),
    };
    let row = |interval: &Interval| {
        let cheaper = interval.cheaper.map_or("the same".to_owned(), |i| place(scene, i));
        table::row(vec![
            Cell::text(&names[0]),
            Cell::text(&names[1]),
            table::of_count(*interval.users.start() as f64),
            table::of_count(*interval.users.end() as f64),
            Cell::text(cheaper),
            Cell::text(too_small(interval.too_small)),
        ])
    };
    pair.intervals.iter().map(row).collect()
}

/// A deployment by its place in the model.
fn place(scene: &Scene, index: usize) -> String {
    scene.model.program.deployments.get_index(index).map_or(String::new(), |(_, d)| d.label.clone())
}
