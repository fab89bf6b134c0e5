//! What matters most: how much of an outcome's variance each uncertain assumption explains.
//!
//! The first-order index of an assumption is the share of the variance that would go if it alone were known; the total
//! index the share that would stay if all others were known, so that what it does together with others counts in full.
//! Both are from Saltelli's scheme: paths A and B of independent halves of the dimensions of one sequence, and for each
//! assumption a path that is A's with this assumption from B, with the estimators of Jansen:
//!
//! first = 1 − Σ (f(B) − f(ABᵢ))² / 2NV, total = Σ (f(A) − f(ABᵢ))² / 2NV.
//!
//! Sources: A. Saltelli and others, *Variance based sensitivity analysis of model output*, Computer Physics Communications
//! 181, 2010; M. Jansen, *Analysis of variance designs for model output*, Computer Physics Communications 117, 1999.
//!
//! Assumptions that move together, directly or through others, have one index for all of them: what two correlated
//! assumptions share belongs to neither alone. Groups are independent of each other, and of an independent group the
//! indices mean what they mean of one assumption: I. Sobol, *Sensitivity estimates for nonlinear mathematical models*,
//! 1993; J. Jacques, C. Lavergne and N. Devictor, *Sensitivity analysis in presence of model uncertainty and correlated
//! inputs*, Reliability Engineering and System Safety 91, 2006.

#[cfg(test)]
mod tests;

use headroom_engine::Model;

use super::outcomes::standard_error;
use super::{conditioned, figures, is_usable};
use crate::figure::Whole;
use crate::futures::{self, Failed, threads};
use crate::inputs::{Drawn, Inputs, Room};
use crate::kernel::{Kernel, Varied};
use crate::lanes::{Block, LANES, Registers};
use crate::run::{NoAnswer, Place, Request, SCRAMBLES, Watch, places, shared_out};
use crate::tape::{Sink, Tape};
use crate::uniforms::Uniforms;

/// An outcome's variance, and what explains it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    pub of: Whole,
    pub mean: f64,
    pub deviation: f64,
    /// Paths of A, and as many of B; the model is run once more on each for every assumption that it reads.
    pub paths: u64,
    /// The largest total index first.
    pub rows: Vec<SensitivityRow>,
}

/// The indices of one assumption, or of those that move together, with their standard errors, all 0 where the outcome
/// does not vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SensitivityRow {
    pub input: Drawn,
    pub first: f64,
    pub first_error: f64,
    pub total: f64,
    pub total_error: f64,
}

/// The indices of every uncertain assumption, of those that move together as one, and of what wanders from month to month
/// as a whole. An assumption that the outcome does not read has none and is not run. Under a condition all of it is of
/// what is left: paths are drawn where the condition holds, and its assumption still varies between the ends that it
/// leaves.
///
/// # Errors
/// When what is asked cannot be run, a condition leaves nothing, or its assumption moves together with others.
pub fn sensitivity(
    model: &Model,
    inputs: &Inputs,
    of: Whole,
    request: &Request,
    watch: &Watch,
) -> Result<Sensitivity, Failed> {
    futures::check(request)?;
    let inputs = &conditioned::inputs(inputs, &request.given)?;
    let (paths, seed) = (request.paths, request.seed);
    let tape = Kernel::of(model, inputs, &figures(of), &Varied::default())?.tape;
    let Explained { mean, deviation, rows } = of_tape(&tape, inputs, paths, seed, watch)?;
    Ok(Sensitivity { of, mean, deviation, paths, rows })
}

/// What a tape's one column varies by, and why.
struct Explained {
    mean: f64,
    deviation: f64,
    rows: Vec<SensitivityRow>,
}

fn of_tape(tape: &Tape, inputs: &Inputs, paths: u64, seed: u64, watch: &Watch) -> Result<Explained, Failed> {
    let drawn = inputs.drawn();
    let read: Vec<Drawn> = drawn
        .iter()
        .copied()
        .filter(|drawn| inputs.tape_inputs(*drawn).iter().any(|input| tape.reads(*input)))
        .collect();
    let dimensions = inputs.dimensions();
    let origin = origin(tape, inputs);
    let uniforms: Vec<Uniforms> =
        (0..SCRAMBLES as u32).map(|scramble| Uniforms::sobol(2 * dimensions, seed, scramble)).collect();
    let blocks = places(|scramble| paths / SCRAMBLES as u64 + u64::from((scramble as u64) < paths % SCRAMBLES as u64));
    let shares: Vec<&[Place]> = blocks.chunks(blocks.len().div_ceil(threads()).max(1)).collect();
    let work = |places: &[Place]| -> Result<Vec<Sums>, NoAnswer> {
        let mut bench = Bench::new(tape, inputs, &read, origin);
        let block = |place: &Place| {
            watch.goes_on()?;
            let sums = bench.block(&uniforms[place.scramble], place);
            watch.count();
            Ok(sums)
        };
        places.iter().map(block).collect()
    };
    let sums: Vec<Vec<Sums>> = shared_out(shares, work).into_iter().collect::<Result<_, _>>()?;
    let mut by_scramble = vec![Sums::of(read.len()); SCRAMBLES];
    // In the order of the blocks, so that no number of threads changes a bit.
    for (place, sums) in blocks.iter().zip(sums.iter().flatten()) {
        by_scramble[place.scramble].add(sums);
    }
    Ok(indices(&by_scramble, origin, &drawn, &read))
}

/// The outcome at likely values, from which all others are counted.
fn origin(tape: &Tape, inputs: &Inputs) -> f64 {
    let mut room = Room::default();
    inputs.likely(&mut room);
    let origin = run(tape, &room.blocks, &mut Registers::default())[0];
    if is_usable(origin) { origin } else { 0.0 }
}

/// Sums over paths on which every run has a usable value. Values are less that of the point run, so
/// that variances of large numbers keep their digits.
#[derive(Clone, Debug)]
struct Sums {
    paths: f64,
    /// Of both A and B.
    sum: f64,
    squares: f64,
    /// Squared differences by assumption: to B, and to A.
    from_b: Vec<f64>,
    from_a: Vec<f64>,
}

impl Sums {
    fn of(inputs: usize) -> Self {
        Self { paths: 0.0, sum: 0.0, squares: 0.0, from_b: vec![0.0; inputs], from_a: vec![0.0; inputs] }
    }

    fn add(&mut self, other: &Self) {
        self.paths += other.paths;
        self.sum += other.sum;
        self.squares += other.squares;
        self.from_b.iter_mut().zip(&other.from_b).for_each(|(sum, own)| *sum += own);
        self.from_a.iter_mut().zip(&other.from_a).for_each(|(sum, own)| *sum += own);
    }
}

/// Where one thread works.
struct Bench<'a> {
    tape: &'a Tape,
    inputs: &'a Inputs,
    read: &'a [Drawn],
    registers: Registers,
    a: Room,
    b: Room,
    origin: f64,
}

struct One([f64; LANES]);

impl Sink for One {
    #[inline(always)]
    fn take(&mut self, _column: usize, values: &[f64]) {
        self.0[..values.len()].copy_from_slice(values);
    }
}

impl<'a> Bench<'a> {
    fn new(tape: &'a Tape, inputs: &'a Inputs, read: &'a [Drawn], origin: f64) -> Self {
        let (registers, a, b) = (Registers::default(), Room::default(), Room::default());
        Self { tape, inputs, read, registers, a, b, origin }
    }

    fn block(&mut self, uniforms: &Uniforms, place: &Place) -> Sums {
        let half = self.inputs.dimensions();
        self.inputs.draw_from(uniforms, 0, place.first, &mut self.a);
        self.inputs.draw_from(uniforms, half, place.first, &mut self.b);
        let of_a = run(self.tape, &self.a.blocks, &mut self.registers);
        let of_b = run(self.tape, &self.b.blocks, &mut self.registers);
        let read = self.read;
        let mixed: Vec<[f64; LANES]> = read.iter().map(|drawn| self.mixed(*drawn)).collect();
        let mut sums = Sums::of(read.len());
        for lane in 0..place.lanes {
            let all = [of_a[lane], of_b[lane]].into_iter().chain(mixed.iter().map(|mixed| mixed[lane]));
            if !all.clone().all(is_usable) {
                continue;
            }
            sums.paths += 1.0;
            for value in [of_a[lane] - self.origin, of_b[lane] - self.origin] {
                sums.sum += value;
                sums.squares += value * value;
            }
            for (i, mixed) in mixed.iter().enumerate() {
                let (from_b, from_a) = (of_b[lane] - mixed[lane], of_a[lane] - mixed[lane]);
                sums.from_b[i] += from_b * from_b;
                sums.from_a[i] += from_a * from_a;
            }
        }
        sums
    }

    /// The outcome on A's paths with one assumption, or all that move together, from B.
    fn mixed(&mut self, drawn: Drawn) -> [f64; LANES] {
        let inputs = self.inputs.tape_inputs(drawn);
        self.swap(&inputs);
        let mixed = run(self.tape, &self.a.blocks, &mut self.registers);
        self.swap(&inputs);
        mixed
    }

    fn swap(&mut self, inputs: &[usize]) {
        inputs.iter().for_each(|input| std::mem::swap(&mut self.a.blocks[*input], &mut self.b.blocks[*input]));
    }
}

fn run(tape: &Tape, blocks: &[Block], registers: &mut Registers) -> [f64; LANES] {
    let mut one = One([f64::NAN; LANES]);
    tape.run(blocks, LANES, registers, &mut one);
    one.0
}

fn variance(sums: &Sums) -> f64 {
    let n = 2.0 * sums.paths;
    ((sums.squares - sums.sum * sums.sum / n) / n).max(0.0)
}

/// Ratios of what all scrambles have together. The error of a ratio is from what each scramble's numerator is beside the
/// ratio times its own denominator, over the common denominator.
fn indices(by_scramble: &[Sums], origin: f64, drawn: &[Drawn], read: &[Drawn]) -> Explained {
    let mut all = Sums::of(read.len());
    by_scramble.iter().for_each(|sums| all.add(sums));
    let known = variance(&all);
    let usual: Vec<&Sums> = by_scramble.iter().filter(|sums| sums.paths > 0.0).collect();
    let index = |pick: &dyn Fn(&Sums) -> f64| -> (f64, f64) {
        if known == 0.0 || all.paths == 0.0 {
            return (0.0, 0.0);
        }
        let share = pick(&all) / (2.0 * all.paths * known);
        let beside = |sums: &&Sums| (pick(sums) / (2.0 * sums.paths) - share * variance(sums)) / known;
        (share, standard_error(&usual.iter().map(beside).collect::<Vec<_>>()))
    };
    let row = |input: &Drawn| {
        let Some(i) = read.iter().position(|read| read == input) else {
            return SensitivityRow { input: *input, first: 0.0, first_error: 0.0, total: 0.0, total_error: 0.0 };
        };
        let (unexplained, first_error) = index(&|sums| sums.from_b[i]);
        let (total, total_error) = index(&|sums| sums.from_a[i]);
        let first = if known == 0.0 { 0.0 } else { 1.0 - unexplained };
        SensitivityRow { input: *input, first, first_error, total, total_error }
    };
    let mut rows: Vec<SensitivityRow> = drawn.iter().map(row).collect();
    rows.sort_by(|a, b| b.total.total_cmp(&a.total));
    let mean = origin + all.sum / (2.0 * all.paths);
    Explained { mean, deviation: known.sqrt(), rows }
}
