//! [`trustworthiness`]: whether neighbours on a map are neighbours in the features (Venna and Kaski, ICANN 2001).

use rayon::prelude::*;

use super::super::error::EvaluateError;
use super::super::features::Features;
use super::super::product::{Matrix, product};
use crate::job::Stop;

/// Images compared at a time.
const BLOCK: usize = 64;

/// How far the `k` nearest points of every point in `places` can be trusted to be near in `features` (plain distance):
/// 1 where all are among the `k` nearest there, less the farther those are that are not, 0 in the worst case.
/// `None` where `k` is 0 or not below half of the images, for which it is not defined.
///
/// The same as `sklearn.manifold.trustworthiness`; of equal distances the smaller index counts as nearer.
///
/// # Errors
/// [`EvaluateError::Length`], [`EvaluateError::NotFinite`] and [`EvaluateError::Stopped`].
pub fn trustworthiness(
    features: &Features,
    places: &[[f32; 2]],
    k: usize,
    stop: &Stop,
) -> Result<Option<f64>, EvaluateError> {
    let n = features.n();
    if places.len() != n {
        let what = "places on the map".to_owned();
        return Err(EvaluateError::Length { what, found: places.len(), expected: n });
    }
    features.check_finite("the map's features")?;
    if k == 0 || 2 * k >= n {
        return Ok(None);
    }
    let rows: Vec<f64> = features.data().iter().map(|&v| f64::from(v)).collect();
    let all = Rows { rows: &rows, d: features.d() };
    let squares: Vec<f64> = (0..n).map(|i| all.of(i, i + 1).iter().map(|v| v * v).sum()).collect();
    let blocks: Vec<usize> = (0..n).step_by(BLOCK).collect();
    let too_far: Option<Vec<u64>> = blocks
        .into_par_iter()
        .map(|from| {
            if stop.requested() {
                return None;
            }
            let to = (from + BLOCK).min(n);
            let products = product(all.matrix(from, to), all.matrix(0, n).transposed());
            let mut sum = 0;
            for i in from..to {
                // Squared distances but for the own square, which changes no order.
                let away =
                    |j: usize| squares[j] - 2.0 * products.get((i - from) * n + j).copied().unwrap_or(0.0);
                for j in nearest_places(places, i, k) {
                    let own = away(j);
                    let nearer = |other: usize| {
                        let value = away(other);
                        value < own || (value == own && other < j)
                    };
                    let rank = 1 + (0..n).filter(|&other| other != i && other != j && nearer(other)).count();
                    sum += rank.saturating_sub(k) as u64;
                }
            }
            Some(sum)
        })
        .collect();
    let sum: u64 = too_far.ok_or(EvaluateError::Stopped)?.into_iter().sum();
    let (n, k) = (n as f64, k as f64);
    Ok(Some(1.0 - sum as f64 * 2.0 / (n * k * (2.0 * n - 3.0 * k - 1.0))))
}

/// Rows of numbers.
struct Rows<'a> {
    rows: &'a [f64],
    d: usize,
}

impl<'a> Rows<'a> {
    fn of(&self, from: usize, to: usize) -> &'a [f64] {
        &self.rows[from * self.d..to * self.d]
    }

    fn matrix(&self, from: usize, to: usize) -> Matrix<'a, f64> {
        Matrix::rows_of(self.of(from, to), self.d)
    }
}

/// The `k` nearest other points of point `i`, in no order.
fn nearest_places(places: &[[f32; 2]], i: usize, k: usize) -> Vec<usize> {
    let [x, y] = places[i].map(f64::from);
    let mut others: Vec<(f64, usize)> = places
        .iter()
        .enumerate()
        .filter(|(j, _)| *j != i)
        .map(|(j, place)| {
            let [dx, dy] = [f64::from(place[0]) - x, f64::from(place[1]) - y];
            (dx * dx + dy * dy, j)
        })
        .collect();
    if k < others.len() {
        others.select_nth_unstable_by(k - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        others.truncate(k);
    }
    others.into_iter().map(|(_, j)| j).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::made_up::{data, uniform};
    use super::*;

    /// scikit-learn 1.9, with `data` and `uniform` of `made_up.rs`:
    /// ```python
    /// x, _ = data(60, 8, 3, 5)
    /// for k in [1, 5, 12]:
    ///     print(trustworthiness(x, x[:, :2], n_neighbors=k),
    ///           trustworthiness(x, uniform(9, 120).reshape(60, 2), n_neighbors=k))
    /// ```
    #[test]
    fn equals_scikit_learn() {
        let (x, _) = data(60, 8, 3, 5, 0.5);
        let two: Vec<[f32; 2]> = (0..60).map(|i| [x.row(i)[0], x.row(i)[1]]).collect();
        let chance: Vec<[f32; 2]> =
            uniform(9, 120).chunks(2).map(|pair| [pair[0] as f32, pair[1] as f32]).collect();
        for (k, of_two, of_chance) in [
            (1, 0.683_908_045_977, 0.468_103_448_276),
            (5, 0.684_487_179_487, 0.497_628_205_128),
            (12, 0.691_198_125_837, 0.539_859_437_751),
        ] {
            for (places, expected) in [(&two, of_two), (&chance, of_chance)] {
                let found = trustworthiness(&x, places, k, &Stop::new()).unwrap().unwrap();
                assert!((found - expected).abs() < 1e-9, "k {k}: {found} {expected}");
            }
        }
    }

    #[test]
    fn a_map_of_two_features_is_fully_trusted_and_a_tiny_one_has_no_figure() {
        let (x, _) = data(50, 2, 3, 5, 0.5);
        let places: Vec<[f32; 2]> = (0..50).map(|i| [x.row(i)[0], x.row(i)[1]]).collect();
        assert_eq!(trustworthiness(&x, &places, 12, &Stop::new()).unwrap(), Some(1.0));
        for n in 0..4 {
            let few = x.subset(&(0..n).collect::<Vec<_>>());
            assert_eq!(trustworthiness(&few, &places[..n], 12, &Stop::new()).unwrap(), None);
        }
        assert!(trustworthiness(&x, &places[..3], 12, &Stop::new()).is_err());
        let stop = Stop::new();
        stop.request();
        assert!(matches!(trustworthiness(&x, &places, 5, &stop), Err(EvaluateError::Stopped)));
    }
}
