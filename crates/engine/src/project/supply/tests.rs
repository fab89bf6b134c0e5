use super::*;
use crate::decide::sample::{changed, shipped};

/// Every number of instances, from the fewest allowed.
fn scanned(supplier: &Supplier, tier: usize, drivers: &[DriverRun], target: f64) -> Option<u32> {
    let rule = &supplier.rule.tiers[tier];
    let holds = |instances: &u32| {
        supplier.verdict(Choice { tier, instances: *instances }, drivers, 1, target) == Verdict::Holds
    };
    (rule.min..=rule.max.min(300)).find(holds)
}

/// Behind a selection policy that ranks by remainders of three, 16 servers hold less than 15.
#[test]
fn the_fewest_instances_of_an_uneven_fleet() {
    let (model, projection) = shipped("securevpn-100k");
    let rule = &model.program.deployments["azure"].components["vpn"];
    let supplier = Supplier::new(&model.program, rule, &model.program.params);
    let month = |share: f64| -> Vec<DriverRun> {
        let last = |values: &[f64]| vec![values[values.len() - 1] * share];
        projection
            .demand
            .drivers
            .iter()
            .map(|d| DriverRun { volume: last(&d.volume), demand: last(&d.demand) })
            .collect()
    };
    let mut most = 0;
    for percent in 1..=100 {
        let drivers = month(f64::from(percent) / 100.0);
        let found = supplier.fewest(0, &drivers, 1, 0.7).map(|c| c.instances);
        assert_eq!(found, scanned(&supplier, 0, &drivers, 0.7), "{percent} %");
        assert!(found >= Some(most), "never fewer for more");
        most = found.unwrap();
    }
    assert!(most > 30);
}

/// A trigger says only that it fires, not how many it takes to be quiet.
#[test]
fn the_fewest_instances_for_a_quiet_trigger() {
    let web = "deployments.metal.components.web.ladder.box";
    let (model, _) = changed(&[(&format!("{web}.triggers"), r#"[{ "metric": "users", "op": ">", "value": 7 }]"#)]);
    let rule = &model.program.deployments["metal"].components["web"];
    let supplier = Supplier::new(&model.program, rule, &model.program.params);
    for users in (0..1500).step_by(7) {
        let run = |demand: f64| DriverRun { volume: vec![demand], demand: vec![demand] };
        let users = f64::from(users);
        let drivers: Vec<_> = [users, users / 10.0, 0.0, 0.0, 0.0].map(run).into();
        let found = supplier.fewest(0, &drivers, 1, 0.7).map(|c| c.instances);
        assert_eq!(found, scanned(&supplier, 0, &drivers, 0.7), "{users} users");
    }
}

/// A fleet of at most sixteen whose sixteenth makes it hold less than fifteen do.
#[test]
fn the_most_instances_need_not_be_the_best() {
    let tunnel = "deployments.cloud.components.tunnel.ladder.node.instances";
    let (model, _) = changed(&[(tunnel, r#"{ "min": 1, "max": 16 }"#)]);
    let rule = &model.program.deployments["cloud"].components["tunnel"];
    let supplier = Supplier::new(&model.program, rule, &model.program.params);
    let fifteen = 15.0 * 20.0 * 0.7 / supplier.imbalance(15);
    assert!(fifteen > 16.0 * 20.0 * 0.7 / supplier.imbalance(16));
    let run = |demand: f64| DriverRun { volume: vec![demand], demand: vec![demand] };
    let drivers: Vec<_> = [0.0, 0.0, fifteen, 0.0, 0.0].map(run).into();
    assert_eq!(supplier.fewest(0, &drivers, 1, 0.7), Some(Choice { tier: 0, instances: 15 }));
    let drivers: Vec<_> = [0.0, 0.0, fifteen * 1.01, 0.0, 0.0].map(run).into();
    assert_eq!(supplier.fewest(0, &drivers, 1, 0.7), None);
}

/// Two small servers cost what a large one does, which stands first: who has small ones adds one.
#[test]
fn of_equal_prices_the_tier_in_place_stays() {
    let of = |price: u32, seats: u32, most: u32| {
        format!(
            r#"{{ "label": "Tier", "price": {price}, "declared": {{ "seats": {seats} }},
                "shape": {{ "vcpu": 8, "ram": 8 }}, "instances": {{ "min": 1, "max": {most} }} }}"#
        )
    };
    let ladder = format!(r#"{{ "large": {}, "small": {} }}"#, of(20, 100, 1), of(10, 60, 9));
    let (model, projection) = changed(&[("deployments.metal.components.web.ladder", &ladder)]);
    let deployed = projection.deployment(&model, "metal").unwrap();
    let run = &deployed.outcome.components["web"];
    assert!(run.choice.iter().all(|choice| choice.tier == 1), "{:?}", run.choice);
    assert_eq!(run.choice.last().unwrap().instances, 9, "360 seats at 70 %");
}
