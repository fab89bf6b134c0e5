//! The frames against the engine's own figures, over every shipped model.

use std::path::Path;

use headroom_engine::money::Money;
use headroom_engine::{Model, Projection};
use headroom_frames::{FrameError, Frames, Key, Period, Table};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const PERIODS: [Period; 3] = [Period::Month, Period::Quarter, Period::Year];

/// Asks something of every shipped model.
fn each(ask: impl Fn(&Model, &Projection, &Frames) -> Outcome) -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let mut asked = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            of_text(&std::fs::read_to_string(&path)?, &ask).map_err(|e| format!("{}: {e}", path.display()))?;
            asked += 1;
        }
    }
    assert!(asked > 0);
    Ok(())
}

fn of_text(text: &str, ask: impl Fn(&Model, &Projection, &Frames) -> Outcome) -> Outcome {
    let model = Model::read(text).map_err(|d| format!("{d:?}"))?;
    let projection = Projection::of(&model).map_err(|d| d.message)?;
    ask(&model, &projection, &Frames::of(&model, &projection))
}

/// The reference model with some of its text replaced.
fn reference(replace: &[(&str, &str)]) -> Result<String, Box<dyn std::error::Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/reference.json");
    let mut text = std::fs::read_to_string(path)?;
    for (from, to) in replace {
        assert!(text.contains(from), "the reference model has no {from}");
        text = text.replacen(from, to, 1);
    }
    Ok(text)
}

fn sum<'m>(amounts: impl IntoIterator<Item = &'m Money>) -> Money {
    amounts.into_iter().sum()
}

#[test]
fn months_are_the_engine_s_to_the_cent() -> Outcome {
    each(|model, projection, frames| {
        let demand = &projection.demand;
        for (id, outcome) in &projection.outcomes {
            let rows = frames.periods(id, Period::Month)?;
            assert_eq!(rows.len(), model.program.months);
            for (i, row) in rows.iter().enumerate() {
                assert_eq!((row.span.first, row.span.last), (i + 1, i + 1));
                assert_eq!(row.span.key, Key::Month(model.program.month(i + 1)));
                assert_eq!(row.registered, demand.registered[i + 1]);
                assert_eq!(row.new_users, demand.registered[i + 1] - demand.registered[i]);
                assert_eq!((row.active, row.paying), (demand.active[i], demand.subscription.paying[i]));
                assert_eq!(row.revenue, demand.subscription.revenue[i]);
                assert_eq!(row.receipts, demand.subscription.receipts[i]);
                assert_eq!((row.cost, row.infrastructure), (outcome.cost[i], outcome.infrastructure[i]));
                assert_eq!((row.profit, row.cash), (outcome.profit[i], outcome.cash[i]));
            }
        }
        Ok(())
    })
}

#[test]
fn quarters_and_years_are_sums_and_ends_of_their_months() -> Outcome {
    each(|_, projection, frames| {
        for (id, outcome) in &projection.outcomes {
            for period in PERIODS {
                let rows = frames.periods(id, period)?;
                let mut next = 1;
                for row in &rows {
                    let span = row.span;
                    assert_eq!(span.first, next, "no month is left out");
                    next = span.last + 1;
                    let (within, last) = (span.first - 1..span.last, span.last - 1);
                    assert_eq!(row.cost, sum(&outcome.cost[within.clone()]));
                    assert_eq!(row.infrastructure, sum(&outcome.infrastructure[within.clone()]));
                    assert_eq!(row.profit, sum(&outcome.profit[within.clone()]));
                    assert_eq!(row.revenue, sum(&projection.demand.subscription.revenue[within]));
                    assert_eq!(row.profit, row.revenue - row.cost);
                    assert_eq!(row.cash, outcome.cash[last]);
                    assert_eq!(row.registered, projection.demand.registered[span.last]);
                    assert_eq!(row.paying, projection.demand.subscription.paying[last]);
                }
                assert_eq!(next - 1, outcome.cost.len());
                assert_eq!(rows.iter().map(|r| r.span).collect::<Vec<_>>(), frames.spans(period)?);
            }
        }
        Ok(())
    })
}

#[test]
fn quarters_are_the_calendar_s_and_may_be_cut_off() -> Outcome {
    of_text(&reference(&[("\"2026-01\"", "\"2026-02\"")])?, |model, _, frames| {
        let spans = frames.spans(Period::Quarter)?;
        assert_eq!(spans[0].key.to_string(), "Q1 2026");
        assert_eq!((spans[0].months(), spans[0].is_whole()), (2, false));
        assert_eq!((spans[1].months(), spans[1].is_whole()), (3, true));
        assert_eq!(spans[spans.len() - 1].last, model.program.months);
        let years = frames.spans(Period::Year)?;
        assert_eq!((years[0].key, years[0].months()), (Key::Year(2026), 11));
        assert_eq!(frames.spans(Period::Month)?[10].key.to_string(), "2026-12");
        Ok(())
    })
}

#[test]
fn cost_lines_add_up_to_the_cost() -> Outcome {
    each(|_, projection, frames| {
        for (id, outcome) in &projection.outcomes {
            for period in PERIODS {
                let found = frames.cost_lines(id, period)?;
                let ids: Vec<_> = found.lines.iter().map(|l| (&l.id, &l.label, &l.group, l.infrastructure)).collect();
                let expected = outcome.lines.iter().map(|l| (&l.id, &l.label, &l.group, l.infrastructure));
                assert_eq!(ids, expected.collect::<Vec<_>>(), "in file order");
                for (line, own) in found.lines.iter().zip(&outcome.lines) {
                    for (span, amount) in found.spans.iter().zip(&line.amounts) {
                        assert_eq!(*amount, sum(&own.amounts[span.first - 1..span.last]));
                    }
                    assert_eq!(line.amounts.len(), found.spans.len());
                    assert_eq!(line.total, sum(&own.amounts));
                }
                let costs: Vec<Money> = frames.periods(id, period)?.iter().map(|r| r.cost).collect();
                assert_eq!(found.totals, costs);
                assert_eq!(found.total, sum(&outcome.cost));
            }
        }
        Ok(())
    })
}

#[test]
fn movements_hold_over_every_period() -> Outcome {
    each(|_, projection, frames| {
        let subscription = &projection.demand.subscription;
        for period in PERIODS {
            let found = frames.movements(period)?;
            assert_eq!(found.plans.len(), subscription.plans.len());
            let plans = found.plans.iter().map(|p| &p.rows).zip(subscription.plans.iter().map(|p| &p.mrr));
            for (rows, months) in plans.chain([(&found.total, &subscription.mrr)]) {
                for row in rows {
                    assert_eq!(row.start, months[row.span.first - 1].start);
                    assert_eq!(row.end, months[row.span.last - 1].end);
                    let sum = row.start + row.new + row.expansion + row.moved - row.contraction - row.churned;
                    assert_eq!(sum, row.end, "{:?}", row.span);
                }
                assert!(rows.windows(2).all(|w| w[0].end == w[1].start));
            }
        }
        Ok(())
    })
}

#[test]
fn revenue_of_plans_less_refunds_is_the_revenue() -> Outcome {
    each(|model, projection, frames| {
        let subscription = &projection.demand.subscription;
        for period in PERIODS {
            let found = frames.plan_revenue(period)?;
            for (i, span) in found.spans.iter().enumerate() {
                let of_plans: Money = found.plans.iter().map(|p| p.revenue[i]).sum();
                assert_eq!(of_plans - found.refunds[i], found.revenue[i]);
                assert_eq!(found.revenue[i], sum(&subscription.revenue[span.first - 1..span.last]));
            }
            assert_eq!(found.total, sum(&subscription.revenue));
            assert_eq!(found.plans.len(), model.program.subscription.plans.len());
            for ((plan, run), id) in
                found.plans.iter().zip(&subscription.plans).zip(model.program.subscription.plans.keys())
            {
                assert_eq!(plan.id, *id);
                assert_eq!(plan.total, sum(&run.revenue));
                for (i, span) in found.spans.iter().enumerate() {
                    assert_eq!(plan.customers[i], run.customers[span.last - 1]);
                    let came: f64 = run.new[span.first - 1..span.last].iter().sum();
                    assert!((plan.new[i] - came).abs() <= 1e-9 * came.abs());
                }
            }
        }
        Ok(())
    })
}

#[test]
fn drivers_are_shown_where_demand_is_highest() -> Outcome {
    each(|_, projection, frames| {
        for period in PERIODS {
            let found = frames.driver_loads(period)?;
            assert_eq!(found.drivers.len(), projection.demand.drivers.len());
            for (driver, run) in found.drivers.iter().zip(&projection.demand.drivers) {
                for (i, span) in found.spans.iter().enumerate() {
                    let most = run.demand[span.first - 1..span.last].iter().copied().fold(f64::MIN, f64::max);
                    assert_eq!((driver.demand[i], driver.volume[i]), (most, run.volume[span.last - 1]));
                }
            }
        }
        Ok(())
    })
}

#[test]
fn components_are_shown_in_their_fullest_month() -> Outcome {
    each(|model, projection, frames| {
        for (id, outcome) in &projection.outcomes {
            for period in PERIODS {
                let found = frames.component_periods(id, period)?;
                let ids: Vec<_> = found.iter().map(|c| &c.id).collect();
                assert_eq!(ids, outcome.components.keys().collect::<Vec<_>>());
                for ((component, run), line) in found.iter().zip(outcome.components.values()).zip(&outcome.lines) {
                    let rule = &model.program.deployments[id].components[&component.id];
                    for row in &component.rows {
                        let months = row.span.first..=row.span.last;
                        let worst = |t: usize| run.utilisation[t - 1].iter().copied().reduce(f64::max);
                        assert_eq!(row.utilisation, months.clone().filter_map(worst).reduce(f64::max));
                        assert_eq!(row.utilisation, worst(row.t));
                        assert!((row.t + 1..=row.span.last).all(|t| worst(t) < row.utilisation || worst(t).is_none()));
                        assert_eq!(row.utilisation.is_some(), row.limit.is_some());
                        let choice = run.choice[row.t - 1];
                        assert_eq!(row.instances, choice.instances as usize);
                        if let Some((_, tier)) = rule.tiers.get_index(choice.tier) {
                            assert_eq!(row.tier, tier.label);
                        }
                        assert_eq!(row.p95_ms, run.p95_ms[row.t - 1]);
                        assert_eq!(row.breach, months.into_iter().any(|t| run.breach[t - 1]));
                        assert_eq!(row.cost, sum(&line.amounts[row.span.first - 1..row.span.last]));
                    }
                }
            }
        }
        Ok(())
    })
}

#[test]
fn the_cheapest_is_what_a_plain_loop_finds() -> Outcome {
    each(|model, projection, frames| {
        let mut naive: Vec<(&str, (bool, Money))> = Vec::new();
        for t in 1..=model.program.months {
            let mut best = None;
            for (id, outcome) in &projection.outcomes {
                let small = outcome.components.values().any(|run| run.breach[t - 1]);
                let key = (small, outcome.cost[t - 1]);
                if best.is_none_or(|(_, least)| key < least) {
                    best = Some((id.as_str(), key));
                }
            }
            naive.extend(best);
        }
        let cheapest = frames.cheapest_by_month();
        let found = cheapest.iter().map(|c| (c.deployment.as_str(), (!c.holds, c.cost)));
        assert_eq!(found.collect::<Vec<_>>(), naive);
        for (i, found) in cheapest.iter().enumerate() {
            assert_eq!((found.t, found.month), (i + 1, model.program.month(i + 1)));
            assert_eq!(found.cost, projection.outcomes[&found.deployment].cost[i]);
            assert_eq!(found.registered, projection.demand.registered[i + 1]);
        }
        let held: Vec<_> =
            naive.iter().zip(1..).filter(|((_, (small, _)), _)| !small).map(|((id, _), t)| (*id, t)).collect();
        let changes = held.windows(2).filter(|w| w[0].0 != w[1].0);
        let changes: Vec<_> = changes.map(|w| (w[1].1, w[0].0.to_owned(), w[1].0.to_owned())).collect();
        let crossovers = frames.crossovers();
        assert_eq!(crossovers.iter().map(|c| (c.t, c.from.clone(), c.to.clone())).collect::<Vec<_>>(), changes);
        for compared in frames.comparison()? {
            let months = held.iter().filter(|(id, _)| *id == compared.id).map(|(_, t)| *t);
            assert_eq!(compared.cheapest, months.collect::<Vec<_>>());
        }
        Ok(())
    })
}

#[test]
fn the_first_in_the_file_is_the_cheapest_of_equals() -> Outcome {
    let mut tree: serde_json::Value = serde_json::from_str(&reference(&[])?)?;
    let same = tree["deployments"]["reference"].clone();
    tree["deployments"] = serde_json::json!({ "twin": same, "reference": same });
    of_text(&tree.to_string(), |_, _, frames| {
        assert!(frames.cheapest_by_month().iter().all(|c| c.deployment == "twin"));
        assert!(frames.crossovers().is_empty());
        let compared = frames.comparison()?;
        assert_eq!(compared.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["twin", "reference"]);
        assert!(compared[1].cheapest.is_empty());
        Ok(())
    })
}

#[test]
fn a_model_that_neither_earns_nor_costs_has_empty_tables() -> Outcome {
    let mut tree: serde_json::Value = serde_json::from_str(&reference(&[])?)?;
    let fields = tree.as_object_mut().ok_or("no record")?;
    for left_out in ["subscription", "workload", "limits", "costs", "cash", "scenarios"] {
        fields.shift_remove(left_out);
    }
    fields.insert("deployments".into(), serde_json::json!({ "bare": { "label": "Bare", "provider": "None" } }));
    of_text(&tree.to_string(), |model, _, frames| {
        for period in PERIODS {
            let spans = frames.spans(period)?;
            let costs = frames.cost_lines("bare", period)?;
            assert!(costs.lines.is_empty());
            assert_eq!((costs.totals, costs.total), (vec![Money::ZERO; spans.len()], Money::ZERO));
            assert_eq!(costs.spans, spans);
            let movements = frames.movements(period)?;
            assert_eq!((movements.plans.len(), movements.total.len()), (0, spans.len()));
            let revenue = frames.plan_revenue(period)?;
            assert_eq!((revenue.plans.len(), revenue.revenue.len(), revenue.total), (0, spans.len(), Money::ZERO));
            assert!(frames.driver_loads(period)?.drivers.is_empty());
            assert!(frames.component_periods("bare", period)?.is_empty());
        }
        let compared = frames.comparison()?;
        assert_eq!((compared[0].margin, compared[0].cost_per_paying), (None, None));
        assert_eq!(compared[0].cheapest.len(), model.program.months);
        assert!(frames.variances("")?.is_empty());
        assert!(Table::ALL.iter().all(|t| frames.csv(*t).is_ok()));
        Ok(())
    })
}

#[test]
fn a_comparison_sums_the_whole_horizon() -> Outcome {
    each(|model, projection, frames| {
        let demand = &projection.demand;
        for (compared, (id, outcome)) in frames.comparison()?.iter().zip(&projection.outcomes) {
            let rule = &model.program.deployments[id];
            assert_eq!((&compared.id, &compared.label, &compared.provider), (id, &rule.label, &rule.provider));
            assert_eq!((compared.cost, compared.infrastructure), (sum(&outcome.cost), sum(&outcome.infrastructure)));
            assert_eq!(Some(&compared.first_cost), outcome.cost.first());
            assert_eq!(Some(&compared.last_cost), outcome.cost.last());
            assert_eq!(Some(&compared.cash), outcome.cash.last());
            assert_eq!(compared.profit, sum(&outcome.profit));
            let cost = compared.cost.to_f64();
            let near = |found: Option<f64>, part: f64, whole: f64| match found {
                Some(found) => (found - part / whole).abs() <= 1e-9 * found.abs(),
                None => whole == 0.0,
            };
            assert!(near(compared.cost_per_user, cost, demand.registered.iter().skip(1).sum()));
            assert!(near(compared.cost_per_paying, cost, demand.subscription.paying.iter().sum()));
            assert!(near(compared.margin, compared.profit.to_f64(), sum(&demand.subscription.revenue).to_f64()));
            let breaches = (0..model.program.months).filter(|i| outcome.components.values().any(|c| c.breach[*i]));
            assert_eq!(compared.breaches, breaches.count());
        }
        Ok(())
    })
}

#[test]
fn actual_figures_are_held_against_the_plan() -> Outcome {
    let actuals = r#""review": { "actuals": [
        { "month": "2026-02", "registered": 1000, "revenue": 1234.5, "cost": 80 }
    ] }, "scenarios""#;
    of_text(&reference(&[("\"scenarios\"", actuals)])?, |model, projection, frames| {
        let rows = frames.variances("")?;
        assert_eq!(rows.iter().map(|r| r.metric.as_str()).collect::<Vec<_>>(), ["Registered users", "Revenue", "Cost"]);
        assert_eq!(rows.iter().map(|r| r.money).collect::<Vec<_>>(), [false, true, true]);
        for row in &rows {
            assert_eq!((row.t, row.month), (2, model.program.month(2)));
            assert_eq!(row.difference, row.actual - row.planned);
            let planned = headroom_engine::money::number_of(row.planned);
            let percent = headroom_engine::money::number_of(row.difference) / planned * 100.0;
            assert!(row.percent.is_some_and(|p| (p - percent).abs() < 1e-9));
        }
        let first = projection.outcomes.values().next().ok_or("no deployment")?;
        assert_eq!(rows[2].planned, first.cost[1].amount());
        assert_eq!(rows[1].actual.to_string(), "1234.5");
        Ok(())
    })
}

#[test]
fn csv_is_plain() -> Outcome {
    each(|model, projection, frames| {
        for table in Table::ALL {
            let text = frames.csv(table)?;
            assert_eq!(text.lines().count(), frames.frame(table)?.height() + 1, "{}", table.name());
            assert_eq!(text, frames.csv(table)?);
        }
        let months = frames.csv(Table::Months)?;
        let header = "deployment,t,month,quarter,year,registered,new_users,active,paying,revenue,receipts,cost,infrastructure,profit,cash,breach";
        assert_eq!(months.lines().next(), Some(header));
        let first: Vec<&str> = months.lines().nth(1).ok_or("no rows")?.split(',').collect();
        let start = model.program.start;
        assert_eq!(
            first[1..5],
            [
                "1",
                &format!("{start}-01"),
                &format!("{}-Q{}", start.year(), start.quarter().number()),
                &start.year().to_string()
            ]
        );
        let outcome = projection.outcomes.values().next().ok_or("no deployment")?;
        let places = usize::from(model.program.currency.places());
        assert_eq!(first[11], format!("{:.places$}", outcome.cost[0].amount()));
        assert_eq!(first[14].parse::<Money>()?, outcome.cash[0]);
        Ok(())
    })
}

#[test]
fn a_deployment_that_is_not_there_is_named() -> Outcome {
    each(|model, _, frames| {
        let Err(error) = frames.periods("nowhere", Period::Month) else { return Err("it is there".into()) };
        assert!(matches!(error, FrameError::Deployment(_)));
        assert_eq!(error.to_string(), "the model has no deployment \"nowhere\"");
        let first = model.program.deployments.keys().next().ok_or("no deployment")?;
        assert_eq!(frames.periods("", Period::Year)?, frames.periods(first, Period::Year)?);
        Ok(())
    })
}

#[test]
fn a_currency_without_minor_unit_has_whole_amounts() -> Outcome {
    of_text(&reference(&[("\"USD\"", "\"JPY\"")])?, |_, projection, frames| {
        for (id, outcome) in &projection.outcomes {
            assert_eq!(sum(frames.periods(id, Period::Year)?.iter().map(|r| &r.cost)), sum(&outcome.cost));
        }
        Ok(())
    })
}
