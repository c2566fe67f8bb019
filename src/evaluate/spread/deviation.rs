//! By how much units (groups, or single images) differ from the middle one, without what is chance.

use super::ranges::FEWEST_UNITS;

/// How the images of a measurement belong together: for each its class and, where groups count, its group. Values are
/// given for these very images, so places are shared.
#[derive(Clone, Debug)]
pub(super) struct Membership {
    pub class: Vec<usize>,
    /// `None` where every image is a unit of its own.
    pub group: Option<Vec<usize>>,
}

impl Membership {
    /// The deviations of units from the middle unit of their class, each with the unit's number, in the scale of `values` (one an image, `None`
    /// where it could not be measured). `None` where too few units are left.
    ///
    /// With groups, the mean of each is taken, and what means of so few images differ by from chance alone is taken
    /// off: deviations are drawn together until their variance is that between groups (the method of moments of a
    /// one-way analysis of variance).
    pub fn deviations(&self, values: &[Option<f64>]) -> Option<Vec<(usize, f64)>> {
        let classes = self.class.iter().max().map_or(0, |most| most + 1);
        let centred: Vec<Vec<(usize, f64)>> = (0..classes)
            .map(|class| {
                let members = || (0..values.len()).filter(move |&i| self.class[i] == class);
                let of: Vec<(usize, f64)> =
                    members().filter_map(|i| Some((self.unit(i), values[i]?))).collect();
                let middle = median(means(&of).into_iter().map(|(_, mean, _)| mean).collect());
                of.into_iter().map(|(unit, v)| (unit, v - middle.unwrap_or(0.0))).collect()
            })
            .collect();
        let all: Vec<(usize, f64)> = centred.into_iter().flatten().collect();
        let units = means(&all);
        if units.len() < FEWEST_UNITS {
            return None;
        }
        let middle = median(units.iter().map(|(_, mean, _)| *mean).collect())?;
        let share = if self.group.is_some() { between_share(&all, &units) } else { 1.0 };
        Some(units.iter().map(|(unit, mean, _)| (*unit, (mean - middle) * share.sqrt())).collect())
    }

    /// The number of the unit that an image belongs to.
    pub fn unit(&self, image: usize) -> usize {
        self.group.as_ref().map_or(image, |group| group[image])
    }

    /// The mean vector of every unit, and of how many images.
    pub fn mean_vectors(&self, values: &[Option<[f64; 2]>]) -> Vec<([f64; 2], f64)> {
        let axis = |axis: usize| -> Vec<(usize, f64)> {
            let of = values.iter().enumerate();
            of.filter_map(|(i, v)| Some((self.unit(i), v.as_ref()?[axis]))).collect()
        };
        let (across, up) = (axis(0), axis(1));
        // What the mean of one unit differs by from chance, in both directions together.
        let chance = if self.group.is_some() { within(&across) + within(&up) } else { 0.0 };
        let pairs = means(&across).into_iter().zip(means(&up));
        pairs.map(|((_, x, count), (_, y, _))| ([x, y], chance / count as f64)).collect()
    }
}

/// For each unit its number, its mean and how many values it has, in the order of units.
fn means(values: &[(usize, f64)]) -> Vec<(usize, f64, usize)> {
    let mut sums = std::collections::BTreeMap::<usize, (f64, usize)>::new();
    for (unit, value) in values {
        let sum = sums.entry(*unit).or_default();
        *sum = (sum.0 + value, sum.1 + 1);
    }
    sums.into_iter().map(|(unit, (sum, count))| (unit, sum / count as f64, count)).collect()
}

/// The variance of single values about the mean of their unit; 0 where every unit has but one.
fn within(values: &[(usize, f64)]) -> f64 {
    let units = means(values);
    let mean_of: std::collections::BTreeMap<usize, f64> = units.iter().map(|(u, m, _)| (*u, *m)).collect();
    let squares: f64 = values.iter().map(|(u, v)| (v - mean_of.get(u).unwrap_or(v)).powi(2)).sum();
    let free = values.len().saturating_sub(units.len());
    if free == 0 { 0.0 } else { squares / free as f64 }
}

/// The share of the variance of the units' means that lies between units, 0 to 1.
fn between_share(values: &[(usize, f64)], units: &[(usize, f64, usize)]) -> f64 {
    let count = units.len() as f64;
    let mean = units.iter().map(|(_, m, _)| m).sum::<f64>() / count;
    let total = units.iter().map(|(_, m, _)| (m - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let chance = within(values) * units.iter().map(|(_, _, n)| 1.0 / *n as f64).sum::<f64>() / count;
    if total <= 0.0 { 0.0 } else { (1.0 - chance / total).max(0.0) }
}

/// The middle value; the mean of the two in the middle of an even number.
pub(super) fn median(values: Vec<f64>) -> Option<f64> {
    quantile(values, 0.5)
}

/// The value below which a share of all lie, straight between neighbours.
pub(super) fn quantile(mut values: Vec<f64>, share: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let place = share * values.len().checked_sub(1)? as f64;
    let (low, high) = (*values.get(place.floor() as usize)?, *values.get(place.ceil() as usize)?);
    Some(low + (high - low) * (place - place.floor()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Random;

    /// Groups that differ by `between`, images within them by 1.
    fn planted(between: f64, groups: usize, per_group: usize, seed: u64) -> Vec<f64> {
        let mut random = Random::new(seed, 0);
        // The sum of 12 even numbers is nearly normal, with variance 1.
        let mut normal = || (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
        let mut values = Vec::new();
        let mut group = Vec::new();
        for g in 0..groups {
            let level = between * normal();
            for _ in 0..per_group {
                values.push(Some(level + normal()));
                group.push(g);
            }
        }
        let membership = Membership { class: vec![0; values.len()], group: Some(group) };
        membership.deviations(&values).unwrap().into_iter().map(|(_, d)| d).collect()
    }

    fn spread(values: &[f64]) -> f64 {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
    }

    #[test]
    fn chance_is_taken_off_whatever_the_number_of_images() {
        for per_group in [3, 30] {
            let found = spread(&planted(0.5, 400, per_group, 5));
            assert!((found - 0.5).abs() < 0.06, "{per_group} a group: {found}");
        }
        // Groups that differ by nothing but chance hardly differ.
        let worst = (0..20).map(|seed| spread(&planted(0.0, 24, 6, seed))).fold(0.0, f64::max);
        assert!(worst < 0.35, "{worst}");
    }

    #[test]
    fn classes_that_differ_do_not_count() {
        // Two classes far apart, each with its own groups.
        let values: Vec<Option<f64>> =
            (0..40).map(|i| Some(f64::from(i / 20) * 100.0 + f64::from(i % 2))).collect();
        let class: Vec<usize> = (0..40).map(|i| i / 20).collect();
        let group: Vec<usize> = (0..40).map(|i| i / 4).collect();
        let found = Membership { class: class.clone(), group: Some(group) }.deviations(&values).unwrap();
        assert!(found.iter().all(|(_, d)| d.abs() < 1e-9), "{found:?}");
        let images = Membership { class, group: None }.deviations(&values).unwrap();
        assert!(images.len() == 40 && images.iter().all(|(_, d)| d.abs() <= 0.5));
        assert_eq!(Membership { class: vec![0; 3], group: None }.deviations(&values[..3]), None);
    }
}
