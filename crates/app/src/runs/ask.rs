//! Questions of a window to a model's futures; each answer is a sheet of blocks.

use std::sync::Arc;

use headroom_frames::Period;
use headroom_pages::Block;
use headroom_simulation::run::Watch;
use headroom_views::{Scene, uncertainty};

use super::{Runs, share, wish};
use crate::futures::{CELL_PATHS, Failed, Goal, Plane, STEPS, Wish};
use crate::panels::sheet;
use crate::study::{Problems, Study};
use crate::wire::{Answer, FuturesAsk, FuturesQuestion};

impl Runs {
    /// Answers a question. Whatever ran before is stopped, and `stop` stops this.
    pub fn ask(&self, question: &FuturesQuestion) -> Answer {
        let watch = self.asking.begin(0);
        let answered = asked(question, &watch);
        self.asking.end(&watch);
        match answered {
            Ok(blocks) => Answer::Answered { sheet: sheet(blocks, question.size) },
            Err(Failed::Problems(diagnostics)) => Answer::Refused { diagnostics },
            Err(Failed::Stopped) => Answer::Refused { diagnostics: Problems::new() },
        }
    }
}

fn asked(question: &FuturesQuestion, watch: &Arc<Watch>) -> Result<Vec<Block>, Failed> {
    let study = Study::read(&question.document, &question.scenario)?;
    let wish = wish(&question.wish)?;
    let deployment = &question.deployment;
    let told = Told { study: &study, deployment, wish: &wish, watch };
    let answer = match &question.about {
        FuturesAsk::Matters { of } => told.matters(of),
        FuturesAsk::Seek { vary, of, comparison, bound, probability } => {
            let probability = share("probability", probability)?;
            let until = format!("{of} {comparison} {bound}");
            told.sought(&Goal { vary: vary.clone(), until, probability, within: None })
        }
        FuturesAsk::Grid { x, y, of } => {
            told.plane(&Plane { x: x.clone(), y: y.clone(), of: of.clone(), level: None, steps: STEPS })
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
