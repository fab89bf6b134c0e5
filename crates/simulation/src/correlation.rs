//! Rank correlations between uncertain inputs, as a person states them.

pub(crate) mod matrix;

use std::collections::BTreeMap;
use std::f64::consts::FRAC_PI_6;

use thiserror::Error;

use matrix::Matrix;

/// The least part of an input's variance that no other determines, as computed and as offered.
const LEAST_VARIANCE: f64 = 1e-9;
const LEAST_OFFERED: f64 = 1e-4;
/// The decimals of what is offered.
const DECIMALS: f64 = 1000.0;
/// Floating-point operations that the search for the nearest correlations may take, and those of one step for n inputs
/// over n³: eight sweeps of Jacobi's method, three rotations each.
const OPERATIONS: usize = 4_000_000_000;
const STEP: usize = 80;

/// Why inputs cannot be correlated as stated.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CorrelationError {
    /// A name that no uncertain input has.
    #[error("no uncertain input is named {0}")]
    Unknown(String),
    /// An input with itself.
    #[error("{0} is correlated with itself")]
    Itself(String),
    /// The same two inputs twice.
    #[error("the rank correlation of {a} with {b} is stated twice, as {first} and as {second}")]
    Repeated {
        /// One input.
        a: String,
        /// The other.
        b: String,
        /// What was stated first.
        first: f64,
        /// What was stated then.
        second: f64,
    },
    /// A correlation that is none.
    #[error("the rank correlation of {a} with {b} is {rank}, which is not from -1 to 1")]
    OutOfRange {
        /// One input.
        a: String,
        /// The other.
        b: String,
        /// What was stated.
        rank: f64,
    },
    /// Correlations that no inputs can have at once.
    #[error("{}", impossible(input, with, nearest))]
    Impossible {
        /// The first input, in the order of the inputs, whose correlations contradict those before.
        input: String,
        /// The inputs before it that it is correlated with.
        with: Vec<String>,
        /// The nearest correlations that inputs can have.
        nearest: Correlations,
    },
}

/// Of a single pair there are no others: one assumption would be fixed by the other.
fn impossible(input: &str, with: &[String], nearest: &Correlations) -> String {
    let with = with.join(", ");
    if nearest.pairs().count() == 1 {
        return format!("the rank correlation of {input} with {with} leaves {input} nothing of its own");
    }
    format!("the rank correlations of {input} with {with} are impossible together with the others")
}

impl CorrelationError {
    /// What would be right.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown(_) => "name an assumption that has a range".to_owned(),
            Self::Itself(_) => "name two inputs".to_owned(),
            Self::Repeated { .. } => "state it once".to_owned(),
            Self::OutOfRange { .. } => "give a number from -1 to 1".to_owned(),
            Self::Impossible { nearest, .. } => {
                let pairs: Vec<_> = nearest.pairs().map(|(a, b, rank)| format!("{a} with {b} {rank}")).collect();
                format!("the nearest possible: {}", pairs.join(", "))
            }
        }
    }
}

/// Spearman's rank correlations between named inputs; those not stated are zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlations {
    names: Vec<String>,
    /// By the later input and the earlier one.
    ranks: BTreeMap<(usize, usize), f64>,
}

impl Correlations {
    /// None between these inputs.
    pub fn between(names: Vec<String>) -> Self {
        Self { names, ranks: BTreeMap::new() }
    }

    /// States the rank correlation of two inputs.
    ///
    /// # Errors
    /// When an input is unknown, both are the same, the pair has been stated, or the correlation is not from −1 to 1.
    pub fn state(&mut self, a: &str, b: &str, rank: f64) -> Result<(), CorrelationError> {
        let (row, column) = (self.position(a)?, self.position(b)?);
        let (a, b) = (a.to_owned(), b.to_owned());
        if row == column {
            return Err(CorrelationError::Itself(a));
        }
        if !(-1.0..=1.0).contains(&rank) {
            return Err(CorrelationError::OutOfRange { a, b, rank });
        }
        if let Some(&first) = self.ranks.get(&(row.max(column), row.min(column))) {
            return Err(CorrelationError::Repeated { a, b, first, second: rank });
        }
        self.ranks.insert((row.max(column), row.min(column)), rank);
        Ok(())
    }

    /// The pairs that are correlated, each once, with their rank correlation.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        self.ranks.iter().map(|(&(row, column), &rank)| (&*self.names[column], &*self.names[row], rank))
    }

    /// How many inputs there are, correlated or not.
    pub fn inputs(&self) -> usize {
        self.names.len()
    }

    fn position(&self, name: &str) -> Result<usize, CorrelationError> {
        let position = self.names.iter().position(|known| known == name);
        position.ok_or_else(|| CorrelationError::Unknown(name.to_owned()))
    }

    /// The inputs that are correlated with any, in order, and the Cholesky factor of the correlations that their normal
    /// scores have.
    pub(crate) fn factor(&self) -> Result<(Vec<usize>, Vec<Vec<f64>>), CorrelationError> {
        let inputs = self.correlated();
        let scores = self.scores(&inputs);
        match scores.cholesky(LEAST_VARIANCE) {
            Ok(factor) => Ok((inputs, factor)),
            Err(refused) => {
                let input = inputs[refused.row];
                let before = self.ranks.range((input, 0)..(input, input)).filter(|(_, rank)| **rank != 0.0);
                Err(CorrelationError::Impossible {
                    input: self.names[input].clone(),
                    with: before.map(|(&(_, column), _)| self.names[column].clone()).collect(),
                    nearest: self.nearest(&inputs, &scores),
                })
            }
        }
    }

    fn correlated(&self) -> Vec<usize> {
        let mut is_correlated = vec![false; self.names.len()];
        for (&(row, column), _) in self.ranks.iter().filter(|(_, rank)| **rank != 0.0) {
            (is_correlated[row], is_correlated[column]) = (true, true);
        }
        (0..self.names.len()).filter(|&input| is_correlated[input]).collect()
    }

    /// The correlations of the inputs' normal scores: r = 2 sin(π ρ / 6).
    ///
    /// Source: K. Pearson, *On further methods of determining correlation*, 1907; M. Iman and W. Conover, 1982.
    fn scores(&self, inputs: &[usize]) -> Matrix {
        Matrix::new(inputs.len(), |row, column| {
            let rank = self.ranks.get(&(inputs[row], inputs[column])).copied().unwrap_or(0.0);
            if row == column { 1.0 } else { 2.0 * libm::sin(FRAC_PI_6 * rank) }
        })
    }

    /// The correlations nearest to these, in the normal scores, that inputs can have; a little nearer to none where that
    /// would leave an input determined by the others or rounding to three decimals would spoil them. Where inputs are so
    /// many that the search would take too long, it stops early.
    fn nearest(&self, inputs: &[usize], scores: &Matrix) -> Self {
        let size = inputs.len();
        let steps = OPERATIONS / (STEP * size * size * size);
        let nearest = scores.nearest_correlation(steps);
        let mut shrunk = 0.0;
        loop {
            let mut offered = Self::between(self.names.clone());
            for (row, column) in (0..size).flat_map(|row| (0..row).map(move |column| (row, column))) {
                let score = nearest.get(row, column) * (1.0 - shrunk);
                let rank = (libm::asin(score / 2.0) / FRAC_PI_6 * DECIMALS).round() / DECIMALS;
                if rank != 0.0 {
                    offered.ranks.insert((inputs[row], inputs[column]), rank);
                }
            }
            // without any correlation they are possible
            if shrunk >= 1.0 || offered.scores(inputs).cholesky(LEAST_OFFERED).is_ok() {
                return offered;
            }
            shrunk = f64::min(1.0, if shrunk == 0.0 { 1.0 / DECIMALS } else { 1.5 * shrunk });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correlations(names: &[&str], pairs: &[(&str, &str, f64)]) -> Correlations {
        let mut found = Correlations::between(names.iter().map(|&name| name.to_owned()).collect());
        pairs.iter().for_each(|(a, b, rank)| found.state(a, b, *rank).unwrap());
        found
    }

    #[test]
    fn what_cannot_be_stated_is_refused() {
        let mut found = correlations(&["growth", "churn"], &[("growth", "churn", 0.5)]);
        for (a, b, rank, message) in [
            ("growth", "price", 0.5, "no uncertain input is named price"),
            ("churn", "churn", 0.5, "churn is correlated with itself"),
            ("churn", "growth", 1.5, "the rank correlation of churn with growth is 1.5, which is not from -1 to 1"),
            (
                "churn",
                "growth",
                f64::NAN,
                "the rank correlation of churn with growth is NaN, which is not from -1 to 1",
            ),
            ("churn", "growth", 0.4, "the rank correlation of churn with growth is stated twice, as 0.5 and as 0.4"),
        ] {
            assert_eq!(found.state(a, b, rank).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn a_contradiction_is_refused_with_the_nearest_that_is_possible() {
        let pairs = [("growth", "churn", 0.9), ("churn", "price", 0.9), ("growth", "price", -0.9)];
        let refused = correlations(&["growth", "spare", "churn", "price"], &pairs).factor().unwrap_err();
        let message = "the rank correlations of price with growth, churn are impossible together with the others";
        assert_eq!(refused.to_string(), message);
        let hint = refused.hint();
        let CorrelationError::Impossible { nearest, .. } = refused else { panic!("{refused}") };
        let ranks: Vec<f64> = nearest.pairs().map(|(_, _, rank)| rank).collect();
        // by symmetry the nearest normal scores are ½, ½ and −½, of rank 0.483
        assert!(ranks.len() == 3 && ranks.iter().all(|rank| (rank.abs() - 0.482).abs() < 0.002), "{hint}");
        assert!(nearest.factor().is_ok());
    }

    #[test]
    fn what_determines_another_is_offered_a_little_less() {
        let refused = correlations(&["growth", "churn"], &[("growth", "churn", -1.0)]).factor().unwrap_err();
        assert_eq!(refused.hint(), "the nearest possible: growth with churn -0.999");
        assert_eq!(refused.to_string(), "the rank correlation of churn with growth leaves churn nothing of its own");
    }

    /// Every contradiction of this kind gets an offer, also where there are many inputs.
    #[test]
    fn what_is_offered_is_possible() {
        for size in [5, 12, 24] {
            let names: Vec<String> = (0..size).map(|i| format!("input {i}")).collect();
            let mut found = Correlations::between(names.clone());
            for (row, column) in (0..size).flat_map(|row| (0..row).map(move |column| (row, column))) {
                let sign = if (row * 7 + column * 3) % 4 < 2 { 1.0 } else { -1.0 };
                found.state(&names[row], &names[column], sign * 0.8).unwrap();
            }
            let Err(CorrelationError::Impossible { nearest, .. }) = found.factor() else { panic!("{size}") };
            assert!(nearest.factor().is_ok(), "{size}");
            assert!(nearest.pairs().all(|(_, _, rank)| rank == (rank * 1000.0).round() / 1000.0));
        }
    }
}
