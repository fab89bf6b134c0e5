//! Rate limits: how large a burst they admit, and how many requests of an ordinary user they refuse.

use serde::Serialize;

use crate::quantity::{Count, Share};
use crate::stats::poisson;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Requests since the last full minute.
    Fixed,
    /// Requests in the last sixty seconds.
    Sliding,
}

/// At most so many requests per user in a window of one minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RateLimit {
    /// The requests admitted per minute: a request passes while the count, itself included, is at most this.
    pub per_minute: u32,
    /// Which minute.
    pub window: Window,
}

impl RateLimit {
    /// The most requests admitted within moments. Around the full minute a fixed window admits its limit twice.
    pub const fn worst_burst(self) -> u64 {
        match self.window {
            Window::Fixed => 2 * self.per_minute as u64,
            Window::Sliding => self.per_minute as u64,
        }
    }
}

/// The share of a user's requests that a fixed window refuses, when the requests in a window are Poisson with the given
/// mean m and the limit is L: E[(X − L)⁺] / m. Nobody is refused when m is 0.
///
/// Of a Poisson X with p = P(X = L), E[(X − L)⁺] = p (m/(L+1) + 2 m²/((L+1)(L+2)) + …), and E[(L − X)⁺] = E[(X − L)⁺] −
/// m + L = p (1·L/m + 2·L(L−1)/m² + …). The first converges fast for m ≤ L, the second for m > L; both have positive
/// terms only, so that a share of 10⁻⁴⁰ has all its digits.
pub fn refused_share(limit: u32, mean: Count) -> Share {
    let (m, l) = (mean.get(), f64::from(limit));
    let refused = if m == 0.0 {
        0.0
    } else if m <= l {
        let ratios = (1_u32..).map(|k| m / (l + f64::from(k)));
        poisson(l, m) * weighted_products(ratios) / m
    } else {
        let ratios = (1..=limit).rev().map(|k| f64::from(k) / m);
        (1.0 - l / m) + poisson(l, m) * weighted_products(ratios) / m
    };
    Share::saturating(refused)
}

/// r₁ + 2 r₁r₂ + 3 r₁r₂r₃ + … for falling ratios of at most 1, until the rest is lost in rounding.
fn weighted_products(ratios: impl Iterator<Item = f64>) -> f64 {
    const NEGLIGIBLE: f64 = f64::EPSILON / 1024.0;
    let (mut product, mut sum) = (1.0, 0.0);
    for (k, ratio) in (1_u32..).zip(ratios) {
        product *= ratio;
        let term = f64::from(k) * product;
        sum += term;
        if term <= sum * NEGLIGIBLE {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(mean: f64, limit: u32) -> f64 {
        refused_share(limit, Count::new(mean).unwrap()).get()
    }

    #[test]
    fn a_fixed_window_admits_twice_its_limit_at_once() {
        for (per_minute, worst) in [(3, 6), (5, 10), (10, 20), (20, 40)] {
            assert_eq!(RateLimit { per_minute, window: Window::Fixed }.worst_burst(), worst);
            assert_eq!(RateLimit { per_minute, window: Window::Sliding }.worst_burst(), worst / 2);
        }
        assert_eq!(RateLimit { per_minute: u32::MAX, window: Window::Fixed }.worst_burst(), 2 * u64::from(u32::MAX));
    }

    /// Expected values by mpmath to forty digits.
    #[test]
    fn refused_shares_are_exact_at_every_size() {
        for (mean, limit, expected) in [
            (1.0, 3, 0.023336926442932768),
            (3.0, 3, 0.22404180765538775),
            (5.0, 3, 0.43436352969533587),
            (0.1, 20, 1.7872388332493143e-40),
            (20.0, 20, 0.08883531739208522),
            (60.0, 20, 0.6666666666818475),
            (1e-5, 1, 4.999983333375e-06),
            (1000.0, 1200, 2.2276370686772345e-12),
            (1e6, 1_000_000, 0.00039894224715624404),
            (1e6, 1_001_000, 8.335577216516956e-05),
            (1e6, 999_000, 0.0010832751152389233),
            (1e6, 990_000, 0.01),
        ] {
            let found = refused(mean, limit);
            assert!((found / expected - 1.0).abs() < 1e-12, "{mean} {limit}: {found} {expected}");
        }
    }

    #[test]
    fn extreme_means_have_defined_shares() {
        assert_eq!(refused(0.0, 0), 0.0);
        assert_eq!(refused(5e-324, 0), 1.0);
        assert_eq!(refused(5e-324, 3), 0.0);
        assert_eq!(refused(f64::MAX, u32::MAX), 1.0);
        let at_the_largest_limit = refused(f64::from(u32::MAX), u32::MAX);
        assert!((at_the_largest_limit * f64::from(u32::MAX).sqrt() - 0.398942).abs() < 1e-5);
    }
}
