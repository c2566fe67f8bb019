//! Nearest neighbours as a read-out: an image gets the class that its most similar training images vote for.
//!
//! A vote weighs exp(cosine / 0.07) (Wu et al., CVPR 2018) divided by the number of training images
//! of its class, so that a common class does not win by its size alone.

use super::confusion::balanced_accuracy;
use super::features::Features;
use super::folds::{FOLDS, assign_folds, can_validate, split_at};
use super::nearest::{Neighbour, nearest};

/// Temperature of the votes.
pub const TEMPERATURE: f64 = 0.07;
/// Numbers of neighbours that cross-validation chooses from.
pub const CHOICES: [usize; 4] = [1, 5, 10, 20];
/// The number of neighbours that is always given beside the chosen one.
pub const PLAIN: usize = 20;

/// What the neighbours say about every image.
#[derive(Clone, Debug, PartialEq)]
pub struct KnnOutcome {
    /// Class of every image, with `k` neighbours.
    pub predicted: Vec<usize>,
    /// The number of neighbours chosen inside training.
    pub k: usize,
    /// Class of every image with 20 neighbours.
    pub predicted_plain: Vec<usize>,
    /// What limited the choice, in words.
    pub note: Option<String>,
}

/// Predicts the class of every row of `test` from the training images.
///
/// `k` is chosen from `CHOICES` by the balanced accuracy of a grouped cross-validation inside
/// training (the largest among equals), deterministic in `seed`; the evaluated images take no part
/// in it. Labels are below `classes`, features finite ([`Features::check_finite`]).
pub fn knn(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    test: &Features,
    classes: usize,
    seed: u64,
) -> KnnOutcome {
    let train = train.normalised();
    let fold_of = assign_folds(labels, groups, FOLDS, seed);
    let (k, note) = if can_validate(&fold_of) {
        (choose_k(&train, labels, &fold_of, classes), None)
    } else {
        (PLAIN, Some("all training images are in one group, so k could not be chosen: 20".to_owned()))
    };
    let neighbours = nearest(&test.normalised(), &train, PLAIN);
    KnnOutcome {
        predicted: vote_all(&neighbours, labels, classes, k),
        k,
        predicted_plain: vote_all(&neighbours, labels, classes, PLAIN),
        note,
    }
}

fn choose_k(train: &Features, labels: &[usize], fold_of: &[usize], classes: usize) -> usize {
    let mut predicted = [(); CHOICES.len()].map(|()| vec![0; labels.len()]);
    for fold in 0..FOLDS {
        let (learn, ask) = split_at(fold_of, fold);
        if ask.is_empty() || learn.is_empty() {
            continue;
        }
        let learn_labels: Vec<usize> = learn.iter().map(|&i| labels[i]).collect();
        let neighbours = nearest(&train.subset(&ask), &train.subset(&learn), PLAIN);
        for (predicted, &k) in predicted.iter_mut().zip(&CHOICES) {
            for (&i, class) in ask.iter().zip(vote_all(&neighbours, &learn_labels, classes, k)) {
                predicted[i] = class;
            }
        }
    }
    let scores = predicted.map(|p| balanced_accuracy(labels, &p, classes).unwrap_or(0.0));
    let mut best = 0;
    for i in 1..CHOICES.len() {
        // Among equals more neighbours: less is left to one odd image.
        if scores[i] >= scores[best] {
            best = i;
        }
    }
    CHOICES[best]
}

/// The winning class of every list of neighbours, counting the first `k`; the smaller index among equals.
fn vote_all(neighbours: &[Vec<Neighbour>], labels: &[usize], classes: usize, k: usize) -> Vec<usize> {
    let mut counts = vec![0_usize; classes];
    for &label in labels {
        counts[label] += 1;
    }
    let first = counts.iter().position(|n| *n > 0).unwrap_or(0);
    neighbours
        .iter()
        .map(|list| {
            let mut votes = vec![0.0_f64; classes];
            for neighbour in list.iter().take(k) {
                let class = labels[neighbour.index];
                votes[class] +=
                    libm::exp(f64::from(neighbour.similarity) / TEMPERATURE) / counts[class] as f64;
            }
            // Where nobody votes (features of width 0), at least a class that was learnt.
            let mut best = first;
            for class in first + 1..classes {
                if votes[class] > votes[best] {
                    best = class;
                }
            }
            best
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_class_does_not_win_by_its_size() {
        // Ten images of class 0 and two of class 1, all equally similar: 10/10 against 2/2 would tie,
        // so class 1 wins as soon as one image of class 0 is missing among the neighbours.
        let near = |index| Neighbour { index, similarity: 0.5 };
        let labels: Vec<usize> = (0..12).map(|i| usize::from(i >= 10)).collect();
        let list: Vec<Neighbour> = (1..12).map(near).collect();
        assert_eq!(vote_all(&[list], &labels, 2, 20), [1]);
    }

    #[test]
    fn constant_features_and_one_group_give_predictions_not_a_panic() {
        let train = Features::new(3, 2, vec![0.0; 6]).unwrap();
        let outcome = knn(&train, &[0, 1, 1], &[0, 0, 0], &train, 3, 0);
        assert_eq!(outcome.predicted.len(), 3);
        assert!(outcome.note.is_some());
    }
}
