//! What implausible versions have in common: the drawn value that tells marked versions best from the others.

use std::ops::Range;

/// How unlikely a finding must be by chance, after the correction for all that was looked at.
const LEVEL: f64 = 0.01;
/// Marked versions below which nothing is said.
const FEWEST: usize = 3;

/// On which side of the threshold the marked versions lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// They lie below it.
    Below,
    /// They lie above it.
    Above,
}

/// What a trait of marked versions is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shared {
    /// A value on one side of a threshold.
    Value {
        /// The side.
        side: Side,
        /// The threshold: a short number that parts the values.
        threshold: f64,
    },
    /// The step was applied, whatever its values.
    Applied,
}

/// What most marked versions have in common, and few others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Implausible {
    /// Which of the traits.
    pub of: usize,
    /// What is shared.
    pub shared: Shared,
    /// How many of the marked versions have it, and how many there are.
    pub marked: (usize, usize),
    /// How many of the other versions have it, and how many there are.
    pub others: (usize, usize),
    /// Fisher's exact test, one-sided, times the number of thresholds, sides and traits that were looked at.
    pub p: f64,
}

/// What the marked versions have in common, where it is clear.
///
/// `traits` has for each parameter a value a version, `None` where the step passed that version by. `marked` says which
/// versions are marked. A value counts only where the step was applied, so that "gamma below 0.6" and "gamma was
/// applied" are different things. Of all thresholds of all traits the least likely by chance is said, and only where
/// its p, multiplied by how many there were (Bonferroni), is below 0.01.
pub fn implausible(traits: &[Vec<Option<f64>>], marked: &[bool]) -> Option<Implausible> {
    let all = (marked.iter().filter(|m| **m).count(), marked.iter().filter(|m| !**m).count());
    if all.0 < FEWEST || all.1 == 0 {
        return None;
    }
    let counts = Counts::new(all.0 + all.1);
    let (mut best, mut looked_at): (Option<Implausible>, usize) = (None, 0);
    for (of, values) in traits.iter().enumerate() {
        for (shared, marked, others) in candidates(values, marked) {
            looked_at += 1;
            let p = counts.fisher((marked, all.0), (others, all.1));
            if best.is_none_or(|best| p < best.p) {
                best = Some(Implausible { of, shared, marked: (marked, all.0), others: (others, all.1), p });
            }
        }
    }
    let best = best.map(|best| Implausible { p: (best.p * looked_at as f64).min(1.0), ..best });
    best.filter(|best| best.p < LEVEL)
}

/// All ways in which one trait could be shared, with how many marked and other versions have it.
fn candidates(values: &[Option<f64>], marked: &[bool]) -> Vec<(Shared, usize, usize)> {
    let mut sorted: Vec<(f64, bool)> = values
        .iter()
        .zip(marked)
        .filter_map(|(value, marked)| value.filter(|v| v.is_finite()).map(|value| (value, *marked)))
        .collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = |of: Range<usize>| {
        let part = sorted.get(of).unwrap_or(&[]);
        let marked = part.iter().filter(|(_, marked)| *marked).count();
        (marked, part.len() - marked)
    };
    let (applied, passed) = (sorted.len(), values.len().min(marked.len()) - sorted.len());
    let mut found = Vec::new();
    if passed > 0 && applied > 0 {
        let (marked, others) = count(0..applied);
        found.push((Shared::Applied, marked, others));
    }
    let all = count(0..applied);
    let (mut below, mut before) = ((0, 0), None);
    for &(value, is_marked) in &sorted {
        if let Some(before) = before
            && before < value
        {
            let threshold = short_between(before, value);
            let (low, high) = (below, (all.0 - below.0, all.1 - below.1));
            found.push((Shared::Value { side: Side::Below, threshold }, low.0, low.1));
            found.push((Shared::Value { side: Side::Above, threshold }, high.0, high.1));
        }
        if is_marked {
            below.0 += 1;
        } else {
            below.1 += 1;
        }
        before = Some(value);
    }
    found
}

/// The number with the fewest decimals that is above `low` and not above `high`, nearest to their middle.
fn short_between(low: f64, high: f64) -> f64 {
    let middle = f64::midpoint(low, high);
    for decimals in -3..12 {
        let scale = 10_f64.powi(decimals);
        let short = (middle * scale).round() / scale;
        if short > low && short <= high {
            return short;
        }
    }
    middle
}

/// Logarithms of factorials, for Fisher's exact test.
struct Counts {
    factorials: Vec<f64>,
}

impl Counts {
    fn new(most: usize) -> Self {
        Self { factorials: (0..=most).map(|n| libm::lgamma(n as f64 + 1.0)).collect() }
    }

    fn choose(&self, n: usize, k: usize) -> f64 {
        let f = |n: usize| self.factorials.get(n).copied().unwrap_or(f64::INFINITY);
        f(n) - f(k) - f(n - k)
    }

    /// How likely at least `a` of `marked` have a trait that `a + b` of all have, if marking knows nothing of it.
    fn fisher(&self, (a, marked): (usize, usize), (b, others): (usize, usize)) -> f64 {
        let having = a + b;
        let all = self.choose(marked + others, having);
        let likely = |k: usize| libm::exp(self.choose(marked, k) + self.choose(others, having - k) - all);
        let sum: f64 = (a..=having.min(marked)).filter(|&k| having - k <= others).map(likely).sum();
        sum.min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Random;
    use std::slice::from_ref;

    /// Draws of five parameters for 60 versions, one of which is applied to half of them.
    fn draws(random: &mut Random, versions: usize) -> Vec<Vec<Option<f64>>> {
        let mut column = |share: f64| -> Vec<Option<f64>> {
            (0..versions)
                .map(|_| {
                    let value = random.unit() * 2.0;
                    (random.unit() < share).then_some(value)
                })
                .collect()
        };
        vec![column(1.0), column(1.0), column(0.5), column(1.0), column(0.8)]
    }

    #[test]
    fn the_planted_value_is_found() {
        for seed in 0..20 {
            let mut random = Random::new(seed, 0);
            let traits = draws(&mut random, 90);
            // Gamma below 0.6 looks wrong, and now and then something else does.
            let marked: Vec<bool> =
                traits[3].iter().map(|v| v.is_some_and(|v| v < 0.6) != (random.unit() < 0.05)).collect();
            let found = implausible(&traits, &marked).unwrap();
            let Shared::Value { side: Side::Below, threshold } = found.shared else { panic!("{found:?}") };
            assert!(found.of == 3 && (threshold - 0.6).abs() < 0.15, "{found:?}");
            assert!(found.marked.0 * 2 > found.marked.1 && found.p < 0.01, "{found:?}");
        }
    }

    #[test]
    fn a_step_that_is_implausible_whenever_it_is_applied_is_found() {
        let mut random = Random::new(1, 0);
        let traits = draws(&mut random, 60);
        let marked: Vec<bool> = traits[2].iter().map(Option::is_some).collect();
        let found = implausible(&traits, &marked).unwrap();
        let all = marked.iter().filter(|m| **m).count();
        assert_eq!(
            (found.of, found.shared, found.marked, found.others.0),
            (2, Shared::Applied, (all, all), 0)
        );
    }

    #[test]
    fn random_marks_have_nothing_in_common() {
        let found = (0..100)
            .filter(|&seed| {
                let mut random = Random::new(seed, 7);
                let traits = draws(&mut random, 60);
                let marked: Vec<bool> = (0..60).map(|_| random.unit() < 0.3).collect();
                implausible(&traits, &marked).is_some()
            })
            .count();
        assert!(found <= 3, "{found} of 100 random markings were said to have something in common");
    }

    #[test]
    fn few_marks_or_no_others_say_nothing() {
        let values: Vec<Option<f64>> = (0..40).map(|i| Some(f64::from(i))).collect();
        let marks = |n: usize| (0..40).map(|i| i < n).collect::<Vec<_>>();
        assert_eq!(implausible(from_ref(&values), &marks(2)), None);
        assert_eq!(implausible(from_ref(&values), &marks(40)), None);
        let six = implausible(from_ref(&values), &marks(6)).unwrap();
        assert_eq!(six.shared, Shared::Value { side: Side::Below, threshold: 6.0 });
        assert_eq!(implausible(&[], &marks(6)), None);
        let constant = vec![Some(1.0); 40];
        assert_eq!(implausible(&[constant], &marks(6)), None);
    }

    #[test]
    fn thresholds_are_short_numbers_between_two_values() {
        assert_eq!(short_between(0.5812, 0.6274), 0.6);
        assert_eq!(short_between(-120.0, 31.0), 0.0);
        assert_eq!(short_between(0.0, 1.0), 1.0);
        assert_eq!(short_between(2.44, 2.45), 2.45);
        let (low, high) = (0.123_456_789_012_3, 0.123_456_789_012_4);
        assert!(short_between(low, high) >= low);
    }

    #[test]
    fn fisher_is_that_of_the_tea_tasting_lady() {
        let counts = Counts::new(8);
        assert!((counts.fisher((4, 4), (0, 4)) - 1.0 / 70.0).abs() < 1e-12);
        assert!((counts.fisher((3, 4), (1, 4)) - 17.0 / 70.0).abs() < 1e-12);
        assert!((counts.fisher((0, 4), (4, 4)) - 1.0).abs() < 1e-12);
    }
}
