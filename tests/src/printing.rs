//! Problems as lines of text.

use headroom_engine::diagnostic::{Diagnostic, line_column};

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
