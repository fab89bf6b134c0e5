//! Whether all programs mean the same: a time is worth nothing beside another answer.

use crate::Outcome;
use serde_json::Value;

/// Counts agree to this share of themselves.
const COUNTS: f64 = 1e-9;

/// Half a cent for each rounded line; in a month revenue has one and cost has two: the processor's share of revenue,
/// which also carries its share of revenue's half cent, and its fee per subscriber.
const REVENUE: f64 = 0.005;
const COST: f64 = 2.0 * 0.005 + 0.029 * REVENUE;
const PROFIT: f64 = REVENUE + COST;

/// A figure: its name, the column of HyperFormula's sheet that holds it, and how near month `t` must come.
type Figure = (&'static str, usize, fn(f64, f64) -> f64);

const FIGURES: [Figure; 6] = [
    ("users", 1, |_, value| COUNTS * value.abs()),
    ("paying", 2, |_, value| COUNTS * value.abs()),
    ("revenue", 3, |_, _| REVENUE),
    ("cost", 6, |_, _| COST),
    ("profit", 7, |_, _| PROFIT),
    ("cash", 8, |month, _| month * PROFIT),
];

/// Ours against every month of NumPy's point run and the last row of HyperFormula's sheet.
pub fn compare(ours: &Value, numpy: &Value, hyperformula: &Value) -> Outcome {
    for (name, column, allowed) in FIGURES {
        let (ours, theirs) = (figures(&ours["point"][name], name)?, figures(&numpy[name], name)?);
        if ours.len() != theirs.len() {
            return Err(format!("{name}: {} months beside NumPy's {}", ours.len(), theirs.len()));
        }
        let months = (1..).map(f64::from);
        let worst = months.zip(ours.iter().zip(&theirs)).try_fold(0.0, |worst: f64, (month, (ours, theirs))| {
            near(name, "NumPy", month, *ours, *theirs, allowed).map(|share| worst.max(share))
        })?;
        let last = hyperformula["last"][column].as_f64().ok_or_else(|| format!("HyperFormula gives no {name}"))?;
        let (month, ours) = (ours.len() as f64, ours.last().copied().unwrap_or(f64::NAN));
        let share = near(name, "HyperFormula", month, ours, last, allowed)?;
        println!("  {name:<8} agrees, at worst {:.0} % of what is allowed", 100.0 * worst.max(share));
    }
    Ok(())
}

/// The difference as a share of what is allowed, or in words why it is too large.
fn near(name: &str, peer: &str, month: f64, ours: f64, theirs: f64, allowed: fn(f64, f64) -> f64) -> Outcome<f64> {
    let (difference, allowed) = ((ours - theirs).abs(), allowed(month, theirs));
    // A comparison with NaN is false, so NaN fails too.
    if difference <= allowed {
        return Ok(if allowed > 0.0 { difference / allowed } else { 0.0 });
    }
    Err(format!("{name} in month {month}: {ours} beside {peer}'s {theirs}, more than {allowed:e} apart"))
}

/// Money comes as text, counts as numbers.
fn figures(list: &Value, name: &str) -> Outcome<Vec<f64>> {
    let list = list.as_array().ok_or_else(|| format!("no {name} in the answers"))?;
    let figure = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    list.iter().map(|value| figure(value).ok_or_else(|| format!("{name}: `{value}` is no number"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answers(revenue: f64) -> Value {
        json!({ "users": [112.0], "paying": [0.6], "revenue": [revenue], "cost": ["513.86"], "profit": [-496.46], "cash": [-496.46] })
    }

    fn compared(revenue: f64) -> Outcome {
        let sheet = json!({ "last": [1, 112.0, 0.6, 17.4, 3.36, 13.14, 513.86, -496.46, -496.46] });
        compare(&json!({ "point": answers(revenue) }), &answers(17.4), &sheet)
    }

    #[test]
    fn half_a_cent_is_near() {
        assert_eq!(compared(17.404), Ok(()));
    }

    #[test]
    fn a_cent_is_not() {
        assert!(compared(17.41).is_err_and(|message| message.starts_with("revenue in month 1")));
        assert!(compared(f64::NAN).is_err());
    }
}
