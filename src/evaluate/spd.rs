//! [`spd_inverse`]: the inverse of a symmetric, positive definite matrix.

/// The inverse of the symmetric, positive definite `n` x `n` matrix `a` (row after row), by the symmetric sweep
/// (Gauss-Jordan without exchanges, which such a matrix does not need). None where it is not positive definite.
pub(super) fn spd_inverse(mut a: Vec<f64>, n: usize) -> Option<Vec<f64>> {
    for k in 0..n {
        let pivot = a[k * n + k];
        if !(pivot.is_finite() && pivot > 0.0) {
            return None;
        }
        let mut row: Vec<f64> = a[k * n..(k + 1) * n].iter().map(|v| v / pivot).collect();
        row[k] = 1.0 / pivot;
        for i in (0..n).filter(|&i| i != k) {
            let factor = a[i * n + k];
            let to = &mut a[i * n..(i + 1) * n];
            to[k] = 0.0;
            for (to, from) in to.iter_mut().zip(&row) {
                *to -= factor * from;
            }
        }
        a[k * n..(k + 1) * n].copy_from_slice(&row);
    }
    Some(a)
}

#[cfg(test)]
mod tests {
    use super::super::made_up::uniform;
    use super::*;

    #[test]
    fn the_product_with_the_matrix_is_one() {
        let n = 12;
        let u = uniform(3, n * n);
        let a: Vec<f64> = (0..n * n)
            .map(|p| {
                let (i, j) = (p / n, p % n);
                let sum: f64 = (0..n).map(|k| u[i * n + k] * u[j * n + k]).sum();
                sum + f64::from(u8::from(i == j))
            })
            .collect();
        let inverse = spd_inverse(a.clone(), n).unwrap();
        for i in 0..n {
            for j in 0..n {
                let found: f64 = (0..n).map(|k| a[i * n + k] * inverse[k * n + j]).sum();
                assert!((found - f64::from(u8::from(i == j))).abs() < 1e-10);
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_none() {
        assert_eq!(spd_inverse(vec![1.0, 2.0, 2.0, 1.0], 2), None);
        assert_eq!(spd_inverse(vec![f64::NAN], 1), None);
        assert_eq!(spd_inverse(vec![], 0), Some(vec![]));
    }
}
