//! Sizing: what each provider's cheapest plan for each component would be, what it would cost, and why others are out.

mod commitments;
mod plans;
mod providers;

use std::collections::BTreeMap;

use headroom_engine::form::Named;
use headroom_engine::prices::{Priced, doubts, resting};
use headroom_engine::quantity::Seconds;
use headroom_engine::sizing::{Omission, Pick, ProviderSizing, Requirement, Sizing, Wishes, apart, totals};
use headroom_pages::{Block, Span, Tone};

use crate::prices::{self, known};
use crate::scene::Scene;
use crate::{format, table};

/// Every component of the deployment, sized over the model's catalogue; where a p95 response time is wished, it must hold
/// wherever requests wait for cores.
pub fn of<'a>(scene: &Scene<'a>, wishes: &Wishes, p95: Option<Seconds>) -> Named<Sizing<'a>> {
    let (model, deployed) = (scene.model, scene.deployed);
    let sized = |rule| {
        let requirement = Requirement::of(&model.program, &model.program.params, &deployed.demand.drivers, rule);
        let requirement = match p95 {
            Some(p95) => requirement.within(p95),
            None => requirement,
        };
        Sizing::new(requirement, wishes, &model.prices)
    };
    deployed.rule.components.iter().map(|(id, rule)| (id.clone(), sized(rule))).collect()
}

/// Components sized: a table of providers, what commitments save, and each provider's plans with the reasons against
/// those that do not hold. Month `t` is the one whose plans are listed.
pub fn blocks<'a>(scene: &Scene<'a>, sizings: &Named<Sizing<'a>>, t: usize) -> Vec<Block> {
    if sizings.is_empty() {
        return vec![Block::Paragraph { text: vec![Span::plain(nothing_to_size(scene))] }];
    }
    let by = |sizing: &Sizing<'a>| sizing.by_provider().into_iter().collect();
    let found: Vec<Found> = sizings.iter().map(|(id, sizing)| Found { id, by: by(sizing) }).collect();
    let mut blocks = vec![Block::Paragraph { text: sentence(scene, sizings) }];
    blocks.push(table::block(providers::table(scene, sizings, &found)));
    blocks.extend(left_out(scene, &found));
    blocks.extend(undeclared(scene, sizings));
    blocks.extend(without_response_time(scene, sizings));
    blocks.extend(old(scene, &found));
    blocks.extend(commitments::table(scene, &found).map(table::block));
    blocks.extend(plans::by_provider(scene, sizings, t).into_iter().map(table::block));
    blocks
}

/// A component with what each provider has for it.
struct Found<'s, 'a> {
    id: &'s str,
    by: Vec<(&'a str, ProviderSizing<'a>)>,
}

impl<'a> Found<'_, 'a> {
    /// The cheapest plans of all providers, month by month.
    fn picks(&self) -> impl Iterator<Item = &Pick<'a>> {
        self.by.iter().flat_map(|(_, of)| of.months.iter().flatten())
    }
}

fn nothing_to_size(scene: &Scene) -> String {
    let rule = scene.deployed.rule;
    let costs = if rule.costs.is_empty() { "" } else { "; its costs are lump sums" };
    format!("{} has no components to size{costs}.", rule.label)
}

/// What nothing in the model or the catalogue says of plans, and how to say it.
fn undeclared<'s>(scene: &'s Scene, sizings: &'s Named<Sizing>) -> impl Iterator<Item = Block> + 's {
    let of_component = move |(id, sizing): (&'s String, &'s Sizing)| {
        let Requirement { program, .. } = sizing.requirement;
        let need = move |(limit, plans): (usize, usize)| {
            let (name, rule) = program.limits.get_index(limit)?;
            Some(warning(format!(
                "{}: nothing says how much of {} {}. Declare it on a tier that names the plan (`declared.{name}`), or \
                 have `limits.{name}` follow from the machine, as `slots` do from its memory.",
                providers::label(scene, id),
                rule.label,
                format::counted(plans, "plan holds", "plans hold"),
            )))
        };
        sizing.undeclared().into_iter().filter_map(need)
    };
    sizings.iter().flat_map(of_component)
}

/// What the prices above leave out, by provider: a total without its traffic is no total.
fn left_out(scene: &Scene, found: &[Found]) -> Option<Block> {
    let kinds = [
        (Omission::Traffic, "traffic, which the model does not state there"),
        (Omission::Storage, "storage, which the model does not state there"),
        (Omission::Balancer, "a load balancer, which nobody lists"),
    ];
    let of_kind = |(kind, what): &(Omission, &str)| {
        let of_component = |found: &Found| {
            let leaves_out = |of: &ProviderSizing| of.months.iter().flatten().any(|pick| pick.omissions.contains(kind));
            let by = found.by.iter().filter(|(_, of)| leaves_out(of)).map(|(provider, _)| known::provider(provider));
            let by: Vec<String> = by.map(str::to_owned).collect();
            (!by.is_empty()).then(|| format!("{} at {}", providers::label(scene, found.id), format::list(&by)))
        };
        let of: Vec<String> = found.iter().filter_map(of_component).collect();
        (!of.is_empty()).then(|| format!("{what}: {}", of.join("; ")))
    };
    let parts: Vec<String> = kinds.iter().filter_map(of_kind).collect();
    (!parts.is_empty()).then(|| warning(format!("Prices leave out {}.", parts.join(". They leave out "))))
}

/// Components for which a response time is wished, and nothing in the model says how long requests take.
fn without_response_time(scene: &Scene, sizings: &Named<Sizing>) -> Option<Block> {
    let has = |sizing: &Sizing| sizing.requirement.responds();
    if !sizings.values().any(has) {
        return None;
    }
    let without =
        sizings.iter().filter(|(_, sizing)| !has(sizing)).map(|(id, _)| providers::label(scene, id).to_owned());
    let without: Vec<String> = without.collect();
    let text =
        format!("The p95 is not held at {}: no limit there says how long requests take.", format::list(&without));
    (!without.is_empty()).then(|| warning(text))
}

/// Which of the plans above have a price that should be looked up again.
fn old(scene: &Scene, found: &[Found]) -> Vec<Block> {
    let picks = found.iter().flat_map(Found::picks);
    let plans: BTreeMap<&str, _> = picks.map(|pick| (pick.plan.id.as_str(), pick.plan)).collect();
    let doubtful = plans.into_values().flat_map(|plan| {
        let figure = resting(scene.model, plan.id.clone(), Priced::Plan(plan));
        doubts(&figure, scene.model, scene.date).collect::<Vec<_>>()
    });
    prices::notices_of(scene, &doubtful.collect::<Vec<_>>(), "For the plans above: ")
}

fn warning(text: String) -> Block {
    Block::Notice { tone: Tone::Warn, text: vec![Span::plain(text)] }
}

/// The cheapest provider for all of it; without one, each component where it is cheapest.
fn sentence(scene: &Scene, sizings: &Named<Sizing>) -> Vec<Span> {
    let totals = totals(sizings);
    let months = format::counted(scene.months(), "month", "months");
    let cheapest = totals.iter().filter_map(|of| Some((of.provider, of.total?))).min_by(|a, b| a.1.cmp(&b.1));
    match cheapest {
        Some((provider, total)) => vec![
            Span::plain("At list prices everything would cost least at "),
            Span::strong(known::provider(provider)),
            Span::plain(format!(": {} over {months}, each month on the cheapest plans that hold.", scene.brief(total))),
        ],
        None => {
            let mut text = vec![Span::plain("No provider of the catalogue has everything that this deployment needs.")];
            text.extend(separately(scene, sizings, &months));
            text
        }
    }
}

fn separately(scene: &Scene, sizings: &Named<Sizing>, months: &str) -> Vec<Span> {
    let found = apart(sizings);
    match found.total.filter(|_| sizings.len() > 1) {
        Some(total) => vec![
            Span::plain(" Each component where it is cheapest comes to "),
            Span::strong(scene.brief(total)),
            Span::plain(format!(" over {months}, without traffic between providers.")),
        ],
        None if found.lacks.is_empty() => Vec::new(),
        None => {
            let lacks: Vec<String> = found.lacks.iter().map(|id| providers::label(scene, id).to_owned()).collect();
            vec![Span::plain(format!(" Nobody has anything that holds {} to the end.", format::list(&lacks)))]
        }
    }
}
