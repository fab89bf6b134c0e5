//! Questions of a window to a model's futures; each answer is a sheet of blocks.

use headroom_engine::diagnostic::Code;
use headroom_engine::form::Domain;
use headroom_frames::Period;
use headroom_pages::Block;
use headroom_simulation::analysis::measure::{self, Unit};
use headroom_simulation::run::Watch;
use headroom_views::{Scene, uncertainty};

use super::{Runs, share, wish, worded};
use crate::futures::{CELL_PATHS, Failed, Goal, Plane, STEPS, Wish};
use crate::panels::sheet;
use crate::study::{Problems, Study, problem};
use crate::wire::{Answer, Between, FuturesAsk, FuturesQuestion};

impl Runs {
    /// Answers a question. The one before is stopped.
    pub fn ask(&self, question: &FuturesQuestion) -> Answer {
        match self.asking.run(&question.run, 0, |watch| asked(question, watch)) {
            Ok(blocks) => Answer::Answered { sheet: sheet(blocks, question.size) },
            Err(Failed::Problems(diagnostics)) => Answer::Refused { diagnostics },
            Err(Failed::Stopped) => Answer::Refused { diagnostics: Problems::new() },
        }
    }
}

fn asked(question: &FuturesQuestion, watch: &Watch) -> Result<Vec<Block>, Failed> {
    let study = Study::read(&question.document, &question.scenario)?;
    answered(&study, question, watch).map_err(|failed| match failed {
        Failed::Problems(problems) => Failed::Problems(worded(&study, problems)),
        Failed::Stopped => Failed::Stopped,
    })
}

fn answered(study: &Study, question: &FuturesQuestion, watch: &Watch) -> Result<Vec<Block>, Failed> {
    let wish = wish(&question.wish)?;
    let deployment = &question.deployment;
    let told = Told { study, deployment, wish: &wish, watch };
    let answer = match &question.about {
        FuturesAsk::Matters { of } => told.matters(of),
        FuturesAsk::Seek { vary, between, of, comparison, bound, probability } => {
            let probability = share("probability", probability)?;
            // What is a share is shown in percent, and typed so.
            let is_share = measure::unit(study.outcome(of, deployment)?) == Unit::Share && !bound.contains('%');
            let until = format!("{of} {comparison} {bound}{}", if is_share { "%" } else { "" });
            told.sought(&Goal { vary: vary.clone(), until, probability, within: told.within(vary, between)? })
        }
        FuturesAsk::Grid { x, x_between, y, y_between, of } => {
            let (x_within, y_within) = (told.within(x, x_between)?, told.within(y, y_between)?);
            let (x, y, of) = (x.clone(), y.clone(), of.clone());
            told.plane(&Plane { x, y, x_within, y_within, of, level: None, steps: STEPS })
        }
        FuturesAsk::Orders { percentile } => told.orders(percentile),
    }?;
    Ok(uncertainty::condition(&study.given(&wish)?).into_iter().chain(answer).collect())
}

/// Who is asked.
struct Told<'a> {
    study: &'a Study,
    deployment: &'a str,
    wish: &'a Wish,
    watch: &'a Watch,
}

impl Told<'_> {
    /// Typed ends as a range; None where neither is typed. What a field shows in percent is typed in percent.
    fn within(&self, path: &str, between: &Between) -> Result<Option<String>, Problems> {
        let (low, high) = (between.low.trim(), between.high.trim());
        if low.is_empty() && high.is_empty() {
            return Ok(None);
        }
        if low.is_empty() || high.is_empty() {
            let hint = "give both, or neither to look over the assumption's own range";
            return Err(vec![problem(Code::Missing.as_str(), "within", "one of the two ends is missing", hint)]);
        }
        let found = self.study.model.quantities.iter().find(|found| found.path == path);
        let in_percent = found.is_some_and(|found| matches!(found.domain, Domain::Share | Domain::Rate));
        let end = |text: &str| if in_percent && !text.contains('%') { format!("{text}%") } else { text.to_owned() };
        Ok(Some(format!("{}..{}", end(low), end(high))))
    }

    fn matters(&self, of: &str) -> Result<Vec<Block>, Failed> {
        let of = self.study.outcome(of, self.deployment)?;
        let (inputs, indices) = self.study.sensitivity(of, self.wish, self.watch)?;
        let (_, swings) = self.study.tornado(of, self.wish)?;
        Ok(self.study.scene(self.deployment, Period::Month, |scene| {
            let mut blocks = uncertainty::sensitivity_blocks(scene, &inputs, &indices);
            blocks.extend(uncertainty::tornado_blocks(scene, &inputs, &swings));
            blocks
        })?)
    }

    fn sought(&self, goal: &Goal) -> Result<Vec<Block>, Failed> {
        let (asked, sought) = self.study.seek(goal, self.deployment, self.wish, self.watch)?;
        let told = |scene: &Scene| uncertainty::sought_blocks(scene, &asked, &sought);
        Ok(self.study.scene(self.deployment, Period::Month, told)?)
    }

    fn plane(&self, plane: &Plane) -> Result<Vec<Block>, Failed> {
        let wish = Wish { paths: self.wish.paths.min(CELL_PATHS), ..self.wish.clone() };
        let (asked, known) = self.study.grid(plane, self.deployment, &wish, self.watch)?;
        let told = |scene: &Scene| uncertainty::grid_blocks(scene, &asked, &known);
        Ok(self.study.scene(self.deployment, Period::Month, told)?)
    }

    fn orders(&self, percentile: &str) -> Result<Vec<Block>, Failed> {
        let text = percentile.trim().trim_start_matches(['p', 'P']).trim_end_matches('%');
        let level = share("percentile", &format!("{text}%"))?;
        let place = self.study.place(self.deployment)?;
        let mut orders = self.study.orders(level, self.wish, self.watch)?;
        orders.retain(|order| order.deployment == place);
        let told = |scene: &Scene| uncertainty::orders_blocks(scene, level, &orders);
        Ok(self.study.scene(self.deployment, Period::Month, told)?)
    }
}
