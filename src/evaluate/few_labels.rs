//! The linear probe with few labels: what an encoder gives to somebody who labels so and so many images a class.

use rayon::prelude::*;
use std::fmt::Write;

use super::features::{Features, Standardiser};
use super::linear::{LinearOutcome, probe};
use super::random::Random;

/// Independent draws of those labels; read-outs are their mean.
pub const DRAWS: usize = 5;

/// What the probes of all draws say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FewLabelsOutcome {
    /// Class of every image, draw by draw.
    pub predicted: Vec<Vec<usize>>,
    /// The penalty of each draw.
    pub penalties: Vec<f64>,
    /// Classes (by index) with fewer training images than were asked for, and how many they have.
    pub short: Vec<(usize, usize)>,
}

impl FewLabelsOutcome {
    /// Takes over the classes that are short in `other`, with the smaller of both numbers.
    pub(super) fn keep_shortest(&mut self, other: &Self) {
        for &(class, n) in &other.short {
            match self.short.iter_mut().find(|(known, _)| *known == class) {
                Some((_, least)) => *least = n.min(*least),
                None => self.short.push((class, n)),
            }
        }
    }
}

/// Fits `DRAWS` probes, each to `budget` random training images of every class. The images of a small budget are among
/// those of a larger one, so that budgets differ by less chance.
///
/// Features are standardised on all training images, labelled or not: it is labels that are scarce,
/// not images. The penalty of each draw is chosen on its own images alone.
pub fn few_labels(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    test: &Features,
    classes: usize,
    budget: usize,
    seed: u64,
) -> FewLabelsOutcome {
    let standardiser = Standardiser::fit(train);
    let (train, test) = (standardiser.apply(train), standardiser.apply(test));
    let mut by_class = vec![Vec::new(); classes];
    for (i, &label) in labels.iter().enumerate() {
        by_class[label].push(i);
    }
    let short = by_class
        .iter()
        .enumerate()
        .filter(|(_, images)| !images.is_empty() && images.len() < budget)
        .map(|(class, images)| (class, images.len()))
        .collect();
    let outcomes: Vec<LinearOutcome> = (0..DRAWS)
        .into_par_iter()
        .map(|draw| {
            let mut random = Random::new(seed, 0xFE_0000 + draw as u64);
            let mut chosen = Vec::new();
            for images in &by_class {
                let mut images = images.clone();
                random.shuffle(&mut images);
                chosen.extend(images.into_iter().take(budget));
            }
            let pick = |of: &[usize]| chosen.iter().map(|&i| of[i]).collect::<Vec<_>>();
            probe(&train.subset(&chosen), &pick(labels), &pick(groups), &test, classes, seed)
        })
        .collect();
    FewLabelsOutcome {
        penalties: outcomes.iter().map(|o| o.penalty).collect(),
        predicted: outcomes.into_iter().map(|o| o.predicted).collect(),
        short,
    }
}

/// What a reader must know of the draws, in words.
pub(super) fn in_words(outcome: &FewLabelsOutcome, budget: usize, classes: &[String]) -> String {
    let mut words = format!(
        "mean of {} draws of {budget} labels a class; intervals are over images, not over draws",
        outcome.predicted.len()
    );
    for &(class, n) in &outcome.short {
        let name = classes.get(class).map_or("", String::as_str);
        let _ = write!(words, "; {name} has only {n} training images");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_class_gives_all_it_has_and_is_named() {
        let x = Features::new(33, 1, (0..33).map(|i| if i < 30 { 0.0 } else { 5.0 }).collect()).unwrap();
        let labels: Vec<usize> = (0..33).map(|i| usize::from(i >= 30)).collect();
        let groups: Vec<usize> = (0..33).collect();
        let outcome = few_labels(&x, &labels, &groups, &x, 3, 10, 1);
        assert_eq!(outcome.short, [(1, 3)]);
        assert_eq!(outcome.predicted.len(), DRAWS);
        assert!(outcome.predicted.iter().all(|p| *p == labels));
        let names = ["many", "few", "none"].map(String::from);
        assert!(in_words(&outcome, 10, &names).ends_with("; few has only 3 training images"));
    }
}
