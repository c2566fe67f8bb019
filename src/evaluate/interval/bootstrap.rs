//! Bootstrap over groups: what the figures might have been with other plates, slides or movies.
//!
//! Whole groups are drawn again with replacement.
//!
//! Of a recall the draws give the variance, and that the effective number of images, at which Wilson's limits are taken
//! (Franco, Little, Louis and Slud, J. Surv. Stat. Methodol. 2019), reduced by (t(n - 1) / t(groups - 1))^2 as by Korn
//! and Graubard (1998). Percentiles of the draws themselves covered 92.7 % in a trial with 100 images in 8 groups, and
//! anything from 92 to 100 % by how high the recall is; these limits cover 94.1 to 97.0 % (`scripts/bars/calibration`).
//!
//! Of the balanced accuracy the limits are expanded percentiles (Hesterberg, Am. Stat. 2015): with few groups plain
//! percentiles are too narrow, so the tail is the normal's beyond sqrt(G / (G - 1)) t(G - 1) instead of 2.5 %.

use super::beta::t_975;
use super::wilson::wilson;
use crate::evaluate::random::Random;

/// Bootstrap samples.
pub const RESAMPLES: usize = 4000;

/// The images of one group: the sum of `correct` and the number of images, class by class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// (class, correct, images) of the classes that the group holds, ascending by class.
    pub classes: Vec<(usize, f64, f64)>,
}

/// Grouped images count at most as much as twice as many independent ones: a smaller variance is chance.
const LEAST_EFFECT: f64 = 0.5;

/// The 95 % interval of sum(correct) / sum(images), which is neither 0 nor 1, over groups given as (correct, images);
/// at least two.
pub fn bootstrap_share(tallies: &[(f64, f64)], random: &mut Random) -> [f64; 2] {
    let g = tallies.len();
    let shares: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let (mut correct, mut n) = (0.0, 0.0);
            for _ in 0..g {
                let (c, m) = tallies[random.below(g)];
                correct += c;
                n += m;
            }
            correct / n
        })
        .collect();
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    let drawn = shares.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (shares.len() - 1) as f64;
    let (groups, n) = (g as f64, tallies.iter().map(|t| t.1).sum::<f64>());
    let p = tallies.iter().map(|t| t.0).sum::<f64>() / n;
    let variance = drawn * groups / (groups - 1.0);
    let effect = (variance * n / (p * (1.0 - p))).max(LEAST_EFFECT);
    let few = if n > 1.5 { (t_975(n - 1.0) / t_975(groups - 1.0)).powi(2).min(1.0) } else { 1.0 };
    wilson(p, n / effect * few)
}

/// The 95 % interval of the balanced accuracy over `groups`.
///
/// Groups are drawn within strata, a group's stratum being the rarest class (by groups) it holds; a
/// sample in which a class vanished all the same is drawn again. None when every stratum holds a
/// single group: nothing can vary then.
pub fn bootstrap_balanced(groups: &[Tally], classes: usize, random: &mut Random) -> Option<[f64; 2]> {
    let mut holding = vec![0_usize; classes];
    for &(class, _, _) in groups.iter().flat_map(|g| &g.classes) {
        holding[class] += 1;
    }
    let mut strata = vec![Vec::new(); classes];
    for group in groups {
        let rarest = group.classes.iter().map(|t| t.0).min_by_key(|&c| holding[c]);
        if let Some(class) = rarest {
            strata[class].push(group);
        }
    }
    strata.retain(|stratum| !stratum.is_empty());
    let freedom = groups.len().saturating_sub(strata.len());
    if freedom == 0 {
        return None;
    }
    let mut values: Vec<f64> =
        (0..RESAMPLES).filter_map(|_| (0..100).find_map(|_| resample(&strata, &holding, random))).collect();
    (!values.is_empty()).then(|| expanded_percentiles(&mut values, groups.len() as f64, freedom as f64))
}

/// The balanced accuracy of one sample; None when a class vanished.
fn resample(strata: &[Vec<&Tally>], holding: &[usize], random: &mut Random) -> Option<f64> {
    let mut sums = vec![(0.0, 0.0); holding.len()];
    for stratum in strata {
        for _ in 0..stratum.len() {
            for &(class, correct, n) in &stratum[random.below(stratum.len())].classes {
                sums[class].0 += correct;
                sums[class].1 += n;
            }
        }
    }
    let mut total = 0.0;
    let mut present = 0.0;
    for (&(correct, n), &held) in sums.iter().zip(holding) {
        if held > 0 {
            if n == 0.0 {
                return None;
            }
            total += correct / n;
            present += 1.0;
        }
    }
    (present > 0.0).then(|| total / present)
}

/// Expanded percentile limits of bootstrapped `values` (at least one) for `g` groups with `freedom` degrees of freedom.
pub fn expanded_percentiles(values: &mut [f64], g: f64, freedom: f64) -> [f64; 2] {
    values.sort_unstable_by(f64::total_cmp);
    let reach = (g / freedom).sqrt() * t_975(freedom);
    let tail = 0.5 * libm::erfc(reach / std::f64::consts::SQRT_2);
    let at = |share: f64| {
        let position = share * (values.len() - 1) as f64;
        let below = position.floor() as usize;
        let above = (below + 1).min(values.len() - 1);
        values[below] + (position - below as f64) * (values[above] - values[below])
    };
    [at(tail), at(1.0 - tail)]
}
