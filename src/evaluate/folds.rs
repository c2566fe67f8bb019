//! [`assign_folds`]: training images in folds for cross-validation, groups whole, classes spread evenly.

use std::collections::BTreeMap;

use super::random::Random;

/// Folds of the cross-validations inside training.
pub const FOLDS: usize = 5;

/// The fold (`0..folds`) of every image.
///
/// All images of a group fall into one fold. Groups are taken from large to small (in a random order
/// among equals, fixed by `seed`), and each goes to the fold in which its classes are least
/// represented so far: the greedy rule of scikit-learn's `StratifiedGroupKFold`, with the squared
/// share of each class as the measure. With fewer groups than folds some folds stay empty.
pub fn assign_folds(labels: &[usize], groups: &[usize], folds: usize, seed: u64) -> Vec<usize> {
    let n = labels.len().min(groups.len());
    let folds = folds.max(1);
    let classes = labels.iter().max().map_or(0, |m| m + 1);
    let mut totals = vec![0_usize; classes];
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..n {
        totals[labels[i]] += 1;
        members.entry(groups[i]).or_default().push(i);
    }
    let mut order: Vec<Vec<usize>> = members.into_values().collect();
    Random::new(seed, 0xF01D).shuffle(&mut order);
    // The sort is stable: equals keep their random order.
    order.sort_by_key(|images| std::cmp::Reverse(images.len()));

    let mut filled = vec![vec![0.0_f64; classes]; folds];
    let mut sizes = vec![0_usize; folds];
    let mut fold_of = vec![0; n];
    for images in order {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for &i in &images {
            *counts.entry(labels[i]).or_default() += 1.0 / totals[labels[i]] as f64;
        }
        // Adding g to share s raises the sum of squares by g * (2 s + g); g is the same in every fold.
        let cost = |fold: usize| counts.iter().map(|(&c, g)| g * filled[fold][c]).sum::<f64>();
        let best = (0..folds)
            .min_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(sizes[a].cmp(&sizes[b])))
            .unwrap_or(0);
        for (&c, g) in &counts {
            filled[best][c] += g;
        }
        sizes[best] += images.len();
        for i in images {
            fold_of[i] = best;
        }
    }
    fold_of
}

/// The images outside and inside `fold`: (to learn from, to predict).
pub fn split_at(fold_of: &[usize], fold: usize) -> (Vec<usize>, Vec<usize>) {
    (0..fold_of.len()).partition(|&i| fold_of[i] != fold)
}

/// True when cross-validation is possible: at least two folds hold images.
pub fn can_validate(fold_of: &[usize]) -> bool {
    fold_of.iter().any(|&f| Some(&f) != fold_of.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_never_split_a_group_whatever_the_sizes() {
        for seed in 0..200 {
            let mut random = Random::new(seed, 1);
            let n = 1 + random.below(300);
            let group_count = 1 + random.below(40);
            let groups: Vec<usize> = (0..n).map(|_| random.below(group_count)).collect();
            let labels: Vec<usize> = (0..n).map(|_| random.below(6)).collect();
            let fold_of = assign_folds(&labels, &groups, FOLDS, seed);
            assert_eq!(fold_of.len(), n);
            for i in 0..n {
                assert!(fold_of[i] < FOLDS);
                for j in 0..i {
                    assert!(groups[i] != groups[j] || fold_of[i] == fold_of[j]);
                }
            }
            assert_eq!(fold_of, assign_folds(&labels, &groups, FOLDS, seed));
        }
    }

    #[test]
    fn independent_images_are_spread_evenly_class_by_class() {
        let labels: Vec<usize> = (0..103).map(|i| usize::from(i % 7 == 0)).collect();
        let groups: Vec<usize> = (0..103).collect();
        let fold_of = assign_folds(&labels, &groups, FOLDS, 3);
        for class in 0..2 {
            let counts: Vec<usize> = (0..FOLDS)
                .map(|f| (0..103).filter(|&i| labels[i] == class && fold_of[i] == f).count())
                .collect();
            let (low, high) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
            assert!(high - low <= 1, "{counts:?}");
        }
    }

    #[test]
    fn one_group_cannot_be_validated() {
        assert!(!can_validate(&assign_folds(&[0, 1, 0], &[4, 4, 4], FOLDS, 0)));
        assert!(can_validate(&assign_folds(&[0, 1, 0], &[4, 5, 4], FOLDS, 0)));
        assert!(!can_validate(&[]));
    }
}
