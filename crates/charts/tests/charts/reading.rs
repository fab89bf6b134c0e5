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
    let read = reading(&samples::timeline(), samples::timeline().size(640, 250));
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

#[test]
fn a_fan_reads_every_percentile_of_a_month() {
    let read = reading(&samples::futures::fan(), Size::new(640, 250));
    assert_eq!(read.columns.len(), 36);
    assert_eq!(read.across, 36);
    let last = read.columns.last().unwrap();
    let labels: Vec<&str> = last.values.iter().map(|value| value.label.as_str()).collect();
    assert_eq!(labels, ["95\u{a0}%", "75\u{a0}%", "median", "25\u{a0}%", "5\u{a0}%"]);
    assert!(last.values.is_sorted_by(|a, b| a.y_px < b.y_px), "from the top down");
}

#[test]
fn a_ranking_reads_row_by_row_with_whole_labels() {
    let tornado = samples::futures::tornado();
    let read = reading(&tornado, tornado.size(320, 250));
    assert_eq!(read.across, 1);
    let headings: Vec<&str> = read.columns.iter().map(|column| column.heading.as_str()).collect();
    assert_eq!(headings[0], "Monthly churn");
    assert!(headings.contains(&"Memory that each concurrent session keeps in a server"));
    let said: Vec<(&str, &str)> =
        read.columns[0].values.iter().map(|value| (value.label.as_str(), value.text.as_str())).collect();
    assert_eq!(said, [("9\u{a0}%", "$2090 per month"), ("2\u{a0}%", "$6910 per month")]);
    let tops: Vec<f64> = read.columns.iter().map(|column| column.area.unwrap().y).collect();
    assert!(tops.is_sorted(), "from the top down");
}

#[test]
fn a_heat_map_reads_cell_by_cell() {
    let map = samples::futures::chance_map();
    let read = reading(&map, map.size(640, 250));
    assert_eq!((read.across, read.columns.len()), (9, 63));
    let (first, base) = (&read.columns[0], &read.columns[2 * 9 + 3]);
    assert_eq!(first.heading, "monthly churn 2\u{a0}%, price per month $39");
    assert_eq!(base.heading, "monthly churn 5\u{a0}%, price per month $29");
    assert_eq!(base.values[0].label, "probability of break-even within 12 months");
    let unknown = &read.columns[6 * 9];
    assert_eq!((unknown.values[0].text.as_str(), unknown.values[0].role), ("NaN\u{a0}%", Role::Neutral));
}

#[test]
fn a_distribution_reads_both_panels_and_what_never_happens() {
    let break_even = samples::futures::break_even_month();
    let read = reading(&break_even, break_even.size(640, 264));
    assert_eq!((read.across, read.columns.len()), (37, 37));
    let may = &read.columns[16];
    assert_eq!(may.heading, "May 2027");
    let labels: Vec<&str> = may.values.iter().map(|value| value.label.as_str()).collect();
    assert_eq!(labels, ["by then", "in this month"]);
    let never = read.columns.last().unwrap();
    assert_eq!((never.heading.as_str(), never.values[0].text.as_str()), ("Never within 36 months", "12.0\u{a0}%"));
    assert!(never.area.is_some());
}
