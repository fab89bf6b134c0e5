//! Functions of which the indices are known in closed form.

use std::f64::consts::PI;
use std::sync::Arc;

use headroom_engine::Model;
use headroom_engine::number::Number;

use super::*;
use crate::distribution::{Distribution, Family, Limits, Stated};
use crate::tape::Recorder;
use crate::traced::Traced;

/// Four inputs, each uniform between two ends.
fn uniform(low: f64, high: f64) -> Inputs {
    uniform_of(include_str!("../../../../../models/reference.json"), low, high)
}

fn uniform_of(text: &str, low: f64, high: f64) -> Inputs {
    let mut inputs = Inputs::of(&Model::read(text).unwrap()).unwrap();
    assert_eq!(inputs.inputs.len(), 4);
    for input in &mut inputs.inputs {
        let stated = Stated::Range { low, likely: None, high };
        input.distribution = Distribution::stated(stated, Family::Uniform, Limits::NONE).unwrap();
    }
    inputs
}

fn explained(inputs: &Inputs, of: impl for<'t> Fn(&'t Recorder) -> Traced<'t>) -> Explained {
    let recorder = Recorder::new();
    let tape = recorder.tape(&[of(&recorder)]);
    of_tape(&tape, inputs, 8_192, 7, &Watch::default()).unwrap()
}

fn assert_indices(found: &Explained, expected: &[[f64; 2]]) {
    for (i, [first, total]) in expected.iter().enumerate() {
        let row = found.rows.iter().find(|row| row.input == Drawn::Input(i)).unwrap();
        let near = |found: f64, expected: f64, error: f64| (found - expected).abs() < 0.003 + 5.0 * error;
        assert!(near(row.first, *first, row.first_error), "first of {i}: {row:?} instead of {first}");
        assert!(near(row.total, *total, row.total_error), "total of {i}: {row:?} instead of {total}");
        assert!(row.first_error < 0.02 && row.total_error < 0.02, "{row:?}");
    }
}

/// sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ on (−π, π)³.
///
/// Source: T. Ishigami and T. Homma, *An importance quantification technique in uncertainty analysis*, 1990; the values as
/// in A. Saltelli and others, *Sensitivity Analysis*, 2000.
#[test]
fn indices_of_ishigamis_function_are_the_published_ones() {
    let found = explained(&uniform(-PI, PI), |recorder| {
        let of: Vec<Traced<'_>> = (0..3).map(|i| recorder.input(i)).collect();
        let ishigami = |x: &[f64], y: &mut [f64]| {
            let sine = libm::sin(x[0]);
            y[0] = sine + 7.0 * libm::sin(x[1]) * libm::sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sine;
        };
        recorder.apply(&of, 1, Arc::new(ishigami))[0]
    });
    assert_indices(&found, &[[0.3139, 0.5576], [0.4424, 0.4424], [0.0, 0.2437], [0.0, 0.0]]);
    assert!(
        (found.mean - 3.5).abs() < 0.05 && (found.deviation * found.deviation - 13.845).abs() < 0.2,
        "{}",
        found.mean
    );
}

/// Π (|4xᵢ − 2| + aᵢ) / (1 + aᵢ) with Vᵢ = 1 / 3(1 + aᵢ)².
///
/// Source: I. Sobol, *Sensitivity estimates for nonlinear mathematical models*, 1993.
#[test]
fn indices_of_the_g_function_are_those_of_its_closed_form() {
    const A: [f64; 4] = [0.0, 1.0, 4.5, 9.0];
    let found = explained(&uniform(0.0, 1.0), |recorder| {
        let factor = |(i, a): (usize, f64)| {
            let x = recorder.input(i as u32) * Traced::Known(4.0) - Traced::Known(2.0);
            (Number::at_least(x, -x) + Traced::Known(a)) / Traced::Known(1.0 + a)
        };
        A.into_iter().enumerate().map(factor).fold(Traced::Known(1.0), |product, factor| product * factor)
    });
    let parts = A.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let product: f64 = parts.iter().map(|v| 1.0 + v).product();
    let expected = parts.map(|v| [v / (product - 1.0), v * product / (1.0 + v) / (product - 1.0)]);
    assert_indices(&found, &expected);
}

/// Of a x₁ + b x₂ + x₃ with a correlation of 0.8 between the first two, the variance is (a² + b² + 1.6 a b + 1) / 12; the
/// first two explain it together, whichever of them comes first.
#[test]
fn assumptions_that_move_together_have_one_index() {
    let mut model: serde_json::Value =
        serde_json::from_str(include_str!("../../../../../models/reference.json")).unwrap();
    let paths: Vec<String> = uniform(0.0, 1.0).inputs.into_iter().map(|input| input.path).collect();
    model["uncertainty"]["correlations"] = serde_json::json!([{ "a": paths[1], "b": paths[0], "rank": 0.8 }]);
    let inputs = uniform_of(&model.to_string(), 0.0, 1.0);
    assert_eq!(inputs.drawn(), [Drawn::Together(0), Drawn::Input(2), Drawn::Input(3)]);
    for (a, b) in [(2.0, 1.0), (1.0, 2.0), (1.0, -1.0)] {
        let found = explained(&inputs, |recorder| {
            recorder.input(0) * Traced::Known(a) + recorder.input(1) * Traced::Known(b) + recorder.input(2)
        });
        let of_both = a * a + b * b + 1.6 * a * b;
        let expected = [(Drawn::Together(0), of_both / (of_both + 1.0)), (Drawn::Input(2), 1.0 / (of_both + 1.0))];
        for (drawn, share) in expected {
            let row = found.rows.iter().find(|row| row.input == drawn).unwrap();
            assert!((row.first - share).abs() < 0.01 && (row.total - share).abs() < 0.01, "{row:?} instead of {share}");
        }
    }
}

#[test]
fn an_outcome_that_does_not_vary_has_no_indices() {
    let found = explained(&uniform(0.0, 1.0), |recorder| recorder.input(0).exceeds(Traced::Known(2.0)));
    assert_eq!(found.deviation, 0.0);
    assert!(found.rows.iter().all(|row| (row.first, row.total) == (0.0, 0.0)), "{:?}", found.rows);
}
