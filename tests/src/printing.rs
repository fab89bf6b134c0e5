//! Problems as lines of text.

use headroom_app::simulation::inputs::Inputs;
use headroom_engine::diagnostic::{Diagnostic, line_column};
use headroom_engine::lookup::Lookup;
use headroom_engine::{Model, Projection, figures};

/// One line for each problem, in the order reported: where, code, path, what is wrong, and what would be right.
pub fn problems(file: &str, text: &str, found: &[Diagnostic]) -> String {
    let lines = found.iter().map(|problem| {
        let place = problem.at.map_or(String::new(), |at| {
            let (line, column) = line_column(text, at);
            format!(":{line}:{column}")
        });
        let path = if problem.path.is_empty() { String::new() } else { format!(" {}", problem.path) };
        format!("{file}{place} {}{path}: {}; {}", problem.code.as_str(), problem.message, problem.hint)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Every problem of a text, as `headroom check` finds them: of the file, of its projection, of the figures over it, and of
/// its ranges.
pub fn check(text: &str) -> Vec<Diagnostic> {
    let model = match Model::read(text) {
        Ok(model) => model,
        Err(found) => return found,
    };
    let mut found = model.warnings.clone();
    match Projection::of(&model) {
        Ok(projection) => {
            found.extend(figures::check_values(&Lookup { model: &model, projection: &projection, deployment: "" }));
            found.extend(Inputs::of(&model).err().into_iter().flatten());
        }
        Err(overflow) => found.push(overflow),
    }
    found
}
