//! Who stays.

use headroom_charts::scale::{self, Unit};
use headroom_charts::{ColourScale, Colours, Graphic, HeatAxis, HeatCell, Heatmap, Role};
use headroom_frames::CohortRow;

use crate::format;
use crate::revenue::cohort_label;

/// Cohorts by age, the earliest on top: the darker, the more are still there.
pub fn cohorts(rows: &[CohortRow]) -> Graphic {
    let longest = rows.iter().map(|row| row.kept.len()).max().unwrap_or(0);
    let shares = || rows.iter().flat_map(|row| (1..=row.kept.len()).filter_map(|age| row.retention(age)));
    let least = shares().fold(1.0, f64::min);
    let from = ((least * 10.0).floor() / 10.0).clamp(0.0, 0.9);
    let cells = rows.iter().rev().map(|row| (1..=row.kept.len()).filter_map(|age| cell(row, age)).collect());
    Graphic::Heatmap(Heatmap {
        id: "cohorts".into(),
        title: "Who stays".into(),
        subtitle: "share of those who came that is still there".into(),
        summary: summary(rows),
        columns: HeatAxis {
            title: "months since they came".into(),
            labels: (1..=longest).map(|age| age.to_string()).collect(),
        },
        rows: HeatAxis { title: "came in".into(), labels: rows.iter().rev().map(cohort_label).collect() },
        cells: cells.collect(),
        scale: ColourScale {
            title: "still there".into(),
            from,
            to: 1.0,
            ticks: scale::range_axis([from, 1.0], Unit::Share).ticks,
            colours: Colours::Sequential { role: Role::Accent },
        },
        level: None,
        base: None,
    })
}

/// Nothing beyond the horizon.
fn cell(row: &CohortRow, age: usize) -> Option<HeatCell> {
    let share = row.retention(age)?;
    let kept = row.kept.get(age - 1).copied().unwrap_or_default();
    let reading = format!(
        "{} of {} customers who came in {}, {}",
        format::count(kept),
        format::count(row.came),
        cohort_label(row),
        format::share(share)
    );
    Some(HeatCell { value: share, label: format::share(share), reading })
}

/// Of all cohorts that are seen after three months, and after a year, how many are still there.
fn summary(rows: &[CohortRow]) -> String {
    let after = |age: usize| {
        let seen = || rows.iter().filter(move |row| row.key.is_some() && row.kept.len() >= age);
        let came: f64 = seen().map(|row| row.came).sum();
        let kept: f64 = seen().filter_map(|row| row.kept.get(age - 1)).sum();
        (came > 0.0)
            .then(|| format!("{} after {}", format::share(kept / came), format::counted(age, "month", "months")))
    };
    let told: Vec<String> = [3, 12].into_iter().filter_map(after).collect();
    if told.is_empty() {
        "Too few months to see who stays.".into()
    } else {
        format!("Of those who came, {} are still there.", format::list(&told))
    }
}
