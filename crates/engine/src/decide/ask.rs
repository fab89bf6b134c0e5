//! "Can it hold ...?" Yes, degraded or no; what decides it; the cheapest change that turns it into yes; and how much
//! more of the same would still be held.

mod depends;
mod judge;
mod largest;
mod load;
mod question;
mod remedy;

use super::upgrades::{Cause, Rung};
use crate::model::Model;
use crate::model::program::Program;
use crate::paths::{self, PathAnswer};
use crate::project::Choice;
use crate::projection::{Deployed, Projection};

use judge::{Placed, judged, placed};
pub use largest::{Extent, Largest};
pub use load::{Load, demand_names};
pub use question::Ask;
pub use remedy::{Exchange, Remedy};

/// The three answers, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Every limit stays within its component's target utilisation, no trigger fires, and every promise is kept.
    Yes,
    /// Within capacity, but above a target, or a trigger fires, or a request path takes longer than it may.
    Degraded,
    /// Beyond capacity, or nothing in the deployment meets this demand.
    No,
}

impl Answer {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Degraded => "degraded",
            Self::No => "no",
        }
    }
}

/// A question answered for what is in place, or asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub answer: Answer,
    /// The limit that decides: of those with the worst answer the one with the highest utilisation.
    pub worst: Option<Bottleneck>,
    /// Drivers asked about that no component of the deployment is held against.
    pub unmet: Vec<String>,
    /// Request paths that get requests from what is asked and do not keep their promise, for a person.
    pub missed: Vec<String>,
    /// Where no limit depends on what is asked: the counts and drivers that limits do depend on, by their names in a
    /// demand. Empty where one does, or where nothing is limited.
    pub depends_on: Vec<String>,
    /// The slowest component's p95 response time.
    pub response: Response,
    /// Every component, in the order of the model.
    pub parts: Vec<Part>,
}

/// The limit that decides, with labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Bottleneck {
    pub component: String,
    pub tier: String,
    pub limit: String,
    pub unit: String,
    pub demand: f64,
    pub capacity: f64,
    pub utilisation: f64,
}

/// A p95 response time, in order of how bad it is.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub enum Response {
    /// No limit of the kind `cores`, so that none can be computed.
    Unmodelled,
    Milliseconds(f64),
    /// More arrives than can be served: the queue grows without end.
    Saturated,
}

impl Response {
    /// The slower of two.
    fn or_slower(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
}

/// A component under the demand asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The component's name in the model, and for a person.
    pub component: String,
    pub label: String,
    pub rung: Rung,
    pub answer: Answer,
    pub limits: Vec<Row>,
    /// Triggers that fire.
    pub triggers: Vec<Cause>,
    pub response: Response,
}

/// A limit of a component under the demand asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub limit: String,
    pub unit: String,
    pub demand: f64,
    /// Of all instances together; None where nothing limits it.
    pub capacity: Option<f64>,
    pub utilisation: f64,
    /// Up to this utilisation the answer is yes.
    pub target: f64,
    pub answer: Answer,
}

/// A question answered, with what follows from the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub answered: Answered,
    /// The cheapest change of this deployment that turns the answer into yes; None where it is yes, or where no change of
    /// tiers can. Of several changes that would keep a promise, those of one component are looked at.
    pub change: Option<Remedy>,
    /// Other deployments that could hold it, the cheapest first: all where this one cannot be changed to, else those
    /// that would cost less. None are looked for where the answer is yes.
    pub elsewhere: Vec<Remedy>,
    /// The largest multiple of what is asked that is held by what is in place; None where nothing is asked.
    pub largest: Option<Largest>,
    /// Request paths that get requests from what is asked, end to end.
    pub paths: Vec<Walk>,
}

/// A request path under what is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// Its name in the model, and for a person.
    pub path: String,
    pub label: String,
    pub answer: PathAnswer,
}

/// Answers for a deployment; None where no demand is asked about.
pub fn answer(deployed: &Deployed, ask: &Ask) -> Option<Answered> {
    if ask.demand.is_empty() {
        return None;
    }
    let placed = placed(deployed, ask);
    let answered = judged(deployed, &placed, &asked(deployed, ask));
    Some(Answered { depends_on: depends::on_others(deployed, &placed, &ask.demand), ..answered })
}

/// Answers, and says what would turn the answer into yes and how far what is in place would reach. None where no
/// demand is asked about, or there is no such deployment; an empty name means the first.
///
/// A change holds what is asked and the load of the month it is asked for, for otherwise the next month would undo it.
pub fn ask(model: &Model, projection: &Projection, deployment: &str, ask: &Ask) -> Option<Reply> {
    let deployed = projection.deployment(model, deployment)?;
    let answered = answer(&deployed, ask)?;
    let placed = placed(&deployed, ask);
    let (change, elsewhere) = match answered.answer {
        Answer::Yes => (None, Vec::new()),
        _ => remedy::remedies(model, projection, &deployed, ask, &placed),
    };
    let largest = largest::largest(&deployed, &placed, ask);
    Some(Reply { paths: walks(&deployed, ask, &placed), largest, answered, change, elsewhere })
}

/// The load that is asked about.
fn asked(deployed: &Deployed, ask: &Ask) -> Load {
    Load::of(deployed, &ask.demand, judge::month(deployed.program, ask))
}

fn walks(deployed: &Deployed, ask: &Ask, placed: &[Placed]) -> Vec<Walk> {
    let load = asked(deployed, ask);
    let choices = choices(deployed, placed.iter().map(|place| (place.id, place.choice)));
    let walk = |place: usize| {
        let (path, rule) = deployed.program.paths.get_index(place)?;
        let answer = paths::under(deployed, place, &load.drivers, &choices)?;
        Some(Walk { path: path.clone(), label: rule.label.clone(), answer })
    };
    visited(deployed.program, &load).filter_map(walk).collect()
}

/// The paths that get requests from a load, by their places in the program.
fn visited<'a>(program: &'a Program, load: &'a Load) -> impl Iterator<Item = usize> + 'a {
    let paths = program.paths.values().enumerate();
    paths.filter(|(_, rule)| load.demand(rule.driver) > 0.0).map(|(place, _)| place)
}

/// What each component of a deployment has, of choices by its name.
fn choices<'a>(deployed: &Deployed, of: impl Iterator<Item = (&'a str, Choice)> + Clone) -> Vec<Option<Choice>> {
    let choice = |id: &String| of.clone().find(|(own, _)| own == id).map(|(_, choice)| choice);
    deployed.rule.components.keys().map(choice).collect()
}

#[cfg(test)]
mod tests;
