//! Cost of each deployment by month and by year, in all and for one user.

use headroom_engine::money::Money;
use headroom_pages::{Cell, Table, Tone};

use super::label;
use crate::scene::Scene;
use crate::{format, table};

/// Cost of each deployment by month, the cheapest marked.
pub fn by_month(scene: &Scene) -> Table {
    let currency = scene.currency();
    let best = scene.frames.cheapest_by_month();
    let mut columns = vec![table::text("month", "Month"), table::number("users", "Users")];
    columns.extend(scene.model.program.deployments.iter().map(|(id, d)| table::money(id, &d.label, currency)));
    let rows = best.iter().map(|b| {
        let mut cells = vec![Cell::new(format::month(b.month), b.month.to_string()), table::of_count(b.registered)];
        cells.extend(scene.projection.outcomes.iter().map(|(id, o)| {
            table::of_money_brief(o.cost[b.t - 1], currency).toned(if b.holds && *id == b.deployment {
                Tone::Good
            } else {
                Tone::Neutral
            })
        }));
        table::row(cells)
    });
    table::table(
        "cost-by-month",
        "Cost by month",
        "the cheapest of each month in green, of those that are large enough",
        columns,
        rows.collect(),
        "",
    )
}

/// Cost of each deployment by year.
pub fn by_year(scene: &Scene) -> Table {
    let currency = scene.currency();
    let ids: Vec<&String> = scene.model.program.deployments.keys().collect();
    let series: Vec<_> =
        ids.iter().map(|id| scene.frames.or_nothing(scene.frames.periods(id, headroom_frames::Period::Year))).collect();
    let mut columns = vec![table::text("deployment", "Deployment")];
    columns.extend(series.first().into_iter().flatten().map(|r| table::of_period("cost", &r.span, currency)));
    let rows = ids.iter().zip(&series).map(|(id, rows)| {
        let mut cells = vec![Cell::text(label(scene, id))];
        cells.extend(rows.iter().map(|r| table::of_money_brief(r.cost, currency)));
        table::row(cells)
    });
    table::table(
        "cost-by-year",
        "Cost by year",
        "calendar years; the first and last may be part of one",
        columns,
        rows.collect(),
        "",
    )
}

/// Cost of each deployment for one registered user, and for one paying subscriber, by year.
pub fn per_head(scene: &Scene) -> Table {
    let currency = scene.currency();
    let years = years(scene);
    let mut columns = vec![table::text("deployment", "Deployment")];
    columns.extend(years.iter().map(|year| {
        let column = table::money(&format!("per_head_{}", year.name), &year.name, currency);
        headroom_pages::Column { define: String::new(), ..column }
    }));
    let demand = &scene.projection.demand;
    let mut rows = Vec::new();
    let mut group = |title: &str, counts: &[f64]| {
        rows.push(table::group(title, columns.len()));
        rows.extend(scene.projection.outcomes.iter().map(|(id, outcome)| {
            let mut cells = vec![Cell::text(label(scene, id))];
            cells.extend(years.iter().map(|year| table::of_ratio(year.per_head(&outcome.cost, counts), currency)));
            table::row(cells)
        }));
    };
    group("A registered user, a month", demand.registered.get(1..).unwrap_or(&[]));
    if scene.has_revenue() {
        group("A paying subscriber, a month", &demand.subscription.paying);
    }
    let subtitle = "cost over the year / users at the end of each of its months";
    table::table("cost-per-head", "Cost per user", subtitle, columns, rows, "")
}

/// A calendar year, as far as it lies within the horizon.
struct Year {
    name: String,
    /// Months from 0.
    months: std::ops::Range<usize>,
}

fn years(scene: &Scene) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for t in 1..=scene.months() {
        let name = scene.model.program.month(t).year().to_string();
        match years.last_mut().filter(|year| year.name == name) {
            Some(year) => year.months.end = t,
            None => years.push(Year { name, months: t - 1..t }),
        }
    }
    years
}

impl Year {
    /// Cost over the heads at the end of each month; None where there are none.
    fn per_head(&self, cost: &[Money], heads: &[f64]) -> Option<f64> {
        let cost: Money = cost.get(self.months.clone())?.iter().copied().sum();
        let heads: f64 = heads.get(self.months.clone())?.iter().sum();
        (heads > 0.0).then(|| cost.to_f64() / heads)
    }
}
