//! Blocks of 256 paths side by side: what a tape's registers hold, and the loops over them.
//!
//! Each loop writes a spare block and swaps it in, so an operation may write where it reads.

use std::mem::swap;
use std::ops::{Deref, DerefMut};

/// Paths in one block.
pub const LANES: usize = 256;

/// Lanes that a loop with an inner loop keeps in the processor's registers.
pub(crate) const STRIP: usize = 16;

/// One number on each path of a block.
#[derive(Clone, Debug, PartialEq)]
#[repr(align(64))]
pub struct Block([f64; LANES]);

impl Default for Block {
    fn default() -> Block {
        Block([0.0; LANES])
    }
}

impl From<[f64; LANES]> for Block {
    fn from(values: [f64; LANES]) -> Block {
        Block(values)
    }
}

impl Deref for Block {
    type Target = [f64; LANES];

    #[inline(always)]
    fn deref(&self) -> &[f64; LANES] {
        &self.0
    }
}

impl DerefMut for Block {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64; LANES] {
        &mut self.0
    }
}

/// The blocks that a run of a tape works on; one per thread, kept from run to run.
#[derive(Clone, Debug, Default)]
pub struct Registers {
    /// Boxed, because a result is swapped in.
    #[allow(clippy::vec_box)]
    slots: Vec<Box<Block>>,
    /// Where results are made before they are swapped in.
    spare: Box<Block>,
    second: Box<Block>,
    /// What one lane hands to an opaque function, and gets back.
    arguments: Vec<f64>,
    results: Vec<f64>,
}

/// Where a loop over lanes finds one of its operands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    Known(f64),
    Slot(u32),
}

impl Registers {
    /// Blocks enough for a tape.
    pub(crate) fn make_room(&mut self, slots: usize) {
        if self.slots.len() < slots {
            self.slots.resize_with(slots, Box::default);
        }
    }

    #[inline(always)]
    pub(crate) fn slot(&self, slot: u32) -> &Block {
        &self.slots[slot as usize]
    }

    #[inline(always)]
    fn keep(&mut self, to: u32) {
        swap(&mut self.slots[to as usize], &mut self.spare);
    }

    #[inline(always)]
    pub(crate) fn load(&mut self, to: u32, values: &Block) {
        self.slots[to as usize].copy_from_slice(&values[..]);
    }

    /// The same number in all lanes of a spare block.
    #[inline(always)]
    pub(crate) fn filled(&mut self, value: f64) -> &Block {
        self.spare.fill(value);
        &self.spare
    }

    #[inline(always)]
    pub(crate) fn one(&mut self, to: u32, of: u32, f: impl Fn(f64) -> f64) {
        one(&self.slots[of as usize], &mut self.spare, f);
        self.keep(to);
    }

    #[inline(always)]
    pub(crate) fn two(&mut self, to: u32, left: u32, right: u32, f: impl Fn(f64, f64) -> f64) {
        two(&self.slots[left as usize], &self.slots[right as usize], &mut self.spare, f);
        self.keep(to);
    }

    #[inline(always)]
    pub(crate) fn three(&mut self, to: u32, of: [Place; 3], f: impl Fn(f64, f64, f64) -> f64) {
        let (slots, out) = (&self.slots, &mut *self.spare);
        let [x, y, z] = of.map(|place| match place {
            Place::Slot(slot) => Ok(&*slots[slot as usize]),
            Place::Known(value) => Err(value),
        });
        match (x, y, z) {
            (Ok(x), Ok(y), Ok(z)) => three(x, y, z, out, f),
            (Ok(x), Ok(y), Err(z)) => two(x, y, out, |x, y| f(x, y, z)),
            (Ok(x), Err(y), Ok(z)) => two(x, z, out, |x, z| f(x, y, z)),
            (Ok(x), Err(y), Err(z)) => one(x, out, |x| f(x, y, z)),
            (Err(x), y, z) => {
                let at =
                    |place: Result<&Block, f64>, lane: usize| place.map_or_else(|value| value, |block| block[lane]);
                for lane in 0..LANES {
                    out[lane] = f(x, at(y, lane), at(z, lane));
                }
            }
        }
        self.keep(to);
    }

    /// `yes` where a truth is not 0, else `no`.
    #[inline(always)]
    pub(crate) fn choose(&mut self, to: u32, truth: u32, yes: Place, no: Place) {
        self.three(to, [Place::Slot(truth), yes, no], |truth, yes, no| select(mask(truth != 0.0), yes, no));
    }

    /// `values[n]`, n being how many of the ascending thresholds a number is above.
    #[inline(always)]
    pub(crate) fn stairs(&mut self, to: u32, of: u32, thresholds: &[f64], values: &[f64]) {
        let (of, out) = (&self.slots[of as usize], &mut self.spare);
        if thresholds.len() <= MOST_COMPARED {
            compared(of, out, thresholds, values);
        } else {
            one(of, out, |x| values[thresholds.partition_point(|threshold| x > *threshold)]);
        }
        self.keep(to);
    }

    /// An opaque function of the first so many lanes. A place of None is a result that nobody wants.
    pub(crate) fn apply(&mut self, f: &dyn Fn(&[f64], &mut [f64]), of: &[Place], to: &[Option<u32>], lanes: usize) {
        self.arguments.resize(of.len(), 0.0);
        self.results.resize(to.len(), 0.0);
        for lane in 0..lanes {
            for (argument, place) in self.arguments.iter_mut().zip(of) {
                *argument = match place {
                    Place::Known(value) => *value,
                    Place::Slot(slot) => self.slots[*slot as usize][lane],
                };
            }
            f(&self.arguments, &mut self.results);
            for (result, slot) in self.results.iter().zip(to) {
                if let Some(slot) = slot {
                    self.slots[*slot as usize][lane] = *result;
                }
            }
        }
    }

    /// Two results of one loop, made in two spare blocks.
    #[inline(always)]
    pub(crate) fn pair(&mut self, to: [Option<u32>; 2], f: impl FnOnce(&[Box<Block>], &mut Block, &mut Block)) {
        f(&self.slots, &mut self.spare, &mut self.second);
        for (to, made) in to.into_iter().zip([&mut self.spare, &mut self.second]) {
            if let Some(to) = to {
                swap(&mut self.slots[to as usize], made);
            }
        }
    }
}

/// Up to so many thresholds each is compared; a search by halves is quicker beyond.
const MOST_COMPARED: usize = 96;

#[inline(always)]
fn one(x: &Block, out: &mut Block, f: impl Fn(f64) -> f64) {
    for (out, x) in out.iter_mut().zip(x.iter()) {
        *out = f(*x);
    }
}

#[inline(always)]
fn two(x: &Block, y: &Block, out: &mut Block, f: impl Fn(f64, f64) -> f64) {
    for ((out, x), y) in out.iter_mut().zip(x.iter()).zip(y.iter()) {
        *out = f(*x, *y);
    }
}

#[inline(always)]
fn three(x: &Block, y: &Block, z: &Block, out: &mut Block, f: impl Fn(f64, f64, f64) -> f64) {
    for (((out, x), y), z) in out.iter_mut().zip(x.iter()).zip(y.iter()).zip(z.iter()) {
        *out = f(*x, *y, *z);
    }
}

/// A strip at a time, so that neither number nor value leaves the processor's registers between thresholds.
#[inline(always)]
fn compared(x: &Block, out: &mut Block, thresholds: &[f64], values: &[f64]) {
    let (xs, outs) = (x.as_chunks::<STRIP>().0, out.as_chunks_mut::<STRIP>().0);
    for (x, out) in xs.iter().zip(outs) {
        let mut value = [values[0]; STRIP];
        for (threshold, above) in thresholds.iter().zip(&values[1..]) {
            for (value, x) in value.iter_mut().zip(x) {
                *value = select(mask(*x > *threshold), *above, *value);
            }
        }
        *out = value;
    }
}

/// All bits of a truth, so that lanes are chosen between without a branch: the compiler makes one of an `if` in an
/// inner loop over thresholds, and mispredicts it.
#[inline(always)]
pub(crate) fn mask(truth: bool) -> u64 {
    u64::from(truth).wrapping_neg()
}

#[inline(always)]
pub(crate) fn select(mask: u64, yes: f64, no: f64) -> f64 {
    f64::from_bits(yes.to_bits() & mask | no.to_bits() & !mask)
}
