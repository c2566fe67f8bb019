//! The linear probe: logistic regression on frozen features, its penalty chosen inside training.

use rayon::prelude::*;

use super::confusion::balanced_accuracy;
use super::features::{Features, Standardiser};
use super::folds::{FOLDS, assign_folds, can_validate, split_at};
use super::lbfgs::Limits;
use super::logistic::Logistic;

/// Penalties to choose from, from strong to weak; the inverse of scikit-learn's C.
pub const PENALTIES: [f64; 6] = [10_000.0, 1000.0, 100.0, 10.0, 1.0, 0.1];
/// The penalty where none can be chosen.
const DEFAULT_PENALTY: f64 = 100.0;
/// A choice needs less exactness than a result: that of scikit-learn's defaults.
const CHOOSING: Limits = Limits { steps: 100, gradient: 1e-4 };
/// For the result.
const FITTING: Limits = Limits { steps: 300, gradient: 1e-5 };

/// What the linear probe says about every image.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearOutcome {
    /// Class of every image.
    pub predicted: Vec<usize>,
    /// The penalty chosen inside training (1 / C of scikit-learn).
    pub penalty: f64,
    /// What limited the choice, in words.
    pub note: Option<String>,
}

/// Predicts the class of every row of `test` by a linear probe fitted to the training images.
///
/// Features are standardised on training. The penalty comes from `PENALTIES` by the balanced
/// accuracy of a grouped cross-validation inside training (the strongest among equals),
/// deterministic in `seed`. Labels are below `classes`, features finite ([`Features::check_finite`]).
pub fn linear(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    test: &Features,
    classes: usize,
    seed: u64,
) -> LinearOutcome {
    linear_and_probe(train, labels, groups, test, classes, seed).0
}

/// [`linear`], and what it was fitted to say.
pub(super) fn linear_and_probe(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    test: &Features,
    classes: usize,
    seed: u64,
) -> (LinearOutcome, Standardiser, Logistic) {
    let standardiser = Standardiser::fit(train);
    let (model, penalty, note) = fitted(&standardiser.apply(train), labels, groups, classes, seed);
    let predicted = model.predict(&standardiser.apply(test));
    (LinearOutcome { predicted, penalty, note }, standardiser, model)
}

/// [`linear`] on features that are standardised already.
pub(super) fn probe(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    test: &Features,
    classes: usize,
    seed: u64,
) -> LinearOutcome {
    let (model, penalty, note) = fitted(train, labels, groups, classes, seed);
    LinearOutcome { predicted: model.predict(test), penalty, note }
}

/// The model of the probe on standardised features, its penalty, and what limited the choice of that.
pub(super) fn fitted(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    classes: usize,
    seed: u64,
) -> (Logistic, f64, Option<String>) {
    let fold_of = assign_folds(labels, groups, FOLDS, seed);
    let (penalty, note) = if can_validate(&fold_of) {
        (choose_penalty(train, labels, &fold_of, classes), None)
    } else {
        let note = "all training images are in one group, so the penalty could not be chosen: 100";
        (DEFAULT_PENALTY, Some(note.to_owned()))
    };
    (Logistic::fit(train, labels, penalty, FITTING, None), penalty, note)
}

fn choose_penalty(train: &Features, labels: &[usize], fold_of: &[usize], classes: usize) -> f64 {
    // Folds in parallel; inside a fold each penalty starts from the stronger one before it.
    let by_fold: Vec<(Vec<usize>, Vec<Vec<usize>>)> = (0..FOLDS)
        .into_par_iter()
        .filter_map(|fold| {
            let (learn, ask) = split_at(fold_of, fold);
            if learn.is_empty() || ask.is_empty() {
                return None;
            }
            let (learn_x, ask_x) = (train.subset(&learn), train.subset(&ask));
            let learn_labels: Vec<usize> = learn.iter().map(|&i| labels[i]).collect();
            let mut model: Option<Logistic> = None;
            let mut predicted = Vec::with_capacity(PENALTIES.len());
            for penalty in PENALTIES {
                let next = Logistic::fit(&learn_x, &learn_labels, penalty, CHOOSING, model.as_ref());
                predicted.push(next.predict(&ask_x));
                model = Some(next);
            }
            Some((ask, predicted))
        })
        .collect();
    let mut best = (DEFAULT_PENALTY, -1.0);
    for (p, &penalty) in PENALTIES.iter().enumerate() {
        let mut predicted = vec![0; labels.len()];
        for (ask, by_penalty) in &by_fold {
            for (&i, &class) in ask.iter().zip(&by_penalty[p]) {
                predicted[i] = class;
            }
        }
        let score = balanced_accuracy(labels, &predicted, classes).unwrap_or(0.0);
        if score > best.1 {
            best = (penalty, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_what_a_line_separates() {
        let data: Vec<f32> = (0..40).flat_map(|i| [i as f32, (i * 7 % 5) as f32]).collect();
        let x = Features::new(40, 2, data).unwrap();
        let labels: Vec<usize> = (0..40).map(|i| usize::from(i >= 20)).collect();
        let groups: Vec<usize> = (0..40).collect();
        let outcome = linear(&x, &labels, &groups, &x, 2, 0);
        assert!(balanced_accuracy(&labels, &outcome.predicted, 2).unwrap() > 0.94);
        assert_eq!(outcome, linear(&x, &labels, &groups, &x, 2, 0));
    }
}
