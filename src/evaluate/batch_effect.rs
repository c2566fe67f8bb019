//! [`batch_effect`]: how well an embedding tells images of one plate, slide or donor from those of another.
//!
//! Within a class: the probability that two images of the same group are more alike (by the cosine of features
//! centred on the mean of all images) than two of different groups, ties counting half: the area under the ROC curve
//! of pairs, in the form of Mann and Whitney (1947). 0.5: groups leave no trace; 1: every group is a cluster of its
//! own. Classes with at least two images in each of two groups count; the figure of all is the mean over them.
//! Intervals resample groups; the two copies of a group in a resample make no pairs with each other.

use super::error::EvaluateError;
use super::features::Features;
use super::figure::Figure;
use super::invariance::{check, directions, mean_of};
use super::product::{Matrix, product};
use super::random::Random;
use super::resampling::{Resampling, SAMPLES};

/// Images of a class that are compared, at most: 44,850 pairs.
const MOST_IMAGES: usize = 300;

/// The batch effect of one embedding.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchEffect {
    /// The mean over the classes where it is defined.
    pub auc: Figure,
    /// Of each class.
    pub per_class: Vec<Figure>,
}

/// Pairs of one class from alike to unlike: the place of the group of one and of the other image in the resampling.
struct Pairs {
    sorted: Vec<(f64, usize, usize)>,
    /// Where a run of equal similarities ends: one past its last pair.
    ends: Vec<usize>,
}

/// The batch effect in features of images with `labels` below `classes` in `groups`; an image without a group has one
/// of its own. Deterministic in `seed`.
///
/// # Errors
/// Where labels or groups do not fit the features.
pub fn batch_effect(
    features: &Features,
    labels: &[usize],
    groups: &[usize],
    classes: usize,
    seed: u64,
) -> Result<BatchEffect, EvaluateError> {
    check(features, labels, groups, classes)?;
    if let Err(error) = features.check_finite("the features") {
        let none = Figure::not_defined(error.to_string());
        return Ok(BatchEffect { auc: none.clone(), per_class: vec![none; classes] });
    }
    let resampling = Resampling::new(labels, groups, classes, seed);
    let mean = mean_of(features);
    let (units, usable) = directions(features, &mean);
    let mut per_class = Vec::with_capacity(classes);
    let mut draws: Vec<Vec<f64>> = Vec::new();
    for class in 0..classes {
        let mut images: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == class).collect();
        Random::new(seed, 0xBA_7C00 + class as u64).shuffle(&mut images);
        images.truncate(MOST_IMAGES);
        if let Some(why) = why_not(&images, groups, &usable) {
            per_class.push(Figure::not_defined(why));
            continue;
        }
        images.retain(|&i| usable[i]);
        let pairs = pairs(&units, features.d(), &images, &resampling);
        let value = auc(&pairs, |_| 1.0);
        let values: Vec<f64> = (0..SAMPLES)
            .map(|sample| {
                let counts = resampling.of_groups(sample);
                auc(&pairs, |group| f64::from(counts[group]))
            })
            .collect();
        per_class.push(Figure::new(value, resampling.interval_of_class(class, values.clone())));
        draws.push(values);
    }
    let defined: Vec<f64> = per_class.iter().filter_map(|f| f.value).collect();
    let auc = if defined.is_empty() {
        Figure::not_defined("no class has at least two images in each of two groups")
    } else {
        let values = (0..SAMPLES).map(|sample| {
            let found: Vec<f64> = draws.iter().map(|d| d[sample]).filter(|v| v.is_finite()).collect();
            found.iter().sum::<f64>() / found.len() as f64
        });
        let values = values.collect();
        Figure::new(defined.iter().sum::<f64>() / defined.len() as f64, resampling.interval(values))
    };
    Ok(BatchEffect { auc, per_class })
}

/// Why `images`, those of one class, allow no comparison.
fn why_not(images: &[usize], groups: &[usize], usable: &[bool]) -> Option<String> {
    if images.is_empty() {
        return Some("no image of the class".to_owned());
    }
    let mut sizes: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    for &i in images.iter().filter(|&&i| usable[i]) {
        *sizes.entry(groups[i]).or_default() += 1;
    }
    if sizes.is_empty() {
        return Some("the features are the same for all images".to_owned());
    }
    let large = sizes.values().filter(|n| **n >= 2).count();
    (large < 2).then(|| format!("{large} group(s) with at least two images of the class; two are needed"))
}

fn pairs(units: &[f64], d: usize, images: &[usize], resampling: &Resampling) -> Pairs {
    let rows: Vec<f64> = images.iter().flat_map(|&i| units[i * d..(i + 1) * d].iter().copied()).collect();
    let n = images.len();
    let cosines = product(Matrix::rows_of(&rows, d), Matrix::rows_of(&rows, d).transposed());
    let mut sorted = Vec::with_capacity(n * (n - 1) / 2);
    for i in 0..n {
        for j in 0..i {
            let (a, b) = (resampling.group_of(images[i]), resampling.group_of(images[j]));
            sorted.push((cosines[i * n + j], a, b));
        }
    }
    // The rest of the order settles nothing but which of two equal pairs is looked at first.
    sorted.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut ends: Vec<usize> = (1..sorted.len())
        // Equal up to rounding of the products is equal.
        .filter(|&p| (sorted[p - 1].0 - sorted[p].0).abs() > 1e-12)
        .collect();
    ends.push(sorted.len());
    Pairs { sorted, ends }
}

/// The area for groups of these weights; NaN where one kind of pair is missing.
fn auc(pairs: &Pairs, weight: impl Fn(usize) -> f64) -> f64 {
    let (mut different_before, mut lost, mut same_total, mut from) = (0.0, 0.0, 0.0, 0);
    for &end in &pairs.ends {
        let (mut same, mut different) = (0.0, 0.0);
        for &(_, a, b) in &pairs.sorted[from..end] {
            if a == b {
                same += weight(a);
            } else {
                different += weight(a) * weight(b);
            }
        }
        // What has come before is more alike than this.
        lost += same * (different_before + 0.5 * different);
        different_before += different;
        same_total += same;
        from = end;
    }
    if same_total > 0.0 && different_before > 0.0 {
        1.0 - lost / (same_total * different_before)
    } else {
        f64::NAN
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{data, uniform};
    use super::*;

    /// Images that a plate shifts.
    fn plates(size: f64) -> (Features, Vec<usize>, Vec<usize>) {
        let (x, labels) = data(120, 6, 2, 31, 0.5);
        let groups: Vec<usize> = (0..120).map(|i| i / 3 % 10).collect();
        let shift = uniform(32, 60);
        let values = (0..720)
            .map(|p| (f64::from(x.data()[p]) + (shift[groups[p / 6] * 6 + p % 6] - 0.5) * size) as f32);
        (Features::new(120, 6, values.collect()).unwrap(), labels, groups)
    }

    /// With `uniform` and `data` of `made_up.rs`:
    /// ```python
    /// x, y = data(120, 6, 2, 31); g = np.arange(120) // 3 % 10
    /// x = (x + (uniform(32, 60).reshape(10, 6)[g] - .5) * .8).astype(np.float32).astype(float)
    /// u = normalize(x - x.mean(0)); i, j = np.triu_indices(120, 1)
    /// for c in 0, 1:
    ///     m = (y[i] == c) & (y[j] == c)
    ///     print(roc_auc_score(g[i[m]] == g[j[m]], (u[i[m]] * u[j[m]]).sum(1)))
    /// ```
    #[test]
    fn equals_scikit_learn() {
        let (x, labels, groups) = plates(0.8);
        let found = batch_effect(&x, &labels, &groups, 2, 0).unwrap();
        let golden = [0.730_058_479_532_163_9, 0.738_9];
        for (figure, golden) in found.per_class.iter().zip(golden) {
            assert!((figure.value.unwrap() - golden).abs() < 1e-9, "{figure:?} {golden}");
            let [low, high] = figure.ci95.unwrap();
            assert!(low < golden && golden < high, "{figure:?}");
        }
        assert!((found.auc.value.unwrap() - f64::midpoint(golden[0], golden[1])).abs() < 1e-9);
        assert_eq!(found, batch_effect(&x, &labels, &groups, 2, 0).unwrap());
    }

    #[test]
    fn no_shift_is_a_half_and_a_large_one_is_one() {
        let (x, labels, groups) = plates(0.0);
        let [low, high] = batch_effect(&x, &labels, &groups, 2, 0).unwrap().auc.ci95.unwrap();
        assert!(low < 0.5 && 0.5 < high, "{low} {high}");
        let (x, labels, groups) = plates(50.0);
        assert!(batch_effect(&x, &labels, &groups, 2, 0).unwrap().auc.value.unwrap() > 0.99);
    }

    #[test]
    fn what_cannot_be_compared_gives_words() {
        let (x, labels, _) = plates(1.0);
        let why = |x: &Features, groups: &[usize]| {
            let found = batch_effect(x, &labels, groups, 3, 0).unwrap();
            assert!(found.per_class[2].not_defined.as_ref().unwrap().contains("no image"));
            assert!(found.auc.value.is_none());
            found.per_class[0].not_defined.clone().unwrap()
        };
        assert!(why(&x, &(0..120).collect::<Vec<_>>()).contains("two are needed"));
        assert!(why(&x, &[4; 120]).contains("1 group(s)"));
        let constant = Features::new(120, 6, vec![0.3; 720]).unwrap();
        let ten: Vec<usize> = (0..120).map(|i| i % 10).collect();
        assert!(why(&constant, &ten).contains("same for all"));
        assert!(batch_effect(&x, &labels, &[0], 2, 0).is_err());
        let none = Features::new(0, 4, vec![]).unwrap();
        assert!(batch_effect(&none, &[], &[], 1, 0).unwrap().auc.not_defined.is_some());
        let mut holes = x.data().to_vec();
        holes[0] = f32::NAN;
        let found = batch_effect(&Features::new(120, 6, holes).unwrap(), &labels, &ten, 2, 0).unwrap();
        assert!(found.auc.not_defined.unwrap().contains("not finite"));
        // Two groups only: a number, but no interval.
        let two: Vec<usize> = (0..120).map(|i| i / 5 % 2).collect();
        let found = batch_effect(&x, &labels, &two, 2, 0).unwrap();
        assert!(found.auc.value.is_some() && found.auc.ci_reason.unwrap().contains("only 2"));
    }
}
