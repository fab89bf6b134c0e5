//! Why each tier was chosen, or not.

use headroom_engine::model::program::{ComponentRule, Supply};
use headroom_engine::project::supply::{Choice, Forced, Supplier, SupplyRun, Verdict};
use headroom_pages::{Cell, Table, TableRow, Tone};

use crate::scene::Scene;
use crate::{format, table};

/// Every tier in a month: chosen, or why not.
pub fn verdicts(scene: &Scene, t: usize) -> Table {
    let currency = scene.currency();
    let mut rows = Vec::new();
    for (id, run) in &scene.deployed.outcome.components {
        let rule = &scene.deployed.rule.components[id];
        if rule.tiers.is_empty() {
            continue;
        }
        rows.push(table::group(&rule.label, 4));
        rows.extend(component_verdicts(scene, id, rule, run, t, currency));
    }
    let columns = vec![
        table::text("tier", "Tier"),
        table::number("instances", "Instances"),
        table::money("price", "Price", currency),
        table::text("verdict", "Verdict"),
    ];
    let id = if t == 1 { "tiers-first-month" } else { "tiers-last-month" };
    table::table(
        id,
        &format!("Every tier in {}", scene.month(t)),
        "the fewest instances that hold, and why each tier was not chosen",
        columns,
        rows,
        "This deployment has no ladder of tiers.",
    )
}

fn component_verdicts(
    scene: &Scene,
    id: &str,
    rule: &ComponentRule,
    run: &SupplyRun,
    t: usize,
    currency: headroom_engine::money::Currency,
) -> Vec<TableRow> {
    let supplier = Supplier::new(&scene.model.program, rule, &scene.model.program.params);
    let drivers = &scene.deployed.demand.drivers;
    let chosen = run.choice[t - 1];
    let target = scene.model.program.params.number(rule.target);
    let scheduled = matches!(rule.supply, Supply::Schedule(_));
    let row = |k: usize, tier: &headroom_engine::model::program::TierRule| {
        let fits = supplier.fewest(k, drivers, t, target);
        let shown = if chosen.tier == k {
            chosen
        } else {
            fits.unwrap_or(Choice { tier: k, instances: if tier.max == u32::MAX { tier.min } else { tier.max } })
        };
        let (text, tone) = if chosen.tier == k {
            let word = if scheduled { "in place by the plan's schedule" } else { "chosen" };
            match supplier.verdict(chosen, drivers, t, 1.0) {
                Verdict::Fails(forced) => {
                    (format!("{word}, but beyond capacity: {}", scene.forced(id, &forced)), Tone::Bad)
                }
                Verdict::Holds => (word.to_owned(), Tone::Good),
            }
        } else {
            match fits {
                None => match supplier.verdict(shown, drivers, t, target) {
                    Verdict::Fails(forced @ Forced::Limit { .. }) => (
                        format!("too small at {} utilisation: {}", format::share(target), scene.forced(id, &forced)),
                        Tone::Neutral,
                    ),
                    Verdict::Fails(forced) => (scene.forced(id, &forced), Tone::Neutral),
                    Verdict::Holds => ("holds".into(), Tone::Neutral),
                },
                Some(_) if scheduled => {
                    (format!("holds, but the schedule has {}", scene.choice(id, chosen)), Tone::Neutral)
                }
                Some(choice) if supplier.price(choice) < supplier.price(chosen) => {
                    ("holds and is cheaper, but not by the margin a downgrade waits for".into(), Tone::Neutral)
                }
                Some(choice) if supplier.price(choice) == supplier.price(chosen) => {
                    ("holds at the same price".into(), Tone::Neutral)
                }
                Some(_) => (format!("holds, but costs more than {}", scene.choice(id, chosen)), Tone::Neutral),
            }
        };
        table::row(vec![
            Cell::text(&tier.label),
            table::of_count(f64::from(shown.instances)),
            table::of_money(scene.price_of(id, shown), currency),
            Cell::text(text).toned(tone),
        ])
    };
    rule.tiers.values().enumerate().map(|(k, tier)| row(k, tier)).collect()
}
