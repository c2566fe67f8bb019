//! Korn and Graubard's interval (Survey Methodology 1998): exact binomial limits at an effective number of images.
//!
//! At 0 and 100 % a bootstrap has no width, and grouped images count for less than independent ones.
//! Clopper and Pearson's limits are taken at n* = n / design effect, further reduced by
//! (t(n - 1) / t(groups - 1))^2. The design effect of a class at 0 or 100 % cannot be seen in that
//! class: the mean of the other classes stands for it, and where no class shows it every group counts
//! as one image.

use super::beta::{beta_quantile, t_975};

/// Clopper and Pearson's 95 % limits of `hits` among `n`, which need not be whole numbers.
pub fn clopper_pearson(hits: f64, n: f64) -> [f64; 2] {
    let misses = n - hits;
    let low = if hits <= 0.0 { 0.0 } else { beta_quantile(0.025, hits, misses + 1.0) };
    let high = if misses <= 0.0 { 1.0 } else { beta_quantile(0.975, hits + 1.0, misses) };
    [low, high]
}

/// The 95 % interval of a fraction of `n` images in `groups` groups (at least 2).
pub fn korn_graubard(share: f64, n: f64, groups: usize, design_effect: Option<f64>) -> [f64; 2] {
    let groups = groups as f64;
    let effective = design_effect.map_or(groups, |effect| (n / effect.max(1.0)).clamp(groups.min(n), n));
    let freedom = if n > 1.5 { (t_975(n - 1.0) / t_975(groups - 1.0)).powi(2) } else { 1.0 };
    let effective = effective * freedom.min(1.0);
    clopper_pearson(share * effective, effective)
}

/// How much wider grouping makes the variance of a class's fraction: the linearised variance over
/// groups divided by p (1 - p) / n. None at 0 or 100 % or with fewer than two groups.
///
/// `tallies` holds (correct, images) of every group.
pub fn design_effect(tallies: &[(f64, f64)]) -> Option<f64> {
    let correct: f64 = tallies.iter().map(|t| t.0).sum();
    let n: f64 = tallies.iter().map(|t| t.1).sum();
    let p = correct / n;
    if tallies.len() < 2 || !(p > 0.0 && p < 1.0) {
        return None;
    }
    let g = tallies.len() as f64;
    let between: f64 = tallies.iter().map(|t| (t.0 - p * t.1).powi(2)).sum();
    Some(g / (g - 1.0) * between / (n * p * (1.0 - p)))
}
