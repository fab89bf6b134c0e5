//! `headroom seek`: which value of an assumption makes a goal so likely.

use headroom_app::futures::Goal;
use headroom_app::simulation::run::Watch;
use headroom_app::views::{Scene, uncertainty};
use serde_json::{Value, json};

use crate::args::analysis::Seek;
use crate::commands::analysis::{assumption, print};
use crate::commands::futures::failed;
use crate::failure::Failure;
use crate::source::Source;

pub fn run(args: &Seek) -> Result<(), Failure> {
    let asked = &args.asked;
    let source = Source::read(&asked.plan.model.model)?;
    let study = source.study(&asked.plan)?;
    let goal = Goal {
        vary: args.vary.clone(),
        until: args.until.clone(),
        probability: args.probability.get(),
        within: args.within.clone(),
    };
    let known = study.seek(&goal, &asked.deployment, &asked.paths.wish(), &Watch::default());
    let (sought_for, sought) = known.map_err(|reason| failed(&source, reason))?;
    let told = |scene: &Scene| {
        let mut blocks = uncertainty::sought_blocks(scene, &sought_for, &sought);
        blocks.push(uncertainty::remark(uncertainty::goal_exactness(&sought)));
        blocks
    };
    print(asked, &source, &study, told, |scene| {
        let curve = sought.curve.iter().zip(&sought.errors);
        let curve = curve.map(|((value, probability), error)| json!([value, probability, error]));
        json!({
            "vary": assumption(scene, &sought.vary),
            "until": sought_for.until.text(scene.model),
            "wanted": sought_for.probability,
            "value": sought.value,
            "probability": sought.probability,
            "error": sought.error,
            "counted": sought.paths,
            "rising": sought.rising,
            "reason": sought.reason,
            "curve": curve.collect::<Value>(),
        })
    })
}
