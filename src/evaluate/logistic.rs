//! [`Logistic`]: multinomial logistic regression with an L2 penalty and balanced class weights.
//!
//! Minimises, over weights W (classes x features) and unpenalised offsets b,
//! (1/n) sum_i s_i (-log softmax(W x_i + b)[y_i]) + (penalty / 2n) |W|^2
//! with s_i = n / (classes * images of class y_i): scikit-learn's `LogisticRegression` with
//! C = 1 / penalty and `class_weight="balanced"`.

use rayon::prelude::*;

use super::exponential::exponentials;
use super::features::Features;
use super::lbfgs::{Limits, minimise};
use super::product::{Matrix, product};

/// Images whose scores are made and used while they are in a core's cache.
const BLOCK: usize = 256;
/// Sums that are made apart and then added in order, at most: the result is the same on any number of threads.
const SHARES: usize = 64;

/// A fitted model. Classes without training images are never predicted.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    /// Class indices that had training images, ascending.
    present: Vec<usize>,
    /// `present.len()` rows of d weights, then `present.len()` offsets.
    parameters: Vec<f64>,
    d: usize,
}

impl Logistic {
    /// Fits to standardised features. `warm` is a model of the same images' classes from which to start.
    pub fn fit(x: &Features, labels: &[usize], penalty: f64, limits: Limits, warm: Option<&Self>) -> Self {
        let d = x.d();
        let mut present = labels.to_vec();
        present.sort_unstable();
        present.dedup();
        let k = present.len();
        // Positions in `present`: every label is in it by construction.
        let targets: Vec<usize> = labels.iter().map(|l| present.partition_point(|p| p < l)).collect();
        let start = match warm {
            Some(model) if model.present == present && model.d == d => model.parameters.clone(),
            _ => vec![0.0; k * (d + 1)],
        };
        if k < 2 {
            return Self { present, parameters: start, d };
        }
        let weights = balanced_weights(&targets, k);
        let n = x.n() as f64;
        let work = Images { x, targets: &targets, weights: &weights };
        let parameters = minimise(start, limits, |parameters, gradient| {
            let (w, b) = parameters.split_at(k * d);
            let loss = work.loss(w, b, gradient);
            for (g, w) in gradient.iter_mut().zip(w) {
                *g += penalty * w;
            }
            for g in gradient {
                *g /= n;
            }
            (loss + 0.5 * penalty * w.iter().map(|v| v * v).sum::<f64>()) / n
        });
        Self { present, parameters, d }
    }

    /// The classes that had training images, their weights row after row, and their offsets.
    pub(super) fn parts(&self) -> (&[usize], &[f64], &[f64]) {
        let (weights, offsets) = self.parameters.split_at(self.present.len() * self.d);
        (&self.present, weights, offsets)
    }

    /// A model from its parts: `parameters` are the rows of weights, then the offsets, of the classes `present`.
    pub(super) fn from_parts(present: Vec<usize>, parameters: Vec<f64>, d: usize) -> Self {
        Self { present, parameters, d }
    }

    /// The probability of every class (`classes` an image, row after row), as if all classes of training were
    /// equally frequent; 0 for those without training images.
    pub fn probabilities(&self, x: &Features, classes: usize) -> Vec<f64> {
        let k = self.present.len();
        let mut out = vec![0.0; x.n() * classes];
        if k == 0 {
            return out;
        }
        let (w, b) = self.parameters.split_at(k * self.d);
        let w32: Vec<f32> = w.iter().map(|&v| v as f32).collect();
        let mut scores = product(x.matrix(), Matrix::rows_of(&w32, self.d).transposed());
        scores.resize(x.n() * k, 0.0);
        for (row, out) in scores.chunks_exact(k).zip(out.chunks_exact_mut(classes.max(1))) {
            let wide: Vec<f64> = row.iter().zip(b).map(|(&s, b)| f64::from(s) + b).collect();
            let top = wide.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let powers: Vec<f64> = wide.iter().map(|s| libm::exp(s - top)).collect();
            let sum: f64 = powers.iter().sum();
            for (&class, power) in self.present.iter().zip(&powers) {
                if let Some(out) = out.get_mut(class) {
                    *out = power / sum;
                }
            }
        }
        out
    }

    /// The most probable class of every image; the smaller index among equals.
    pub fn predict(&self, x: &Features) -> Vec<usize> {
        let k = self.present.len();
        if k < 2 {
            return vec![self.present.first().copied().unwrap_or(0); x.n()];
        }
        let (w, b) = self.parameters.split_at(k * self.d);
        let w32: Vec<f32> = w.iter().map(|&v| v as f32).collect();
        let mut scores = product(x.matrix(), Matrix::rows_of(&w32, self.d).transposed());
        scores.resize(x.n() * k, 0.0);
        scores
            .chunks_exact(k)
            .map(|row| {
                let score = |c: usize| f64::from(row[c]) + b[c];
                let best = (1..k).fold(0, |best, c| if score(c) > score(best) { c } else { best });
                self.present[best]
            })
            .collect()
    }
}

/// n / (classes * images of the class), for every image.
fn balanced_weights(targets: &[usize], k: usize) -> Vec<f64> {
    let mut counts = vec![0_usize; k];
    for &t in targets {
        counts[t] += 1;
    }
    targets.iter().map(|&t| targets.len() as f64 / (k * counts[t]) as f64).collect()
}

/// What is fitted: features, positions of the classes, weights.
struct Images<'a> {
    x: &'a Features,
    targets: &'a [usize],
    weights: &'a [f64],
}

impl Images<'_> {
    /// The weighted loss, a sum over images; its gradient by weights `w` and offsets `b` goes into `gradient`.
    fn loss(&self, w: &[f64], b: &[f64], gradient: &mut [f64]) -> f64 {
        let w32: Vec<f32> = w.iter().map(|&v| v as f32).collect();
        let share = self.x.n().div_ceil(SHARES).next_multiple_of(BLOCK);
        let starts: Vec<usize> = (0..self.x.n()).step_by(share).collect();
        let sums: Vec<(f64, Vec<f64>)> = starts
            .into_par_iter()
            .map(|from| {
                let mut sum = vec![0.0; gradient.len()];
                let to = (from + share).min(self.x.n());
                let blocks = (from..to).step_by(BLOCK);
                let losses =
                    blocks.map(|from| self.of_block(from, (from + BLOCK).min(to), &w32, b, &mut sum));
                (losses.sum(), sum)
            })
            .collect();
        gradient.fill(0.0);
        let mut total = 0.0;
        for (loss, sum) in sums {
            total += loss;
            for (g, s) in gradient.iter_mut().zip(&sum) {
                *g += s;
            }
        }
        total
    }

    /// The loss of the images `from..to`; adds to the gradient.
    fn of_block(&self, from: usize, to: usize, w: &[f32], b: &[f64], gradient: &mut [f64]) -> f64 {
        let (k, d) = (b.len(), self.x.d());
        let rows = self.x.block(from, to);
        let mut scores = product(rows, Matrix::rows_of(w, d).transposed());
        scores.resize((to - from) * k, 0.0);
        let images = self.targets[from..to].iter().zip(&self.weights[from..to]);
        let (slope, offsets) = gradient.split_at_mut(k * d);
        let loss = residuals(&mut scores, b, images, offsets);
        for (g, s) in slope.iter_mut().zip(&product(Matrix::rows_of(&scores, k).transposed(), rows)) {
            *g += f64::from(*s);
        }
        loss
    }
}

/// Turns scores (one row an image, without offsets) into weighted residuals (probability - target) in place; returns
/// the weighted loss and adds to the offsets' gradient (both still sums over images).
fn residuals<'a>(
    scores: &mut [f32],
    offsets: &[f64],
    images: impl Iterator<Item = (&'a usize, &'a f64)> + Clone,
    offset_gradient: &mut [f64],
) -> f64 {
    let k = offsets.len();
    let mut powers: Vec<f64> = Vec::with_capacity(scores.len());
    let mut loss = 0.0;
    for (row, (&target, &weight)) in scores.chunks_exact(k).zip(images.clone()) {
        let from = powers.len();
        powers.extend(row.iter().zip(offsets).map(|(&score, offset)| f64::from(score) + offset));
        let row = &mut powers[from..];
        let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for score in &mut *row {
            *score -= top;
        }
        loss -= weight * row[target];
    }
    exponentials(&mut powers);
    for ((row, powers), (&target, &weight)) in
        scores.chunks_exact_mut(k).zip(powers.chunks_exact(k)).zip(images)
    {
        let sum: f64 = powers.iter().sum();
        loss += weight * libm::log(sum);
        for (c, (narrow, power)) in row.iter_mut().zip(powers).enumerate() {
            let residual = weight * (power / sum - f64::from(u8::from(c == target)));
            *narrow = residual as f32;
            offset_gradient[c] += residual;
        }
    }
    loss
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { steps: 200, gradient: 1e-6 };

    #[test]
    fn one_class_is_predicted_for_everything() {
        let x = Features::new(2, 1, vec![1.0, 2.0]).unwrap();
        assert_eq!(Logistic::fit(&x, &[4, 4], 1.0, LIMITS, None).predict(&x), [4, 4]);
    }

    #[test]
    fn features_of_width_zero_and_constant_ones_are_no_trouble() {
        let x = Features::new(3, 0, Vec::new()).unwrap();
        assert_eq!(Logistic::fit(&x, &[0, 1, 1], 1.0, LIMITS, None).predict(&x).len(), 3);
        let x = Features::new(3, 2, vec![0.0; 6]).unwrap();
        assert_eq!(Logistic::fit(&x, &[0, 1, 1], 1.0, LIMITS, None).predict(&x).len(), 3);
    }

    #[test]
    fn probabilities_are_those_of_the_prediction_and_absent_classes_have_none() {
        let x = Features::new(4, 1, vec![-2.0, -1.0, 1.0, 2.0]).unwrap();
        let model = Logistic::fit(&x, &[0, 0, 2, 2], 1.0, LIMITS, None);
        let p = model.probabilities(&x, 4);
        for (row, class) in p.chunks_exact(4).zip(model.predict(&x)) {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert_eq!((row[1], row[3]), (0.0, 0.0));
            assert!(row[class] > 0.5);
        }
        let one = Logistic::fit(&x, &[1; 4], 1.0, LIMITS, None);
        assert_eq!(one.probabilities(&x, 2), [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    }
}
