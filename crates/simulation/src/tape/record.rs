//! Writing down what rules do to symbols.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use headroom_engine::capacity::special::Special;

use crate::bands;
use crate::traced::Traced;

use super::bounds::Bounds;
use super::expression::{Binary, Expression, Operand};
use super::ladder::Ladder;
use super::numbers::Numbers;
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

/// Expressions by number, each after its operands, with what they refer to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    pub expressions: Vec<Expression>,
    pub stairs: Vec<Arc<Stairs>>,
    pub calls: Vec<Arc<Call>>,
}

/// Everything written down so far, and where to find it.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub lines: Lines,
    /// By line, where its number lies.
    pub bounds: Vec<Bounds>,
    numbers: Numbers,
    stairs_numbers: Numbers,
    specials: BTreeMap<(Special, [Operand; 3]), Operand>,
}

impl Recorder {
    /// One without notes.
    pub fn new() -> Recorder {
        Recorder::default()
    }

    /// The same with room for so many lines: a list that outgrows its room is copied.
    pub(crate) fn with_room(lines: usize) -> Recorder {
        let mut notes = Notes { numbers: Numbers::with_room(lines), ..Notes::default() };
        notes.lines.expressions.reserve(lines);
        notes.bounds.reserve(lines);
        Recorder { notes: RefCell::new(notes) }
    }

    /// The number that is handed in for each path at this index.
    pub fn input(&self, index: u32) -> Traced<'_> {
        self.input_within(index, Bounds::ANY)
    }

    /// The same, of which it is known where it lies on every path.
    pub fn input_within(&self, index: u32, bounds: Bounds) -> Traced<'_> {
        self.note(|notes| notes.lying(Expression::Input(index), |_| bounds))
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

    /// A function of the engine's own, as `call` makes it. The same one of the same numbers is called once: it may cost
    /// as much as a thousand products.
    pub(crate) fn special<'t>(
        &'t self,
        function: Special,
        of: [Traced<'t>; 3],
        call: impl FnOnce() -> Function,
    ) -> Traced<'t> {
        let key = (function, of.map(|of| of.operand()));
        let known = self.notes.borrow().specials.get(&key).copied();
        known.map(|operand| self.traced(operand)).unwrap_or_else(|| {
            let made = self.apply(&of, 1, call())[0];
            self.notes.borrow_mut().specials.insert(key, made.operand());
            made
        })
    }

    /// The tape that makes these numbers, in the order in which they are made soonest: give what belongs to one month
    /// together. A number's index here is the column that a [`Sink`](super::Sink) is told.
    pub fn tape(&self, wanted: &[Traced<'_>]) -> Tape {
        let wanted: Vec<Operand> = wanted.iter().map(|wanted| wanted.operand()).collect();
        schedule::tape(self.notes.borrow().lines.clone(), &wanted)
    }

    /// The line that a number is a positive constant multiple of, and by what; where both are of a usable size.
    pub(crate) fn multiple(&self, of: Traced<'_>) -> Option<(u32, f64)> {
        let notes = self.notes.borrow();
        let Expression::Two(Binary::Mul, left, factor) = notes.lines.expressions[of.operand().node()? as usize] else {
            return None;
        };
        let (node, times) = (left.node()?, factor.value().filter(|times| *times > 0.0)?);
        let is_usable = |operand| notes.bounds(operand).is_within(bands::ODD);
        (is_usable(left) && is_usable(of.operand())).then_some((node, times))
    }

    /// Expressions written down so far, wanted or not.
    pub fn len(&self) -> usize {
        self.notes.borrow().lines.expressions.len()
    }

    /// Whether nothing is written down.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn expression(&self, node: u32) -> Expression {
        self.notes.borrow().lines.expressions[node as usize]
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
        let index = notes.lines.calls.len() as u32;
        notes.lines.calls.push(Arc::new(call));
        let call = notes.lines.expressions.len() as u32;
        notes.lines.expressions.push(Expression::Call(index));
        notes.bounds.push(Bounds::ANY);
        (0..results as u32).map(|part| self.traced(notes.number(Expression::Part { call, part }))).collect()
    }
}

impl Notes {
    /// The line that holds this expression; a new one, where none does.
    pub fn number(&mut self, expression: Expression) -> Operand {
        self.lying(expression, |notes| notes.bounds_of(&expression))
    }

    /// The same, with what is known of where it lies, if it is new.
    fn lying(&mut self, expression: Expression, bounds: impl FnOnce(&Self) -> Bounds) -> Operand {
        let number = self.numbers.number(&mut self.lines.expressions, expression);
        if number as usize == self.bounds.len() {
            self.bounds.push(bounds(self));
        }
        Operand::Node(number)
    }

    pub fn step(&mut self, of: u32, stairs: Stairs) -> Operand {
        let stairs = self.reached(of, stairs);
        if stairs.thresholds.is_empty() {
            return Operand::known(stairs.values[0]);
        }
        let stairs = self.stairs_numbers.number(&mut self.lines.stairs, Arc::new(stairs));
        self.number(Expression::Stairs { of, stairs })
    }
}

impl Lines {
    /// The step function that this line is, if it is one, and of what.
    pub fn stairs_of(&self, node: u32) -> Option<(u32, Arc<Stairs>)> {
        match self.expressions[node as usize] {
            Expression::Stairs { of, stairs } => Some((of, Arc::clone(&self.stairs[stairs as usize]))),
            _ => None,
        }
    }

    /// Calls `f` with every line that a line reads, as often as it does.
    pub fn reads(&self, node: u32, mut f: impl FnMut(u32)) {
        let mut read = |operand: Operand| {
            if let Operand::Node(node) = operand {
                f(node);
            }
        };
        match self.expressions[node as usize] {
            Expression::Input(_) => {}
            Expression::One(_, of) | Expression::Stairs { of, .. } | Expression::Part { call: of, .. } => f(of),
            Expression::Two(_, left, right) => [left, right].into_iter().for_each(read),
            Expression::Three(_, operands) => operands.into_iter().for_each(read),
            Expression::Choice { truth, yes, no } => [Operand::Node(truth), yes, no].into_iter().for_each(read),
            Expression::Call(index) => match &*self.calls[index as usize] {
                Call::Apply { of, .. } => of.iter().copied().for_each(read),
                Call::Ladder(ladder) => ladder.operands().for_each(&mut read),
            },
        }
    }
}
