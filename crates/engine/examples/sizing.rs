//! Sizes a model's components over the whole catalogue and a horizon of five years, shows what it found, and says how
//! long that took: `cargo run --release -p headroom-engine --example sizing -- [model] [provider...]`
use std::time::Instant;

use headroom_engine::form::Named;
use headroom_engine::model::program::DeploymentRule;
use headroom_engine::sizing::{ProviderSizing, Reason, Requirement, Sizing, Wishes, totals};
use headroom_engine::{Model, Projection};

const ROUNDS: usize = 20;

struct Case<'a> {
    model: &'a Model,
    projection: &'a Projection,
    wishes: Wishes,
}

fn main() -> Result<(), String> {
    let mut args = std::env::args().skip(1);
    let path = args.next().unwrap_or_else(|| "models/securewave-vpn.json".into());
    let text = std::fs::read_to_string(&path).map_err(|e| e.to_string())?;
    let text = text.replacen("\"months\": 36", "\"months\": 60", 1);
    let model = Model::read(&text).map_err(|found| format!("{found:?}"))?;
    let projection = Projection::of(&model).map_err(|d| d.message)?;
    let mut providers: Vec<String> = args.collect();
    if providers.is_empty() {
        providers = ["azure", "linode", "railway"].map(String::from).into();
    }
    let case = Case { model: &model, projection: &projection, wishes: Wishes { providers, ..Wishes::default() } };
    println!("{path}: {} months, {}", model.program.months, case.wishes.providers.join(", "));
    for (id, rule) in &model.program.deployments {
        let (median, best) = time(|| work(&case, rule));
        println!("\n{id}: {} components in {median:.2} ms, at best {best:.2} ms", rule.components.len());
        show(&size(&case, rule));
    }
    Ok(())
}

fn size<'a>(case: &Case<'a>, rule: &'a DeploymentRule) -> Named<Sizing<'a>> {
    let (program, drivers) = (&case.model.program, &case.projection.demand.drivers);
    let of = |component| Requirement::of(program, &program.params, drivers, component);
    rule.components
        .iter()
        .map(|(name, c)| (name.clone(), Sizing::new(of(c), &case.wishes, &case.model.prices)))
        .collect()
}

/// Everything there is to compute of a deployment.
fn work(case: &Case, rule: &DeploymentRule) -> usize {
    let sizings = size(case, rule);
    let found: usize = sizings.values().map(|s| s.by_provider().values().map(|p| p.held.len()).sum::<usize>()).sum();
    found + totals(&sizings).len()
}

/// The median and the least of some rounds, in ms.
#[allow(clippy::disallowed_methods)] // no result rests on it: the time is what is asked for
fn time(work: impl Fn() -> usize) -> (f64, f64) {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    (rounds[ROUNDS / 2], rounds[0])
}

fn show(sizings: &Named<Sizing>) {
    for (name, sizing) in sizings {
        for (provider, found) in sizing.by_provider() {
            println!("  {name} at {provider}: {}", summary(&found));
            let is_telling = |reason: &Reason| !matches!(reason, Reason::Service { .. } | Reason::Region { .. });
            for rejected in found.peak.rejected.iter().filter(|r| is_telling(&r.reason)).take(2) {
                println!("    not {}: {}", rejected.plan.id, rejected.reason.text(&sizing.requirement));
            }
        }
    }
    for total in totals(sizings) {
        let sum = total.total.map_or("nothing".into(), |sum| sum.to_string());
        println!("  all at {}: {sum}, without {:?}", total.provider, total.lacks);
    }
}

fn summary(found: &ProviderSizing) -> String {
    let pick = |pick: Option<&Option<headroom_engine::sizing::Pick>>| match pick.and_then(Option::as_ref) {
        Some(p) => format!("{} × {} {:?} {}", p.instances, p.plan.id, p.way, p.cost.total()),
        None => "nothing".into(),
    };
    let total = found.total.map_or("no total".into(), |total| total.to_string());
    let held = found.held.first().map_or("no single plan".into(), |h| format!("{} alone {}", h.plan.id, h.total));
    format!("{} … {}; {total}; {held}", pick(found.months.first()), pick(found.months.last()))
}
