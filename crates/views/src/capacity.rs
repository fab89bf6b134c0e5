//! Capacity: utilisation by limit, p95 against its target, declared beside derived, and why each tier was not chosen.

use headroom_engine::lookup::derived_ends;
use headroom_engine::model::program::{ComponentRule, LimitHow, Supply};
use headroom_engine::project::supply::{Choice, Forced, Supplier, SupplyRun, Verdict};
use headroom_pages::{Block, Cell, Page, RowStyle, Span, Table, TableRow, Tone, Width};

use crate::scene::Scene;
use crate::{format, pictures, table};

pub fn capacity(scene: &Scene) -> Page {
    let mut blocks = Vec::new();
    let utilisation = pictures::utilisation(scene);
    let beside = if utilisation.is_some() { Width::Narrow } else { Width::Full };
    blocks.extend(utilisation.map(|graphic| Block::Graphic { graphic, width: Width::Wide }));
    blocks.push(Block::Graphic { graphic: pictures::users(scene), width: beside });
    blocks.extend(pictures::timeline(scene).map(|graphic| Block::Graphic { graphic, width: Width::Full }));
    if scene.deployed.rule.components.is_empty() {
        let text = "This deployment states costs but no components, so nothing in it can be full. Another deployment shows limits, tiers and upgrades.";
        blocks.push(Block::Notice { tone: Tone::Neutral, text: vec![Span::plain(text)] });
    } else {
        blocks.extend(
            [
                upgrades(scene, usize::MAX),
                limits(scene),
                capacities(scene),
                verdicts(scene, 1),
                verdicts(scene, scene.months()),
            ]
            .map(table::block),
        );
    }
    blocks.push(table::block(drivers(scene)));
    blocks.extend(fleets(scene).map(table::block));
    blocks.extend(response_times(scene).map(table::block));
    blocks.extend(rate_limits(scene).map(table::block));
    blocks.extend(triggers(scene).map(table::block));
    Page { id: "capacity".into(), title: "Capacity".into(), blocks }
}

fn zone_tone(scene: &Scene, utilisation: f64) -> Tone {
    let (zones, params) = (&scene.model.program.zones, &scene.model.program.params);
    if utilisation >= params.number(zones.red) {
        Tone::Bad
    } else if utilisation >= params.number(zones.yellow) {
        Tone::Warn
    } else {
        Tone::Good
    }
}

/// Changes of tier with both dates, needed by month `until` at the latest.
pub fn upgrades(scene: &Scene, until: usize) -> Table {
    let currency = scene.currency();
    let rows = scene.changes().into_iter().filter(|(_, c)| c.needed_by <= until).map(|(id, c)| {
        let rule = &scene.deployed.rule.components[id];
        let start = scene.model.program.start;
        let iso = |t: i64| start.plus(i32::try_from(t - 1).unwrap_or(0)).to_string();
        table::row(vec![
            Cell::new(scene.month_at(c.order_by), iso(c.order_by)).toned(if c.order_by <= 1 {
                Tone::Bad
            } else {
                Tone::Neutral
            }),
            Cell::new(scene.month(c.needed_by), iso(c.needed_by as i64)),
            Cell::text(&rule.label),
            Cell::text(format!("{} → {}", scene.choice(id, c.from), scene.choice(id, c.to))),
            table::of_money_brief(scene.price_of(id, c.from), currency),
            table::of_money_brief(scene.price_of(id, c.to), currency),
            Cell::text(scene.forced(id, &c.forced_by)),
        ])
    });
    let columns = vec![
        table::text("order_by", "Order by"),
        table::text("needed_by", "Needed by"),
        table::text("component", "Component"),
        table::text("change", "Change"),
        table::money("from", "From", currency),
        table::money("to", "To", currency),
        table::text("forced_by", "Forced by"),
    ];
    table::table(
        "upgrades",
        "Upgrades",
        "monthly price before and after; the limit or trigger that forces each",
        columns,
        rows.collect(),
        "What is in place holds.",
    )
}

/// Utilisation of each limit in the first month and at the horizon, and the month it goes red.
fn limits(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for (id, run) in &scene.deployed.outcome.components {
        let rule = &scene.deployed.rule.components[id];
        for (i, limit) in rule.limits.iter().enumerate() {
            let limit = &scene.model.program.limits[*limit];
            if run.utilisation.first().is_none_or(|u| u.len() <= i) {
                continue;
            }
            let at = |t: usize| run.utilisation[t - 1][i];
            let worst = (1..=scene.months()).max_by(|a, b| at(*a).total_cmp(&at(*b))).unwrap_or(1);
            let shown = |u: f64| table::of_share(u).toned(zone_tone(scene, u));
            let unit = &scene.model.program.drivers[limit.driver].unit;
            rows.push(table::row(vec![
                Cell::text(&rule.label),
                Cell::text(&limit.label),
                Cell::text(unit),
                shown(at(1)),
                shown(at(scene.months())),
                shown(at(worst)),
                Cell::new(scene.month(worst), scene.model.program.month(worst).to_string()),
            ]));
        }
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("limit", "Limit"),
        table::text("unit", "Unit"),
        table::number("first", "First month"),
        table::number("last", "Last month"),
        table::number("worst", "Tightest"),
        table::text("worst_month", "in"),
    ];
    table::table(
        "limits",
        "Utilisation by limit",
        "demand over the capacity of the tier in place",
        columns,
        rows,
        "No component is held against a limit.",
    )
}

/// Declared, derived and ruling capacity of every tier, side by side, with their difference.
pub fn capacities(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for (id, rule) in scene.deployed.rule.components.iter().filter(|(_, r)| !r.tiers.is_empty()) {
        let supplier = Supplier::new(&scene.model.program, rule, &scene.model.program.params);
        for (k, (tier_id, tier)) in rule.tiers.iter().enumerate() {
            for (i, limit_index) in rule.limits.iter().enumerate() {
                let capacity = supplier.capacities[k][i];
                let limit = &scene.model.program.limits[*limit_index];
                let limit_name = scene.model.program.limits.get_index(*limit_index).map_or("", |(n, _)| n);
                let declared = scene.model.quantities.iter().find(|f| {
                    f.path
                        == format!(
                            "deployments.{}.components.{id}.ladder.{tier_id}.declared.{limit_name}",
                            scene.deployed.id
                        )
                });
                let declared_text =
                    declared.map_or_else(|| capacity.declared.map_or("—".into(), format::count), |f| ends(&f.quantity));
                let derived_text = match (capacity.derived, derived_ends(&scene.deployed, *limit_index, &tier.shape)) {
                    (Some(d), (Some(low), Some(high))) if low != high => {
                        format!("{} ({} to {})", format::count(d), format::count(low), format::count(high))
                    }
                    (Some(d), _) => format::count(d),
                    (None, _) => "—".into(),
                };
                let difference =
                    capacity.declared.zip(capacity.derived).filter(|(_, d)| *d > 0.0).map(|(a, b)| a / b - 1.0);
                let cell = |v: Option<f64>, text: String| Cell::new(text, v.map_or(String::new(), format::plain_count));
                rows.push(table::row(vec![
                    Cell::text(&rule.label),
                    Cell::text(&tier.label),
                    Cell::text(&limit.label),
                    cell(capacity.declared, declared_text),
                    cell(capacity.derived, derived_text),
                    difference.map_or(table::nothing(), |d| {
                        table::of_share(d).toned(if d.abs() > 0.1 { Tone::Warn } else { Tone::Neutral })
                    }),
                    cell(capacity.effective, capacity.effective.map_or("no limit".into(), format::count)),
                    Cell::text(basis(&limit.how)),
                ]));
            }
        }
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("tier", "Tier"),
        table::text("limit", "Limit"),
        table::number("declared", "Declared"),
        table::number("derived", "Derived"),
        table::number("declared_over_derived", "Difference"),
        table::number("capacity", "Capacity"),
        table::text("derivation", "Derived by"),
    ];
    table::table(
        "capacities",
        "Declared and derived capacity",
        "per instance; the capacity column is what demand is held against",
        columns,
        rows,
        "This deployment has no ladder of tiers.",
    )
}

fn ends(quantity: &headroom_engine::form::Quantity) -> String {
    match quantity.ends() {
        (Some(low), Some(high)) if low != high => format!("{}–{}", format::exact(low), format::exact(high)),
        (Some(low), None) => format!("{}+", format::exact(low)),
        _ => format::exact(quantity.stated()),
    }
}

fn basis(how: &LimitHow) -> &'static str {
    match how {
        LimitHow::Slots { .. } => "(resource − overhead) / size of one, whole",
        LimitHow::Cores { p95_ms: Some(_), .. } => "largest rate that meets p95, M/M/c",
        LimitHow::Cores { .. } => "vCPU / service time",
        LimitHow::Scalability { .. } => "peak of the Universal Scalability Law",
        LimitHow::Quota { resource: Some(_) } => "the machine",
        LimitHow::Quota { resource: None } => "—",
    }
}

/// Every tier in a month: chosen, or why not.
fn verdicts(scene: &Scene, t: usize) -> Table {
    let currency = scene.currency();
    let mut rows = Vec::new();
    for (id, run) in &scene.deployed.outcome.components {
        let rule = &scene.deployed.rule.components[id];
        if rule.tiers.is_empty() {
            continue;
        }
        rows.push(table::styled(group(&rule.label, 4), RowStyle::Group));
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

fn group(label: &str, columns: usize) -> Vec<Cell> {
    (0..columns).map(|i| if i == 0 { Cell::text(label) } else { Cell::new("", "") }).collect()
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
    let row = |k: usize, tier: &headroom_engine::model::program::TierRule| {
        let fits = supplier.fewest(k, drivers, t, target);
        let shown = if chosen.tier == k {
            chosen
        } else {
            fits.unwrap_or(Choice { tier: k, instances: if tier.max == u32::MAX { tier.min } else { tier.max } })
        };
        let (text, tone) = if chosen.tier == k {
            let word =
                if matches!(rule.supply, Supply::Schedule(_)) { "in place by the plan's schedule" } else { "chosen" };
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

/// What users do, in the first month, after a year and at the horizon.
pub fn drivers(scene: &Scene) -> Table {
    let (first, year, last) = (1, scene.months().min(12), scene.months());
    let rows = scene.model.program.drivers.values().zip(&scene.deployed.demand.drivers).map(|(rule, run)| {
        let at = |t: usize| table::of_count(run.volume[t - 1]);
        let peak = |t: usize| {
            if run.demand[t - 1] == run.volume[t - 1] {
                table::nothing()
            } else {
                Cell::new(format!("{} /s", format::count(run.demand[t - 1])), format::plain_count(run.demand[t - 1]))
            }
        };
        table::row(vec![Cell::text(&rule.label), Cell::text(&rule.unit), at(first), at(year), at(last), peak(last)])
    });
    let columns = vec![
        table::text("driver", "Driver"),
        table::text("unit", "Unit"),
        table::number("first_month", &scene.month(first)),
        table::number("month_12", &scene.month(year)),
        table::number("last_month", &scene.month(last)),
        table::number("peak_last", "Peak hour then"),
    ];
    let mut columns = columns;
    if year == last || year == first {
        columns[3].key = "year".into();
    }
    table::table(
        "drivers",
        "Load",
        "what users do, at the busiest moment or by volume as the unit says",
        columns,
        rows.collect(),
        "The model has no drivers.",
    )
}

/// p95 by component where a `cores` limit computes it, against its tier's target.
fn response_times(scene: &Scene) -> Option<Table> {
    let mut rows = Vec::new();
    for (id, run) in &scene.deployed.outcome.components {
        let rule = &scene.deployed.rule.components[id];
        let supplier = Supplier::new(&scene.model.program, rule, &scene.model.program.params);
        if rule.tiers.is_empty() || !supplier.has_cores() {
            continue;
        }
        for t in [1, scene.months().min(6), scene.months().min(12), scene.months()] {
            let choice = run.choice[t - 1];
            let target = rule
                .tiers
                .get_index(choice.tier)
                .and_then(|(_, tier)| tier.p95_target)
                .map(|n| scene.model.program.params.number(n));
            let p95 = run.p95_ms[t - 1];
            let kept = match (p95, target) {
                (Some(p), Some(t)) if p <= t => Cell::text("kept").toned(Tone::Good),
                (_, Some(_)) => Cell::text("missed").toned(Tone::Bad),
                (_, None) => table::nothing(),
            };
            let ms = |v: Option<f64>, none: &str| {
                v.map_or(Cell::new(none, ""), |v| Cell::new(format::milliseconds(v), format::plain_count(v)))
            };
            rows.push(table::row(vec![
                Cell::text(&rule.label),
                Cell::new(scene.month(t), scene.model.program.month(t).to_string()),
                Cell::text(scene.choice(id, choice)),
                ms(p95, "saturated"),
                ms(target, "—"),
                kept,
            ]));
        }
    }
    rows.dedup_by(|a, b| a.cells == b.cells);
    let columns = vec![
        table::text("component", "Component"),
        table::text("month", "Month"),
        table::text("tier", "Tier"),
        table::number("p95_ms", "p95"),
        table::number("target_ms", "Target"),
        table::text("kept", "Promise"),
    ];
    (!rows.is_empty()).then(|| {
        table::table(
            "response-times",
            "Response times",
            "p95 of the CPU queue (M/M/c) and the time outside it, against the tier's target",
            columns,
            rows,
            "",
        )
    })
}

/// Fleets behind a selection policy: how uneven it is.
fn fleets(scene: &Scene) -> Option<Table> {
    let mut rows = Vec::new();
    for (id, rule) in scene.deployed.rule.components.iter().filter(|(_, r)| r.selection.is_some()) {
        let supplier = Supplier::new(&scene.model.program, rule, &scene.model.program.params);
        let run = &scene.deployed.outcome.components[id];
        let policy = rule.selection.as_ref().map(|s| s.policy(&scene.model.program.params));
        for t in [1, scene.months().min(12), scene.months()] {
            let n = run.choice[t - 1].instances;
            let fixed = policy
                .and_then(|p| p.imbalance_at_fixed_scores(headroom_engine::quantity::Servers::new(n)))
                .map(|i| i.get());
            rows.push(table::row(vec![
                Cell::text(&rule.label),
                Cell::new(scene.month(t), scene.model.program.month(t).to_string()),
                table::of_count(f64::from(n)),
                Cell::new(format!("{:.2}", supplier.imbalance(n)), format::plain_count(supplier.imbalance(n))),
                fixed.map_or(table::nothing(), |f| Cell::new(format!("{f:.2}"), format::plain_count(f))),
                table::of_share(1.0 / supplier.imbalance(n)),
            ]));
        }
    }
    rows.dedup_by(|a, b| a.cells == b.cells);
    let columns = vec![
        table::text("fleet", "Fleet"),
        table::text("month", "Month"),
        table::number("servers", "Servers"),
        table::number("imbalance", "Imbalance"),
        table::number("imbalance_fixed_scores", "at fixed scores"),
        table::number("usable", "Usable capacity"),
    ];
    (!rows.is_empty()).then(|| table::table("fleets", "Fleet balance", "busiest server over the mean, simulated from the selection policy; at fixed scores everybody goes to the first ranks", columns, rows, ""))
}

/// Rate limits by plan and the share of requests they refuse.
fn rate_limits(scene: &Scene) -> Option<Table> {
    use headroom_engine::capacity::rate_limit::{RateLimit, Window, refused_share};
    let params = &scene.model.program.params;
    let rows = scene.model.program.subscription.plans.values().filter_map(|plan| {
        let limit = params.number(plan.rate_limit?);
        let burst = |window| RateLimit { per_minute: limit as u32, window }.worst_burst() as f64;
        let mean = plan.requests_per_minute.map(|n| params.number(n));
        let refused = mean.map(|m| refused_share(limit as u32, headroom_engine::quantity::Count::saturating(m)).get());
        Some(table::row(vec![
            Cell::text(&plan.label),
            table::of_count(limit),
            mean.map_or(table::nothing(), |m| {
                Cell::new(
                    format::exact(headroom_engine::money::decimal_of(m).unwrap_or_default()),
                    format::plain_count(m),
                )
            }),
            refused.map_or(table::nothing(), |r| {
                table::of_share(r).toned(if r > 0.01 { Tone::Warn } else { Tone::Neutral })
            }),
            table::of_count(burst(Window::Fixed)),
            table::of_count(burst(Window::Sliding)),
        ]))
    });
    let rows: Vec<TableRow> = rows.collect();
    let columns = vec![
        table::text("plan", "Plan"),
        table::number("limit_per_minute", "Limit a minute"),
        table::number("mean_per_minute", "Mean a minute"),
        table::number("refused", "Refused"),
        table::number("burst_fixed", "Burst, fixed window"),
        table::number("burst_sliding", "Burst, sliding"),
    ];
    (!rows.is_empty()).then(|| {
        table::table(
            "rate-limits",
            "Rate limits",
            "share of an active user's requests refused, with Poisson arrivals in a one-minute window",
            columns,
            rows,
            "",
        )
    })
}

/// Triggers as stated, and when each fires.
fn triggers(scene: &Scene) -> Option<Table> {
    let mut rows = Vec::new();
    let deployment = scene.model.file.deployments.get(scene.deployed.id)?;
    for (id, component) in &deployment.components {
        let run = &scene.deployed.outcome.components[id];
        for (tier_id, tier) in &component.ladder {
            for trigger in &tier.triggers {
                let stated = match (&trigger.text, &trigger.metric, trigger.op, &trigger.value) {
                    (Some(text), ..) => text.clone(),
                    (None, Some(metric), Some(op), Some(value)) => {
                        format!("{metric} {} {}", op.as_str(), format::exact(value.stated()))
                    }
                    _ => continue,
                };
                let fired = run.changes.iter().find(|c| matches!(&c.forced_by, Forced::Trigger { text, .. } if Some(c.from.tier) == component.ladder.get_index_of(tier_id) && trigger.metric.as_deref().is_some_and(|m| text.starts_with(m))));
                let when = match (fired, &trigger.value) {
                    (Some(c), _) => Cell::new(
                        format!("fires in {}", scene.month(c.needed_by)),
                        scene.model.program.month(c.needed_by).to_string(),
                    )
                    .toned(Tone::Warn),
                    (None, Some(_)) => Cell::new("quiet, or a limit comes first", ""),
                    (None, None) => Cell::new("has no number: cannot be watched", "").toned(Tone::Warn),
                };
                rows.push(table::row(vec![
                    Cell::text(&component.label),
                    Cell::text(&tier.label),
                    Cell::text(stated),
                    when,
                ]));
            }
        }
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("tier", "Leaving"),
        table::text("trigger", "Trigger"),
        table::text("fires", "Within the horizon"),
    ];
    (!rows.is_empty()).then(|| {
        table::table("triggers", "Triggers", "conditions under which a tier is no longer enough", columns, rows, "")
    })
}
