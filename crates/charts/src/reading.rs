//! A picture as exact values: for the pointer, the arrow keys and whoever listens.

use serde::Serialize;
use ts_rs::TS;

use crate::chart::{Axis, Chart, Graphic, Layer, Point, Role, Series, Timeline};
use crate::geometry::{Plane, Rect, Size};
use crate::layout::{ChartLayout, TimelineLayout};
use crate::scale;
use crate::trace;

/// What can be read off a picture, column by column from left to right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct Reading {
    /// Where the plot is, without the labels around it.
    pub plot: PlotArea,
    /// One per x value of a chart, one per segment of a timeline.
    pub columns: Vec<ReadingColumn>,
}

/// A rectangle in the picture's pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, TS)]
pub struct PlotArea {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// The values at one place.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ReadingColumn {
    /// Where, from the left edge of the picture.
    pub x_px: f64,
    /// "Apr 2027"; for a segment of a timeline the name of its row.
    pub heading: String,
    /// In the order of the layers.
    pub values: Vec<ReadingValue>,
}

/// One exact value.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ReadingValue {
    /// Whose value it is.
    pub label: String,
    /// The value as a reader hears it.
    pub text: String,
    /// What its mark means.
    pub role: Role,
    /// Where its mark is, from the upper edge of the picture; at the plot's edge if the mark lies outside.
    pub y_px: f64,
}

/// What can be read off the picture that [`svg`](crate::svg) draws at this size. A graphic that cannot be drawn reads
/// as nothing.
pub fn reading(graphic: &Graphic, size: Size) -> Reading {
    match graphic {
        Graphic::Chart(chart) => ChartLayout::of(chart, size).map(|layout| read_chart(chart, &layout.plane)),
        Graphic::Timeline(timeline) => {
            TimelineLayout::of(timeline, size).map(|layout| read_timeline(timeline, &layout))
        }
    }
    .unwrap_or_default()
}

impl From<Rect> for PlotArea {
    fn from(rect: Rect) -> Self {
        Self { x: rect.left, y: rect.top, width: rect.width(), height: rect.height() }
    }
}

/// A value and the x value it belongs to.
type Found = (f64, ReadingValue);

fn read_chart(chart: &Chart, plane: &Plane) -> Reading {
    let mut found: Vec<Found> = chart.layers.iter().flat_map(|layer| read_layer(layer, plane)).collect();
    // A stable sort: values of one column stay in the order of the layers.
    found.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let columns = found.chunk_by(|(a, _), (b, _)| a == b).map(|column| {
        let x = column[0].0;
        let values = column.iter().map(|(_, value)| value.clone()).collect();
        ReadingColumn { x_px: plane.x_px(x), heading: heading(&chart.x, x), values }
    });
    Reading { plot: plane.rect.into(), columns: columns.collect() }
}

fn read_layer(layer: &Layer, plane: &Plane) -> Vec<Found> {
    let value = |series: &Series, index: usize, mark: Point| {
        let value = ReadingValue {
            label: series.label.clone(),
            text: text(series, index),
            role: series.role,
            y_px: plane.px_inside(mark).1,
        };
        (mark.x, value)
    };
    match layer {
        Layer::Line { series, .. } | Layer::Points { series } => {
            let shown = series.points.iter().enumerate().filter(|(_, at)| at.is_finite() && plane.x.contains(at.x));
            shown.map(|(index, at)| value(series, index, *at)).collect()
        }
        Layer::Bars { stack } => {
            let shown = trace::pieces(stack).into_iter().filter(|piece| plane.x.contains(piece.x));
            shown.map(|piece| value(&stack[piece.series], piece.point, piece.middle())).collect()
        }
        Layer::Band { .. } | Layer::Shade { .. } | Layer::Rule { .. } | Layer::Dot { .. } => Vec::new(),
    }
}

/// The exact figure; where the series brings none, the value in short.
fn text(series: &Series, index: usize) -> String {
    series.readings.get(index).cloned().unwrap_or_else(|| scale::compact(series.points[index].y))
}

/// The axis' own heading for the value or the tick at it; between ticks, the value in short.
fn heading(axis: &Axis, x: f64) -> String {
    let named = axis.headings.iter().chain(&axis.ticks).find(|tick| tick.at == x);
    named.map_or_else(|| scale::compact(x), |tick| tick.label.clone())
}

fn read_timeline(timeline: &Timeline, layout: &TimelineLayout) -> Reading {
    let mut columns: Vec<ReadingColumn> = layout
        .pieces
        .iter()
        .map(|piece| {
            let row = &timeline.rows[piece.row];
            let segment = &row.segments[piece.segment];
            let value = ReadingValue {
                label: segment.label.clone(),
                text: segment.reading.clone(),
                role: if segment.first { Role::Neutral } else { Role::Accent },
                y_px: f64::midpoint(piece.rect.top, piece.rect.bottom),
            };
            let x_px = f64::midpoint(piece.rect.left, piece.rect.right);
            ReadingColumn { x_px, heading: row.label.clone(), values: vec![value] }
        })
        .collect();
    columns.sort_by(|a, b| a.x_px.total_cmp(&b.x_px));
    Reading { plot: layout.rect.into(), columns }
}
