//! [`Features`]: one row of numbers for every image, as an encoder (or raw pixels) gives them.

use super::error::EvaluateError;
use super::product::Matrix;

/// A matrix of `n` images by `d` features, row after row: `data[i * d + j]`.
///
/// Beside it, functions of this module take `labels` (the class index of every image) and `groups`
/// (the index of what must not be split, such as a plate; an image without a group has an index of
/// its own).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features {
    n: usize,
    d: usize,
    data: Vec<f32>,
}

impl Features {
    /// A matrix from its values.
    ///
    /// # Errors
    /// [`EvaluateError::Shape`] when `data` does not hold `n * d` values.
    pub fn new(n: usize, d: usize, data: Vec<f32>) -> Result<Self, EvaluateError> {
        if n.checked_mul(d) != Some(data.len()) {
            let what = "features".to_owned();
            return Err(EvaluateError::Shape { what, values: data.len(), rows: n, columns: d });
        }
        Ok(Self { n, d, data })
    }

    /// Number of images.
    pub fn n(&self) -> usize {
        self.n
    }

    /// Features an image.
    pub fn d(&self) -> usize {
        self.d
    }

    /// All values, row after row.
    pub fn data(&self) -> &[f32] {
        &self.data
    }

    /// The features of image `i`, which must be below `n`.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.d..(i + 1) * self.d]
    }

    /// The matrix, for products.
    pub fn matrix(&self) -> Matrix<'_, f32> {
        Matrix::rows_of(&self.data, self.d)
    }

    /// The rows `from..to`, for products in blocks.
    pub fn block(&self, from: usize, to: usize) -> Matrix<'_, f32> {
        Matrix::rows_of(&self.data[from * self.d..to * self.d], self.d)
    }

    /// The rows of the images `chosen`, in that order.
    #[must_use]
    pub fn subset(&self, chosen: &[usize]) -> Self {
        let mut data = Vec::with_capacity(chosen.len() * self.d);
        for &i in chosen {
            data.extend_from_slice(self.row(i));
        }
        Self { n: chosen.len(), d: self.d, data }
    }

    /// Fails in words when a value is not finite; `what` names the features in the message.
    pub fn check_finite(&self, what: &str) -> Result<(), EvaluateError> {
        let images = (0..self.n).filter(|&i| !self.row(i).iter().all(|v| v.is_finite())).count();
        if images == 0 {
            return Ok(());
        }
        Err(EvaluateError::NotFinite { what: what.to_owned(), images, of: self.n })
    }

    /// Every row divided by its Euclidean length; a row of zeros stays one.
    #[must_use]
    pub fn normalised(&self) -> Self {
        let mut out = self.clone();
        if self.d == 0 {
            return out;
        }
        for row in out.data.chunks_exact_mut(self.d) {
            let length = row.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
            if length > 0.0 {
                for v in row {
                    *v = (f64::from(*v) / length) as f32;
                }
            }
        }
        out
    }
}

/// Mean and scale of every feature of the training images, to bring others onto the same scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Standardiser {
    mean: Vec<f64>,
    scale: Vec<f64>,
}

impl Standardiser {
    /// Fits means and standard deviations (divisor n). A constant feature keeps scale 1.
    pub fn fit(training: &Features) -> Self {
        let d = training.d;
        let n = training.n.max(1) as f64;
        let mut mean = vec![0.0; d];
        let mut scale = vec![0.0; d];
        for i in 0..training.n {
            for (m, &v) in mean.iter_mut().zip(training.row(i)) {
                *m += f64::from(v) / n;
            }
        }
        for i in 0..training.n {
            for ((s, m), &v) in scale.iter_mut().zip(&mean).zip(training.row(i)) {
                *s += (f64::from(v) - m).powi(2) / n;
            }
        }
        for (s, m) in scale.iter_mut().zip(&mean) {
            // What is left of a constant in 32-bit arithmetic must not be blown up to a signal.
            *s = if s.sqrt() <= 1e-6 * m.abs() || *s == 0.0 { 1.0 } else { s.sqrt() };
        }
        Self { mean, scale }
    }

    /// Means and scales.
    pub(super) fn parts(&self) -> (&[f64], &[f64]) {
        (&self.mean, &self.scale)
    }

    /// From means and scales, as many of both.
    pub(super) fn from_parts(mean: Vec<f64>, scale: Vec<f64>) -> Self {
        Self { mean, scale }
    }

    /// (value - mean) / standard deviation, feature by feature.
    pub fn apply(&self, features: &Features) -> Features {
        let mut out = features.clone();
        if out.d == 0 {
            return out;
        }
        for row in out.data.chunks_exact_mut(features.d) {
            for ((v, m), s) in row.iter_mut().zip(&self.mean).zip(&self.scale) {
                *v = ((f64::from(*v) - m) / s) as f32;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_subsets_and_lengths() {
        let f = Features::new(3, 2, vec![3.0, 4.0, 0.0, 0.0, 1.0, 0.0]).unwrap();
        assert_eq!(f.row(2), [1.0, 0.0]);
        assert_eq!(f.subset(&[2, 0]).data(), [1.0, 0.0, 3.0, 4.0]);
        assert_eq!(f.normalised().data(), [0.6, 0.8, 0.0, 0.0, 1.0, 0.0]);
        assert!(Features::new(2, 2, vec![0.0; 3]).is_err());
    }

    #[test]
    fn a_standardised_feature_has_mean_0_and_deviation_1_and_a_constant_becomes_0() {
        let f = Features::new(4, 2, vec![1.0, 0.1, 2.0, 0.1, 3.0, 0.1, 4.0, 0.1]).unwrap();
        let s = Standardiser::fit(&f).apply(&f);
        let first: Vec<f64> = (0..4).map(|i| f64::from(s.row(i)[0])).collect();
        assert!(first.iter().sum::<f64>().abs() < 1e-6);
        assert!((first.iter().map(|v| v * v).sum::<f64>() / 4.0 - 1.0).abs() < 1e-6);
        assert!((0..4).all(|i| s.row(i)[1].abs() < 1e-6));
    }

    #[test]
    fn values_that_are_not_finite_are_named_in_words() {
        let f = Features::new(2, 1, vec![1.0, f32::NAN]).unwrap();
        let words = f.check_finite("the encoder's features").unwrap_err().to_string();
        assert!(words.contains("the encoder's features: 1 of 2 images"), "{words}");
    }
}
