//! `headroom size`: the cheapest plans of the catalogue for a deployment's load.

use std::collections::BTreeSet;

use headroom_app::engine::catalog::CatalogPlan;
use headroom_app::engine::form::Named;
use headroom_app::engine::money::Money;
use headroom_app::engine::sizing::{
    Apart, Commitments, Cost, Omission, Pick, ProviderTotal, Rejected, Sizing, Term, Way, Wishes, apart, totals,
};
use headroom_app::frames::Period;
use headroom_app::pages::{Block, Span};
use headroom_app::views::{Scene, format, sizing};
use serde_json::{Value, json};

use crate::args::Format;
use crate::args::size::Size;
use crate::commands::catalog;
use crate::commands::known;
use crate::commands::project::title;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, commands, json, output};

pub fn run(args: &Size) -> Result<(), Failure> {
    let source = Source::read(&args.asked.plan.model.model)?;
    let study = catalog::priced(source.study(&args.asked.plan)?, args.imported, &source)?;
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
            told.extend(elsewhere(scene, &sizings));
            // Plan by plan is for those who were asked for by name.
            told.retain(|block| !args.provider.is_empty() || !is_of_plans(block));
            output::text(&format!("{title}\n{}", blocks::people(&told)))
        }
        Format::Csv => output::data(blocks::csv(&sizing::blocks(scene, &sizings, month)).as_bytes()),
        Format::Json => json::print(&programs(scene, &sizings, month)),
    }
}

/// Where there is something to size, when there is nothing here.
fn elsewhere(scene: &Scene, sizings: &Named<Sizing>) -> Option<Block> {
    let mut deployments = scene.model.program.deployments.iter();
    let (id, _) = deployments.find(|(_, rule)| sizings.is_empty() && !rule.components.is_empty())?;
    Some(Block::Paragraph { text: vec![Span::plain(format!("Try `--deployment {id}`."))] })
}

fn is_of_plans(block: &Block) -> bool {
    matches!(block, Block::Table { table } if table.id.starts_with("plans-"))
}

fn sized<'a>(args: &Size, scene: &Scene<'a>) -> Result<Named<Sizing<'a>>, Failure> {
    check(args, scene)?;
    let wishes = Wishes {
        providers: args.provider.clone(),
        regions: args.region.clone(),
        currencies: args.currency.clone(),
        sla_percent: args.sla,
        autoscale: !args.no_autoscale,
        longest_commitment: args.commit,
    };
    let mut sizings = sizing::of(scene, &wishes, args.p95);
    sizings.retain(|id, _| args.component.as_ref().is_none_or(|component| component == id));
    if args.p95.is_some() && !sizings.values().any(|sizing| sizing.requirement.responds()) {
        return Err(Failure::Usage(
            "--p95 cannot be held: no limit says how long requests take in the processor".into(),
        ));
    }
    Ok(sizings)
}

/// What the plans are wished to be must be something that some plan is.
fn check(args: &Size, scene: &Scene) -> Result<(), Failure> {
    let plans = || scene.model.prices.catalog.plans.values();
    let providers: BTreeSet<&str> = plans().map(|plan| plan.provider.as_str()).collect();
    args.provider.iter().try_for_each(|provider| known("provider", provider, "in the catalogue", &providers))?;

    let asked = || plans().filter(|plan| args.provider.is_empty() || args.provider.contains(&plan.provider));
    let place = match args.provider.as_slice() {
        [] => "in the catalogue".to_owned(),
        asked => format!("among the plans of {}", format::list(asked)),
    };
    let currencies: BTreeSet<&str> = asked().map(|plan| plan.currency.code()).collect();
    args.currency.iter().try_for_each(|currency| known("currency", currency.code(), &place, &currencies))?;
    let regions: BTreeSet<&str> = asked().flat_map(CatalogPlan::regions).collect();
    // Whoever sells everywhere names no regions that could be held against what was typed.
    let mut named = args.region.iter().filter(|_| !regions.is_empty());
    named.try_for_each(|region| known("region", region, &place, &regions))?;

    let components: BTreeSet<&str> = scene.deployed.rule.components.keys().map(String::as_str).collect();
    let place = format!("in {}", scene.deployed.rule.label);
    args.component.iter().try_for_each(|component| known("component", component, &place, &components))
}

fn programs(scene: &Scene, sizings: &Named<Sizing>, month: usize) -> Value {
    let mut answer = json::about(scene);
    let deployed = &scene.deployed;
    answer.insert("deployment".into(), json!({ "id": deployed.id, "label": deployed.rule.label }));
    answer.insert("month".into(), json::month(scene, month));
    answer.insert("providers".into(), totals(sizings).iter().map(|of| total(scene, of)).collect());
    answer.insert("each_where_cheapest".into(), each_where_cheapest(scene, &apart(sizings)));
    answer.insert("components".into(), sizings.iter().map(|(id, of)| component(scene, id, of, month)).collect());
    Value::Object(answer)
}

fn total(scene: &Scene, of: &ProviderTotal) -> Value {
    json!({
        "provider": of.provider,
        "total": money(scene, of.total),
        "months": of.months.iter().map(|amount| money(scene, *amount)).collect::<Value>(),
        "lacks": of.lacks,
    })
}

fn each_where_cheapest(scene: &Scene, of: &Apart) -> Value {
    json!({
        "providers": of.providers.iter().collect::<Vec<_>>(),
        "total": money(scene, of.total),
        "months": of.months.iter().map(|amount| money(scene, *amount)).collect::<Value>(),
        "lacks": of.lacks,
    })
}

fn money(scene: &Scene, amount: Option<Money>) -> Value {
    amount.map_or(Value::Null, |amount| json::money(scene, amount))
}

fn component(scene: &Scene, id: &str, of: &Sizing, month: usize) -> Value {
    let pick = |pick: &Pick| picked(scene, pick);
    let providers = of.by_provider().into_iter().map(|(provider, found)| {
        let table = of.table(provider, month);
        json!({
            "provider": provider,
            "total": money(scene, found.total),
            "first": found.months.first().and_then(Option::as_ref).map(&pick),
            "last": found.months.last().and_then(Option::as_ref).map(&pick),
            "months": found.months.iter().map(|of| of.as_ref().map(&pick)).collect::<Value>(),
            "commitments": found.commitments.iter().map(|(plan, of)| commitments(scene, plan, of)).collect::<Value>(),
            "plans": table.feasible.iter().map(&pick).collect::<Value>(),
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

fn picked(scene: &Scene, pick: &Pick) -> Value {
    let way = match pick.way {
        Way::Fixed => "fixed",
        Way::Autoscaled => "autoscaled",
        Way::Metered => "metered",
    };
    let Cost { plan, up_to_minimum, balancer, storage, traffic } = pick.cost;
    json!({
        "plan": pick.plan.id,
        "region": pick.plan.region,
        "way": way,
        "instances": pick.instances,
        "fewest_instances": pick.fewest_instances,
        "mean_instances": json::count(pick.mean_instances),
        "monthly": json::money(scene, pick.cost.total()),
        "cost": {
            "plan": json::money(scene, plan),
            "up_to_minimum": json::money(scene, up_to_minimum),
            "balancer": json::money(scene, balancer),
            "storage": json::money(scene, storage),
            "traffic": json::money(scene, traffic),
        },
        "leaves_out": pick.omissions.iter().copied().map(omission).collect::<Vec<_>>(),
        "utilisation": json::count(pick.utilisation.get()),
        "price_date": pick.plan.as_of.to_string(),
    })
}

fn omission(omission: Omission) -> &'static str {
    match omission {
        Omission::Traffic => "traffic",
        Omission::Storage => "storage",
        Omission::Balancer => "balancer",
    }
}

fn commitments(scene: &Scene, plan: &CatalogPlan, of: &Commitments) -> Value {
    let terms = of.terms.iter().map(|terms| {
        json!({
            "term": term(terms.term),
            "monthly": json::money(scene, terms.monthly),
            "break_even_months": terms.break_even_months,
            "pays_from": terms.pays_from.map(|t| json::month(scene, t)),
        })
    });
    let purchases = of.purchases.iter().map(|purchase| {
        json!({
            "month": json::month(scene, purchase.month),
            "instances": purchase.instances,
            "term": term(purchase.term),
        })
    });
    json!({
        "plan": plan.id,
        "pay_as_you_go": json::money(scene, of.pay_as_you_go),
        "committed": json::money(scene, of.committed),
        "terms": terms.collect::<Value>(),
        "purchases": purchases.collect::<Value>(),
    })
}

fn term(term: Term) -> &'static str {
    match term {
        Term::Annual => "annual",
        Term::OneYear => "one_year",
        Term::ThreeYears => "three_years",
    }
}

fn reason(of: &Sizing, rejected: &Rejected) -> Value {
    json!({ "plan": rejected.plan.id, "reason": rejected.reason.text(&of.requirement) })
}
