//! `headroom orders`: what to order when, if demand is more than likely.

use headroom_app::simulation::analysis::orders::Order;
use headroom_app::simulation::run::Watch;
use headroom_app::views::{Scene, uncertainty};
use serde_json::{Value, json};

use crate::args::analysis::Orders;
use crate::commands::analysis::print;
use crate::commands::futures::failed;
use crate::failure::Failure;
use crate::source::Source;

pub fn run(args: &Orders) -> Result<(), Failure> {
    let asked = &args.asked;
    let source = Source::read(&asked.plan.model.model)?;
    let study = source.study(&asked.plan)?;
    let place = study.place(&asked.deployment).map_err(|problems| source.invalid(problems))?;
    let orders = study.orders(args.percentile, &asked.paths.wish(), &Watch::default());
    let mut orders = orders.map_err(|reason| failed(&source, reason))?;
    orders.retain(|order| order.deployment == place);
    let told = |scene: &Scene| {
        let mut blocks = uncertainty::orders_blocks(scene, args.percentile, &orders);
        blocks.push(uncertainty::remark(uncertainty::orders_exactness(&orders, asked.paths.count())));
        blocks
    };
    print(asked, &source, &study, told, |scene| {
        let orders = orders.iter().map(|order| self::order(scene, order));
        json!({ "percentile": 100.0 * args.percentile, "orders": orders.collect::<Value>() })
    })
}

fn order(scene: &Scene, order: &Order) -> Value {
    let component = scene.deployed.rule.components.get_index(order.component).map_or("", |(id, _)| id.as_str());
    let change = &order.change;
    let month = |t: i64| scene.model.program.start.plus(i32::try_from(t - 1).unwrap_or(0)).to_string();
    json!({
        "component": component,
        "from": scene.choice(component, change.from),
        "to": scene.choice(component, change.to),
        "order_by": month(change.order_by),
        "needed_by": month(change.needed_by as i64),
        "forced_by": scene.forced(component, &change.forced_by),
        "load_error": order.error,
    })
}
