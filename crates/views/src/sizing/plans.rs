//! Every plan of a provider in one month: those that hold, the cheapest first, and why the others do not.

use headroom_engine::catalog::CatalogPlan;
use headroom_engine::form::Named;
use headroom_engine::sizing::{Need, Omission, Pick, Reason, Rejected, Requirement, Sizing};
use headroom_pages::{Cell, Table, TableRow, Tone};

use super::providers::{label, plan};
use crate::prices::known;
use crate::scene::Scene;
use crate::{format, table};

/// How many rows a page shows of each provider.
const SHOWN: usize = 12;

/// A table for each provider, for all components.
pub fn by_provider(scene: &Scene, sizings: &Named<Sizing>, t: usize) -> Vec<Table> {
    let mut providers: Vec<&str> = sizings.values().flat_map(Sizing::providers).collect();
    let mut seen = std::collections::BTreeSet::new();
    providers.retain(|provider| seen.insert(*provider));
    providers.into_iter().map(|provider| of_provider(scene, sizings, provider, t)).collect()
}

fn of_provider(scene: &Scene, sizings: &Named<Sizing>, provider: &str, t: usize) -> Table {
    let currency = scene.currency();
    let mut rows = Vec::new();
    for (id, sizing) in sizings {
        let found = sizing.table(provider, t);
        if found.feasible.is_empty() && found.rejected.is_empty() {
            continue;
        }
        rows.push(table::group(label(scene, id), 5));
        rows.extend(found.feasible.iter().map(|pick| feasible(scene, sizing, pick)));
        let mut rejected = found.rejected;
        // What is sold as something else is the last that anyone looks for.
        rejected.sort_by_key(|r| matches!(r.reason, Reason::Service { .. }));
        rows.extend(rejected.iter().map(|rejected| refused(sizing, rejected)));
    }
    let columns = vec![
        table::text("plan", "Plan"),
        table::money("monthly", "A month", currency),
        table::number("utilisation", "Utilisation"),
        table::text("verdict", "Verdict"),
        table::text("id", "Size of one"),
    ];
    let title = format!("{} in {}", known::provider(provider), scene.month(t));
    let id = format!("plans-{provider}");
    let subtitle = "plans that hold, the cheapest first, then why the others do not";
    table::folded(table::table(&id, &title, subtitle, columns, rows, "This provider sells nothing of the kind."), SHOWN)
}

fn feasible(scene: &Scene, sizing: &Sizing, pick: &Pick) -> TableRow {
    let binding =
        pick.binding.map(|need| format!("holds; {} is nearest to its target", sizing.requirement.label(need)));
    let left_out: Vec<&str> = pick.omissions.iter().map(|omission| left_out(*omission)).collect();
    let mut verdict = binding.unwrap_or_else(|| "holds".into());
    if !left_out.is_empty() {
        verdict = format!("{verdict}; the price leaves out {}", left_out.join(" and "));
    }
    table::row(vec![
        plan(pick),
        table::of_money(pick.cost.total(), scene.currency()),
        table::of_share(pick.utilisation.get()),
        Cell::text(verdict).toned(Tone::Good),
        size(pick.plan),
    ])
}

fn left_out(omission: Omission) -> &'static str {
    match omission {
        Omission::Traffic => "traffic, which the model does not state",
        Omission::Storage => "storage, which the model does not state",
        Omission::Balancer => "a load balancer, which nobody lists",
    }
}

fn refused(sizing: &Sizing, rejected: &Rejected) -> TableRow {
    table::row(vec![
        Cell::new(known::plan(rejected.plan), &rejected.plan.plan),
        table::nothing(),
        table::nothing(),
        Cell::text(why_not(&sizing.requirement, &rejected.reason)),
        size(rejected.plan),
    ])
}

/// What one of it is; its id for machines.
fn size(plan: &CatalogPlan) -> Cell {
    Cell::new(known::size(plan), &plan.id)
}

/// Why a plan is not taken, with the numbers and names that a person reads.
fn why_not(of: &Requirement, reason: &Reason) -> String {
    match reason {
        Reason::Service { sold_as } => {
            format!("it is sold as {}, and {} is needed", known::service(sold_as), known::service(of.service.as_str()))
        }
        Reason::Unknown { need, resource: Some(resource) } => {
            format!("its {} is not known, and {} needs it", known::resource(resource.as_str()), called(of, *need))
        }
        Reason::Unknown { need, resource: None } => format!("nothing says how much of {} it holds", called(of, *need)),
        Reason::Short { need, demand, holds, instances } => {
            let unit = &of.program.drivers[of.driver(*need)].unit;
            let whole = format::counted(*instances as usize, "instance holds", "instances hold");
            let (holds, demand) = (format::count(holds.floor()), format::count(*demand));
            format!("{}: {whole} {holds} of {demand} {unit}", of.label(*need)).trim_end().to_owned()
        }
        Reason::UnpricedTraffic { gb } => {
            format!("{} GB of traffic a month have no price in the catalogue", format::count(*gb))
        }
        other => other.text(of),
    }
}

/// What needs something, in a sentence.
fn called(of: &Requirement, need: Need) -> String {
    format!("“{}”", of.label(need))
}
