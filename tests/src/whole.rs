//! Everything Headroom answers about a model, asked at once.

use headroom_engine::decide::{ask, compare, gate, route, upgrades};
use headroom_engine::formula::{Resolve, Value};
use headroom_engine::lookup::{Lookup, SERIES};
use headroom_engine::money::Money;
use headroom_engine::project::break_even::by_subscribers;
use headroom_engine::projection::Deployed;
use headroom_engine::quantity::{Seconds, Share};
use headroom_engine::{Model, Projection, figures, review};

/// Asks for everything and returns what is not a finite number, or is missing. A model whose figures outgrow what can be
/// computed with is refused with a diagnostic, and that is an answer too.
pub fn whole_path(model: &Model) -> Result<(), String> {
    let Ok(projection) = Projection::of(model) else { return Ok(()) };
    for id in model.program.deployments.keys() {
        let deployed = projection.deployment(model, id).ok_or_else(|| format!("no deployment {id}"))?;
        numbers(&deployed).map_err(|wrong| format!("{id}: {wrong}"))?;
        series(&Lookup { model, projection: &projection, deployment: id }, &deployed)?;
        over_subscribers(&deployed).map_err(|wrong| format!("{id}: {wrong}"))?;
        decided(model, &projection, &deployed).map_err(|wrong| format!("{id}: {wrong}"))?;
        review::variances(model, &deployed);
    }
    let lookup = Lookup { model, projection: &projection, deployment: "" };
    for name in model.file.figures.keys() {
        drop(figures::evaluate(&lookup, name));
    }
    figures::check_values(&lookup);
    routed(model, &projection)?;
    reviewed(model, &projection, &lookup)
}

/// Every number of a projection is finite, and counts and utilisations are not negative.
fn numbers(d: &Deployed) -> Result<(), String> {
    let count = |what: &str, values: &[f64]| {
        let wrong = values.iter().position(|v| !(v.is_finite() && *v >= 0.0));
        wrong.map_or(Ok(()), |i| Err(format!("{what} is {} at {i}", values[i])))
    };
    let money = |what: &str, values: &[Money]| {
        let wrong = values.iter().position(|v| !v.is_finite());
        wrong.map_or(Ok(()), |i| Err(format!("{what} is {} at {i}", values[i])))
    };
    let subscription = &d.demand.subscription;
    count("registered", &d.demand.registered)?;
    count("active", &d.demand.active)?;
    count("paying", &subscription.paying)?;
    for (name, run) in d.program.subscription.plans.keys().zip(&subscription.plans) {
        for (what, values) in
            [("customers", &run.customers), ("new", &run.new), ("churned", &run.churned), ("charges", &run.charges)]
        {
            count(&format!("{what} of plan {name}"), values)?;
        }
        money(&format!("revenue of plan {name}"), &run.revenue)?;
        money(&format!("receipts of plan {name}"), &run.receipts)?;
    }
    for (name, run) in d.program.drivers.keys().zip(&d.demand.drivers) {
        count(&format!("volume of {name}"), &run.volume)?;
        count(&format!("demand of {name}"), &run.demand)?;
    }
    for (name, run) in &d.outcome.components {
        run.utilisation.iter().try_for_each(|month| count(&format!("utilisation of {name}"), month))?;
        count(&format!("p95 of {name}"), &run.p95_ms.iter().flatten().copied().collect::<Vec<_>>())?;
    }
    for line in &d.outcome.lines {
        money(&line.id, &line.amounts)?;
        if let Some(t) = line.amounts.iter().position(|amount| *amount < Money::ZERO) {
            return Err(format!("line {} is {} in month {}", line.id, line.amounts[t], t + 1));
        }
    }
    let ledger =
        [("revenue", &subscription.revenue), ("receipts", &subscription.receipts), ("fees", &subscription.fees)];
    ledger.iter().try_for_each(|(what, values)| money(what, values))?;
    let outcome = [("cost", &d.outcome.cost), ("profit", &d.outcome.profit), ("cash", &d.outcome.cash)];
    outcome.iter().try_for_each(|(what, values)| money(what, values))
}

/// Every path of the `out.` namespace has an answer.
fn series(lookup: &Lookup, d: &Deployed) -> Result<(), String> {
    let mut paths: Vec<String> = SERIES.iter().map(|name| format!("out.{name}")).collect();
    let of = |kind: &str, ids: Vec<&String>, names: &[&str]| {
        let each = |id: &String| names.iter().map(|name| format!("out.{kind}.{id}.{name}")).collect::<Vec<_>>();
        ids.into_iter().flat_map(each).collect::<Vec<_>>()
    };
    let plans = ["customers", "new", "churned", "revenue", "mrr", "share_of_revenue", "break_even"];
    paths.extend(of("plans", d.program.subscription.plans.keys().collect(), &plans));
    paths.extend(d.program.drivers.keys().flat_map(|id| [format!("out.drivers.{id}"), format!("out.demand.{id}")]));
    let lines = d.outcome.lines.iter().map(|line| &line.id);
    paths.extend(
        lines.flat_map(|id| {
            [format!("out.costs.{id}"), format!("out.costs_share.{id}"), format!("out.costs_year.{id}.1")]
        }),
    );
    let components = ["cost", "utilisation", "headroom", "p95_ms", "instances", "tier"];
    paths.extend(of("components", d.rule.components.keys().collect(), &components));
    for (id, component) in &d.rule.components {
        paths.extend(component.tiers.keys().map(|tier| format!("out.tiers.{id}.{tier}.price")));
    }
    paths.extend(
        ["cost", "revenue"].iter().flat_map(|name| [format!("out.year.1.{name}"), format!("out.by_quarter.{name}")]),
    );
    paths.push("out.break_even.trough".into());
    for path in &paths {
        let value = lookup.resolve(path).ok_or_else(|| format!("no {path}"))?;
        let Value::List(items) = value else { continue };
        if items.len() != d.program.months && !path.contains("quarter") {
            return Err(format!("{path} has {} months", items.len()));
        }
    }
    // These may have no answer.
    for (id, component) in &d.rule.components {
        for tier in component.tiers.keys() {
            drop(lookup.resolve(&format!("out.tiers.{id}.{tier}.price_range")));
            drop(lookup.resolve(&format!("out.tiers.{id}.{tier}.downtime_minutes")));
            for limit in d.program.limits.keys() {
                for what in ["declared", "derived", "effective", "derived_range"] {
                    drop(lookup.resolve(&format!("out.capacity.{id}.{tier}.{limit}.{what}")));
                }
            }
        }
        for what in ["shares", "imbalance", "simulated_imbalance", "users_by_remainder", "weight_sum"] {
            drop(lookup.resolve(&format!("out.selection.{id}.{what}.3")));
        }
    }
    for plan in d.program.subscription.plans.keys() {
        drop(lookup.resolve(&format!("out.rate_limits.{plan}.worst_burst")));
        drop(lookup.resolve(&format!("out.rate_limits.{plan}.refused")));
    }
    for what in ["operating", "cumulative", "trough_month", "customers.1", "subscribers.1"] {
        drop(lookup.resolve(&format!("out.break_even.{what}")));
    }
    Ok(())
}

/// Break-even over subscribers, in the first and the last month.
fn over_subscribers(d: &Deployed) -> Result<(), String> {
    for t in [1, d.program.months] {
        let Some(found) = by_subscribers(d.program, &d.program.params, d.rule, d.demand, d.outcome, t, None) else {
            continue;
        };
        let apart = found.pays.windows(2).all(|pair| pair[0].end() + 1 < *pair[1].start());
        if !apart || found.pays.iter().any(|range| range.start() > range.end() || *range.end() > found.most) {
            return Err(format!("break-even intervals {:?} up to {}", found.pays, found.most));
        }
        if let Some(point) = found.curve.iter().find(|point| !(point.revenue.is_finite() && point.cost.is_finite())) {
            return Err(format!("break-even curve at {point:?}"));
        }
    }
    Ok(())
}

/// The upgrade plan, a question for each driver, gates that all fail, and what is lacking.
fn decided(model: &Model, projection: &Projection, d: &Deployed) -> Result<(), String> {
    let plan = upgrades::plan(model, d);
    if let Some(upgrade) = plan.upgrades.iter().find(|u| !u.difference().is_finite() || u.change.needed_by < 2) {
        return Err(format!("upgrade {upgrade:?}"));
    }
    for name in d.program.drivers.keys() {
        let demand = [(name.clone(), 100.0)].into_iter().collect();
        let question = ask::Ask { demand, month: d.program.months, ..ask::Ask::default() };
        let reply = ask::ask(model, projection, d.id, &question).ok_or("a question without an answer")?;
        let rows = reply.answered.parts.iter().flat_map(|part| &part.limits);
        if let Some(row) = rows.into_iter().find(|row| !(row.utilisation.is_finite() && row.utilisation >= 0.0)) {
            return Err(format!("question about {name}: {row:?}"));
        }
    }
    let gates = gate::Gates {
        min_headroom: Some(Share::saturating(1.0)),
        max_cost: Some(rust_decimal::Decimal::ZERO),
        max_p95: Some(Seconds::saturating(0.0)),
        promises: true,
        break_even_by: Some(0),
        within: None,
    };
    for failure in gate::check(d, &gates) {
        drop(failure.to_string());
    }
    compare::lacks(model, d);
    Ok(())
}

/// The cheapest paths, and the crossovers among few users.
fn routed(model: &Model, projection: &Projection) -> Result<(), String> {
    let program = &model.program;
    let routes = route::routes(program, &program.params, &projection.outcomes).ok_or("no route")?;
    for found in [&routes.from_first, &routes.free] {
        if found.by_month.len() != program.months || !found.total.is_finite() {
            return Err(format!("route {found:?}"));
        }
    }
    // Figures that only binary numbers cannot hold are refused, as by the projection.
    drop(compare::crossovers(program, program.months, Some(200)));
    Ok(())
}

fn reviewed(model: &Model, projection: &Projection, lookup: &Lookup) -> Result<(), String> {
    let Some(form) = &model.file.review else { return Ok(()) };
    for (name, question) in &form.questions {
        let worst = review::answer(model, projection, question).and_then(|answer| answer.worst);
        if worst.is_some_and(|w| !(w.utilisation.is_finite() && w.demand.is_finite() && w.capacity.is_finite())) {
            return Err(format!("question {name} has no finite answer"));
        }
        for what in ["answer", "utilisation", "headroom"] {
            drop(lookup.resolve(&format!("out.questions.{name}.{what}")));
        }
    }
    form.readiness.as_ref().map(review::score);
    for what in ["sum", "mean", "mean_nonzero", "missing"] {
        drop(lookup.resolve(&format!("out.readiness.{what}")));
    }
    let statistics = [
        "count",
        "mean",
        "min",
        "max",
        "median",
        "p95_nearest_rank",
        "p95_linear",
        "stdev",
        "warm_mean",
        "warm_stdev",
        "throughput",
        "headroom",
        "success_rate",
        "error_upper_bound",
    ];
    for name in form.measurements.keys() {
        statistics.iter().for_each(|what| drop(lookup.resolve(&format!("out.measurements.{name}.{what}"))));
    }
    for name in form.targets.keys() {
        drop(lookup.resolve(&format!("out.targets.{name}.downtime_minutes")));
    }
    Ok(())
}
