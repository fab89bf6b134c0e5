//! What holds for every subscription business, to the cent.

use headroom_engine::money::{Amount, Money};
use headroom_engine::project::{self, Movements, cohorts};
use headroom_engine::{Model, Projection};
use proptest::prelude::*;
use serde_json::json;

use crate::model::{subscriptions, text};

fn movements_add_up(months: &[Movements<Money>]) -> Result<(), TestCaseError> {
    for (i, month) in months.iter().enumerate() {
        prop_assert_eq!(month.sum(), month.end, "month {}: {:?}", i + 1, month);
        if let Some(next) = months.get(i + 1) {
            prop_assert_eq!(next.start, month.end, "month {}", i + 2);
        }
        let parts =
            [month.new, month.expansion, month.reactivated, month.contraction, month.churned, month.involuntary];
        prop_assert!(parts.iter().all(|part| *part >= Money::ZERO), "month {}: {month:?}", i + 1);
        prop_assert!(month.involuntary <= month.churned, "month {}: {month:?}", i + 1);
    }
    Ok(())
}

fn near(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + scale.abs())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_business_adds_up(subscription in subscriptions()) {
        let text = text(&subscription, &json!({}));
        // Churn and moves may come to more than all customers, which is refused.
        let Ok(model) = Model::read(&text) else { return Ok(()) };
        let projection = Projection::of(&model).expect("no figure is large");
        let run = &projection.demand.subscription;
        let registered = &projection.demand.registered;
        movements_add_up(&run.mrr)?;
        let (mut owed, mut deferred) = (Money::ZERO, run.deferred_at_start);
        for (i, plan) in run.plans.iter().enumerate() {
            movements_add_up(&plan.mrr)?;
            let mut customers = model.program.params.number_or(model.program.subscription.plans[i].customers, 0.0);
            let mut before = plan.deferred_at_start;
            for t in 0..plan.customers.len() {
                // By the month, MRR is what is charged.
                if !model.program.subscription.plans[i].annual {
                    prop_assert_eq!(plan.receipts[t] + plan.failed[t] - plan.recovered[t], plan.mrr[t].end);
                }
                // What is deferred is what was collected and not yet recognised, and never more than what is in force.
                prop_assert_eq!(before + plan.receipts[t] - plan.revenue[t], plan.deferred[t]);
                prop_assert!(plan.deferred[t] >= Money::ZERO && plan.receipts[t] >= Money::ZERO, "{t}: {plan:?}");
                before = plan.deferred[t];
                prop_assert!(plan.customers[t] >= 0.0 && plan.involuntary[t] <= plan.churned[t] + 1e-9);
                let moved = plan.customers[t] - customers - plan.new[t] - plan.reactivated[t] + plan.churned[t];
                if model.program.subscription.moves.is_empty() {
                    prop_assert!(near(moved, 0.0, plan.customers[t]), "month {}: {moved}", t + 1);
                }
                customers = plan.customers[t];
            }
        }
        for t in 0..run.revenue.len() {
            let of = |pick: fn(&project::PlanRun<Money>) -> &Vec<Money>| run.plans.iter().map(|p| pick(p)[t]).sum::<Money>();
            prop_assert_eq!(of(|p| &p.revenue) - run.refunds[t], run.revenue[t]);
            prop_assert_eq!(deferred + run.receipts[t] - run.revenue[t], run.deferred[t]);
            deferred = run.deferred[t];
            owed = owed + run.tax_collected[t] - run.tax_remitted[t];
            prop_assert_eq!(owed, run.tax_owed[t]);
            prop_assert!(owed >= Money::ZERO && run.fees[t] >= Money::ZERO);
            prop_assert!(run.trial[t] >= 0.0 && run.trial[t] <= registered[t + 1] + 1e-9);
        }
        for outcome in projection.outcomes.values() {
            let all = |amounts: &[Money]| amounts.iter().copied().sum::<Money>();
            let cash = all(&run.receipts) + run.tax_owed.last().copied().unwrap_or(Money::ZERO) - all(&outcome.cost);
            prop_assert_eq!(outcome.cash.last().copied(), Some(cash));
        }
    }

    #[test]
    fn cohorts_are_the_customers(subscription in subscriptions()) {
        let text = text(&subscription, &json!({}));
        let Ok(model) = Model::read(&text) else { return Ok(()) };
        let projection = Projection::of(&model).expect("no figure is large");
        for (i, plan) in projection.demand.subscription.plans.iter().enumerate() {
            let cohorts = cohorts(&model.program, &projection.demand, i);
            let cents = cohorts.len() as f64 * 0.02;
            for t in 1..=plan.customers.len() {
                let there = || cohorts.iter().filter(|c| c.month <= t);
                let customers: f64 = there().map(|c| c.customers[t - c.month]).sum();
                prop_assert!(near(customers, plan.customers[t - 1], customers), "month {t}: {customers} {:?}", plan.customers[t - 1]);
                let mrr: f64 = there().map(|c| c.mrr[t - c.month].to_f64()).sum();
                let end = plan.mrr[t - 1].end.to_f64();
                prop_assert!((mrr - end).abs() <= cents + 1e-6 * end.abs(), "month {t}: {mrr} {end}");
            }
            for cohort in &cohorts[1..] {
                prop_assert!(cohort.customers.windows(2).all(|w| w[1] <= w[0] + 1e-9), "{cohort:?}");
            }
        }
    }

    #[test]
    fn binary_numbers_agree_with_the_ledger(subscription in subscriptions()) {
        let text = text(&subscription, &json!({}));
        let Ok(model) = Model::read(&text) else { return Ok(()) };
        let exact = project::demand::<Money>(&model.program, &model.program.params).expect("no figure is large");
        let fast = project::demand::<f64>(&model.program, &model.program.params).expect("no figure is large");
        let lists = |a: &[Money], b: &[f64], lines: f64| {
            a.iter().zip(b).all(|(a, b)| (a.number() - b).abs() <= 0.01 * lines + 1e-9 * b.abs())
        };
        for (a, b) in exact.subscription.plans.iter().zip(&fast.subscription.plans) {
            prop_assert_eq!(&a.customers, &b.customers);
            prop_assert!(lists(&a.revenue, &b.revenue, 40.0) && lists(&a.deferred, &b.deferred, 20.0));
        }
        prop_assert!(lists(&exact.subscription.revenue, &fast.subscription.revenue, 130.0));
        prop_assert!(lists(&exact.subscription.fees, &fast.subscription.fees, 60.0));
    }
}
