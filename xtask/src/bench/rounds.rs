//! Alternating programs that time themselves: each prints one line of JSON with the `seconds` of its work.

use crate::{Outcome, process};
use serde_json::Value;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A program to be measured.
#[derive(Debug)]
pub struct Contender {
    name: String,
    program: PathBuf,
    arguments: Vec<OsString>,
    folder: Option<PathBuf>,
}

impl Contender {
    pub fn new(name: &str, program: &Path) -> Self {
        Self { name: name.into(), program: program.into(), arguments: Vec::new(), folder: None }
    }

    pub fn with(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().into());
        self
    }

    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Runs it once and gives its answer, its own seconds and those of the whole process.
    fn run(&self) -> Outcome<(Value, f64, f64)> {
        let mut command = process::command(&self.program.to_string_lossy());
        command.args(&self.arguments);
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        let start = Instant::now();
        let line = process::read(&mut command)?;
        let whole = start.elapsed().as_secs_f64();
        let answer: Value = serde_json::from_str(&line).map_err(|e| format!("{}: no JSON line: {e}", self.name))?;
        let inside = answer["seconds"].as_f64().ok_or_else(|| format!("{}: no seconds in its answer", self.name))?;
        Ok((answer, inside, whole))
    }
}

/// What was measured: medians, and the last answer.
#[derive(Debug)]
pub struct Timed {
    pub name: String,
    pub inside: f64,
    pub whole: f64,
    pub answer: Value,
}

/// One round to warm up, then each in turn, round after round.
pub fn alternate(contenders: &[Contender], rounds: u8) -> Outcome<Vec<Timed>> {
    let mut all: Vec<Vec<(Value, f64, f64)>> = contenders.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds {
        for (contender, runs) in contenders.iter().zip(&mut all) {
            let run = contender.run()?;
            if round > 0 {
                runs.push(run);
            }
        }
    }
    let timed = contenders.iter().zip(all).map(|(contender, runs)| summed_up(contender, runs));
    timed.collect()
}

/// A single run, for what is only mentioned.
pub fn once(contender: &Contender) -> Outcome<Timed> {
    summed_up(contender, vec![contender.run()?])
}

fn summed_up(contender: &Contender, mut runs: Vec<(Value, f64, f64)>) -> Outcome<Timed> {
    let inside = median(runs.iter().map(|run| run.1).collect());
    let whole = median(runs.iter().map(|run| run.2).collect());
    let (answer, ..) = runs.pop().ok_or("nothing was measured")?;
    Ok(Timed { name: contender.name.clone(), inside, whole, answer })
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
