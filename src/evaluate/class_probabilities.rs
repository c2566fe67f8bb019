//! [`ClassProbabilities`]: how probable every class is for every image, by a linear probe that never saw its group.

use super::error::EvaluateError;
use super::features::{Features, Standardiser};
use super::folds::{FOLDS, assign_folds, split_at};
use super::invariance::check;
use super::linear::fitted;
use crate::job::Stop;

/// Out-of-fold probabilities, as if all classes were equally frequent.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassProbabilities {
    classes: usize,
    values: Vec<f64>,
    judged: Vec<bool>,
}

impl ClassProbabilities {
    /// Probabilities (n x `classes`, row after row) that were made elsewhere; an image is `judged` where its own class
    /// was among those learnt.
    ///
    /// # Errors
    /// [`EvaluateError::Shape`] where the numbers do not fit.
    pub fn new(classes: usize, values: Vec<f64>, judged: Vec<bool>) -> Result<Self, EvaluateError> {
        if judged.len().checked_mul(classes) != Some(values.len()) {
            let what = "probabilities of classes".to_owned();
            let (values, rows) = (values.len(), judged.len());
            return Err(EvaluateError::Shape { what, values, rows, columns: classes });
        }
        Ok(Self { classes, values, judged })
    }

    /// Probabilities of images with `labels` below `classes`: five folds with whole groups, each read by a probe
    /// learnt from the other four, its penalty chosen inside them. Deterministic in `seed`.
    ///
    /// # Errors
    /// Features that are not finite or do not fit labels and groups, and [`EvaluateError::Stopped`].
    pub fn out_of_fold(
        features: &Features,
        labels: &[usize],
        groups: &[usize],
        classes: usize,
        seed: u64,
        stop: &Stop,
    ) -> Result<Self, EvaluateError> {
        check(features, labels, groups, classes)?;
        features.check_finite("the encoder's features")?;
        let n = features.n();
        let fold_of = assign_folds(labels, groups, FOLDS, seed);
        let mut this = Self { classes, values: vec![0.0; n * classes], judged: vec![false; n] };
        for fold in 0..FOLDS {
            if stop.requested() {
                return Err(EvaluateError::Stopped);
            }
            let (learn, ask) = split_at(&fold_of, fold);
            if learn.is_empty() || ask.is_empty() {
                continue;
            }
            let train = features.subset(&learn);
            let standardiser = Standardiser::fit(&train);
            let pick = |of: &[usize]| learn.iter().map(|&i| of[i]).collect::<Vec<_>>();
            let learnt = pick(labels);
            let (model, ..) = fitted(&standardiser.apply(&train), &learnt, &pick(groups), classes, seed);
            let found = model.probabilities(&standardiser.apply(&features.subset(&ask)), classes);
            for (&i, row) in ask.iter().zip(found.chunks_exact(classes.max(1))) {
                this.values[i * classes..(i + 1) * classes].copy_from_slice(row);
                // Nothing can be said of an image whose class the probe has not met, nor by one that met no other.
                let met = learnt.contains(&labels[i]) && learnt.iter().any(|l| *l != labels[i]);
                this.judged[i] = met;
            }
        }
        Ok(this)
    }

    /// Number of images.
    pub fn n(&self) -> usize {
        self.judged.len()
    }

    /// The probabilities of all classes for image `i`, which must be below [`ClassProbabilities::n`].
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.classes..(i + 1) * self.classes]
    }

    /// True where something can be said of image `i`: its class was among several that were learnt.
    pub fn judged(&self, i: usize) -> bool {
        self.judged[i]
    }

    /// The most probable class of image `i`; the smaller index among equals.
    pub fn says(&self, i: usize) -> usize {
        let row = self.row(i);
        (1..row.len()).fold(0, |best, c| if row[c] > row[best] { c } else { best })
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::data;
    use super::*;

    #[test]
    fn classes_apart_are_probable_and_a_class_in_one_group_is_not_judged() {
        let (x, mut labels) = data(90, 6, 2, 41, 3.0);
        let groups: Vec<usize> = (0..90).map(|i| i / 3).collect();
        labels[12..15].fill(2);
        let found = ClassProbabilities::out_of_fold(&x, &labels, &groups, 3, 0, &Stop::new()).unwrap();
        let right = (0..90).filter(|&i| found.says(i) == labels[i]).count();
        assert!(right > 80, "{right}");
        assert!((12..15).all(|i| !found.judged(i)));
        assert_eq!((0..90).filter(|&i| !found.judged(i)).count(), 3);
        for i in 0..90 {
            assert!((found.row(i).iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn trouble_gives_words() {
        let (x, labels) = data(30, 4, 2, 1, 1.0);
        let all = |x: &Features, labels: &[usize], groups: &[usize]| {
            ClassProbabilities::out_of_fold(x, labels, groups, 2, 0, &Stop::new())
        };
        let found = all(&x, &labels, &[3; 30]).unwrap();
        assert!((0..30).all(|i| !found.judged(i)), "one group cannot be split");
        let found = all(&x, &[1; 30], &(0..30).collect::<Vec<_>>()).unwrap();
        assert!((0..30).all(|i| !found.judged(i)), "one class cannot be told from another");
        let mut holes = x.data().to_vec();
        holes[0] = f32::NAN;
        let holes = Features::new(30, 4, holes).unwrap();
        assert!(matches!(all(&holes, &labels, &[0; 30]), Err(EvaluateError::NotFinite { .. })));
        assert!(all(&x, &[2; 30], &[0; 30]).is_err());
        let stop = Stop::new();
        stop.request();
        let stopped = ClassProbabilities::out_of_fold(&x, &labels, &[0; 30], 2, 0, &stop);
        assert!(matches!(stopped, Err(EvaluateError::Stopped)));
        let none = Features::new(0, 4, vec![]).unwrap();
        assert_eq!(all(&none, &[], &[]).unwrap().n(), 0);
        assert!(ClassProbabilities::new(2, vec![0.5; 3], vec![true; 2]).is_err());
    }
}
