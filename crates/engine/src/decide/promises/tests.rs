use super::*;
use crate::decide::sample::{SHIPPED, changed, promised, shipped};
use crate::model::Model;
use crate::projection::Projection;

fn found((model, projection): &(Model, Projection), deployment: &str) -> Vec<Broken> {
    broken(&projection.deployment(model, deployment).unwrap())
}

/// An idle server takes 300 ms at p95, and the network 40: the small one queues first.
#[test]
fn a_promise_is_kept_by_the_cheapest_change() {
    let plan = promised(345.0);
    let found = found(&plan, "cloud");
    let first = &found[0];
    let remedy = first.remedy.as_ref().expect("a larger server is faster");
    assert!(first.late.response_ms.unwrap() > 345.0);
    assert_eq!(first.late.slowest.as_ref().unwrap().label, "Web server");
    assert_eq!((remedy.component.as_str(), remedy.order_by), ("web", first.first.plus(-2)));
    // Every choice that keeps the promise and the load costs at least as much.
    let deployed = plan.1.deployment(&plan.0, "cloud").unwrap();
    let program = deployed.program;
    let supplier = Supplier::new(program, &deployed.rule.components["web"], &program.params);
    let keeps = |choice| meets_with(&deployed, 0, first.from, first.target, (0, choice));
    let holds =
        |choice| supplier.verdict(choice, &deployed.demand.drivers, first.from, 0.7) == crate::project::Verdict::Holds;
    assert!(keeps(remedy.to.choice) && holds(remedy.to.choice));
    for (tier, most) in [(0, 40), (1, 2), (2, 40)] {
        for instances in 1..=most {
            let choice = Choice { tier, instances };
            let cheaper = supplier.price(choice) < supplier.price(remedy.to.choice);
            assert!(!(cheaper && keeps(choice) && holds(choice)), "{choice:?} is cheaper");
        }
    }
}

#[test]
fn what_no_server_keeps_has_no_remedy() {
    let found = found(&promised(330.0), "cloud");
    assert_eq!((found.len(), found[0].from, found[0].until), (1, 1, 36), "even an idle one takes 340 ms");
    assert_eq!(found[0].remedy, None);
}

#[test]
fn what_is_kept_or_not_promised_is_not_listed() {
    assert_eq!(found(&promised(5000.0), "cloud"), []);
    assert_eq!(found(&changed(&[]), "cloud"), []);
}

/// Months in no stretch keep the promise, months in one miss it.
#[test]
fn stretches_are_the_months_that_miss() {
    for name in SHIPPED {
        let (model, projection) = shipped(name);
        for id in model.program.deployments.keys() {
            let deployed = projection.deployment(&model, id).unwrap();
            let found = broken(&deployed);
            for (path, (key, _)) in model.program.paths.iter().enumerate() {
                for t in 1..=model.program.months {
                    let listed = found.iter().any(|b| b.path == *key && (b.from..=b.until).contains(&t));
                    let kept = crate::paths::at(&deployed, path, t).unwrap().kept;
                    assert_eq!(listed, kept == Some(false), "{name} {id} {key} {t}");
                }
            }
        }
    }
}
