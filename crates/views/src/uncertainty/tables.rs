//! Futures as tables: whole for files, at the end of each year for pages.

use headroom_pages::{Cell, Table};
use headroom_simulation::analysis::measure;
use headroom_simulation::bands::{Quantity, Share};
use headroom_simulation::figure::{Figure, Monthly, Whole};

use super::view::{self, View, chance_cell};
use super::{months, regret};
use crate::{format, table};

/// Everything known of one deployment's futures by month and of the whole horizon, for files: percentiles of each figure,
/// probabilities, and the month of break-even. Tables without rows are left out.
pub fn tables(view: &View) -> Vec<Table> {
    let months: Vec<usize> = (1..=view.months()).collect();
    let all = monthly(view);
    let tables = [
        bands(view, ("bands", "Percentiles by month"), &months, &all),
        whole(view),
        probabilities(view, ("probabilities", "Probabilities by month"), &months, true),
        throughout(view),
        break_even(view),
    ];
    tables.into_iter().flatten().collect()
}

/// The same for a page: what its pictures show, at the end of each year, or of each quarter of a short horizon.
pub fn by_year(view: &View) -> Vec<Table> {
    let last = view.months();
    let (step, each) = if last > SHORT { (12, "year") } else { (3, "quarter") };
    let months: Vec<usize> = (1..=last).filter(|t| t % step == 0 || *t == last).collect();
    let demand = if view.has_revenue() { Monthly::Mrr } else { Monthly::Users };
    let d = view.deployment;
    let drawn = [Monthly::Cash(d), demand, Monthly::Cost(d), Monthly::Headroom(d)];
    let drawn = drawn.into_iter().filter(|of| view.has_revenue() || !matches!(of, Monthly::Cash(_)));
    let varies = |of: &Monthly| view.quantities(*of).iter().any(|month| month.min != month.max);
    let drawn: Vec<Monthly> = drawn.filter(varies).collect();
    let shown: Vec<Named> = monthly(view).into_iter().filter(|named| drawn.contains(&named.of)).collect();
    let title = |what: &str| format!("{what} at the end of each {each}");
    let tables = [
        bands(view, ("bands-by-year", &title("Percentiles")), &months, &shown),
        probabilities(view, ("probabilities-by-year", &title("Probabilities")), &months, false),
    ];
    tables.into_iter().flatten().collect()
}

/// Months of a horizon of which a page shows every quarter.
const SHORT: usize = 24;

/// A figure by month that was asked for.
struct Named {
    of: Monthly,
    id: String,
    /// With its unit.
    label: String,
}

/// Each figure that was asked for.
fn monthly(view: &View) -> Vec<Named> {
    let of = |of: Monthly| {
        let currency = view.currency();
        let code = currency.code();
        let (id, label) = match of {
            Monthly::Users => ("users", "Registered users".to_owned()),
            Monthly::Paying => ("paying", "Paying subscribers".to_owned()),
            Monthly::Mrr => ("mrr", format!("MRR, {code}")),
            Monthly::Revenue => ("revenue", format!("Revenue, {code}")),
            Monthly::Cost(_) => ("cost", format!("Cost, {code}")),
            Monthly::Profit(_) => ("profit", format!("Profit, {code}")),
            Monthly::Cash(_) => ("cash", format!("Cash, {code}")),
            Monthly::Headroom(_) => ("headroom", "Headroom".to_owned()),
            Monthly::Load(driver) => {
                let (id, rule) = view.model.program.drivers.get_index(driver)?;
                let unit = if rule.unit.is_empty() { String::new() } else { format!(", {}", rule.unit) };
                return Some(Named { of, id: format!("load.{id}"), label: format!("{}{unit}", rule.label) });
            }
            _ => return None,
        };
        Some(Named { of, id: id.to_owned(), label })
    };
    let first = view.futures.columns.iter().filter(|column| column.month == 1);
    let own = first.filter_map(|column| match column.figure {
        Figure::Monthly(monthly) if monthly.deployment().is_none_or(|d| d == view.deployment) => of(monthly),
        _ => None,
    });
    own.collect()
}

/// Of each figure a row for each of these months: percentiles, mean, and the standard error of the mean.
fn bands(view: &View, (id, title): (&str, &str), months: &[usize], figures: &[Named]) -> Option<Table> {
    let known: Vec<(&Named, Vec<&Quantity>)> = figures.iter().map(|named| (named, view.quantities(named.of))).collect();
    let first = known.iter().find_map(|(_, months)| months.first())?;
    let mut columns = vec![table::text("month", "Month")];
    columns.extend(spread_columns(view, first, false));
    let mut rows = Vec::new();
    for (named, by_month) in &known {
        let mut group = table::group("", columns.len());
        group.cells[0] = Cell::new(named.label.as_str(), named.id.as_str());
        rows.push(group);
        rows.extend(months.iter().filter_map(|t| {
            let cells = spread(by_month.get(t - 1)?, |value| cell(view, named.of, value));
            Some(table::row(std::iter::once(view.month_cell(Some(*t))).chain(cells).collect()))
        }));
    }
    let subtitle = format!("of {} paths; ± is two standard errors of the mean", paths(view));
    Some(table::table(id, title, &subtitle, columns, rows, ""))
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

/// The probability of each event in these months, its standard error beside it or only as a margin.
fn probabilities(view: &View, (id, title): (&str, &str), months: &[usize], errors: bool) -> Option<Table> {
    let events = months::events(view);
    let shares: Vec<Vec<&Share>> = events.iter().map(|(of, ..)| view.shares(*of)).collect();
    shares.first()?;
    let mut columns = vec![table::text("month", "Month")];
    for (_, label, id, _) in &events {
        columns.push(table::number(id, label));
        columns.extend(errors.then(|| table::number(&format!("{id}_error"), "Standard error")));
    }
    let row = |t: &usize| {
        let mut cells = vec![view.month_cell(Some(*t))];
        for share in shares.iter().filter_map(|shares| shares.get(t - 1)) {
            cells.push(chance_cell(share));
            cells.extend(errors.then(|| error_cell(share.error)));
        }
        table::row(cells)
    };
    let rows = months.iter().map(row).collect();
    let subtitle = format!("share of {} paths; ± is two standard errors", paths(view));
    Some(table::table(id, title, &subtitle, columns, rows, ""))
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
        table::row(vec![
            view.month_cell(Some(i + 1)),
            share(*in_month),
            chance_cell(by_then[i]),
            error_cell(by_then[i].error),
        ])
    };
    let mut rows: Vec<_> = months::in_month(&cumulative).iter().enumerate().map(row).collect();
    rows.push(table::row(vec![view.month_cell(None), share(1.0 - last), share(1.0), table::nothing()]));
    let columns = vec![
        table::text("month", "Month"),
        table::number("in_month", "In that month"),
        table::number("by_then", "By then"),
        table::number("by_then_error", "Standard error"),
    ];
    let subtitle = format!("share of {} paths, by month of cumulative break-even", paths(view));
    Some(table::table("break-even-distribution", "When losses are repaid", &subtitle, columns, rows, ""))
}
