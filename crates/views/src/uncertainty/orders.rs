//! What to order for a demand that is more than likely, beside the plan.

use headroom_engine::decide::upgrades::plan;
use headroom_pages::{Block, Cell, Span, Table};
use headroom_simulation::analysis::orders::Order;

use super::{outcome, view};
use crate::scene::Scene;
use crate::{format, table, upgrades, words};

/// What follows for the scene's deployment if every load is at this level of its percentiles.
pub fn orders_blocks(scene: &Scene, level: f64, orders: &[Order]) -> Vec<Block> {
    let deployment = scene.model.program.deployments.get_index_of(scene.deployed.id);
    let mut own: Vec<&Order> = orders.iter().filter(|order| Some(order.deployment) == deployment).collect();
    own.sort_by_key(|order| (order.change.order_by, order.change.needed_by, order.component));
    vec![Block::Paragraph { text: answer(scene, level, &own) }, table::block(table(scene, level, &own))]
}

/// On how many paths the loads rest, and the widest standard error of one that an order is for.
pub fn orders_exactness(orders: &[Order], paths: u64) -> String {
    let paths = format::count(paths as f64);
    match orders.iter().filter_map(|order| order.error).reduce(f64::max) {
        Some(error) => {
            let error = outcome::percent(error);
            format!("Orders: {paths} paths, the widest standard error of a load that is ordered for {error} of it.")
        }
        None => format!("Orders: {paths} paths."),
    }
}

fn component<'a>(scene: &Scene<'a>, order: &Order) -> (&'a str, &'a str) {
    let found = scene.deployed.rule.components.get_index(order.component);
    found.map_or(("", ""), |(id, rule)| (id.as_str(), rule.label.as_str()))
}

/// The month in which the plan needs the same tier of the same component.
fn planned(scene: &Scene, order: &Order) -> Option<usize> {
    let (id, _) = component(scene, order);
    let changes = scene.changes();
    let same = changes.iter().find(|(of, change)| *of == id && change.to == order.change.to);
    same.map(|(_, change)| change.needed_by)
}

fn answer(scene: &Scene, level: f64, orders: &[&Order]) -> Vec<Span> {
    let demand = format!("{} demand", view::level(level).replacen('p', "P", 1));
    let (now, _) = scene.now();
    if orders.is_empty() {
        let small = match plan(scene.model, &scene.deployed).gaps.iter().find(|gap| gap.until >= now) {
            Some(gap) => format!(
                ", though {} falls short already in the plan: {}",
                gap.label,
                words::too_small(gap, scene.months())
            ),
            None => String::new(),
        };
        return vec![Span::plain(format!("For {demand} no change is ordered{small}."))];
    }
    let changes = format::counted(orders.len(), "change", "changes");
    let past = orders.iter().filter(|order| order.change.needed_by < now).count();
    let Some(first) = orders.iter().find(|order| order.change.needed_by >= now) else {
        let text = format!("For {demand} there are {changes}, all needed before {}.", scene.month(now));
        return vec![Span::plain(text)];
    };
    let (lead, which) = match past {
        0 => (String::new(), "first"),
        past => (format!(", {} of them needed before {}", format::count(past as f64), scene.month(now)), "next"),
    };
    let (id, label) = component(scene, first);
    let than_planned = match planned(scene, first) {
        Some(t) if t > first.change.needed_by => {
            format!(", {} earlier than in the plan", format::counted(t - first.change.needed_by, "month", "months"))
        }
        Some(t) if t == first.change.needed_by => ", as in the plan".to_owned(),
        Some(_) => String::new(),
        None => ", which the plan never does".to_owned(),
    };
    vec![
        Span::plain(format!(
            "For {demand} there {} {changes}{lead}; {which} ",
            if orders.len() == 1 { "is" } else { "are" }
        )),
        Span::strong(format!("order {} for {}", scene.choice(id, first.change.to), format::lower_first(label))),
        Span::plain(" by "),
        Span::strong(scene.month_at(first.change.order_by)),
        Span::plain(format!(
            "{than_planned}. The plan itself has {}.",
            format::counted(scene.changes().len(), "change", "changes")
        )),
    ]
}

fn table(scene: &Scene, level: f64, orders: &[&Order]) -> Table {
    let month = |t: usize| Cell::new(scene.month(t), scene.model.program.month(t).to_string());
    let row = |order: &&Order| {
        let (id, label) = component(scene, order);
        let change = &order.change;
        let order_by = scene.model.program.start.plus(i32::try_from(change.order_by - 1).unwrap_or(0));
        table::row(vec![
            upgrades::order_by(scene, order_by, scene.model.program.month(change.needed_by)),
            month(change.needed_by),
            Cell::text(label),
            Cell::text(format!("{} → {}", scene.choice(id, change.from), scene.choice(id, change.to))),
            Cell::text(scene.forced(id, &change.forced_by)),
            planned(scene, order).map_or(Cell::new("not in the plan", ""), month),
            order.error.map_or(table::nothing(), |e| Cell::new(outcome::percent(e), format::plain_count(e))),
        ])
    };
    let columns = vec![
        table::text("order_by", "Order by"),
        table::text("needed_by", "Needed by"),
        table::text("component", "Component"),
        table::text("change", "Change"),
        table::text("forced_by", "Forced by"),
        table::text("plan_needs_by", "The plan needs it by"),
        table::number("load_error", "Load's standard error"),
    ];
    let rows = orders.iter().map(row).collect();
    let level = view::level(level).replacen('p', "P", 1);
    let subtitle = "every load at this percentile in every month; prices and capacities at their likely values";
    let empty = "No change is ordered.";
    table::table("orders", &format!("Orders for {level} demand"), subtitle, columns, rows, empty)
}
