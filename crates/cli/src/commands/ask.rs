//! `headroom ask`: can it hold so much?

use headroom_app::Problems;
use headroom_app::engine::decide::ask::{
    self as question, Bottleneck, Extent, Part, Remedy, Reply, Response, Row, Walk,
};
use headroom_app::engine::paths::PathAnswer;
use headroom_app::frames::Period;
use headroom_app::study;
use headroom_app::views::{Scene, ask};
use serde_json::{Map, Value, json};

use crate::args::Format;
use crate::args::ask::Ask;
use crate::commands::project::title;
use crate::commands::upgrades::rung;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, commands, json, output};

pub fn run(args: &Ask) -> Result<(), Failure> {
    let source = Source::read(&args.asked.plan.model.model)?;
    let study = source.study(&args.asked.plan)?;
    let looked = study.scene(&args.deployment, Period::Month, |scene| answer(args, &source, scene));
    looked.map_err(|problems| source.invalid(problems))?
}

fn answer(args: &Ask, source: &Source, scene: &Scene) -> Result<(), Failure> {
    let asked = question::Ask {
        demand: args.demand.iter().cloned().collect(),
        tiers: args.tier.iter().cloned().collect(),
        month: commands::month(scene, args.month)?,
    };
    let found = asked.check(&scene.model.program, scene.deployed.rule);
    let problems: Problems = found.iter().map(|problem| study::line(problem, None)).collect();
    let reply = question::ask(scene.model, scene.projection, scene.deployed.id, &asked);
    let Some(reply) = reply.filter(|_| problems.is_empty()) else { return Err(source.invalid(problems)) };
    match args.asked.format {
        Format::Table => {
            let title = title(scene, &scene.deployed.rule.label, output::width());
            output::text(&format!("{title}\n{}", blocks::people(&ask::blocks(scene, &asked, &reply))))
        }
        Format::Csv => output::data(blocks::csv_of(&ask::blocks(scene, &asked, &reply), "asked-limits").as_bytes()),
        Format::Json => json::print(&programs(scene, &asked, &reply)),
    }
}

fn programs(scene: &Scene, asked: &question::Ask, reply: &Reply) -> Value {
    let answered = &reply.answered;
    let mut answer = json::about(scene);
    let deployed = &scene.deployed;
    answer.insert("deployment".into(), json!({ "id": deployed.id, "label": deployed.rule.label }));
    answer.insert("month".into(), json::month(scene, asked.month));
    answer.insert("demand".into(), amounts(&asked.demand));
    answer.insert("answer".into(), answered.answer.as_str().into());
    answer.insert("bottleneck".into(), answered.worst.as_ref().map(bottleneck).into());
    answer.insert("unmet".into(), json!(answered.unmet));
    answer.insert("p95_ms".into(), p95(answered.response));
    answer.insert("saturated".into(), (answered.response == Response::Saturated).into());
    answer.insert("paths".into(), reply.paths.iter().map(walk).collect());
    answer.insert("components".into(), answered.parts.iter().map(|found| part(scene, found)).collect());
    answer.insert("change".into(), reply.change.as_ref().map(|found| remedy(scene, found)).into());
    answer.insert("elsewhere".into(), reply.elsewhere.iter().map(|found| remedy(scene, found)).collect());
    answer.insert("limits_depend_on".into(), json!(answered.depends_on));
    let most = reply.largest.as_ref();
    answer.insert("most_for_yes".into(), most.map(|largest| extent(&largest.yes)).into());
    answer.insert("most_for_degraded".into(), most.map(|largest| extent(&largest.degraded)).into());
    Value::Object(answer)
}

fn amounts<'a>(amounts: impl IntoIterator<Item = (&'a String, &'a f64)>) -> Value {
    let amounts = amounts.into_iter().map(|(name, amount)| (name.clone(), json::count(*amount)));
    Value::Object(amounts.collect::<Map<_, _>>())
}

fn bottleneck(worst: &Bottleneck) -> Value {
    json!({
        "component": worst.component,
        "tier": worst.tier,
        "limit": worst.limit,
        "unit": worst.unit,
        "demand": json::count(worst.demand),
        "capacity": json::count(worst.capacity),
        "utilisation": json::count(worst.utilisation),
    })
}

/// Null where no response time can be computed, or it has no bound.
fn p95(response: Response) -> Value {
    match response {
        Response::Milliseconds(ms) => json::count(ms),
        Response::Unmodelled | Response::Saturated => Value::Null,
    }
}

fn walk(walk: &Walk) -> Value {
    let PathAnswer { percentile, percentile_ms, slo, kept, .. } = &walk.answer;
    json!({
        "path": walk.path,
        "label": walk.label,
        "percentile": json::count(percentile.get()),
        "response_ms": json::share(*percentile_ms),
        "promised_ms": slo.map(|(_, ms)| json::count(ms)),
        "kept": kept,
    })
}

fn part(scene: &Scene, part: &Part) -> Value {
    json!({
        "id": part.component,
        "label": part.label,
        "in_place": rung(scene, &part.rung),
        "answer": part.answer.as_str(),
        "limits": part.limits.iter().map(limit).collect::<Value>(),
        "triggers": part.triggers.iter().map(|cause| cause.to_string()).collect::<Vec<_>>(),
        "p95_ms": p95(part.response),
    })
}

fn limit(row: &Row) -> Value {
    json!({
        "limit": row.limit,
        "unit": row.unit,
        "demand": json::count(row.demand),
        "capacity": row.capacity.map(json::count),
        "utilisation": json::count(row.utilisation),
        "target": json::count(row.target),
        "answer": row.answer.as_str(),
    })
}

fn remedy(scene: &Scene, remedy: &Remedy) -> Value {
    let changes = remedy
        .changes
        .iter()
        .map(|change| json!({ "component": change.component, "from": rung(scene, &change.from), "to": rung(scene, &change.to) }));
    json!({
        "deployment": remedy.deployment,
        "label": remedy.label,
        "changes": changes.collect::<Value>(),
        "monthly": json::money(scene, remedy.monthly),
        "difference": json::money(scene, remedy.difference),
        "once": json::money(scene, remedy.once),
        "days": json::count(remedy.days),
        "work": json::money(scene, remedy.work),
    })
}

/// So much of each; `{}` where not even none of it is held, null where no limit is touched.
fn extent(extent: &Extent) -> Value {
    match extent {
        Extent::Nothing => Value::Object(Map::new()),
        Extent::UpTo(most) => amounts(most),
        Extent::Unlimited => Value::Null,
    }
}
