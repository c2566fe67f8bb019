//! [`leading`]: the largest eigenvalues of a symmetric matrix and their vectors, by subspace iteration.
//!
//! A block of vectors is multiplied by the matrix and made orthogonal again and again; within the block the matrix is
//! small, and Jacobi's rotations find its axes (Golub and Van Loan, Matrix Computations, 8.2.4 and 8.5).

use rayon::prelude::*;

use super::super::product::{Matrix, product};
use super::super::random::Random;

/// Vectors beside those that were asked for: the block then settles sooner.
const SPARE: usize = 12;
/// Rounds at most. Vectors whose eigenvalues are that close are the same to any map.
const ROUNDS: usize = 30;
/// Multiplications a round, before the block is turned onto its axes.
const STEPS: usize = 5;
/// The change of the sum of the eigenvalues, relative to it, below which they count as settled.
const SETTLED: f64 = 1e-12;
/// Rows multiplied at a time.
const BLOCK: usize = 8;

/// The `count` largest eigenvalues of the symmetric, positive semi-definite `m` x `m` matrix `a` (row after row), the
/// largest first, and their vectors of length 1, one after the other. Fewer than `count` where `m` is smaller.
///
/// `None` when `stopped` says so. The same on any number of threads.
pub(super) fn leading(
    a: &[f64],
    m: usize,
    count: usize,
    stopped: impl Fn() -> bool,
) -> Option<(Vec<f64>, Vec<f64>)> {
    let wanted = count.min(m);
    let block = (wanted + SPARE).min(m);
    let mut random = Random::new(0, 0x0E16);
    let mut vectors: Vec<f64> = (0..block * m).map(|_| random.unit() - 0.5).collect();
    orthonormalise(&mut vectors, m);
    let mut values = vec![0.0; block];
    let mut before = f64::INFINITY;
    for _ in 0..ROUNDS {
        for _ in 0..STEPS {
            if stopped() {
                return None;
            }
            // A block of all directions needs no turning towards the largest.
            if block < m {
                vectors = times(&vectors, a, m);
                orthonormalise(&mut vectors, m);
            }
        }
        let image = times(&vectors, a, m);
        // The block's own small matrix, its axes, and the block turned onto them.
        let small = product(Matrix::rows_of(&vectors, m), Matrix::rows_of(&image, m).transposed());
        let (found, turn) = jacobi(small, block);
        vectors = product(Matrix::rows_of(&turn, block), Matrix::rows_of(&image, m));
        values = found;
        let sum: f64 = values.iter().take(wanted).sum();
        let settled = (sum - before).abs() <= SETTLED * sum.abs();
        before = sum;
        orthonormalise(&mut vectors, m);
        if settled {
            break;
        }
    }
    values.truncate(wanted);
    vectors.truncate(wanted * m);
    Some((values, vectors))
}

/// Every row of `vectors` times the symmetric matrix.
fn times(vectors: &[f64], a: &[f64], m: usize) -> Vec<f64> {
    let right = Matrix::rows_of(a, m);
    vectors
        .par_chunks(BLOCK * m.max(1))
        .flat_map_iter(|rows| product(Matrix::rows_of(rows, m), right))
        .collect()
}

/// Makes the rows orthogonal and of length 1 (Gram and Schmidt, twice). A row that depends on those before it becomes
/// an axis that does not.
fn orthonormalise(vectors: &mut [f64], m: usize) {
    if m == 0 {
        return;
    }
    let mut axis = 0;
    for row in 0..vectors.len() / m {
        let (before, rest) = vectors.split_at_mut(row * m);
        let own = &mut rest[..m];
        let first = length(own);
        clear_of(own, before, m);
        clear_of(own, before, m);
        let mut left = length(own);
        // Nothing but rounding is left: another direction takes its place.
        while left <= 1e-10 * first.max(f64::MIN_POSITIVE) && axis < m {
            own.fill(0.0);
            own[axis] = 1.0;
            axis += 1;
            clear_of(own, before, m);
            clear_of(own, before, m);
            left = if length(own) > 1e-3 / (m as f64).sqrt() { length(own) } else { 0.0 };
        }
        if left > 0.0 {
            for v in own {
                *v /= left;
            }
        }
    }
}

fn length(row: &[f64]) -> f64 {
    row.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// Takes away from `own` what it has in common with the rows before it.
fn clear_of(own: &mut [f64], before: &[f64], m: usize) {
    for other in before.chunks_exact(m) {
        let shared: f64 = own.iter().zip(other).map(|(a, b)| a * b).sum();
        for (own, other) in own.iter_mut().zip(other) {
            *own -= shared * other;
        }
    }
}

/// The eigenvalues of a small symmetric matrix, the largest first, and the vectors as rows, by Jacobi's rotations.
fn jacobi(mut a: Vec<f64>, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; n * n];
    for i in 0..n {
        vectors[i * n + i] = 1.0;
    }
    // What has not converged by then is left as it is.
    for _ in 0..30 {
        let (mut off, mut all) = (0.0, 0.0);
        for (place, v) in a.iter().enumerate() {
            all += v * v;
            off += if place % (n + 1) == 0 { 0.0 } else { v * v };
        }
        if off <= 1e-30 * all {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, n, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[j * n + j].total_cmp(&a[i * n + i]));
    let values = order.iter().map(|&i| a[i * n + i]).collect();
    let rows = order.iter().flat_map(|&i| vectors[i * n..(i + 1) * n].to_vec()).collect();
    (values, rows)
}

/// Makes the entry (p, q) zero.
fn rotate(a: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let apq = a[p * n + q];
    if apq == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    let t = 1.0_f64.copysign(theta) / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for k in 0..n {
        let (kp, kq) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * kp - s * kq;
        a[k * n + q] = s * kp + c * kq;
    }
    for k in 0..n {
        let (pk, qk) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * pk - s * qk;
        a[q * n + k] = s * pk + c * qk;
        let (vp, vq) = (vectors[p * n + k], vectors[q * n + k]);
        vectors[p * n + k] = c * vp - s * vq;
        vectors[q * n + k] = s * vp + c * vq;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_matrix_has_its_known_axes() {
        // The second-difference matrix of order n: values 2 - 2 cos(pi j / (n + 1)), vectors sines.
        let n = 40;
        let mut a = vec![0.0; n * n];
        for i in 0..n {
            a[i * n + i] = 2.0;
            if i + 1 < n {
                a[i * n + i + 1] = -1.0;
                a[(i + 1) * n + i] = -1.0;
            }
        }
        for count in [2, n] {
            let (values, vectors) = leading(&a, n, count, || false).unwrap();
            assert_eq!((values.len(), vectors.len()), (count, count * n));
            for (place, value) in values.iter().enumerate() {
                let angle = std::f64::consts::PI * (n - place) as f64 / (n + 1) as f64;
                assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-6, "{place}: {value}");
                let row = &vectors[place * n..(place + 1) * n];
                let image = times(row, &a, n);
                let off = image.iter().zip(row).map(|(i, v)| (i - value * v).abs()).fold(0.0, f64::max);
                assert!(off < 1e-4 && (length(row) - 1.0).abs() < 1e-12, "{place}: {off}");
            }
        }
    }

    #[test]
    fn matrices_without_directions_give_axes_all_the_same() {
        let (values, vectors) = leading(&[0.0; 9], 3, 2, || false).unwrap();
        assert_eq!(values, [0.0, 0.0]);
        assert!(vectors.chunks(3).all(|row| (length(row) - 1.0).abs() < 1e-12));
        assert_eq!(leading(&[], 0, 2, || false), Some((vec![], vec![])));
        assert_eq!(leading(&[1.0], 1, 2, || true), None);
    }
}
