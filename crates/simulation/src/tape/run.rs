//! Running a tape for one block of paths.

use crate::lanes::{Block, LANES, Place, Registers};

use super::expression::{Binary, Ternary, Unary};
use super::{Instruction, Sink, Tape};

/// The same loop for each operation, compiled for each.
macro_rules! for_each_operation {
    ($operation:expr, [$($name:ident),*], $enum:ident, |$one:ident| $loop:expr) => {
        match $operation {
            $($enum::$name => {
                let $one = $enum::$name;
                $loop
            })*
        }
    };
}

impl Tape {
    /// Runs every instruction for one block of paths, the first `lanes` of which are wanted, and hands each column to
    /// the sink. `inputs` holds a block for each input; one that is not there counts as zero.
    ///
    /// The loops are compiled for several kinds of processor, and the best one that is there is taken; all of them
    /// give the same bits.
    pub fn run(&self, inputs: &[Block], lanes: usize, registers: &mut Registers, sink: &mut impl Sink) {
        registers.make_room(self.slots);
        let lanes = lanes.min(LANES);
        pulp::Arch::new().dispatch(Pass { tape: self, inputs, lanes, registers, sink });
    }
}

struct Pass<'a, S> {
    tape: &'a Tape,
    inputs: &'a [Block],
    lanes: usize,
    registers: &'a mut Registers,
    sink: &'a mut S,
}

impl<S: Sink> pulp::WithSimd for Pass<'_, S> {
    type Output = ();

    #[inline(always)]
    fn with_simd<A: pulp::Simd>(self, _: A) {
        let Pass { tape, inputs, lanes, registers, sink } = self;
        for instruction in &tape.instructions {
            match instruction {
                Instruction::Load { to, input } => match inputs.get(*input as usize) {
                    Some(block) => registers.load(*to, block),
                    None => registers.load(*to, &Block::default()),
                },
                Instruction::One { operation, to, of } => {
                    for_each_operation!(*operation, [Negative, Floor, Ceil], Unary, |one| registers.one(
                        *to,
                        *of,
                        |x| one.of(x)
                    ));
                }
                Instruction::Two { operation, to, left, right } => two(registers, *operation, *to, *left, *right),
                Instruction::Three { operation, to, of } => {
                    for_each_operation!(
                        *operation,
                        [MulAdd, MulSub, MulFrom, MulMul, AddAdd, AddMul, SubMul],
                        Ternary,
                        |one| registers.three(*to, *of, |x, y, z| one.of(x, y, z))
                    );
                }
                Instruction::Choose { to, truth, yes, no } => registers.choose(*to, *truth, *yes, *no),
                Instruction::Stairs { to, of, stairs } => {
                    registers.stairs(*to, *of, &stairs.thresholds, &stairs.values);
                }
                Instruction::Ladder { to, ladder } => {
                    registers.pair(*to, |slots, rung, breach| ladder.climb(slots, rung, breach));
                }
                Instruction::Apply { to, of, function } => registers.apply(&*function.0, of, to, lanes),
                Instruction::Emit { column, slot } => sink.take(*column, &registers.slot(*slot)[..lanes]),
                Instruction::EmitKnown { column, value } => sink.take(*column, &registers.filled(*value)[..lanes]),
            }
        }
    }
}

#[inline(always)]
fn two(registers: &mut Registers, operation: Binary, to: u32, left: Place, right: Place) {
    for_each_operation!(
        operation,
        [Add, Sub, Mul, Div, AtLeast, AtMost, Power, Exceeds, Reaches],
        Binary,
        |one| match (left, right) {
            (Place::Slot(left), Place::Slot(right)) => registers.two(to, left, right, |x, y| one.of(x, y)),
            (Place::Slot(left), Place::Known(y)) => registers.one(to, left, |x| one.of(x, y)),
            (Place::Known(x), Place::Slot(right)) => registers.one(to, right, |y| one.of(x, y)),
            // Folded before it comes here.
            (Place::Known(x), Place::Known(y)) => {
                let value = one.of(x, y);
                registers.one(to, to, |_| value);
            }
        }
    );
}
