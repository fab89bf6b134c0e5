//! Futures as tables, for the command line and its files.

use headroom_pages::{Cell, Table};
use headroom_simulation::analysis::measure;
use headroom_simulation::bands::{Quantity, Share};
use headroom_simulation::figure::{Figure, Monthly, Whole};

use super::view::{self, View, chance_cell};
use super::{months, regret};
use crate::{format, table};

/// Everything known of one deployment's futures: percentiles of each figure by month and of the whole horizon,
/// probabilities by month, the month of break-even, and the regret of all deployments. Tables without rows are left out.
pub fn tables(view: &View) -> Vec<Table> {
    let figures = monthly(view).into_iter().filter_map(|(of, id, label, money)| by_month(view, of, &id, &label, money));
    let mut tables: Vec<Table> = figures.collect();
    tables.extend(whole(view));
    tables.extend(probabilities(view));
    tables.extend(throughout(view));
    tables.extend(break_even(view));
    tables.extend(regret::table(view));
    tables
}

/// Each figure that was asked for, with its id, its name and whether it is money.
fn monthly(view: &View) -> Vec<(Monthly, String, String, bool)> {
    let of = |monthly: Monthly| {
        let (id, label, money) = match monthly {
            Monthly::Users => ("users", "Users", false),
            Monthly::Paying => ("paying", "Paying", false),
            Monthly::Mrr => ("mrr", "MRR", true),
            Monthly::Revenue => ("revenue", "Revenue", true),
            Monthly::Cost(_) => ("cost", "Cost", true),
            Monthly::Profit(_) => ("profit", "Profit", true),
            Monthly::Cash(_) => ("cash", "Cash", true),
            Monthly::Headroom(_) => ("headroom", "Headroom", false),
            Monthly::Load(driver) => {
                let (id, rule) = view.model.program.drivers.get_index(driver)?;
                let label =
                    if rule.unit.is_empty() { rule.label.clone() } else { format!("{}, {}", rule.label, rule.unit) };
                return Some((monthly, format!("load-{}", id.replace('_', "-")), label, false));
            }
            _ => return None,
        };
        Some((monthly, id.to_owned(), label.to_owned(), money))
    };
    let first = view.futures.columns.iter().filter(|column| column.month == 1);
    let own = first.filter_map(|column| match column.figure {
        Figure::Monthly(monthly) if monthly.deployment().is_none_or(|d| d == view.deployment) => of(monthly),
        _ => None,
    });
    own.collect()
}

/// A row for each month: percentiles, mean, and the standard error of the mean.
fn by_month(view: &View, of: Monthly, id: &str, label: &str, money: bool) -> Option<Table> {
    let months = view.quantities(of);
    let first = months.first()?;
    let mut columns = vec![table::text("month", "Month")];
    columns.extend(spread_columns(view, first, money));
    let row = |(i, month): (usize, &&Quantity)| {
        let cells = std::iter::once(view.month_cell(Some(i + 1)));
        table::row(cells.chain(spread(month, |value| cell(view, of, value))).collect())
    };
    let rows = months.iter().enumerate().map(row).collect();
    let unit = if money { format!("{}, ", view.currency().code()) } else { String::new() };
    let subtitle = format!("{unit}percentiles of {} paths; ± is two standard errors of the mean", paths(view));
    Some(table::table(&format!("percentiles-{id}"), label, &subtitle, columns, rows, ""))
}

fn paths(view: &View) -> String {
    format::count(view.paths() as f64)
}

fn spread_columns(view: &View, of: &Quantity, money: bool) -> Vec<headroom_pages::Column> {
    let column = |key: &str, label: &str| match money {
        true => table::money(key, label, view.currency()),
        false => table::number(key, label),
    };
    let levels = of.percentiles.iter().map(|percentile| percentile.level);
    let mut columns: Vec<_> =
        levels.map(|level| column(&regret::key(&view::level(level)), &view::below(level))).collect();
    columns.extend([column("mean", "Mean"), column("mean_error", "±")]);
    columns
}

fn spread(of: &Quantity, cell: impl Fn(f64) -> Cell) -> Vec<Cell> {
    let mut cells: Vec<Cell> = of.percentiles.iter().map(|percentile| cell(percentile.value)).collect();
    cells.extend([cell(of.mean), of.mean_error.map_or(table::nothing(), |error| cell(2.0 * error))]);
    cells
}

fn cell(view: &View, of: Monthly, value: f64) -> Cell {
    match of {
        _ if !value.is_finite() => table::nothing(),
        Monthly::Headroom(_) => table::of_share(value),
        Monthly::Users | Monthly::Paying => table::of_count(value),
        Monthly::Load(_) => table::of_figure(value),
        _ => view.money_cell(value),
    }
}

/// Cost, profit and lowest cash of the whole horizon.
fn whole(view: &View) -> Option<Table> {
    let d = view.deployment;
    let named = [
        (Whole::TotalCost(d), "Cost"),
        (Whole::TotalProfit(d), "Profit"),
        (Whole::Trough(d), "Lowest cash"),
        (Whole::Regret(d), "Regret"),
    ];
    let one = view.model.program.deployments.len() == 1;
    let named = named.into_iter().filter(|(of, _)| !(one && matches!(of, Whole::Regret(_))));
    let found: Vec<_> = named.filter_map(|(of, label)| Some((view.quantity(of)?, label))).collect();
    let (first, _) = found.first()?;
    let mut columns = vec![table::text("figure", "Over the horizon")];
    columns.extend(spread_columns(view, first, true));
    let row = |(quantity, label): &(&Quantity, &str)| {
        let cells = std::iter::once(Cell::text(*label));
        table::row(cells.chain(spread(quantity, |value| view.money_cell(value))).collect())
    };
    let rows = found.iter().map(row).collect();
    let subtitle = format!("{}, {} paths", view.currency().code(), paths(view));
    Some(table::table("horizon", "Over the horizon", &subtitle, columns, rows, ""))
}

/// The probability of each event by month, with its standard error for machines.
fn probabilities(view: &View) -> Option<Table> {
    let events = months::events(view);
    let shares: Vec<Vec<&Share>> = events.iter().map(|(of, ..)| view.shares(*of)).collect();
    let count = shares.first()?.len();
    let mut columns = vec![table::text("month", "Month")];
    for (_, label, id, _) in &events {
        columns.push(table::number(id, label));
        columns.push(table::number(&format!("{id}_error"), "Standard error"));
    }
    let row = |t: usize| {
        let mut cells = vec![view.month_cell(Some(t))];
        for share in shares.iter().map(|shares| shares[t - 1]) {
            cells.push(Cell::new(view::chance(share.share), format::plain_count(share.share)));
            cells.push(error_cell(share.error));
        }
        table::row(cells)
    };
    let rows = (1..=count).map(row).collect();
    let subtitle = format!("share of {} paths", paths(view));
    Some(table::table("probabilities", "Probabilities by month", &subtitle, columns, rows, ""))
}

/// What holds in every month of a path.
fn throughout(view: &View) -> Option<Table> {
    let d = view.deployment;
    let solvent = (view.has_revenue() && view.has_opening()).then_some(Whole::Always(Monthly::Solvent(d)));
    let all = solvent.into_iter().chain([Monthly::Breach(d), Monthly::Outgrown(d), Monthly::Slow(d)].map(Whole::Never));
    let row = |of: Whole| {
        let share = view.share(of)?;
        let chance = Cell::new(view::chance(share.share), format::plain_count(share.share));
        Some(table::row(vec![Cell::text(measure::label(of, view.model)), chance, error_cell(share.error)]))
    };
    let rows: Vec<_> = all.filter_map(row).collect();
    let columns = vec![
        table::text("event", "In all months"),
        table::number("probability", "Probability"),
        table::number("error", "Standard error"),
    ];
    let subtitle = format!("share of {} paths", paths(view));
    (!rows.is_empty()).then(|| table::table("throughout", "Over the whole horizon", &subtitle, columns, rows, ""))
}

fn error_cell(error: Option<f64>) -> Cell {
    error.map_or(table::nothing(), |error| {
        Cell::new(format!("{} %", format::figure(100.0 * error)), format::plain_count(error))
    })
}

/// The month in which losses are repaid; the last row is never.
fn break_even(view: &View) -> Option<Table> {
    let by_then = view.repaid();
    let cumulative: Vec<f64> = by_then.iter().map(|share| share.share).collect();
    let last = *cumulative.last()?;
    let share = |share: f64| Cell::new(view::chance(share), format::plain_count(share));
    let row = |(i, in_month): (usize, &f64)| {
        table::row(vec![view.month_cell(Some(i + 1)), share(*in_month), chance_cell(by_then[i])])
    };
    let mut rows: Vec<_> = months::in_month(&cumulative).iter().enumerate().map(row).collect();
    rows.push(table::row(vec![view.month_cell(None), share(1.0 - last), share(1.0)]));
    let columns = vec![
        table::text("month", "Month"),
        table::number("in_month", "In that month"),
        table::number("by_then", "By then"),
    ];
    let subtitle = format!("share of {} paths, by month of cumulative break-even", paths(view));
    Some(table::table("break-even", "When losses are repaid", &subtitle, columns, rows, ""))
}
