//! The runs of a window: a coarse answer in the same request as the edit, an exact one beside it, and both kept, so that
//! coming back to a model costs nothing.

mod ask;
mod outcomes;
mod slot;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use headroom_engine::money::number_of;
use headroom_pages::{Block, Page, Span, Tone};
use headroom_simulation::futures::{COARSE_PATHS, MOST_PATHS, refused};
use headroom_simulation::lanes::LANES;
use headroom_simulation::run::{SCRAMBLES, Watch};
use headroom_views::{Scene, assumptions, uncertainty};

use self::outcomes::outcomes;
use self::slot::Slot;
use crate::futures::{Failed, Told, Wish};
use crate::input::{self, Meant};
use crate::look::studied;
use crate::study::{Problems, Study, line};
use crate::wire::{Choice, DiagnosticLine, FuturesState, FuturesWish, LookRequest, Progress, Refined};

/// Answers that are kept: as many as a person goes back and forth between.
const KEPT: usize = 12;

/// What was run lately, and what runs now.
#[derive(Debug, Default)]
pub struct Runs {
    kept: Mutex<VecDeque<(Key, Arc<Told>)>>,
    refining: Slot,
    asking: Slot,
}

/// A model, with everything that was set in place, and what was asked of it.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    model: String,
    wish: Wish,
}

impl Runs {
    /// The page of a study's futures: the exact ones where they are known, else a first answer.
    pub fn page(&self, study: &Study, scene: &Scene, typed: &FuturesWish) -> (Page, FuturesState) {
        let mut state =
            FuturesState { coarse: false, diagnostics: Vec::new(), inputs: Vec::new(), outcomes: Vec::new() };
        let answer = wish(typed).map_err(Failed::Problems).and_then(|wish| self.answer(study, wish));
        match answer {
            Ok((told, coarse)) => {
                state.coarse = coarse;
                state.inputs = inputs(&told);
                state.outcomes = outcomes(scene, &told);
                (uncertainty::page(scene, &told.uncertain(coarse)), state)
            }
            Err(failed) => {
                if let Failed::Problems(problems) = failed {
                    state.diagnostics = worded(study, problems);
                }
                (refusal(&state.diagnostics), state)
            }
        }
    }

    /// The futures of a study, and whether they are but a first answer.
    fn answer(&self, study: &Study, wish: Wish) -> Result<(Arc<Told>, bool), Failed> {
        let model = study.model.node.to_string();
        let exact = Key { model, wish };
        if let Some(told) = self.known(&exact) {
            return Ok((told, false));
        }
        let wish = Wish { paths: exact.wish.paths.min(COARSE_PATHS), ..exact.wish.clone() };
        let coarse = wish.paths < exact.wish.paths;
        let key = Key { wish, ..exact };
        if let Some(told) = self.known(&key) {
            return Ok((told, coarse));
        }
        let told = Arc::new(study.futures(&key.wish, &Watch::default())?);
        // Nothing is drawn: more paths would tell the same.
        let coarse = coarse && !told.inputs.is_certain();
        self.keep(key, &told);
        Ok((told, coarse))
    }

    /// Makes the exact answer to a look, and keeps it. What ran before is stopped: it was of an older model.
    pub fn refine(&self, run: &str, request: &LookRequest) -> Refined {
        let Ok(wish) = wish(&request.futures) else { return Refined::Refused };
        let blocks = SCRAMBLES as u64 * (wish.paths / SCRAMBLES as u64).div_ceil(LANES as u64);
        self.refining.run(run, blocks, |watch| self.refined(request, wish, watch))
    }

    fn refined(&self, request: &LookRequest, wish: Wish, watch: &Watch) -> Refined {
        let Some(study) = studied(request) else { return Refined::Refused };
        let key = Key { model: study.model.node.to_string(), wish };
        if self.known(&key).is_some() {
            return Refined::Done;
        }
        match study.futures(&key.wish, watch) {
            Ok(told) => {
                self.keep(key, &Arc::new(told));
                Refined::Done
            }
            Err(Failed::Stopped) => Refined::Stopped,
            Err(Failed::Problems(_)) => Refined::Refused,
        }
    }

    /// Nobody waits any more for the run of this name, be it for an exact answer or for a question's.
    pub fn stop(&self, run: &str) {
        self.refining.stop(run);
        self.asking.stop(run);
    }

    /// Nobody waits for anything any more.
    pub fn leave(&self) {
        self.refining.leave();
        self.asking.leave();
    }

    /// How far the exact answer is.
    pub fn progress(&self) -> Progress {
        Progress { percent: self.refining.percent() }
    }

    fn known(&self, key: &Key) -> Option<Arc<Told>> {
        let kept = slot::lock(&self.kept);
        kept.iter().find(|(known, _)| known == key).map(|(_, told)| Arc::clone(told))
    }

    fn keep(&self, key: Key, told: &Arc<Told>) {
        let mut kept = slot::lock(&self.kept);
        kept.retain(|(known, _)| *known != key);
        kept.push_front((key, Arc::clone(told)));
        kept.truncate(KEPT);
    }
}

/// A wish as it was typed.
pub(crate) fn wish(typed: &FuturesWish) -> Result<Wish, Problems> {
    let usual = Wish::default();
    let mut problems = Problems::new();
    let mut number = |path: &str, text: &str, usual: u64, most: u64| {
        let text = text.trim();
        let parsed = match input::parse(text, Meant::NUMBER) {
            _ if text.is_empty() => Some(usual),
            Ok(number) if number.is_integer() => u64::try_from(number).ok().filter(|number| *number <= most),
            _ => None,
        };
        parsed.unwrap_or_else(|| {
            let hint = format!("type a whole number up to {most}, such as {usual}");
            problems.push(line(&refused(path, format!("`{text}` cannot be taken"), &hint), None));
            usual
        })
    };
    let paths = number("paths", &typed.paths, usual.paths, MOST_PATHS);
    let seed = number("seed", &typed.seed, usual.seed, u64::MAX);
    let given = typed.given.trim();
    let given = if given.is_empty() { Vec::new() } else { given.split(" and ").map(str::to_owned).collect() };
    if problems.is_empty() { Ok(Wish { paths, seed, given, ..usual }) } else { Err(problems) }
}

fn inputs(told: &Told) -> Vec<Choice> {
    let choice = |id: &str, label: &str| Choice { id: id.into(), label: label.into(), ..Choice::default() };
    told.inputs.inputs.iter().map(|input| choice(&input.path, &input.label)).collect()
}

/// Problems that name assumptions by their paths, with the names that people know them by.
fn worded(study: &Study, problems: Problems) -> Problems {
    let node = &study.model.node;
    let named = study.model.quantities.iter().map(|found| (format!("`{}`", found.path), found));
    let named: Vec<_> = named.map(|(path, found)| (path, format!("“{}”", assumptions::label(found, node)))).collect();
    let reworded = |text: &str| named.iter().fold(text.to_owned(), |text, (path, label)| text.replace(path, label));
    let told = problems.into_iter().map(|problem| {
        let (message, hint) = (reworded(&problem.message), reworded(&problem.hint));
        DiagnosticLine { message, hint, ..problem }
    });
    told.collect()
}

/// What the page says where there are no futures.
fn refusal(problems: &Problems) -> Page {
    let block = |text: String| Block::Notice { tone: Tone::Bad, text: vec![Span::plain(text)] };
    let said = problems.iter().map(|problem| {
        let path = if problem.path.is_empty() { String::new() } else { format!("{}: ", problem.path) };
        block(format!("{path}{}. {}.", problem.message, problem.hint))
    });
    Page { id: "uncertainty".into(), title: "Uncertainty".into(), blocks: said.collect() }
}

/// A typed share: `80 %` or `0.8`.
pub(crate) fn share(path: &str, text: &str) -> Result<f64, Problems> {
    let parsed = input::parse(text, Meant::NUMBER).map(number_of).ok().filter(|share| (0.0..=1.0).contains(share));
    parsed.ok_or_else(|| {
        let hint = "type a share from 0 to 100 %, such as 80 %";
        vec![line(&refused(path, format!("`{text}` is no share"), hint), None)]
    })
}

#[cfg(test)]
mod tests;
