//! The deployments on the same futures: how much each costs more than the best would have.

use headroom_pages::{Cell, Table, Tone};
use headroom_simulation::analysis::regret::better;
use headroom_simulation::bands::{Quantity, Share};
use headroom_simulation::figure::{Monthly, Whole};

use super::view::{View, chance_cell, month_of, percentile};
use crate::table;

fn deployments(view: &View) -> std::ops::Range<usize> {
    let all = view.model.program.deployments.len();
    if all > 1 { 0..all } else { 0..0 }
}

/// On which paths some tier of a deployment is enough in every month.
pub fn holds<'a>(view: &View<'a>, d: usize) -> Option<&'a Share> {
    view.share(Whole::Never(Monthly::Breach(d)))
}

/// Deployments with their regret, the best first; none where there is only one.
fn ranked<'a>(view: &View<'a>) -> Vec<(usize, &'a Quantity)> {
    let of = |d: usize| Some((d, view.quantity(Whole::Regret(d))?));
    let mut found: Vec<_> = deployments(view).filter_map(of).collect();
    let standing = |(d, regret): &(usize, &Quantity)| (holds(view, *d).map_or(0.0, |share| share.share), regret.mean);
    found.sort_by(|a, b| better(standing(a), standing(b)));
    found
}

/// The deployment of least expected regret of those that hold on most paths, with its regret; None where there is only
/// one.
pub fn least<'a>(view: &View<'a>) -> Option<(usize, &'a Quantity)> {
    ranked(view).first().copied()
}

/// The deployment that most often stands first, with its probability.
pub fn likeliest<'a>(view: &View<'a>) -> Option<(usize, &'a Share)> {
    let of = |d: usize| Some((d, view.share(Whole::Cheapest(d))?));
    deployments(view).filter_map(of).max_by(|a, b| a.1.share.total_cmp(&b.1.share))
}

/// Each deployment, the one of least expected regret of those that hold first. None where there is only one.
pub fn table(view: &View) -> Option<Table> {
    let found = ranked(view);
    let currency = view.currency();
    let mut columns = vec![
        table::text("deployment", "Deployment"),
        table::money("expected_regret", "Expected regret", currency),
        table::money("expected_regret_error", "±", currency),
    ];
    let levels = |quantity: &Quantity| quantity.percentiles.last().map(|p| p.level);
    let high = found.first().and_then(|(_, quantity)| levels(quantity)).map(super::view::level);
    let high = high.unwrap_or_else(|| "p95".to_owned());
    columns.extend([
        table::money(&format!("regret_{}", key(&high)), &format!("Regret, {high}"), currency),
        table::number("cheapest", "Best on"),
        table::money("total_median", "Cost, median", currency),
        table::number("holds", "Holds on"),
    ]);
    columns.extend(view.has_revenue().then(|| table::text("repaid", "Repaid by, median")));
    let row = |(d, regret): &(usize, &Quantity)| {
        let money = |value: Option<f64>| value.map_or(table::nothing(), |value| view.money_cell(value));
        let median = view.quantity(Whole::TotalCost(*d)).and_then(|total| percentile(total, 0.5));
        let mut cells = vec![
            Cell::text(view.name(*d)),
            view.money_cell(regret.mean),
            money(regret.mean_error.map(|error| 2.0 * error)),
            money(regret.percentiles.last().map(|p| p.value)),
            view.share(Whole::Cheapest(*d)).map_or(table::nothing(), chance_cell),
            money(median.map(|p| p.value)),
            holds(view, *d).map_or(table::nothing(), |share| {
                chance_cell(share).toned(if share.share < 1.0 { Tone::Bad } else { Tone::Neutral })
            }),
        ];
        if view.has_revenue() {
            cells.push(view.month_cell(month_of(&view.shares(Monthly::Repaid(*d)), 0.5)));
        }
        table::row(cells)
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    let subtitle = "the best on a path holds in the most months and then costs least; regret is the cost beyond the cheapest that holds it no worse; what holds on most paths stands first";
    (!rows.is_empty()).then(|| table::table("regret", "Deployments by expected regret", subtitle, columns, rows, ""))
}

/// A percentile as part of a column's key: "p97_5".
pub fn key(level: &str) -> String {
    level.replace('.', "_")
}
