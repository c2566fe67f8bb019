//! 95 % intervals of recalls and of their mean, each by the method that its images allow.
//!
//! - images independent (each its own group): Wilson;
//! - a class at 0 or 100 % in at least two groups: Korn and Graubard;
//! - a class in at least [`ENOUGH_GROUPS`] groups: bootstrap over groups;
//! - otherwise none, and the reason.

pub(in crate::evaluate) mod beta;
mod bootstrap;
mod korn_graubard;
mod wilson;

use std::collections::BTreeMap;

pub use bootstrap::{RESAMPLES, Tally, bootstrap_balanced, bootstrap_share, expanded_percentiles};
pub use korn_graubard::{clopper_pearson, design_effect, korn_graubard};
pub use wilson::wilson;

use super::random::Random;

/// Groups a class needs before a bootstrap over them means something.
pub const ENOUGH_GROUPS: usize = 8;

/// The rule in one sentence, for a report.
pub const RULE: &str = "95 % intervals: bootstrap over groups (4000 resamples; of a recall Wilson's limits at the \
    effective number of images, of the balanced accuracy expanded percentiles) where a class has at least 8 groups; \
    Wilson where every image is independent; Korn-Graubard (Clopper-Pearson at the \
    effective number of images) at 0 and 100 %; otherwise none, with the reason";

/// An interval with its method, or the reason why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Interval {
    /// Lower and upper limit, 0..1, and the method's name.
    Limits([f64; 2], &'static str),
    /// No interval, and why.
    None(String),
}

impl Interval {
    /// The limits, if any.
    pub fn limits(&self) -> Option<[f64; 2]> {
        match self {
            Self::Limits(limits, _) => Some(*limits),
            Self::None(_) => None,
        }
    }

    /// How it was made, or "none" and why.
    pub fn method(&self) -> String {
        match self {
            Self::Limits(_, method) => (*method).to_owned(),
            Self::None(reason) => format!("none: {reason}"),
        }
    }
}

/// The intervals of one read-out.
#[derive(Clone, Debug)]
pub struct Intervals {
    /// Of every class's recall.
    pub recall: Vec<Interval>,
    /// Of the balanced accuracy.
    pub balanced: Interval,
    /// Of the share of all images that were recognised.
    pub natural: Interval,
    /// Groups that hold images of each class.
    pub groups: Vec<usize>,
}

/// Intervals for images with `labels` (below `classes`) in `groups`, of which `correct` holds 1 for
/// recognised, 0 for not, or the mean of several draws. Deterministic in `seed`.
pub fn intervals(
    correct: &[f64],
    labels: &[usize],
    groups: &[usize],
    classes: usize,
    seed: u64,
) -> Intervals {
    let tallies = tally(correct, labels, groups);
    let mut by_class = vec![Vec::new(); classes];
    for &(class, correct, n) in tallies.iter().flat_map(|t| &t.classes) {
        by_class[class].push((correct, n));
    }
    let effects: Vec<f64> = by_class.iter().filter_map(|c| design_effect(c)).collect();
    let effect = (!effects.is_empty()).then(|| effects.iter().sum::<f64>() / effects.len() as f64);
    let recall = by_class
        .iter()
        .enumerate()
        .map(|(class, tallies)| of_class(tallies, effect, &mut Random::new(seed, 0xC1_0000 + class as u64)))
        .collect();
    let natural = if tallies.is_empty() {
        Interval::None("this part holds no image".to_owned())
    } else {
        of_class(&all_classes(&tallies), effect, &mut Random::new(seed, 0xACC))
    };
    Intervals {
        recall,
        natural,
        balanced: of_balanced(&tallies, &by_class, effect, &mut Random::new(seed, 0xBA)),
        groups: by_class.iter().map(Vec::len).collect(),
    }
}

fn tally(correct: &[f64], labels: &[usize], groups: &[usize]) -> Vec<Tally> {
    let mut sums: BTreeMap<usize, BTreeMap<usize, (f64, f64)>> = BTreeMap::new();
    for ((&correct, &label), &group) in correct.iter().zip(labels).zip(groups) {
        let entry = sums.entry(group).or_default().entry(label).or_default();
        entry.0 += correct;
        entry.1 += 1.0;
    }
    sums.into_values()
        .map(|classes| Tally { classes: classes.into_iter().map(|(class, (c, n))| (class, c, n)).collect() })
        .collect()
}

/// (Correct, images) of every group, whatever the class.
fn all_classes(tallies: &[Tally]) -> Vec<(f64, f64)> {
    let sum = |tally: &Tally| {
        tally.classes.iter().fold((0.0, 0.0), |sum, &(_, correct, n)| (sum.0 + correct, sum.1 + n))
    };
    tallies.iter().map(sum).collect()
}

fn of_class(tallies: &[(f64, f64)], effect: Option<f64>, random: &mut Random) -> Interval {
    let n: f64 = tallies.iter().map(|t| t.1).sum();
    let correct: f64 = tallies.iter().map(|t| t.0).sum();
    let g = tallies.len();
    if g == 0 {
        return Interval::None("this part holds no image of the class".to_owned());
    }
    if g as f64 == n {
        return Interval::Limits(wilson(correct / n, n), "Wilson");
    }
    if g == 1 {
        return Interval::None(format!("all {n} images are in one group"));
    }
    if correct == 0.0 || correct == n {
        return Interval::Limits(korn_graubard(correct / n, n, g, effect), "Korn-Graubard");
    }
    if g < ENOUGH_GROUPS {
        return Interval::None(format!("only {g} groups; a bootstrap over groups needs {ENOUGH_GROUPS}"));
    }
    Interval::Limits(bootstrap_share(tallies, random), "bootstrap over groups")
}

fn of_balanced(
    tallies: &[Tally],
    by_class: &[Vec<(f64, f64)>],
    effect: Option<f64>,
    random: &mut Random,
) -> Interval {
    let g = tallies.len();
    if g < ENOUGH_GROUPS {
        return Interval::None(format!(
            "only {g} groups in all; a bootstrap over groups needs {ENOUGH_GROUPS}"
        ));
    }
    let present: Vec<&Vec<(f64, f64)>> = by_class.iter().filter(|c| !c.is_empty()).collect();
    let sizes = present.iter().map(|c| c.iter().map(|t| t.1).sum::<f64>());
    let shares =
        present.iter().map(|c| c.iter().map(|t| t.0).sum::<f64>() / c.iter().map(|t| t.1).sum::<f64>());
    let (low, high) = shares.fold((1.0_f64, 0.0_f64), |(low, high), p| (low.min(p), high.max(p)));
    if low >= 1.0 || high <= 0.0 {
        // No resample could differ: the exact limits, for as many images as the smallest class has in each.
        let n = sizes.fold(f64::INFINITY, f64::min) * present.len() as f64;
        return Interval::Limits(korn_graubard(low, n, g, effect), "Korn-Graubard");
    }
    match bootstrap_balanced(tallies, by_class.len(), random) {
        Some(limits) => Interval::Limits(limits, "bootstrap over groups"),
        None => Interval::None("every class is in a single group, so nothing can be resampled".to_owned()),
    }
}

#[cfg(test)]
mod tests;
