//! What the pointer and the arrow keys find.

use headroom_charts::{Graphic, Role, Size, reading};

use crate::samples;

#[test]
fn a_chart_reads_month_by_month() {
    let read = reading(&samples::break_even_over_time(), Size::new(640, 250));
    assert_eq!(read.columns.len(), 36);
    assert!(read.columns.is_sorted_by(|a, b| a.x_px < b.x_px));
    assert!((read.columns[0].x_px - read.plot.x).abs() < 1e-9);
    let april = &read.columns[15];
    assert_eq!(april.heading, "Apr 2027");
    let said: Vec<(&str, &str, Role)> =
        april.values.iter().map(|value| (value.label.as_str(), value.text.as_str(), value.role)).collect();
    assert_eq!(said, [("Cost", "$625.00", Role::Cost), ("Revenue", "$283.39", Role::Revenue)]);
    let heights = read.columns.iter().flat_map(|column| &column.values).map(|value| value.y_px);
    assert!(heights.clone().all(|y| (read.plot.y..=read.plot.y + read.plot.height).contains(&y)));
}

#[test]
fn lines_with_other_x_values_share_no_columns() {
    let read = reading(&samples::headroom(), Size::new(980, 300));
    assert_eq!(read.columns.len(), 36);
    assert_eq!(read.columns[0].values.len(), 6, "two limits and four tiers");
    assert_eq!(read.columns[1].values.len(), 4, "the limits have no point here");
}

#[test]
fn bars_read_piece_by_piece() {
    let read = reading(&samples::movements(), Size::new(640, 250));
    let last = read.columns.last().unwrap();
    let labels: Vec<&str> = last.values.iter().map(|value| value.label.as_str()).collect();
    assert_eq!(labels, ["New", "Expansion", "Churn", "Net"]);
    let y = |i: usize| last.values[i].y_px;
    assert!(y(1) < y(0) && y(0) < y(2), "expansion above new above churn");
}

#[test]
fn a_timeline_reads_segment_by_segment() {
    let read = reading(&samples::timeline(), Size::of_timeline(640, 3));
    assert_eq!(read.columns.len(), 7);
    assert!(read.columns.is_sorted_by(|a, b| a.x_px <= b.x_px));
    let first = &read.columns[0];
    assert_eq!((first.heading.as_str(), first.values[0].text.as_str()), ("Database", "SQLite a month"));
}

#[test]
fn what_cannot_be_drawn_reads_as_nothing() {
    let Graphic::Chart(mut chart) = samples::break_even_over_time() else { panic!("a chart") };
    chart.y.to = f64::NAN;
    assert!(reading(&Graphic::Chart(chart), Size::new(640, 250)).columns.is_empty());
}
