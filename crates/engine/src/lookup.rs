//! One way to name every number: paths into the model's file, and `out.` paths into its projection. Formulas, success
//! metrics, the acceptance tests and the search field all ask here.

use std::borrow::Cow;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::capacity::limits;
use crate::capacity::rate_limit::{RateLimit, Window, refused_share};
use crate::decide::serve::{PlanServed, serve};
use crate::diagnostic::nearest;
use crate::form::{Kind, Node};
use crate::formula::{LAST, Resolve, Value};
use crate::metrics::{Metric, Unit};
use crate::model::Model;
use crate::model::program::Num;
use crate::money::{Money, decimal_of};
use crate::project::{Movements, Supplier, break_even};
use crate::projection::{Deployed, Projection};
use crate::quantity::{Count, Percentile, Servers, Share};
use crate::{paths, review, stats};

/// A model with its projection, to be asked by path.
#[derive(Clone, Copy, Debug)]
pub struct Lookup<'a> {
    pub model: &'a Model,
    pub projection: &'a Projection,
    /// The deployment that `out.` means where it names none.
    pub deployment: &'a str,
}

impl Resolve for Lookup<'_> {
    fn resolve(&self, path: &str) -> Option<Value> {
        match path.strip_prefix("out.") {
            Some(rest) => self.out(rest),
            None => self.of_file(path),
        }
    }

    fn nearest(&self, path: &str) -> Option<String> {
        let parent = path.rsplit_once('.').map_or("", |(p, _)| p);
        let node = self.model.node.at_path(parent)?;
        let key = path.rsplit('.').next()?;
        nearest(key, node.entries().iter().map(|(k, _)| k.as_str()))
            .map(|k| if parent.is_empty() { k.to_owned() } else { format!("{parent}.{k}") })
    }
}

/// Series by month that every deployment has, by name.
pub const SERIES: [&str; 19] = [
    "registered",
    "new_users",
    "active",
    "paying",
    "free",
    "mrr",
    "revenue",
    "receipts",
    "cost",
    "infrastructure",
    "profit",
    "cash",
    "arr",
    "arpu",
    "arppu",
    "margin",
    "cost_per_user",
    "cost_per_paying",
    "growth",
];

impl Lookup<'_> {
    /// A value of the file: a quantity reads as its stated point value in its own unit.
    fn of_file(&self, path: &str) -> Option<Value> {
        let path = &*self.counted(path);
        let found = self.model.quantities.iter().find(|f| f.path == path);
        match found {
            Some(found) => Some(Value::Number(found.quantity.stated())),
            None => self.model.node.at_path(path).map(value_of),
        }
    }

    /// The path with the number of the item in place of each `last`.
    fn counted<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if !path.split('.').any(|key| key == LAST) {
            return path.into();
        }
        let mut node = Some(&self.model.node);
        let keys = path.split('.').map(|key| {
            let items = node.map_or(0, |node| node.items().len());
            let key = if key == LAST && items > 0 { (items - 1).to_string() } else { key.to_owned() };
            node = node.and_then(|node| node.at_path(&key));
            key
        });
        keys.collect::<Vec<_>>().join(".").into()
    }

    fn out(&self, path: &str) -> Option<Value> {
        let (deployment, rest) = match path.strip_prefix("in.") {
            Some(named) => named.split_once('.')?,
            None => (self.deployment, path),
        };
        let deployed = self.projection.deployment(self.model, deployment)?;
        let parts: Vec<&str> = rest.split('.').collect();
        self.read(&deployed, &parts)
    }

    fn read(&self, d: &Deployed, parts: &[&str]) -> Option<Value> {
        match *parts {
            ["year", year, name] => total(d, name, months_of(d, year, 12)?),
            ["quarter", quarter, name] => total(d, name, months_of(d, quarter, 3)?),
            ["by_quarter", name] => (0..d.program.months / 3)
                .map(|q| total(d, name, q * 3 + 1..=q * 3 + 3))
                .collect::<Option<Vec<_>>>()
                .map(Value::List),
            ["plans", plan, name, ref month @ ..] => {
                served(d, plan, name, month).or_else(|| picked(plan_series(d, plan, name)?, month))
            }
            ["drivers", driver, ref month @ ..] => {
                picked(counts(&d.demand.drivers[d.program.drivers.get_index_of(driver)?].volume), month)
            }
            ["demand", driver, ref month @ ..] => {
                picked(counts(&d.demand.drivers[d.program.drivers.get_index_of(driver)?].demand), month)
            }
            ["costs", line, ref month @ ..] => {
                picked(line_amounts(d, line)?.iter().map(|m| money(*m)).collect(), month)
            }
            ["costs_year", line, year] => Some(money(
                months_of(d, year, 12)?.map(|t| line_amounts(d, line).map_or(Money::ZERO, |a| a[t - 1])).sum(),
            )),
            ["costs_share", line, ref month @ ..] => {
                let shares = line_amounts(d, line)?
                    .iter()
                    .zip(&d.outcome.cost)
                    .map(|(part, whole)| ratio(part.amount() * Decimal::ONE_HUNDRED, whole.amount()));
                picked(shares.collect(), month)
            }
            ["components", component, name, ref month @ ..] => picked(component_series(d, component, name)?, month),
            ["capacity", component, tier, limit, ref what @ ..] => capacity(d, component, tier, limit, what),
            ["tiers", component, tier, ref what @ ..] => self.tier(d, component, tier, what),
            ["paths", path, name, ref month @ ..] => response(d, path, name, month),
            ["metrics", metric, ref month @ ..] => {
                let metric = Metric::named(metric)?;
                picked((1..=d.program.months).map(|t| metric_value(metric, metric.of(d, t))).collect(), month)
            }
            ["movements", name, ref month @ ..] => {
                let of = movement(name)?;
                picked(d.demand.subscription.mrr.iter().map(|m| money(of(m))).collect(), month)
            }
            ["break_even", ref what @ ..] => break_even_value(d, what),
            ["questions", question, what] => self.question(question, what),
            ["readiness", what] => self.readiness(what),
            ["measurements", name, what] => self.measurement(name, what),
            ["targets", name, "downtime_minutes"] => self
                .model
                .file
                .review
                .as_ref()?
                .targets
                .get(name)
                .and_then(|t| value_of(&t.value).number())
                .and_then(downtime_minutes),
            ["selection", component, what, ref servers @ ..] => selection(d, component, what, servers),
            ["rate_limits", plan, what] => rate_limit(d, plan, what),
            [name, ref month @ ..] => picked(series(d, name)?, month),
            [] => None,
        }
    }

    /// `price`, `price_range.low|high` (every addition at its low or high end), `downtime_minutes`.
    fn tier(&self, d: &Deployed, component: &str, tier: &str, what: &[&str]) -> Option<Value> {
        let rule = d.rule.components.get(component)?.tiers.get(tier)?;
        let ends = |n: &Num, high: bool| {
            let path = d.program.params.paths.get(n.0 as usize)?;
            let exact = d.program.params[*n].exact();
            let Some(found) = self.model.quantities.iter().find(|f| f.path == *path) else { return Some(exact) };
            let (low, top) = found.quantity.ends();
            if high { top } else { low }
        };
        match *what {
            ["price"] => Some(Value::Number(rule.price.iter().map(|n| d.program.params[*n].exact()).sum())),
            ["price_range", end] => {
                rule.price.iter().map(|n| ends(n, end == "high")).sum::<Option<Decimal>>().map(Value::Number)
            }
            ["price_range"] => Some(Value::Range {
                low: rule.price.iter().map(|n| ends(n, false)).sum(),
                high: rule.price.iter().map(|n| ends(n, true)).sum(),
            }),
            ["downtime_minutes"] => {
                let path = format!("deployments.{}.components.{component}.ladder.{tier}.targets.uptime", d.id);
                let found = self.model.quantities.iter().find(|f| f.path == path)?;
                downtime_minutes(found.quantity.point() * Decimal::ONE_HUNDRED)
            }
            _ => None,
        }
    }

    fn question(&self, name: &str, what: &str) -> Option<Value> {
        let question = self.model.file.review.as_ref()?.questions.get(name)?;
        let answered = review::answer(self.model, self.projection, question)?;
        let utilisation = answered.worst.map(|w| w.utilisation);
        match what {
            "answer" => Some(Value::Text(answered.answer.as_str().to_owned())),
            "utilisation" => utilisation.map(percent),
            "headroom" => utilisation.map(|u| percent(1.0 - u)),
            _ => None,
        }
    }

    fn readiness(&self, what: &str) -> Option<Value> {
        let score = review::score(self.model.file.review.as_ref()?.readiness.as_ref()?)?;
        match what {
            "sum" => Some(score.sum),
            "mean" => Some(score.mean),
            "mean_nonzero" => score.mean_nonzero,
            "missing" => score.missing,
            _ => None,
        }
        .map(Value::Number)
    }

    fn measurement(&self, name: &str, what: &str) -> Option<Value> {
        let form = self.model.file.review.as_ref()?.measurements.get(name)?;
        let (all, warm) = review::samples(form)?;
        let size = all.size() as f64;
        let failures = f64::from(form.failures.unwrap_or(0));
        let number = match what {
            "count" => size,
            "mean" => all.mean(),
            "min" => all.min(),
            "max" => all.max(),
            "median" => all.median(),
            "p95_nearest_rank" => all.percentile_nearest_rank(Percentile::P95),
            "p95_linear" => all.percentile_linear(Percentile::P95),
            "stdev" => all.standard_deviation()?,
            "warm_mean" => warm.mean(),
            "warm_stdev" => warm.standard_deviation()?,
            "throughput" => f64::from(form.concurrency.unwrap_or(1)) * 1000.0 / warm.mean(),
            "headroom" => (1.0 - all.mean() / crate::money::number_of(form.target?)) * 100.0,
            "success_rate" => (size - failures) / size * 100.0,
            "error_upper_bound" => {
                stats::error_rate_upper_bound(
                    form.failures.unwrap_or(0),
                    all.size() as u32,
                    stats::Confidence::saturating(0.95),
                )
                .ok()?
                .get()
                    * 100.0
            }
            _ => return None,
        };
        Some(count(number))
    }
}

/// A node as a formula's value: numbers exactly, `{low, high}` as a range.
pub fn value_of(node: &Node) -> Value {
    let number = |digits: &str| digits.parse::<Decimal>().or_else(|_| Decimal::from_scientific(digits)).ok();
    match &node.kind {
        Kind::Number(digits) => number(digits).map_or(Value::Text(digits.clone()), Value::Number),
        Kind::Text(text) => Value::Text(text.clone()),
        Kind::Bool(b) => Value::Text(b.to_string()),
        Kind::Null => Value::Text(String::new()),
        Kind::List(items) => Value::List(items.iter().map(value_of).collect()),
        Kind::Record(entries) => {
            let end = |key: &str| node.get(key).and_then(|n| value_of(n).number());
            if !entries.is_empty()
                && entries
                    .iter()
                    .all(|(k, v)| (k == "low" || k == "high") && matches!(v.kind, Kind::Number(_) | Kind::Null))
            {
                Value::Range { low: end("low"), high: end("high") }
            } else {
                Value::Record(entries.iter().map(|(k, v)| (k.clone(), value_of(v))).collect::<IndexMap<_, _>>())
            }
        }
    }
}

fn money(amount: Money) -> Value {
    Value::Number(amount.amount())
}

/// A share of capacity in percent; a text where there is demand but no capacity.
fn percent(share: f64) -> Value {
    if share.abs() < 1e24 { count(share * 100.0) } else { Value::Text("no capacity".into()) }
}

/// A count, to twelve significant digits: what binary arithmetic adds beyond is noise.
fn count(number: f64) -> Value {
    Value::Number(decimal_of(number).and_then(|d| d.round_sf(12)).unwrap_or_default().normalize())
}

/// A figure of the trade: shares as percents; a text where it is not defined.
fn metric_value(metric: Metric, value: Option<f64>) -> Value {
    match (value, metric.definition().unit) {
        (None, _) => Value::Text("not defined".into()),
        (Some(value), Unit::Share) => count(value * 100.0),
        (Some(value), _) => count(value),
    }
}

fn counts(numbers: &[f64]) -> Vec<Value> {
    numbers.iter().map(|n| count(*n)).collect()
}

fn ratio(part: Decimal, whole: Decimal) -> Value {
    Value::Number(part.checked_div(whole).unwrap_or_default())
}

fn downtime_minutes(uptime_percent: Decimal) -> Option<Value> {
    let uptime = crate::money::number_of(uptime_percent) / 100.0;
    let down = stats::allowed_downtime(Share::new(uptime).ok()?).ok()?;
    Some(count(down.get() / 60.0))
}

/// The entry of a month (from 1), or all of them.
fn picked(values: Vec<Value>, month: &[&str]) -> Option<Value> {
    match month {
        [] => Some(Value::List(values)),
        [month] => values.into_iter().nth(month.parse::<usize>().ok()?.checked_sub(1)?),
        _ => None,
    }
}

/// The months of the `n`-th stretch of `length` months.
fn months_of(d: &Deployed, n: &str, length: usize) -> Option<std::ops::RangeInclusive<usize>> {
    let n: usize = n.parse().ok().filter(|n| *n >= 1)?;
    let last = n.checked_mul(length)?.min(d.program.months);
    let first = (n - 1) * length + 1;
    (first <= last).then_some(first..=last)
}

fn total(d: &Deployed, name: &str, months: std::ops::RangeInclusive<usize>) -> Option<Value> {
    let values = series(d, name)?;
    let sum: Option<Decimal> = months.map(|t| values.get(t - 1).and_then(Value::number)).sum();
    sum.map(Value::Number)
}

/// A series by month. Ratios have no rounding of their own; percentages are percents.
pub fn series(d: &Deployed, name: &str) -> Option<Vec<Value>> {
    let months = 1..=d.program.months;
    let s = &d.demand.subscription;
    let users = |t: usize| d.demand.registered[t];
    let all = |f: &dyn Fn(usize) -> Value| Some(months.clone().map(f).collect());
    let per = |amount: Money, n: f64| ratio(amount.amount(), decimal_of(n).unwrap_or_default());
    match name {
        "registered" => all(&|t| count(users(t))),
        "new_users" => all(&|t| count(users(t) - users(t - 1))),
        "active" => all(&|t| count(d.demand.active[t - 1])),
        "paying" => all(&|t| count(s.paying[t - 1])),
        "free" => all(&|t| count((users(t) - s.paying[t - 1] - s.lost.get(t - 1).copied().unwrap_or(0.0)).max(0.0))),
        "trial" => all(&|t| count(s.trial[t - 1])),
        "deferred" => all(&|t| money(s.deferred[t - 1])),
        "refunds" => all(&|t| money(s.refunds[t - 1])),
        "refunded" => all(&|t| money(s.refunded[t - 1])),
        "fees" => all(&|t| money(s.fees[t - 1])),
        "failed" => all(&|t| money(s.plans.iter().map(|p| p.failed[t - 1]).sum())),
        "recovered" => all(&|t| money(s.plans.iter().map(|p| p.recovered[t - 1]).sum())),
        "tax_collected" => all(&|t| money(s.tax_collected[t - 1])),
        "tax_remitted" => all(&|t| money(s.tax_remitted[t - 1])),
        "tax_owed" => all(&|t| money(s.tax_owed[t - 1])),
        "mrr" => all(&|t| money(s.mrr[t - 1].end)),
        "arr" => all(&|t| Value::Number(s.mrr[t - 1].end.amount() * Decimal::from(12))),
        "revenue" => all(&|t| money(s.revenue[t - 1])),
        "receipts" => all(&|t| money(s.receipts[t - 1])),
        "cost" => all(&|t| money(d.outcome.cost[t - 1])),
        "infrastructure" => all(&|t| money(d.outcome.infrastructure[t - 1])),
        "profit" => all(&|t| money(d.outcome.profit[t - 1])),
        "cash" => all(&|t| money(d.outcome.cash[t - 1])),
        "arpu" => all(&|t| per(s.revenue[t - 1], users(t))),
        "arppu" => all(&|t| per(s.revenue[t - 1], s.paying[t - 1])),
        "cost_per_user" => all(&|t| per(d.outcome.cost[t - 1], users(t))),
        "cost_per_paying" => all(&|t| per(d.outcome.cost[t - 1], s.paying[t - 1])),
        "margin" => all(&|t| ratio(d.outcome.profit[t - 1].amount() * Decimal::ONE_HUNDRED, s.revenue[t - 1].amount())),
        "growth" => all(&|t| count(if users(t - 1) > 0.0 { (users(t) / users(t - 1) - 1.0) * 100.0 } else { 0.0 })),
        _ => None,
    }
}

fn plan_series(d: &Deployed, plan: &str, name: &str) -> Option<Vec<Value>> {
    let index = d.program.subscription.plans.get_index_of(plan)?;
    let (rule, run) = (&d.program.subscription.plans[index], &d.demand.subscription.plans[index]);
    let revenue = &d.demand.subscription.revenue;
    match name {
        "customers" => Some(counts(&run.customers)),
        "new" => Some(counts(&run.new)),
        "churned" => Some(counts(&run.churned)),
        "revenue" => Some(run.revenue.iter().map(|m| money(*m)).collect()),
        "involuntary" => Some(counts(&run.involuntary)),
        "reactivated" => Some(counts(&run.reactivated)),
        "from_free" => Some(counts(&run.from_free)),
        "to_free" => Some(counts(&run.to_free)),
        "receipts" => Some(run.receipts.iter().map(|m| money(*m)).collect()),
        "deferred" => Some(run.deferred.iter().map(|m| money(*m)).collect()),
        "mrr" => Some(run.mrr.iter().map(|m| money(m.end)).collect()),
        "share_of_revenue" => Some(
            run.revenue
                .iter()
                .zip(revenue)
                .map(|(part, whole)| ratio(part.amount() * Decimal::ONE_HUNDRED, whole.amount()))
                .collect(),
        ),
        "break_even" => {
            let price = d.program.params[*rule.prices.first()?].exact();
            Some(
                d.outcome
                    .cost
                    .iter()
                    .map(|c| Value::Number(c.amount().checked_div(price).unwrap_or_default().ceil()))
                    .collect(),
            )
        }
        _ => None,
    }
}

/// What a plan costs to serve: `infrastructure`, `burden` of free users, `direct`, `margin` after all of it in money, and
/// `least_price`.
fn served(d: &Deployed, plan: &str, name: &str, month: &[&str]) -> Option<Value> {
    let plan = d.program.subscription.plans.get_index_of(plan)?;
    let of: fn(&PlanServed) -> Value = match name {
        "infrastructure" => |p| money(p.infrastructure),
        "burden" => |p| money(p.burden),
        "direct" => |p| money(p.direct),
        "fees" => |p| money(p.fees),
        "margin" => |p| money(p.margin),
        "least_price" => |p| p.least_price.map_or(Value::Text("no price".into()), count),
        _ => return None,
    };
    let at = |t: usize| serve(d, t)?.plans.get(plan).map(of);
    match month {
        [] => (1..=d.program.months).map(at).collect::<Option<Vec<_>>>().map(Value::List),
        [month] => at(month.parse().ok()?),
        _ => None,
    }
}

/// A movement of MRR by name.
fn movement(name: &str) -> Option<fn(&Movements<Money>) -> Money> {
    Some(match name {
        "start" => |m| m.start,
        "new" => |m| m.new,
        "expansion" => |m| m.expansion,
        "reactivated" => |m| m.reactivated,
        "contraction" => |m| m.contraction,
        "churned" => |m| m.churned,
        "involuntary" => |m| m.involuntary,
        "end" => |m| m.end,
        _ => return None,
    })
}

fn line_amounts<'a>(d: &'a Deployed, line: &str) -> Option<&'a [Money]> {
    d.outcome.lines.iter().find(|l| l.id == line).map(|l| &l.amounts[..])
}

fn component_series(d: &Deployed, component: &str, name: &str) -> Option<Vec<Value>> {
    let run = d.outcome.components.get(component)?;
    let rule = d.rule.components.get(component)?;
    let worst = |u: &Vec<f64>| u.iter().copied().fold(0.0, f64::max);
    Some(match name {
        "cost" => line_amounts(d, component)?.iter().map(|m| money(*m)).collect(),
        "utilisation" => run.utilisation.iter().map(|u| percent(worst(u))).collect(),
        "headroom" => run.utilisation.iter().map(|u| percent(1.0 - worst(u))).collect(),
        "p95_ms" => run.p95_ms.iter().map(|p| p.map_or(Value::Text("saturated".into()), count)).collect(),
        "instances" => run.choice.iter().map(|c| Value::Number(c.instances.into())).collect(),
        "tier" => run
            .choice
            .iter()
            .map(|c| Value::Text(rule.tiers.get_index(c.tier).map_or(String::new(), |(id, _)| id.clone())))
            .collect(),
        _ => return None,
    })
}

/// A path's `response_ms` (at the percentile that is promised, or p95), `mean_ms`, and by how many percent its load may
/// `grow`; only the months that are asked for are worked out.
fn response(d: &Deployed, path: &str, name: &str, month: &[&str]) -> Option<Value> {
    let index = d.program.paths.get_index_of(path)?;
    let at = |t: usize| {
        let answer = paths::at(d, index, t)?;
        let ms = |time: Option<f64>| time.map_or(Value::Text("saturated".into()), count);
        match name {
            "response_ms" => Some(ms(answer.percentile_ms)),
            "mean_ms" => Some(ms(answer.mean_ms)),
            "grow" => answer.slo.map(|_| match answer.growth.map(Share::get) {
                Some(growth) if growth < 1e24 => count(growth * 100.0),
                Some(_) => Value::Text("unbounded".into()),
                None => Value::Text("never kept".into()),
            }),
            _ => None,
        }
    };
    match month {
        [] => (1..=d.program.months).map(at).collect::<Option<Vec<_>>>().map(Value::List),
        [month] => at(month.parse().ok()?),
        _ => None,
    }
}

/// `declared`, `derived`, `measured`, `effective`, `disagreement` in percent, and `derived_range.low|high`: with every
/// parameter at its bad end, and at its good.
fn capacity(d: &Deployed, component: &str, tier: &str, limit: &str, what: &[&str]) -> Option<Value> {
    let rule = d.rule.components.get(component)?;
    let tier = rule.tiers.get_index_of(tier)?;
    let index = rule.limits.iter().position(|l| d.program.limits.get_index(*l).is_some_and(|(n, _)| n == limit))?;
    let capacity = Supplier::new(d.program, rule, &d.program.params).capacities[tier][index];
    let (low, high) = derived_ends(d, rule.limits[index], &rule.tiers[tier].shape);
    match *what {
        ["declared"] => capacity.declared.map(count),
        ["derived"] => capacity.derived.map(count),
        ["measured"] => capacity.measured.map(count),
        ["effective"] => capacity.effective.map(count),
        ["disagreement"] => capacity.disagreement().map(percent),
        ["derived_range", "low"] => low.map(count),
        ["derived_range", "high"] => high.map(count),
        ["derived_range"] => Some(Value::Range { low: low.and_then(decimal_of), high: high.and_then(decimal_of) }),
        _ => None,
    }
}

/// A derived capacity with every parameter of the limit at its high end (which holds least), and at its low end.
pub fn derived_ends(
    d: &Deployed,
    limit: usize,
    shape: &crate::model::program::ShapeRule,
) -> (Option<f64>, Option<f64>) {
    let how = &d.program.limits[limit].how;
    let params = &d.program.params;
    let machine = shape.machine(params);
    let at = |high: bool| limits::derived(how, &machine, |n| params.end(n, high));
    (at(true), at(false))
}

fn break_even_value(d: &Deployed, what: &[&str]) -> Option<Value> {
    let whole = |n: Option<u64>| n.map(|n| Value::Number(n.into()));
    let month = |t: &str| t.parse::<usize>().ok().filter(|t| (1..=d.program.months).contains(t));
    match *what {
        ["operating"] => whole(d.break_even.operating.map(|t| t as u64)),
        ["cumulative"] => whole(d.break_even.cumulative.map(|t| t as u64)),
        ["trough"] => Some(money(d.break_even.trough.0)),
        ["trough_month"] => Some(Value::Number((d.break_even.trough.1 as u64).into())),
        ["customers", t] => whole(break_even::customers(d.rule, d.demand, d.outcome, month(t)?)),
        ["subscribers", t] => whole(break_even::registered(d.rule, d.demand, d.outcome, month(t)?)),
        _ => None,
    }
}

fn selection(d: &Deployed, component: &str, what: &str, servers: &[&str]) -> Option<Value> {
    let rule = d.rule.components.get(component)?;
    let policy = rule.selection.as_ref()?.policy(&d.program.params);
    let servers = servers.first().and_then(|s| s.parse::<u32>().ok());
    match what {
        "shares" => Some(Value::List(policy.rank_shares(Servers::new(servers?)).map(|s| count(s.get())).collect())),
        "imbalance" => policy.imbalance_at_fixed_scores(Servers::new(servers?)).map(|i| count(i.get())),
        "simulated_imbalance" => Some(count(Supplier::new(d.program, rule, &d.program.params).imbalance(servers?))),
        "users_by_remainder" => {
            Some(Value::List(policy.users_by_remainder(u64::from(servers?)).map(|n| Value::Number(n.into())).collect()))
        }
        "weight_sum" => Some(count(policy.load_weight.get() + policy.latency_weight.get())),
        _ => None,
    }
}

fn rate_limit(d: &Deployed, plan: &str, what: &str) -> Option<Value> {
    let rule = d.program.subscription.plans.get(plan)?;
    let limit = d.program.params.number(rule.rate_limit?) as u32;
    match what {
        "worst_burst" => {
            Some(Value::Number(RateLimit { per_minute: limit, window: Window::Fixed }.worst_burst().into()))
        }
        "refused" => {
            let mean = Count::saturating(d.program.params.number(rule.requests_per_minute?));
            Some(count(refused_share(limit, mean).get() * 100.0))
        }
        _ => None,
    }
}
