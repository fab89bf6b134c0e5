//! `headroom upgrades`: what to order by when.

use headroom_app::engine::decide::promises::{Broken, Remedy, broken};
use headroom_app::engine::decide::upgrades::{self as plans, Breach, Cause, Gap, Plan, Rung, Upgrade};
use headroom_app::frames::Period;
use headroom_app::views::{Scene, upgrades};
use headroom_app::{calendar, clock, report};
use serde_json::{Value, json};

use crate::args::upgrades::{Upgrades, UpgradesFormat};
use crate::commands::project::title;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, json, output};

pub fn run(args: &Upgrades) -> Result<(), Failure> {
    let source = Source::read(&args.plan.model.model)?;
    let study = source.study(&args.plan)?;
    let date = args.date.map_or_else(clock::today, |date| date.to_string());
    let looked = study.scene_at(&date, &args.deployment, Period::Month, |scene| match args.format {
        UpgradesFormat::Table => {
            let title = title(scene, &scene.deployed.rule.label, output::width());
            output::text(&format!("{title}\n{}", blocks::people(&upgrades::blocks(scene))))
        }
        UpgradesFormat::Csv => output::data(report::csv(&upgrades::in_one(scene)).as_bytes()),
        UpgradesFormat::Ics => {
            let made = calendar::upgrades(scene);
            if made.entries == 0 {
                output::note("no upgrades: the calendar says so, and has nothing on any day\n");
            }
            output::data(made.text.as_bytes())
        }
        UpgradesFormat::Json => json::print(&programs(scene)),
    });
    looked.map_err(|problems| source.invalid(problems))?
}

fn programs(scene: &Scene) -> Value {
    let mut answer = json::about(scene);
    let deployed = &scene.deployed;
    answer.insert("deployment".into(), json!({ "id": deployed.id, "label": deployed.rule.label }));
    answer.insert("upgrades".into(), self::upgrades(scene));
    answer.insert("too_small".into(), too_small(scene));
    answer.insert("promises_missed".into(), broken(&scene.deployed).iter().map(|found| missed(scene, found)).collect());
    Value::Object(answer)
}

/// Every change of tier, in order of the month to order by.
pub fn upgrades(scene: &Scene) -> Value {
    plan(scene).upgrades.iter().map(|found| upgrade(scene, found)).collect()
}

/// Stretches of months in which what a component has in place does not hold.
pub fn too_small(scene: &Scene) -> Value {
    plan(scene).gaps.iter().map(|found| gap(scene, found)).collect()
}

fn plan(scene: &Scene) -> Plan {
    plans::plan(scene.model, &scene.deployed)
}

fn upgrade(scene: &Scene, upgrade: &Upgrade) -> Value {
    let today = scene.model.program.month(scene.now().0);
    json!({
        "component": upgrade.component,
        "from": rung(scene, &upgrade.from),
        "to": rung(scene, &upgrade.to),
        "order_by": upgrade.order_by.to_string(),
        "needed_by": upgrade.needed_by.to_string(),
        "overdue": upgrade.order_by < today && upgrade.needed_by >= today,
        "forced_by": cause(&upgrade.cause),
        "difference": json::money(scene, upgrade.difference()),
        "once": json::money(scene, upgrade.once),
        "days": json::count(upgrade.days),
        "work": json::money(scene, upgrade.work),
        "actions": upgrade.actions,
        "if_not_done": upgrade.breach.as_ref().map(breach),
    })
}

fn breach(breach: &Breach) -> Value {
    json!({ "month": breach.month.to_string(), "months": breach.months, "broken": cause(&breach.cause) })
}

fn gap(scene: &Scene, gap: &Gap) -> Value {
    json!({
        "component": gap.component,
        "from": gap.first.to_string(),
        "to": gap.last.to_string(),
        "in_place": rung(scene, &gap.rung),
        "broken": cause(&gap.cause),
        "would_hold": gap.holds.as_ref().map(|holds| rung(scene, holds)),
    })
}

fn missed(scene: &Scene, missed: &Broken) -> Value {
    json!({
        "path": missed.path,
        "from": missed.first.to_string(),
        "to": missed.last.to_string(),
        "percentile": json::count(missed.target.percentile.get()),
        "promised_ms": json::count(missed.target.within.milliseconds()),
        "response_ms": json::share(missed.late.response_ms),
        "slowest": missed.late.slowest.as_ref().map(|stop| &stop.label),
        "change": missed.remedy.as_ref().map(|found| remedy(scene, found)),
    })
}

fn remedy(scene: &Scene, remedy: &Remedy) -> Value {
    json!({
        "component": remedy.component,
        "from": rung(scene, &remedy.from),
        "to": rung(scene, &remedy.to),
        "order_by": remedy.order_by.to_string(),
        "difference": json::money(scene, remedy.difference()),
        "once": json::money(scene, remedy.once),
        "days": json::count(remedy.days),
        "work": json::money(scene, remedy.work),
        "keeps_until": remedy.keeps_until.to_string(),
    })
}

pub fn rung(scene: &Scene, rung: &Rung) -> Value {
    json!({
        "tier": rung.tier,
        "label": rung.label,
        "instances": rung.choice.instances,
        "monthly_price": json::money(scene, rung.monthly),
    })
}

fn cause(cause: &Cause) -> Value {
    json!({ "kind": kind(cause), "text": cause.to_string() })
}

fn kind(cause: &Cause) -> &'static str {
    match cause {
        Cause::Limit { .. } => "limit",
        Cause::Trigger { .. } => "trigger",
        Cause::Response { .. } => "response",
        Cause::Metered { .. } => "metered",
        Cause::Cheaper => "cheaper",
        Cause::Schedule => "schedule",
    }
}
