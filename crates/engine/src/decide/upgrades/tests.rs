use super::*;
use crate::decide::sample::{SHIPPED, changed, sample, shipped};
use crate::projection::Projection;

fn plan_of(model: &Model, projection: &Projection, deployment: &str) -> Plan {
    plan(model, &projection.deployment(model, deployment).unwrap())
}

fn of<'p>(plan: &'p Plan, component: &str) -> Vec<&'p Upgrade> {
    plan.upgrades.iter().filter(|u| u.component == component).collect()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// Ten users more each month: a small one holds 70 of 100 seats at the target of 70 %, and all 100 until October.
#[test]
fn an_upgrade_says_when_why_what_it_costs_and_what_happens_without() {
    let (model, projection) = sample();
    let plan = plan_of(&model, &projection, "cloud");
    let web = of(&plan, "web");
    let first = web[0];
    assert_eq!(first.uid, "cloud/web/2026-08");
    assert_eq!((first.order_by, first.needed_by), (month("2026-06"), month("2026-08")));
    assert_eq!((first.from.tier.as_str(), first.to.tier.as_str()), ("small", "medium"));
    assert_eq!((first.from.monthly, first.to.monthly, first.difference()), (money("10"), money("25"), money("15")));
    assert_eq!((first.once, first.days, first.work), (money("50"), 2.0, money("800")));
    assert_eq!(first.actions, ["Keep sessions in the cache"]);
    assert_eq!(first.cause.to_string(), "Seats: 80 of 100 users");
    let breach = first.breach.as_ref().unwrap();
    assert_eq!((breach.t, breach.month, breach.months), (11, month("2026-11"), 26));
    assert_eq!(breach.cause.to_string(), "Seats: 110 of 100 users");
    assert!((breach.cause.excess().unwrap() - 0.1).abs() < 1e-12);

    let second = web[1];
    assert_eq!(second.needed_by, month("2027-03"));
    assert_eq!((second.to.choice.instances, second.to.monthly), (2, money("55")));
    assert!(second.actions.is_empty(), "the tier stays");
    assert_eq!(second.breach.as_ref().map(|b| b.t), Some(21));
}

/// The ledger pays what the plan says.
#[test]
fn the_plan_costs_what_the_ledger_pays() {
    let (model, projection) = sample();
    let deployed = projection.deployment(&model, "cloud").unwrap();
    let line = deployed.outcome.lines.iter().find(|line| line.id == "web").unwrap();
    for upgrade in of(&plan(&model, &deployed), "web") {
        let t = upgrade.change.needed_by;
        assert_eq!(line.amounts[t - 2], upgrade.from.monthly);
        assert_eq!(line.amounts[t - 1], upgrade.to.monthly + upgrade.once);
    }
}

/// What a tier brings with it is part of what the change costs.
#[test]
fn lines_that_a_tier_switches_on_are_counted() {
    let line = r#"{ "label": "Backups", "amount": { "kind": "per_unit", "driver": "users", "price": 0.5 }, "when": "web.medium" }"#;
    let (model, projection) = changed(&[("deployments.cloud.costs.backups", line)]);
    let plan = plan_of(&model, &projection, "cloud");
    let first = of(&plan, "web")[0];
    let backups = Switched { line: "backups".into(), label: "Backups".into(), monthly: money("40") };
    assert_eq!((&first.switched[..], first.difference()), (&[backups][..], money("55")));
    // 15 more for the tier, 0.50 for each of 80 users; the ledger has no such line the month before.
    let deployed = projection.deployment(&model, "cloud").unwrap();
    let ledger = deployed.outcome.lines.iter().find(|line| line.id == "backups").unwrap();
    assert_eq!((ledger.amounts[6], ledger.amounts[7]), (Money::ZERO, money("40")));
    assert!(of(&plan, "web")[1].switched.is_empty(), "already on");
    assert!(of(&plan, "tunnel").iter().all(|u| u.switched.is_empty()));
}

#[test]
fn what_should_have_been_ordered_before_the_start_says_so() {
    let (model, projection) = sample();
    let plan = plan_of(&model, &projection, "cloud");
    let first = &plan.upgrades[0];
    assert_eq!((first.component.as_str(), first.order_by), ("tunnel", month("2025-11")));
    assert_eq!(first.change.order_by, -1);
    let order: Vec<i64> = plan.upgrades.iter().map(|u| u.change.order_by).collect();
    assert!(order.is_sorted());
}

/// 290 seats are more than 70 % of the 400 that both the largest and two medium ones have.
#[test]
fn where_no_tier_is_enough_there_is_a_gap() {
    let (model, projection) = sample();
    let gaps = plan_of(&model, &projection, "cloud").gaps;
    assert_eq!(gaps.len(), 1);
    let gap = &gaps[0];
    assert_eq!((gap.component.as_str(), gap.from, gap.until), ("web", 29, 36));
    assert_eq!((gap.first, gap.last), (month("2028-05"), month("2028-12")));
    assert_eq!((gap.rung.tier.as_str(), gap.cause.to_string().as_str()), ("large", "Seats: 290 of 400 users"));
    assert_eq!(plan_of(&model, &projection, "metal").gaps, []);
}

/// Of a schedule that is too small the plan says which choice would hold.
#[test]
fn a_schedule_may_be_too_small() {
    let scheduled = |to: &str| {
        let schedule = format!(r#"[{{ "from": 1, "tier": "{to}" }}]"#);
        let (model, projection) = changed(&[("deployments.cloud.components.web.schedule", &schedule)]);
        let plan = plan_of(&model, &projection, "cloud");
        assert!(of(&plan, "web").is_empty());
        plan.gaps
    };
    let gaps = scheduled("small");
    let holds = gaps[0].holds.as_ref().expect("a larger tier holds");
    assert_eq!((gaps[0].rung.tier.as_str(), holds.tier.as_str()), ("small", "medium"));
    // A new one where demand outgrows what would hold.
    let next = gaps[1].holds.as_ref().expect("more of them hold");
    assert_eq!(gaps[1].from, gaps[0].until + 1);
    assert!(next.choice != holds.choice, "{gaps:?}");
    assert!(scheduled("large").iter().all(|gap| gap.holds.is_none()), "nothing is larger");
}

#[test]
fn metered_use_beyond_the_most_is_a_gap() {
    let (model, projection) = changed(&[("deployments.metered.components.web.usage.idle_vcpu", "100")]);
    let gaps = plan_of(&model, &projection, "metered").gaps;
    assert!(matches!(gaps[0].cause, Cause::Metered { utilisation } if utilisation > 1.0), "{gaps:?}");
    assert_eq!((gaps[0].from, gaps[0].until), (1, 36));
}

/// A response time that the tier promises is a breach though every limit holds.
#[test]
fn a_missed_response_time_is_a_breach() {
    let large = "deployments.cloud.components.web.ladder.large";
    let (model, projection) = changed(&[
        (
            "deployments.cloud.components.web.schedule",
            r#"[{ "from": 1, "tier": "large" }, { "from": 5, "tier": "medium" }]"#,
        ),
        (&format!("{large}.targets"), r#"{ "p95_ms": 250 }"#),
    ]);
    let plan = plan_of(&model, &projection, "cloud");
    let change = of(&plan, "web")[0];
    assert_eq!(change.cause, Cause::Schedule);
    // Even an idle server needs 300 ms for one request in twenty.
    let breach = change.breach.as_ref().unwrap();
    assert_eq!((breach.t, breach.months), (5, 32));
    assert!(
        matches!(breach.cause, Cause::Response { p95_ms: Some(p95), target_ms: 250.0 } if (299.0..301.0).contains(&p95))
    );
}

/// Without the change the old choice is within every limit until the month of the breach, and beyond one then.
#[test]
fn shipped_breaches_are_where_demand_first_exceeds_capacity() {
    let mut seen = 0;
    for name in SHIPPED {
        let (model, projection) = shipped(name);
        for id in model.program.deployments.keys() {
            let deployed = projection.deployment(&model, id).unwrap();
            for upgrade in plan(&model, &deployed).upgrades {
                let rule = &deployed.rule.components[&upgrade.component];
                let supplier = Supplier::new(&model.program, rule, &model.program.params);
                let over = |t: usize| {
                    (0..rule.limits.len()).any(|i| {
                        let demand = supplier.demand(&deployed.demand.drivers, i, t);
                        supplier.utilisation(upgrade.change.from, i, demand) > 1.0 + 1e-9
                    })
                };
                let first = (upgrade.change.needed_by..=model.program.months).find(|t| over(*t));
                let breach = upgrade.breach.map(|b| (b.t, b.cause));
                if let Some((t, Cause::Limit { demand, capacity, .. })) = &breach {
                    assert_eq!(Some(*t), first, "{}", upgrade.uid);
                    assert!(demand > capacity);
                    seen += 1;
                } else {
                    assert!(breach.map_or(first.is_none(), |(t, _)| first.is_none_or(|f| t <= f)), "{}", upgrade.uid);
                }
            }
        }
    }
    assert!(seen > 20, "{seen} breaches of a limit");
}

#[test]
fn a_uid_is_of_one_upgrade() {
    for name in SHIPPED {
        let (model, projection) = shipped(name);
        let plans = model.program.deployments.keys().map(|id| plan_of(&model, &projection, id));
        let mut uids: Vec<String> = plans.flat_map(|p| p.upgrades).map(|u| u.uid).collect();
        let all = uids.len();
        uids.sort();
        uids.dedup();
        assert_eq!(uids.len(), all, "{name}");
    }
}
