//! Two assumptions together, as a heat map.

use headroom_charts::scale::{self, Unit as Ticks};
use headroom_charts::{BaseCell, ColourScale, Colours, Graphic, HeatAxis, HeatCell, Heatmap, Level, Role};
use headroom_pages::{Block, Cell, Table, Width};
use headroom_simulation::analysis::grid::{Grid, Gridded, Statistic};
use headroom_simulation::analysis::measure::{self, Unit};

use super::outcome::{self, Outcome};
use super::view::{chance, level};
use crate::scene::Scene;
use crate::{format, table};

/// The heat map and its numbers.
pub fn grid_blocks(scene: &Scene, grid: &Grid, known: &Gridded) -> Vec<Block> {
    let shown = Shown { scene, grid, known };
    let values = table::with_columns(&shown.table(), |key| !key.ends_with(ERROR));
    vec![Block::Graphic { graphic: Graphic::Heatmap(shown.map()), width: Width::Full }, table::block(values)]
}

/// The numbers of the heat map, each with its standard error: too wide to read, for files.
pub fn grid_table(scene: &Scene, grid: &Grid, known: &Gridded) -> Table {
    Shown { scene, grid, known }.table()
}

/// On how many paths a heat map rests, and its standard error.
pub fn grid_exactness(scene: &Scene, grid: &Grid, known: &Gridded) -> String {
    let shown = Shown { scene, grid, known };
    format!(
        "Heat map: {} paths in each cell, the widest standard error of a cell {}.",
        format::count(known.paths as f64),
        shown.error(known.errors.iter().flatten().copied().filter(|error| error.is_finite()).fold(0.0, f64::max))
    )
}

/// How the key of a column of standard errors ends.
const ERROR: &str = "_error";

struct Shown<'a> {
    scene: &'a Scene<'a>,
    grid: &'a Grid,
    known: &'a Gridded,
}

/// A probability that people plan with.
const SURE: f64 = 0.8;

impl Shown<'_> {
    fn outcome(&self) -> Outcome<'_> {
        Outcome { scene: self.scene, of: self.grid.of }
    }

    fn is_probability(&self) -> bool {
        matches!(self.grid.statistic, Statistic::Probability(_)) || self.grid.of.is_event()
    }

    /// What a cell shows: "cash, Dec 2028, mean".
    fn what(&self) -> String {
        match self.grid.statistic {
            Statistic::Probability(until) => format!("probability of {}", outcome::goal(self.scene, &until)),
            Statistic::Mean => format!("{}, mean", self.outcome().label()),
            Statistic::Percentile(at) => format!("{}, {}", self.outcome().label(), level(at)),
        }
    }

    fn read(&self, value: f64) -> String {
        match (value.is_finite(), self.is_probability()) {
            (false, _) => "—".to_owned(),
            (true, true) => chance(value),
            (true, false) => self.outcome().read(value),
        }
    }

    fn error(&self, error: f64) -> String {
        if self.is_probability() { outcome::percent(error) } else { self.outcome().error(error) }
    }

    fn brief(&self, value: f64) -> String {
        match (value.is_finite(), self.is_probability()) {
            (true, false) => self.outcome().brief(value),
            _ => self.read(value),
        }
    }

    fn map(&self) -> Heatmap {
        let (grid, known, scene) = (self.grid, self.known, self.scene);
        let axis = |path: &str, values: &[f64]| HeatAxis {
            title: outcome::titled(scene, path),
            labels: values.iter().map(|value| outcome::value(scene, path, *value)).collect(),
        };
        let cell = |value: &f64| HeatCell { value: *value, label: self.brief(*value), reading: self.read(*value) };
        let (x, y) = (nearest(&known.xs, known.base.0), nearest(&known.ys, known.base.1));
        let base = x.zip(y).map(|(column, row)| BaseCell { column, row, label: "plan".into() });
        Heatmap {
            id: "grid".into(),
            title: capital(&self.what()),
            subtitle: format!("{} paths in each cell", format::count(known.paths as f64)),
            summary: self.summary(),
            columns: axis(&grid.x, &known.xs),
            rows: axis(&grid.y, &known.ys),
            cells: known.values.iter().map(|row| row.iter().map(cell).collect()).collect(),
            scale: self.scale(),
            level: self.level(),
            base,
        }
    }

    fn usable(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        let rows = self.known.values.iter().enumerate();
        let cells = rows.flat_map(|(y, row)| row.iter().enumerate().map(move |(x, value)| (x, y, *value)));
        cells.filter(|(.., value)| value.is_finite())
    }

    fn ends(&self) -> (f64, f64) {
        if self.is_probability() {
            return (0.0, 1.0);
        }
        let ends = |(low, high): (f64, f64), (.., value): (usize, usize, f64)| (low.min(value), high.max(value));
        let (low, high) = self.usable().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
        match (low.is_finite(), low < high) {
            (false, _) => (0.0, 1.0),
            (true, false) => (low, low + 1.0),
            (true, true) => (low, high),
        }
    }

    fn is_signed(&self) -> bool {
        let (low, high) = self.ends();
        measure::unit(self.grid.of) == Unit::Money && low < 0.0 && high > 0.0
    }

    fn scale(&self) -> ColourScale {
        let (from, to) = self.ends();
        let ticks = match self.is_probability() {
            true => scale::value_axis([1.0], Ticks::Share).ticks,
            false => self.outcome().axis([from, to]).ticks,
        };
        let colours = match self.is_signed() {
            true => Colours::Diverging { middle: 0.0, below: Role::Cost, above: Role::Accent },
            false => Colours::Sequential { role: Role::Accent },
        };
        ColourScale { title: self.what(), from, to, ticks, colours }
    }

    fn level(&self) -> Option<Level> {
        match (self.is_probability(), self.is_signed()) {
            (true, _) => Some(Level { at: SURE, label: format!("{} sure", chance(SURE)) }),
            (false, true) => Some(Level { at: 0.0, label: "zero".into() }),
            (false, false) => None,
        }
    }

    fn summary(&self) -> String {
        let at = |(x, y, value): (usize, usize, f64)| {
            let named = |path: &str, value: f64| {
                let name = format::lower_first(&outcome::assumption(self.scene, path));
                format!("{name} {}", outcome::value(self.scene, path, value))
            };
            let (x, y) = (named(&self.grid.x, self.known.xs[x]), named(&self.grid.y, self.known.ys[y]));
            format!("{} at {x} and {y}", self.read(value))
        };
        let least = self.usable().min_by(|a, b| a.2.total_cmp(&b.2)).map(at);
        let most = self.usable().max_by(|a, b| a.2.total_cmp(&b.2)).map(at);
        match least.zip(most) {
            Some((least, most)) => format!("{}: from {least} to {most}.", capital(&self.what())),
            None => format!("{} is unknown everywhere.", capital(&self.what())),
        }
    }

    /// A row for each value along the left side, from the bottom up as in the picture's data.
    fn table(&self) -> Table {
        let (grid, known, scene) = (self.grid, self.known, self.scene);
        let mut columns = vec![table::number("y", &outcome::titled(scene, &grid.y))];
        let label = |value: f64| outcome::value(scene, &grid.x, value);
        columns.extend(known.xs.iter().enumerate().flat_map(|(i, x)| {
            let (key, label) = (format!("x_{}", i + 1), label(*x));
            [table::number(&key, &label), table::number(&format!("{key}{ERROR}"), "Standard error")]
        }));
        let row = |(y, (values, errors)): (&f64, (&Vec<f64>, &Vec<f64>))| {
            let first = Cell::new(outcome::value(scene, &grid.y, *y), format::plain_count(*y));
            let plain = |value: f64| if value.is_finite() { format::plain_count(value) } else { String::new() };
            let value = |value: f64| match self.is_probability() {
                true => Cell::new(self.brief(value), plain(value)),
                false => Cell::new(self.brief(value), self.outcome().plain(value)),
            };
            let cells = values.iter().zip(errors).flat_map(|(of, error)| {
                [
                    value(*of),
                    if error.is_finite() { Cell::new(self.error(*error), plain(*error)) } else { table::nothing() },
                ]
            });
            table::row(std::iter::once(first).chain(cells).collect())
        };
        let rows = known.ys.iter().zip(known.values.iter().zip(&known.errors)).map(row).collect();
        let subtitle = format!(
            "{}; across: {}; {} paths in each cell",
            self.what(),
            outcome::titled(scene, &grid.x),
            format::count(known.paths as f64)
        );
        table::table("grid", "Two assumptions together", &subtitle, columns, rows, "")
    }
}

/// The cell nearest to a value, where the values reach that far.
fn nearest(values: &[f64], base: f64) -> Option<u32> {
    let (first, last) = values.first().zip(values.last())?;
    if !(*first..=*last).contains(&base) {
        return None;
    }
    let distances = values.iter().map(|value| (value - base).abs()).enumerate();
    distances.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i as u32)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
