//! Every plan of a provider in one month: those that hold, the cheapest first, and why the others do not.

use headroom_engine::form::Named;
use headroom_engine::sizing::{Omission, Pick, Reason, Rejected, Sizing};
use headroom_pages::{Cell, Table, TableRow, Tone};

use super::providers::{label, plan};
use crate::prices::known;
use crate::scene::Scene;
use crate::table;

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
        table::text("id", "In the catalogue"),
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
        Cell::text(plan(pick)),
        table::of_money(pick.cost.total(), scene.currency()),
        table::of_share(pick.utilisation.get()),
        Cell::text(verdict).toned(Tone::Good),
        Cell::text(&pick.plan.id),
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
        Cell::text(&rejected.plan.plan),
        table::nothing(),
        table::nothing(),
        Cell::text(rejected.reason.text(&sizing.requirement)),
        Cell::text(&rejected.plan.id),
    ])
}
