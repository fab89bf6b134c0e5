//! `cargo xtask bench`: Headroom beside what a founder would otherwise use, in one run on one machine. Answers are
//! compared before times.

mod answers;
mod peers;
mod rounds;
mod uncertain;
mod window;

use crate::{Outcome, build, place, process, ui};
use clap::Args;
use peers::Peers;
use rounds::{Contender, Timed};
use std::fs;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Options {
    /// The folder of the peers' programs; it is copied, never written to
    #[arg(long, value_name = "DIR")]
    peers: PathBuf,
    /// Measure the profile that builds quickly instead of `release`
    #[arg(long)]
    fast: bool,
    /// Timed rounds after the one that warms up
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(5..))]
    rounds: u8,
    /// Leave the window out, where there is none
    #[arg(long)]
    no_window: bool,
    /// Only the engine: neither the review nor the window, so that nothing heavy is built
    #[arg(long, conflicts_with = "app")]
    engine: bool,
    /// Only the review and the window, without the engine beside its peers
    #[arg(long)]
    app: bool,
}

impl Options {
    fn profile(&self) -> &'static str {
        if self.fast { "fast" } else { "release" }
    }
}

/// The most of HyperFormula's time for one edit that an exact projection may take.
const ALLOWED_OF_HYPERFORMULA: f64 = 0.1;

pub fn all(options: &Options) -> Outcome {
    let peers = Peers::set_up(&options.peers)?;
    build_measured(options)?;
    let misses = if options.app { Vec::new() } else { beside_peers(options, &peers)? };
    if !options.engine {
        report(options)?;
        if !options.no_window {
            window::measure(options.profile())?;
        }
    }
    if misses.is_empty() { Ok(()) } else { Err(misses.join("; ")) }
}

/// The engine beside its peers; what is slower than it should be, in words.
fn beside_peers(options: &Options, peers: &Peers) -> Outcome<Vec<String>> {
    let mut misses = Vec::new();
    if !point_run(options, peers)? {
        misses.push("a projection took more than a tenth of HyperFormula's time for one edit".to_owned());
    }
    misses.extend(uncertain::measure(options, peers)?);
    if !sizing(options, peers)? {
        misses.push("sizing took longer than NumPy's uncertain run".to_owned());
    }
    Ok(misses)
}

/// The program that measures the engine.
fn engine(options: &Options) -> PathBuf {
    place::built(options.profile(), "examples/engine_bench")
}

fn build_measured(options: &Options) -> Outcome {
    let mut engine = process::cargo();
    engine.args(["build", "--profile", options.profile(), "--package", "headroom-simulation"]);
    process::run(engine.args(["--example", "engine_bench"]))?;
    if options.engine {
        return Ok(());
    }
    let mut cargo = build::workspace(&["build", "--profile", options.profile()]);
    cargo.args(["--example", "bench"]);
    if !options.no_window {
        ui::packages()?;
        ui::built()?;
        cargo.args(["--bin", "headroom-desktop", "--example", "empty", "--test", "desktop"]);
    }
    process::run(&mut cargo)
}

/// One edit of the growth assumption and everything that follows from it.
fn point_run(options: &Options, peers: &Peers) -> Outcome<bool> {
    let model = place::root().join("models/reference.json");
    let ours = engine(options);
    let contenders = [
        Contender::new("Headroom: edit, exact ledger", &ours).with("edit").with(&model),
        Contender::new("Headroom: from the file's text", &ours).with("text").with(&model),
        peers.hyperformula(),
    ];
    let timed = rounds::alternate(&contenders, options.rounds)?;
    let [edit, text, hyperformula] = &timed[..] else { return Err("three contenders give three times".into()) };
    println!("\nAnswers, before times");
    answers::compare(&edit.answer, &peers.numpy_answers()?, &hyperformula.answer)?;
    println!("\nPoint projection of the reference model, 60 months, median of {} rounds", options.rounds);
    let rows = [edit, text, hyperformula].map(|timed| row(timed, Some(hyperformula)));
    table(&["", "inside", "whole process", "of HyperFormula"], &rows);
    Ok(edit.inside <= ALLOWED_OF_HYPERFORMULA * hyperformula.inside)
}

/// Five years of the largest shipped model sized over every plan of the catalogue, beside NumPy's 10,000 paths.
fn sizing(options: &Options, peers: &Peers) -> Outcome<bool> {
    let model = largest_model()?;
    let ours = engine(options);
    let name = format!("Sizing of {}", place::shown(&model));
    let contenders = [Contender::new(&name, &ours).with("size").with(&model), peers.numpy(10_000)];
    let timed = rounds::alternate(&contenders, options.rounds)?;
    let [sizing, numpy] = &timed[..] else { return Err("two contenders give two times".into()) };
    let (components, plans) = (&sizing.answer["components"], &sizing.answer["plans"]);
    println!("\nSizing: {components} components, {plans} plans, 60 months");
    let rows = [sizing, numpy].map(|timed| row(timed, Some(numpy)));
    table(&["", "inside", "whole process", "of NumPy"], &rows);
    Ok(sizing.inside < numpy.inside)
}

/// The review of the largest shipped model, from its text to the PDF's bytes.
fn report(options: &Options) -> Outcome {
    let model = largest_model()?;
    let ours = place::built(options.profile(), "examples/bench");
    let name = format!("Review of {}", place::shown(&model));
    let timed = rounds::alternate(&[Contender::new(&name, &ours).with(&model)], options.rounds)?;
    println!("\nThe quarterly review as PDF, the largest shipped model");
    table(&["", "inside", "whole process"], &timed.iter().map(|timed| row(timed, None)).collect::<Vec<_>>());
    Ok(())
}

fn largest_model() -> Outcome<PathBuf> {
    let files = fs::read_dir(place::root().join("models")).map_err(|e| format!("cannot read models: {e}"))?;
    let models = files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "json"));
    models
        .max_by_key(|path| fs::metadata(path).map(|about| about.len()).unwrap_or(0))
        .ok_or("no model is shipped".into())
}

fn row(timed: &Timed, beside: Option<&Timed>) -> Vec<String> {
    let ratio = beside.map(|other| format!("{:.3}", timed.inside / other.inside));
    [timed.name.clone(), seconds(timed.inside), seconds(timed.whole)].into_iter().chain(ratio).collect()
}

/// A duration in the unit that suits it.
fn seconds(time: f64) -> String {
    match time {
        t if t < 1e-3 => format!("{:.1} µs", t * 1e6),
        t if t < 1.0 => format!("{:.2} ms", t * 1e3),
        t => format!("{t:.2} s"),
    }
}

/// The first column reads from the left, figures from the right.
fn table(head: &[&str], rows: &[Vec<String>]) {
    let head = head.iter().map(|cell| (*cell).to_owned()).collect();
    let lines: Vec<&Vec<String>> = std::iter::once(&head).chain(rows).collect();
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..head.len()).map_while(width).collect();
    for line in &lines {
        let mut cells = line.iter().zip(&widths);
        let first = cells.next().map(|(cell, width)| format!("{cell:<width$}")).unwrap_or_default();
        let rest: String = cells.map(|(cell, width)| format!("   {cell:>width$}")).collect();
        println!("  {first}{rest}");
    }
}
