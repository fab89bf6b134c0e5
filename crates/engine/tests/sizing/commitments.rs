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
