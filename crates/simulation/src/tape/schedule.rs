//! From notes to a tape: what is wanted, in the order in which it is wanted, in few registers.

use std::sync::Arc;

use crate::lanes::Place;

use super::expression::{Expression, Operand};
use super::fuse::fuse;
use super::record::{Call, Lines};
use super::{Instruction, Opaque, Tape};

/// The tape of everything that these numbers rest on.
pub(crate) fn tape(mut lines: Lines, wanted: &[Operand]) -> Tape {
    fuse(&mut lines, wanted);
    let lines = &lines;
    let mut columns = Columns::new(lines.expressions.len(), wanted.len());
    let mut instructions = Vec::with_capacity(lines.expressions.len() + wanted.len());
    for (column, wanted) in wanted.iter().enumerate() {
        match (wanted.node(), wanted.value()) {
            (Some(node), _) => columns.add(node, column),
            (None, value) => instructions.extend(value.map(|value| Instruction::EmitKnown { column, value })),
        }
    }
    let order = order(lines, wanted);
    let mut slots = Slots::new(lines, &order);
    for (at, node) in order.iter().copied().enumerate() {
        instructions.extend(instruction(lines, &mut slots, &order, at));
        let slot = slots.of[node as usize];
        instructions.extend(columns.of(node).map(|column| Instruction::Emit { column, slot }));
        slots.free_unused(node, at);
    }
    Tape { instructions, slots: slots.count as usize, columns: wanted.len() }
}

/// The columns that lines are handed over as: each leads to the one before it of the same line.
struct Columns {
    last_of: Vec<u32>,
    before: Vec<u32>,
}

impl Columns {
    fn new(lines: usize, columns: usize) -> Columns {
        Columns { last_of: vec![NONE; lines], before: vec![NONE; columns] }
    }

    fn add(&mut self, line: u32, column: usize) {
        self.before[column] = std::mem::replace(&mut self.last_of[line as usize], column as u32);
    }

    fn of(&self, line: u32) -> impl Iterator<Item = usize> {
        let column = |column: u32| (column != NONE).then_some(column as usize);
        std::iter::successors(column(self.last_of[line as usize]), move |last| column(self.before[*last]))
    }
}

/// The instruction of the line at a place in the order; None for a result of a call, which the call has made.
fn instruction(lines: &Lines, slots: &mut Slots, order: &[u32], at: usize) -> Option<Instruction> {
    let node = order[at];
    let slot = |node: u32, slots: &Slots| slots.of[node as usize];
    Some(match lines.expressions[node as usize] {
        Expression::Input(input) => Instruction::Load { to: slots.take(node), input },
        Expression::One(operation, of) => {
            let of = slot(of, slots);
            Instruction::One { operation, to: slots.reuse(lines, node, at), of }
        }
        Expression::Two(operation, left, right) => {
            let (left, right) = (slots.place(left), slots.place(right));
            Instruction::Two { operation, to: slots.reuse(lines, node, at), left, right }
        }
        Expression::Three(operation, of) => {
            let of = of.map(|of| slots.place(of));
            Instruction::Three { operation, to: slots.reuse(lines, node, at), of }
        }
        Expression::Choice { truth, yes, no } => {
            let (truth, yes, no) = (slot(truth, slots), slots.place(yes), slots.place(no));
            Instruction::Choose { to: slots.reuse(lines, node, at), truth, yes, no }
        }
        Expression::Stairs { of, stairs } => {
            let (of, stairs) = (slot(of, slots), Arc::clone(&lines.stairs[stairs as usize]));
            Instruction::Stairs { to: slots.reuse(lines, node, at), of, stairs }
        }
        // A function writes its results lane by lane, so they must not lie where it still reads.
        Expression::Call(call) => {
            let to = slots.take_results(lines, &order[at + 1..], node);
            let made = match &*lines.calls[call as usize] {
                Call::Apply { function, of, results } => Instruction::Apply {
                    function: Opaque(Arc::clone(function)),
                    of: of.iter().map(|of| slots.place(*of)).collect(),
                    to: (0..*results).map(|part| to.get(part).copied().flatten()).collect(),
                },
                Call::Ladder(ladder) => Instruction::Ladder {
                    ladder: Box::new(ladder.map(|operand| slots.place(operand))),
                    to: [0, 1].map(|part| to.get(part).copied().flatten()),
                },
            };
            slots.free_operands(lines, node, at);
            made
        }
        Expression::Part { .. } => return None,
    })
}

/// Lines in the order in which they are computed: what the first wanted number needs, then what the second one needs
/// besides. What nothing wanted needs has no place.
fn order(lines: &Lines, wanted: &[Operand]) -> Vec<u32> {
    let needed = needed(lines, wanted);
    let mut placed = vec![false; needed.len()];
    let mut opened = vec![false; needed.len()];
    let mut order = Vec::with_capacity(needed.len());
    let mut path = Vec::new();
    for root in wanted.iter().filter_map(|wanted| wanted.node()) {
        path.push(root);
        while let Some(node) = path.last().copied() {
            let at = node as usize;
            if placed[at] || opened[at] {
                path.pop();
            }
            if placed[at] {
                continue;
            }
            if opened[at] {
                placed[at] = true;
                order.push(node);
                // A call makes all its results at once.
                for part in results(lines, node).filter(|part| needed[*part as usize]) {
                    placed[part as usize] = true;
                    order.push(part);
                }
                continue;
            }
            opened[at] = true;
            let first = path.len();
            lines.reads(node, |read| path.extend(Some(read).filter(|read| !placed[*read as usize])));
            path[first..].reverse();
        }
    }
    order
}

/// The results of a line, which stand right after it; none where it is no call.
fn results(lines: &Lines, call: u32) -> impl Iterator<Item = u32> {
    let is_its = move |node: &u32| {
        let expression = lines.expressions.get(*node as usize);
        matches!(expression, Some(Expression::Part { call: of, .. }) if *of == call)
    };
    (call + 1..).take_while(is_its)
}

/// By line, whether something wanted needs it.
pub(crate) fn needed(lines: &Lines, wanted: &[Operand]) -> Vec<bool> {
    let mut needed = vec![false; lines.expressions.len()];
    for node in wanted.iter().filter_map(|wanted| wanted.node()) {
        needed[node as usize] = true;
    }
    // Operands stand before what reads them.
    for node in (0..needed.len()).rev() {
        if needed[node] {
            lines.reads(node as u32, |read| needed[read as usize] = true);
        }
    }
    needed
}

/// The register of a call itself, which has results and is none; and the column of a line that is not handed over.
const NONE: u32 = u32::MAX;

/// Which registers hold what, from the line that makes it to the last that reads it.
struct Slots {
    /// By line.
    of: Vec<u32>,
    /// By line, the place in the order of the last line that reads it; its own where none does.
    last_use: Vec<usize>,
    /// The last one given back is the first one taken: it is still near.
    free: Vec<u32>,
    count: u32,
}

impl Slots {
    fn new(lines: &Lines, order: &[u32]) -> Slots {
        let count = lines.expressions.len();
        let mut last_use = vec![0; count];
        for (at, node) in order.iter().copied().enumerate() {
            last_use[node as usize] = at;
            lines.reads(node, |read| last_use[read as usize] = at);
        }
        Slots { of: vec![NONE; count], last_use, free: Vec::new(), count: 0 }
    }

    fn place(&self, operand: Operand) -> Place {
        match operand {
            Operand::Node(node) => Place::Slot(self.of[node as usize]),
            Operand::Known(_) => Place::Known(operand.value().unwrap_or_default()),
        }
    }

    fn take(&mut self, node: u32) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        });
        self.of[node as usize] = slot;
        slot
    }

    /// A register for a line's result, which may be one that the line reads last.
    fn reuse(&mut self, lines: &Lines, node: u32, at: usize) -> u32 {
        self.free_operands(lines, node, at);
        self.take(node)
    }

    fn take_results(&mut self, lines: &Lines, later: &[u32], call: u32) -> Vec<Option<u32>> {
        let mut to = Vec::new();
        for node in later {
            match lines.expressions[*node as usize] {
                Expression::Part { call: of, part } if of == call => {
                    to.resize(part as usize + 1, None);
                    to[part as usize] = Some(self.take(*node));
                }
                _ => break,
            }
        }
        to
    }

    fn free_operands(&mut self, lines: &Lines, node: u32, at: usize) {
        lines.reads(node, |read| {
            let read = read as usize;
            if self.last_use[read] == at && self.of[read] != NONE {
                self.free.push(self.of[read]);
                // What is read twice is given back once.
                self.last_use[read] = usize::MAX;
            }
        });
    }

    /// Gives back the register of a line that nothing reads after it.
    fn free_unused(&mut self, node: u32, at: usize) {
        if self.last_use[node as usize] == at && self.of[node as usize] != NONE {
            self.free.push(self.of[node as usize]);
        }
    }
}
