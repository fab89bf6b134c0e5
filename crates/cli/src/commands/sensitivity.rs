//! `headroom sensitivity`: which assumption moves an outcome most.

use headroom_app::simulation::analysis::sensitivity::Sensitivity as Indices;
use headroom_app::simulation::analysis::tornado::Tornado;
use headroom_app::simulation::inputs::{Drawn, Inputs};
use headroom_app::simulation::run::Watch;
use headroom_app::views::{Scene, uncertainty};
use serde_json::{Value, json};

use crate::args::analysis::Sensitivity;
use crate::commands::analysis::{drawn, outcome, print};
use crate::commands::futures::failed;
use crate::failure::Failure;
use crate::source::Source;

pub fn run(args: &Sensitivity) -> Result<(), Failure> {
    let asked = &args.asked;
    let source = Source::read(&asked.plan.model.model)?;
    let study = source.study(&asked.plan)?;
    let of = study.outcome(&args.of, &asked.deployment).map_err(|problems| source.invalid(problems))?;
    if args.tornado {
        let (inputs, known) = study.tornado(of, &asked.paths.wish()).map_err(|reason| failed(&source, reason))?;
        let told = |scene: &Scene| uncertainty::tornado_blocks(scene, &inputs, &known);
        return print(asked, &source, &study, told, |scene| swings(scene, &inputs, &known));
    }
    let known = study.sensitivity(of, &asked.paths.wish(), &Watch::default());
    let (inputs, known) = known.map_err(|reason| failed(&source, reason))?;
    let told = |scene: &Scene| uncertainty::sensitivity_blocks(scene, &inputs, &known);
    print(asked, &source, &study, told, |scene| indices(scene, &inputs, &known))
}

fn indices(scene: &Scene, inputs: &Inputs, known: &Indices) -> Value {
    let rows = known.rows.iter().map(|row| {
        json!({
            "assumption": drawn(inputs, row.input),
            "total": row.total,
            "total_error": row.total_error,
            "first": row.first,
            "first_error": row.first_error,
        })
    });
    json!({
        "of": outcome(scene, known.of),
        "mean": known.mean,
        "deviation": known.deviation,
        "assumptions": rows.collect::<Value>(),
    })
}

fn swings(scene: &Scene, inputs: &Inputs, known: &Tornado) -> Value {
    let rows = known.rows.iter().map(|row| {
        json!({
            "assumption": drawn(inputs, Drawn::Input(row.input)),
            "low": row.low,
            "high": row.high,
            "at_low": row.at_low,
            "at_high": row.at_high,
        })
    });
    json!({ "of": outcome(scene, known.of), "base": known.base, "assumptions": rows.collect::<Value>() })
}
