//! [`eigenvalues`]: of a symmetric matrix, by Householder's tridiagonal form and implicit QL steps.
//!
//! The classical pair tred2 and tqli (EISPACK; Numerical Recipes 11.2 and 11.3), values only.

/// The eigenvalues of the symmetric `n` x `n` matrix `a` (row after row), in no order.
pub(super) fn eigenvalues(mut a: Vec<f64>, n: usize) -> Vec<f64> {
    let (mut diagonal, mut beside) = tridiagonal(&mut a, n);
    implicit_ql(&mut diagonal, &mut beside);
    diagonal
}

/// Diagonal and subdiagonal (`beside[i]` lies between `i - 1` and `i`) of an equivalent matrix.
fn tridiagonal(a: &mut [f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut beside = vec![0.0; n];
    for i in (1..n).rev() {
        // Row i holds the vector to be reflected onto its last component.
        let mut u: Vec<f64> = a[i * n..i * n + i].to_vec();
        let scale: f64 = u[..i - 1].iter().map(|v| v.abs()).sum();
        if scale == 0.0 {
            beside[i] = u[i - 1];
            continue;
        }
        let scale = scale + u[i - 1].abs();
        for v in &mut u {
            *v /= scale;
        }
        let h: f64 = u.iter().map(|v| v * v).sum();
        let f = u[i - 1];
        let g = if f >= 0.0 { -h.sqrt() } else { h.sqrt() };
        beside[i] = scale * g;
        let h = h - f * g;
        u[i - 1] = f - g;
        // p = A u / h, then A -= u q^T + q u^T with q = p - u (u p) / (2 h).
        let mut p = vec![0.0; i];
        for j in 0..i {
            p[j] = a[j * n..j * n + i].iter().zip(&u).map(|(a, u)| a * u).sum::<f64>() / h;
        }
        let half = p.iter().zip(&u).map(|(p, u)| p * u).sum::<f64>() / (h + h);
        for (p, u) in p.iter_mut().zip(&u) {
            *p -= half * u;
        }
        for j in 0..i {
            let (uj, qj) = (u[j], p[j]);
            for ((a, u), q) in a[j * n..j * n + i].iter_mut().zip(&u).zip(&p) {
                *a -= uj * q + qj * u;
            }
        }
    }
    ((0..n).map(|i| a[i * n + i]).collect(), beside)
}

/// Leaves the eigenvalues in `d`.
fn implicit_ql(d: &mut [f64], e: &mut [f64]) {
    let n = d.len();
    if n == 0 {
        return;
    }
    e.rotate_left(1);
    e[n - 1] = 0.0;
    for l in 0..n {
        // Sixty steps are far beyond what converges; what has not by then is left as it is.
        for _ in 0..60 {
            let m = (l..n - 1)
                .find(|&m| e[m].abs() <= f64::EPSILON * (d[m].abs() + d[m + 1].abs()))
                .unwrap_or(n - 1);
            if m == l {
                break;
            }
            let mut g = (d[l + 1] - d[l]) / (2.0 * e[l]);
            let r = g.hypot(1.0);
            g = d[m] - d[l] + e[l] / (g + r.copysign(g));
            let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
            let mut split = false;
            for i in (l..m).rev() {
                let f = s * e[i];
                let b = c * e[i];
                let r = f.hypot(g);
                e[i + 1] = r;
                if r == 0.0 {
                    d[i + 1] -= p;
                    e[m] = 0.0;
                    split = true;
                    break;
                }
                s = f / r;
                c = g / r;
                g = d[i + 1] - p;
                let r = (d[i] - g) * s + 2.0 * c * b;
                p = s * r;
                d[i + 1] = g + p;
                g = c * r - b;
            }
            if !split {
                d[l] -= p;
                e[l] = g;
                e[m] = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvalues_of_a_known_matrix() {
        // The second-difference matrix of order n: 2 - 2 cos(pi j / (n + 1)).
        let n = 20;
        let mut a = vec![0.0; n * n];
        for i in 0..n {
            a[i * n + i] = 2.0;
            if i + 1 < n {
                a[i * n + i + 1] = -1.0;
                a[(i + 1) * n + i] = -1.0;
            }
        }
        let mut found = eigenvalues(a, n);
        found.sort_by(f64::total_cmp);
        for (j, v) in found.iter().enumerate() {
            let expected = 2.0 - 2.0 * (std::f64::consts::PI * (j + 1) as f64 / (n + 1) as f64).cos();
            assert!((v - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_full_matrix_keeps_trace_and_squares() {
        let n = 12;
        let mut a = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let v = ((i * 7 + j * 13) % 11) as f64 - 5.0;
                a[i * n + j] = v;
                a[j * n + i] = v;
            }
        }
        let trace: f64 = (0..n).map(|i| a[i * n + i]).sum();
        let squares: f64 = a.iter().map(|v| v * v).sum();
        let found = eigenvalues(a, n);
        assert!((found.iter().sum::<f64>() - trace).abs() < 1e-9);
        assert!((found.iter().map(|v| v * v).sum::<f64>() - squares).abs() < 1e-8);
    }
}
