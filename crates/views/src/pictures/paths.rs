//! Which deployment runs when, on the cheapest paths.

use headroom_charts::scale;
use headroom_charts::{Graphic, Row, Segment, Timeline};

use super::x_of;
use crate::format;
use crate::scene::Scene;

/// A row for each path: its name, and the deployment of each month by its place in the model.
pub fn paths(scene: &Scene, paths: &[(&str, &[usize])]) -> Graphic {
    let row = |(name, by_month): &(&str, &[usize])| Row { label: (*name).into(), segments: segments(scene, by_month) };
    let rows: Vec<Row> = paths.iter().map(row).collect();
    let summary = rows.iter().map(|row| format!("{}: {}.", row.label, words(row))).collect::<Vec<_>>().join(" ");
    Graphic::Timeline(Timeline {
        id: "paths".into(),
        title: "What runs when".into(),
        subtitle: "which deployment runs when, moves paid for".into(),
        summary,
        x: scale::month_span_axis(scene.start(), scene.months() as u32),
        rows,
    })
}

fn words(row: &Row) -> String {
    let labels: Vec<String> = row.segments.iter().map(|segment| segment.reading.clone()).collect();
    format::list(&labels)
}

fn segments(scene: &Scene, by_month: &[usize]) -> Vec<Segment> {
    let mut from = 1;
    let stretches = by_month.chunk_by(|a, b| a == b).map(|stretch| {
        let (begin, end) = (from, from + stretch.len());
        from = end;
        let index = stretch.first().copied().unwrap_or(0);
        let label = scene.model.program.deployments.get_index(index).map_or("", |(_, d)| d.label.as_str());
        Segment {
            from: x_of(begin),
            to: x_of(end),
            label: label.into(),
            reading: format!("{label} from {}", scene.month(begin)),
            short: String::new(),
            order_by: None,
            first: begin == 1,
        }
    });
    stretches.collect()
}
