//! [`equivariance`]: how well what a transform drew can be read off an embedding.
//!
//! A ridge regression predicts the drawn parameter from both embeddings of an image, side by side: [f(x), f(t x)].
//! The difference of the two is a linear function of the pair, so the pair can say whatever the difference can, and
//! besides what depends on the image itself. The figure is R2 out of sample: every image is predicted by what was
//! learnt from the other folds (groups whole), and R2 = 1 - sum (y - p)^2 / sum (y - mean)^2 over all images; 0 or
//! below: nothing is left of the parameter, the embedding ignores it; 1: it can be read off exactly.
//! To predict what was drawn from two embeddings is the task that AugSelf trains with (Lee et al., Improving
//! transferability of representations via augmentation-aware self-supervision, NeurIPS 2021); here it measures.

use std::collections::BTreeSet;

use super::error::EvaluateError;
use super::features::Features;
use super::figure::Figure;
use super::folds::{FOLDS, assign_folds, can_validate, split_at};
use super::invariance::{check, mean_of};
use super::resampling::{Resampling, SAMPLES};
use super::ridge::Ridge;

/// Fewer images than this say nothing out of sample.
const FEWEST_IMAGES: usize = 20;

/// How a parameter becomes what is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// As it is.
    Plain,
    /// Degrees, as sine and cosine.
    Angle,
    /// A factor, by its logarithm.
    Logarithm,
    /// A whole number that only names one of several ways: a column of 0 and 1 for each.
    Category,
}

/// What one parameter of a transform was in every view.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// How it is predicted.
    pub scale: Scale,
    /// For every image the drawn value, or one a channel.
    pub values: Vec<Vec<f64>>,
}

impl Parameter {
    /// The columns to be predicted, without those that do not vary.
    fn targets(&self) -> Result<Vec<Vec<f64>>, String> {
        let width = self.values.iter().map(Vec::len).min().unwrap_or(0);
        let mut columns: Vec<Vec<f64>> = Vec::new();
        for c in 0..width {
            let column: Vec<f64> = self.values.iter().map(|v| v[c]).collect();
            if !column.iter().all(|v| v.is_finite()) {
                return Err(format!("{}: a drawn value is not a finite number", self.name));
            }
            match self.scale {
                Scale::Angle => {
                    columns.push(column.iter().map(|v| libm::sin(v.to_radians())).collect());
                    columns.push(column.iter().map(|v| libm::cos(v.to_radians())).collect());
                }
                Scale::Logarithm if column.iter().all(|v| *v > 0.0) => {
                    columns.push(column.iter().map(|v| libm::log(*v)).collect());
                }
                Scale::Category => {
                    let different: BTreeSet<i64> = column.iter().map(|v| v.round() as i64).collect();
                    columns.extend(different.into_iter().map(|which| {
                        column.iter().map(|v| f64::from(u8::from(v.round() as i64 == which))).collect()
                    }));
                }
                Scale::Plain | Scale::Logarithm => columns.push(column),
            }
        }
        columns.retain(|column| varies(column));
        if columns.is_empty() {
            return Err("it is the same in all views".to_owned());
        }
        Ok(columns)
    }
}

fn varies(column: &[f64]) -> bool {
    let (low, high) =
        column.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| (l.min(v), h.max(v)));
    high - low > 1e-9 * low.abs().max(high.abs()).max(1e-30)
}

/// R2 of every parameter for images with the features `plain`, transformed `transformed`, in `groups`.
/// Deterministic in `seed`.
///
/// # Errors
/// Where the features are not those of the same images.
pub fn equivariance(
    plain: &Features,
    transformed: &Features,
    parameters: &[Parameter],
    groups: &[usize],
    seed: u64,
) -> Result<Vec<Figure>, EvaluateError> {
    let n = plain.n();
    let labels = vec![0; n];
    check(plain, &labels, groups, 1)?;
    let lengths = parameters.iter().map(|p| (p.name.clone(), p.values.len()));
    let lengths = lengths.chain([("transformed images".to_owned(), transformed.n())]);
    if let Some((what, found)) = lengths.into_iter().find(|(_, found)| *found != n) {
        return Err(EvaluateError::Length { what, found, expected: n });
    }
    let all = |why: &str| Ok(vec![Figure::not_defined(why); parameters.len()]);
    for (features, what) in
        [(plain, "the features of the plain images"), (transformed, "the features of the transformed images")]
    {
        if let Err(error) = features.check_finite(what) {
            return all(&error.to_string());
        }
    }
    if n < FEWEST_IMAGES {
        return all(&format!("only {n} images; {FEWEST_IMAGES} are needed"));
    }
    let fold_of = assign_folds(&labels, groups, FOLDS, seed);
    if !can_validate(&fold_of) {
        return all("all images are in one group, so none can be predicted from others");
    }
    let targets: Vec<Result<Vec<Vec<f64>>, String>> = parameters.iter().map(Parameter::targets).collect();
    let mut columns: Vec<Vec<f64>> = Vec::new();
    let mut part: Vec<usize> = Vec::new();
    for (number, target) in targets.iter().filter_map(|t| t.as_ref().ok()).enumerate() {
        part.extend(target.iter().map(|_| number));
        columns.extend(target.iter().cloned());
    }
    let predicted = out_of_fold(&pair(plain, transformed)?, &columns, &part, &fold_of)?;
    let resampling = Resampling::new(&labels, groups, 1, seed);
    let mut number = 0;
    Ok(targets
        .into_iter()
        .map(|target| {
            if let Err(why) = target {
                return Figure::not_defined(why);
            }
            let mine: Vec<usize> = (0..part.len()).filter(|&c| part[c] == number).collect();
            number += 1;
            let pick = |of: &[Vec<f64>]| mine.iter().map(|&c| of[c].clone()).collect::<Vec<_>>();
            figure(&pick(&columns), &pick(&predicted), &resampling)
        })
        .collect())
}

/// Both embeddings of every image side by side.
fn pair(plain: &Features, transformed: &Features) -> Result<Features, EvaluateError> {
    let mut data = Vec::with_capacity(plain.data().len() + transformed.data().len());
    for i in 0..plain.n() {
        data.extend_from_slice(plain.row(i));
        data.extend_from_slice(transformed.row(i));
    }
    Features::new(plain.n(), plain.d() + transformed.d(), data)
}

/// Features minus the training rows' mean, all divided by one number: the root of their mean variance. A scale for
/// each feature would blow up one that is silent in all but a few images, and with it the prediction for those.
fn levelled(train: &Features, test: &Features) -> Result<(Features, Features), EvaluateError> {
    let mean = mean_of(train);
    let squares = |x: &Features| -> f64 {
        let rows = (0..x.n()).map(|i| x.row(i).iter().zip(&mean).map(|(&v, m)| (f64::from(v) - m).powi(2)));
        rows.flatten().sum()
    };
    let scale = (squares(train) / train.data().len().max(1) as f64).sqrt();
    let size = (mean.iter().map(|m| m * m).sum::<f64>() / mean.len().max(1) as f64).sqrt();
    // What is left of constants in 32-bit arithmetic must not be blown up to a signal.
    let scale = if scale > 1e-6 * size && scale > 0.0 { scale } else { 1.0 };
    let apply = |x: &Features| {
        let rows = (0..x.n()).flat_map(|i| x.row(i).iter().zip(&mean));
        let data = rows.map(|(&v, m)| ((f64::from(v) - m) / scale) as f32).collect();
        Features::new(x.n(), x.d(), data)
    };
    Ok((apply(train)?, apply(test)?))
}

fn out_of_fold(
    x: &Features,
    columns: &[Vec<f64>],
    part: &[usize],
    fold_of: &[usize],
) -> Result<Vec<Vec<f64>>, EvaluateError> {
    let mut predicted = columns.to_vec();
    if columns.is_empty() {
        return Ok(predicted);
    }
    for fold in 0..FOLDS {
        let (learn, ask) = split_at(fold_of, fold);
        if learn.is_empty() || ask.is_empty() {
            continue;
        }
        let (train, test) = (x.subset(&learn), x.subset(&ask));
        let (train, test) = levelled(&train, &test)?;
        let targets: Vec<Vec<f64>> =
            columns.iter().map(|column| learn.iter().map(|&i| column[i]).collect()).collect();
        let found = Ridge::fit(&train, &targets, part).predict(&train, &test);
        for (predicted, found) in predicted.iter_mut().zip(found) {
            for (&i, value) in ask.iter().zip(found) {
                predicted[i] = value;
            }
        }
    }
    Ok(predicted)
}

/// R2 over all columns together, each weighing by its variance (scikit-learn's "variance_weighted").
fn figure(truth: &[Vec<f64>], predicted: &[Vec<f64>], resampling: &Resampling) -> Figure {
    let r2 = |weights: &mut dyn Iterator<Item = f64>| {
        let weights: Vec<f64> = weights.collect();
        let total: f64 = weights.iter().sum();
        let (mut missed, mut spread) = (0.0, 0.0);
        for (truth, predicted) in truth.iter().zip(predicted) {
            let mean = truth.iter().zip(&weights).map(|(t, w)| t * w).sum::<f64>() / total;
            for ((t, p), w) in truth.iter().zip(predicted).zip(&weights) {
                missed += w * (t - p).powi(2);
                spread += w * (t - mean).powi(2);
            }
        }
        if spread > 0.0 { 1.0 - missed / spread } else { f64::NAN }
    };
    let images = truth.first().map_or(0, Vec::len);
    let value = r2(&mut std::iter::repeat_n(1.0, images));
    let draws = (0..SAMPLES).map(|sample| r2(&mut resampling.of_images(sample))).collect();
    Figure::new(value, resampling.interval(draws))
}

#[cfg(test)]
#[path = "equivariance_tests.rs"]
mod tests;
