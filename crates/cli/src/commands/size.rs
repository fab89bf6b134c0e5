//! `headroom size`: the cheapest plans of the catalogue for a deployment's load.

use std::collections::BTreeSet;

use headroom_app::engine::diagnostic::suggestion;
use headroom_app::engine::form::Named;
use headroom_app::engine::money::Money;
use headroom_app::engine::sizing::{Pick, ProviderTotal, Rejected, Sizing, Way, Wishes, totals};
use headroom_app::frames::Period;
use headroom_app::pages::Block;
use headroom_app::views::{Scene, sizing};
use serde_json::{Value, json};

use crate::args::Format;
use crate::args::size::Size;
use crate::commands::project::title;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, commands, json, output};

pub fn run(args: &Size) -> Result<(), Failure> {
    let source = Source::read(&args.asked.plan.model.model)?;
    let study = source.study(&args.asked.plan)?;
    let looked = study.scene(&args.deployment, Period::Month, |scene| size(args, scene));
    looked.map_err(|problems| source.invalid(problems))?
}

fn size(args: &Size, scene: &Scene) -> Result<(), Failure> {
    let month = args.month.map_or(Ok(scene.months()), |when| commands::month(scene, when))?;
    let sizings = sized(args, scene)?;
    match args.asked.format {
        Format::Table => {
            let title = title(scene, &scene.deployed.rule.label, output::width());
            let mut told = sizing::blocks(scene, &sizings, month);
            // Plan by plan is for those who were asked for by name.
            told.retain(|block| !args.provider.is_empty() || !is_of_plans(block));
            output::text(&format!("{title}\n{}", blocks::people(&told)))
        }
        Format::Csv => output::data(blocks::csv(&sizing::blocks(scene, &sizings, month)).as_bytes()),
        Format::Json => json::print(&programs(scene, &sizings, month)),
    }
}

fn is_of_plans(block: &Block) -> bool {
    matches!(block, Block::Table { table } if table.id.starts_with("plans-"))
}

fn sized<'a>(args: &Size, scene: &Scene<'a>) -> Result<Named<Sizing<'a>>, Failure> {
    let catalog = &scene.model.prices.catalog;
    let providers: BTreeSet<&str> = catalog.plans.values().map(|plan| plan.provider.as_str()).collect();
    for provider in &args.provider {
        known("provider", provider, &providers)?;
    }
    let components: BTreeSet<&str> = scene.deployed.rule.components.keys().map(String::as_str).collect();
    if let Some(component) = &args.component {
        known("component", component, &components)?;
    }
    let wishes = Wishes {
        providers: args.provider.clone(),
        regions: args.region.iter().cloned().collect(),
        ..Wishes::default()
    };
    let mut sizings = sizing::of(scene, &wishes);
    sizings.retain(|id, _| args.component.as_ref().is_none_or(|component| component == id));
    Ok(sizings)
}

fn known(what: &str, name: &str, known: &BTreeSet<&str>) -> Result<(), Failure> {
    if known.contains(name) {
        return Ok(());
    }
    let hint = suggestion(name, known.iter().copied());
    Err(Failure::Usage(format!("there is no {what} `{name}`; {hint}")))
}

fn programs(scene: &Scene, sizings: &Named<Sizing>, month: usize) -> Value {
    let mut answer = json::about(scene);
    let deployed = &scene.deployed;
    answer.insert("deployment".into(), json!({ "id": deployed.id, "label": deployed.rule.label }));
    answer.insert("month".into(), json::month(scene, month));
    answer.insert("providers".into(), totals(sizings).iter().map(total).collect());
    answer.insert("components".into(), sizings.iter().map(|(id, of)| component(scene, id, of, month)).collect());
    Value::Object(answer)
}

fn total(of: &ProviderTotal) -> Value {
    json!({
        "provider": of.provider,
        "total": money(of.total),
        "months": of.months.iter().copied().map(money).collect::<Value>(),
        "lacks": of.lacks,
    })
}

fn money(amount: Option<Money>) -> Value {
    amount.map_or(Value::Null, json::money)
}

fn component(scene: &Scene, id: &str, of: &Sizing, month: usize) -> Value {
    let providers = of.providers().map(|provider| {
        let table = of.table(provider, month);
        json!({
            "provider": provider,
            "first": of.pick(provider, 1).as_ref().map(pick),
            "last": of.pick(provider, of.months()).as_ref().map(pick),
            "plans": table.feasible.iter().map(pick).collect::<Value>(),
            "rejected": table.rejected.iter().map(|rejected| reason(of, rejected)).collect::<Value>(),
        })
    });
    json!({
        "id": id,
        "label": scene.deployed.rule.components.get(id).map(|rule| &rule.label),
        "service": of.requirement.service.as_str(),
        "providers": providers.collect::<Value>(),
    })
}

fn pick(pick: &Pick) -> Value {
    let way = match pick.way {
        Way::Fixed => "fixed",
        Way::Autoscaled => "autoscaled",
        Way::Metered => "metered",
    };
    json!({
        "plan": pick.plan.id,
        "way": way,
        "instances": pick.instances,
        "mean_instances": json::count(pick.mean_instances),
        "monthly": json::money(pick.cost.total()),
        "utilisation": json::count(pick.utilisation.get()),
        "price_date": pick.plan.as_of.to_string(),
    })
}

fn reason(of: &Sizing, rejected: &Rejected) -> Value {
    json!({ "plan": rejected.plan.id, "reason": rejected.reason.text(&of.requirement) })
}
