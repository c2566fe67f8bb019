//! [`swap`]: how often a difference this large comes about when the recipes' names are swapped at random in whole groups.
//!
//! Fisher's randomisation test for pairs (The Design of Experiments, 1935; Good, Permutation Tests, 2000): if the
//! recipes do not differ, each group's difference might as well have had the other sign. The share of sign patterns
//! whose sum is at least as far from 0 as the one that was seen is p: of all patterns, or, where groups are many, of
//! random ones, the seen one counted among them so that p is never 0 (Phipson and Smyth, Stat. Appl. Genet. Mol. Biol.
//! 2010).

use crate::evaluate::random::Random;
use serde::{Deserialize, Serialize};

/// Up to so many groups that differ, all patterns are looked at.
pub const MOST_EXACT: usize = 14;
/// Random patterns otherwise.
pub const MONTE_CARLO: u32 = 9_999;

/// What swapping says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SwapTest {
    /// Two-sided p.
    pub p: f64,
    /// Patterns that were looked at.
    pub patterns: u32,
    /// Whether those were all there are.
    pub exact: bool,
}

/// The test for differences of groups, of which the sum is what counts. A group without a difference changes nothing.
pub fn swap(differences: &[f64], random: &mut Random) -> SwapTest {
    let moving: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    let seen = moving.iter().sum::<f64>().abs();
    // Sums of the same numbers in another order differ in their last digits.
    let least = seen - 1e-9 * moving.iter().map(|d| d.abs()).sum::<f64>();
    if moving.len() <= MOST_EXACT {
        let patterns = 1_u32 << moving.len();
        let sum = |pattern: u32| -> f64 {
            moving.iter().enumerate().map(|(i, d)| if pattern >> i & 1 == 1 { -d } else { *d }).sum()
        };
        let as_far = (0..patterns).filter(|&pattern| sum(pattern).abs() >= least).count();
        return SwapTest { p: as_far as f64 / f64::from(patterns), patterns, exact: true };
    }
    let as_far = (0..MONTE_CARLO).filter(|_| random_sum(&moving, random).abs() >= least).count();
    let p = (as_far as f64 + 1.0) / (f64::from(MONTE_CARLO) + 1.0);
    SwapTest { p, patterns: MONTE_CARLO, exact: false }
}

/// The sum with signs by chance, 64 from one random number.
fn random_sum(differences: &[f64], random: &mut Random) -> f64 {
    let mut sum = 0.0;
    for block in differences.chunks(64) {
        let mut bits = random.next_u64();
        for d in block {
            sum += if bits & 1 == 1 { -d } else { *d };
            bits >>= 1;
        }
    }
    sum
}

/// The smallest p that swapping `groups` groups can give.
pub(super) fn smallest_p(groups: usize) -> f64 {
    if groups <= MOST_EXACT {
        0.5_f64.powi(groups as i32 - 1).min(1.0)
    } else {
        1.0 / (f64::from(MONTE_CARLO) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(differences: &[f64]) -> f64 {
        swap(differences, &mut Random::new(0, 0)).p
    }

    #[test]
    fn equals_scipy_where_all_patterns_are_counted() {
        // scipy.stats.permutation_test((d,), np.sum, permutation_type="samples", n_resamples=np.inf).pvalue
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        close(p(&[1.0, 2.0, 3.0, 4.0, 5.0]), 2.0 / 32.0);
        close(p(&[0.3, -0.1, 0.4, 0.2, -0.2, 0.5, 0.1, 0.3]), 0.093_75);
        close(p(&[1.0, -1.0, 1.0, -1.0]), 1.0);
        // Groups that do not differ neither help nor harm.
        close(p(&[1.0, 2.0, 0.0, 3.0, 0.0, 4.0, 5.0]), 2.0 / 32.0);
        close(p(&[]), 1.0);
        close(p(&[0.0, 0.0]), 1.0);
    }

    #[test]
    fn random_patterns_come_near_all_patterns_and_are_never_0() {
        let few: Vec<f64> = (0..14).map(|i| f64::from(i * i * 7919 % 101) / 50.0 - 0.8).collect();
        let exact = swap(&few, &mut Random::new(0, 0));
        assert!(exact.exact && exact.patterns == 16_384);
        // A fifteenth group that hardly counts: the same test, but by random patterns.
        let many: Vec<f64> = few.iter().copied().chain([1e-7]).collect();
        let random = swap(&many, &mut Random::new(0, 0));
        assert!(!random.exact && random.patterns == MONTE_CARLO);
        // Four standard errors of a share of 9999.
        let error = (exact.p * (1.0 - exact.p) / f64::from(MONTE_CARLO)).sqrt();
        assert!((random.p - exact.p).abs() < 4.0 * error + 1e-4, "{random:?} {exact:?}");
        assert_eq!(p(&[1.0; 40]), 1e-4);
        assert_eq!(smallest_p(8), p(&[1.0; 8]));
    }
}
