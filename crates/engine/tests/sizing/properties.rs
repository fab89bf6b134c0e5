//! Sizing against brute force over every plan and count.

use headroom_engine::money::{Amount, Currency, Money, Param};
use headroom_engine::sizing::{Pick, Sizing, Wishes};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::model::{Case, catalog, component, plan, wishes};

/// A machine and its price, in whole numbers so that brute force can be exact.
#[derive(Clone, Debug)]
struct Row {
    vcpu: u32,
    ram: u32,
    disk: u32,
    cents: u32,
    most: Option<u32>,
    service: &'static str,
}

const MOST: u32 = 40;

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let service = prop::sample::select(vec!["vm", "app_service"]);
    let row = (1_u32..9, 1_u32..17, 1_u32..200, 1_u32..20_000, prop::option::of(1_u32..8), service);
    let row = row.prop_map(|(vcpu, ram, disk, cents, most, service)| Row { vcpu, ram, disk, cents, most, service });
    prop::collection::vec(row, 1..8)
}

fn as_json(rows: &[Row]) -> Vec<Value> {
    let of = |(i, row): (usize, &Row)| {
        let price = Decimal::new(i64::from(row.cents), 2).to_string();
        let hourly = (Decimal::new(i64::from(row.cents), 2) / Decimal::from(730)).round_dp(6).to_string();
        plan(
            &format!("plan-{i}"),
            json!({
                "vcpu": row.vcpu, "ram_gib": row.ram, "disk_gb": row.disk, "price_monthly": price, "price_hourly": hourly,
                "instances_max": row.most, "service": row.service, "autoscale": row.service == "app_service"
            }),
        )
    };
    rows.iter().enumerate().map(of).collect()
}

fn limits() -> Value {
    json!({
        "memory": { "kind": "slots", "label": "Memory", "driver": "users", "per": 100, "overhead": { "system": 500 } },
        "cpu": { "kind": "cores", "label": "CPU", "driver": "requests", "service_ms": 20 },
        "disk": { "kind": "quota", "label": "Disk", "driver": "stored", "resource": "disk" }
    })
}

fn case(users: &[f64]) -> Case {
    let mut part = component("compute", &["memory", "cpu", "disk"]);
    part["ladder"]["any"]["instances"] = json!({ "min": 1, "max": MOST });
    let mut case = Case::new(users, limits(), part, json!({}));
    let day: [f64; 24] = std::array::from_fn(|hour| [0.2, 0.6, 1.0, 2.2][hour / 6]);
    case.model.program.day = headroom_engine::model::program::DayCurve::new(day);
    case
}

/// In whole numbers: demand ≤ 0.7 × n × (ram × 1000 − 500) / 100, n × vcpu × 50, and n × disk.
fn holds(row: &Row, n: u32, users: u64) -> bool {
    let slots = u64::from((row.ram * 1000 - 500) / 100);
    let all = [slots, u64::from(row.vcpu) * 50, u64::from(row.disk)];
    n <= row.most.unwrap_or(MOST).min(MOST) && all.iter().all(|capacity| users * 10 <= 7 * u64::from(n) * capacity)
}

fn cheapest(rows: &[Row], users: u64) -> Option<Money> {
    let counts = |row: &Row| (1..=MOST).filter(|n| holds(row, *n, users)).map(|n| cost(row, n)).collect::<Vec<_>>();
    rows.iter().flat_map(counts).min()
}

fn cost(row: &Row, n: u32) -> Money {
    Money::charge(f64::from(n), Param::new(Decimal::new(i64::from(row.cents), 2)), Currency::USD)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_cheaper_plan_and_count_holds(rows in rows(), users in prop::collection::vec(0_u64..900, 1..5)) {
        let counts: Vec<f64> = users.iter().map(|u| *u as f64).collect();
        let catalog = catalog(&as_json(&rows), &[]);
        let case = case(&counts);
        let sizing = case.size(&catalog, &Wishes { autoscale: false, ..wishes("p") });
        for (i, users) in users.iter().enumerate() {
            let pick = sizing.pick("p", i + 1);
            prop_assert_eq!(pick.as_ref().map(|p| p.cost.total()), cheapest(&rows, *users), "{} users", users);
            let table = sizing.table("p", i + 1);
            prop_assert_eq!(table.feasible.first(), pick.as_ref());
            for pick in &table.feasible {
                let row = &rows[index(pick)];
                prop_assert!(holds(row, pick.instances, *users) && pick.utilisation.get() <= 0.7 + 1e-9);
                prop_assert!(pick.instances == 1 || !holds(row, pick.instances - 1, *users));
            }
            for rejected in &table.rejected {
                let row = &rows[rejected.plan.id.trim_start_matches("plan-").parse::<usize>().unwrap()];
                prop_assert!((1..=MOST).all(|n| !holds(row, n, *users)), "{:?}", rejected.reason);
            }
            prop_assert_eq!(table.feasible.len() + table.rejected.len(), rows.len());
        }
    }

    /// Instances that follow the day: hour by hour as many as brute force finds.
    #[test]
    fn every_hour_has_the_fewest(rows in rows(), users in 1_u64..900) {
        let catalog = catalog(&as_json(&rows), &[]);
        let case = case(&[users as f64]);
        let sizing = case.size(&catalog, &wishes("p"));
        for pick in sizing.table("p", 1).feasible.iter().filter(|p| p.plan.autoscale == Some(true)) {
            let row = Row { most: None, ..rows[index(pick)].clone() };
            // The day in elevenths of its peak of 2.2; the stored GB are a level too.
            let hours = [1_u64, 3, 5, 11].map(|part| (1..).find(|n| holds_part(&row, *n, users, part)).unwrap());
            let following = f64::from(hours.iter().sum::<u32>()) / 4.0;
            let cheaper = pick.cost.total() < pick.fixed;
            prop_assert_eq!(pick.mean_instances, if cheaper { following } else { f64::from(pick.instances) });
            prop_assert!(cheaper || following == f64::from(pick.instances) || pick.fixed <= pick.cost.total());
        }
    }

    #[test]
    fn more_demand_never_costs_less(
        rows in rows(), users in prop::collection::vec(0_u64..600, 2..8), autoscale: bool
    ) {
        let mut rising = users;
        rising.sort_unstable();
        let catalog = catalog(&as_json(&rows), &[]);
        let case = case(&rising.iter().map(|u| *u as f64).collect::<Vec<_>>());
        let sizing = case.size(&catalog, &Wishes { autoscale, ..wishes("p") });
        let costs: Vec<Option<Money>> = (1..=rising.len()).map(|t| total(&sizing, t)).collect();
        for pair in costs.windows(2) {
            // Where nothing holds more, nothing holds still more.
            let in_order = match (pair[0], pair[1]) {
                (Some(less), Some(more)) => less <= more,
                (less, more) => less.is_some() || more.is_none(),
            };
            prop_assert!(in_order, "{:?}", pair);
        }
    }

    /// The plan that is held costs what its months cost, and no plan that holds them all costs less.
    #[test]
    fn the_cheapest_single_plan(rows in rows(), users in prop::collection::vec(0_u64..600, 1..6)) {
        let catalog = catalog(&as_json(&rows), &[]);
        let case = case(&users.iter().map(|u| *u as f64).collect::<Vec<_>>());
        let sizing = case.size(&catalog, &Wishes { autoscale: false, ..wishes("p") });
        let fewest = |row: &Row, users: u64| (1..=MOST).find(|n| holds(row, *n, users)).map(|n| cost(row, n));
        let whole = |row: &Row| users.iter().map(|u| fewest(row, *u)).sum::<Option<Money>>();
        let mut all: Vec<Money> = rows.iter().filter_map(whole).collect();
        all.sort();
        let held: Vec<Money> = sizing.held("p").iter().map(|h| h.total).collect();
        prop_assert_eq!(held, all);
    }
}

fn total(sizing: &Sizing, t: usize) -> Option<Money> {
    sizing.pick("p", t).map(|p| p.cost.total())
}

fn index(pick: &Pick) -> usize {
    pick.plan.id.trim_start_matches("plan-").parse().unwrap()
}

/// `holds` for a part of the demand in elevenths.
fn holds_part(row: &Row, n: u32, users: u64, part: u64) -> bool {
    let slots = u64::from((row.ram * 1000 - 500) / 100);
    let all = [slots, u64::from(row.vcpu) * 50, u64::from(row.disk)];
    all.iter().all(|capacity| users * part * 10 <= 7 * 11 * u64::from(n) * capacity)
}
