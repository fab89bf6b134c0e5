//! Lines that run on each other for a stretch: there they show in turn, or the last would hide the others.

use super::canvas::{Canvas, Stroke};
use crate::chart::{Role, Series};
use crate::error::DrawError;
use crate::geometry::{Plane, Px};
use crate::trace;

/// A line as it is drawn.
pub(super) struct Drawn {
    role: Role,
    runs: Vec<Vec<Px>>,
}

impl Drawn {
    pub(super) fn of(series: &Series, step: bool, plane: &Plane) -> Self {
        let runs = trace::runs(&series.points, step, plane).into_iter();
        Self { role: series.role, runs: runs.map(|run| run.into_iter().map(|at| plane.px(at)).collect()).collect() }
    }

    fn has(&self, a: Px, b: Px) -> bool {
        /// Two lines no further apart than this cannot be told apart.
        const SAME: f64 = 0.75;
        let near = |p: Px, q: Px| (p.0 - q.0).abs() < SAME && (p.1 - q.1).abs() < SAME;
        self.runs.iter().flat_map(|run| run.windows(2)).any(|pair| near(pair[0], a) && near(pair[1], b))
    }
}

/// Draws the lines that lie under the last one again, each in its turn.
pub(super) fn show_through(lines: &[Drawn], canvas: &Canvas) -> Result<(), DrawError> {
    let Some((last, earlier)) = lines.split_last() else { return Ok(()) };
    let under = |pair: &[Px]| -> Vec<usize> {
        earlier.iter().enumerate().filter(|(_, line)| line.has(pair[0], pair[1])).map(|(i, _)| i).collect()
    };
    for run in &last.runs {
        let hidden: Vec<Vec<usize>> = run.windows(2).map(under).collect();
        let mut from = 0;
        for stretch in hidden.chunk_by(|a, b| a == b) {
            let path = &run[from..=from + stretch.len()];
            from += stretch.len();
            for (turn, &line) in stretch[0].iter().enumerate() {
                let stroke = Stroke::solid(canvas.palette.mark(earlier[line].role), 2.0);
                let dashes = dashes(path, turn, stretch[0].len() + 1);
                dashes.iter().try_for_each(|dash| canvas.path(dash, stroke))?;
            }
        }
    }
    Ok(())
}

/// Every `of`-th dash of a path, from the dash of this turn on.
fn dashes(path: &[Px], turn: usize, of: usize) -> Vec<Vec<Px>> {
    const DASH: f64 = 8.0;
    let lengths = path.windows(2).map(|pair| {
        let (x, y) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        (x * x + y * y).sqrt()
    });
    let ends = lengths.scan(0.0, |way, length| {
        *way += length;
        Some(*way)
    });
    let ways: Vec<f64> = std::iter::once(0.0).chain(ends).collect();
    let whole = ways.last().copied().unwrap_or(0.0);
    let at = |way: f64| {
        let next = ways.partition_point(|end| *end < way).clamp(1, path.len() - 1);
        let (a, b) = (path[next - 1], path[next]);
        let length = ways[next] - ways[next - 1];
        let part = if length > 0.0 { (way - ways[next - 1]) / length } else { 1.0 };
        (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
    };
    let starts = (0..).map(|dash| DASH * (turn + dash * of) as f64).take_while(|start| *start < whole);
    starts
        .map(|start| {
            let end = (start + DASH).min(whole);
            let between = ways.iter().zip(path).filter(|(way, _)| start < **way && **way < end).map(|(_, px)| *px);
            std::iter::once(at(start)).chain(between).chain([at(end)]).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_cover_a_path_without_overlap() {
        let path = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)];
        let first = dashes(&path, 0, 2);
        assert_eq!(first, [vec![(0.0, 0.0), (8.0, 0.0)], vec![(10.0, 6.0), (10.0, 10.0)]]);
        assert_eq!(dashes(&path, 1, 2), [vec![(8.0, 0.0), (10.0, 0.0), (10.0, 6.0)]]);
    }
}
