//! Two lines that become one instruction, where nothing else reads the first: a pass over the lanes less.

use std::sync::Arc;

use super::expression::{Binary, Expression, Operand, Ternary};
use super::record::Lines;
use super::schedule::needed;
use super::stairs::Stairs;

/// Rewrites lines, so that nothing needs the ones that were taken in. No result changes its bits.
pub(crate) fn fuse(lines: &mut Lines, wanted: &[Operand]) {
    let mut uses = vec![0; lines.expressions.len()];
    for node in wanted.iter().filter_map(|wanted| wanted.node()) {
        uses[node as usize] += 1;
    }
    let needed = needed(lines, wanted);
    let nodes = || (0..needed.len()).filter(|node| needed[*node]);
    for node in nodes() {
        lines.reads(node as u32, |read| uses[read as usize] += 1);
    }
    for node in nodes() {
        let Expression::Two(operation, left, right) = lines.expressions[node] else { continue };
        let alone = |operand: Operand| operand.node().filter(|node| uses[*node as usize] == 1);
        let fused = None
            .or_else(|| both_steps(lines, operation, alone(left)?, alone(right)?))
            .or_else(|| alone(left).and_then(|of| steps(lines, of, right, |x, y| operation.of(x, y))))
            .or_else(|| alone(right).and_then(|of| steps(lines, of, left, |y, x| operation.of(x, y))))
            .or_else(|| alone(left).and_then(|inner| pair(lines, operation, inner, right, false)))
            .or_else(|| alone(right).and_then(|inner| pair(lines, operation, inner, left, true)));
        if let Some(fused) = fused {
            lines.expressions[node] = fused;
        }
    }
}

/// A step function and a constant: the same steps with other values.
fn steps(lines: &mut Lines, node: u32, constant: Operand, f: impl Fn(f64, f64) -> f64) -> Option<Expression> {
    let constant = constant.value()?;
    let (of, stairs) = lines.stairs_of(node)?;
    lines.stairs.push(Arc::new(stairs.then(|value| f(value, constant))));
    Some(Expression::Stairs { of, stairs: lines.stairs.len() as u32 - 1 })
}

/// Two step functions of one number: one step function.
fn both_steps(lines: &mut Lines, operation: Binary, left: u32, right: u32) -> Option<Expression> {
    let ((of, left), (other, right)) = (lines.stairs_of(left)?, lines.stairs_of(right)?);
    let stairs = Stairs::of_two([&left, &right], |x, y| operation.of(x, y)).filter(|_| of == other)?;
    lines.stairs.push(Arc::new(stairs));
    Some(Expression::Stairs { of, stairs: lines.stairs.len() as u32 - 1 })
}

/// `outer` of `inner` and `other`; of `other` and `inner`, where it is turned.
fn pair(lines: &Lines, outer: Binary, inner: u32, other: Operand, turned: bool) -> Option<Expression> {
    let Expression::Two(inner, x @ Operand::Node(_), y) = lines.expressions[inner as usize] else { return None };
    let operation = match (inner, outer) {
        (Binary::Mul, Binary::Add) => Ternary::MulAdd,
        (Binary::Mul, Binary::Sub) if turned => Ternary::MulFrom,
        (Binary::Mul, Binary::Sub) => Ternary::MulSub,
        (Binary::Mul, Binary::Mul) => Ternary::MulMul,
        (Binary::Add, Binary::Add) => Ternary::AddAdd,
        (Binary::Add, Binary::Mul) => Ternary::AddMul,
        (Binary::Sub, Binary::Mul) => Ternary::SubMul,
        _ => return None,
    };
    Some(Expression::Three(operation, [x, y, other]))
}
