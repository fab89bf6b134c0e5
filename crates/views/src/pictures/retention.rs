//! Who stays of those who came together.

use headroom_charts::scale::{self, Unit};
use headroom_charts::{Axis, Chart, Graphic, Layer, Point, Role, Series, Tick};
use headroom_engine::cohort_table::Pooled;
use headroom_engine::money::number_of;

use super::line;
use crate::format;

/// The pooled curve from all to those who are left, with the share of each month. `answer` says it in a sentence.
pub fn retention(pooled: &Pooled, answer: String) -> Graphic {
    let shares: Vec<f64> = std::iter::once(1.0).chain(pooled.curve.iter().map(|share| number_of(*share))).collect();
    let points: Vec<Point> = shares.iter().enumerate().map(|(i, y)| Point { x: i as f64, y: *y }).collect();
    let series = |points| Series {
        id: "kept".into(),
        label: "Still there".into(),
        end: shares.last().map(|share| format::share(*share)),
        role: Role::Revenue,
        points,
        readings: shares.iter().map(|share| format::share(*share)).collect(),
    };
    let dots = Series { id: "months".into(), label: String::new(), end: None, ..series(points.clone()) };
    Graphic::Chart(Chart {
        id: "retention".into(),
        title: "Who is still there".into(),
        subtitle: "share of those who came, by months since they came".into(),
        summary: answer,
        x: ages(pooled.curve.len()),
        y: scale::value_axis([1.0], Unit::Share),
        layers: vec![line(series(points)), Layer::Points { series: dots }],
    })
}

/// From the month in which they came; a tick every month, quarter, half year or year, so that a dozen stand at most.
fn ages(months: usize) -> Axis {
    let step = [1, 3, 6, 12, 24].into_iter().find(|step| months / step <= 12).unwrap_or(60);
    let tick = |age: usize| Tick { at: age as f64, label: age.to_string() };
    let headings = (0..=months).map(|age| Tick { at: age as f64, label: heading(age) });
    let axis = Axis::new(0.0, months as f64, (0..=months).step_by(step).map(tick).collect());
    Axis { headings: headings.collect(), ..axis }.titled("months since they came")
}

fn heading(age: usize) -> String {
    match age {
        0 => "when they came".into(),
        age => format!("after {}", format::counted(age, "month", "months")),
    }
}
