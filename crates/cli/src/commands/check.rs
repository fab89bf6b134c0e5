//! `headroom check`: every problem of a model, and whether its plan keeps to bounds.

mod gate;

use std::process::ExitCode;

use headroom_app::study::line;
use headroom_app::{Problems, Study};
use serde_json::json;

use crate::args::check::{Check, CheckFormat};
use crate::failure::{Failure, INVALID};
use crate::source::Source;
use crate::{json, output, problems};

pub fn run(args: &Check) -> Result<ExitCode, Failure> {
    let source = Source::read(&args.model.model)?;
    let found = found(&source.text);
    let (errors, warnings) = problems::counts(&found);
    // A plan that cannot be computed is held to nothing.
    let held = if errors == 0 { gate::held(args, &source)? } else { None };
    let printed = match args.format {
        CheckFormat::Text => {
            let summary = problems::summary(&source.name, &found);
            let gate = held.as_ref().map(|held| held.people(&source.name)).unwrap_or_default();
            output::text(&format!("{}{summary}\n{gate}", problems::lines(&source.name, &found)))
        }
        CheckFormat::Json => {
            let mut answer = json!({ "model": source.name, "errors": errors, "warnings": warnings, "problems": found });
            if let (Some(held), Some(fields)) = (&held, answer.as_object_mut()) {
                fields.insert("gate".into(), held.programs());
            }
            json::print(&answer)
        }
    };
    let failed = errors > 0 || held.is_some_and(|held| !held.is_kept());
    match printed {
        // The answer is in the exit code, also where nobody reads to the end.
        Ok(()) | Err(Failure::Enough) => Ok(if failed { INVALID.into() } else { ExitCode::SUCCESS }),
        Err(failure) => Err(failure),
    }
}

/// The problems of the model and, where it can be projected, of each of its scenarios.
fn found(text: &str) -> Problems {
    let study = match Study::read(text, "") {
        Ok(study) => study,
        Err(problems) => return problems,
    };
    let mut found: Problems = study.model.warnings.iter().map(|warning| line(warning, Some(text))).collect();
    let uncertain = study.uncertain_problems();
    for scenario in study.model.file.scenarios.keys() {
        let read = Study::read(text, scenario);
        let own = read.map_or_else(|problems| problems, |study| study.uncertain_problems());
        for mut problem in own.into_iter().filter(|problem| !uncertain.contains(problem)) {
            problem.message = format!("under scenario `{scenario}`: {}", problem.message);
            found.push(problem);
        }
    }
    found.extend(uncertain);
    found
}
