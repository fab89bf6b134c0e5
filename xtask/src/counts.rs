//! Counting tests from what their runners print.

use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    pub fn of(lines: &[String]) -> Self {
        let mut total = Self::default();
        for line in lines {
            total += Self::of_line(&without_colour(line));
        }
        total
    }

    /// cargo nextest: `Summary [ 1.2s] 3 tests run: 2 passed, 1 failed, 0 skipped`; cargo test: `test result: ok. 2
    /// passed; 0 failed; …`; vitest: `Tests  1 failed | 2 passed (3)`. Any other line counts nothing.
    fn of_line(line: &str) -> Self {
        let line = line.trim();
        let closing = line.starts_with("test result:") || line.starts_with("Tests  ") || line.starts_with("Summary [");
        if !closing {
            return Self::default();
        }
        let failures = ["failed", "timed out", "exec failed"].map(|word| number_before(line, word));
        Self { passed: number_before(line, "passed"), failed: failures.iter().sum() }
    }
}

/// The number that stands directly before a word; 0 where there is none.
fn number_before(line: &str, word: &str) -> usize {
    let Some(at) = line.find(&format!(" {word}")) else { return 0 };
    line[..at].rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// The line without terminal colour sequences (`ESC [ … m`).
fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..start]);
        rest = rest[start..].split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(line: &str) -> (usize, usize) {
        let counts = Counts::of(&[line.to_owned()]);
        (counts.passed, counts.failed)
    }

    #[test]
    fn closing_lines_of_each_runner() {
        assert_eq!(count("     Summary [   1.234s] 13 tests run: 11 passed (1 slow), 2 failed, 4 skipped"), (11, 2));
        assert_eq!(count("     Summary [   1.2s] 3/9 tests run: 1 passed, 1 failed, 1 timed out, 0 skipped"), (1, 2));
        assert_eq!(count("test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"), (5, 0));
        assert_eq!(count("      Tests  1 failed | 11 passed (12)"), (11, 1));
    }

    #[test]
    fn colour_is_ignored() {
        assert_eq!(
            count("\u{1b}[32;1m     Summary\u{1b}[0m [ 1s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m passed"),
            (2, 0)
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(count(" Test Files  3 passed (3)"), (0, 0));
        assert_eq!(count("test engine::five passed ... ok"), (0, 0));
        assert_eq!(count("error: test run failed"), (0, 0));
    }
}
