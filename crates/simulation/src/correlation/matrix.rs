//! Symmetric matrices: their Cholesky factor, their eigenvalues, and the nearest correlation matrix.

/// Alternating projections stop when the two differ by less than this share.
const CONVERGED: f64 = 1e-9;
/// Sweeps of Jacobi's method; eight are usual.
const MOST_SWEEPS: usize = 40;

/// A symmetric matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matrix {
    size: usize,
    entries: Vec<f64>,
}

/// Why a matrix has no Cholesky factor: the first row that is no independent part away from those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotDefinite {
    pub(crate) row: usize,
}

impl Matrix {
    /// The matrix with these entries, of which those on and below the diagonal are asked for.
    pub(crate) fn new(size: usize, mut entry: impl FnMut(usize, usize) -> f64) -> Self {
        let mut matrix = Self { size, entries: vec![0.0; size * size] };
        for row in 0..size {
            (0..=row).for_each(|column| matrix.set(row, column, entry(row, column)));
        }
        matrix
    }

    pub(crate) fn get(&self, row: usize, column: usize) -> f64 {
        self.entries[row * self.size + column]
    }

    pub(crate) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.entries[row * self.size + column] = value;
        self.entries[column * self.size + row] = value;
    }

    /// The lower triangular L with L Lᵀ = A, row by row up to the diagonal.
    ///
    /// # Errors
    /// When a square on its diagonal would not be above `least`.
    pub(crate) fn cholesky(&self, least: f64) -> Result<Vec<Vec<f64>>, NotDefinite> {
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(self.size);
        for row in 0..self.size {
            let mut weights = Vec::with_capacity(row + 1);
            for column in 0..row {
                let above: &Vec<f64> = &factor[column];
                weights.push((self.get(row, column) - product(&weights, above)) / above[column]);
            }
            let square = self.get(row, row) - product(&weights, &weights);
            if square <= least {
                return Err(NotDefinite { row });
            }
            weights.push(square.sqrt());
            factor.push(weights);
        }
        Ok(factor)
    }

    /// The correlation matrix nearest to this one in the sum of squared differences, by alternating projections onto the
    /// positive semidefinite matrices and onto those with ones on the diagonal, with Dykstra's correction. After that many
    /// steps without convergence it is a near one.
    ///
    /// Source: N. Higham, *Computing the nearest correlation matrix — a problem from finance*, IMA J. Numer. Anal. 22,
    /// 2002, algorithm 3.3.
    pub(crate) fn nearest_correlation(&self, most_steps: usize) -> Self {
        let (mut nearest, mut correction) = (self.clone(), vec![0.0; self.entries.len()]);
        for _ in 0..most_steps {
            let mut corrected = nearest.clone();
            corrected.entries.iter_mut().zip(&correction).for_each(|(entry, correction)| *entry -= correction);
            let definite = corrected.semidefinite_part();
            for ((correction, definite), before) in correction.iter_mut().zip(&definite.entries).zip(&corrected.entries)
            {
                *correction = definite - before;
            }
            nearest = definite.clone();
            (0..self.size).for_each(|i| nearest.set(i, i, 1.0));
            let apart: f64 =
                nearest.entries.iter().zip(&definite.entries).map(|(one, other)| (one - other) * (one - other)).sum();
            if apart <= CONVERGED * CONVERGED * product(&nearest.entries, &nearest.entries) {
                break;
            }
        }
        nearest
    }

    /// The matrix without its negative eigenvalues.
    fn semidefinite_part(&self) -> Self {
        let (values, vectors) = self.eigen();
        let mut part = Self { size: vectors.size, entries: vec![0.0; vectors.entries.len()] };
        for (value, vector) in values.into_iter().zip(vectors.entries.chunks_exact(vectors.size)) {
            if value > 0.0 {
                for (row, along) in part.entries.chunks_exact_mut(vectors.size).zip(vector) {
                    row.iter_mut().zip(vector).for_each(|(entry, across)| *entry += value * along * across);
                }
            }
        }
        part
    }

    /// The eigenvalues, and their vectors as rows, by Jacobi's method row by row.
    ///
    /// Source: G. Golub and C. Van Loan, *Matrix Computations*, 4th edition, 2013, §8.5.
    fn eigen(&self) -> (Vec<f64>, Self) {
        let n = self.size;
        let mut turned = self.clone();
        let mut vectors = Self::new(n, |row, column| f64::from(u8::from(row == column)));
        let negligible = f64::EPSILON * f64::EPSILON * product(&self.entries, &self.entries);
        for _ in 0..MOST_SWEEPS {
            let pairs = || (0..n).flat_map(|p| (p + 1..n).map(move |q| (p, q)));
            if pairs().map(|(p, q)| turned.get(p, q) * turned.get(p, q)).sum::<f64>() <= negligible {
                break;
            }
            for (p, q) in pairs() {
                let across = turned.get(p, q);
                if across == 0.0 {
                    continue;
                }
                let slope = (turned.get(q, q) - turned.get(p, p)) / (2.0 * across);
                let tangent = slope.signum() / (slope.abs() + (slope * slope + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                rotate_columns(&mut turned.entries, n, p, q, cosine, sine);
                rotate_rows(&mut turned.entries, n, p, q, cosine, sine);
                rotate_rows(&mut vectors.entries, n, p, q, cosine, sine);
            }
        }
        ((0..n).map(|i| turned.get(i, i)).collect(), vectors)
    }
}

fn rotate_rows(entries: &mut [f64], n: usize, p: usize, q: usize, cosine: f64, sine: f64) {
    let (before, from_q) = entries.split_at_mut(q * n);
    for (one, other) in before[p * n..][..n].iter_mut().zip(from_q) {
        (*one, *other) = (cosine * *one - sine * *other, sine * *one + cosine * *other);
    }
}

fn rotate_columns(entries: &mut [f64], n: usize, p: usize, q: usize, cosine: f64, sine: f64) {
    for row in entries.chunks_exact_mut(n) {
        (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
    }
}

fn product(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix<const N: usize>(rows: [[f64; N]; N]) -> Matrix {
        Matrix::new(N, |row, column| rows[row][column])
    }

    fn assert_near(found: &Matrix, expected: &Matrix, within: f64) {
        for (found, expected) in found.entries.iter().zip(&expected.entries) {
            assert!((found - expected).abs() <= within, "{found} instead of {expected}");
        }
    }

    /// Higham's example as in the documentation of NAG's g02aa.
    #[test]
    fn the_nearest_is_that_of_higham() {
        let given =
            matrix([[2.0, -1.0, 0.0, 0.0], [-1.0, 2.0, -1.0, 0.0], [0.0, -1.0, 2.0, -1.0], [0.0, 0.0, -1.0, 2.0]]);
        let expected = matrix([
            [1.0, -0.808_412_5, 0.191_587_5, 0.106_775_05],
            [-0.808_412_5, 1.0, -0.656_232_69, 0.191_587_5],
            [0.191_587_5, -0.656_232_69, 1.0, -0.808_412_5],
            [0.106_775_05, 0.191_587_5, -0.808_412_5, 1.0],
        ]);
        assert_near(&given.nearest_correlation(1000), &expected, 1e-8);
    }

    /// The example of MATLAB's `nearcorr`.
    #[test]
    fn the_nearest_is_that_of_matlab() {
        let given = matrix([
            [1.0, 0.0, 0.0, 0.0, -0.936],
            [0.0, 1.0, -0.55, -0.3645, -0.53],
            [0.0, -0.55, 1.0, -0.0351, 0.0875],
            [0.0, -0.3645, -0.0351, 1.0, 0.4557],
            [-0.936, -0.53, 0.0875, 0.4557, 1.0],
        ]);
        let expected = matrix([
            [1.0, 0.0372, 0.0100, -0.0219, -0.8478],
            [0.0372, 1.0, -0.5449, -0.3757, -0.4849],
            [0.0100, -0.5449, 1.0, -0.0381, 0.0996],
            [-0.0219, -0.3757, -0.0381, 1.0, 0.4292],
            [-0.8478, -0.4849, 0.0996, 0.4292, 1.0],
        ]);
        assert_near(&given.nearest_correlation(1000), &expected, 5e-5);
        let mut values = given.eigen().0;
        values.sort_by(f64::total_cmp);
        for (found, expected) in values.into_iter().zip([-0.1244, 0.3396, 1.0284, 1.4457, 2.3107]) {
            assert!((found - expected).abs() <= 5e-5);
        }
    }

    #[test]
    fn a_correlation_matrix_is_its_own_nearest() {
        let given = matrix([[1.0, 0.5, 0.2], [0.5, 1.0, -0.3], [0.2, -0.3, 1.0]]);
        assert_near(&given.nearest_correlation(1000), &given, 1e-14);
    }

    #[test]
    fn the_factor_squared_is_the_matrix() {
        let given = matrix([[1.0, 0.5, 0.2], [0.5, 1.0, -0.3], [0.2, -0.3, 1.0]]);
        let factor = given.cholesky(0.0).unwrap();
        let squared = Matrix::new(3, |row, column| product(&factor[row], &factor[column]));
        assert_near(&squared, &given, 1e-15);
        let contradiction = matrix([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]);
        assert_eq!(contradiction.cholesky(0.0), Err(NotDefinite { row: 2 }));
    }
}
