//! A picture as exact values: for the pointer, the arrow keys and whoever listens.

mod grids;

use serde::Serialize;
use ts_rs::TS;

use crate::chart::{Axis, Chart, Distribution, Graphic, Layer, Point, Role, Series, Timeline};
use crate::geometry::{Plane, Rect, Size};
use crate::layout::{ChartLayout, DistributionLayout, HeatmapLayout, RankingLayout, TimelineLayout};
use crate::scale;
use crate::trace;

/// What can be read off a picture, column by column from left to right and, where there are rows of columns, row by row
/// from the top down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct Reading {
    /// Where the plot is, without the labels around it.
    pub plot: PlotArea,
    /// One per x value of a chart, segment of a timeline, row of a ranking, or cell of a heat map.
    pub columns: Vec<ReadingColumn>,
    /// How many columns lie side by side: 1 in a ranking, as many as the grid has in a heat map, otherwise all.
    pub across: usize,
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
    /// The field of the picture that has these values; none where they lie on a line across the plot.
    pub area: Option<PlotArea>,
    /// "Apr 2027"; for a segment of a timeline the name of its row.
    pub heading: String,
    /// In the order of the layers.
    pub values: Vec<ReadingValue>,
}

/// One exact value of a mark.
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
        Graphic::Timeline(of) => TimelineLayout::of(of, size).map(|layout| read_timeline(of, &layout)),
        Graphic::Ranking(of) => RankingLayout::of(of, size).map(|layout| grids::ranking(of, &layout)),
        Graphic::Heatmap(of) => HeatmapLayout::of(of, size).map(|layout| grids::heatmap(of, &layout)),
        Graphic::Distribution(of) => DistributionLayout::of(of, size).map(|layout| read_distribution(of, &layout)),
    }
    .unwrap_or_default()
}

impl Reading {
    /// Columns in one row.
    fn of_row(plot: Rect, columns: Vec<ReadingColumn>) -> Self {
        Self { plot: plot.into(), across: columns.len(), columns }
    }
}

impl From<Rect> for PlotArea {
    fn from(rect: Rect) -> Self {
        Self { x: rect.left, y: rect.top, width: rect.width(), height: rect.height() }
    }
}

/// A value and the x value it belongs to.
type Found = (f64, ReadingValue);

fn read_chart(chart: &Chart, plane: &Plane) -> Reading {
    let found = chart.layers.iter().flat_map(|layer| read_layer(layer, plane)).collect();
    Reading::of_row(plane.rect, columns(found, &chart.x, plane))
}

fn columns(mut found: Vec<Found>, axis: &Axis, plane: &Plane) -> Vec<ReadingColumn> {
    // A stable sort: values of one column stay in the order of the layers.
    found.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let columns = found.chunk_by(|(a, _), (b, _)| a == b).map(|column| {
        let x = column[0].0;
        let values = column.iter().map(|(_, value)| value.clone()).collect();
        ReadingColumn { x_px: plane.x_px(x), area: None, heading: heading(axis, x), values }
    });
    columns.collect()
}

fn read_layer(layer: &Layer, plane: &Plane) -> Vec<Found> {
    match layer {
        Layer::Line { series, .. } | Layer::Points { series } => read_line(series, plane),
        // As they lie: the highest on top.
        Layer::Fan { percentiles } => percentiles.iter().rev().flat_map(|line| read_line(line, plane)).collect(),
        Layer::Bars { stack } => read_bars(stack, plane),
        Layer::Band { .. } | Layer::Shade { .. } | Layer::Rule { .. } | Layer::Dot { .. } => Vec::new(),
    }
}

fn read_line(series: &Series, plane: &Plane) -> Vec<Found> {
    let shown = series.points.iter().enumerate().filter(|(_, at)| at.is_finite() && plane.x.contains(at.x));
    shown.map(|(index, at)| value(series, index, *at, plane)).collect()
}

fn read_bars(stack: &[Series], plane: &Plane) -> Vec<Found> {
    let shown = trace::pieces(stack).into_iter().filter(|piece| plane.x.contains(piece.x));
    shown.map(|piece| value(&stack[piece.series], piece.point, piece.middle(), plane)).collect()
}

fn value(series: &Series, index: usize, mark: Point, plane: &Plane) -> Found {
    let value = ReadingValue {
        label: series.label.clone(),
        text: text(series, index),
        role: series.role,
        y_px: plane.px_inside(mark).1,
    };
    (mark.x, value)
}

fn read_distribution(of: &Distribution, layout: &DistributionLayout) -> Reading {
    let monthly = read_bars(std::slice::from_ref(&of.monthly), &layout.monthly);
    let found = read_line(&of.cumulative, &layout.cumulative).into_iter().chain(monthly).collect();
    let mut columns = columns(found, &of.x, &layout.monthly);
    if let Some((never, rest)) = of.never.as_ref().zip(layout.rest) {
        let whole = rest.whole;
        let value = ReadingValue {
            label: String::new(),
            text: never.reading.clone(),
            role: Role::Neutral,
            y_px: f64::midpoint(rest.part.top, rest.part.bottom),
        };
        columns.push(ReadingColumn {
            x_px: f64::midpoint(whole.left, whole.right),
            area: Some(whole.into()),
            heading: never.heading.clone(),
            values: vec![value],
        });
    }
    Reading::of_row(Rect { top: layout.cumulative.rect.top, ..layout.monthly.rect }, columns)
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
            ReadingColumn { x_px, area: Some(piece.rect.into()), heading: row.label.clone(), values: vec![value] }
        })
        .collect();
    columns.sort_by(|a, b| a.x_px.total_cmp(&b.x_px));
    Reading::of_row(layout.rect, columns)
}
