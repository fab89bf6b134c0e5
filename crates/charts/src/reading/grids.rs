//! Readings of what lies in rows: field by field, from the top down.

use super::{Reading, ReadingColumn, ReadingValue};
use crate::chart::{Colours, HeatAxis, Heatmap, RankedBar, RankedRow, Ranking, Role};
use crate::layout::{self, HeatmapLayout, RankingLayout};

/// One column per row, with a value for each of its bars.
pub(super) fn ranking(ranking: &Ranking, layout: &RankingLayout) -> Reading {
    let row = |(i, row): (usize, &RankedRow)| {
        let area = layout.rows[i];
        let middle = f64::midpoint(area.top, area.bottom);
        let value = |bar: &RankedBar| ReadingValue {
            label: bar.label.clone(),
            text: bar.reading.clone(),
            role: bar.role,
            y_px: middle,
        };
        ReadingColumn {
            x_px: f64::midpoint(layout.rect.left, layout.rect.right),
            area: Some(area.into()),
            heading: row.label.clone(),
            values: row.bars.iter().map(value).collect(),
        }
    };
    Reading { plot: layout.rect.into(), columns: ranking.rows.iter().enumerate().map(row).collect(), across: 1 }
}

/// One column per cell, those without a value included, so that the arrow keys move through a whole grid.
pub(super) fn heatmap(heatmap: &Heatmap, layout: &HeatmapLayout) -> Reading {
    let read = |cell: &layout::Cell| {
        let of = layout::cell(heatmap, cell.column, cell.row);
        let (x_px, y_px) = cell.rect.middle();
        let value = ReadingValue {
            label: heatmap.scale.title.clone(),
            text: of.map_or_else(|| "–".to_owned(), |of| of.reading.clone()),
            role: role(heatmap.scale.colours, cell.value),
            y_px,
        };
        let heading = format!("{}, {}", place(&heatmap.columns, cell.column), place(&heatmap.rows, cell.row));
        ReadingColumn { x_px, area: Some(cell.rect.into()), heading, values: vec![value] }
    };
    let columns = layout.cells.iter().map(read).collect();
    Reading { plot: layout.rect.into(), columns, across: heatmap.columns.labels.len() }
}

/// "monthly churn 5 %".
fn place(axis: &HeatAxis, index: usize) -> String {
    let label = axis.labels.get(index).map_or("", String::as_str);
    format!("{} {label}", axis.title).trim().to_owned()
}

fn role(colours: Colours, value: Option<f64>) -> Role {
    match (colours, value) {
        (_, None) => Role::Neutral,
        (Colours::Sequential { role }, _) => role,
        (Colours::Diverging { middle, below, above }, Some(value)) => {
            if value < middle {
                below
            } else {
                above
            }
        }
    }
}
