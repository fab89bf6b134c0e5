//! Ten thousand futures, and a million, beside NumPy, Squiggle and plain Python.

use super::peers::Peers;
use super::rounds::{self, Contender, Timed};
use super::{Options, engine, largest_model, row, table};
use crate::{Outcome, place};
use serde_json::Value;

/// How many times faster than each peer a run must be.
const FASTER_THAN_NUMPY: f64 = 12.0;
const FASTER_THAN_NUMPY_AT_A_MILLION: f64 = 25.0;
const FASTER_THAN_SQUIGGLE: f64 = 250.0;
/// Time grows with paths to this power at most.
const EXPONENT: f64 = 1.05;
/// MB that a run of a million paths may hold.
const MEMORY: f64 = 200.0;
/// Of the percentiles, so many may lie beyond three standard errors by chance, where three in a thousand would: months
/// share their paths, so that one that lies far off seldom comes alone.
const BEYOND: f64 = 0.01;

const NAMES: [&str; 6] = ["users", "paying", "revenue", "cost", "profit", "cash"];

/// Answers first, then times. Gives what is slower than it should be, in words.
pub fn measure(options: &Options, peers: &Peers) -> Outcome<Vec<String>> {
    let model = place::root().join("models/reference.json");
    let ours = |paths: u64| {
        let name = format!("Headroom, {paths} paths");
        Contender::new(&name, &engine(options)).with("simulate").with(&model).with(paths.to_string())
    };
    let numpy_answers = rounds::once(&peers.numpy(1_000_000).with("--repeat").with("1").with("--answers"))?.answer;
    let own_answers = Contender::new("Headroom", &engine(options)).with("answers").with(&model).with("1000000");
    println!("\nAnswers of a million paths beside NumPy's million");
    agree(&rounds::once(&own_answers)?.answer, &numpy_answers)?;

    let contenders = [ours(10_000), peers.numpy(10_000), peers.squiggle(10_000), peers.python(10_000), ours(1_000)];
    let timed = rounds::alternate(&contenders, options.rounds)?;
    println!("\nThe reference workload's futures, 60 months, median of {} rounds", options.rounds);
    let [many, numpy, squiggle, python, few] = &timed[..] else { return Err("five contenders give five times".into()) };
    let rows = [many, numpy, squiggle, python, few].map(|timed| row(timed, Some(numpy)));
    table(&["", "inside", "whole process", "of NumPy"], &rows);
    told(many);

    // NumPy takes ten seconds for each; the median is over the rounds.
    let numpy_million = peers.numpy(1_000_000).with("--repeat").with("1");
    let [million, numpy_million] = &rounds::alternate(&[ours(1_000_000), numpy_million], 5)?[..] else {
        return Err("two contenders give two times".into());
    };
    println!("\nA million paths");
    let rows = [million, numpy_million].map(|timed| row(timed, Some(numpy_million)));
    table(&["", "inside", "whole process", "of NumPy"], &rows);
    told(million);
    let grown = growth(&[few, many, &rounds::alternate(&[ours(100_000)], options.rounds)?[0], million]);
    println!("  time grows with paths to the power of {grown:.3}");
    general(options)?;

    let mut misses = Vec::new();
    let mut least = |what: &str, peer: &Timed, ours: &Timed, times: f64| {
        let found = peer.inside / ours.inside;
        println!("  {what}: {found:.1} times as fast, {times} wanted");
        if found < times {
            misses.push(format!("{what}: {found:.1} times as fast where {times} are wanted"));
        }
    };
    least("NumPy, 10,000 paths", numpy, many, FASTER_THAN_NUMPY);
    least("NumPy, 1,000,000 paths", numpy_million, million, FASTER_THAN_NUMPY_AT_A_MILLION);
    least("Squiggle, 10,000 paths", squiggle, many, FASTER_THAN_SQUIGGLE);
    if grown > EXPONENT {
        misses.push(format!("time grows with paths to the power of {grown:.3}"));
    }
    match million.answer["peak_mb"].as_f64() {
        Some(held) if held > MEMORY => misses.push(format!("a million paths hold {held:.0} MB")),
        _ => {}
    }
    Ok(misses)
}

/// What a run says of itself beside its time.
fn told(timed: &Timed) {
    let milliseconds = |name: &str| timed.answer[name].as_f64().map_or(f64::NAN, |seconds| seconds * 1e3);
    let held = timed.answer["peak_mb"].as_f64().unwrap_or(f64::NAN);
    println!(
        "  of which the rules are written down in {:.2} ms, and run in {:.2} ms; {held:.0} MB held at most",
        milliseconds("ready"),
        milliseconds("run")
    );
}

/// The largest shipped model, all its deployments: generality has its price.
fn general(options: &Options) -> Outcome {
    let model = largest_model()?;
    let name = format!("{}, 10000 paths", place::shown(&model));
    let contender = Contender::new(&name, &engine(options)).with("simulate").with(&model).with("10000");
    let timed = rounds::alternate(&[contender], options.rounds)?;
    let answer = &timed[0].answer;
    println!("\nThe largest shipped model: {} deployments, {} columns", answer["deployments"], answer["columns"]);
    table(&["", "inside", "whole process"], &[row(&timed[0], None)]);
    told(&timed[0]);
    println!();
    Ok(())
}

/// The slope of log time over log paths, by least squares.
fn growth(runs: &[&Timed]) -> f64 {
    let point = |timed: &&Timed| {
        let paths = timed.answer["paths"].as_f64().unwrap_or(f64::NAN);
        (paths.ln(), timed.inside.ln())
    };
    let points: Vec<(f64, f64)> = runs.iter().map(point).collect();
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / count, sum.1 + point.1 / count));
    let (above, below) = points
        .iter()
        .fold((0.0, 0.0), |sum, point| (sum.0 + (point.0 - x) * (point.1 - y), sum.1 + (point.0 - x) * (point.0 - x)));
    above / below
}

/// Percentiles agree within three standard errors of both samples together, and shares of paths too.
fn agree(ours: &Value, numpy: &Value) -> Outcome {
    let (mut worst, mut beyond, mut all) = (0.0_f64, 0, 0);
    for name in NAMES {
        for (percentile, level) in [("p05", 0.05_f64), ("p50", 0.5), ("p95", 0.95)] {
            let list = |of: &Value| of["percentiles"][name][percentile].as_array().cloned().unwrap_or_default();
            let (mine, theirs) = (list(ours), list(numpy));
            if mine.is_empty() || mine.len() != theirs.len() {
                return Err(format!("{name} {percentile}: {} months beside NumPy's {}", mine.len(), theirs.len()));
            }
            for (month, (mine, theirs)) in mine.iter().zip(&theirs).enumerate() {
                let number = |of: &Value| of.as_f64().unwrap_or(f64::NAN);
                let random = (level * (1.0 - level) / 1e6).sqrt() * number(&mine["per_level"]).abs();
                let error = number(&mine["error"]).hypot(random);
                let apart = (number(&mine["value"]) - number(theirs)).abs();
                // What both round differently is no difference.
                let errors = if apart <= 1e-9 * number(theirs).abs().max(1.0) { 0.0 } else { apart / error };
                if errors.is_nan() || errors > 10.0 {
                    return Err(format!("{name} {percentile}, month {}: {errors:.1} standard errors apart", month + 1));
                }
                worst = worst.max(errors);
                beyond += usize::from(errors > 3.0);
                all += 1;
            }
        }
    }
    let shares = |of: &Value, name: &str| of[name].as_array().cloned().unwrap_or_default();
    let (mine, theirs) = (shares(ours, "shares"), shares(numpy, "break_even_share"));
    let apart =
        mine.iter().zip(&theirs).map(|(a, b)| (a.as_f64().unwrap_or(f64::NAN) - b.as_f64().unwrap_or(f64::NAN)).abs());
    let widest = apart.fold(0.0_f64, f64::max);
    println!("  {all} percentiles: at worst {worst:.1} standard errors apart, {beyond} beyond three");
    println!("  shares of paths with cash not below zero: at most {:.2} points apart", 100.0 * widest);
    if beyond as f64 > BEYOND * f64::from(all) {
        return Err(format!("{beyond} of {all} percentiles lie beyond three standard errors"));
    }
    if mine.len() != theirs.len() || widest > 0.01 {
        return Err("shares of paths disagree".into());
    }
    Ok(())
}
