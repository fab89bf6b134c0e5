//! Sizing: what each provider's cheapest plan for each component would be, what it would cost, and why others are out.

mod commitments;
mod plans;
mod providers;

use headroom_engine::form::Named;
use headroom_engine::sizing::{Requirement, Sizing, Wishes};
use headroom_pages::{Block, Span};

use crate::prices::known;
use crate::scene::Scene;
use crate::{format, table};

/// Every component of the deployment, sized over the model's catalogue.
pub fn of<'a>(scene: &Scene<'a>, wishes: &Wishes) -> Named<Sizing<'a>> {
    let (model, deployed) = (scene.model, scene.deployed);
    let sized = |rule| {
        let requirement = Requirement::of(&model.program, &model.program.params, &deployed.demand.drivers, rule);
        Sizing::new(requirement, wishes, &model.prices)
    };
    deployed.rule.components.iter().map(|(id, rule)| (id.clone(), sized(rule))).collect()
}

/// Components sized: a table of providers, what commitments save, and each provider's plans with the reasons against
/// those that do not hold. Month `t` is the one whose plans are listed.
pub fn blocks(scene: &Scene, sizings: &Named<Sizing>, t: usize) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph { text: sentence(scene, sizings) }];
    blocks.push(table::block(providers::table(scene, sizings)));
    blocks.extend(commitments::table(scene, sizings).map(table::block));
    blocks.extend(plans::by_provider(scene, sizings, t).into_iter().map(table::block));
    blocks
}

/// The cheapest provider for all of it.
fn sentence(scene: &Scene, sizings: &Named<Sizing>) -> Vec<Span> {
    let totals = headroom_engine::sizing::totals(sizings);
    let cheapest = totals.iter().filter_map(|of| Some((of.provider, of.total?))).min_by(|a, b| a.1.cmp(&b.1));
    match cheapest {
        Some((provider, total)) => vec![
            Span::plain("At list prices everything would cost least at "),
            Span::strong(known::provider(provider)),
            Span::plain(format!(
                ": {} over {}, each month on the cheapest plans that hold.",
                scene.brief(total),
                format::counted(scene.months(), "month", "months")
            )),
        ],
        None => vec![Span::plain("No provider of the catalogue has everything that this deployment needs.")],
    }
}
