//! [`pca`]: principal components (Pearson 1901), the flat view of an embedding in which it spreads most.

use rayon::prelude::*;

use super::super::error::EvaluateError;
use super::super::features::Features;
use super::super::product::{Matrix, product};
use super::eigenvectors::leading;
use crate::job::Stop;

/// Rows multiplied at a time.
const BLOCK: usize = 32;

/// Images along their principal components.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pca {
    /// One row an image, one column a component; the first spreads most. The largest value of a column is positive.
    pub scores: Features,
    /// The share of the whole spread (variance) that each component has, 0..1.
    pub shares: Vec<f64>,
}

/// The first `components` principal components of `features`, centred but not scaled; fewer where there are fewer
/// features. A component beyond what the images can span is zero.
///
/// # Errors
/// [`EvaluateError::NotFinite`], and [`EvaluateError::Stopped`] where `stop` was raised.
pub fn pca(features: &Features, components: usize, stop: &Stop) -> Result<Pca, EvaluateError> {
    features.check_finite("the map's features")?;
    let (n, d) = (features.n(), features.d());
    let centred = centred(features);
    // The smaller of the two matrices of products has the same axes.
    let by_features = d <= n;
    let rows = if by_features { transposed(&centred, n, d) } else { centred.clone() };
    let (m, l) = if by_features { (d, n) } else { (n, d) };
    let products = gram(&rows, m, l, stop).ok_or(EvaluateError::Stopped)?;
    let spread: f64 = products.iter().step_by(m + 1).sum();
    let stopped = || stop.requested();
    let (values, vectors) = leading(&products, m, components, stopped).ok_or(EvaluateError::Stopped)?;
    let k = values.len();
    // Scores are the centred images along the axes; from the matrix of images, its own vectors stretched.
    let mut scores = if by_features {
        product(Matrix::rows_of(&centred, d), Matrix::rows_of(&vectors, d).transposed())
    } else {
        let long: Vec<f64> = values.iter().map(|v| v.max(0.0).sqrt()).collect();
        (0..n * k).map(|p| vectors[(p % k) * n + p / k] * long[p % k]).collect()
    };
    for component in 0..k {
        let own = || scores.iter().skip(component).step_by(k);
        let far = own().fold(0.0_f64, |far, v| if v.abs() > far.abs() { *v } else { far });
        if far < 0.0 {
            for v in scores.iter_mut().skip(component).step_by(k) {
                *v = -*v;
            }
        }
    }
    let shares = values.iter().map(|v| if spread > 0.0 { v.max(0.0) / spread } else { 0.0 }).collect();
    let scores = Features::new(n, k, scores.into_iter().map(|v| v as f32).collect())?;
    Ok(Pca { scores, shares })
}

/// All values less the mean of their feature.
fn centred(features: &Features) -> Vec<f64> {
    let (n, d) = (features.n(), features.d());
    let mut mean = vec![0.0_f64; d];
    for i in 0..n {
        for (mean, &v) in mean.iter_mut().zip(features.row(i)) {
            *mean += f64::from(v);
        }
    }
    for mean in &mut mean {
        *mean /= n.max(1) as f64;
    }
    (0..n * d).map(|p| f64::from(features.data()[p]) - mean[p % d]).collect()
}

fn transposed(values: &[f64], n: usize, d: usize) -> Vec<f64> {
    let mut out = vec![0.0; n * d];
    for i in 0..n {
        for j in 0..d {
            out[j * n + i] = values[i * d + j];
        }
    }
    out
}

/// All products of the `m` rows of `l` values with each other; `None` where it was stopped.
fn gram(rows: &[f64], m: usize, l: usize, stop: &Stop) -> Option<Vec<f64>> {
    let right = Matrix::rows_of(rows, l).transposed();
    let blocks: Option<Vec<Vec<f64>>> = rows
        .par_chunks(BLOCK * l.max(1))
        .map(|block| (!stop.requested()).then(|| product(Matrix::rows_of(block, l), right)))
        .collect();
    let found = blocks?.concat();
    // Rows of no values have products, too: zeros.
    Some(if found.len() == m * m { found } else { vec![0.0; m * m] })
}

#[cfg(test)]
mod tests {
    use super::super::super::made_up::data;
    use super::*;

    /// scikit-learn 1.9, with `data` of `made_up.rs`:
    /// ```python
    /// from sklearn.decomposition import PCA
    /// for n, d in [(40, 6), (12, 30)]:
    ///     p = PCA(3, svd_solver="full"); s = p.fit_transform(data(n, d, 3, 5)[0].astype(float))
    ///     s *= np.sign(s[np.abs(s).argmax(0), range(3)])
    ///     print(p.explained_variance_ratio_, s[[0, 7]])
    /// ```
    ///
    /// Images, features, shares, and the scores of images 0 and 7.
    type Golden = (usize, usize, [f64; 3], [[f64; 3]; 2]);
    const GOLDEN: [Golden; 2] = [
        (
            40,
            6,
            [0.301_238_417_1, 0.204_561_432_4, 0.184_856_021_2],
            [
                [-0.182_107_947_4, -0.514_531_651_7, 0.388_172_551_5],
                [-0.112_059_836_8, -0.342_915_809_8, -0.401_815_794_4],
            ],
        ),
        (
            12,
            30,
            [0.214_741_458_2, 0.172_196_979_8, 0.141_623_944_9],
            [
                [-0.416_055_001_2, -0.608_816_648_4, 1.067_257_613_3],
                [1.097_804_967_2, -0.566_304_727_5, 0.538_343_353_6],
            ],
        ),
    ];

    #[test]
    fn scores_and_shares_are_those_of_scikit_learn() {
        for (n, d, shares, scores) in GOLDEN {
            let (x, _) = data(n, d, 3, 5, 0.5);
            let found = pca(&x, 3, &Stop::new()).unwrap();
            for (found, expected) in found.shares.iter().zip(shares) {
                assert!((found - expected).abs() < 1e-7, "{n} x {d}: {found} {expected}");
            }
            for (image, expected) in [0, 7].into_iter().zip(scores) {
                for (found, expected) in found.scores.row(image).iter().zip(expected) {
                    assert!((f64::from(*found) - expected).abs() < 1e-5, "{n} x {d}: {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn tiny_and_constant_inputs_give_zeros_and_no_number_is_refused() {
        for n in 0..4 {
            let x = Features::new(n, 3, vec![0.25; 3 * n]).unwrap();
            let found = pca(&x, 2, &Stop::new()).unwrap();
            assert_eq!(found.scores.n(), n);
            assert!(
                found.scores.data().iter().all(|v| v.abs() < 1e-6) && found.shares.iter().all(|s| *s == 0.0)
            );
        }
        let found = pca(&Features::new(2, 0, vec![]).unwrap(), 2, &Stop::new()).unwrap();
        assert_eq!((found.scores.n(), found.scores.d()), (2, 0));
        let broken = Features::new(2, 1, vec![0.0, f32::NAN]).unwrap();
        assert!(matches!(pca(&broken, 2, &Stop::new()), Err(EvaluateError::NotFinite { .. })));
        let stop = Stop::new();
        stop.request();
        let (x, _) = data(40, 6, 3, 5, 0.5);
        assert!(matches!(pca(&x, 2, &stop), Err(EvaluateError::Stopped)));
    }
}
