//! The frames of subscription revenue against the engine's own figures, over a model that uses every rule.

use headroom_engine::metrics::Metric;
use headroom_engine::money::Money;
use headroom_engine::project::{PlanRun, cohorts};
use headroom_engine::{Model, Projection};
use headroom_frames::{Frames, Key, Period, Table};

const PERIODS: [Period; 3] = [Period::Month, Period::Quarter, Period::Year];

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn every_rule() -> Result<(Model, Projection), Box<dyn std::error::Error>> {
    let model =
        Model::read(include_str!("../../../tests/worked/revenue.json")).map_err(|found| format!("{found:#?}"))?;
    let projection = Projection::of(&model).map_err(|found| found.message)?;
    Ok((model, projection))
}

#[test]
fn deferred_revenue_and_tax_carry_over() -> Outcome {
    PERIODS.into_iter().try_for_each(|period| {
        let (model, projection) = every_rule()?;
        let run = &projection.demand.subscription;
        let (mut deferred, mut owed) = (run.deferred_at_start, Money::ZERO);
        for row in Frames::of(&model, &projection).subscription(period)? {
            deferred = deferred + row.receipts - row.revenue;
            owed = owed + row.tax_collected - row.tax_remitted;
            assert_eq!((row.deferred, row.tax_owed), (deferred, owed), "{:?}", row.span);
            let months = row.span.first - 1..row.span.last;
            let of_plans = |of: fn(&PlanRun<Money>) -> &Vec<Money>| -> Money {
                run.plans.iter().flat_map(|plan| &of(plan)[months.clone()]).sum()
            };
            assert_eq!((row.failed, row.recovered), (of_plans(|p| &p.failed), of_plans(|p| &p.recovered)));
            assert_eq!((row.paying, row.trial), (run.paying[row.span.last - 1], run.trial[row.span.last - 1]));
            assert!(row.failed > row.recovered && row.tax_owed > Money::ZERO && row.trial > 0.0);
        }
        Ok(())
    })
}

#[test]
fn every_movement_is_there() -> Outcome {
    PERIODS.into_iter().try_for_each(|period| {
        let (model, projection) = every_rule()?;
        let found = Frames::of(&model, &projection).movements(period)?;
        let runs = projection.demand.subscription.plans.iter().map(|plan| &plan.mrr);
        let all = found.plans.iter().map(|plan| &plan.rows).zip(runs);
        for (rows, months) in all.chain([(&found.total, &projection.demand.subscription.mrr)]) {
            for row in rows {
                let gained = row.new + row.expansion + row.reactivated + row.moved;
                assert_eq!(row.start + gained - row.contraction - row.churned, row.end, "{:?}", row.span);
                let within = &months[row.span.first - 1..row.span.last];
                assert_eq!(row.reactivated, within.iter().map(|m| m.reactivated).sum());
                assert_eq!(row.involuntary, within.iter().map(|m| m.involuntary).sum());
            }
        }
        let any = |of: fn(&headroom_frames::MovementRow) -> Money| found.total.iter().any(|row| of(row) > Money::ZERO);
        assert!(any(|r| r.reactivated) && any(|r| r.involuntary) && any(|r| r.expansion) && any(|r| r.churned));
        Ok(())
    })
}

#[test]
fn metrics_are_those_of_the_last_month() -> Outcome {
    PERIODS.into_iter().try_for_each(|period| {
        let (model, projection) = every_rule()?;
        let deployed = projection.deployment(&model, "").ok_or("no deployment")?;
        let found = Frames::of(&model, &projection).metrics("", period)?;
        assert_eq!(found.series.iter().map(|s| s.metric).collect::<Vec<_>>(), Metric::ALL);
        for series in &found.series {
            for (span, value) in found.spans.iter().zip(&series.values) {
                assert_eq!(*value, series.metric.of(&deployed, span.last), "{:?}", series.metric);
            }
        }
        Ok(())
    })
}

/// Cohorts of a period, pooled by hand.
#[test]
fn cohorts_are_pooled_by_age() -> Outcome {
    PERIODS.into_iter().try_for_each(|period| {
        let (model, projection) = every_rule()?;
        let program = &model.program;
        let priced: Vec<_> = program.subscription.plans.values().map(|rule| !rule.free).collect();
        let of_plans: Vec<_> =
            (0..priced.len()).filter(|i| priced[*i]).map(|i| cohorts(program, &projection.demand, i)).collect();
        let found = Frames::of(&model, &projection).cohorts(period)?;
        assert_eq!(found[0].key, None, "customers of before the first month come first");
        let mut next = 1;
        for row in &found[1..] {
            let first = next;
            while next <= program.months && Some(period.key(program.month(next))) == row.key {
                next += 1;
            }
            let ages = program.months - (next - 1);
            assert_eq!(row.kept.len(), ages, "{:?}: as long as the horizon shows the last month of it", row.key);
            for age in 0..=ages {
                let pooled = |month: usize| of_plans.iter().map(|all| all[month].customers[age]).sum::<f64>();
                let expected: f64 = (first..next).map(pooled).sum();
                let shown = if age == 0 { row.came } else { row.kept[age - 1] };
                assert!((shown - expected).abs() < 1e-9 * (1.0 + expected), "{:?} {age}", row.key);
                assert!(row.retention(age).is_some_and(|share| (share - expected / row.came).abs() < 1e-12));
            }
            assert_eq!(row.retention(ages + 1), None);
        }
        assert_eq!(next, program.months + 1, "somebody came in every month");
        Ok(())
    })
}

/// Files that people have made sheets of keep their headers.
#[test]
fn headers_are_stable_and_months_iso() -> Outcome {
    let (model, projection) = every_rule()?;
    let frames = Frames::of(&model, &projection);
    let movements = "start,new,expansion,reactivated,contraction,moved,churned,involuntary,end";
    let headers = [
        (
            Table::Plans,
            format!(
                "position,plan,label,t,month,quarter,year,customers,new_customers,churned_customers,\
                 involuntary_customers,reactivated_customers,revenue,receipts,deferred,failed,recovered,{movements}"
            ),
        ),
        (
            Table::Subscription,
            format!(
                "t,month,quarter,year,paying,trial,revenue,refunds,receipts,refunded,deferred,failed,recovered,fees,\
                 tax_collected,tax_remitted,tax_owed,{movements}"
            ),
        ),
        (Table::Metrics, "deployment,position,metric,label,unit,t,month,quarter,year,value".to_owned()),
        (
            Table::Cohorts,
            "position,plan,label,priced,cohort,cohort_month,cohort_quarter,cohort_year,age,t,month,quarter,year,came,\
             customers,mrr,retention"
                .to_owned(),
        ),
    ];
    for (table, header) in headers {
        let text = frames.csv(table)?;
        assert_eq!(text.lines().next(), Some(header.as_str()), "{}", table.name());
        assert!(!text.contains("NaN") && !text.contains("inf,"), "{}", table.name());
    }
    let cohorts = frames.csv(Table::Cohorts)?;
    let second =
        cohorts.lines().find(|line| line.starts_with("1,starter,Starter,true,2,")).ok_or("no second cohort")?;
    assert!(
        second.starts_with("1,starter,Starter,true,2,2026-02,2026-Q1,2026,0,2,2026-02-01,2026-Q1,2026,"),
        "{second}"
    );
    assert_eq!(Key::Month(model.program.month(2)).to_string(), "2026-02");
    Ok(())
}
