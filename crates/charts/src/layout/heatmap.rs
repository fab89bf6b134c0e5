//! A grid of coloured cells, with the scale that explains them.

mod legend;

use super::{Anchor, Head, Ink, LEAST, Text, axes, centred, thinned};
use crate::chart::{HeatAxis, HeatCell, Heatmap};
use crate::error::DrawError;
use crate::font::{self, LINE, Weight};
use crate::geometry::{Domain, Px, Rect, Size};

pub(crate) use legend::Legend;

/// A heat map with everything in its place.
#[derive(Debug)]
pub(crate) struct HeatmapLayout {
    pub rect: Rect,
    pub scale: Domain,
    /// Row by row from the top, each from the left.
    pub cells: Vec<Cell>,
    /// Between neighbours on different sides of the level.
    pub contour: Vec<[Px; 2]>,
    pub base: Option<Rect>,
    pub legend: Legend,
    pub texts: Vec<Text>,
}

#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// Counted from the left.
    pub column: usize,
    /// Counted from the bottom.
    pub row: usize,
    pub rect: Rect,
    /// `None` without a finite value.
    pub value: Option<f64>,
    /// What is printed in it, if the texts of all cells fit.
    pub text: Option<Text>,
}

/// How high a row likes to be.
const PITCH: u32 = 30;
/// The narrowest cell that a pointer can find, in pixels.
const NARROWEST: f64 = 4.0;
/// Between a row's label and the cells.
const GAP: f64 = 8.0;

impl Size {
    /// The size at which a heat map of `rows` rows is neither cramped nor empty.
    pub fn of_heatmap(width: u32, rows: usize) -> Self {
        let rows = u32::try_from(rows.max(1)).unwrap_or(u32::MAX);
        Self { width, height: rows.saturating_mul(PITCH).saturating_add(124) }
    }
}

impl HeatmapLayout {
    pub(crate) fn of(heatmap: &Heatmap, size: Size) -> Result<Self, DrawError> {
        let picture = size.checked()?.rect();
        let scale = Domain::between(heatmap.scale.from, heatmap.scale.to, "colour")?;
        let (columns, rows) = (heatmap.columns.labels.len(), heatmap.rows.labels.len());
        let mut head = Head { y: 0.0, texts: Vec::new() };
        let legend = legend::place(heatmap, scale, picture, &mut head);
        axes::place_title(Some(&heatmap.rows.title), picture, &mut head);

        let row_labels = labels(&heatmap.rows, picture);
        let widest = row_labels.iter().map(|label| font::width(label, Weight::Regular)).fold(0.0, f64::max);
        let title = axes::title_lines(Some(&heatmap.columns.title), picture);
        let rect = Rect {
            left: picture.left + if widest == 0.0 { 1.0 } else { (widest + GAP).ceil() },
            top: head.y.ceil() + 1.0,
            right: picture.right - 1.0,
            bottom: (picture.bottom - 18.0 - LINE * title.len() as f64 - 2.0).floor(),
        };
        let cramped = rect.width() < NARROWEST * columns as f64 || rect.height() < NARROWEST * rows as f64;
        if rect.width() < LEAST.0 || rect.height() < LEAST.1 || cramped {
            return Err(DrawError::Size(size));
        }

        let grid = Grid { rect, columns, rows };
        let mut texts = head.texts;
        texts.extend(thinned(grid.row_labels(row_labels), 0.0));
        texts.extend(thinned(grid.column_labels(labels(&heatmap.columns, picture), picture), 8.0));
        for (i, content) in title.into_iter().enumerate() {
            let (x, baseline) = (f64::midpoint(rect.left, rect.right), rect.bottom + 16.0 + LINE * (i + 1) as f64);
            texts.push(text(content, x, baseline, Anchor::Middle, Ink::Secondary).between(picture.left, picture.right));
        }
        let cells = grid.cells(heatmap);
        let contour = heatmap.level.as_ref().map_or_else(Vec::new, |level| grid.contour(&cells, level.at));
        let base = heatmap.base.as_ref().and_then(|base| {
            cells.iter().find(|cell| cell.column == base.column as usize && cell.row == base.row as usize)
        });
        Ok(Self { rect, scale, base: base.map(|cell| cell.rect), contour, cells, legend, texts })
    }
}

/// Cells of whole pixels, one pixel apart.
struct Grid {
    rect: Rect,
    columns: usize,
    rows: usize,
}

impl Grid {
    fn cell(&self, column: usize, row: usize) -> Rect {
        let x = |i: usize| (self.rect.left + self.rect.width() * i as f64 / self.columns as f64).round();
        let y = |i: usize| (self.rect.bottom - self.rect.height() * i as f64 / self.rows as f64).round();
        Rect { left: x(column), right: x(column + 1) - 1.0, top: y(row + 1), bottom: y(row) - 1.0 }
    }

    fn cells(&self, heatmap: &Heatmap) -> Vec<Cell> {
        let places = (0..self.rows).rev().flat_map(|row| (0..self.columns).map(move |column| (column, row)));
        let mut cells: Vec<Cell> = places
            .map(|(column, row)| {
                let rect = self.cell(column, row);
                let of = cell(heatmap, column, row);
                let value = of.map(|cell| cell.value).filter(|value| value.is_finite());
                let label = value.and(of).map(|cell| font::clean(&cell.label)).filter(|label| !label.is_empty());
                let (x, y) = (f64::midpoint(rect.left, rect.right), f64::midpoint(rect.top, rect.bottom));
                let text = label.map(|label| text(label, x, centred(y), Anchor::Middle, Ink::Primary));
                Cell { column, row, rect, value, text }
            })
            .collect();
        // Some cells with a text and some without would seem to differ in more than their width.
        if !cells.iter().all(fits) {
            cells.iter_mut().for_each(|cell| cell.text = None);
        }
        cells
    }

    fn row_labels(&self, labels: Vec<String>) -> Vec<Text> {
        let place = |(row, label): (usize, String)| {
            let rect = self.cell(0, row);
            let baseline = centred(f64::midpoint(rect.top, rect.bottom));
            text(label, self.rect.left - GAP, baseline, Anchor::End, Ink::Secondary)
        };
        labels.into_iter().enumerate().map(place).collect()
    }

    fn column_labels(&self, labels: Vec<String>, picture: Rect) -> Vec<Text> {
        const DROP: f64 = 14.0;
        let place = |(column, label): (usize, String)| {
            let rect = self.cell(column, 0);
            let x = f64::midpoint(rect.left, rect.right);
            text(label, x, self.rect.bottom + DROP, Anchor::Middle, Ink::Secondary).between(picture.left, picture.right)
        };
        labels.into_iter().enumerate().map(place).collect()
    }

    /// The edges between neighbours of which one reaches the level and the other does not.
    fn contour(&self, cells: &[Cell], level: f64) -> Vec<[Px; 2]> {
        let reaches = |cell: &Cell| cell.value.map(|value| value >= level);
        let differ = |a: &Cell, b: &Cell| reaches(a).zip(reaches(b)).is_some_and(|(a, b)| a != b);
        let mut edges = Vec::new();
        for (i, cell) in cells.iter().enumerate() {
            let Rect { left, top, right, bottom } = cell.rect.grown(0.5);
            let neighbour = cells.get(i + 1).filter(|next| next.row == cell.row);
            if neighbour.is_some_and(|next| differ(cell, next)) {
                edges.push([(right, top), (right, bottom)]);
            }
            if cells.get(i + self.columns).is_some_and(|under| differ(cell, under)) {
                edges.push([(left, bottom), (right, bottom)]);
            }
        }
        edges
    }
}

/// The cell of a column and a row, counted from the left and from the bottom.
pub(crate) fn cell(heatmap: &Heatmap, column: usize, row: usize) -> Option<&HeatCell> {
    heatmap.cells.get(row)?.get(column)
}

fn fits(cell: &Cell) -> bool {
    const AIR: f64 = 4.0;
    let Some(text) = &cell.text else { return true };
    let wide = font::width(&text.content, text.weight) + 2.0 * AIR <= cell.rect.width();
    wide && LINE <= cell.rect.height()
}

/// Labels of an axis, at most a third of the picture wide.
fn labels(axis: &HeatAxis, picture: Rect) -> Vec<String> {
    let short = |label: &String| font::shortened(&font::clean(label), Weight::Regular, picture.width() / 3.0);
    axis.labels.iter().map(|label| short(label).unwrap_or_default()).collect()
}

fn text(content: String, x: f64, baseline: f64, anchor: Anchor, ink: Ink) -> Text {
    Text { content, x, baseline, anchor, weight: Weight::Regular, ink }
}
