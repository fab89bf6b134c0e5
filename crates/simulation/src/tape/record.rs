//! Writing down what rules do to symbols.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::traced::Traced;

use super::expression::{Expression, Operand};
use super::ladder::Ladder;
use super::stairs::Stairs;
use super::{Tape, schedule};

/// A function of several numbers with several results, called for each path by itself. It writes every result.
pub type Function = Arc<dyn Fn(&[f64], &mut [f64]) + Send + Sync>;

/// Takes down each operation on its symbols, the same one once.
#[derive(Debug, Default)]
pub struct Recorder {
    notes: RefCell<Notes>,
}

/// What has several results.
#[derive(Clone)]
pub(crate) enum Call {
    Apply { function: Function, of: Vec<Operand>, results: usize },
    Ladder(Ladder),
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Apply { of, .. } => f.debug_struct("Apply").field("of", of).finish_non_exhaustive(),
            Call::Ladder(ladder) => ladder.fmt(f),
        }
    }
}

/// Everything written down so far. An expression's operands stand before it.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub expressions: Vec<Expression>,
    numbers: BTreeMap<Expression, u32>,
    pub stairs: Vec<Arc<Stairs>>,
    stairs_numbers: BTreeMap<Vec<u64>, u32>,
    pub calls: Vec<Call>,
}

impl Recorder {
    /// One without notes.
    pub fn new() -> Recorder {
        Recorder::default()
    }

    /// The number that is handed in for each path at this index.
    pub fn input(&self, index: u32) -> Traced<'_> {
        let node = self.notes.borrow_mut().number(Expression::Input(index));
        self.traced(node)
    }

    /// A function that cannot be written as arithmetic, such as a percentile of a queue. It is called for one path at
    /// a time; here and now, where all it is given is known.
    pub fn apply<'t>(&'t self, of: &[Traced<'t>], results: usize, function: Function) -> Vec<Traced<'t>> {
        let known: Option<Vec<f64>> = of.iter().map(|of| of.value()).collect();
        if let Some(of) = known {
            let mut made = vec![0.0; results];
            function(&of, &mut made);
            return made.into_iter().map(Traced::Known).collect();
        }
        let of = of.iter().map(|of| of.operand()).collect();
        self.call(Call::Apply { function, of, results }, results)
    }

    /// The tape that makes these numbers, in the order in which they are made soonest: give what belongs to one month
    /// together. A number's index here is the column that a [`Sink`](super::Sink) is told.
    pub fn tape(&self, wanted: &[Traced<'_>]) -> Tape {
        let wanted: Vec<Operand> = wanted.iter().map(|wanted| wanted.operand()).collect();
        schedule::tape(&self.notes.borrow(), &wanted)
    }

    /// Expressions written down so far, wanted or not.
    pub fn len(&self) -> usize {
        self.notes.borrow().expressions.len()
    }

    /// Whether nothing is written down.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn expression(&self, node: u32) -> Expression {
        self.notes.borrow().expressions[node as usize]
    }

    pub(crate) fn traced(&self, operand: Operand) -> Traced<'_> {
        match operand {
            Operand::Node(node) => Traced::Node(self, node),
            Operand::Known(_) => Traced::Known(operand.value().unwrap_or_default()),
        }
    }

    pub(crate) fn note(&self, write: impl FnOnce(&mut Notes) -> Operand) -> Traced<'_> {
        let operand = write(&mut self.notes.borrow_mut());
        self.traced(operand)
    }

    pub(crate) fn call(&self, call: Call, results: usize) -> Vec<Traced<'_>> {
        let notes = &mut *self.notes.borrow_mut();
        let index = notes.calls.len() as u32;
        notes.calls.push(call);
        let call = notes.expressions.len() as u32;
        notes.expressions.push(Expression::Call(index));
        (0..results as u32).map(|part| self.traced(notes.number(Expression::Part { call, part }))).collect()
    }
}

impl Notes {
    /// The line that holds this expression; a new one, where none does.
    pub fn number(&mut self, expression: Expression) -> Operand {
        let next = self.expressions.len() as u32;
        let expressions = &mut self.expressions;
        Operand::Node(*self.numbers.entry(expression).or_insert_with(|| {
            expressions.push(expression);
            next
        }))
    }

    pub fn step(&mut self, of: u32, stairs: Stairs) -> Operand {
        if stairs.thresholds.is_empty() {
            return Operand::known(stairs.values[0]);
        }
        let next = self.stairs.len() as u32;
        let list = &mut self.stairs;
        let stairs = *self.stairs_numbers.entry(stairs.key()).or_insert_with(|| {
            list.push(Arc::new(stairs));
            next
        });
        self.number(Expression::Stairs { of, stairs })
    }

    /// The step function that this line is, if it is one, and of what.
    pub fn stairs_of(&self, node: u32) -> Option<(u32, Arc<Stairs>)> {
        match self.expressions[node as usize] {
            Expression::Stairs { of, stairs } => Some((of, Arc::clone(&self.stairs[stairs as usize]))),
            _ => None,
        }
    }

    /// Calls `f` with every operand of a line.
    pub fn operands(&self, node: u32, mut f: impl FnMut(Operand)) {
        match self.expressions[node as usize] {
            Expression::Input(_) => {}
            Expression::One(_, of) | Expression::Stairs { of, .. } | Expression::Part { call: of, .. } => {
                f(Operand::Node(of));
            }
            Expression::Two(_, left, right) => [left, right].into_iter().for_each(f),
            Expression::Choice { truth, yes, no } => [Operand::Node(truth), yes, no].into_iter().for_each(f),
            Expression::Call(index) => match &self.calls[index as usize] {
                Call::Apply { of, .. } => of.iter().copied().for_each(f),
                Call::Ladder(ladder) => ladder.operands().for_each(f),
            },
        }
    }
}
