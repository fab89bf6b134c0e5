//! The figures a SaaS business is judged by, each with its definition, what it is made of and where it stands.

use headroom_engine::metrics::{Metric, Unit};
use headroom_engine::model::file::Purpose;
use headroom_engine::money::Money;
use headroom_engine::project::Line;
use headroom_engine::project::break_even::is_variable;
use headroom_pages::{Figure, Tag, Tone, Why, WhyInput};

use super::answer::bound;
use super::marks::Mark;
use super::told;
use super::undefined::undefined;
use crate::scene::Scene;
use crate::{format, glossary};

const START: &str = "MRR at the start";
const NEW: &str = "New";
const EXPANSION: &str = "Expansion";
const REACTIVATED: &str = "Reactivated";
const CONTRACTION: &str = "Contraction";
const CHURNED: &str = "Churned";
/// What moves MRR.
const ALL: [&str; 6] = [START, NEW, EXPANSION, REACTIVATED, CONTRACTION, CHURNED];

/// The three definitions of LTV.
const LTV: [Metric; 3] = [Metric::LtvSimple, Metric::LtvMargin, Metric::LtvMeanChurn];

/// The figures of month `t` that have a value.
pub fn figures(scene: &Scene, t: usize) -> Vec<Figure> {
    let metrics = judged(scene, t).filter(|metric| metric.of(&scene.deployed, t).is_some());
    std::iter::once(mrr(scene, t)).chain(metrics.map(|metric| figure(scene, metric, t))).collect()
}

/// Those that have none, in a sentence, with why; nothing where all have one.
pub fn without_value(scene: &Scene, t: usize) -> Option<String> {
    let mut by_reason: Vec<(&str, Vec<String>)> = Vec::new();
    for metric in judged(scene, t) {
        let Some(why) = undefined(scene, metric, t) else { continue };
        let name = format::lower_first(metric.definition().label);
        match by_reason.iter_mut().find(|(same, _)| *same == why) {
            Some((_, names)) => names.push(name),
            None => by_reason.push((why, vec![name])),
        }
    }
    let parts: Vec<String> =
        by_reason.iter().map(|(why, names)| format!("{}, because {why}", format::list(names))).collect();
    (!parts.is_empty()).then(|| format!("Not defined in {}: {}.", scene.month(t), parts.join("; ")))
}

/// What a business is judged by. What it costs to win customers is left out where the model does not say.
fn judged(scene: &Scene, t: usize) -> impl Iterator<Item = Metric> {
    let spends = spends(scene, t);
    let stays = [
        Metric::NetRetention,
        Metric::NetRetentionYear,
        Metric::GrossRetention,
        Metric::QuickRatio,
        Metric::CustomerChurn,
    ];
    let worth = [Metric::ltv(scene.model.program.subscription.ltv), Metric::GrossMargin, Metric::ContributionMargin];
    let won = [Metric::CacBlended, Metric::LtvToCac, Metric::Payback];
    let whole = [Metric::RuleOf40, Metric::BurnMultiple, Metric::Runway];
    let won = won.into_iter().filter(move |_| spends);
    stays.into_iter().chain(worth).chain(won).chain(whole)
}

/// Whether anything is spent on sales and marketing up to month `t`.
pub fn spends(scene: &Scene, t: usize) -> bool {
    (1..=t).any(|t| Metric::AcquisitionSpend.of(&scene.deployed, t).is_some_and(|spend| spend > 0.0))
}

fn mrr(scene: &Scene, t: usize) -> Figure {
    let m = &scene.deployed.demand.subscription.mrr[t - 1];
    let paying = scene.deployed.demand.subscription.paying[t - 1];
    let arr = told(Unit::Money, m.end.to_f64() * 12.0, scene.currency());
    Figure {
        id: "mrr_in_month".into(),
        label: format!("MRR in {}", scene.month(t)),
        value: scene.brief(m.end),
        detail: format!("of {} paying; {arr} ARR", format::count(paying)),
        tag: None,
        why: Some(why_mrr(scene, t)),
    }
}

/// How MRR of month `t` comes about.
pub fn why_mrr(scene: &Scene, t: usize) -> Why {
    let end = WhyInput {
        source: glossary::define("MRR"),
        ..input("MRR at the end", scene.money(scene.deployed.demand.subscription.mrr[t - 1].end))
    };
    Why {
        formula: "start + new + expansion + reactivated − contraction − churned".into(),
        inputs: flows(scene, t, &ALL).into_iter().chain([end]).collect(),
    }
}

fn figure(scene: &Scene, metric: Metric, t: usize) -> Figure {
    let definition = metric.definition();
    let value = metric.of(&scene.deployed, t);
    let mark = Mark::of(scene, metric);
    let tag = mark.zip(value).map(|(mark, value)| Tag {
        text: bound(scene, mark),
        tone: if mark.is_met(value) { Tone::Good } else { Tone::Warn },
    });
    let detail = definition.text.to_owned();
    let mut inputs = made_of(scene, metric, t);
    let source = if definition.source.is_empty() { "common usage" } else { definition.source };
    inputs.push(input("Defined after", source));
    if let Some(mark) = mark {
        inputs.push(WhyInput { source: mark.source.into(), ..input("Usual mark", bound(scene, mark)) });
    }
    Figure {
        id: definition.id.into(),
        label: definition.label.into(),
        value: value.map_or_else(|| "—".to_owned(), |value| told(definition.unit, value, scene.currency())),
        detail,
        tag,
        why: Some(Why { formula: definition.text.into(), inputs }),
    }
}

fn input(label: &str, value: impl Into<String>) -> WhyInput {
    WhyInput { label: label.into(), value: value.into(), source: String::new() }
}

/// What a figure of a month is computed from.
fn made_of(scene: &Scene, metric: Metric, t: usize) -> Vec<WhyInput> {
    let d = &scene.deployed;
    let s = &d.demand.subscription;
    let money = |label: &str, amount: Money| input(label, scene.money(amount));
    let revenue = || money("Revenue", s.revenue[t - 1]);
    let paying = || input("Paying subscribers", format::count(s.paying[t - 1]));
    let other = |metrics: &[Metric]| metrics.iter().map(|metric| of_metric(scene, *metric, t)).collect::<Vec<_>>();
    // The last of the months that are multiplied.
    let of_the_month = |metric| vec![WhyInput { label: scene.month(t), ..of_metric(scene, metric, t) }];
    match metric {
        Metric::Arr => vec![money("MRR", s.mrr[t - 1].end)],
        Metric::Arpu => vec![revenue(), input("Registered users", format::count(d.demand.registered[t]))],
        Metric::Arppu => vec![revenue(), paying()],
        Metric::CustomerChurn | Metric::InvoluntaryChurn => lost(scene, t),
        Metric::RevenueChurn | Metric::GrossRetention => flows(scene, t, &[START, CONTRACTION, CHURNED]),
        Metric::NetRetention => flows(scene, t, &[START, EXPANSION, CONTRACTION, CHURNED]),
        Metric::NetRetentionYear => of_the_month(Metric::NetRetention),
        Metric::GrossRetentionYear => of_the_month(Metric::GrossRetention),
        Metric::QuickRatio => flows(scene, t, &[NEW, EXPANSION, REACTIVATED, CONTRACTION, CHURNED]),
        Metric::LtvSimple | Metric::LtvMargin | Metric::LtvMeanChurn => {
            let parts = [Metric::Arppu, Metric::CustomerChurn, Metric::GrossMargin];
            let used = if metric == Metric::LtvMargin { &parts[..] } else { &parts[..2] };
            let others: Vec<Metric> = LTV.into_iter().filter(|other| *other != metric).collect();
            let others = others.iter().map(|other| {
                let definition = other.definition();
                let source = format!("{}; {}", definition.text, definition.source);
                WhyInput { source, ..of_metric(scene, *other, t) }
            });
            other(used).into_iter().chain(others).collect()
        }
        Metric::AcquisitionSpend => Vec::new(),
        Metric::CacBlended | Metric::CacPaid => {
            vec![of_metric(scene, Metric::AcquisitionSpend, t), input("New customers", format::count(came(scene, t)))]
        }
        Metric::LtvToCac => other(&[Metric::ltv(d.program.subscription.ltv), Metric::CacBlended]),
        Metric::Payback => {
            let new = money("New MRR", s.mrr[t - 1].new);
            let came = input("New customers", format::count(came(scene, t)));
            other(&[Metric::CacBlended]).into_iter().chain([new, came]).chain(other(&[Metric::GrossMargin])).collect()
        }
        Metric::GrossMargin => {
            let serves = |line: &Line<Money>| {
                d.rule.costs.get(&line.id).is_some_and(|cost| cost.purpose == Some(Purpose::CostOfRevenue))
            };
            vec![
                revenue(),
                money("Infrastructure", d.outcome.infrastructure[t - 1]),
                money("Payment fees", s.fees[t - 1]),
                money("Other costs of revenue", lines(scene, t, |line| !line.infrastructure && serves(line))),
            ]
        }
        Metric::ContributionMargin => {
            let grows = lines(scene, t, |line| is_variable(d.rule, &line.id));
            vec![revenue(), money("Costs that grow with each customer", grows)]
        }
        Metric::BurnMultiple | Metric::Runway => {
            let mut inputs = vec![money("Cash at the month's end", d.outcome.cash[t - 1])];
            inputs.extend((t > 1).then(|| money("Cash a month before", d.outcome.cash[t.saturating_sub(2)])));
            inputs.extend(
                (metric == Metric::BurnMultiple).then(|| money("Net new MRR", s.mrr[t - 1].end - s.mrr[t - 1].start)),
            );
            inputs
        }
        Metric::RuleOf40 => {
            let before = t.checked_sub(13).map(|i| money("Revenue a year before", s.revenue[i]));
            [revenue()].into_iter().chain(before).chain([money("Profit", d.outcome.profit[t - 1])]).collect()
        }
        Metric::MagicNumber => {
            let quarter = |end: usize| s.revenue[end - 3..end].iter().copied().sum::<Money>();
            if t < 6 {
                return vec![revenue()];
            }
            vec![money("Revenue of three months", quarter(t)), money("Revenue of the three before", quarter(t - 3))]
        }
    }
}

/// The sum of some cost lines.
fn lines(scene: &Scene, t: usize, of: impl Fn(&Line<Money>) -> bool) -> Money {
    let lines = &scene.deployed.outcome.lines;
    lines.iter().filter(|line| of(line)).map(|line| line.amounts[t - 1]).sum()
}

/// A figure that another is made of.
fn of_metric(scene: &Scene, metric: Metric, t: usize) -> WhyInput {
    let definition = metric.definition();
    let value = match metric.of(&scene.deployed, t) {
        Some(value) => told(definition.unit, value, scene.currency()),
        None => format!("—, {}", undefined(scene, metric, t).unwrap_or_default()),
    };
    WhyInput { source: definition.text.into(), ..input(definition.label, value) }
}

/// The movements of MRR.
fn flows(scene: &Scene, t: usize, wanted: &[&str]) -> Vec<WhyInput> {
    let m = &scene.deployed.demand.subscription.mrr[t - 1];
    let start = if t == 1 { "what the plan begins with".to_owned() } else { format!("end of {}", scene.month(t - 1)) };
    let all = [
        (START, m.start, start),
        (NEW, m.new, glossary::define("New MRR")),
        (EXPANSION, m.expansion, glossary::define("Expansion")),
        (REACTIVATED, m.reactivated, glossary::define("Reactivated")),
        (CONTRACTION, m.contraction, glossary::define("Contraction")),
        (CHURNED, m.churned, glossary::define("Churned MRR")),
    ];
    all.into_iter()
        .filter(|(label, ..)| wanted.contains(label))
        .map(|(label, amount, source)| WhyInput { source, ..input(label, scene.money(amount)) })
        .collect()
}

fn came(scene: &Scene, t: usize) -> f64 {
    let d = &scene.deployed;
    d.demand.subscription.won(&d.program.subscription, t)
}

fn lost(scene: &Scene, t: usize) -> Vec<WhyInput> {
    let (run, rule) = (&scene.deployed.demand.subscription, &scene.deployed.program.subscription);
    let (left, unpaid) = (run.left(rule, t), run.unpaid(rule, t));
    let before = match t.checked_sub(2) {
        Some(i) => scene.deployed.demand.subscription.paying[i],
        None => scene
            .deployed
            .program
            .subscription
            .plans
            .values()
            .filter(|rule| !rule.free)
            .map(|rule| scene.deployed.program.params.number_or(rule.customers, 0.0))
            .sum(),
    };
    vec![
        input("Paying at the month's start", format::count(before)),
        input("Left in it", format::count(left)),
        input("of them unpaid", format::count(unpaid)),
    ]
}
