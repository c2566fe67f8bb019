//! [`crossed`]: the standard error of a difference that would be another one with other groups and other seeds.
//!
//! Owen (The pigeonhole bootstrap, Ann. Appl. Stat. 2007): groups and seeds are drawn again with replacement, each for
//! itself, and every cell counts as often as its group times its seed was drawn. He shows that the variance of such
//! draws counts the groups once, the seeds once and the residual three times. Each draw is therefore looked at with its
//! groups alone and with its seeds alone as well, which tells the three parts apart, and they are put together as in a
//! two-way analysis of variance: groups + seeds - residual, each enlarged by n / (n - 1) for the few things that were
//! drawn from. Degrees of freedom are Satterthwaite's (Biometrics 1946).
//!
//! Two or three seeds say little about how much luck there is in a seed: by chance they look alike, and an effect of
//! luck looks certain. So what the seeds of other classes say is taken into account (a moderated variance: Smyth, Stat.
//! Appl. Genet. Mol. Biol. 2004).

use crate::evaluate::interval::beta::{student_upper, t_975};
use crate::evaluate::random::Random;

/// Draws.
pub const RESAMPLES: usize = 2000;

/// How far an estimate may be from the truth: its standard error and degrees of freedom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Standard error.
    pub error: f64,
    /// Degrees of freedom.
    pub freedom: f64,
}

impl Spread {
    /// The 95 % interval about `estimate`, within -1..1.
    pub fn interval(&self, estimate: f64) -> [f64; 2] {
        let reach = t_975(self.freedom) * self.error;
        [(estimate - reach).max(-1.0), (estimate + reach).min(1.0)]
    }

    /// The two-sided p of "no difference".
    pub fn p(&self, estimate: f64) -> f64 {
        if self.error <= 0.0 {
            return if estimate == 0.0 { 1.0 } else { 0.0 };
        }
        (2.0 * student_upper(estimate.abs() / self.error, self.freedom)).min(1.0)
    }
}

/// What makes an estimate vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Variance by the groups.
    pub groups: f64,
    /// Degrees of freedom of that.
    pub group_freedom: f64,
    /// Variance by the seeds; 0 with a single seed.
    pub seeds: f64,
    /// Degrees of freedom of that; 0 with a single seed.
    pub seed_freedom: f64,
    /// The part that both of them hold.
    pub residual: f64,
}

/// A variance by the seeds that is expected from elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prior {
    /// The variance.
    pub variance: f64,
    /// The degrees of freedom that it is worth.
    pub freedom: f64,
}

impl Components {
    /// All together, with what is expected of the seeds, and `extra`, a variance that draws cannot show.
    pub fn spread(&self, prior: Prior, extra: f64) -> Spread {
        let Self { groups, group_freedom, residual, .. } = *self;
        if self.seed_freedom <= 0.0 {
            return Spread { error: (groups + extra).sqrt(), freedom: group_freedom };
        }
        let seed_freedom = self.seed_freedom + prior.freedom;
        let seeds = (self.seed_freedom * self.seeds + prior.freedom * prior.variance) / seed_freedom;
        let sum = (groups + seeds - residual).max(groups).max(seeds) + extra;
        let parts = groups.powi(2) / group_freedom
            + seeds.powi(2) / seed_freedom
            + residual.powi(2) / (group_freedom * seed_freedom);
        let most = group_freedom + seed_freedom;
        let satterthwaite = if parts > 0.0 { sum.powi(2) / parts } else { most };
        Spread { error: sum.sqrt(), freedom: satterthwaite.clamp(1.0, most) }
    }
}

/// What makes `statistic` vary, a function of how often every group and every seed counts, for groups that are drawn
/// within `strata` (numbers below `groups`) and `seeds` seeds. `None` where nothing can vary or the statistic is never
/// defined.
pub fn crossed(
    strata: &[Vec<usize>],
    groups: usize,
    seeds: usize,
    statistic: impl Fn(&[f64], &[f64]) -> Option<f64>,
    random: &mut Random,
) -> Option<Components> {
    let drawn_from: usize = strata.iter().map(Vec::len).sum();
    let freedom = drawn_from.checked_sub(strata.len()).filter(|&freedom| freedom > 0)? as f64;
    let mut each_group = vec![0.0; groups];
    for &group in strata.iter().flatten() {
        each_group[group] = 1.0;
    }
    let each_seed = vec![1.0; seeds];
    let (mut by_groups, mut by_seeds, mut by_both) =
        (Variance::default(), Variance::default(), Variance::default());
    let (mut drawn_groups, mut drawn_seeds) = (vec![0.0; groups], vec![0.0; seeds]);
    for _ in 0..RESAMPLES {
        drawn_groups.fill(0.0);
        for stratum in strata {
            for _ in stratum {
                drawn_groups[stratum[random.below(stratum.len())]] += 1.0;
            }
        }
        by_groups.add(statistic(&drawn_groups, &each_seed));
        if seeds > 1 {
            drawn_seeds.fill(0.0);
            for _ in 0..seeds {
                drawn_seeds[random.below(seeds)] += 1.0;
            }
            by_seeds.add(statistic(&each_group, &drawn_seeds));
            by_both.add(statistic(&drawn_groups, &drawn_seeds));
        }
    }
    let enlarge = drawn_from as f64 / freedom;
    let groups = by_groups.value()?;
    let alone = Components {
        groups: enlarge * groups,
        group_freedom: freedom,
        seeds: 0.0,
        seed_freedom: 0.0,
        residual: 0.0,
    };
    if seeds < 2 {
        return Some(alone);
    }
    let seed_freedom = seeds as f64 - 1.0;
    let enlarge_seeds = seeds as f64 / seed_freedom;
    let (seeds, both) = (by_seeds.value()?, by_both.value()?);
    let residual = enlarge * enlarge_seeds * (both - groups - seeds).max(0.0);
    Some(Components { seeds: enlarge_seeds * seeds, seed_freedom, residual, ..alone })
}

/// Mean and squared deviations, added one by one (Welford, Technometrics 1962).
#[derive(Default)]
struct Variance {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Variance {
    fn add(&mut self, value: Option<f64>) {
        let Some(value) = value else { return };
        self.count += 1.0;
        let off = value - self.mean;
        self.mean += off / self.count;
        self.squares += off * (value - self.mean);
    }

    fn value(&self) -> Option<f64> {
        (self.count >= 2.0).then(|| self.squares / (self.count - 1.0))
    }
}
