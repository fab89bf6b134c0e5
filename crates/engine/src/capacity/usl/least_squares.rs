//! Least squares for α, β, γ ≥ 0 of X(N) = N / (α + β(N − 1) + γN(N − 1)): the law in the coefficients of its response
//! time, which is linear in them.

/// α, β and γ.
pub(super) type Times = [f64; 3];
type Matrix = [[f64; 3]; 3];

/// A measurement with its throughput in units of the largest one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    /// 1, N − 1 and N(N − 1): what α, β and γ are multiplied by.
    pub basis: Times,
    pub n: f64,
    pub x: f64,
}

impl Point {
    pub fn new(n: f64, x: f64) -> Self {
        Self { basis: basis(n), n, x }
    }

    pub fn time(&self, times: Times) -> f64 {
        dot(self.basis, times)
    }
}

/// The weights of α, β and γ in N / X(N). With less than one at once there is nobody to contend with.
pub(super) fn basis(n: f64) -> Times {
    let n = n.max(1.0);
    [1.0, n - 1.0, n * (n - 1.0)]
}

/// Where laws must lie: normal · (α, β, γ) = offset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    pub normal: Times,
    pub offset: f64,
}

impl Plane {
    /// normal · (α, β, γ) = 0, for a normal of any length.
    pub fn through_origin(normal: Times) -> Self {
        let longest = normal.iter().fold(0.0, |longest: f64, part| longest.max(part.abs()));
        Self { normal: normal.map(|part| part / longest), offset: 0.0 }
    }
}

pub(super) fn dot(a: Times, b: Times) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn squared_residuals(points: &[Point], times: Times) -> f64 {
    let residual = |p: &Point| p.x - p.n / p.time(times);
    points.iter().map(|p| residual(p) * residual(p)).sum()
}

/// The α, β, γ ≥ 0 with the least squared residuals near a good start, among all laws or those on a plane:
/// Levenberg-Marquardt steps, each kept within the bounds.
///
/// Source: J. Nocedal and S. Wright, *Numerical Optimization*, 2nd ed. 2006, §10.3.
pub(super) fn nearest(points: &[Point], plane: Option<Plane>) -> Option<Times> {
    const STEPS: usize = 500;
    let (mut times, mut damping) = (linear_start(points, plane)?, 1e-3);
    let mut cost = squared_residuals(points, times);
    for _ in 0..STEPS {
        let Some(next) = damped_step(points, times, damping, plane) else { break };
        let next_cost = squared_residuals(points, next);
        // Nothing but rounding is left to be gained.
        let settled = (next_cost - cost).abs() <= 1e-14 * cost;
        if next_cost < cost || !cost.is_finite() {
            (times, cost, damping) = (next, next_cost, damping / 10.0);
        } else {
            damping *= 10.0;
        }
        if settled {
            break;
        }
    }
    cost.is_finite().then_some(times)
}

/// Linear least squares on the response time N / X. An error in X is N / X² as large in N / X: hence the weight.
fn linear_start(points: &[Point], plane: Option<Plane>) -> Option<Times> {
    let rows = points.iter().map(|p| {
        let weight = p.x * p.x / p.n;
        (p.basis.map(|b| weight * b), p.x)
    });
    let (normal, right) = normal_equations(rows);
    // α = 0 would be an infinite throughput at N = 1, from where no step leads back
    let shortest = points.iter().map(|p| p.n / p.x).fold(f64::INFINITY, f64::min);
    let start = |least: f64| {
        let shifted_right = [0, 1, 2].map(|i| right[i] - normal[i][0] * least);
        let shifted_plane = plane.map(|p| Plane { offset: p.offset - p.normal[0] * least, ..p });
        let [alpha, beta, gamma] = least_nonnegative(&normal, shifted_right, shifted_plane)?;
        Some([alpha + least, beta, gamma])
    };
    start(shortest / 1000.0).or_else(|| start(0.0))
}

/// The minimum within α, β, γ ≥ 0 of the residuals linearised here, with the steps' squares added `damping` times.
fn damped_step(points: &[Point], times: Times, damping: f64, plane: Option<Plane>) -> Option<Times> {
    let (mut normal, gradient) = normal_equations(points.iter().map(|p| {
        let time = p.time(times);
        (p.basis.map(|b| -p.n / (time * time) * b), p.x - p.n / time)
    }));
    for (i, row) in normal.iter_mut().enumerate() {
        row[i] *= 1.0 + damping;
    }
    let right = [0, 1, 2].map(|i| gradient[i] + dot(normal[i], times));
    least_nonnegative(&normal, right, plane)
}

/// JᵀJ and Jᵀr from the rows of J and r.
pub(super) fn normal_equations(rows: impl Iterator<Item = (Times, f64)>) -> (Matrix, Times) {
    let (mut normal, mut right) = ([[0.0; 3]; 3], [0.0; 3]);
    for (row, value) in rows {
        for i in 0..3 {
            right[i] += row[i] * value;
            for j in 0..3 {
                normal[i][j] += row[i] * row[j];
            }
        }
    }
    (normal, right)
}

/// The v ≥ 0, on the plane if there is one, with the least ½vᵀMv − bᵀv: that over all coordinates if it is not
/// negative anywhere, else the best of those with some coordinates held at 0.
fn least_nonnegative(matrix: &Matrix, right: Times, plane: Option<Plane>) -> Option<Times> {
    let height = |v: &Times| 0.5 * dot(*v, matrix.map(|row| dot(row, *v))) - dot(right, *v);
    let with_free = |free| solve_on(matrix, right, free, plane).filter(|v| v.iter().all(|&value| value >= 0.0));
    with_free([true; 3]).or_else(|| {
        (1..7_u8)
            .filter_map(|set| with_free([0, 1, 2].map(|i| set & (1 << i) != 0)))
            .min_by(|a, b| height(a).total_cmp(&height(b)))
    })
}

/// [`solve`], then along M⁻¹ times the plane's normal onto the plane: the least ½vᵀMv − bᵀv there.
fn solve_on(matrix: &Matrix, right: Times, free: [bool; 3], plane: Option<Plane>) -> Option<Times> {
    let v = solve(matrix, right, free)?;
    let Some(Plane { normal, offset }) = plane else { return Some(v) };
    let across = solve(matrix, normal, free)?;
    let slope = dot(normal, across);
    if slope == 0.0 {
        return (offset == 0.0).then_some(v); // no free coordinate is in the plane's equation
    }
    let distance = (offset - dot(normal, v)) / slope;
    let on_plane = [0, 1, 2].map(|i| v[i] + distance * across[i]);
    on_plane.iter().all(|value| value.is_finite()).then_some(on_plane)
}

/// Solves Mv = b over the free coordinates by Cholesky's method, with the others 0. `None` when M is not positive
/// definite there.
pub(super) fn solve(matrix: &Matrix, right: Times, free: [bool; 3]) -> Option<Times> {
    let mut lower = [[0.0; 3]; 3];
    let mut v = [0.0; 3];
    for i in (0..3).filter(|&i| free[i]) {
        for j in (0..=i).filter(|&j| free[j]) {
            let rest = matrix[i][j] - dot(lower[i], lower[j]);
            if i != j {
                lower[i][j] = rest / lower[j][j];
            } else if rest > 1e-14 * matrix[i][i] {
                lower[i][i] = rest.sqrt();
            } else {
                return None;
            }
        }
        v[i] = (right[i] - dot(lower[i], v)) / lower[i][i];
    }
    for i in (0..3).rev().filter(|&i| free[i]) {
        let below: f64 = (i + 1..3).map(|k| lower[k][i] * v[k]).sum();
        v[i] = (v[i] - below) / lower[i][i];
    }
    v.iter().all(|value| value.is_finite()).then_some(v)
}
