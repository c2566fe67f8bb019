//! [`Reference`] and [`Invariance`]: how far an encoder ignores a transform, class by class.
//!
//! I = (E cos(f(x), f(t x)) - m) / (1 - m) with m = E cos(f(x), f(x')) over pairs of different images, on features
//! centred on the mean of the plain images and brought to length 1. 1: the transform changes nothing; 0: a
//! transformed image is as far from its own original as from any other image. The index follows the measure of
//! invariance of Ericsson, Gouk and Hospedales (Why do self-supervised models transfer?, BMVC 2022), with the
//! similarity of different images as its zero.
//!
//! For a class, x is of the class and x' any other image; within the class, x' is of the same class, which tells
//! whether what separates images *inside* a class survives. Where 1 - m is below 0.05 the pairs are alike anyway and
//! the index is not defined.

use super::error::EvaluateError;
use super::features::Features;
use super::figure::Figure;
use super::product::{Matrix, product};
use super::resampling::{Resampling, SAMPLES};

/// Below this distance between different images there is nothing to compare with.
const LEAST_DISTANCE: f64 = 0.05;
/// A row nearer to the mean than this share of its length is rounding, not a direction.
const ROUNDING: f64 = 1e-6;

/// The index of one class, or of all images.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct InvarianceIndex {
    /// x' is any other image.
    pub index: Figure,
    /// x' is another image of the same class.
    pub within_class: Figure,
}

/// What one transform does to one encoder's features.
#[derive(Clone, Debug, PartialEq)]
pub struct Invariance {
    /// Of all images; within the class: over all pairs that share a class.
    pub all: InvarianceIndex,
    /// Of the images of each class.
    pub per_class: Vec<InvarianceIndex>,
}

/// The features of the plain images of one encoder, with everything about them that no transform changes.
#[derive(Debug)]
pub struct Reference {
    mean: Vec<f64>,
    /// Centred rows of length 1; zeros where there is no direction.
    units: Vec<f64>,
    usable: Vec<bool>,
    labels: Vec<usize>,
    classes: usize,
    resampling: Resampling,
    /// Row 0: every image once; then a row for each draw. Images without a direction weigh nothing.
    weights: Vec<f64>,
    /// m for every class and then for all, row after row as in `weights`; NaN where there is no pair.
    across: Vec<Vec<f64>>,
    within: Vec<Vec<f64>>,
    /// Why nothing is defined.
    trouble: Option<String>,
}

impl Reference {
    /// Prepares the plain images `plain` with `labels` below `classes` in `groups` (an image without a group has
    /// one of its own). Intervals resample groups; deterministic in `seed`.
    ///
    /// # Errors
    /// [`EvaluateError::Length`] and [`EvaluateError::UnknownClass`] where these do not fit together.
    pub fn new(
        plain: &Features,
        labels: &[usize],
        groups: &[usize],
        classes: usize,
        seed: u64,
    ) -> Result<Self, EvaluateError> {
        check(plain, labels, groups, classes)?;
        let trouble = plain.check_finite("the features of the plain images").err().map(|e| e.to_string());
        let mean = if trouble.is_some() { vec![0.0; plain.d()] } else { mean_of(plain) };
        let (units, usable) = directions(plain, &mean);
        let resampling = Resampling::new(labels, groups, classes, seed);
        let n = plain.n();
        let mut weights: Vec<f64> = usable.iter().map(|&u| f64::from(u8::from(u))).collect();
        for sample in 0..SAMPLES {
            weights.extend(resampling.of_images(sample).zip(&usable).map(|(w, &u)| if u { w } else { 0.0 }));
        }
        let found = usable.iter().filter(|u| **u).count();
        let trouble = trouble.or_else(|| {
            (found < 2).then(|| {
                if n < 2 {
                    format!("{n} image(s) make no pair of different images")
                } else {
                    "the features are the same for all images".to_owned()
                }
            })
        });
        let mut this = Self {
            mean,
            units,
            usable,
            labels: labels.to_vec(),
            classes,
            resampling,
            weights,
            across: vec![Vec::new(); classes + 1],
            within: vec![Vec::new(); classes + 1],
            trouble,
        };
        if this.trouble.is_none() {
            this.measure_pairs(plain.d());
        }
        Ok(this)
    }

    /// Mean cosines of pairs of different images. A draw that holds an image twice makes no pair of it.
    fn measure_pairs(&mut self, d: usize) {
        let n = self.labels.len();
        let units = Matrix::rows_of(&self.units, d);
        let mut gram = product(units, units.transposed());
        for i in 0..n {
            gram[i * n + i] = 0.0;
        }
        let near = product(Matrix::rows_of(&self.weights, n), Matrix::rows_of(&gram, n));
        for (i, row) in gram.chunks_exact_mut(n).enumerate() {
            for (value, label) in row.iter_mut().zip(&self.labels) {
                if *label != self.labels[i] {
                    *value = 0.0;
                }
            }
        }
        let near_within = product(Matrix::rows_of(&self.weights, n), Matrix::rows_of(&gram, n));
        let rows = self.weights.chunks_exact(n).zip(near.chunks_exact(n)).zip(near_within.chunks_exact(n));
        for ((weights, near), near_within) in rows {
            let total: f64 = weights.iter().sum();
            let mut of_class = vec![0.0; self.classes];
            for (w, &label) in weights.iter().zip(&self.labels) {
                of_class[label] += w;
            }
            // (sum of cosines, pairs) of every class and of all.
            let mut across = vec![(0.0, 0.0); self.classes + 1];
            let mut within = across.clone();
            for (i, &label) in self.labels.iter().enumerate() {
                let w = weights[i];
                for place in [label, self.classes] {
                    across[place].0 += w * near[i];
                    across[place].1 += w * (total - w);
                    within[place].0 += w * near_within[i];
                    within[place].1 += w * (of_class[label] - w);
                }
            }
            let mean = |(sum, pairs): (f64, f64)| if pairs > 0.0 { sum / pairs } else { f64::NAN };
            for place in 0..=self.classes {
                self.across[place].push(mean(across[place]));
                self.within[place].push(mean(within[place]));
            }
        }
    }

    /// How far `transformed`, the same images transformed and in the same order, are from the plain ones.
    ///
    /// # Errors
    /// [`EvaluateError::Length`] or [`EvaluateError::Widths`] where they are not the same images' features.
    pub fn against(&self, transformed: &Features) -> Result<Invariance, EvaluateError> {
        let (n, d) = (self.labels.len(), self.mean.len());
        if transformed.n() != n {
            let what = "transformed images".to_owned();
            return Err(EvaluateError::Length { what, found: transformed.n(), expected: n });
        }
        if transformed.d() != d {
            let what = "plain and transformed images".to_owned();
            return Err(EvaluateError::Widths { what, train: d, test: transformed.d() });
        }
        let trouble = self.trouble.clone().or_else(|| {
            transformed.check_finite("the features of the transformed images").err().map(|e| e.to_string())
        });
        if let Some(trouble) = trouble {
            let none = InvarianceIndex {
                index: Figure::not_defined(trouble.clone()),
                within_class: Figure::not_defined(trouble),
            };
            return Ok(Invariance { all: none.clone(), per_class: vec![none; self.classes] });
        }
        let cosines = self.cosines(transformed);
        let mut similar = vec![Vec::with_capacity(SAMPLES + 1); self.classes + 1];
        for weights in self.weights.chunks_exact(n) {
            let mut sums = vec![(0.0, 0.0); self.classes + 1];
            for ((&w, &cosine), &label) in weights.iter().zip(&cosines).zip(&self.labels) {
                if cosine.is_finite() {
                    for place in [label, self.classes] {
                        sums[place].0 += w * cosine;
                        sums[place].1 += w;
                    }
                }
            }
            for (similar, (sum, of)) in similar.iter_mut().zip(sums) {
                similar.push(if of > 0.0 { sum / of } else { f64::NAN });
            }
        }
        let index = |place: usize| InvarianceIndex {
            index: self.figure(place, &similar[place], &self.across[place]),
            within_class: self.figure(place, &similar[place], &self.within[place]),
        };
        Ok(Invariance { all: index(self.classes), per_class: (0..self.classes).map(index).collect() })
    }

    /// cos(f(x), f(t x)) of every image; NaN where one of them has no direction.
    fn cosines(&self, transformed: &Features) -> Vec<f64> {
        let d = self.mean.len();
        let (units, usable) = directions(transformed, &self.mean);
        let pairs = self.units.chunks_exact(d.max(1)).zip(units.chunks_exact(d.max(1)));
        let usable = self.usable.iter().zip(&usable).map(|(a, b)| *a && *b);
        pairs
            .zip(usable)
            .map(|((a, b), usable)| if usable { a.iter().zip(b).map(|(a, b)| a * b).sum() } else { f64::NAN })
            .collect()
    }

    /// The index from E cos(f(x), f(t x)) and m, row 0 as measured and the others for the interval.
    fn figure(&self, place: usize, similar: &[f64], pairs: &[f64]) -> Figure {
        let whose = if place == self.classes { "these images" } else { "the class" };
        let images = self.labels.iter().filter(|&&l| place == self.classes || l == place).count();
        if images == 0 {
            return Figure::not_defined("no image of the class was looked at");
        }
        let (a, m) = (similar[0], pairs[0]);
        if a.is_nan() {
            return Figure::not_defined(format!(
                "the features of {whose} have no direction from the mean of all images"
            ));
        }
        if m.is_nan() {
            return Figure::not_defined("no two different images make a pair");
        }
        if 1.0 - m < LEAST_DISTANCE {
            return Figure::not_defined(format!(
                "different images are alike in this embedding anyway (mean cosine {m:.3}), so there is nothing to \
                 compare with"
            ));
        }
        let values = similar.iter().zip(pairs).skip(1);
        let values = values
            .map(|(a, m)| if 1.0 - m < LEAST_DISTANCE { f64::NAN } else { (a - m) / (1.0 - m) })
            .collect();
        let interval = if place == self.classes {
            self.resampling.interval(values)
        } else {
            self.resampling.interval_of_class(place, values)
        };
        Figure::new((a - m) / (1.0 - m), interval)
    }
}

/// Checks that labels and groups belong to the images.
pub(super) fn check(
    features: &Features,
    labels: &[usize],
    groups: &[usize],
    classes: usize,
) -> Result<(), EvaluateError> {
    let expected = features.n();
    for (what, found) in [("labels", labels.len()), ("groups", groups.len())] {
        if found != expected {
            return Err(EvaluateError::Length { what: what.to_owned(), found, expected });
        }
    }
    match labels.iter().find(|&&label| label >= classes) {
        Some(&label) => Err(EvaluateError::UnknownClass { label, classes }),
        None => Ok(()),
    }
}

/// The mean row.
pub(super) fn mean_of(features: &Features) -> Vec<f64> {
    let mut mean = vec![0.0; features.d()];
    for i in 0..features.n() {
        for (m, &v) in mean.iter_mut().zip(features.row(i)) {
            *m += f64::from(v);
        }
    }
    let n = features.n().max(1) as f64;
    for m in &mut mean {
        *m /= n;
    }
    mean
}

/// Rows minus `mean`, brought to length 1, and which of them have a direction at all.
pub(super) fn directions(features: &Features, mean: &[f64]) -> (Vec<f64>, Vec<bool>) {
    let d = features.d();
    let mut rows = vec![0.0; features.n() * d];
    let mut usable = vec![false; features.n()];
    let size = mean.iter().map(|m| m * m).sum::<f64>().sqrt();
    for (i, usable) in usable.iter_mut().enumerate() {
        let row = &mut rows[i * d..(i + 1) * d];
        for ((to, &v), m) in row.iter_mut().zip(features.row(i)).zip(mean) {
            *to = f64::from(v) - m;
        }
        let length = row.iter().map(|v| v * v).sum::<f64>().sqrt();
        *usable = length.is_finite() && length > ROUNDING * size && length > 0.0;
        let scale = if *usable { 1.0 / length } else { 0.0 };
        for v in row {
            *v = if scale > 0.0 { *v * scale } else { 0.0 };
        }
    }
    (rows, usable)
}

#[cfg(test)]
#[path = "invariance_tests.rs"]
mod tests;
