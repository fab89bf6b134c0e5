//! Problems of a model as lines that editors and terminals can jump to.

use headroom_app::pages::Tone;
use headroom_app::views::format;
use headroom_app::wire::DiagnosticLine;

use crate::output::{BOLD, clean, of_tone, painted};

/// `file:line:column code path: message`, and what would be right on a line of its own.
pub fn lines(name: &str, problems: &[DiagnosticLine]) -> String {
    problems.iter().map(|problem| line(name, problem)).collect()
}

fn line(name: &str, problem: &DiagnosticLine) -> String {
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", clean(name)),
        _ => clean(name),
    };
    let (tone, word) = if is_error(problem) { (Tone::Bad, "") } else { (Tone::Warn, "warning: ") };
    let path = if problem.path.is_empty() { String::new() } else { format!(" {}", clean(&problem.path)) };
    let code = painted(of_tone(tone), &problem.code);
    let hint = if problem.hint.is_empty() { String::new() } else { format!("    {}\n", clean(&problem.hint)) };
    format!("{} {code}{path}: {word}{}\n{hint}", painted(BOLD, &place), clean(&problem.message))
}

/// "my.json: 2 errors, 1 warning".
pub fn summary(name: &str, problems: &[DiagnosticLine]) -> String {
    let (errors, warnings) = counts(problems);
    let said = [(errors, "error", "errors"), (warnings, "warning", "warnings")];
    let said: Vec<String> =
        said.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| format::counted(*n, one, many)).collect();
    let said = if said.is_empty() { "no problems".to_owned() } else { said.join(", ") };
    format!("{}: {said}", clean(name))
}

/// How many errors and how many warnings.
pub fn counts(problems: &[DiagnosticLine]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| is_error(problem)).count();
    (errors, problems.len() - errors)
}

fn is_error(problem: &DiagnosticLine) -> bool {
    problem.severity == "error"
}
