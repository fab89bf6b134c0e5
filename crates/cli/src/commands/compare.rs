//! `headroom compare`: every deployment of a model on the same users.

use headroom_app::engine::decide::compare::{Crossover, Fact, Interval, crossovers, lacks};
use headroom_app::engine::decide::route::{Route, routes};
use headroom_app::engine::money::Money;
use headroom_app::frames::{Compared, FrameError, Period};
use headroom_app::pages::Block;
use headroom_app::report;
use headroom_app::views::{Scene, compare, overview, prices};
use serde_json::{Value, json};

use crate::args::{Compare, Format};
use crate::commands::project::titled;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, json, output};

/// The table that people are not shown here: it has a row for each month.
const BY_MONTH: &str = "cost-by-month";

pub fn run(args: &Compare) -> Result<(), Failure> {
    let source = Source::read(&args.asked.plan.model.model)?;
    let study = source.study(&args.asked.plan)?;
    let looked = study.scene("", Period::Month, |scene| match args.asked.format {
        Format::Table => output::text(&people(scene)),
        Format::Csv => output::data(report::csv(&compare::deployments(scene)).as_bytes()),
        Format::Json => json::print(&programs(scene).map_err(|error| Failure::fault(&error))?),
    });
    looked.map_err(|problems| source.invalid(problems))?
}

fn people(scene: &Scene) -> String {
    let place = headroom_app::views::format::counted(scene.projection.outcomes.len(), "deployment", "deployments");
    let mut shown = compare::compare(scene).blocks;
    shown.retain(|block| !matches!(block, Block::Table { table } if table.id == BY_MONTH));
    format!("{}\n{}", titled(scene, &place, &prices::all_dates(scene), output::width()), blocks::people(&shown))
}

fn programs(scene: &Scene) -> Result<Value, FrameError> {
    let mut answer = json::about(scene);
    let crossovers = scene.frames.crossovers().into_iter().map(|crossover| {
        json!({
            "month": crossover.month.to_string(),
            "from": crossover.from,
            "to": crossover.to,
            "registered": json::count(crossover.registered),
            "cost": json::money(scene, crossover.cost),
        })
    });
    let months = scene.frames.cheapest_by_month().into_iter().map(|month| {
        let costs =
            scene.projection.outcomes.iter().map(|(id, o)| (id.clone(), json::money(scene, o.cost[month.t - 1])));
        json!({
            "month": month.month.to_string(),
            "registered": json::count(month.registered),
            "cheapest": month.holds.then_some(month.deployment),
            "cost": costs.collect::<serde_json::Map<_, _>>(),
        })
    });
    let deployments = scene.frames.comparison()?;
    answer.insert("summary".into(), json::sentence(&compare::summary(scene)).into());
    answer.insert("deployments".into(), deployments.iter().map(|compared| deployment(scene, compared)).collect());
    answer.insert("crossovers".into(), crossovers.collect());
    answer.insert("crossovers_by_users".into(), by_users(scene));
    answer.insert("cheapest_path".into(), paths(scene).into());
    answer.insert("months".into(), months.collect());
    Ok(Value::Object(answer))
}

/// Intervals of registered users for each pair of deployments; null where both cost the same.
fn by_users(scene: &Scene) -> Value {
    let found = crossovers(&scene.model.program, overview::reference_month(scene), None).ok().flatten();
    let interval = |pair: &Crossover, interval: &Interval| {
        json!({
            "from_users": interval.users.start(),
            "to_users": interval.users.end(),
            "cheaper": interval.cheaper.map(|i| id(scene, i)),
            "too_small": too_small(scene, pair, interval),
        })
    };
    let pair = |pair: &Crossover| {
        json!({
            "deployments": [id(scene, pair.first), id(scene, pair.second)],
            "intervals": pair.intervals.iter().map(|of| interval(pair, of)).collect::<Value>(),
        })
    };
    found.unwrap_or_default().iter().map(pair).collect()
}

/// Which of a pair cannot hold the load.
fn too_small<'a>(scene: &'a Scene, pair: &Crossover, interval: &Interval) -> Vec<&'a str> {
    let both = [pair.first, pair.second].into_iter().zip(interval.too_small);
    both.filter(|(_, is)| *is).map(|(place, _)| id(scene, place)).collect()
}

/// A deployment's name in the model, by its place.
fn id<'a>(scene: &'a Scene, place: usize) -> &'a str {
    scene.model.program.deployments.get_index(place).map_or("", |(id, _)| id)
}

/// The cheapest paths through deployments; null where there is one deployment.
fn paths(scene: &Scene) -> Option<Value> {
    let program = &scene.model.program;
    let found =
        routes(program, &program.params, &scene.projection.outcomes).filter(|_| program.deployments.len() > 1)?;
    let held = || found.free.held.iter().enumerate().map(|(i, held)| (id(scene, i).to_owned(), held));
    let costs = held().map(|(id, held)| (id, json::money(scene, held.cost)));
    let small = held().map(|(id, held)| (id, Value::from(held.breaches)));
    Some(json!({
        "from_first": path(scene, &found.from_first),
        "free": path(scene, &found.free),
        "held_throughout": costs.collect::<serde_json::Map<_, _>>(),
        "months_too_small_throughout": small.collect::<serde_json::Map<_, _>>(),
        "moves_not_stated": found.unstated.iter().map(|i| id(scene, *i)).collect::<Vec<_>>(),
    }))
}

fn path(scene: &Scene, route: &Route<Money>) -> Value {
    let moves = route.moves.iter().map(|m| {
        json!({
            "from": id(scene, m.from),
            "to": id(scene, m.to),
            "begins": json::month(scene, m.begins),
            "month": json::month(scene, m.month),
            "overlap_months": m.month - m.begins,
            "cost": json::money(scene, m.cost),
        })
    });
    json!({
        "total": json::money(scene, route.total),
        "by_month": route.by_month.iter().map(|i| id(scene, *i)).collect::<Vec<_>>(),
        "moves": moves.collect::<Value>(),
        "months_too_small": route.breaches,
    })
}

/// What the plans of a deployment promise and lack.
fn facts(scene: &Scene, id: &str) -> Value {
    let deployed = scene.projection.deployment(scene.model, id);
    let fact = |fact: Fact| {
        json!({
            "component": fact.component,
            "tier": fact.tier,
            "plan": fact.plan,
            "code": fact.lack.code(),
            "text": fact.lack.to_string(),
        })
    };
    deployed.map_or(Vec::new(), |deployed| lacks(scene.model, &deployed)).into_iter().map(fact).collect()
}

fn deployment(scene: &Scene, compared: &Compared) -> Value {
    let even = scene.projection.break_even.get(&compared.id);
    let month = |t: Option<usize>| t.map(|t| json::month(scene, t));
    let cheapest = compared.cheapest.iter().map(|t| json::month(scene, *t));
    json!({
        "id": compared.id,
        "label": compared.label,
        "provider": compared.provider,
        "cost": json::money(scene, compared.cost),
        "infrastructure": json::money(scene, compared.infrastructure),
        "first_month_cost": json::money(scene, compared.first_cost),
        "last_month_cost": json::money(scene, compared.last_cost),
        "cost_per_user": json::ratio(compared.cost_per_user),
        "cost_per_paying": json::ratio(compared.cost_per_paying),
        "profit": json::money(scene, compared.profit),
        "margin": json::share(compared.margin),
        "cash": json::money(scene, compared.cash),
        "pays_from": month(even.and_then(|even| even.operating)),
        "repaid": month(even.and_then(|even| even.cumulative)),
        "cheapest_in": cheapest.collect::<Vec<_>>(),
        "months_too_small": compared.breaches,
        "facts": facts(scene, &compared.id),
    })
}
