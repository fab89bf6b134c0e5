//! The tape against rules on `f64`, bit by bit.

use std::sync::Arc;

use headroom_engine::capacity::special::Special;
use headroom_engine::number::Number;
use proptest::prelude::*;

use super::expression::{Binary, Unary};
use super::{Bounds, Recorder, Rung, Sink, Tape};
use crate::lanes::{Block, LANES, Registers};
use crate::traced::Traced;

/// Keeps what it is handed, by column.
#[derive(Default)]
struct Kept(Vec<Vec<f64>>);

impl Sink for Kept {
    #[inline(always)]
    fn take(&mut self, column: usize, values: &[f64]) {
        self.0.resize(self.0.len().max(column + 1), Vec::new());
        self.0[column].extend_from_slice(values);
    }
}

/// Runs a tape for any number of paths; by column, the values of all of them.
fn run(tape: &Tape, paths: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (mut registers, mut kept) = (Registers::default(), Kept::default());
    for paths in paths.chunks(LANES) {
        let mut inputs = vec![Block::default(); paths[0].len()];
        for (lane, path) in paths.iter().enumerate() {
            for (input, value) in inputs.iter_mut().zip(path) {
                input[lane] = *value;
            }
        }
        tape.run(&inputs, paths.len(), &mut registers, &mut kept);
    }
    kept.0
}

/// One line of a random program. Operands are lines before it, counted from the start and wrapped around.
#[derive(Clone, Debug)]
enum Line {
    Known(f64),
    One(Unary, usize),
    Two(Binary, usize, usize),
    Choose(usize, usize, usize),
    Steps(usize, Vec<f64>),
    Pick(usize, Vec<usize>),
}

const INPUTS: usize = 4;

/// What random programs do, on numbers and on symbols.
trait Machine: Number {
    fn count_above(self, thresholds: &[f64]) -> Self;
    fn pick_from(self, of: &[Self]) -> Self;
}

impl Machine for f64 {
    fn count_above(self, thresholds: &[f64]) -> f64 {
        thresholds.iter().filter(|threshold| self > **threshold).count() as f64
    }

    fn pick_from(self, of: &[f64]) -> f64 {
        (1..of.len()).fold(of[0], |chosen, at| if self > (at - 1) as f64 { of[at] } else { chosen })
    }
}

impl Machine for Traced<'_> {
    fn count_above(self, thresholds: &[f64]) -> Self {
        self.steps(thresholds)
    }

    fn pick_from(self, of: &[Self]) -> Self {
        self.pick(of)
    }
}

fn execute<N: Machine>(program: &[Line], inputs: &[N]) -> Vec<N> {
    let mut lines = inputs.to_vec();
    for line in program {
        let at = |operand: &usize| lines[*operand % lines.len()];
        let made = match line {
            Line::Known(value) => N::of(*value),
            Line::One(Unary::Negative, of) => -at(of),
            Line::One(Unary::Floor, of) => at(of).floor(),
            Line::One(Unary::Ceil, of) => -(-at(of)).floor(),
            Line::Two(operation, left, right) => {
                let (left, right) = (at(left), at(right));
                match operation {
                    Binary::Add => left + right,
                    Binary::Sub => left - right,
                    Binary::Mul => left * right,
                    Binary::Div => left / right,
                    Binary::AtLeast => left.at_least(right),
                    Binary::AtMost => left.at_most(right),
                    Binary::Power => left.power(right),
                    Binary::Exceeds => left.exceeds(right),
                    Binary::Reaches => left.reaches(right),
                }
            }
            Line::Choose(truth, yes, no) => at(truth).choose(at(yes), at(no)),
            Line::Steps(of, thresholds) => at(of).count_above(thresholds),
            // Tables are for whole numbers.
            Line::Pick(index, of) => at(index).floor().pick_from(&of.iter().map(at).collect::<Vec<_>>()),
        };
        lines.push(made);
    }
    lines
}

fn operation() -> impl Strategy<Value = Binary> {
    use Binary::*;
    prop::sample::select(vec![Add, Sub, Mul, Div, AtLeast, AtMost, Power, Exceeds, Reaches])
}

fn plain_number() -> impl Strategy<Value = f64> {
    prop_oneof![prop::sample::select(vec![0.0, 1.0, -1.0, 2.0, 0.5]), -20.0..20.0]
}

fn line() -> impl Strategy<Value = Line> {
    let place = 0..64usize;
    let unary = prop::sample::select(vec![Unary::Negative, Unary::Floor, Unary::Ceil]);
    prop_oneof![
        2 => plain_number().prop_map(Line::Known),
        1 => (unary, place.clone()).prop_map(|(operation, of)| Line::One(operation, of)),
        6 => (operation(), place.clone(), place.clone()).prop_map(|(o, left, right)| Line::Two(o, left, right)),
        2 => (place.clone(), place.clone(), place.clone()).prop_map(|(t, yes, no)| Line::Choose(t, yes, no)),
        1 => (place.clone(), prop::collection::vec(plain_number(), 0..6)).prop_map(|(of, t)| Line::Steps(of, t)),
        1 => (place.clone(), prop::collection::vec(place, 1..5)).prop_map(|(index, of)| Line::Pick(index, of)),
    ]
}

/// From one number to another, or unbounded.
fn bounds() -> impl Strategy<Value = Bounds> {
    let ends = (plain_number(), plain_number()).prop_map(|(a, b)| Bounds { low: a.min(b), high: a.max(b) });
    prop_oneof![4 => ends, 1 => Just(Bounds::NOT_NEGATIVE), 1 => Just(Bounds::ANY)]
}

fn paths(value: impl Strategy<Value = f64>) -> impl Strategy<Value = Vec<Vec<f64>>> {
    prop::collection::vec(prop::collection::vec(value, INPUTS), 1..150)
}

/// By line and path, what the tape of every so-manieth line of a program makes of it, counted from the last; None for
/// the others. Lines that are not wanted may be fused with the one that reads them.
fn taped(program: &[Line], bounds: &[Bounds], paths: &[Vec<f64>], every: usize) -> Vec<Option<Vec<f64>>> {
    let recorder = Recorder::new();
    let inputs: Vec<Traced> = (0..).zip(bounds).map(|(input, bounds)| recorder.input_within(input, *bounds)).collect();
    let lines = execute(program, &inputs);
    let is_wanted = |line: usize| (lines.len() - 1 - line).is_multiple_of(every);
    let wanted: Vec<Traced> = (0..lines.len()).filter(|line| is_wanted(*line)).map(|line| lines[line]).collect();
    let mut made = run(&recorder.tape(&wanted), paths).into_iter();
    (0..lines.len()).map(|line| if is_wanted(line) { made.next() } else { None }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Without constants nothing is folded but equal operands, which is tried with finite numbers below.
    #[test]
    fn a_tape_has_the_bits_of_the_rule_even_where_it_is_not_a_number(
        program in prop::collection::vec((operation(), 0..64usize, 0..64usize), 1..40),
        paths in paths(prop_oneof![
            8 => prop::num::f64::ANY,
            2 => prop::sample::select(vec![0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
        ]),
    ) {
        let program: Vec<Line> = program
            .into_iter()
            .enumerate()
            .map(|(at, (operation, left, right))| {
                let lines = INPUTS + at;
                let (left, right) = (left % lines, right % lines);
                Line::Two(operation, left, if left == right { (right + 1) % lines } else { right })
            })
            .collect();
        let recorder = Recorder::new();
        let inputs: Vec<Traced> = (0..INPUTS as u32).map(|input| recorder.input(input)).collect();
        let lines = execute(&program, &inputs);
        // Lines that are the same as another one may be folded together.
        prop_assume!(lines.iter().all(|line| line.value().is_none()));
        let made = run(&recorder.tape(&lines), &paths);
        for (at, path) in paths.iter().enumerate() {
            for (line, value) in execute(&program, path).into_iter().enumerate() {
                let made = made[line][at];
                prop_assert!(
                    made.to_bits() == value.to_bits() || made.is_nan() && value.is_nan(),
                    "line {line} of {program:?}: {made} is not {value}"
                );
            }
        }
    }

    #[test]
    fn folding_changes_no_bounded_number(
        program in prop::collection::vec(line(), 1..60),
        bounds in prop::collection::vec(bounds(), INPUTS),
        mut paths in paths(plain_number()),
        every in 1..20usize,
    ) {
        for path in &mut paths {
            path.iter_mut().zip(&bounds).for_each(|(value, bounds)| *value = value.clamp(bounds.low, bounds.high));
        }
        let taped = taped(&program, &bounds, &paths, every);
        for (at, path) in paths.iter().enumerate() {
            for (line, value) in execute(&program, path).into_iter().enumerate() {
                // A zero's sign may differ, and with it which infinity its inverse is.
                if !value.is_finite() {
                    break;
                }
                if let Some(made) = &taped[line] {
                    prop_assert!(made[at] == value, "line {line} of {program:?}: {} is not {value}", made[at]);
                }
            }
        }
    }

    #[test]
    fn a_ladder_takes_the_rung_that_its_rule_says(
        prices in prop::collection::vec(prop::sample::select(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), 1..6),
        rising in any::<bool>(),
        uncertain in any::<bool>(),
        hysteresis in prop::sample::select(vec![0.0, 0.5, 1.0]),
        thresholds in prop::collection::vec(prop::collection::vec(0..9i32, 2), 6),
        paths in prop::collection::vec((0..10i32, 0..10i32, 0..6usize, 0..3i32), 1..200),
    ) {
        let mut prices = prices;
        let mut thresholds = thresholds[..prices.len()].to_vec();
        if rising {
            prices.sort_by(f64::total_cmp);
            prices.dedup();
            thresholds.truncate(prices.len());
            for at in 1..thresholds.len() {
                thresholds[at] = thresholds[at].iter().zip(&thresholds[at - 1]).map(|(a, b)| *a.max(b)).collect();
            }
        }
        let recorder = Recorder::new();
        let shift = if uncertain { recorder.input(3) } else { Traced::Known(1.0) };
        let rungs: Vec<Rung> = prices
            .iter()
            .zip(&thresholds)
            .map(|(price, limits)| {
                let held = |spare: f64| -> Vec<Traced> {
                    limits.iter().map(|limit| Traced::Known(f64::from(*limit) - spare) + shift).collect()
                };
                Rung { price: *price, target: held(0.0), reduced: held(hysteresis) }
            })
            .collect();
        let demands = [recorder.input(0), recorder.input(1)];
        let first = recorder.ladder(None, &demands, &rungs);
        let next = recorder.ladder(Some(recorder.input(2)), &demands, &rungs);
        let tape = recorder.tape(&[first.rung, first.breach, next.rung, next.breach]);
        let paths: Vec<Vec<f64>> = paths
            .into_iter()
            .map(|(a, b, previous, shift)| {
                vec![f64::from(a), f64::from(b), (previous % prices.len()) as f64, f64::from(shift)]
            })
            .collect();
        let made = run(&tape, &paths);
        for (at, path) in paths.iter().enumerate() {
            let shift = if uncertain { path[3] } else { 1.0 };
            let holds = |rung: usize, spare: f64| {
                path.iter().zip(&thresholds[rung]).all(|(demand, limit)| *demand <= f64::from(*limit) - spare + shift)
            };
            let first = (0..prices.len()).find(|rung| holds(*rung, 0.0));
            let up = first.unwrap_or(prices.len() - 1);
            let previous = path[2] as usize;
            let next = if holds(previous, 0.0) {
                let down = (0..prices.len()).find(|rung| holds(*rung, hysteresis));
                down.filter(|down| prices[*down] < prices[previous]).unwrap_or(previous)
            } else {
                up
            };
            let breach = f64::from(u8::from(first.is_none()));
            prop_assert_eq!(
                [made[0][at], made[1][at], made[2][at], made[3][at]],
                [up as f64, breach, next as f64, breach]
            );
        }
    }
}

/// Instructions that compute; loading and handing over are not counted.
fn computing(tape: &Tape) -> usize {
    use super::Instruction::{Emit, EmitKnown, Load};
    tape.instructions.iter().filter(|one| !matches!(one, Load { .. } | Emit { .. } | EmitKnown { .. })).count()
}

#[test]
fn what_occurs_twice_is_computed_once_and_what_is_not_wanted_not_at_all() {
    let recorder = Recorder::new();
    let (x, y) = (recorder.input(0), recorder.input(1));
    let sum = x + y;
    let twice = (y + x) * sum;
    let _unwanted = (x - y) * recorder.input(2);
    let tape = recorder.tape(&[twice, sum]);
    assert_eq!((computing(&tape), tape.registers()), (2, 2));
    assert_eq!(run(&tape, &[vec![2.0, 3.0, 0.0]]), [[25.0], [5.0]]);
}

#[test]
fn what_changes_nothing_is_folded() {
    let recorder = Recorder::new();
    let x = recorder.input(0);
    let known = Traced::Known;
    let truth = x.exceeds(known(3.0));
    for (folded, to) in [
        (x * known(1.0), x),
        (known(1.0) * x, x),
        (x / known(1.0), x),
        (x + known(0.0), x),
        (known(0.0) + x, x),
        (x - known(0.0), x),
        (-(-x), x),
        (x.power(known(1.0)), x),
        (Number::at_most(x, known(f64::INFINITY)), x),
        (Number::choose(known(1.0), x, truth), x),
        (Number::choose(truth, x, x), x),
        (Number::choose(truth, known(1.0), known(0.0)), truth),
        (known(0.0) * x, known(0.0)),
        (x.power(known(0.0)), known(1.0)),
        (known(2.0) * known(3.0), known(6.0)),
    ] {
        assert_eq!(format!("{folded:?}"), format!("{to:?}"));
    }
}

#[test]
fn a_choice_of_constants_is_one_instruction_whatever_it_is_made_of() {
    let recorder = Recorder::new();
    let (demand, cost) = (recorder.input(0), recorder.input(1));
    let known = Traced::Known;
    let tier = Number::at_most(demand.steps(&[10.0, 20.0, 30.0]), known(2.0));
    let price = tier.pick(&[known(5.0), known(7.0), known(7.0)]);
    let over = tier.reaches(known(2.0));
    let label = Number::choose(over, known(-1.0), known(1.0));
    let tape = recorder.tape(&[price, label]);
    assert_eq!(computing(&tape), 2);
    assert_eq!(run(&tape, &[vec![10.0, 0.0], vec![11.0, 0.0], vec![99.0, 0.0]]), [[5.0, 7.0, 7.0], [1.0, 1.0, -1.0]]);

    let multiples = tier.pick(&[known(0.0), cost, cost * known(3.0)]);
    let tape = recorder.tape(&[multiples]);
    assert_eq!(computing(&tape), 2);
    assert_eq!(run(&tape, &[vec![1.0, 4.0], vec![15.0, 4.0], vec![25.0, 4.0]]), [[0.0, 4.0, 12.0]]);
}

#[test]
fn a_rising_ladder_needs_no_instruction_of_its_own() {
    let recorder = Recorder::new();
    let known = Traced::Known;
    let rung = |price, holds| Rung { price, target: vec![known(holds)], reduced: vec![known(holds)] };
    let rungs = [rung(1.0, 10.0), rung(2.0, 20.0), rung(4.0, 40.0)];
    let first = recorder.ladder(None, &[recorder.input(0)], &rungs);
    let second = recorder.ladder(Some(first.rung), &[recorder.input(1)], &rungs);
    let tape = recorder.tape(&[second.rung]);
    assert_eq!(computing(&tape), 1, "without hysteresis the month before does not matter");
}

#[test]
fn an_opaque_function_is_called_for_each_path_that_is_there_and_once_where_all_is_known() {
    let recorder = Recorder::new();
    let whole: super::Function = Arc::new(|of: &[f64], to: &mut [f64]| {
        assert!(of[0] > 0.0, "called for a lane without a path");
        to[0] = of[0].floor();
        to[1] = of[0] - of[0].floor() + of[1];
    });
    let known = recorder.apply(&[Traced::Known(2.5), Traced::Known(1.0)], 2, Arc::clone(&whole));
    assert_eq!(known.iter().map(|known| known.value()).collect::<Vec<_>>(), [Some(2.0), Some(1.5)]);

    let x = recorder.input(0);
    let parts = recorder.apply(&[x, Traced::Known(1.0)], 2, Arc::clone(&whole));
    let paths: Vec<Vec<f64>> = (0..LANES + 3).map(|path| vec![path as f64 + 0.25]).collect();
    let made = run(&recorder.tape(&[parts[1], parts[0] + x, Traced::Known(7.0)]), &paths);
    assert_eq!(made.iter().map(Vec::len).collect::<Vec<_>>(), [LANES + 3; 3]);
    assert!(paths.iter().enumerate().all(|(at, path)| made[1][at] == path[0].floor() + path[0]));
    assert!(made[0].iter().all(|part| *part == 1.25) && made[2].iter().all(|known| *known == 7.0));

    // One result alone.
    let made = run(&recorder.tape(&[parts[0]]), &paths[..2]);
    assert_eq!(made, [[0.0, 1.0]]);
}

#[test]
fn a_special_function_of_the_same_numbers_is_called_once() {
    let recorder = Recorder::new();
    let within = recorder.input(0);
    let most = || Number::special(Special::MostThroughput, [within, Traced::Known(0.02), Traced::Known(0.001)]);
    let tape = recorder.tape(&[most(), most() * Traced::Known(2.0)]);
    assert_eq!(computing(&tape), 2);
    let meant = Special::MostThroughput.of([100.0, 0.02, 0.001]);
    assert_eq!(run(&tape, &[vec![100.0]]), [[meant], [2.0 * meant]]);
    let known = <Traced as Number>::special(Special::MostThroughput, [100.0, 0.02, 0.001].map(Traced::Known));
    assert_eq!(known.value(), Some(meant));
}

#[test]
fn registers_hold_what_is_still_needed_and_no_more() {
    let recorder = Recorder::new();
    let (rate, mut stock) = (recorder.input(0), recorder.input(1));
    // All stocks are recorded before all values, as rules for one quantity after the other do.
    let stocks: Vec<Traced> = std::iter::repeat_with(|| {
        stock += stock * rate;
        stock
    })
    .take(100)
    .collect();
    let values: Vec<Traced> = stocks.iter().map(|stock| *stock * Traced::Known(29.0)).collect();
    let wanted: Vec<Traced> = stocks.iter().zip(&values).flat_map(|(stock, value)| [*stock, *value]).collect();
    let tape = recorder.tape(&wanted);
    assert_eq!((computing(&tape), tape.registers()), (200, 3));
}

/// A stock that grows into a whole, and another that loses a share of itself: with every guard that a rule has, and
/// with what is left of them once it is known where the rates lie.
fn grown<'t>(whole: f64, rate: Traced<'t>, lost: Traced<'t>) -> Vec<Traced<'t>> {
    let (zero, whole) = (Traced::Known(0.0), Traced::Known(whole));
    let (mut users, mut paying, mut made) = (Traced::Known(100.0), Traced::Known(0.0), Vec::new());
    for _ in 0..60 {
        let room = Number::at_least(whole - users, zero);
        let more = Number::at_most(rate * users * (Traced::Known(1.0) - users / whole), room);
        let next = Number::at_least(users + more, zero);
        let new = Number::at_least(next - users, zero);
        paying = Number::at_least(paying - lost * paying, zero) + new;
        users = next;
        made.extend([users, paying]);
    }
    made
}

#[test]
fn guards_that_never_hold_are_left_out() {
    let paths: Vec<Vec<f64>> =
        (0..150).map(|i| vec![0.05 + 0.2 * f64::from(i) / 150.0, f64::from(i) / 150.0]).collect();
    // The last place of the second is odd: there rounding may lift a stock over the whole, and the guards stay.
    for (whole, left_out) in [(100_000.0, true), (100_000.0_f64.next_up(), false)] {
        let (guarded, free) = (Recorder::new(), Recorder::new());
        let guarded_tape = guarded.tape(&grown(whole, guarded.input(0), guarded.input(1)));
        let rate = free.input_within(0, Bounds { low: 0.05, high: 0.25 });
        let lost = free.input_within(1, Bounds { low: 0.0, high: 1.0 });
        let free_tape = free.tape(&grown(whole, rate, lost));
        assert_eq!(run(&guarded_tape, &paths), run(&free_tape, &paths));
        let guards = guarded_tape.len() - free_tape.len();
        assert_eq!(guards >= 4 * 59, left_out, "{guards} guards are left out");
    }
}
