//! `headroom grid`: an outcome over two assumptions.

use headroom_app::futures::{CELL_PATHS, Plane};
use headroom_app::simulation::analysis::grid::Statistic;
use headroom_app::simulation::run::Watch;
use headroom_app::views::{Scene, uncertainty};
use serde_json::{Value, json};

use crate::args::analysis::Grid;
use crate::commands::analysis::{assumption, outcome, print};
use crate::commands::futures::failed;
use crate::failure::Failure;
use crate::source::Source;

pub fn run(args: &Grid) -> Result<(), Failure> {
    let asked = &args.asked;
    let source = Source::read(&asked.plan.model.model)?;
    let study = source.study(&asked.plan)?;
    let plane = Plane {
        x: args.x.clone(),
        y: args.y.clone(),
        x_within: args.x_within.clone(),
        y_within: args.y_within.clone(),
        of: args.of.clone(),
        level: args.percentile,
        steps: args.steps,
    };
    let mut wish = asked.paths.wish();
    wish.paths = asked.paths.paths.unwrap_or(CELL_PATHS);
    let known = study.grid(&plane, &asked.deployment, &wish, &Watch::default());
    let (grid, known) = known.map_err(|reason| failed(&source, reason))?;
    let told = |scene: &Scene| uncertainty::grid_blocks(scene, &grid, &known);
    print(asked, &source, &study, told, |scene| {
        let statistic = match grid.statistic {
            Statistic::Mean => json!("mean"),
            Statistic::Percentile(level) => json!({ "percentile": level }),
            Statistic::Probability(until) => json!({ "probability_of": until.text(scene.model) }),
        };
        json!({
            "x": assumption(scene, &grid.x),
            "y": assumption(scene, &grid.y),
            "of": outcome(scene, grid.of),
            "statistic": statistic,
            "paths": wish.paths,
            "counted": known.paths,
            "xs": known.xs,
            "ys": known.ys,
            "values": known.values.iter().map(|row| json!(row)).collect::<Value>(),
        })
    })
}
