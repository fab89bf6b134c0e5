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
