//! [`Ridge`]: ridge regression of several targets at once, in closed form, its penalty chosen by leave-one-out.
//!
//! With centred features X and targets y the prediction for a new row x is x' X^T (X X^T + penalty I)^-1 y (Hoerl and
//! Kennard, Technometrics 1970, in its dual form, for there are more features than images). With
//! A = (X X^T + penalty I)^-1 the residual of an image left out is penalty (A y)_i / (penalty A_ii - 1 / n), the last
//! term for the offset that is not penalised (Golub, Heath and Wahba, Technometrics 1979): no model is fitted twice.

use super::features::Features;
use super::product::{Matrix, product};
use super::spd::spd_inverse;

/// Penalties to choose from: scikit-learn's `alphas`, for features of variance near 1.
pub(super) const PENALTIES: [f64; 7] = [1.0, 10.0, 100.0, 1000.0, 10_000.0, 100_000.0, 1e6];

/// What was learnt from the training rows, for any number of target columns.
#[derive(Debug)]
pub(super) struct Ridge {
    /// Per target column: the penalty chosen.
    #[cfg(test)]
    pub penalties: Vec<f64>,
    /// Per target column: one weight a training row, and the mean of the targets.
    dual: Vec<(Vec<f64>, f64)>,
}

impl Ridge {
    /// Fits `targets` (a column each, one value a row of `x`) to centred features `x`. The targets of one
    /// `part` share a penalty: `part[t]` names the part of column t, ascending from 0.
    pub fn fit(x: &Features, targets: &[Vec<f64>], part: &[usize]) -> Self {
        let n = x.n();
        let rows: Vec<f64> = x.data().iter().map(|&v| f64::from(v)).collect();
        let matrix = Matrix::rows_of(&rows, x.d());
        let mut gram = product(matrix, matrix.transposed());
        gram.resize(n * n, 0.0);
        let means: Vec<f64> = targets.iter().map(|t| t.iter().sum::<f64>() / n.max(1) as f64).collect();
        let centred: Vec<Vec<f64>> =
            targets.iter().zip(&means).map(|(t, m)| t.iter().map(|v| v - m).collect()).collect();
        let parts = part.iter().max().map_or(0, |p| p + 1);
        let mut best = vec![(f64::INFINITY, PENALTIES[0]); parts];
        let mut dual = vec![Vec::new(); targets.len()];
        for penalty in PENALTIES {
            let mut a = gram.clone();
            for i in 0..n {
                a[i * n + i] += penalty;
            }
            let Some(a) = spd_inverse(a, n) else { continue };
            let solved: Vec<Vec<f64>> = centred.iter().map(|y| times(&a, y)).collect();
            let mut errors = vec![0.0; parts];
            for (solved, &part) in solved.iter().zip(part) {
                for (i, s) in solved.iter().enumerate() {
                    let leverage = penalty * a[i * n + i] - 1.0 / n as f64;
                    errors[part] += (penalty * s / leverage.max(1e-12)).powi(2);
                }
            }
            for (p, error) in errors.into_iter().enumerate() {
                // A stronger penalty wins only where it is truly better: the first among equals is the weakest.
                if error < best[p].0 {
                    best[p] = (error, penalty);
                    for (to, (solved, _)) in
                        dual.iter_mut().zip(solved.iter().zip(part)).filter(|(_, (_, of))| **of == p)
                    {
                        to.clone_from(solved);
                    }
                }
            }
        }
        Self {
            #[cfg(test)]
            penalties: part.iter().map(|&p| best[p].1).collect(),
            dual: dual.into_iter().zip(means).collect(),
        }
    }

    /// Predictions for rows `x`, given the training rows; column after column.
    pub fn predict(&self, training: &Features, x: &Features) -> Vec<Vec<f64>> {
        let wide = |f: &Features| -> Vec<f64> { f.data().iter().map(|&v| f64::from(v)).collect() };
        let (left, right) = (wide(x), wide(training));
        let mut kernel =
            product(Matrix::rows_of(&left, x.d()), Matrix::rows_of(&right, training.d()).transposed());
        kernel.resize(x.n() * training.n(), 0.0);
        self.dual
            .iter()
            .map(|(weights, mean)| times_rows(&kernel, weights, x.n()).iter().map(|v| v + mean).collect())
            .collect()
    }
}

fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    times_rows(matrix, vector, vector.len())
}

/// `rows` rows, each of the length of `vector`. An empty vector stands for zeros.
fn times_rows(matrix: &[f64], vector: &[f64], rows: usize) -> Vec<f64> {
    if vector.is_empty() {
        return vec![0.0; rows];
    }
    matrix.chunks_exact(vector.len()).map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::features::Standardiser;
    use super::super::made_up::{data, uniform};
    use super::*;

    /// ```python
    /// x, _ = data(40, 60, 3, 5); x = StandardScaler().fit_transform(x)
    /// t = np.stack([x[:, 0] + uniform(9, 40) - .5, uniform(8, 40)], 1)
    /// for i in (0, 1):
    ///     m = RidgeCV(alphas=[1, 10, 100, 1e3, 1e4, 1e5, 1e6]).fit(x[:30], t[:30, i])
    ///     print(m.alpha_, m.predict(x[30:32]))
    /// ```
    #[test]
    fn equals_scikit_learns_ridge_with_leave_one_out() {
        let (x, _) = data(40, 60, 3, 5, 0.5);
        let x = Standardiser::fit(&x).apply(&x);
        let first: Vec<f64> =
            uniform(9, 40).iter().enumerate().map(|(i, u)| f64::from(x.row(i)[0]) + u - 0.5).collect();
        let targets = [first, uniform(8, 40)].map(|t| t[..30].to_vec());
        let train = x.subset(&(0..30).collect::<Vec<_>>());
        let train = centred(&train, &train);
        let test = centred(&x.subset(&[30, 31]), &x.subset(&(0..30).collect::<Vec<_>>()));
        let ridge = Ridge::fit(&train, &targets, &[0, 1]);
        let found = ridge.predict(&train, &test);
        for (column, golden) in GOLDEN.iter().enumerate() {
            assert_eq!(ridge.penalties[column], golden.0);
            for (f, g) in found[column].iter().zip(golden.1) {
                assert!((f - g).abs() < 1e-5, "{f} {g}");
            }
        }
    }

    const GOLDEN: [(f64, [f64; 2]); 2] =
        [(1.0, [-0.267_639_5, -0.165_377_94]), (100.0, [0.400_858_1, 0.551_251_95])];

    /// Rows minus the mean row of `of`.
    fn centred(x: &Features, of: &Features) -> Features {
        let mut out = x.data().to_vec();
        for j in 0..x.d() {
            let mean = (0..of.n()).map(|i| f64::from(of.row(i)[j])).sum::<f64>() / of.n() as f64;
            for i in 0..x.n() {
                out[i * x.d() + j] = (f64::from(x.row(i)[j]) - mean) as f32;
            }
        }
        Features::new(x.n(), x.d(), out).unwrap()
    }

    #[test]
    fn no_rows_and_no_columns_are_no_trouble() {
        let none = Features::new(0, 2, vec![]).unwrap();
        let ridge = Ridge::fit(&none, &[vec![]], &[0]);
        assert_eq!(ridge.predict(&none, &none), [Vec::<f64>::new()]);
        let flat = Features::new(3, 0, vec![]).unwrap();
        let found = Ridge::fit(&flat, &[vec![1.0, 2.0, 3.0]], &[0]).predict(&flat, &flat);
        assert!(found[0].iter().all(|v| (v - 2.0).abs() < 1e-12));
        assert!(Ridge::fit(&flat, &[], &[]).predict(&flat, &flat).is_empty());
    }
}
