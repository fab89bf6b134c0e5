//! What committing for a year or three saves.

use headroom_engine::catalog::CatalogPlan;
use headroom_engine::money::Money;
use headroom_engine::sizing::{Commitments, Purchase, Term, Terms};
use headroom_pages::{Cell, Table, TableRow};

use super::Found;
use super::providers::label;
use crate::prices::known;
use crate::scene::Scene;
use crate::{format, table};

/// Every commitment to the cheapest plans of some provider, those that pay and those that do not. None where none is
/// offered.
pub fn table(scene: &Scene, found: &[Found]) -> Option<Table> {
    let mut rows = Vec::new();
    for Found { id, by, .. } in found {
        for (provider, of) in by {
            let place = format!("{} · {}", label(scene, id), known::provider(provider));
            // What costs nothing needs no commitment.
            let paid = of.commitments.iter().filter(|(_, found)| found.pay_as_you_go != Money::ZERO);
            rows.extend(paid.flat_map(|(plan, found)| of_plan(scene, &place, plan, found)));
        }
    }
    let columns = vec![
        table::text("commitment", "Commitment"),
        table::money("monthly", "One, a month", scene.currency()),
        table::number("break_even_months", "Pays after, months"),
        table::text("pays_from", "First pays in"),
        table::text("bought", "Worth buying"),
    ];
    (!rows.is_empty()).then(|| {
        table::table(
            "commitments",
            "Commitments",
            "a commitment pays after so many months of use within its term; it counts in full where it outlasts the plan",
            columns,
            rows,
            "",
        )
    })
}

fn of_plan(scene: &Scene, place: &str, plan: &CatalogPlan, found: &Commitments) -> Vec<TableRow> {
    let as_one_goes = scene.money(found.pay_as_you_go);
    let worth = match found.purchases.is_empty() {
        true => format!("{as_one_goes} as one goes, and no commitment pays within the horizon"),
        false => format!("{} with commitments, {as_one_goes} as one goes", scene.money(found.committed)),
    };
    let heading = format!("{place} · {}: {worth}", known::plan(plan));
    let mut rows = vec![table::group(heading, 5)];
    rows.extend(found.terms.iter().map(|terms| of_term(scene, terms, found)));
    rows
}

fn of_term(scene: &Scene, terms: &Terms, found: &Commitments) -> TableRow {
    let iso = |t: usize| scene.model.program.month(t).to_string();
    let (bought, plain): (Vec<String>, Vec<String>) = found
        .purchases
        .iter()
        .filter(|purchase| purchase.term == terms.term)
        .map(|Purchase { month, instances, .. }| {
            let many = format::count(f64::from(*instances));
            (format!("{many} in {}", scene.month(*month)), format!("{instances} in {}", iso(*month)))
        })
        .unzip();
    table::row(vec![
        Cell::text(term(terms.term)),
        table::of_money(terms.monthly, scene.currency()),
        terms.break_even_months.map_or(Cell::new("never", ""), |months| table::of_count(f64::from(months))),
        terms.pays_from.map_or(table::nothing(), |t| Cell::new(scene.month(t), iso(t))),
        Cell::new(format::list(&bought), plain.join("; ")),
    ])
}

fn term(term: Term) -> &'static str {
    match term {
        Term::Annual => "a year, paid at once",
        Term::OneYear => "reserved for 1 year",
        Term::ThreeYears => "reserved for 3 years",
    }
}
