//! [`Resampling`]: images drawn again with their groups, the same draws for every figure that is compared.
//!
//! Whole groups are drawn with replacement within strata, a group's stratum being the rarest class (by groups)
//! that it holds, as for the balanced accuracy. An image without a group is a group of its own. Limits are
//! expanded percentiles (Hesterberg, Am. Stat. 2015), see [`super::interval`].

use std::collections::BTreeMap;

use super::interval::{ENOUGH_GROUPS, expanded_percentiles};
use super::random::Random;

/// Draws: enough for 95 % limits that are read to two digits.
pub(super) const SAMPLES: usize = 1000;
/// A figure that is defined in fewer of the draws has no interval.
const FEWEST: f64 = 0.9;

/// How often every group is in each of [`SAMPLES`] draws.
#[derive(Clone, Debug)]
pub(super) struct Resampling {
    /// Of every image the place of its group in a draw.
    unit_of: Vec<usize>,
    units: usize,
    strata: usize,
    /// Groups that hold images of each class.
    holding: Vec<usize>,
    /// Draw after draw, how often each group is in it.
    counts: Vec<u16>,
}

impl Resampling {
    /// Draws for images with `labels` (below `classes`) in `groups`; deterministic in `seed`.
    pub fn new(labels: &[usize], groups: &[usize], classes: usize, seed: u64) -> Self {
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        for &group in groups {
            let next = places.len();
            places.entry(group).or_insert(next);
        }
        let unit_of: Vec<usize> = groups.iter().filter_map(|g| places.get(g).copied()).collect();
        let units = places.len();
        let mut held: Vec<Vec<usize>> = vec![Vec::new(); units];
        for (&unit, &label) in unit_of.iter().zip(labels) {
            if !held[unit].contains(&label) {
                held[unit].push(label);
            }
        }
        let mut holding = vec![0_usize; classes];
        for &class in held.iter().flatten() {
            holding[class] += 1;
        }
        let mut strata: Vec<Vec<usize>> = vec![Vec::new(); classes];
        for (unit, classes) in held.iter().enumerate() {
            if let Some(&rarest) = classes.iter().min_by_key(|&&c| (holding[c], c)) {
                strata[rarest].push(unit);
            }
        }
        strata.retain(|stratum| !stratum.is_empty());
        let mut random = Random::new(seed, 0x5A3B);
        let mut counts = vec![0_u16; SAMPLES * units];
        for draw in counts.chunks_exact_mut(units.max(1)) {
            for stratum in &strata {
                for _ in 0..stratum.len() {
                    draw[stratum[random.below(stratum.len())]] += 1;
                }
            }
        }
        Self { unit_of, units, strata: strata.len(), holding, counts }
    }

    /// How often every group is in draw number `sample`, which must be below [`SAMPLES`].
    pub fn of_groups(&self, sample: usize) -> &[u16] {
        &self.counts[sample * self.units..(sample + 1) * self.units]
    }

    /// The place of an image's group in [`Resampling::of_groups`].
    pub fn group_of(&self, image: usize) -> usize {
        self.unit_of[image]
    }

    /// How often every image is in draw number `sample`, one after the other.
    pub fn of_images(&self, sample: usize) -> impl Iterator<Item = f64> + '_ {
        let counts = self.of_groups(sample);
        self.unit_of.iter().map(move |&unit| f64::from(counts[unit]))
    }

    /// The interval of a figure of one class from its values in the draws.
    pub fn interval_of_class(&self, class: usize, values: Vec<f64>) -> Result<[f64; 2], String> {
        let groups = self.holding.get(class).copied().unwrap_or(0);
        limits(values, groups, groups.saturating_sub(1))
    }

    /// The interval of a figure of all images from its values in the draws.
    pub fn interval(&self, values: Vec<f64>) -> Result<[f64; 2], String> {
        limits(values, self.units, self.units.saturating_sub(self.strata))
    }
}

fn limits(mut values: Vec<f64>, groups: usize, freedom: usize) -> Result<[f64; 2], String> {
    if groups < ENOUGH_GROUPS {
        return Err(format!(
            "only {groups} groups or independent images; a bootstrap over them needs {ENOUGH_GROUPS}"
        ));
    }
    if freedom == 0 {
        return Err("every class is in a single group, so nothing can be resampled".to_owned());
    }
    values.retain(|v| v.is_finite());
    if (values.len() as f64) < FEWEST * SAMPLES as f64 {
        return Err("in too many of the resamples the figure is not defined".to_owned());
    }
    Ok(expanded_percentiles(&mut values, groups as f64, freedom as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stay_whole_and_no_class_vanishes() {
        let labels: Vec<usize> = (0..60).map(|i| usize::from(i >= 40)).collect();
        let groups: Vec<usize> = (0..60).map(|i| i / 2).collect();
        let draws = Resampling::new(&labels, &groups, 2, 1);
        for sample in 0..SAMPLES {
            let w: Vec<f64> = draws.of_images(sample).collect();
            assert!((0..30).all(|g| w[2 * g] == w[2 * g + 1]));
            assert_eq!(w.iter().take(40).sum::<f64>(), 40.0);
            assert_eq!(w.iter().skip(40).sum::<f64>(), 20.0);
        }
        assert_eq!(draws.counts, Resampling::new(&labels, &groups, 2, 1).counts);
        assert_ne!(draws.counts, Resampling::new(&labels, &groups, 2, 2).counts);
    }

    #[test]
    fn too_few_groups_or_values_give_words() {
        let draws = Resampling::new(&[0, 0, 1, 1], &[0, 0, 1, 1], 3, 0);
        assert!(draws.interval_of_class(0, vec![1.0; SAMPLES]).unwrap_err().contains("only 1 groups"));
        assert!(draws.interval_of_class(2, vec![]).unwrap_err().contains("only 0 groups"));
        assert!(draws.interval(vec![1.0; SAMPLES]).is_err());
        let labels = vec![0; 20];
        let draws = Resampling::new(&labels, &(0..20).collect::<Vec<_>>(), 1, 0);
        assert!(draws.interval(vec![f64::NAN; SAMPLES]).unwrap_err().contains("not defined"));
        assert_eq!(draws.interval(vec![0.25; SAMPLES]).unwrap(), [0.25, 0.25]);
        assert_eq!(Resampling::new(&[], &[], 0, 0).units, 0);
    }
}
