//! Tornado: what each uncertain assumption does to an outcome by itself.

use headroom_engine::Model;

use super::{conditioned, figures};
use crate::figure::Whole;
use crate::futures::Failed;
use crate::inputs::{Inputs, Room};
use crate::kernel::{Kernel, Varied};
use crate::lanes::{LANES, Registers};
use crate::run::Given;
use crate::tape::Sink;

/// An outcome with every assumption at its likely value, and with one of them at an end.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    pub of: Whole,
    pub base: f64,
    /// Whether the likely values are those of the plan: a condition may rule one of them out.
    pub is_plan: bool,
    /// The longest swing first.
    pub rows: Vec<Swing>,
}

/// One assumption at its 10th and at its 90th percentile, all others at their likely values. What wanders from month to
/// month does not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swing {
    /// Its place among the inputs.
    pub input: usize,
    pub low: f64,
    pub high: f64,
    /// The outcome there.
    pub at_low: f64,
    pub at_high: f64,
}

impl Swing {
    /// How far apart the outcomes are.
    pub fn length(&self) -> f64 {
        (self.at_high - self.at_low).abs()
    }
}

/// The percentiles that are its ends.
const ENDS: [f64; 2] = [0.1, 0.9];
/// Assumptions in one block of paths: two lanes each.
const EACH_BLOCK: usize = LANES / 2;

/// The lanes of one column.
struct Lanes([f64; LANES]);

impl Sink for Lanes {
    #[inline(always)]
    fn take(&mut self, _column: usize, values: &[f64]) {
        self.0[..values.len()].copy_from_slice(values);
    }
}

/// Runs the model twice for each uncertain assumption. Under a condition the percentiles of its assumption are of what it
/// leaves, and its likely value, where the condition rules that out, is the median of it.
///
/// # Errors
/// When already the point run outgrows what can be computed with, a condition leaves nothing, or its assumption moves
/// together with others.
pub fn tornado(model: &Model, inputs: &Inputs, of: Whole, given: &[Given]) -> Result<Tornado, Failed> {
    let conditioned = conditioned::inputs(inputs, given)?;
    let is_plan = conditioned.inputs.iter().zip(&inputs.inputs).all(|(own, plan)| own.likely == plan.likely);
    let inputs = &conditioned;
    let tape = Kernel::of(model, inputs, &figures(of), &Varied::default())?.tape;
    let (mut room, mut registers) = (Room::default(), Registers::default());
    let mut run = |ends: &[(usize, [f64; 2])]| {
        inputs.likely(&mut room);
        for (pair, (input, ends)) in ends.iter().enumerate() {
            room.blocks[*input][2 * pair..][..2].copy_from_slice(ends);
        }
        let mut lanes = Lanes([f64::NAN; LANES]);
        tape.run(&room.blocks, LANES, &mut registers, &mut lanes);
        lanes.0
    };
    let base = run(&[])[0];
    let ends =
        inputs.inputs.iter().enumerate().map(|(i, input)| (i, ENDS.map(|level| input.distribution.quantile(level))));
    let mut rows = Vec::with_capacity(inputs.inputs.len());
    for block in ends.collect::<Vec<_>>().chunks(EACH_BLOCK) {
        let lanes = run(block);
        rows.extend(block.iter().enumerate().map(|(pair, (input, [low, high]))| Swing {
            input: *input,
            low: *low,
            high: *high,
            at_low: lanes[2 * pair],
            at_high: lanes[2 * pair + 1],
        }));
    }
    rows.sort_by(|a, b| b.length().total_cmp(&a.length()));
    Ok(Tornado { of, base, is_plan, rows })
}
