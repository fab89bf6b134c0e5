//! Chart data. What a chart shows is decided here, in values; drawing adds nothing.

mod by_subscribers;
mod cash;
mod cohorts;
mod compare;
mod paths;
mod retention;
mod revenue_and_cost;
mod scalability;
mod stacks;
mod timeline;
mod users;
mod utilisation;

use headroom_charts::scale::{self, StartMonth, Unit};
use headroom_charts::{Axis, Layer, Point, Role, Series};
use headroom_engine::money::Money;

use crate::scene::Scene;

pub use by_subscribers::{by_subscribers, crossings};
pub use cash::cash;
pub use cohorts::cohorts;
pub use compare::compare_cost;
pub use paths::paths;
pub use retention::retention;
pub use revenue_and_cost::revenue_and_cost;
pub use scalability::scalability;
pub use stacks::{cost_stack, movements, revenue_stack};
pub use timeline::timeline;
pub use users::users;
pub use utilisation::utilisation;

impl Scene<'_> {
    fn start(&self) -> StartMonth {
        let start = self.model.program.start;
        StartMonth { year: start.year(), month: start.month() }
    }

    /// Months 1 to T at x = 0 to T − 1.
    fn months_axis(&self) -> Axis {
        scale::month_axis(self.start(), self.months() as u32)
    }

    fn money_axis(&self, values: impl IntoIterator<Item = f64>) -> Axis {
        scale::value_axis(values, Unit::Money(self.model.program.currency.symbol()))
    }

    fn money_series(&self, id: &str, label: &str, role: Role, amounts: &[Money]) -> Series {
        let points: Vec<Point> =
            amounts.iter().enumerate().map(|(i, m)| Point { x: i as f64, y: m.to_f64() }).collect();
        let readings = amounts.iter().map(|m| self.money(*m)).collect();
        let end = amounts.last().map(|m| scale::compact_money(m.to_f64(), self.model.program.currency.symbol()));
        Series { id: id.into(), label: label.into(), end, role, points, readings }
    }

    /// "US$ per month" in the words of the model's currency.
    fn per_month(&self) -> String {
        format!("{} per month", self.model.program.currency.code())
    }
}

fn line(series: Series) -> Layer {
    Layer::Line { series, step: false, dashed: false }
}

fn x_of(t: usize) -> f64 {
    t as f64 - 1.0
}
