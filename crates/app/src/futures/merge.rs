//! Parts of a run added up: the same bits as the run in one piece.

use std::collections::BTreeMap;
use std::sync::Arc;

use headroom_frames::futures::{About, Part, name};
use headroom_simulation::bands::Bands;
use headroom_simulation::futures::{self, Futures, refused};
use headroom_simulation::kernel::{Kernel, Varied};
use headroom_simulation::run::{NoAnswer, Points, Run, Shard, Watch};

use super::{Failed, Told, Wish};
use crate::study::{Problems, Study, line};

/// A run of which all parts are here.
#[derive(Debug)]
pub struct Merged {
    pub study: Study,
    pub told: Told,
    /// The deployment that was asked for, empty for the first.
    pub deployment: String,
}

/// What is wrong with files, each by its name.
type Wrong = Vec<(String, Problems)>;

/// Adds up the parts in files, each with its name.
pub fn merge(files: Vec<(String, Vec<u8>)>) -> Result<Merged, Wrong> {
    let parts = sorted(read(files)?)?;
    let about = parts[0].1.about.clone();
    let first = parts[0].0.clone();
    let wrong = |problems: Problems| vec![(first.clone(), problems)];
    let mut study = Study::read(&about.model, "").map_err(wrong)?;
    study.scenario.clone_from(&about.scenario);
    let told = told(&study, &about, parts).map_err(|failed| match failed {
        Unmerged::Whole(problems) => wrong(problems),
        Unmerged::Part(name, reason) => vec![(name, problem(reason, "make this part again"))],
    })?;
    Ok(Merged { study, told, deployment: about.deployment })
}

fn problem(message: String, hint: &str) -> Problems {
    vec![line(&refused("parts", message, hint), None)]
}

fn read(files: Vec<(String, Vec<u8>)>) -> Result<Vec<(String, Part)>, Wrong> {
    let (mut parts, mut wrong) = (Vec::new(), Wrong::new());
    for (name, bytes) in files {
        match Part::read(bytes) {
            Ok(part) => parts.push((name, part)),
            Err(error) => {
                let hint = "give the files that `headroom simulate --shard k/n --out FILE` has written";
                wrong.push((name, problem(error.to_string(), hint)));
            }
        }
    }
    if wrong.is_empty() { Ok(parts) } else { Err(wrong) }
}

/// In order, each there once.
fn sorted(parts: Vec<(String, Part)>) -> Result<Vec<(String, Part)>, Wrong> {
    let Some((first, about)) = parts.first().map(|(name, part)| (name.clone(), part.about.clone())) else {
        return Err(vec![("parts".to_owned(), problem("there are no parts".into(), "give the files of all parts"))]);
    };
    let mut wrong = Wrong::new();
    let mut by_shard: BTreeMap<u64, (String, Part)> = BTreeMap::new();
    for (name, part) in parts {
        if let Some(reason) = differs(&about, &part.about) {
            let message = format!("it is a part of another run than {first}: {reason}");
            wrong.push((name, problem(message, "give the parts of one run")));
            continue;
        }
        let shard = part.about.shard;
        match by_shard.get(&shard) {
            Some((other, _)) => {
                let message = format!("it is part {shard} of {}, as {other} is", about.shards);
                wrong.push((name, problem(message, "give each part once")));
            }
            None => drop(by_shard.insert(shard, (name, part))),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let missing: Vec<String> =
        (1..=about.shards).filter(|shard| !by_shard.contains_key(shard)).take(20).map(|n| n.to_string()).collect();
    if !missing.is_empty() {
        let more = about.shards - by_shard.len() as u64 - missing.len() as u64;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("of {} parts these are missing: {}{more}", about.shards, missing.join(", "));
        return Err(vec![(first, problem(message, "make the missing parts, and give the files of all"))]);
    }
    Ok(by_shard.into_values().collect())
}

/// In what two parts are of different runs.
fn differs(one: &About, other: &About) -> Option<String> {
    let numbers =
        [("seed", one.seed, other.seed), ("paths", one.paths, other.paths), ("parts", one.shards, other.shards)];
    if let Some((what, one, other)) = numbers.into_iter().find(|(_, one, other)| one != other) {
        return Some(format!("{what} {other} instead of {one}"));
    }
    let texts = [
        ("a Headroom of version", &one.version, &other.version),
        ("points", &one.points, &other.points),
        ("scenario", &one.scenario, &other.scenario),
        ("deployment", &one.deployment, &other.deployment),
    ];
    if let Some((what, one, other)) = texts.into_iter().find(|(_, one, other)| one != other) {
        return Some(format!("{what} `{other}` instead of `{one}`"));
    }
    let lists = [
        ("percentiles", one.levels != other.levels),
        ("conditions", one.given != other.given),
        ("figures", one.figures != other.figures),
    ];
    if let Some((what, _)) = lists.into_iter().find(|(_, differ)| *differ) {
        return Some(format!("other {what}"));
    }
    (one.model != other.model).then(|| "another model".to_owned())
}

/// Why parts that belong together make no answer.
enum Unmerged {
    Whole(Problems),
    Part(String, String),
}

impl From<Problems> for Unmerged {
    fn from(problems: Problems) -> Self {
        Self::Whole(problems)
    }
}

fn told(study: &Study, about: &About, parts: Vec<(String, Part)>) -> Result<Told, Unmerged> {
    let inputs = study.inputs()?;
    let (request, given) = study.request(&inputs, &wish(about)?)?;
    let figures = futures::standard(&study.model);
    let names = figures.iter().map(|figure| name(*figure, &study.model));
    if !names.eq(about.figures.iter().cloned()) {
        return Err(problem("they hold other figures than this Headroom reckons".into(), "make the parts again").into());
    }
    let kernel =
        Kernel::of(&study.model, &inputs, &figures, &Varied::default()).map_err(|found| vec![study.line(&found)])?;
    let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
    let failed = |reason: NoAnswer| unmerged(study.failed(reason.into()));
    let mut outline = Arc::new(run.outline(futures::threads()).map_err(failed)?);
    let mut bands = Bands::new(Arc::clone(&outline));
    for (name, part) in parts {
        let own = Bands::from_rows(Arc::clone(&outline), &part.rows);
        let merged = own.and_then(|own| bands.merge(own));
        bands = merged.map_err(|error| Unmerged::Part(name, error.to_string()))?;
    }
    // Where a percentile fell outside its bracket, the run in one piece looks again in a wider one; so does this, here.
    let answers = loop {
        match bands.finish(futures::threads()) {
            Ok(answers) => break answers,
            Err(missed) => {
                outline = Arc::new(outline.widen(&missed));
                let threads = futures::threads();
                bands = run.part(&outline, Shard::ALL, threads, &Watch::default()).map_err(failed)?;
            }
        }
    };
    let futures = Futures::known(request.clone(), kernel.columns, answers).map_err(failed)?;
    Ok(Told { inputs, futures, given })
}

fn unmerged(failed: Failed) -> Unmerged {
    match failed {
        Failed::Problems(problems) => Unmerged::Whole(problems),
        Failed::Stopped => Unmerged::Whole(Problems::new()),
    }
}

fn wish(about: &About) -> Result<Wish, Problems> {
    let points = match about.points.as_str() {
        "sobol" => Points::Sobol,
        "random" => Points::PseudoRandom,
        other => return Err(problem(format!("there are no points `{other}`"), "make the parts again")),
    };
    let level = |text: &String| {
        text.parse::<f64>().map_err(|_| problem(format!("`{text}` is no percentile's level"), "make the parts again"))
    };
    let levels = about.levels.iter().map(level).collect::<Result<Vec<f64>, _>>()?;
    Ok(Wish { paths: about.paths, seed: about.seed, points, levels, given: about.given.clone() })
}
