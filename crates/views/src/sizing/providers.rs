//! The cheapest plans of each provider, component by component and in all.

use std::collections::BTreeSet;

use headroom_engine::form::Named;
use headroom_engine::money::Money;
use headroom_engine::sizing::{Pick, ProviderSizing, Sizing, Way, apart, totals};
use headroom_pages::{Cell, Table, TableRow, Tone};

use super::Found;
use crate::prices::known;
use crate::scene::Scene;
use crate::{format, table};

/// For each component and provider the cheapest plan in the first month, after a year and at the horizon.
pub fn table(scene: &Scene, sizings: &Named<Sizing>, found: &[Found]) -> Table {
    let currency = scene.currency();
    let mut rows = Vec::new();
    for Found { id, by, .. } in found {
        rows.push(table::group(label(scene, id), 9));
        let mut by: Vec<_> = by.iter().collect();
        by.sort_by_key(|(_, of)| (of.total.is_none(), of.total));
        let (some, none): (Vec<_>, Vec<_>) = by.into_iter().partition(|(_, of)| any_shown(scene, &of.months));
        rows.extend(some.iter().map(|(provider, of)| of_provider(scene, provider, of)));
        let names: Vec<&str> = none.iter().map(|(provider, _)| known::provider(provider)).collect();
        rows.extend((!names.is_empty()).then(|| without(&names, Cell::text("nothing holds").toned(Tone::Warn))));
    }
    rows.extend(in_all(scene, sizings));
    let [first, year, last] = shown(scene).map(|t| scene.month(t));
    let columns = vec![
        table::text("provider", "Provider"),
        table::text("region", "Region"),
        table::text("first_plan", &first),
        table::money("first", "A month", currency),
        table::text("year_plan", &year),
        table::money("year", "A month", currency),
        table::text("last_plan", &last),
        table::money("last", "A month", currency),
        table::money("total", &format!("{} months", scene.months()), currency),
    ];
    let subtitle =
        "the cheapest plan × instances that holds, in the catalogue's prices; moving between plans is not priced";
    table::table("sizing", "Cheapest plans by provider", subtitle, columns, rows, "No component to size.")
}

/// The months that are shown: the first, the twelfth and the last.
fn shown(scene: &Scene) -> [usize; 3] {
    [1, scene.months().min(12), scene.months()]
}

/// Whether there is something in any month that is shown.
fn any_shown<T>(scene: &Scene, months: &[Option<T>]) -> bool {
    shown(scene).iter().any(|t| months.get(t - 1).is_some_and(Option::is_some))
}

pub fn label<'a>(scene: &'a Scene, id: &'a str) -> &'a str {
    scene.deployed.rule.components.get(id).map_or(id, |rule| rule.label.as_str())
}

fn of_provider(scene: &Scene, provider: &str, of: &ProviderSizing) -> TableRow {
    let mut cells = vec![Cell::text(known::provider(provider)), regions(of)];
    for t in shown(scene) {
        let pick = of.months.get(t - 1).and_then(Option::as_ref);
        cells.push(pick.map_or(Cell::new("nothing holds", "").toned(Tone::Warn), plan));
        cells.push(amount(scene, pick.map(|pick| pick.cost.total())));
    }
    cells.push(amount(scene, of.total));
    table::row(cells)
}

/// The regions that the plans of the months are bound to: "East US, West Europe"; for machines `eastus, westeurope`.
fn regions(of: &ProviderSizing) -> Cell {
    let mut found: Vec<&str> = of.months.iter().flatten().filter_map(|pick| pick.plan.bound_region()).collect();
    let mut seen = BTreeSet::new();
    found.retain(|region| seen.insert(*region));
    let names: Vec<&str> = found.iter().map(|region| known::region(region)).collect();
    Cell::new(names.join(", "), found.join(", "))
}

/// "2 × CPX21", "5 × S1, by the hour", "metered"; for machines by the provider's own name.
pub fn plan(pick: &Pick) -> Cell {
    Cell::new(count_of(pick, &known::plan(pick.plan)), count_of(pick, &pick.plan.plan))
}

fn count_of(pick: &Pick, name: &str) -> String {
    let times = |n: String| if n == "1" { name.to_owned() } else { format!("{n} × {name}") };
    match pick.way {
        Way::Fixed => times(format::count(f64::from(pick.instances))),
        Way::Autoscaled => format!("{}, autoscaled", times(format!("{} to {}", pick.fewest_instances, pick.instances))),
        Way::Metered => format!("{name}, metered"),
    }
}

/// Providers of which the same is to be said, in one row.
fn without(providers: &[&str], said: Cell) -> TableRow {
    let names = match providers {
        [first, rest @ ..] if rest.len() > 1 => {
            Cell::new(format!("{first} and {} more", rest.len()), providers.join(", "))
        }
        _ => Cell::new(providers.join(" and "), providers.join(", ")),
    };
    let amounts =
        [table::nothing(), Cell::text(""), table::nothing(), Cell::text(""), table::nothing(), table::nothing()];
    table::row([names, Cell::text(""), said].into_iter().chain(amounts).collect())
}

fn amount(scene: &Scene, amount: Option<Money>) -> Cell {
    amount.map_or(table::nothing(), |amount| table::of_money(amount, scene.currency()))
}

/// All components together; use that is billed once for all of them is counted once.
fn in_all(scene: &Scene, sizings: &Named<Sizing>) -> Vec<TableRow> {
    let mut found = totals(sizings);
    found.sort_by_key(|of| (of.total.is_none(), of.total));
    let (some, none): (Vec<_>, Vec<_>) = found.into_iter().partition(|of| any_shown(scene, &of.months));
    let mut rows = vec![table::group("Everything", 9)];
    rows.extend(some.iter().map(|of| {
        let months = shown(scene).map(|t| of.months.get(t - 1).copied().flatten());
        let costs = months.into_iter().flat_map(|month| [Cell::text(""), amount(scene, month)]);
        let name = [Cell::text(known::provider(of.provider)), Cell::text("")];
        table::row(name.into_iter().chain(costs).chain([amount(scene, of.total)]).collect())
    }));
    let mut lacking: Vec<(String, Vec<&str>)> = Vec::new();
    for of in none {
        let lacks: Vec<String> = of.lacks.iter().map(|id| label(scene, id).to_owned()).collect();
        let (said, name) = (format!("nothing for {}", format::list(&lacks)), known::provider(of.provider));
        match lacking.iter_mut().find(|(same, _)| *same == said) {
            Some((_, names)) => names.push(name),
            None => lacking.push((said, vec![name])),
        }
    }
    rows.extend(lacking.iter().map(|(said, names)| without(names, Cell::text(said))));
    rows.extend((sizings.len() > 1).then(|| each_where_cheapest(scene, sizings)));
    rows
}

fn each_where_cheapest(scene: &Scene, sizings: &Named<Sizing>) -> TableRow {
    let found = apart(sizings);
    let sellers: Vec<String> = found.providers.iter().map(|provider| known::provider(provider).to_owned()).collect();
    let mut cells = vec![Cell::text("Each where it is cheapest"), Cell::text("")];
    for t in shown(scene) {
        cells.push(Cell::text(if t == 1 { format::list(&sellers) } else { String::new() }));
        cells.push(amount(scene, found.months.get(t - 1).copied().flatten()));
    }
    cells.push(amount(scene, found.total));
    table::row(cells)
}
