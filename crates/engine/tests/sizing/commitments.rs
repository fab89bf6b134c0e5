//! Commitments against every way of making them.

use headroom_engine::money::{Amount, Currency, Money, Param};
use headroom_engine::sizing::{Term, Wishes};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use crate::model::{Case, catalog, component, memory, plan, wishes};

/// Cents a month: as one goes, for a year, for three.
type Prices = [u32; 3];

/// The least that one instance costs, from a month on, by trying everything: months are used or not.
fn least(used: &[bool], from: usize, prices: Prices) -> u64 {
    let Some(next) = (from..used.len()).find(|t| used[*t]) else { return 0 };
    let each = u64::from(prices[0]) + least(used, next + 1, prices);
    let term = |months: usize, cents: u32| u64::from(cents) * months as u64 + least(used, next + months, prices);
    each.min(term(12, prices[1])).min(term(36, prices[2]))
}

fn price(cents: u64) -> Decimal {
    Decimal::new(cents as i64, 2)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_cheapest_set_is_found(
        counts in prop::collection::vec(prop::sample::select(vec![1_u32, 1, 1, 2, 3]), 40),
        rare in prop::collection::btree_set(0_usize..40, 0..9),
        cents in (100_u32..1000, 50_u32..1000, 30_u32..1000)
    ) {
        // One instance always, and up to two more in a few months, so that trying everything ends.
        let counts: Vec<u32> = (0..40).map(|t| if rare.contains(&t) { counts[t] } else { 1 }).collect();
        let prices = [cents.0, cents.1, cents.2];
        let rows = [plan("one", json!({
            "price_monthly": price(cents.0.into()).to_string(),
            "reservation_1y_monthly": price(cents.1.into()).to_string(),
            "reservation_3y_monthly": price(cents.2.into()).to_string()
        }))];
        // 12 users an instance, 8.4 at 70 %
        let users: Vec<f64> = counts.iter().map(|n| f64::from(*n) * 8.0).collect();
        let case = Case::new(&users, memory(), component("vm", &["memory"]), json!({}));
        let catalog = catalog(&rows, &[]);
        let held = case.size(&catalog, &wishes("p")).held("p").swap_remove(0);
        prop_assert_eq!(&held.instances, &counts);
        // The first instance is used every month: dynamic programming over months, written another way round.
        let mut always = vec![0_u64; counts.len() + 1];
        for t in (0..counts.len()).rev() {
            let at = |months: usize| always[(t + months).min(counts.len())];
            let year = u64::from(prices[1]) * 12 + at(12);
            always[t] = (u64::from(prices[0]) + at(1)).min(year).min(u64::from(prices[2]) * 36 + at(36));
        }
        let rare = |level: u32| counts.iter().map(|n| *n >= level).collect::<Vec<_>>();
        let best = always[0] + least(&rare(2), 0, prices) + least(&rare(3), 0, prices);
        let commitments = held.commitments.unwrap();
        prop_assert_eq!(commitments.committed, Money::exactly(price(best)).unwrap());
        prop_assert!(held.total == commitments.committed && commitments.committed <= commitments.pay_as_you_go);
        for terms in &commitments.terms {
            let months = terms.term.months();
            let committed = if terms.term == Term::OneYear { prices[1] } else { prices[2] };
            let pays = (1..=months).find(|m| m * prices[0] >= months * committed);
            prop_assert_eq!(terms.break_even_months, pays);
            prop_assert_eq!(terms.pays_from, pays.filter(|m| *m <= 40).map(|_| 1));
        }
    }
}

/// The least that an instance costs by what each month costs as one goes, by trying everything.
fn least_of(costs: &[u64], from: usize, prices: Prices) -> u64 {
    let Some(next) = (from..costs.len()).find(|t| costs[*t] > 0) else { return 0 };
    let term = |months: usize, cents: u32| u64::from(cents) * months as u64 + least_of(costs, next + months, prices);
    let each = costs[next] + least_of(costs, next + 1, prices);
    each.min(term(12, prices[1])).min(term(36, prices[2]))
}

/// 12 hours at 1.5 and 12 at 0.5: at night a third of the busiest.
fn with_day(mut case: Case) -> Case {
    let day: Vec<f64> = (0..24).map(|hour| if hour < 12 { 1.5 } else { 0.5 }).collect();
    case.model.program.day = headroom_engine::model::program::DayCurve::new(day.try_into().unwrap());
    case
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// An hour costs 0.024 × `hourly`, so that each hour of the day comes to 0.73 × `hourly` a month, to the cent.
    #[test]
    fn an_instance_that_follows_the_day_is_held_against_its_hours(
        counts in prop::collection::vec(1_u32..=9, 40),
        cents in (1_u32..20, 1_u32..100, 1_u32..100)
    ) {
        let hour = 73 * cents.0;
        let prices = [24 * hour, 24 * hour * cents.1 / 100, 24 * hour * cents.2 / 100];
        let rows = [plan("one", json!({
            "service": "app_service", "autoscale": true,
            "price_monthly": price(prices[0].into()).to_string(),
            "price_hourly": (Decimal::new(24, 3) * Decimal::from(cents.0)).to_string(),
            "reservation_1y_monthly": price(prices[1].into()).to_string(),
            "reservation_3y_monthly": price(prices[2].into()).to_string()
        }))];
        let users: Vec<f64> = counts.iter().map(|n| f64::from(*n) * 8.0).collect();
        let case = with_day(Case::new(&users, memory(), component("app_service", &["memory"]), json!({})));
        let catalog = catalog(&rows, &[]);
        let sizing = case.size(&catalog, &wishes("p"));
        let found = sizing.by_provider().swap_remove("p").unwrap();
        let picks: Vec<_> = found.months.iter().flatten().collect();
        // 8 users an instance of 8.4, and a third of them at night.
        let night = |n: u32| (f64::from(n) * 8.0 / 3.0 / 8.4).ceil() as u32;
        for (pick, n) in picks.iter().zip(&counts) {
            prop_assert_eq!((pick.instances, pick.fewest_instances), (*n, night(*n)));
        }
        let of_level = |level: u32| -> Vec<u64> {
            let hours = |n: &u32| if night(*n) >= level { 24 } else if *n >= level { 12 } else { 0 };
            counts.iter().map(|n| hours(n) * u64::from(hour)).collect()
        };
        let best: u64 = (1..=9).map(|level| least_of(&of_level(level), 0, prices)).sum();
        let [(_, commitments)] = &found.commitments[..] else { panic!("{:?}", found.commitments) };
        prop_assert_eq!(commitments.committed, Money::exactly(price(best)).unwrap());
        prop_assert_eq!(commitments.pay_as_you_go, picks.iter().map(|pick| pick.cost.plan).sum::<Money>());
        prop_assert_eq!(found.held[0].total, commitments.committed);
        let bought: u32 = commitments.purchases.iter().map(|purchase| purchase.instances).sum();
        prop_assert_eq!(bought == 0, commitments.committed == commitments.pay_as_you_go);
    }
}

/// 17 in the busiest hour and 6 at night at 14.60 each, or 12.41 for a year: who runs half of the day costs 7.30, so
/// that only the six pay.
#[test]
fn what_runs_half_of_the_day_is_not_committed_to() {
    let rows = [plan(
        "one",
        json!({
            "service": "app_service", "autoscale": true, "price_monthly": "14.60", "price_hourly": "0.02",
            "reservation_1y_monthly": "12.41"
        }),
    )];
    let part = component("app_service", &["memory"]);
    let case = with_day(Case::new(&[17.0 * 8.4; 12], memory(), part, json!({})));
    let catalog = catalog(&rows, &[]);
    let found = case.size(&catalog, &wishes("p")).by_provider().swap_remove("p").unwrap();
    let [(_, commitments)] = &found.commitments[..] else { panic!("{:?}", found.commitments) };
    let [purchase] = commitments.purchases[..] else { panic!("{commitments:?}") };
    assert_eq!((purchase.month, purchase.instances, purchase.term), (1, 6, Term::OneYear));
    // 12 × (6 × 14.60 + 11 × 7.30) and 12 × (6 × 12.41 + 11 × 7.30)
    let money = |text: &str| text.parse::<Money>().unwrap();
    assert_eq!((commitments.pay_as_you_go, commitments.committed), (money("2014.80"), money("1857.12")));
    assert_eq!(found.total, Some(commitments.pay_as_you_go));
}

/// A year at 6.00 instead of 10.00 breaks even with the eighth month; the plan is in use from month 3 to 12 only.
#[test]
fn a_commitment_pays_from_the_month_of_use() {
    let rows = [
        plan("small", json!({ "price_monthly": "5.00" })),
        plan("large", json!({ "ram_gib": 2, "price_monthly": "10.00", "price_monthly_if_annual": "6.00" })),
    ];
    let mut part = component("vm", &["memory"]);
    part["ladder"]["any"]["instances"] = json!({ "max": 1 });
    let users = |from: usize| (1..=12).map(|t| if t < from { 5.0 } else { 20.0 }).collect::<Vec<_>>();
    let catalog = catalog(&rows, &[]);
    for (from, pays) in [(3, Some(3)), (5, Some(5)), (6, None)] {
        let case = Case::new(&users(from), memory(), part.clone(), json!({}));
        let found = case.size(&catalog, &wishes("p")).by_provider().swap_remove("p").unwrap();
        let [(plan, commitments)] = &found.commitments[..] else { panic!("{:?}", found.commitments) };
        let terms = commitments.terms[0];
        assert_eq!((plan.id.as_str(), terms.term, terms.break_even_months), ("large", Term::Annual, Some(8)));
        assert_eq!((terms.pays_from, commitments.purchases.is_empty()), (pays, pays.is_none()));
        let months = 13 - from as u32;
        let as_one_goes = Money::charge(f64::from(months), Param::new(Decimal::TEN), Currency::USD);
        assert_eq!(commitments.pay_as_you_go, as_one_goes);
        assert_eq!(commitments.committed, as_one_goes.min("72.00".parse().unwrap()));
    }
    let none = Wishes { longest_commitment: 11, ..wishes("p") };
    let case = Case::new(&users(3), memory(), part, json!({}));
    assert!(case.size(&catalog, &none).by_provider()["p"].commitments.is_empty());
}
