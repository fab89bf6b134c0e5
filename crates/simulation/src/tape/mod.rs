//! The rules of a model, written down once as a list of instructions and run for many paths side by side.
//!
//! A rule that is generic over [`Number`](headroom_engine::number::Number) runs on [`Traced`](crate::traced::Traced)
//! symbols; a [`Recorder`] takes down each operation. What is the same on all paths is computed at once, what occurs
//! twice is written down once, and what nothing wanted needs is left out, so a general rule costs a run no more than
//! one written for the case at hand. The [`Tape`] runs on blocks of 256 paths; each number that is wanted is handed to
//! a [`Sink`] as soon as it is made.

pub(crate) mod bounds;
pub(crate) mod expression;
mod fold;
mod fuse;
mod ladder;
mod numbers;
mod record;
mod run;
mod schedule;
pub(crate) mod stairs;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::lanes::Place;

pub use bounds::Bounds;
pub use ladder::{Rung, Taken};
pub use record::{Function, Recorder};

use expression::{Binary, Ternary, Unary};
use ladder::Ladder;
use stairs::Stairs;

/// Takes the numbers that a tape makes.
pub trait Sink {
    /// The values of one column for the paths of one block, first path first. Columns come in any order, each once per
    /// block. Mark it `#[inline(always)]`, so that its loops are compiled for the processor that is there.
    fn take(&mut self, column: usize, values: &[f64]);
}

/// A program without branches; it may be run on many threads at once.
#[derive(Clone, Debug)]
pub struct Tape {
    instructions: Vec<Instruction>,
    slots: usize,
    columns: usize,
}

impl Tape {
    /// Instructions for each block, those that hand over a column included.
    pub fn len(&self) -> usize {
        self.instructions.len()
    }

    /// Whether nothing is wanted.
    pub fn is_empty(&self) -> bool {
        self.instructions.is_empty()
    }

    /// Whether any number that it makes rests on this input.
    pub fn reads(&self, input: usize) -> bool {
        let loads = |instruction: &Instruction| matches!(instruction, Instruction::Load { input: of, .. } if *of as usize == input);
        self.instructions.iter().any(loads)
    }

    /// Registers of one block each, 2 KB.
    pub fn registers(&self) -> usize {
        self.slots
    }

    /// Numbers that are handed over.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

/// `to` and `of` are registers.
#[derive(Clone, Debug)]
enum Instruction {
    Load { to: u32, input: u32 },
    One { operation: Unary, to: u32, of: u32 },
    Two { operation: Binary, to: u32, left: Place, right: Place },
    Three { operation: Ternary, to: u32, of: [Place; 3] },
    Choose { to: u32, truth: u32, yes: Place, no: Place },
    Stairs { to: u32, of: u32, stairs: Arc<Stairs> },
    Ladder { to: [Option<u32>; 2], ladder: Box<Ladder<Place>> },
    Apply { to: Vec<Option<u32>>, of: Vec<Place>, function: Opaque },
    Emit { column: usize, slot: u32 },
    EmitKnown { column: usize, value: f64 },
}

/// A function that has no form to print.
#[derive(Clone)]
struct Opaque(Function);

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Function")
    }
}
