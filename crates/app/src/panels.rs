//! What a person asks beside the page: a question of load, a load test, a price list. Each answer is a sheet of blocks,
//! made of the same parts as a page.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use headroom_engine::capacity::measured::NothingHolds;
use headroom_engine::catalog::{ImportError, Merge, PartialDate, PartialDateError};
use headroom_engine::decide::ask::ask as answer;
use headroom_engine::diagnostic::Diagnostic;
use headroom_engine::form::Named;
use headroom_engine::money::number_of;
use headroom_frames::Period;
use headroom_pages::Block;
use headroom_views::revenue::curve;
use headroom_views::{Scene, ask as told, fit, prices as lists};

use crate::input::{self, Meant};
use crate::look::{drawings, theme};
use crate::measure::{self, Measured};
use crate::refresh::{self, LocalServer, RefreshError, Request};
use crate::study::{Problems, Study, line, problem};
use crate::wire::{
    Answer, Askable, Choice, CohortsOutcome, DiagnosticLine, DroppedFile, FileProblem, LoadTestOutcome, PriceSource,
    PricesOutcome, Question, Sheet, SheetSize,
};
use crate::{clock, cohorts, files, prices};

pub(crate) fn sheet(blocks: Vec<Block>, size: SheetSize) -> Sheet {
    let drawings = drawings(&blocks, size.width, theme(size.theme));
    Sheet { blocks, drawings }
}

// Questions -----------------------------------------------------------------------------------------------------------

/// What can be asked of a deployment: the drivers it is held against, then what they count from.
pub fn askable(scene: &Scene) -> Vec<Askable> {
    let program = &scene.model.program;
    let limits = scene.deployed.rule.components.values().flat_map(|component| &component.limits);
    let held: BTreeSet<usize> = limits.filter_map(|i| program.limits.get_index(*i)).map(|(_, l)| l.driver).collect();
    let drivers = held.iter().filter_map(|i| program.drivers.get_index(*i));
    let drivers = drivers.map(|(id, d)| Askable { id: id.clone(), label: d.label.clone(), unit: d.unit.clone() });
    let users = [("registered", "Registered users"), ("active", "Active users"), ("paying", "Paying subscribers")];
    let users = users.map(|(id, label)| Askable { id: id.into(), label: label.into(), unit: "users".into() });
    if held.is_empty() { Vec::new() } else { drivers.chain(users).collect() }
}

/// Answers a question of load for what is in place today.
pub fn ask(question: &Question) -> Answer {
    match asked(question) {
        Ok(sheet) => Answer::Answered { sheet },
        Err(diagnostics) => Answer::Refused { diagnostics },
    }
}

fn asked(question: &Question) -> Result<Sheet, Problems> {
    let demand = demand(question)?;
    let study = Study::read(&question.document, &question.scenario)?;
    let blocks = study.scene(&question.deployment, Period::Month, |scene| {
        let ask = told::of_today(scene, demand);
        let wrong = ask.check(&scene.model.program, scene.deployed.rule);
        if !wrong.is_empty() {
            return Err(lines(&wrong));
        }
        let reply = answer(scene.model, scene.projection, scene.deployed.id, &ask);
        Ok(reply.map_or_else(Vec::new, |reply| told::blocks(scene, &ask, &reply)))
    })??;
    Ok(sheet(blocks, question.size))
}

fn demand(question: &Question) -> Result<Named<f64>, Problems> {
    let mut found = Named::default();
    let mut wrong = Problems::new();
    for asked in &question.demand {
        match input::parse(&asked.value, Meant::NUMBER) {
            Ok(amount) => drop(found.insert(asked.path.clone(), number_of(amount))),
            Err(error) => {
                wrong.push(error.at(&format!("demand.{}", asked.path), "type a number such as 100 or 1.2k"));
            }
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

fn lines(found: &[Diagnostic]) -> Problems {
    found.iter().map(|diagnostic| line(diagnostic, None)).collect()
}

// Load tests ----------------------------------------------------------------------------------------------------------

/// The bytes of dropped files.
pub fn dropped(files: Vec<DroppedFile>) -> Result<Vec<(String, Vec<u8>)>, LoadTestOutcome> {
    let bytes = |file: DroppedFile| match BASE64.decode(&file.content) {
        Ok(bytes) => Ok((file.name, bytes)),
        Err(error) => Err(refused(file.name, &error.to_string(), "drop the file again")),
    };
    files.into_iter().map(bytes).collect()
}

/// The bytes of chosen files.
pub fn chosen(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, LoadTestOutcome> {
    let read = |path: &PathBuf| {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match fs::File::open(path).and_then(|file| files::read_bytes(file, headroom_loadtest::LIMIT)) {
            Ok(bytes) => Ok((name, bytes)),
            Err(error) => Err(refused(name, &error.to_string(), "check that the file may be read")),
        }
    };
    paths.iter().map(read).collect()
}

fn refused(name: String, message: &str, hint: &str) -> LoadTestOutcome {
    let line = problem("E000-unreadable", "", message, hint);
    LoadTestOutcome::Refused { diagnostics: vec![FileProblem { name, line }] }
}

/// Reads load tests and shows their fit; with it what was read, for [`measure::apply`].
pub fn load_test(
    files: &[(String, Vec<u8>)],
    document: &str,
    deployment: &str,
    size: SheetSize,
) -> (LoadTestOutcome, Option<Measured>) {
    if files.is_empty() {
        return (LoadTestOutcome::Cancelled, None);
    }
    match measure::read(files) {
        Ok(measured) => {
            let sheet = sheet(fit::blocks(&measured.study, &measured.remarks()), size);
            let targets = targets(document, deployment, &measured);
            (LoadTestOutcome::Read { names: measured.names.clone(), sheet, targets }, Some(measured))
        }
        Err(found) => {
            let of_file = |(name, lines): (String, Problems)| {
                lines.into_iter().map(move |line| FileProblem { name: name.clone(), line })
            };
            (LoadTestOutcome::Refused { diagnostics: found.into_iter().flat_map(of_file).collect() }, None)
        }
    }
}

/// The limits a load test can rule, those of the deployment that is looked at before the others, each with what would be
/// written. None is proposed where there are several: which of them was tested is the person's to say.
fn targets(document: &str, deployment: &str, measured: &Measured) -> Vec<Choice> {
    let Ok(study) = Study::read(document, "") else { return Vec::new() };
    let here = match deployment {
        "" => study.model.program.deployments.keys().next().cloned().unwrap_or_default(),
        named => named.to_owned(),
    };
    let here = format!("deployments.{here}.");
    let choice = |target: measure::Target| match target.holding(&measured.study) {
        Err(NothingHolds::NoConcurrency | NothingHolds::NoPoints) => None,
        Err(nothing) => Some((target, nothing.to_string())),
        Ok(load) => Some((target, format!("measured at {load}"))),
    };
    let mut found: Vec<(measure::Target, String)> =
        measure::targets(&study.model).into_iter().filter_map(choice).collect();
    found.sort_by_key(|(target, _)| !target.path.starts_with(&here));
    let chosen = found.len() == 1;
    found.into_iter().map(|(target, note)| Choice { id: target.path, label: target.label, note, chosen }).collect()
}

// Cohorts -------------------------------------------------------------------------------------------------------------

/// Pools a pasted table of cohorts and shows its curve.
pub fn cohorts(table: &str, document: &str, size: SheetSize) -> CohortsOutcome {
    match cohorts::read(table) {
        Ok(pooled) => CohortsOutcome::Read { sheet: sheet(curve::blocks(&pooled), size), plans: takers(document) },
        Err(diagnostics) => CohortsOutcome::Refused { diagnostics },
    }
}

fn takers(document: &str) -> Vec<Choice> {
    let Ok(study) = Study::read(document, "") else { return Vec::new() };
    let choice = |(i, (id, label)): (usize, (&str, &str))| Choice {
        id: id.to_owned(),
        label: label.to_owned(),
        note: String::new(),
        chosen: i == 0,
    };
    cohorts::plans(&study.model).enumerate().map(choice).collect()
}

// Prices --------------------------------------------------------------------------------------------------------------

/// Where the shipped prices of Azure are from; other providers' lists have every region.
const REGION: &str = "eastus";

/// The price lists that can be fetched, with what is asked for.
pub fn price_sources() -> Vec<PriceSource> {
    let source = |source: refresh::Source| PriceSource {
        id: source.id.into(),
        label: source.label.into(),
        addresses: source.vendor.addresses(REGION),
        key: source.token_variable().map(str::to_owned),
    };
    refresh::sources().map(source).collect()
}

/// Fetches a provider's list, as the person asked. `server` stands in for the provider's in tests.
pub fn fetch_prices(id: &str, server: Option<LocalServer>) -> Result<Merge, PricesOutcome> {
    let source = refresh::source(id).ok_or_else(|| failed(&format!("no list of `{id}` is known"), "choose another"))?;
    let request = Request { server, ..Request::new(source, REGION, today()?) };
    let lists = refresh::fetch(&request, |_| ()).map_err(|error| match error {
        RefreshError::Unreadable { problems, .. } => unreadable(&problems),
        error => failed(&error.to_string(), &error.hint()),
    })?;
    merge(&lists)
}

/// Reads saved pages of one list.
pub fn import_prices(paths: &[PathBuf]) -> Result<Merge, PricesOutcome> {
    let read = |path: &PathBuf| {
        files::read_text(path).map_err(|error| failed(&error.to_string(), "check that the file may be read"))
    };
    let pages = paths.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let list = prices::read(&pages, today()?, None).map_err(|problems| unreadable(&problems))?;
    merge(&[list])
}

fn merge(lists: &[headroom_engine::catalog::Import]) -> Result<Merge, PricesOutcome> {
    prices::merge(lists).map_err(|error| failed(&error.to_string(), &error.hint()))
}

/// What a list made of the catalogue, to be read and confirmed.
pub fn merged(merge: &Merge, size: SheetSize) -> PricesOutcome {
    let held = prices::held(merge).into_iter().map(|id| {
        let moved = merge.held.iter().filter(|change| change.id == id);
        let moved: Vec<String> = moved.map(|change| format!("{} → {}", change.from, change.to)).collect();
        Choice { label: id.clone(), note: moved.join("; "), chosen: false, id }
    });
    PricesOutcome::Merged { sheet: sheet(lists::merge(merge), size), held: held.collect() }
}

/// Keeps what a list made of the catalogue, with the held prices that were confirmed.
pub fn keep_prices(mut merge: Merge, confirmed: &[String]) -> Result<Vec<String>, PricesOutcome> {
    merge.confirm(confirmed.iter().map(String::as_str));
    prices::accept(&merge).map_err(|error| failed(&error.to_string(), &error.hint()))?;
    let mut changed: Vec<String> = merge.changed.into_iter().map(|change| change.id).collect();
    changed.dedup();
    Ok(changed)
}

/// Those plans of a list that a model's tiers name.
pub fn named_by_model(document: &str, ids: Vec<String>) -> Vec<String> {
    let Ok(study) = Study::read(document, "") else { return Vec::new() };
    let components = study.model.program.deployments.values().flat_map(|d| d.components.values());
    let named: BTreeSet<&String> =
        components.flat_map(|c| c.tiers.values()).filter_map(|tier| tier.plan.as_ref()).collect();
    ids.into_iter().filter(|id| named.contains(id)).collect()
}

fn today() -> Result<PartialDate, PricesOutcome> {
    clock::today()
        .parse()
        .map_err(|error: PartialDateError| failed(&error.to_string(), "set the clock of this machine"))
}

fn unreadable(problems: &ImportError) -> PricesOutcome {
    let lines: Vec<DiagnosticLine> = problems.problems.iter().map(|problem| line(&problem.diagnostic, None)).collect();
    let first = lines.first();
    let more = match lines.len() {
        0 | 1 => String::new(),
        n => format!(" And {} more.", n - 1),
    };
    failed(
        &format!("The list cannot be read. {}{more}", first.map_or("", |line| line.message.as_str())),
        first.map_or("choose a saved list of Azure, Hetzner, DigitalOcean, Linode or Vultr", |line| line.hint.as_str()),
    )
}

fn failed(message: &str, hint: &str) -> PricesOutcome {
    PricesOutcome::Failed { message: message.into(), hint: hint.into() }
}
