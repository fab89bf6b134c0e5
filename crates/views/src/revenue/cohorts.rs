//! Who stays: customers by the period in which they came.

use headroom_frames::{CohortRow, Key, Period};
use headroom_pages::{Block, Cell, Span, Table, Width};

use crate::scene::Scene;
use crate::{format, pictures, table};

/// Ages at which the table shows a cohort; the heat map has them all.
const AGES: [usize; 12] = [1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 60];

/// The heat map and the table; a sentence where nobody leaves, and nothing where nobody came early enough to be seen again.
pub fn blocks(scene: &Scene) -> Vec<Block> {
    let period = grain(scene);
    let rows = scene.frames.or_nothing(scene.frames.cohorts(period));
    if rows.iter().all(|row| row.kept.is_empty()) {
        return Vec::new();
    }
    if rows.iter().all(is_whole) {
        let text = vec![
            Span::strong("Nobody leaves"),
            Span::plain(" within the horizon: of every cohort all who came are still there."),
        ];
        return vec![Block::Paragraph { text }];
    }
    let graphic = pictures::cohorts(&rows);
    vec![Block::Graphic { graphic, width: Width::Full }, table::block(cohorts(scene))]
}

/// Whether all who came are seen at every age.
fn is_whole(row: &CohortRow) -> bool {
    /// Shares are quotients of sums.
    const ROUNDING: f64 = 1e-9;
    (1..=row.kept.len()).filter_map(|age| row.retention(age)).all(|kept| kept > 1.0 - ROUNDING)
}

/// How cohorts are put together so that a page can show them: by month, or coarser over a long horizon.
pub fn grain(scene: &Scene) -> Period {
    match scene.months() {
        ..=24 => Period::Month,
        25..=72 => Period::Quarter,
        _ => Period::Year,
    }
}

/// Cohort × age: the share of those who came that is still there.
pub fn cohorts(scene: &Scene) -> Table {
    let rows = scene.frames.or_nothing(scene.frames.cohorts(grain(scene)));
    let longest = rows.iter().map(|row| row.kept.len()).max().unwrap_or(0);
    let ages: Vec<usize> = AGES.into_iter().filter(|age| *age <= longest).collect();
    let mut columns = vec![table::text("cohort", "Came in"), table::number("came", "Customers")];
    columns.extend(ages.iter().map(|age| table::number(&format!("kept_after_{age}"), &after(*age))));
    let row = |row: &CohortRow| {
        let share = |age: &usize| row.retention(*age).map_or_else(table::nothing, table::of_share);
        let mut cells = vec![came_in(row), table::of_count(row.came)];
        cells.extend(ages.iter().map(share));
        table::row(cells)
    };
    table::table(
        "cohorts",
        "Cohorts",
        "customers of plans with a price by when they came, and the share still there after so many months; who moves to \
         another plan begins anew there",
        columns,
        rows.iter().map(row).collect(),
        "Nobody came.",
    )
}

fn after(age: usize) -> String {
    format::counted(age, "month", "months")
}

fn came_in(row: &CohortRow) -> Cell {
    Cell::new(label(row), row.key.map_or_else(|| "before".to_owned(), Key::iso))
}

/// "Jan 2026", "Q1 2026", "before" for those who were there at the start.
pub fn label(row: &CohortRow) -> String {
    match row.key {
        None => "before".into(),
        Some(Key::Month(month)) => format::month(month),
        Some(key) => key.to_string(),
    }
}
