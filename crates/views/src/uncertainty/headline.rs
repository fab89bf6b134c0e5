//! The figures under the answer, each with its why.

use headroom_pages::{Block, Figure, Why, WhyInput};
use headroom_simulation::analysis::regret::MOST_PATHS_HELD;
use headroom_simulation::bands::Share;
use headroom_simulation::figure::{Monthly, Whole};

use super::answer::{likeliest, tightest};
use super::regret;
use super::view::{View, chance, margin, month_of, percentile};
use crate::format;

/// Months after which a founder asks whether it pays.
const ASKED: [usize; 3] = [12, 24, 36];

/// When it pays, then what it risks; nothing where no figure is known.
pub fn figures(view: &View) -> Option<Block> {
    let asked = ASKED.into_iter().take_while(|t| !is_sure_before(view, *t));
    let when = asked.filter_map(|t| repaid(view, t)).chain(median(view));
    let risk = [solvent(view), beforehand(view), breach(view), outgrown(view), cheapest(view), regretted(view)]
        .into_iter()
        .flatten();
    let figures: Vec<Figure> = when.chain(risk).collect();
    (!figures.is_empty()).then_some(Block::Figures { figures })
}

/// Whether all losses are repaid a year before already, or there are none: a later month says no more.
fn is_sure_before(view: &View, t: usize) -> bool {
    view.repaid().get(t.saturating_sub(13)).is_some_and(|share| share.share == 1.0)
}

fn figure(id: &str, label: String, value: String, detail: String, why: Why) -> Figure {
    Figure { id: id.into(), label, value, detail, tag: None, why: Some(why) }
}

/// How a share of paths came about.
fn counted(view: &View, formula: &str, share: &Share) -> Why {
    let count = |n: u64| format::count(n as f64);
    let input = |label: &str, value: String, source: String| WhyInput { label: label.into(), value, source };
    let mut inputs = vec![
        input("Paths on which it is so", count(share.hits), String::new()),
        input("Paths", count(share.paths), format!("seed {}", view.futures.request.seed)),
    ];
    if let Some(error) = share.error {
        let error = format!("{} %", format::figure(100.0 * error));
        inputs.push(input("Standard error", error, "from independent scrambles".into()));
    }
    Why { formula: formula.into(), inputs }
}

/// How a figure of all paths came about: its percentiles and mean.
fn spread(view: &View, formula: &str, of: Whole, read: impl Fn(f64) -> String) -> Why {
    let mut inputs = Vec::new();
    if let Some(quantity) = view.quantity(of) {
        let input = |label: String, value: String| WhyInput { label, value, source: String::new() };
        let levels = quantity.percentiles.iter();
        inputs.extend(levels.map(|p| input(super::view::below(p.level), read(p.value))));
        inputs.push(input("Paths".into(), format::count(quantity.paths as f64)));
    }
    Why { formula: formula.into(), inputs }
}

/// "± 1 %, in Jun 2027".
fn detail(share: &Share, rest: String) -> String {
    match margin(share.error) {
        Some(margin) => format!("± {margin}, {rest}"),
        None => rest,
    }
}

fn repaid(view: &View, t: usize) -> Option<Figure> {
    let by_then = view.repaid();
    let share = by_then.get(t - 1)?;
    let label = format!("Repaid by month {t}");
    let why = counted(view, "paths on which all earlier losses are repaid by then, over all paths", share);
    Some(figure(&format!("repaid_{t}"), label, chance(share.share), detail(share, view.month(t)), why))
}

fn median(view: &View) -> Option<Figure> {
    let by_then = view.repaid();
    if by_then.is_empty() {
        return None;
    }
    let read = |level: f64| month_of(&by_then, level).map_or("never".to_owned(), |t| view.month(t));
    let detail = match month_of(&by_then, 0.1) {
        None => format!("not within {}", view.horizon()),
        Some(_) => format!("p10 {}, p90 {}", read(0.1), read(0.9)),
    };
    let input = |label: &str, level: f64| WhyInput { label: label.into(), value: read(level), source: String::new() };
    let why = Why {
        formula: "the first month by which half of all paths have repaid their losses for good".into(),
        inputs: vec![input("p10", 0.1), input("p50", 0.5), input("p90", 0.9)],
    };
    let value = month_of(&by_then, 0.5).map_or("Never".to_owned(), |t| view.month(t));
    Some(figure("break_even_median", "Break-even, median".into(), value, detail, why))
}

fn solvent(view: &View) -> Option<Figure> {
    let share = view.share(Whole::Always(Monthly::Solvent(view.deployment))).filter(|_| view.has_opening())?;
    let shares = view.shares(Monthly::Solvent(view.deployment));
    let why = counted(view, "paths on which cash is below zero in no month, over all paths", share);
    let tightest = tightest(&shares).filter(|(_, tightest)| tightest.share < 1.0);
    let rest = match tightest {
        Some((t, tightest)) => format!("{} in {}, the tightest month", chance(tightest.share), view.month(t)),
        None => format!("over {}", view.horizon()),
    };
    Some(figure("solvent", "Cash never below zero".into(), chance(share.share), detail(share, rest), why))
}

/// The money to begin with that is enough on nearly all paths.
fn beforehand(view: &View) -> Option<Figure> {
    let of = Whole::Trough(view.deployment);
    let trough = view.quantity(of).filter(|_| view.has_revenue())?;
    let lowest = trough.percentiles.first().filter(|lowest| lowest.level < 0.5)?;
    if lowest.value >= 0.0 && !view.has_opening() {
        return None;
    }
    let why = spread(view, "the lowest cash of each path, percentiles over all paths", of, |cash| view.money(cash));
    let middle = percentile(trough, 0.5).map_or(String::new(), |p| format!("median {}, ", view.money(p.value)));
    let detail = format!("{middle}{} of paths stay above", chance(1.0 - lowest.level));
    Some(figure("trough", "Lowest cash".into(), view.money(lowest.value), detail, why))
}

fn breach(view: &View) -> Option<Figure> {
    let (t, share) = likeliest(&view.shares(Monthly::Breach(view.deployment)))?;
    let why = counted(
        view,
        "paths on which what some component has does not hold: no tier of its ladder, or what its schedule has; in the month with the most",
        share,
    );
    let detail = match share.share {
        0.0 => "on every path what is in place holds".to_owned(),
        _ => detail(share, format!("{}, the worst month", view.month(t))),
    };
    Some(figure("breach", "Too small".into(), chance(share.share), detail, why))
}

/// The plan's own tiers on paths that go otherwise than the plan.
fn outgrown(view: &View) -> Option<Figure> {
    let (t, share) = likeliest(&view.shares(Monthly::Outgrown(view.deployment)))?;
    let formula =
        "paths whose demand exceeds the capacity of the tiers that the plan has in place, in the month with the most";
    let detail = match share.share {
        0.0 => "the plan's tiers hold every path".to_owned(),
        _ => detail(share, format!("{}, the worst month", view.month(t))),
    };
    let why = counted(view, formula, share);
    Some(figure("outgrown", "Plan's tiers outgrown".into(), chance(share.share), detail, why))
}

fn cheapest(view: &View) -> Option<Figure> {
    let (d, share) = regret::likeliest(view)?;
    let why = counted(
        view,
        "paths on which it holds the load in the most months and, of those that do, costs least over the horizon; over all paths",
        share,
    );
    let detail = detail(share, view.name(d).to_owned());
    Some(figure("cheapest", "Best deployment".into(), chance(share.share), detail, why))
}

fn regretted(view: &View) -> Option<Figure> {
    let (d, quantity) = regret::least(view)?;
    let of = Whole::Regret(d);
    let formula = "cost over the horizon less that of the cheapest deployment that holds the same path no worse, mean over all paths";
    let why = spread(view, formula, of, |regret| view.money(regret));
    let holds = regret::holds(view, d);
    let held = holds.map_or("unknown".to_owned(), |share| chance(share.share));
    let detail = format!("{}, holds on {held} of paths", view.name(d));
    // What holds on most paths stands before what is cheaper and does not.
    let label = match holds.is_some_and(|share| share.share >= MOST_PATHS_HELD) {
        true => "Least regret of what mostly holds",
        false => "Least expected regret",
    };
    Some(figure("regret", label.into(), view.money(quantity.mean), detail, why))
}
