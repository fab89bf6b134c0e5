//! `headroom compare`: every deployment of a model on the same users.

use headroom_app::frames::{Compared, FrameError, Period};
use headroom_app::pages::{Block, Page, Table};
use headroom_app::report;
use headroom_app::views::{Scene, compare};
use serde_json::{Value, json};

use crate::args::{Compare, Format};
use crate::commands::project::title;
use crate::failure::Failure;
use crate::json;
use crate::output::{self, clean};
use crate::source::Source;

/// The tables that people are shown; the others have a row for each month.
const SHOWN: [&str; 3] = ["deployments", "crossovers", "cost-by-year"];

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
    let width = output::width();
    let page = compare::compare(scene);
    let place = headroom_app::views::format::counted(scene.projection.outcomes.len(), "deployment", "deployments");
    let summary = output::wrapped(&clean(&json::sentence(&compare::summary(scene))), width, 0);
    let mut parts = vec![title(scene, &place, width), format!("{summary}\n")];
    parts.extend(tables(&page).map(|table| report::text(table, width, true)));
    parts.join("\n")
}

fn tables(page: &Page) -> impl Iterator<Item = &Table> {
    page.blocks.iter().filter_map(|block| match block {
        Block::Table { table } if SHOWN.contains(&table.id.as_str()) => Some(table),
        _ => None,
    })
}

fn programs(scene: &Scene) -> Result<Value, FrameError> {
    let mut answer = json::about(scene);
    let crossovers = scene.frames.crossovers()?.into_iter().map(|crossover| {
        json!({
            "month": crossover.month.to_string(),
            "from": crossover.from,
            "to": crossover.to,
            "registered": json::count(crossover.registered),
            "cost": json::money(crossover.cost),
        })
    });
    let months = scene.frames.cheapest_by_month()?.into_iter().map(|month| {
        let costs = scene.projection.outcomes.iter().map(|(id, o)| (id.clone(), json::money(o.cost[month.t - 1])));
        json!({
            "month": month.month.to_string(),
            "registered": json::count(month.registered),
            "cheapest": month.deployment,
            "cost": costs.collect::<serde_json::Map<_, _>>(),
        })
    });
    let deployments = scene.frames.comparison()?;
    answer.insert("summary".into(), json::sentence(&compare::summary(scene)).into());
    answer.insert("deployments".into(), deployments.iter().map(|compared| deployment(scene, compared)).collect());
    answer.insert("crossovers".into(), crossovers.collect());
    answer.insert("months".into(), months.collect());
    Ok(Value::Object(answer))
}

fn deployment(scene: &Scene, compared: &Compared) -> Value {
    let even = scene.projection.break_even.get(&compared.id);
    let month = |t: Option<usize>| t.map(|t| json::month(scene, t));
    let cheapest = compared.cheapest.iter().map(|t| json::month(scene, *t));
    json!({
        "id": compared.id,
        "label": compared.label,
        "provider": compared.provider,
        "cost": json::money(compared.cost),
        "infrastructure": json::money(compared.infrastructure),
        "first_month_cost": json::money(compared.first_cost),
        "last_month_cost": json::money(compared.last_cost),
        "cost_per_user": json::ratio(compared.cost_per_user),
        "cost_per_paying": json::ratio(compared.cost_per_paying),
        "profit": json::money(compared.profit),
        "margin": json::share(compared.margin),
        "cash": json::money(compared.cash),
        "pays_from": month(even.and_then(|even| even.operating.first()).map(|months| *months.start())),
        "repaid": month(even.and_then(|even| even.cumulative)),
        "cheapest_in": cheapest.collect::<Vec<_>>(),
        "months_too_small": compared.breaches,
    })
}
