//! Chart data. What a chart shows is decided here, in values; drawing adds nothing.

use headroom_charts::scale::{self, StartMonth, Unit};
use headroom_charts::{Axis, Chart, Direction, Graphic, Layer, Point, Role, Row, Segment, Series, Tick, Timeline};
use headroom_engine::money::Money;
use headroom_engine::project::break_even::{self, BySubscribers};

use crate::format;
use crate::scene::Scene;

/// How many cost lines a stacked chart tells apart; the rest are drawn together.
const MOST_STACKED: usize = 7;

impl Scene<'_> {
    fn start(&self) -> StartMonth {
        let start = self.model.program.start;
        StartMonth { year: start.year(), month: start.month() }
    }

    /// Months 1 to T at x = 0 to T − 1.
    fn months_axis(&self) -> Axis {
        scale::month_axis(self.start(), self.months() as u32)
    }

    fn money_axis(&self, values: impl IntoIterator<Item = f64>) -> Axis {
        scale::value_axis(values, Unit::Money(self.model.program.currency.symbol()))
    }

    fn money_series(&self, id: &str, label: &str, role: Role, amounts: &[Money]) -> Series {
        let points: Vec<Point> =
            amounts.iter().enumerate().map(|(i, m)| Point { x: i as f64, y: m.to_f64() }).collect();
        let readings = amounts.iter().map(|m| self.money(*m)).collect();
        let end = amounts.last().map(|m| scale::compact_money(m.to_f64(), self.model.program.currency.symbol()));
        Series { id: id.into(), label: label.into(), end, role, points, readings }
    }

    /// "US$ per month" in the words of the model's currency.
    fn per_month(&self) -> String {
        format!("{} per month", self.model.program.currency.code())
    }
}

fn line(series: Series) -> Layer {
    Layer::Line { series, step: false, dashed: false }
}

fn x_of(t: usize) -> f64 {
    t as f64 - 1.0
}

/// Revenue and cost by month, with the months in which it pays.
pub fn revenue_and_cost(scene: &Scene) -> Graphic {
    let revenue = &scene.deployed.demand.subscription.revenue;
    let cost = &scene.deployed.outcome.cost;
    let mut layers = Vec::new();
    let pays = scene.has_revenue();
    if pays {
        let stretches = scene.deployed.break_even.operating.iter();
        layers.extend(stretches.map(|r| Layer::Shade { from: x_of(*r.start()), to: x_of(*r.end()), role: Role::Good }));
        layers.push(line(scene.money_series("revenue", "Revenue", Role::Revenue, revenue)));
    }
    layers.push(line(scene.money_series("cost", "Cost", Role::Cost, cost)));
    let first = scene.deployed.break_even.operating.first().map(|r| *r.start()).filter(|t| pays && *t > 1);
    if let Some(t) = first {
        layers.push(Layer::Rule {
            axis: Direction::Vertical,
            at: x_of(t),
            label: format!("break-even {}", scene.month(t)),
            role: Role::Neutral,
        });
        layers.push(Layer::Dot { at: Point { x: x_of(t), y: revenue[t - 1].to_f64() }, label: String::new() });
    }
    let values = revenue.iter().filter(|_| pays).chain(cost).map(|m| m.to_f64());
    let y = scene.money_axis(values);
    let summary = match (pays, first, scene.deployed.break_even.operating.first()) {
        (false, ..) => format!(
            "Cost grows from {} to {} a month; the plan has no revenue.",
            scene.brief(cost[0]),
            scene.brief(cost[cost.len() - 1])
        ),
        (true, Some(t), _) => format!("Revenue covers cost from {}.", scene.month(t)),
        (true, None, Some(_)) => "Revenue covers cost from the first month.".into(),
        (true, None, None) => "Revenue does not cover cost within the horizon.".into(),
    };
    let title = if pays { "Monthly revenue and cost" } else { "Monthly cost" };
    let subtitle = format!("{}{}", scene.per_month(), if pays { "; green where it pays" } else { "" });
    Graphic::Chart(Chart {
        id: "revenue-and-cost".into(),
        title: title.into(),
        subtitle,
        summary,
        x: scene.months_axis(),
        y,
        layers,
    })
}

/// Cash by month, with its trough and the month from which losses are repaid.
pub fn cash(scene: &Scene) -> Graphic {
    let cash = &scene.deployed.outcome.cash;
    let mut layers = vec![
        Layer::Rule { axis: Direction::Horizontal, at: 0.0, label: String::new(), role: Role::Neutral },
        line(scene.money_series("cash", "Cash", Role::Cash, cash)),
    ];
    let (trough, t) = scene.deployed.break_even.trough;
    if t > 0 {
        layers.push(Layer::Dot {
            at: Point { x: x_of(t), y: trough.to_f64() },
            label: format!("lowest {} in {}", scene.brief(trough), scene.month(t)),
        });
    }
    let repaid = scene.deployed.break_even.cumulative.filter(|t| *t > 1);
    if let Some(t) = repaid {
        layers.push(Layer::Rule {
            axis: Direction::Vertical,
            at: x_of(t),
            label: format!("repaid {}", scene.month(t)),
            role: Role::Good,
        });
    }
    let y = scene.money_axis(cash.iter().map(|m| m.to_f64()).chain([0.0]));
    let summary = match (t, repaid) {
        (0, _) => "Cash never falls below where it starts.".to_owned(),
        (_, Some(r)) => format!(
            "Cash is lowest in {} at {}; losses are repaid by {}.",
            scene.month(t),
            scene.brief(trough),
            scene.month(r)
        ),
        (_, None) => format!(
            "Cash is lowest in {} at {}; losses are not repaid within the horizon.",
            scene.month(t),
            scene.brief(trough)
        ),
    };
    Graphic::Chart(Chart {
        id: "cash".into(),
        title: "Cash".into(),
        subtitle: format!("{}, at the month's end", scene.model.program.currency.code()),
        summary,
        x: scene.months_axis(),
        y,
        layers,
    })
}

/// Profit by number of paying subscribers at the mix of a month, every crossing marked.
pub fn by_subscribers(scene: &Scene, t: usize) -> Option<(Graphic, BySubscribers<Money>)> {
    let d = &scene.deployed;
    let wide = break_even::by_subscribers(d.program, &d.program.params, d.rule, d.demand, d.outcome, t, None)?;
    let shown = shown_reach(&wide, d.demand.subscription.paying[t - 1]);
    let found = if shown < wide.most {
        break_even::by_subscribers(d.program, &d.program.params, d.rule, d.demand, d.outcome, t, Some(shown))?
    } else {
        wide
    };
    let series = |id: &str, label: &str, role: Role, pick: fn(&break_even::AtCount<Money>) -> Money| {
        let points = found.curve.iter().map(|c| Point { x: c.subscribers as f64, y: pick(c).to_f64() }).collect();
        let readings = found.curve.iter().map(|c| scene.money(pick(c))).collect();
        let end =
            found.curve.last().map(|c| scale::compact_money(pick(c).to_f64(), scene.model.program.currency.symbol()));
        Series { id: id.into(), label: label.into(), end, role, points, readings }
    };
    let mut layers: Vec<Layer> = found
        .pays
        .iter()
        .map(|r| Layer::Shade { from: *r.start() as f64, to: *r.end() as f64, role: Role::Good })
        .collect();
    layers.push(line(series("cost", "Cost", Role::Cost, |c| c.cost)));
    layers.push(line(series("revenue", "Revenue", Role::Revenue, |c| c.revenue)));
    for range in found.pays.iter().filter(|r| *r.start() > 0) {
        let revenue = value_at(&found, *range.start());
        layers.push(Layer::Dot {
            at: Point { x: *range.start() as f64, y: revenue },
            label: format::count(*range.start() as f64),
        });
    }
    let values = found.curve.iter().flat_map(|c| [c.revenue.to_f64(), c.cost.to_f64()]);
    let y = scene.money_axis(values);
    let step = scale::value_axis([0.0, found.most as f64], Unit::Count);
    let ticks: Vec<Tick> = step.ticks.into_iter().filter(|tick| tick.at <= found.most as f64).collect();
    let headings = found
        .curve
        .iter()
        .map(|c| Tick {
            at: c.subscribers as f64,
            label: format!("{} paying subscribers", format::count(c.subscribers as f64)),
        })
        .collect();
    let x = Axis { headings, ..Axis::new(0.0, found.most as f64, ticks).titled("paying subscribers") };
    let summary = crossings(&found);
    let chart = Chart {
        id: "by-subscribers".into(),
        title: "Break-even in subscribers".into(),
        subtitle: format!("{} at the mix of {}; steps are upgrades", scene.per_month(), scene.month(t)),
        summary,
        x,
        y,
        layers,
    };
    Some((Graphic::Chart(chart), found))
}

/// Far enough to see every crossing and what comes after, and no farther than the plan goes unless it must.
fn shown_reach(found: &BySubscribers<Money>, paying: f64) -> u64 {
    let last = found.pays.iter().map(|r| *r.start()).max().unwrap_or(0);
    let plan = paying.ceil() as u64;
    let reach = if last > 0 { (last * 2).max(20) } else { plan.max(20) };
    // Where the plan lies far beyond the last crossing, its own scale would hide the crossings.
    if plan <= reach * 4 { reach.max(plan) } else { reach }.min(found.most)
}

fn value_at(found: &BySubscribers<Money>, n: u64) -> f64 {
    let after = found.curve.iter().position(|c| c.subscribers >= n).unwrap_or(0);
    let (a, b) = (&found.curve[after.saturating_sub(1)], &found.curve[after]);
    let span = (b.subscribers - a.subscribers) as f64;
    let part = if span > 0.0 { (n.saturating_sub(a.subscribers)) as f64 / span } else { 1.0 };
    a.revenue.to_f64() + (b.revenue.to_f64() - a.revenue.to_f64()) * part
}

/// Every interval in words.
pub fn crossings(found: &BySubscribers<Money>) -> String {
    let words: Vec<String> = found
        .pays
        .iter()
        .map(|r| match *r.end() >= found.most {
            true => format!("from {}", format::count(*r.start() as f64)),
            false => format!("from {} to {}", format::count(*r.start() as f64), format::count(*r.end() as f64)),
        })
        .collect();
    match words.len() {
        0 => format!("It does not pay at any count up to {} paying subscribers.", format::count(found.most as f64)),
        1 => format!("It pays {} paying subscribers on.", words[0])
            .replace(" on.", if found.pays[0].end() >= &found.most { " on." } else { "." }),
        _ => format!(
            "It pays {} paying subscribers; each upgrade in between takes it under water again.",
            format::list(&words)
        ),
    }
}

/// Users over time.
pub fn users(scene: &Scene) -> Graphic {
    let registered = &scene.deployed.demand.registered[1..];
    let series = |id: &str, label: &str, role: Role, values: &[f64]| Series {
        id: id.into(),
        label: label.into(),
        end: values.last().map(|v| scale::compact(*v)),
        role,
        points: values.iter().enumerate().map(|(i, v)| Point { x: i as f64, y: *v }).collect(),
        readings: values.iter().map(|v| format::count(*v)).collect(),
    };
    let mut layers = vec![line(series("registered", "Registered", Role::Accent, registered))];
    if scene.has_revenue() {
        layers.push(line(series("paying", "Paying", Role::Revenue, &scene.deployed.demand.subscription.paying)));
    }
    let y = scale::value_axis(registered.iter().copied(), Unit::Count);
    let summary = format!(
        "Users grow from {} to {}.",
        format::count(registered[0]),
        format::count(registered[registered.len() - 1])
    );
    Graphic::Chart(Chart {
        id: "users".into(),
        title: "Users".into(),
        subtitle: "at the month's end".into(),
        summary,
        x: scene.months_axis(),
        y,
        layers,
    })
}

/// Utilisation of each component's tightest limit, with the target and the zones' edges. None where nothing is held
/// against a limit.
pub fn utilisation(scene: &Scene) -> Option<Graphic> {
    let mut layers = Vec::new();
    let mut highest = 1.0_f64;
    let params = &scene.model.program.params;
    for (i, (id, run)) in scene.deployed.outcome.components.iter().enumerate() {
        let values: Vec<f64> = run.utilisation.iter().map(|u| u.iter().copied().fold(0.0, f64::max).min(5.0)).collect();
        if values.iter().all(|v| *v == 0.0) {
            continue;
        }
        highest = values.iter().copied().fold(highest, f64::max);
        let series = Series {
            id: id.clone(),
            label: scene.deployed.rule.components[id].label.clone(),
            end: values.last().map(|v| format::share(*v)),
            role: Role::Hue(i as u8 % 8),
            points: values.iter().enumerate().map(|(i, v)| Point { x: i as f64, y: *v }).collect(),
            readings: run.utilisation.iter().map(|u| format::share(u.iter().copied().fold(0.0, f64::max))).collect(),
        };
        layers.push(line(series));
    }
    if layers.is_empty() {
        return None;
    }
    let target = scene.deployed.rule.components.values().next().map_or(0.7, |c| params.number(c.target));
    layers.push(Layer::Rule {
        axis: Direction::Horizontal,
        at: target,
        label: format!("target {}", format::share(target)),
        role: Role::Warn,
    });
    layers.push(Layer::Rule { axis: Direction::Horizontal, at: 1.0, label: "capacity".into(), role: Role::Bad });
    let y = scale::value_axis([0.0, highest * 1.02], Unit::Share);
    let summary = match scene.tightest(1) {
        Some((id, _, u)) => format!(
            "{} is the tightest, at {} of capacity in the first month.",
            scene.deployed.rule.components[id].label,
            format::share(u)
        ),
        None => "Nothing in this deployment is held against a limit.".into(),
    };
    Some(Graphic::Chart(Chart {
        id: "utilisation".into(),
        title: "Utilisation".into(),
        subtitle: "demand over capacity of each component's tightest limit; the room above is headroom".into(),
        summary,
        x: scene.months_axis(),
        y,
        layers,
    }))
}

/// Cost by month, stacked by line.
pub fn cost_stack(scene: &Scene) -> Graphic {
    let mut lines: Vec<(&str, &str, Vec<Money>)> =
        scene.deployed.outcome.lines.iter().map(|l| (l.id.as_str(), l.label.as_str(), l.amounts.clone())).collect();
    lines.retain(|(.., amounts)| amounts.iter().any(|m| *m > Money::ZERO));
    if lines.len() > MOST_STACKED {
        let total = |amounts: &[Money]| amounts.iter().copied().sum::<Money>();
        lines.sort_by_key(|(.., amounts)| std::cmp::Reverse(total(amounts)));
        let rest = lines.split_off(MOST_STACKED - 1);
        let together = (0..scene.months()).map(|i| rest.iter().map(|(.., a)| a[i]).sum()).collect();
        lines.push(("other", "Other", together));
    }
    let stack: Vec<Series> = lines
        .iter()
        .enumerate()
        .map(|(i, (id, label, amounts))| scene.money_series(id, label, Role::Hue(i as u8 % 8), amounts))
        .collect();
    let y = scene.money_axis(scene.deployed.outcome.cost.iter().map(|m| m.to_f64()));
    let last = scene.months();
    let summary = format!(
        "Cost is {} in {} and {} in {}.",
        scene.brief(scene.deployed.outcome.cost[0]),
        scene.month(1),
        scene.brief(scene.deployed.outcome.cost[last - 1]),
        scene.month(last)
    );
    Graphic::Chart(Chart {
        id: "cost-by-line".into(),
        title: "Cost by line".into(),
        subtitle: scene.per_month(),
        summary,
        x: scene.months_axis(),
        y,
        layers: vec![Layer::Bars { stack }],
    })
}

/// Revenue by plan, stacked.
pub fn revenue_stack(scene: &Scene) -> Graphic {
    let plans = &scene.model.program.subscription.plans;
    let runs = &scene.deployed.demand.subscription.plans;
    let stack: Vec<Series> = plans
        .values()
        .zip(runs)
        .enumerate()
        .filter(|(_, (plan, _))| !plan.free)
        .map(|(i, (plan, run))| scene.money_series(&plan.label, &plan.label, Role::Hue(i as u8 % 8), &run.revenue))
        .collect();
    let revenue = &scene.deployed.demand.subscription.revenue;
    let y = scene.money_axis(revenue.iter().map(|m| m.to_f64()));
    let summary =
        format!("Revenue reaches {} in {}.", scene.brief(revenue[revenue.len() - 1]), scene.month(scene.months()));
    Graphic::Chart(Chart {
        id: "revenue-by-plan".into(),
        title: "Revenue by plan".into(),
        subtitle: scene.per_month(),
        summary,
        x: scene.months_axis(),
        y,
        layers: vec![Layer::Bars { stack }],
    })
}

/// What adds to MRR and what takes from it, by month.
pub fn movements(scene: &Scene) -> Graphic {
    let months = &scene.deployed.demand.subscription.mrr;
    let of = |id: &str, label: &str, role: Role, pick: fn(&headroom_engine::project::Movements<Money>) -> Money| {
        scene.money_series(id, label, role, &months.iter().map(pick).collect::<Vec<_>>())
    };
    let mut stack =
        vec![of("new", "New", Role::Revenue, |m| m.new), of("churned", "Churned", Role::Cost, |m| -m.churned)];
    if months.iter().any(|m| m.expansion > Money::ZERO) {
        stack.insert(1, of("expansion", "Expansion", Role::Good, |m| m.expansion));
    }
    if months.iter().any(|m| m.contraction > Money::ZERO) {
        stack.push(of("contraction", "Contraction", Role::Warn, |m| -m.contraction));
    }
    let sums = months.iter().flat_map(|m| [(m.new + m.expansion).to_f64(), -(m.churned + m.contraction).to_f64()]);
    let y = scene.money_axis(sums);
    let last = months.last().copied().unwrap_or_default();
    let summary = format!(
        "In {} new MRR is {} and churned MRR {}.",
        scene.month(scene.months()),
        scene.brief(last.new),
        scene.brief(last.churned)
    );
    Graphic::Chart(Chart {
        id: "mrr-movements".into(),
        title: "MRR movements".into(),
        subtitle: format!(
            "{}; what adds to MRR above the line, what takes from it below",
            scene.model.program.currency.code()
        ),
        summary,
        x: scene.months_axis(),
        y,
        layers: vec![Layer::Bars { stack }],
    })
}

/// Cost of every deployment over time.
pub fn compare_cost(scene: &Scene) -> Graphic {
    let all = &scene.projection.outcomes;
    let rules = &scene.model.program.deployments;
    let layers = all
        .iter()
        .enumerate()
        .map(|(i, (id, outcome))| line(scene.money_series(id, &rules[id].label, Role::Hue(i as u8 % 8), &outcome.cost)))
        .collect();
    let y = scene.money_axis(all.values().flat_map(|o| o.cost.iter().map(|m| m.to_f64())));
    let total = |o: &headroom_engine::project::Outcome<Money>| o.cost.iter().copied().sum::<Money>();
    let cheapest = all.iter().min_by_key(|(_, o)| total(o));
    let summary = cheapest.map_or(String::new(), |(id, o)| {
        format!("{} is the cheapest over the horizon, at {} in all.", rules[id].label, scene.brief(total(o)))
    });
    Graphic::Chart(Chart {
        id: "compare-cost".into(),
        title: "Cost of each deployment".into(),
        subtitle: format!("{}, the same users", scene.per_month()),
        summary,
        x: scene.months_axis(),
        y,
        layers,
    })
}

/// Which tier when, with order-by dates. None without components.
pub fn timeline(scene: &Scene) -> Option<Graphic> {
    if scene.deployed.outcome.components.is_empty() {
        return None;
    }
    let rows = scene.deployed.outcome.components.iter().map(|(id, run)| {
        let rule = &scene.deployed.rule.components[id];
        let mut starts = vec![1];
        starts.extend(run.changes.iter().map(|c| c.needed_by));
        let segments = starts.iter().enumerate().map(|(i, from)| {
            let to = starts.get(i + 1).copied().unwrap_or(scene.months() + 1);
            let choice = run.choice[from - 1];
            let price = if rule.tiers.is_empty() {
                String::new()
            } else {
                format!(" · {}", scene.brief(scene.price_of(id, choice)))
            };
            let name = if rule.tiers.is_empty() { usage_label(rule) } else { scene.choice(id, choice) };
            let change = (i > 0).then(|| &run.changes[i - 1]);
            let reading = match change {
                Some(c) => format!(
                    "{name}{price} a month from {}, order by {}; forced by {}",
                    scene.month(*from),
                    scene.month_at(c.order_by),
                    scene.forced(id, &c.forced_by)
                ),
                None => format!("{name}{price} a month from {}", scene.month(*from)),
            };
            let breach = (*from..to).find(|t| run.breach[t - 1]);
            let reading =
                breach.map_or(reading.clone(), |t| format!("{reading}; beyond its target from {}", scene.month(t)));
            let order_by =
                change.filter(|c| c.order_by < c.needed_by as i64).map(|c| (c.order_by as f64 - 1.0).max(0.0));
            Segment {
                from: x_of(*from),
                to: x_of(to),
                label: format!("{name}{price}"),
                reading,
                order_by,
                first: i == 0,
            }
        });
        Row { label: rule.label.clone(), segments: segments.collect() }
    });
    let rows: Vec<Row> = rows.collect();
    let changes = scene.changes();
    let summary = match changes.first() {
        Some((id, c)) => format!(
            "{} within the horizon; the first: {} to {}, order by {}.",
            format::counted(changes.len(), "change", "changes"),
            scene.deployed.rule.components[*id].label,
            scene.choice(id, c.to),
            scene.month_at(c.order_by)
        ),
        None => "What is in place holds over the whole horizon.".into(),
    };
    Some(Graphic::Timeline(Timeline {
        id: "timeline".into(),
        title: "Upgrades".into(),
        subtitle: "Order by → needed by, and the limit that forces it".into(),
        summary,
        x: scale::month_span_axis(scene.start(), scene.months() as u32),
        rows,
    }))
}

fn usage_label(rule: &headroom_engine::model::program::ComponentRule) -> String {
    match &rule.supply {
        headroom_engine::model::program::Supply::Usage(usage) => usage.label.clone(),
        _ => "metered".into(),
    }
}
