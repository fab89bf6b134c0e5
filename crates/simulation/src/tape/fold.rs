//! What need not be computed for each path. Values are bounded, as a checked model's are: where a number is infinite
//! or not a number, `0 * x` and `x >= x` would be something else than what they are folded to here. Apart from that,
//! and from the sign of a zero, a folded expression has the bits of the written one.

use std::sync::Arc;

use super::bounds::{Bounds, Decided};
use super::expression::{Binary, Expression, Operand, Unary};
use super::record::Notes;
use super::stairs::Stairs;

impl Notes {
    pub fn one(&mut self, operation: Unary, of: u32) -> Operand {
        match (operation, self.lines.expressions[of as usize]) {
            (Unary::Negative, Expression::One(Unary::Negative, of)) => Operand::Node(of),
            (Unary::Floor | Unary::Ceil, Expression::One(Unary::Floor | Unary::Ceil, _)) => Operand::Node(of),
            (Unary::Negative, Expression::One(Unary::Floor, inner)) => match self.lines.expressions[inner as usize] {
                Expression::One(Unary::Negative, of) => self.number(Expression::One(Unary::Ceil, of)),
                _ => self.number(Expression::One(operation, of)),
            },
            _ => self.number(Expression::One(operation, of)),
        }
    }

    pub fn two(&mut self, operation: Binary, left: Operand, right: Operand) -> Operand {
        if let (Some(left), Some(right)) = (left.value(), right.value()) {
            return Operand::known(operation.of(left, right));
        }
        // In either order the same bits.
        let commutes = matches!(operation, Binary::Add | Binary::Mul);
        let (left, right) = if commutes && left > right { (right, left) } else { (left, right) };
        if let Some(folded) = same(operation, left, right) {
            return folded;
        }
        match self.bounds(left).decided(operation, self.bounds(right)) {
            Some(Decided::Left) => return left,
            Some(Decided::Right) => return right,
            Some(Decided::Known(value)) => return Operand::known(value),
            None => {}
        }
        if let (Operand::Node(of), Some(by)) = (left, right.value()) {
            let maps_steps = matches!(operation, Binary::AtLeast | Binary::AtMost | Binary::Exceeds | Binary::Reaches);
            if let Some((of, stairs)) = self.lines.stairs_of(of).filter(|_| maps_steps) {
                return self.step(of, stairs.then(|value| operation.of(value, by)));
            }
        }
        self.number(Expression::Two(operation, left, right))
    }

    pub fn choose(&mut self, truth: u32, yes: Operand, no: Operand) -> Operand {
        if yes == no {
            return yes;
        }
        match self.bounds[truth as usize] {
            Bounds { low: 0.0, high: 0.0 } => return no,
            Bounds { low, high } if low > 0.0 || high < 0.0 => return yes,
            _ => {}
        }
        let expression = self.lines.expressions[truth as usize];
        if let Expression::Two(Binary::Exceeds | Binary::Reaches, ..) = expression
            && yes.is(1.0)
            && no.is(0.0)
        {
            return Operand::Node(truth);
        }
        if let (Some(yes), Some(no)) = (yes.value(), no.value()) {
            let value = |truth: f64| if truth == 0.0 { no } else { yes };
            match expression {
                Expression::Two(Binary::Exceeds, Operand::Node(of), threshold) => {
                    if let Some(threshold) = threshold.value() {
                        return self.step(of, Stairs::count(&[threshold]).then(value));
                    }
                }
                Expression::Stairs { of, stairs } => {
                    let stairs = self.lines.stairs[stairs as usize].then(value);
                    return self.step(of, stairs);
                }
                _ => {}
            }
        }
        if let Some(folded) = self.chosen_steps(truth, yes, no) {
            return folded;
        }
        self.number(Expression::Choice { truth, yes, no })
    }

    /// A choice by a step function between constants and step functions of the same number: one step function.
    fn chosen_steps(&mut self, truth: u32, yes: Operand, no: Operand) -> Option<Operand> {
        let (of, truth) = self.lines.stairs_of(truth)?;
        let steps = |operand: Operand| match operand {
            Operand::Node(node) => self.lines.stairs_of(node).filter(|(other, _)| *other == of).map(|(_, steps)| steps),
            constant => constant.value().map(|value| Arc::new(Stairs::flat(value))),
        };
        let (yes, no) = (steps(yes)?, steps(no)?);
        let chosen = Stairs::of_three([&truth, &yes, &no], |truth, yes, no| if truth == 0.0 { no } else { yes });
        chosen.map(|steps| self.step(of, steps))
    }

    /// A table's value at a whole number.
    pub fn lookup(&mut self, index: u32, table: &[f64]) -> Operand {
        let table = Stairs::table(table);
        match self.lines.stairs_of(index) {
            Some((of, stairs)) => self.step(of, stairs.then(|value| table.at(value))),
            None => self.step(index, table),
        }
    }
}

/// The operand or constant that an operation comes to, where one does. A constant that commutes stands on the right.
fn same(operation: Binary, left: Operand, right: Operand) -> Option<Operand> {
    let known = Operand::known;
    match operation {
        Binary::Add | Binary::Sub if right.is(0.0) => Some(left),
        Binary::Mul if right.is(0.0) => Some(known(0.0)),
        Binary::Mul | Binary::Div | Binary::Power if right.is(1.0) => Some(left),
        Binary::Power if right.is(0.0) || left.is(1.0) => Some(known(1.0)),
        Binary::AtLeast if left == right || right.is(f64::NEG_INFINITY) => Some(left),
        Binary::AtMost if left == right || right.is(f64::INFINITY) => Some(left),
        Binary::Exceeds if left == right => Some(known(0.0)),
        Binary::Reaches if left == right => Some(known(1.0)),
        _ => None,
    }
}
