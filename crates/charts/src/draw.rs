//! Drawing with plotters. Layout has decided where everything goes; this turns it into marks.

mod bars;
mod canvas;
mod distribution;
mod document;
mod heatmap;
mod labels;
mod lines;
mod ranking;
mod timeline;
mod together;

use crate::chart::{Chart, Graphic, Layer};
use crate::error::DrawError;
use crate::geometry::Size;
use crate::layout::{ChartLayout, DistributionLayout, HeatmapLayout, RankingLayout, TimelineLayout};
use crate::theme::Theme;
use canvas::Canvas;

/// The picture as SVG text: `size` pixels large, with the title and the summary for whoever cannot see it. The
/// background is left clear. The same input gives the same bytes.
pub fn svg(graphic: &Graphic, size: Size, theme: Theme) -> Result<String, DrawError> {
    let mut marks = String::new();
    {
        let canvas = Canvas::new(&mut marks, size, theme.palette());
        match graphic {
            Graphic::Chart(chart) => draw_chart(chart, &ChartLayout::of(chart, size)?, &canvas)?,
            Graphic::Timeline(of) => timeline::timeline(&TimelineLayout::of(of, size)?, &canvas)?,
            Graphic::Ranking(of) => ranking::ranking(&RankingLayout::of(of, size)?, &canvas)?,
            Graphic::Heatmap(of) => heatmap::heatmap(of, &HeatmapLayout::of(of, size)?, &canvas)?,
            Graphic::Distribution(of) => distribution::distribution(of, &DistributionLayout::of(of, size)?, &canvas)?,
        }
        canvas.finish()?;
    }
    Ok(document::finished(&marks, graphic, size))
}

fn draw_chart(chart: &Chart, layout: &ChartLayout, canvas: &Canvas) -> Result<(), DrawError> {
    let plot = canvas.plot(&layout.plane);
    // Stripes lie on the paper, under the grid; everything else on it.
    for layer in &chart.layers {
        if let Layer::Shade { from, to, role } = layer {
            lines::shade(*from, *to, *role, &plot)?;
        }
    }
    labels::grid(layout, canvas)?;
    let mut rule_tops = layout.rule_tops.iter().copied();
    let mut over_bars = false;
    let mut solid = Vec::new();
    for layer in &chart.layers {
        match layer {
            Layer::Line { series, step, dashed } => {
                lines::line(series, *step, *dashed, over_bars, &plot)?;
                if !dashed {
                    solid.push(together::Drawn::of(series, *step, &plot.plane));
                    together::show_through(&solid, canvas)?;
                }
            }
            Layer::Points { series } => lines::points(series, &plot)?,
            Layer::Band { role, low, high, .. } => lines::band(low, high, *role, &plot)?,
            Layer::Fan { percentiles } => lines::fan(percentiles, &plot)?,
            Layer::Bars { stack } => {
                bars::bars(stack, layout.bar_width, &plot)?;
                over_bars = true;
            }
            Layer::Rule { axis, at, role, .. } => lines::rule(*axis, *at, *role, &mut rule_tops, &plot)?,
            Layer::Shade { .. } | Layer::Dot { .. } => {}
        }
    }
    labels::zero(layout, canvas)?;
    // Lines hide no circle: where they cross is what the picture is about.
    for layer in &chart.layers {
        if let Layer::Dot { at, .. } = layer {
            lines::dot(*at, &plot)?;
        }
    }
    labels::labels(layout, canvas)
}
