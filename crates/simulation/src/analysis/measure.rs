//! Names of outcomes: what a person types, and what is shown of it.

use headroom_engine::Model;
use headroom_engine::diagnostic::{Diagnostic, nearest};
use headroom_engine::month::Month;

use crate::figure::{Deployment, Monthly, Whole};
use crate::futures::refused;

/// How an outcome is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// In the model's currency.
    Money,
    Count,
    /// From 1; one beyond the horizon is never.
    Month,
    /// A fraction; of an event, whether it happens: 1 or 0.
    Share,
    /// In the unit of a driver.
    Load,
}

type OfWhole = fn(Deployment) -> Whole;
type OfMonthly = fn(Deployment) -> Monthly;

const WHOLE: [(&str, &str, Unit, OfWhole); 20] = [
    ("operating_break_even", "Operating break-even", Unit::Month, Whole::OperatingBreakEven),
    ("cumulative_break_even", "Cumulative break-even", Unit::Month, Whole::CumulativeBreakEven),
    ("total_cost", "Cost over the plan", Unit::Money, Whole::TotalCost),
    ("total_profit", "Profit over the plan", Unit::Money, Whole::TotalProfit),
    ("trough", "Lowest cash", Unit::Money, Whole::Trough),
    ("regret", "Regret", Unit::Money, Whole::Regret),
    ("cheapest", "Best deployment", Unit::Share, Whole::Cheapest),
    ("least_headroom", "Least headroom", Unit::Share, Whole::LeastHeadroom),
    ("always.breach", "Always too small", Unit::Share, |d| Whole::Always(Monthly::Breach(d))),
    ("always.covers", "Revenue always covers cost", Unit::Share, |d| Whole::Always(Monthly::Covers(d))),
    ("always.outgrown", "Plan's tiers always outgrown", Unit::Share, |d| Whole::Always(Monthly::Outgrown(d))),
    ("always.repaid", "Never a loss to repay", Unit::Share, |d| Whole::Always(Monthly::Repaid(d))),
    ("always.slow", "Always slower than the target", Unit::Share, |d| Whole::Always(Monthly::Slow(d))),
    ("always.solvent", "Cash never below zero", Unit::Share, |d| Whole::Always(Monthly::Solvent(d))),
    ("never.breach", "Never too small", Unit::Share, |d| Whole::Never(Monthly::Breach(d))),
    ("never.covers", "Revenue never covers cost", Unit::Share, |d| Whole::Never(Monthly::Covers(d))),
    ("never.outgrown", "Plan's tiers never outgrown", Unit::Share, |d| Whole::Never(Monthly::Outgrown(d))),
    ("never.repaid", "Losses never repaid", Unit::Share, |d| Whole::Never(Monthly::Repaid(d))),
    ("never.slow", "Never slower than the target", Unit::Share, |d| Whole::Never(Monthly::Slow(d))),
    ("never.solvent", "Cash always below zero", Unit::Share, |d| Whole::Never(Monthly::Solvent(d))),
];

const MONTHLY: [(&str, &str, Unit, OfMonthly); 14] = [
    ("users", "Registered users", Unit::Count, |_| Monthly::Users),
    ("paying", "Paying customers", Unit::Count, |_| Monthly::Paying),
    ("mrr", "MRR", Unit::Money, |_| Monthly::Mrr),
    ("revenue", "Revenue", Unit::Money, |_| Monthly::Revenue),
    ("cost", "Cost", Unit::Money, Monthly::Cost),
    ("profit", "Profit", Unit::Money, Monthly::Profit),
    ("cash", "Cash", Unit::Money, Monthly::Cash),
    ("headroom", "Headroom", Unit::Share, Monthly::Headroom),
    ("covers", "Revenue covers cost", Unit::Share, Monthly::Covers),
    ("repaid", "Losses repaid", Unit::Share, Monthly::Repaid),
    ("solvent", "Cash not below zero", Unit::Share, Monthly::Solvent),
    ("breach", "Too small", Unit::Share, Monthly::Breach),
    ("outgrown", "Plan's tiers outgrown", Unit::Share, Monthly::Outgrown),
    ("slow", "Slower than the target", Unit::Share, Monthly::Slow),
];

/// Every name: of whole paths, where what happens in a month or not is also asked of all months (`always.solvent`,
/// `never.breach`), then those that take a month (`cash.12`, `cash.2026-12`; the last month where none is given). A driver's
/// load is `load.<driver>.<month>`.
pub const NAMES: [&str; 34] = {
    let mut names = [""; 34];
    let mut i = 0;
    while i < names.len() {
        names[i] = if i < WHOLE.len() { WHOLE[i].0 } else { MONTHLY[i - WHOLE.len()].0 };
        i += 1;
    }
    names
};

const LOAD: &str = "load";

/// The outcome of a name, in a deployment of this place.
///
/// # Errors
/// When there is no such outcome, month, driver or deployment; the nearest name is in the hint.
pub fn parse(text: &str, model: &Model, deployment: Deployment) -> Result<Whole, Diagnostic> {
    let program = &model.program;
    let text = text.trim();
    if deployment >= program.deployments.len() {
        let message = format!("there is no deployment {}", deployment + 1);
        return Err(refused("deployment", message, &format!("the model has {}", program.deployments.len())));
    }
    if let Some((.., of)) = WHOLE.iter().find(|(name, ..)| *name == text) {
        return Ok(of(deployment));
    }
    let (name, month) = match text.rsplit_once('.') {
        Some((name, month)) if month.starts_with(|c: char| c.is_ascii_digit()) => (name, month_of(name, month, model)?),
        _ => (text, program.months),
    };
    if let Some((.., of)) = MONTHLY.iter().find(|(known, ..)| *known == name) {
        return Ok(Whole::In(of(deployment), month));
    }
    match name.strip_prefix(LOAD).and_then(|rest| rest.strip_prefix('.')) {
        Some(driver) => match program.drivers.get_index_of(driver) {
            Some(driver) => Ok(Whole::In(Monthly::Load(driver), month)),
            None => Err(unknown("driver", driver, program.drivers.keys().map(String::as_str))),
        },
        None => Err(unknown("outcome", name, NAMES)),
    }
}

fn month_of(name: &str, text: &str, model: &Model) -> Result<usize, Diagnostic> {
    let program = &model.program;
    let months = program.months;
    let counted = text.parse().ok().or_else(|| month(text, model).map(|month| month as usize));
    counted.filter(|month| (1..=months).contains(month)).ok_or_else(|| {
        let (first, last) = (program.month(1), program.month(months));
        let hint = format!("give a month from 1 to {months}, or from {first} to {last}, such as `{name}.{months}`");
        refused("of", format!("`{text}` is not a month of the model"), &hint)
    })
}

/// A month of the calendar, `2026-12`, counted from the plan's first; those before the first are 0.
pub(super) fn month(text: &str, model: &Model) -> Option<f64> {
    let month: Month = text.trim().parse().ok()?;
    Some(f64::from((month.months_since(model.program.start) + 1).max(0)))
}

fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Diagnostic {
    let hint = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    };
    refused("of", format!("there is no {what} `{name}`"), &hint)
}

/// Name and label without the month, and the month.
fn known(of: Whole, model: &Model) -> (String, String, Option<usize>) {
    let deployment = of.deployment().unwrap_or(0);
    let text =
        |known: Option<(&'static str, &'static str, Unit)>| known.map_or(("", ""), |(name, label, _)| (name, label));
    match of {
        Whole::In(Monthly::Load(driver), month) => {
            let driver = model.program.drivers.get_index(driver);
            let (id, label) = driver.map_or(("", ""), |(id, rule)| (id.as_str(), rule.label.as_str()));
            (format!("{LOAD}.{id}"), label.to_owned(), Some(month))
        }
        Whole::In(monthly, month) => {
            let (name, label) = text(of_monthly(monthly, deployment));
            (name.to_owned(), label.to_owned(), Some(month))
        }
        whole => {
            let (name, label) = text(of_whole(whole, deployment));
            (name.to_owned(), label.to_owned(), None)
        }
    }
}

/// What [`parse`] reads as this outcome.
pub fn name(of: Whole, model: &Model) -> String {
    let (name, _, month) = known(of, model);
    match month {
        Some(month) => format!("{name}.{month}"),
        None => name,
    }
}

/// "Cash, Mar 2027".
pub fn label(of: Whole, model: &Model) -> String {
    let (_, label, month) = known(of, model);
    match month {
        Some(month) => format!("{label}, {}", model.program.month(month).short_label()),
        None => label,
    }
}

/// How it is counted.
pub fn unit(of: Whole) -> Unit {
    let deployment = of.deployment().unwrap_or(0);
    match of {
        Whole::In(Monthly::Load(_), _) => Unit::Load,
        Whole::In(monthly, _) => of_monthly(monthly, deployment).map_or(Unit::Count, |known| known.2),
        whole => of_whole(whole, deployment).map_or(Unit::Count, |known| known.2),
    }
}

fn of_monthly(of: Monthly, deployment: Deployment) -> Option<(&'static str, &'static str, Unit)> {
    let found = MONTHLY.iter().find(|known| known.3(deployment) == of);
    found.map(|(name, label, unit, _)| (*name, *label, *unit))
}

fn of_whole(of: Whole, deployment: Deployment) -> Option<(&'static str, &'static str, Unit)> {
    let found = WHOLE.iter().find(|known| known.3(deployment) == of);
    found.map(|(name, label, unit, _)| (*name, *label, *unit))
}
