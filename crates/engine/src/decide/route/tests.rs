//! The dynamic program against every path there is.

use proptest::prelude::*;

use super::*;
use crate::decide::sample::{SHIPPED, shipped};
use crate::money::Money;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn candidate_of(costs: &[i32], once: i32, overlap: usize) -> Candidate<Money> {
    let amount = |n: &i32| money(&n.to_string());
    Candidate {
        costs: costs.iter().map(amount).collect(),
        breach: vec![false; costs.len()],
        once: amount(&once),
        overlap,
    }
}

/// Breaches, cost and moves of a path, added up month by month; None where a move has no room for its overlap.
fn weighed(candidates: &[Candidate<Money>], start: usize, path: &[usize]) -> Option<(usize, Money, usize)> {
    let (mut breaches, mut cost, mut moves) = (0, Money::ZERO, 0);
    let (mut place, mut free_from) = (start, 0);
    for (t, next) in path.iter().copied().enumerate() {
        if next != place {
            let begins = t.checked_sub(candidates[next].overlap).filter(|begins| *begins >= free_from)?;
            cost += candidates[next].once + candidates[next].costs[begins..t].iter().sum();
            (place, free_from, moves) = (next, t + 1, moves + 1);
        }
        cost += candidates[place].costs[t];
        breaches += usize::from(candidates[place].breach[t]);
    }
    Some((breaches, cost, moves))
}

/// Every sequence of deployments, in the order of counting.
fn every_path(count: usize, months: usize) -> impl Iterator<Item = Vec<usize>> {
    (0..count.pow(months as u32)).map(move |number| (0..months).map(|t| number / count.pow(t as u32) % count).collect())
}

fn lightest(candidates: &[Candidate<Money>], start: usize) -> (usize, Money, usize) {
    let paths = every_path(candidates.len(), candidates[0].costs.len());
    paths.filter_map(|path| weighed(candidates, start, &path)).min().expect("staying is always possible")
}

/// Up to four deployments and seven months, with costs to the cent that often tie.
fn cases() -> impl Strategy<Value = Vec<Candidate<Money>>> {
    (1..=4_usize, 1..=7_usize).prop_flat_map(|(count, months)| {
        let months = if count == 4 { months.min(6) } else { months };
        let cents = prop_oneof![(0..4_i64).prop_map(|n| n * 500), 0..3000_i64];
        let amount = |cents: i64| Money::exactly(rust_decimal::Decimal::new(cents, 2)).unwrap();
        let candidate = (
            proptest::collection::vec(cents.clone(), months),
            proptest::collection::vec(proptest::bool::weighted(0.1), months),
            cents,
            0..4_usize,
        );
        let candidate = candidate.prop_map(move |(costs, breach, once, overlap)| Candidate {
            costs: costs.into_iter().map(amount).collect(),
            breach,
            once: amount(once),
            overlap,
        });
        proptest::collection::vec(candidate, count)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn no_path_is_cheaper(candidates in cases()) {
        let found = cheapest(&candidates, Some(0)).unwrap();
        let key = (found.breaches, found.total, found.moves.len());
        prop_assert_eq!(key, lightest(&candidates, 0));
        prop_assert_eq!(weighed(&candidates, 0, &found.by_month), Some(key));
        for m in &found.moves {
            prop_assert_eq!(found.by_month[m.month - 1], m.to);
            prop_assert_eq!(m.month - m.begins, candidates[m.to].overlap);
            prop_assert!(found.by_month[m.begins - 1..m.month - 1].iter().all(|place| *place == m.from));
        }
        let months: Money = found.by_month.iter().enumerate().map(|(t, place)| candidates[*place].costs[t]).sum();
        let moves: Money = found.moves.iter().map(|m| m.cost).sum();
        prop_assert_eq!(months + moves, found.total);
    }

    #[test]
    fn a_free_start_is_the_best_of_all_starts(candidates in cases()) {
        let found = cheapest(&candidates, None).unwrap();
        let best = (0..candidates.len()).map(|start| lightest(&candidates, start)).min().unwrap();
        prop_assert_eq!((found.breaches, found.total, found.moves.len()), best);
        prop_assert!(found.held.iter().zip(&candidates).all(|(held, c)| held.cost == c.costs.iter().sum::<Money>()));
    }

    /// The same rule on binary numbers: whole amounts have the same totals.
    #[test]
    fn money_and_binary_numbers_agree(candidates in cases()) {
        let cents = |m: Money| (m.to_f64() * 100.0).round();
        let binary: Vec<Candidate<f64>> = candidates
            .iter()
            .map(|c| Candidate {
                costs: c.costs.iter().map(|m| cents(*m)).collect(),
                breach: c.breach.clone(),
                once: cents(c.once),
                overlap: c.overlap,
            })
            .collect();
        let (exact, binary) = (cheapest(&candidates, Some(0)).unwrap(), cheapest(&binary, Some(0)).unwrap());
        prop_assert_eq!(cents(exact.total), binary.total);
        prop_assert_eq!(exact.by_month, binary.by_month);
    }
}

#[test]
fn a_move_pays_only_when_it_saves_more_than_it_costs() {
    let stay = candidate_of(&[10; 6], 0, 0);
    let dear = [stay.clone(), candidate_of(&[4; 6], 30, 1)];
    assert!(cheapest(&dear, Some(0)).unwrap().moves.is_empty());
    // One month beside the old one for 4, then five at 4 instead of 10.
    let cheap = [stay, candidate_of(&[4; 6], 25, 1)];
    let found = cheapest(&cheap, Some(0)).unwrap();
    assert_eq!(found.moves, [Move { from: 0, to: 1, begins: 1, month: 2, cost: money("29") }]);
    assert_eq!(found.by_month, [0, 1, 1, 1, 1, 1]);
    let held: Vec<Money> = found.held.iter().map(|held| held.cost).collect();
    assert_eq!((found.total, &held[..]), (money("59"), &[money("60"), money("24")][..]));
}

#[test]
fn among_equals_the_path_stays() {
    let candidates = [candidate_of(&[5; 4], 0, 0), candidate_of(&[5; 4], 0, 0)];
    let found = cheapest(&candidates, Some(1)).unwrap();
    assert_eq!((found.by_month, found.moves.len()), (vec![1; 4], 0));
    assert_eq!(cheapest(&candidates, None).unwrap().by_month, [0; 4]);
    // The saving is in the last month: no reason to move before.
    let late = [candidate_of(&[5, 5, 5, 9], 0, 0), candidate_of(&[5, 5, 5, 1], 0, 0)];
    assert_eq!(cheapest(&late, Some(0)).unwrap().by_month, [0, 0, 0, 1]);
}

#[test]
fn what_cannot_hold_the_load_comes_last() {
    let mut small = candidate_of(&[1, 1, 1, 1], 0, 0);
    small.breach[2] = true;
    let found = cheapest(&[small, candidate_of(&[50; 4], 100, 0)], Some(0)).unwrap();
    assert_eq!((found.by_month, found.breaches), (vec![0, 0, 1, 0], 0));
}

#[test]
fn what_would_not_be_complete_is_not_begun() {
    let candidates = [candidate_of(&[10, 10, 10], 0, 0), candidate_of(&[0, 0, 0], 0, 3)];
    let found = cheapest(&candidates, Some(0)).unwrap();
    assert_eq!((found.by_month, found.total), (vec![0, 0, 0], money("30")));
    let endless = [candidate_of(&[10, 10, 10], 0, 0), candidate_of(&[0, 0, 0], 0, usize::MAX)];
    assert_eq!(cheapest(&endless, Some(0)).unwrap().by_month, [0, 0, 0]);
}

#[test]
fn what_is_no_question() {
    assert_eq!(cheapest::<Money>(&[], Some(0)), None);
    assert_eq!(cheapest(&[candidate_of(&[1], 0, 0)], Some(1)), None);
    assert_eq!(cheapest(&[candidate_of(&[1], 0, 0), candidate_of(&[1, 2], 0, 0)], None), None);
    assert_eq!(cheapest(&[candidate_of(&[], 0, 0)], None).unwrap().by_month, [0; 0]);
}

/// What is left out of a path is the same wherever the system runs.
#[test]
fn what_does_not_differ_is_paid_everywhere() {
    for name in SHIPPED {
        let (model, projection) = shipped(name);
        let shared = |id: &str| -> Vec<Money> {
            let deployed = projection.deployment(&model, id).unwrap();
            let apart = differing(deployed.rule, deployed.outcome);
            deployed.outcome.cost.iter().zip(apart).map(|(all, apart)| *all - apart).collect()
        };
        let all: Vec<_> = model.program.deployments.keys().map(|id| shared(id)).collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{name}");
    }
}
