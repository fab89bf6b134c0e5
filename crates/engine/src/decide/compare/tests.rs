use rust_decimal::Decimal;

use super::*;
use crate::decide::sample::{SHIPPED, changed, sample, shipped};
use crate::model::program::Program;
use crate::project::Standing;
use crate::project::scale::Scale;

#[test]
fn cost_for_one_user() {
    let (model, projection) = changed(&[("subscription.plans.basic.of_registered", "0.1")]);
    let deployed = projection.deployment(&model, "metal").unwrap();
    assert_eq!(cost_per_registered(&deployed)[0], Some(Decimal::new(76, 1)), "76 for 10 users");
    assert_eq!(cost_per_paying(&deployed)[0], Some(Decimal::from(76)));
    let (model, projection) = changed(&[("subscription.plans.basic.of_registered", "0")]);
    let deployed = projection.deployment(&model, "metal").unwrap();
    assert_eq!(cost_per_paying(&deployed), vec![None; 36]);
    assert_eq!(cost_per_registered(&deployed).len(), 36);
}

/// The cheaper of two at each count, without bisection: 0 where they cost the same.
fn scanned(program: &Program, t: usize, most: u64) -> Vec<Vec<Standing<f64>>> {
    let demand = crate::project::demand::<f64>(program, &program.params).unwrap();
    let cost = |rule| {
        let scale = Scale::new(program, &program.params, rule, &demand, t, demand.registered[t]).unwrap();
        (0..=most).map(|n| scale.standing(n, |line| line.differs())).collect::<Vec<_>>()
    };
    program.deployments.values().map(cost).collect()
}

fn held_against_a_scan(program: &Program, t: usize, most: u64) -> usize {
    let costs = scanned(program, t, most);
    let found = crossovers(program, t, Some(most)).unwrap().unwrap();
    assert_eq!(found.len(), program.deployments.len() * (program.deployments.len() - 1) / 2);
    let mut counts = 0;
    for pair in &found {
        let mut next = 0;
        for interval in &pair.intervals {
            assert_eq!(*interval.users.start(), next, "without a gap");
            next = interval.users.end() + 1;
            for n in interval.users.clone() {
                let (a, b) = (costs[pair.first][n as usize], costs[pair.second][n as usize]);
                let same = a.breaches == b.breaches && (a.cost - b.cost).abs() <= 1e-9 * (a.cost + b.cost);
                let first = (a.breaches, a.cost) < (b.breaches, b.cost);
                let cheaper = (!same).then_some(if first { pair.first } else { pair.second });
                assert_eq!(interval.cheaper, cheaper, "{n} users: {a:?} against {b:?}");
                assert_eq!(interval.too_small, [a.breaches > 0, b.breaches > 0]);
            }
        }
        assert_eq!(next, most + 1);
        assert!(pair.intervals.windows(2).all(|w| (w[0].cheaper, w[0].too_small) != (w[1].cheaper, w[1].too_small)));
        counts += pair.counts().len();
    }
    counts
}

#[test]
fn crossovers_equal_a_scan_over_every_count() {
    let (model, _) = sample();
    let counts: usize = [1, 12, 36].map(|t| held_against_a_scan(&model.program, t, 3000)).iter().sum();
    assert!(counts >= 6, "{counts}");
}

#[test]
fn shipped_crossovers_equal_a_scan() {
    for name in ["securewave-vpn", "whatsflow", "rad-panel"] {
        let (model, _) = shipped(name);
        held_against_a_scan(&model.program, model.program.months, 2000);
    }
}

/// Fixed and metered lines that cross where a hand can find it: 40 against 10 and 0.10 a user, from 300 users on.
#[test]
fn a_crossover_by_hand() {
    let cost = |amount: &str| format!(r#"{{ "line": {{ "label": "Line", "amount": {amount} }} }}"#);
    let flat = r#"{ "label": "Flat", "provider": "a", "costs": COSTS }"#
        .replace("COSTS", &cost(r#"{ "kind": "monthly", "price": 40 }"#));
    let metered = r#"{ "label": "Metered", "provider": "b", "costs": COSTS }"#.replace(
        "COSTS",
        &cost(r#"{ "kind": "per_unit", "driver": "users", "price": 0.1, "included": 0 }"#)
            .replace("} } }", r#"} }, "base": { "label": "Base", "amount": { "kind": "monthly", "price": 10 } } }"#),
    );
    let both = format!(r#"{{ "flat": {flat}, "metered": {metered} }}"#);
    let (model, _) = changed(&[("deployments", &both)]);
    let found = crossovers(&model.program, 36, Some(1000)).unwrap().unwrap();
    let intervals: Vec<_> = found[0].intervals.iter().map(|i| (i.users.clone(), i.cheaper)).collect();
    assert_eq!(intervals, [(0..=299, Some(1)), (300..=300, None), (301..=1000, Some(0))]);
    assert_eq!(found[0].counts(), [301]);
}

/// One machine for 10 a month holds 7 of 10 users; two for 30 hold 14. The cheap one is too small from 8 users on, and
/// both are from 15 on.
#[test]
fn what_is_too_small_is_not_the_cheaper_one() {
    let of = |price: u32, most: u32| {
        let tier = serde_json::json!({ "label": "T", "price": price, "declared": { "users": 10 }, "instances": { "min": most, "max": most } });
        let part =
            serde_json::json!({ "label": "Part", "service": "vm", "limits": ["users"], "ladder": { "t": tier } });
        serde_json::json!({ "label": "D", "provider": "p", "components": { "part": part } })
    };
    let both = serde_json::json!({ "small": of(10, 1), "large": of(15, 2) }).to_string();
    let limit = r#"{ "kind": "quota", "label": "Users", "driver": "users" }"#;
    let (model, _) = changed(&[
        ("deployments", &both),
        ("limits", &format!(r#"{{ "users": {limit} }}"#)),
        ("policy", r#"{ "target_utilisation": 0.7, "hysteresis": 0 }"#),
    ]);
    let found = crossovers(&model.program, 36, Some(30)).unwrap().unwrap();
    let intervals: Vec<_> = found[0].intervals.iter().map(|i| (i.users.clone(), i.cheaper, i.too_small)).collect();
    let expected =
        [(0..=7, Some(0), [false, false]), (8..=14, Some(1), [true, false]), (15..=30, Some(0), [true, true])];
    assert_eq!(intervals, expected);
    assert_eq!(found[0].counts(), [8, 15]);
}

#[test]
fn without_users_there_is_nothing_to_scale() {
    let (model, _) = changed(&[("growth.anchors", r#"[{ "month": 0, "users": 0 }]"#)]);
    assert_eq!(crossovers(&model.program, 5, None), Ok(None));
    let (model, _) = sample();
    assert_eq!(crossovers(&model.program, 0, None), Ok(None));
    assert_eq!(crossovers(&model.program, 37, None), Ok(None));
}

fn codes(name: &str, deployment: &str) -> Vec<(String, String, &'static str)> {
    let (model, projection) = shipped(name);
    let deployed = projection.deployment(&model, deployment).unwrap();
    let facts = lacks(&model, &deployed);
    facts.into_iter().map(|f| (f.component, f.tier, f.lack.code())).collect()
}

#[test]
fn what_shipped_deployments_lack() {
    let of = |name, deployment, component: &str| -> Vec<_> {
        codes(name, deployment)
            .into_iter()
            .filter(|(c, ..)| c == component)
            .map(|(_, tier, code)| (tier, code))
            .collect()
    };
    let azure = of("securewave-vpn", "azure", "web");
    assert_eq!(
        azure[..4].iter().map(|(_, code)| *code).collect::<Vec<_>>(),
        ["sla", "no-autoscale", "one-instance", "most-instances"]
    );
    assert!(of("securewave-vpn", "azure", "vpn").iter().all(|(_, code)| *code == "not-in-catalogue"));
    assert_eq!(of("securewave-vpn", "azure", ""), [(String::new(), "one-region")]);
    let railway = of("securewave-vpn", "railway", "web");
    assert!(
        railway.iter().any(|(_, code)| *code == "no-sla") && railway.iter().any(|(_, code)| *code == "uncapped-use")
    );
    let vps = of("securewave-vpn", "vps", "web");
    assert!(vps.iter().any(|(_, code)| *code == "shared-vcpu" || *code == "no-autoscale"), "{vps:?}");
    // A tier that costs nothing stands for having none.
    assert!(of("securewave-vpn", "vps", "cache").iter().all(|(tier, _)| tier != "None"));
}

#[test]
fn every_fact_is_a_sentence_and_stands_once() {
    for name in SHIPPED {
        let (model, projection) = shipped(name);
        for id in model.program.deployments.keys() {
            let facts = lacks(&model, &projection.deployment(&model, id).unwrap());
            for (i, fact) in facts.iter().enumerate() {
                assert!(!fact.lack.to_string().is_empty());
                assert!(!facts[..i].contains(fact), "{name} {id} {fact:?}");
            }
        }
    }
    let lack = Lack::Sla { percent: Decimal::new(9995, 2) };
    assert_eq!(lack.to_string(), "99.95 % availability: 21.9 minutes down a month");
}

#[test]
fn a_most_of_the_model_is_not_the_providers() {
    let most = |most, by_model| Lack::MostInstances { most, by_model }.to_string();
    assert_eq!(
        (most(1, false), most(3, true)),
        ("one instance at most".into(), "3 instances at most in this model".into())
    );
    assert_eq!(Lack::NoSla.to_string(), "the catalogue knows of no promised availability");
}

/// The sample's web server on Railway's Hobby plan, which lets a service keep 5 GB: a GB for each 40 users.
#[test]
fn metered_use_is_held_against_what_its_plan_lets_a_service_use() {
    let volume = r#"{ "label": "Stored", "unit": "GB", "of": "registered", "per": 0.025 }"#;
    let database = r#"{ "label": "Database", "usage": { "label": "Database", "volume": "stored" } }"#;
    let (_, projection) =
        changed(&[("workload.drivers.stored", volume), ("deployments.metered.components.database", database)]);
    let breach = &projection.outcomes["metered"].components["database"].breach;
    // 200 users store 5 GB.
    assert_eq!(breach.iter().position(|is| *is), Some(20), "{breach:?}");
    assert!(breach[20..].iter().all(|is| *is));
}
