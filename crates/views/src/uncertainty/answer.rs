//! The answer in sentences, and how exact it is.

use headroom_pages::Span;
use headroom_simulation::bands::Share;
use headroom_simulation::figure::{Monthly, Whole};
use headroom_simulation::futures::FEWEST_PATHS;
use headroom_simulation::run::{Points, SCRAMBLES};

use super::view::{View, chance, month_of, percentile, probability};
use super::{Uncertain, regret};
use crate::format;

/// What a person wants to know first.
pub fn sentences(view: &View, given: &str) -> Vec<Span> {
    let mut text = Vec::new();
    if view.paths() < FEWEST_PATHS {
        let few = format::counted(view.paths() as usize, "path counts", "paths count");
        text.extend([Span::strong(format!("Only {few}")), Span::plain(": too few for what follows to be relied on. ")]);
    }
    let paths = format!("{} paths", format::count(view.paths() as f64));
    let paths = if given.is_empty() { paths } else { format!("the {paths} on which {given}") };
    if view.has_revenue() && view.repaid().first().is_some_and(|first| first.share == 1.0) {
        text.extend([Span::strong("There is never a loss to repay"), Span::plain(format!(" on any of {paths}. "))]);
    } else if view.has_revenue() {
        text.extend(cash(view, &paths));
        text.extend(repaid(view));
    } else {
        text.extend(cost(view, &paths));
    }
    text.extend(breach(view));
    text.extend(outgrown(view));
    text.extend(best(view));
    text
}

/// How cash fares: against what is in the bank where the model says it, otherwise what is needed.
fn cash(view: &View, paths: &str) -> Vec<Span> {
    if view.has_opening() {
        let event = Monthly::Solvent(view.deployment);
        let never = view.share(Whole::Always(event));
        let (Some(share), Some((t, tightest))) = (never, tightest(&view.shares(event))) else { return Vec::new() };
        if share.share == 1.0 {
            return vec![Span::strong("Cash is never below zero"), Span::plain(format!(" on any of {paths}; "))];
        }
        return vec![
            Span::plain("Cash is never below zero on "),
            Span::strong(probability(share)),
            Span::plain(format!(" of {paths}, and in {}, the tightest month, on ", view.month(t))),
            Span::plain(format!("{}; ", chance(tightest.share))),
        ];
    }
    let lowest = view.quantity(Whole::Trough(view.deployment)).and_then(|trough| trough.percentiles.first());
    let Some(lowest) = lowest else { return vec![Span::plain(format!("Of {paths}, "))] };
    let share = chance(1.0 - lowest.level);
    if lowest.value >= 0.0 {
        return vec![Span::strong(share), Span::plain(format!(" of {paths} need no money beforehand; "))];
    }
    vec![
        Span::strong(share),
        Span::plain(format!(" of {paths} need no more than ")),
        Span::strong(view.money(-lowest.value)),
        Span::plain(" beforehand; "),
    ]
}

/// The month in which an event is least likely.
pub fn tightest<'a>(shares: &[&'a Share]) -> Option<(usize, &'a Share)> {
    let months = shares.iter().copied().enumerate().map(|(i, share)| (i + 1, share));
    months.min_by(|a, b| a.1.share.total_cmp(&b.1.share))
}

/// The month in which an event is most likely.
pub fn likeliest<'a>(shares: &[&'a Share]) -> Option<(usize, &'a Share)> {
    let months = shares.iter().copied().enumerate().map(|(i, share)| (i + 1, share));
    // The first of equals.
    months.rev().max_by(|a, b| a.1.share.total_cmp(&b.1.share))
}

fn repaid(view: &View) -> Vec<Span> {
    let by_then = view.repaid();
    let Some(last) = by_then.last() else { return vec![Span::plain("nothing was asked of break-even. ")] };
    let within = format!("within {}", view.horizon());
    let never = chance(1.0 - last.share);
    match month_of(&by_then, 0.5) {
        None if last.share == 0.0 => {
            vec![Span::strong("none"), Span::plain(format!(" repays its losses {within}. "))]
        }
        None => vec![Span::strong(probability(last)), Span::plain(format!(" repay their losses {within}. "))],
        Some(t) => {
            let rest = match (last.share < 1.0, month_of(&by_then, 0.9)) {
                (true, _) => format!(", {never} do not {within}. "),
                (false, Some(late)) if late > t => format!(", nine in ten by {}. ", view.month(late)),
                (false, _) => ". ".to_owned(),
            };
            vec![Span::plain("half have repaid their losses by "), Span::strong(view.month(t)), Span::plain(rest)]
        }
    }
}

/// What a plan without prices costs.
fn cost(view: &View, paths: &str) -> Vec<Span> {
    let Some(total) = view.quantity(Whole::TotalCost(view.deployment)) else { return Vec::new() };
    let Some(median) = percentile(total, 0.5) else { return Vec::new() };
    let mut text = vec![
        Span::plain(format!("Half of {paths} cost no more than ")),
        Span::strong(view.money(median.value)),
        Span::plain(format!(" over {}", view.horizon())),
    ];
    if let Some(high) = total.percentiles.last().filter(|high| high.level > 0.5) {
        text.push(Span::plain(format!("; {} cost more than ", chance(1.0 - high.level))));
        text.push(Span::strong(view.money(high.value)));
    }
    text.push(Span::plain(". "));
    text
}

fn breach(view: &View) -> Vec<Span> {
    let shares = view.shares(Monthly::Breach(view.deployment));
    let Some((t, share)) = likeliest(&shares).filter(|(_, share)| share.share > 0.0) else { return Vec::new() };
    vec![
        Span::plain(format!("In {} some component is too small on ", view.month(t))),
        Span::strong(probability(share)),
        Span::plain(" of the paths, with the best of its ladder or what its schedule has. "),
    ]
}

/// How likely the tiers that the plan names are too small, where they are not changed as the path goes.
fn outgrown(view: &View) -> Vec<Span> {
    let shares = view.shares(Monthly::Outgrown(view.deployment));
    let Some((t, share)) = likeliest(&shares).filter(|(_, share)| share.share > 0.0) else { return Vec::new() };
    vec![
        Span::plain(format!("The tiers that the plan has in place in {} are outgrown on ", view.month(t))),
        Span::strong(probability(share)),
        Span::plain(" of the paths. "),
    ]
}

/// Which deployment stands first, and whether it holds where it does.
fn best(view: &View) -> Vec<Span> {
    let Some((d, share)) = regret::likeliest(view) else { return Vec::new() };
    let mut text = vec![
        Span::strong(view.name(d)),
        Span::plain(" is the best on "),
        Span::strong(probability(share)),
        Span::plain(" of them"),
    ];
    if let Some(holds) = regret::holds(view, d).filter(|holds| holds.share < 1.0) {
        text.push(Span::plain(format!("; it holds the load throughout on {}", chance(holds.share))));
    }
    text.push(Span::plain("."));
    text
}

/// How many paths of which kind, and how far off a probability may be.
pub fn exactness(view: &View, uncertain: &Uncertain) -> String {
    let request = &view.futures.request;
    let points = match request.points {
        Points::Sobol => "scrambled Sobol points",
        Points::PseudoRandom => "pseudo-random points",
    };
    let all = view.futures.answers.iter();
    let (mut worst, mut odd) = (0.0_f64, 0);
    for answer in all {
        if let headroom_simulation::bands::Answer::Event(share) = answer {
            worst = worst.max(share.error.unwrap_or(0.0));
            odd = odd.max(share.odd);
        }
    }
    let mut text = format!(
        "{} paths of {points} in {SCRAMBLES} independent scrambles, seed {}. ± is two standard errors, as the scrambles \
         differ, which the true value lies outside of about one time in twelve; the widest ± of a probability here is {}. The same model, seed and number of paths give the same \
         figures on any machine.",
        format::count(request.paths as f64),
        request.seed,
        format::share(2.0 * worst),
    );
    if uncertain.coarse {
        text.push_str(" This is a first answer; a more exact one follows.");
    }
    if odd > 0 {
        let paths = format::counted(odd as usize, "path", "paths");
        text.push_str(&format!(" {paths} outgrew what can be computed with and are left out."));
    }
    text
}
