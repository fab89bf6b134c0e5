//! The beta distribution, computed exactly.

/// The beta distribution with parameters of at least 1: density x^(a−1) (1−x)^(b−1) / B(a, b) on [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Beta {
    a: f64,
    b: f64,
    /// ln B(a, b)
    log_beta: f64,
}

impl Beta {
    pub(super) fn new(a: f64, b: f64) -> Self {
        Self { a, b, log_beta: libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b) }
    }

    pub(super) fn mirrored(self) -> Self {
        Self { a: self.b, b: self.a, ..self }
    }

    /// The density and its logarithm's derivative at an x inside (0, 1).
    pub(super) fn density(&self, x: f64) -> (f64, f64) {
        let slope = (self.a - 1.0) / x - (self.b - 1.0) / (1.0 - x);
        (self.weight(x) / (x * (1.0 - x)), slope)
    }

    /// P(X ≤ x): the regularised incomplete beta function.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= 1.0 {
            return 1.0;
        }
        let weight = self.weight(x);
        // the fraction converges quickly on this side
        if x < (self.a + 1.0) / (self.a + self.b + 2.0) {
            weight * fraction(self.a, self.b, x) / self.a
        } else {
            1.0 - weight * fraction(self.b, self.a, 1.0 - x) / self.b
        }
    }

    /// The x that is exceeded with probability 1 − u, for a u of at most ½.
    pub(super) fn lower_quantile(&self, u: f64) -> f64 {
        // P(X ≤ x) < xᵃ / (a B), so this is to the left
        self.quantile_from(u, (libm::log(u * self.a) + self.log_beta) / self.a)
    }

    /// The quantile of u by Newton's method for ln P(X ≤ x) as a function of ln x, which is concave: from a start to the
    /// left of the root every step goes right and none goes too far.
    pub(super) fn quantile_from(&self, u: f64, log_x: f64) -> f64 {
        let mut log_x = log_x;
        // a dozen steps are enough; the bound is for what rounding might do
        for _ in 0..64 {
            let x = libm::exp(log_x);
            let probability = self.cdf(x);
            let step = libm::log(u / probability) * probability * (1.0 - x) / self.weight(x);
            log_x += step;
            // the next step would be the square of this one
            if step.abs() < 1e-8 {
                break;
            }
        }
        libm::exp(log_x)
    }

    /// xᵃ (1−x)ᵇ / B(a, b)
    fn weight(&self, x: f64) -> f64 {
        libm::exp(self.a * libm::log(x) + self.b * libm::log1p(-x) - self.log_beta)
    }
}

/// a B(a, b) / (xᵃ (1−x)ᵇ) times the regularised incomplete beta function, as a continued fraction by Lentz's method.
///
/// Source: M. Abramowitz and I. Stegun, *Handbook of Mathematical Functions*, 1964, 26.5.8; W. Lentz, *Generating Bessel
/// functions in Mie scattering calculations using continued fractions*, Applied Optics 15, 1976.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut denominator = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    let (mut numerator, mut value) = (1.0, denominator);
    // some 20 terms are enough for parameters up to 5; the bound is for what rounding might do
    for m in 1..200 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            denominator = 1.0 / (1.0 + term * denominator);
            numerator = 1.0 + term / numerator;
            change = numerator * denominator;
            value *= change;
        }
        if (change - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I(x; 1, b) = 1 − (1−x)ᵇ, I(x; a, 1) = xᵃ, and the polynomials of whole parameters.
    #[test]
    fn probabilities_are_those_of_closed_forms() {
        for x in [1e-9, 0.01, 0.1, 0.3, 0.5, 0.77, 0.9, 0.999] {
            for b in [1.0, 1.7, 4.0, 5.0] {
                let expected = -libm::expm1(b * libm::log1p(-x));
                assert!((Beta::new(1.0, b).cdf(x) / expected - 1.0).abs() < 2e-14, "{b} {x}");
                let expected = libm::pow(x, b);
                assert!((Beta::new(b, 1.0).cdf(x) / expected - 1.0).abs() < 2e-14, "{b} {x}");
            }
            let cubic = x * x * x * (10.0 - 15.0 * x + 6.0 * x * x);
            assert!((Beta::new(3.0, 3.0).cdf(x) / cubic - 1.0).abs() < 2e-14, "{x}");
            let sextic = x * x * (15.0 - 40.0 * x + 45.0 * x * x - 24.0 * x * x * x + 5.0 * x * x * x * x);
            assert!((Beta::new(2.0, 5.0).cdf(x) / sextic - 1.0).abs() < 1e-13, "{x}");
        }
    }

    #[test]
    fn quantiles_invert_probabilities() {
        for (a, b) in [(1.0, 5.0), (5.0, 1.0), (3.0, 3.0), (2.3, 3.7), (4.9, 1.1)] {
            let beta = Beta::new(a, b);
            for u in [1e-16, 1e-9, 1e-4, 0.01, 0.2, 0.5] {
                let found = beta.cdf(beta.lower_quantile(u));
                assert!((found / u - 1.0).abs() < 1e-13, "{a} {b} {u}: {found}");
            }
        }
    }
}
