//! What the futures can be asked about.

use headroom_engine::money::{Money, number_of};
use headroom_simulation::analysis::measure;
use headroom_views::uncertainty::{self, View};
use headroom_views::{Scene, format};

use crate::futures::Told;
use crate::wire::FuturesOutcome;

/// What a founder asks about: break-even first, then what is left at the end. The one to begin with is that of the
/// review's chapter.
pub(super) fn outcomes(scene: &Scene, told: &Told) -> Vec<FuturesOutcome> {
    let deployment = scene.model.program.deployments.get_index_of(scene.deployed.id).unwrap_or(0);
    let view = View { model: scene.model, futures: &told.futures, deployment };
    let chosen = measure::name(uncertainty::outcome(&view), scene.model);
    let mut all = offered(scene);
    all.iter_mut().for_each(|outcome| outcome.chosen = outcome.id == chosen);
    all
}

fn offered(scene: &Scene) -> Vec<FuturesOutcome> {
    let last = scene.months();
    let year = last.min(12);
    let (demand, outcome, pays) = (scene.deployed.demand, scene.deployed.outcome, scene.deployed.break_even);
    let mut all = Vec::new();
    if scene.has_revenue() {
        let repaid = "Month in which losses are repaid".to_owned();
        all.push(at_most("cumulative_break_even".into(), repaid, months(pays.cumulative.unwrap_or(last))));
        let covers = "Month from which revenue covers cost".to_owned();
        all.push(at_most("operating_break_even".into(), covers, months(pays.operating.unwrap_or(last))));
        all.push(at_least("trough".into(), "Lowest cash".into(), "0".into()));
        if scene.has_opening() {
            all.push(holds("always.solvent", "Cash never below zero"));
        }
        let profit = total(&outcome.profit);
        all.push(at_least("total_profit".into(), "Profit over the horizon".into(), profit));
        let mrr = whole(demand.subscription.mrr[year - 1].end);
        all.push(at_least(format!("mrr.{year}"), format!("MRR in {}", scene.month(year)), mrr));
        let cash = whole(outcome.cash[last - 1]);
        all.push(at_least(format!("cash.{last}"), format!("Cash in {}", scene.month(last)), cash));
    }
    all.push(at_most("total_cost".into(), "Cost over the horizon".into(), total(&outcome.cost)));
    let users = format::plain_count(demand.registered[last].round());
    all.push(at_least(format!("users.{last}"), format!("Users in {}", scene.month(last)), users));
    all.push(at_least("least_headroom".into(), "Least headroom".into(), "0 %".into()));
    all.push(holds("never.breach", "Never too small"));
    all.push(holds("never.slow", "Never slower than the target"));
    all
}

fn at_most(id: String, label: String, bound: String) -> FuturesOutcome {
    FuturesOutcome { id, label, chosen: false, comparison: "<=".into(), bound }
}

fn at_least(id: String, label: String, bound: String) -> FuturesOutcome {
    FuturesOutcome { id, label, chosen: false, comparison: ">=".into(), bound }
}

/// What holds in all months of a path, or does not.
fn holds(id: &str, label: &str) -> FuturesOutcome {
    FuturesOutcome {
        id: id.into(),
        label: label.into(),
        chosen: false,
        comparison: String::new(),
        bound: String::new(),
    }
}

fn months(t: usize) -> String {
    t.to_string()
}

/// An amount of money without its minor units, as it is typed.
fn whole(amount: Money) -> String {
    format::plain_count(number_of(amount.amount()).round())
}

fn total(amounts: &[Money]) -> String {
    whole(amounts.iter().copied().sum())
}
