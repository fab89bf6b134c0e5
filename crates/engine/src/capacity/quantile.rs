//! Percentiles: where the tail of a distribution falls to a given probability.

/// The u ≥ 0 at which P(T > u) falls to `goal`, for a T ≥ 0 with this mean. `at` gives P(T > u) and the density at u.
///
/// Newton's method on the tail's logarithm, which is nearly straight, kept inside a bracket that is halved where a step
/// would leave it. A step of at most `tolerance` · u is the last one.
pub(super) fn quantile(goal: f64, mean: f64, tolerance: f64, at: impl Fn(f64) -> (f64, f64)) -> f64 {
    const ENOUGH: usize = 100; // some five steps do; bisection alone would settle within this
    let (mut low, mut high) = (0.0, mean / goal); // Markov's inequality
    let mut u = -mean * libm::log(goal); // exact for an exponential time
    for _ in 0..ENOUGH {
        let (tail, density) = at(u);
        if tail > goal {
            low = u;
        } else {
            high = u;
        }
        let newton = u + libm::log(tail / goal) * tail / density;
        let settled = (newton - u).abs() <= tolerance * u + 4.0 * f64::EPSILON * mean;
        u = if low <= newton && newton <= high { newton } else { low + (high - low) / 2.0 };
        if settled {
            break;
        }
    }
    u
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponential_tail_needs_no_step() {
        let u = quantile(0.05, 2.0, 0.0, |u| (libm::exp(-u / 2.0), libm::exp(-u / 2.0) / 2.0));
        assert!((u + 2.0 * libm::log(0.05)).abs() < 1e-14);
    }

    /// A tail that is flat between two scales, where Newton's method alone would leave at once.
    #[test]
    fn a_plateau_is_crossed_by_halving() {
        let parts = [(0.96, 1e3), (0.04, 1e-3)];
        let sum = |f: &dyn Fn(f64, f64) -> f64| parts.iter().map(|(share, rate)| f(*share, *rate)).sum::<f64>();
        let tail = |u: f64| sum(&|share, rate| share * libm::exp(-rate * u));
        let density = |u: f64| sum(&|share, rate| share * rate * libm::exp(-rate * u));
        for goal in [0.9, 0.05, 0.0401, 0.0399, 0.01] {
            let u = quantile(goal, 40.0, 1e-14, |u| (tail(u), density(u)));
            assert!((tail(u) / goal - 1.0).abs() < 1e-9, "{goal}: {u}");
        }
    }
}
