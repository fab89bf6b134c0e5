//! Deployment × component × month: what it runs on, and how full that is.
//!
//! Columns: `deployment`; `position` in the deployment, from 0; `component`, `label`; `t`, `month`, `quarter`, `year`;
//! `tier`, `instances`; `utilisation` of the limit that is fullest, and that `limit` (none where nothing limits it);
//! `p95_ms` (none where saturated or not modelled); `breach`; `cost`.

use headroom_engine::form::Named;
use headroom_engine::model::program::{ComponentRule, Program, Supply, UsageRule};
use headroom_engine::money::Money;
use headroom_engine::project::{Ledger, Outcome, SupplyRun, bases};
use headroom_engine::{Model, Projection};
use polars::prelude::{DataFrame, col};

use crate::period::{read_spans, span};
use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Period, Result, Span, Table, firsts, grouped, lasts, stable, sums};

/// A component by period.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentSeries {
    /// The component's name in the model.
    pub id: String,
    /// The component's name for a person.
    pub label: String,
    /// Its periods, in order.
    pub rows: Vec<ComponentRow>,
}

/// A component in the fullest month of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentRow {
    /// Which period.
    pub span: Span,
    /// The month of highest utilisation, counted from 1; the latest of equal ones.
    pub t: usize,
    /// What it runs on in that month.
    pub tier: String,
    /// How many of them.
    pub instances: usize,
    /// How full the fullest limit is in that month; none where nothing limits it.
    pub utilisation: Option<f64>,
    /// The fullest limit.
    pub limit: Option<String>,
    /// The response time in that month; none where it is saturated or not modelled.
    pub p95_ms: Option<f64>,
    /// Whether demand exceeds what it may hold in any month of the period.
    pub breach: bool,
    /// What it costs over the period.
    pub cost: Money,
}

/// A component with its rule, its run and its cost line.
struct Part<'a> {
    deployment: &'a str,
    position: usize,
    id: &'a str,
    rule: &'a ComponentRule,
    run: &'a SupplyRun,
    amounts: &'a [Money],
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let program = &model.program;
    let months = program.months;
    let demand = &projection.demand;
    let active = program.params.number_or(program.active, 1.0);
    let bases = bases(&demand.registered, &demand.subscription, active);
    let ledger = Ledger { program, params: &program.params, bases: &bases, drivers: &demand.drivers };
    let parts = parts(program, &projection.outcomes);
    let fullest = parts.iter().flat_map(|p| (1..=months).map(|t| fullest(program, &ledger, p, t)));
    let (utilisation, limit): (Vec<_>, Vec<_>) = fullest.map(Option::unzip).unzip();
    let mut sheet = Sheet::new(program);
    sheet.text("deployment", parts.iter().flat_map(|p| std::iter::repeat_n(p.deployment, months)));
    sheet.whole("position", parts.iter().flat_map(|p| std::iter::repeat_n(p.position, months)));
    sheet.text("component", parts.iter().flat_map(|p| std::iter::repeat_n(p.id, months)));
    sheet.text("label", parts.iter().flat_map(|p| std::iter::repeat_n(p.rule.label.as_str(), months)));
    sheet.calendar(parts.iter().flat_map(|_| 1..=months));
    sheet.text("tier", parts.iter().flat_map(|p| p.run.choice.iter().map(|c| tier(p.rule, c.tier))));
    sheet.whole("instances", parts.iter().flat_map(|p| p.run.choice.iter().map(|c| c.instances as usize)));
    sheet.count_or_none("utilisation", utilisation);
    sheet.text_or_none("limit", limit);
    sheet.count_or_none("p95_ms", parts.iter().flat_map(|p| p.run.p95_ms.iter().copied()));
    sheet.flag("breach", parts.iter().flat_map(|p| p.run.breach.iter().copied()));
    sheet.money("cost", parts.iter().flat_map(|p| p.amounts.iter().copied()))?;
    sheet.frame()
}

fn parts<'a>(program: &'a Program, outcomes: &'a Named<Outcome<Money>>) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for ((deployment, rule), outcome) in program.deployments.iter().zip(outcomes.values()) {
        // A deployment's lines begin with those of its components, in their order.
        let runs = outcome.components.values().zip(&outcome.lines);
        for (position, ((id, rule), (run, line))) in rule.components.iter().zip(runs).enumerate() {
            parts.push(Part { deployment, position, id, rule, run, amounts: &line.amounts });
        }
    }
    parts
}

/// What a component runs on: the label of its tier, or of what is metered.
fn tier(rule: &ComponentRule, tier: usize) -> &str {
    match &rule.supply {
        Supply::Usage(usage) => &usage.label,
        _ => rule.tiers.get_index(tier).map_or("", |(_, t)| &t.label),
    }
}

/// The highest utilisation of a component's limits in a month, and that limit's label.
fn fullest<'a>(program: &'a Program, ledger: &Ledger, part: &Part<'a>, t: usize) -> Option<(f64, &'a str)> {
    let limits = part.run.utilisation[t - 1].iter().copied().enumerate();
    let (i, utilisation) = limits.reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let label = match &part.rule.supply {
        Supply::Usage(usage) => resource(ledger, usage, t),
        _ => &program.limits[part.rule.limits[i]].label,
    };
    Some((utilisation, label))
}

/// Which resource of a metered service is fuller.
fn resource(ledger: &Ledger, usage: &UsageRule, t: usize) -> &'static str {
    let shares = usage.shares(&ledger.usage(usage, t)).map(|(name, share)| (name, share.unwrap_or(0.0)));
    shares.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a }).map_or("", |(name, _)| name)
}

impl Frames<'_> {
    /// The components of a deployment by period, each in its fullest month.
    pub fn component_periods(&self, deployment: &str, period: Period) -> Result<Vec<ComponentSeries>> {
        let aggregates = span()
            .into_iter()
            .chain(firsts(["component", "label"]))
            .chain(lasts(["tier", "instances", "utilisation", "limit", "p95_ms"]))
            .chain([col("t").last().alias("worst"), col("breach").any(true)])
            .chain(sums(["cost"]));
        let by_fullness = self.rows_of(Table::Components, deployment)?.sort(["position", "utilisation"], stable())?;
        let rows = grouped(by_fullness, ["position", period.column()], aggregates)?;
        let rows = rows.sort(["position", "from"], stable())?;

        let spans = read_spans(&self.model.program, &rows, period)?;
        let (t, tiers, instances) = (rows.whole("worst")?, rows.texts("tier")?, rows.whole("instances")?);
        let (utilisation, limits) = (rows.counts_or_none("utilisation")?, rows.texts_or_none("limit")?);
        let (p95_ms, breach, cost) = (rows.counts_or_none("p95_ms")?, rows.flags("breach")?, rows.money("cost")?);
        let names = rows.texts("component")?.into_iter().zip(rows.texts("label")?);
        let cells =
            spans.into_iter().zip(tiers).zip(limits).enumerate().map(|(i, ((span, tier), limit))| ComponentRow {
                span,
                t: t[i],
                tier,
                instances: instances[i],
                utilisation: utilisation[i],
                limit,
                p95_ms: p95_ms[i],
                breach: breach[i],
                cost: cost[i],
            });
        let mut series: Vec<ComponentSeries> = Vec::new();
        for ((id, label), row) in names.zip(cells) {
            match series.last_mut() {
                Some(last) if last.id == id => last.rows.push(row),
                _ => series.push(ComponentSeries { id, label, rows: vec![row] }),
            }
        }
        Ok(series)
    }
}
