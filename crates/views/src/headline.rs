//! The five figures under the tabs: when it pays, how much room is left, what comes in, what each user costs, and what
//! must be ordered next.

use headroom_engine::decide::upgrades::plan;
use headroom_pages::{Figure, Tag, Tone, Why, WhyInput};

use crate::capacity::zone_tone;
use crate::scene::{Now, Scene};
use crate::{format, revenue, words};

/// How many letters of a change of tier are shown in large type.
const LONGEST: usize = 16;

/// The five headline figures.
pub fn headline(scene: &Scene) -> Vec<Figure> {
    vec![break_even(scene), headroom(scene), revenue(scene), cost_per_user(scene), next_upgrade(scene)]
}

fn figure(id: &str, label: &str, value: impl Into<String>, detail: impl Into<String>) -> Figure {
    Figure { id: id.into(), label: label.into(), value: value.into(), detail: detail.into(), tag: None, why: None }
}

fn tag(text: impl Into<String>, tone: Tone) -> Option<Tag> {
    Some(Tag { text: text.into(), tone })
}

fn why(formula: &str, inputs: Vec<(&str, String, String)>) -> Option<Why> {
    let inputs =
        inputs.into_iter().map(|(label, value, source)| WhyInput { label: label.into(), value, source }).collect();
    Some(Why { formula: formula.into(), inputs })
}

/// The month from which revenue covers cost, and the one by which losses are repaid.
pub fn break_even(scene: &Scene) -> Figure {
    let label = "Break-even";
    if !scene.has_revenue() {
        let cost = &scene.deployed.outcome.cost;
        let (total, last) = (cost.iter().copied().sum(), scene.months());
        let inputs = [1, last].map(|t| ("Cost", scene.money(cost[t - 1]), scene.month(t)));
        return Figure {
            tag: tag("cost only", Tone::Neutral),
            why: why("the sum of all cost lines, over all months; without revenue nothing can cover it", inputs.into()),
            ..figure(
                "break_even",
                label,
                "No revenue",
                format!("the plan has no prices; it costs {} in all", scene.brief(total)),
            )
        };
    }
    let over_time = scene.deployed.break_even;
    let Some(since) = over_time.operating else {
        let last = scene.months();
        let short = -scene.deployed.outcome.profit[last - 1];
        let short = format!("{} short in {}", scene.brief(short), scene.month(last));
        let (value, mark, detail) = match over_time.first_apart() {
            Some(first) => ("Not for good", "lost again", format!("first in {}; {short}", scene.month(first))),
            None => ("Not in sight", "not in sight", short),
        };
        return Figure {
            tag: tag(mark, Tone::Bad),
            why: why_break_even(scene, last),
            ..figure("break_even", label, value, detail)
        };
    };
    let repaid = match over_time.cumulative {
        Some(1) => "from the first month, with nothing to repay".to_owned(),
        Some(t) => format!("losses repaid by {}", scene.month(t)),
        None => format!("losses not repaid by {}", scene.month(scene.months())),
    };
    let (mark, detail) = match over_time.first_apart() {
        None => (tag("holds", Tone::Good), repaid),
        Some(first) => (tag("lost between", Tone::Warn), format!("first in {}; {repaid}", scene.month(first))),
    };
    Figure { tag: mark, why: why_break_even(scene, since), ..figure("break_even", label, scene.month(since), detail) }
}

fn why_break_even(scene: &Scene, t: usize) -> Option<Why> {
    let o = scene.deployed.outcome;
    let month = scene.month(t);
    why(
        "the month from which revenue ≥ cost to the plan's end",
        vec![
            (
                "Revenue",
                format!("{} in {month}", scene.money(scene.deployed.demand.subscription.revenue[t - 1])),
                "plans × customers at the month's end".into(),
            ),
            ("Cost", format!("{} in {month}", scene.money(o.cost[t - 1])), "the sum of all cost lines".into()),
            ("Profit", format!("{} in {month}", scene.money(o.profit[t - 1])), "revenue less cost".into()),
        ],
    )
}

/// Headroom of the tightest limit in the month of the day.
pub fn headroom(scene: &Scene) -> Figure {
    let (now, lies) = scene.now();
    let label =
        if lies == Now::Within { "Headroom now".to_owned() } else { format!("Headroom in {}", scene.month(now)) };
    let Some((component, index, utilisation)) = scene.tightest(now) else {
        let formula = "1 − demand / capacity, for the tightest limit";
        return Figure {
            why: why(formula, vec![("Limits", "none".to_owned(), scene.deployed.rule.label.clone())]),
            ..figure("headroom", &label, "No limit", "nothing in this deployment is held against a limit")
        };
    };
    let tone = zone_tone(scene, utilisation);
    let mark = match tone {
        Tone::Bad if utilisation > 1.0 => "over",
        Tone::Bad => "very tight",
        Tone::Warn => "tight",
        _ => "ok",
    };
    let rule = &scene.deployed.rule.components[component];
    let Some(limit) = rule.limits.get(index).map(|l| &scene.model.program.limits[*l]) else {
        let used = format::share(utilisation);
        let detail = format!("{} uses {used} of what its provider allows one service", rule.label);
        return Figure {
            tag: tag(mark, tone),
            why: why("1 − use / the most that the provider allows", vec![("Use", used, rule.label.clone())]),
            ..figure("headroom", &label, format::share(1.0 - utilisation), detail)
        };
    };
    let driver = &scene.model.program.drivers[limit.driver];
    let demand = scene.deployed.demand.drivers[limit.driver].demand[now - 1];
    let capacity = if utilisation > 0.0 { demand / utilisation } else { 0.0 };
    let value = if utilisation > 10.0 { "None".to_owned() } else { format::share(1.0 - utilisation) };
    let detail = format!("{} of {} {}", format::count(demand), format::count(capacity), driver.unit);
    let inputs = vec![
        ("Demand", format!("{} {}", format::count(demand), driver.unit), format!("workload: {}", driver.label)),
        (
            "Capacity",
            format!("{} {}", format::count(capacity), driver.unit),
            format!(
                "{}, {}",
                rule.label,
                scene.choice(component, scene.deployed.outcome.components[component].choice[now - 1])
            ),
        ),
        ("Limit", limit.label.clone(), "the tightest of this deployment".into()),
    ];
    Figure {
        tag: tag(mark, tone),
        why: why("1 − demand / capacity, for the tightest limit", inputs),
        ..figure("headroom", &label, value, detail)
    }
}

/// The month with which the year from the day on ends, or the plan's last where that comes before.
fn in_a_year(scene: &Scene) -> usize {
    (scene.now().0 + 11).min(scene.months())
}

/// MRR after a year, or revenue's absence.
pub fn revenue(scene: &Scene) -> Figure {
    let t = in_a_year(scene);
    if !scene.has_revenue() {
        return users(scene, t);
    }
    let s = &scene.deployed.demand.subscription;
    let last = scene.months();
    let detail = format!(
        "{} paying; {} in {}",
        format::count(s.paying[t - 1]),
        scene.brief(s.mrr[last - 1].end),
        scene.month(last)
    );
    Figure {
        why: Some(revenue::why_mrr(scene, t)),
        ..figure("mrr", &format!("MRR in {}", scene.month(t)), scene.brief(s.mrr[t - 1].end), detail)
    }
}

/// Users in month `t`, where nobody pays.
fn users(scene: &Scene, t: usize) -> Figure {
    let (registered, last) = (&scene.deployed.demand.registered, scene.months());
    let inputs = vec![
        ("Users a month before", format::count(registered[t - 1]), "growth".into()),
        ("Change in the month", format::count(registered[t] - registered[t - 1]), "growth".into()),
    ];
    let detail = format!("{} at the horizon, {}", format::count(registered[last]), scene.month(last));
    Figure {
        why: why("users a month before + change in the month", inputs),
        ..figure("mrr", &format!("Users in {}", scene.month(t)), format::count(registered[t]), detail)
    }
}

/// Infrastructure per paying subscriber, or per user where nobody pays.
pub fn cost_per_user(scene: &Scene) -> Figure {
    let d = &scene.deployed;
    let pays = scene.has_revenue();
    let each = |t: usize| {
        let count = if pays { d.demand.subscription.paying[t - 1] } else { d.demand.registered[t] };
        (count > 0.0).then(|| d.outcome.infrastructure[t - 1].to_f64() / count)
    };
    let (t, last) = (in_a_year(scene), scene.months());
    let label = if pays { "Infrastructure per payer" } else { "Infrastructure per user" };
    let (counted, source) =
        if pays { ("Paying subscribers", "growth and subscription") } else { ("Registered users", "growth") };
    let inputs = vec![
        ("Infrastructure", scene.money(d.outcome.infrastructure[t - 1]), scene.month(t)),
        (
            counted,
            format::count(if pays { d.demand.subscription.paying[t - 1] } else { d.demand.registered[t] }),
            source.into(),
        ),
    ];
    let why = why(&format!("infrastructure / {}", format::lower_first(counted)), inputs);
    let Some(value) = each(t) else { return Figure { why, ..figure("cost_per_user", label, "—", "nobody yet") } };
    let detail = each(last).map_or(String::new(), |v| {
        format!("in {}; {} in {}", scene.month(t), format::money_ratio(v, scene.currency()), scene.month(last))
    });
    Figure { why, ..figure("cost_per_user", label, format::money_ratio(value, scene.currency()), detail) }
}

/// What is fullest in a month.
fn tightest(scene: &Scene, t: usize) -> Vec<(&'static str, String, String)> {
    let Some((component, index, utilisation)) = scene.tightest(t) else {
        return vec![("Limits", "none".to_owned(), scene.deployed.rule.label.clone())];
    };
    let rule = &scene.deployed.rule.components[component];
    let limit = rule.limits.get(index).map(|limit| scene.model.program.limits[*limit].label.as_str());
    let source = limit.map_or(rule.label.clone(), |limit| format!("{}, {}", rule.label, format::lower_first(limit)));
    vec![("Highest utilisation", format!("{} in {}", format::share(utilisation), scene.month(t)), source)]
}

/// The next change that needs an order: of those that the day has not passed.
pub fn next_upgrade(scene: &Scene) -> Figure {
    let label = "Next upgrade";
    let (now, _) = scene.now();
    let gap = plan(scene.model, &scene.deployed).gaps.into_iter().find(|gap| gap.until >= now);
    let formula = "the first month in which what is in place no longer holds, less the lead time";
    let Some((component, change)) = scene.changes().into_iter().find(|(_, change)| change.needed_by >= now) else {
        return match gap {
            Some(gap) => Figure {
                tag: tag("too small", Tone::Bad),
                why: why(formula, tightest(scene, gap.from.max(now))),
                ..figure(
                    "next_upgrade",
                    label,
                    if gap.holds.is_some() { "None planned" } else { "Nothing holds" },
                    format!(
                        "{}, from {}: {}",
                        gap.label,
                        scene.month(gap.from),
                        words::too_small(&gap, scene.months())
                    ),
                )
            },
            None => Figure {
                tag: tag("enough", Tone::Good),
                why: why(formula, tightest(scene, scene.months())),
                ..figure(
                    "next_upgrade",
                    label,
                    "None",
                    format!("what is in place holds until {}", scene.month(scene.months())),
                )
            },
        };
    };
    let (from, to) = (scene.choice(component, change.from), scene.choice(component, change.to));
    let dates = format!("order by {}, needed {}", scene.month_at(change.order_by), scene.month(change.needed_by));
    // In large type a long change would take three lines.
    let whole = format!("{from} → {to}");
    let (value, detail) = if whole.chars().count() <= LONGEST {
        (whole, dates)
    } else {
        (format!("→ {to}"), format!("from {from}; {dates}"))
    };
    let away = change.order_by - now as i64;
    let mark = match away {
        ..=-1 => tag("overdue", Tone::Bad),
        0 => tag("order now", Tone::Bad),
        1..=3 => tag(format::counted(away as usize, "month", "months"), Tone::Warn),
        _ => tag(format::counted(away as usize, "month", "months"), Tone::Neutral),
    };
    let rule = &scene.deployed.rule.components[component];
    let inputs = vec![
        ("Forced by", scene.forced(component, &change.forced_by), rule.label.clone()),
        ("Lead time", format::counted(rule.lead_time, "month", "months"), "policy".into()),
        (
            "Cost",
            format!(
                "{} → {} a month",
                scene.brief(scene.price_of(component, change.from)),
                scene.brief(scene.price_of(component, change.to))
            ),
            "instances × the tier's price".into(),
        ),
    ];
    Figure {
        tag: mark,
        why: why("the first month in which what is in place no longer holds, less the lead time", inputs),
        ..figure("next_upgrade", label, value, detail)
    }
}
