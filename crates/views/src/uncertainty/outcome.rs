//! An outcome that is asked about, and how its values read.

use headroom_charts::Axis;
use headroom_charts::scale::{self, StartMonth, Unit as Ticks};
use headroom_engine::money::decimal_of;
use headroom_pages::Cell;
use headroom_simulation::analysis::measure::{self, Unit};
use headroom_simulation::analysis::{Comparison, Until};
use headroom_simulation::figure::Whole;
use headroom_simulation::inputs::{Drawn, Inputs};

use super::view::{self, chance};
use crate::scene::Scene;
use crate::{assumptions, format};

/// An outcome of a model.
#[derive(Clone, Copy)]
pub struct Outcome<'a> {
    pub scene: &'a Scene<'a>,
    pub of: Whole,
}

impl<'a> Outcome<'a> {
    /// "Cash, Mar 2027".
    pub fn label(self) -> String {
        measure::label(self.of, self.scene.model)
    }

    /// In a sentence, after other words.
    pub fn name(self) -> String {
        format::lower_first(&self.label())
    }

    /// A value in words: "$12,300", "Mar 2027", "84 %".
    pub fn read(self, value: f64) -> String {
        match measure::unit(self.of) {
            _ if !value.is_finite() => "unknown".to_owned(),
            Unit::Money => {
                let rounded = decimal_of(value).and_then(|exact| exact.round_sf(3)).unwrap_or_default();
                format::price_brief(rounded.normalize(), self.scene.currency())
            }
            Unit::Month => self.month(value),
            Unit::Share if self.of.is_event() => chance(value),
            Unit::Share => format::share(value),
            Unit::Count => format::count(value.round()),
            Unit::Load => format::figure(value),
        }
    }

    /// The same in the room of a cell or the end of a bar.
    pub fn brief(self, value: f64) -> String {
        match measure::unit(self.of) {
            Unit::Money => scale::compact_money(value, self.scene.currency().symbol()),
            Unit::Count | Unit::Load => scale::compact(value),
            Unit::Month if value > self.scene.months() as f64 => "never".to_owned(),
            Unit::Month | Unit::Share => self.read(value),
        }
    }

    pub fn cell(self, value: f64) -> Cell {
        Cell::new(self.read(value), self.plain(value))
    }

    /// For machines; a month that never comes is no number.
    pub fn plain(self, value: f64) -> String {
        match measure::unit(self.of) {
            _ if !value.is_finite() => String::new(),
            Unit::Month if value > self.scene.months() as f64 => "never".to_owned(),
            _ => format::plain_count(value),
        }
    }

    /// A standard error in words, in what the outcome is counted in.
    pub fn error(self, error: f64) -> String {
        match measure::unit(self.of) {
            Unit::Share => percent(error),
            Unit::Month => format!("{} months", format::figure(error)),
            Unit::Count | Unit::Load => format::figure(error),
            Unit::Money => self.read(error),
        }
    }

    fn month(self, value: f64) -> String {
        let t = value.round().max(1.0) as usize;
        match t <= self.scene.months() {
            true => self.scene.month(t),
            false => format!("never within {}", format::counted(self.scene.months(), "month", "months")),
        }
    }

    /// From the lowest to the highest of these values.
    pub fn axis(self, values: impl IntoIterator<Item = f64> + Clone) -> Axis {
        let ticks = match measure::unit(self.of) {
            Unit::Money => Ticks::Money(self.scene.model.program.currency.symbol()),
            Unit::Share => Ticks::Share,
            Unit::Count | Unit::Load | Unit::Month => Ticks::Count,
        };
        let axis = scale::range_axis(values, ticks);
        if measure::unit(self.of) != Unit::Month {
            return axis;
        }
        let start = self.scene.model.program.start;
        let start = StartMonth { year: start.year(), month: start.month() };
        let mut months = scale::month_axis(start, self.scene.months() as u32).ticks;
        // The calendar's axis begins at 0, outcomes at 1.
        months.iter_mut().for_each(|tick| tick.at += 1.0);
        months.retain(|tick| (axis.from..=axis.to).contains(&tick.at));
        Axis { ticks: months, ..axis }
    }
}

/// With two significant digits: a standard error is seldom a whole percent.
pub fn percent(share: f64) -> String {
    let percent = decimal_of(100.0 * share).and_then(|exact| exact.round_sf(2)).unwrap_or_default();
    format!("{} %", format::exact(percent.normalize()))
}

/// A goal in words: "cumulative break-even by Dec 2026", "cash, Dec 2026 of $0 or more".
pub fn goal(scene: &Scene, until: &Until) -> String {
    let outcome = Outcome { scene, of: until.of };
    let (name, bound) = (outcome.name(), outcome.read(until.bound));
    match (until.comparison, measure::unit(until.of)) {
        (Comparison::AtLeast, _) if until.of.is_event() => name,
        (Comparison::AtMost, _) if until.of.is_event() => format!("no {name}"),
        (Comparison::AtMost, Unit::Month) => format!("{name} by {bound}"),
        (Comparison::AtLeast, Unit::Month) => format!("{name} not before {bound}"),
        (Comparison::AtMost, _) => format!("{name} of {bound} or less"),
        (Comparison::AtLeast, _) => format!("{name} of {bound} or more"),
    }
}

/// An assumption by its path, as lists name it.
pub fn assumption(scene: &Scene, path: &str) -> String {
    let found = scene.model.quantities.iter().find(|found| found.path == path);
    found.map_or(path.to_owned(), |found| assumptions::label(found, &scene.model.node))
}

/// The same over a column or along an axis of its values, with the unit that they do not have:
/// "Transfer out: transfer per active user, GB/user/month".
pub fn titled(scene: &Scene, path: &str) -> String {
    let name = assumption(scene, path);
    let found = scene.model.quantities.iter().find(|found| found.path == path);
    match found.and_then(|found| assumptions::unsaid_unit(found, &name)) {
        Some(unit) => format!("{name}, {unit}"),
        None => name,
    }
}

/// A value of an assumption by its path.
pub fn value(scene: &Scene, path: &str, value: f64) -> String {
    let found = scene.model.quantities.iter().find(|found| found.path == path);
    found.map_or(format::figure(value), |found| view::value(found, value, &scene.model.node))
}

/// What is drawn, as lists name it.
pub fn drawn(scene: &Scene, inputs: &Inputs, drawn: Drawn) -> String {
    match drawn {
        Drawn::Input(_) | Drawn::Together(_) => {
            let names = inputs.assumptions(drawn).into_iter().map(|input| assumption(scene, &input.path));
            names.collect::<Vec<_>>().join(" with ")
        }
        Drawn::Growth => "Growth from month to month".to_owned(),
        Drawn::Churn => "Churn from month to month".to_owned(),
    }
}
