//! [`GroupTrace`]: by which feature the groups (slides, wells, donors) can be told, before and after a recipe.

use super::auc::auc;
use super::feature::Feature;
use super::pictures::Measured;
use super::sample::Sample;
use crate::dataset::Dataset;
use std::collections::{BTreeMap, BTreeSet};

/// The area from which on groups count as being told.
pub const TOLD: f64 = 0.7;
/// Fewest pairs of images of the same group, in each half, that anything is said by.
const FEWEST_PAIRS: usize = 30;
/// How many standard errors the area must lie from chance.
const SURE: f64 = 3.0;
/// Fewest groups of several images that are dealt to the halves whole.
const FEWEST_GROUPS: usize = 8;
/// About how many pairs of different groups are looked at.
const MOST_DIFFERENT: usize = 4000;

/// By which feature groups can be told: the area under the ROC curve of pairs of images, which are nearer to each other
/// where they come from the same group. Every feature counts from the mean of its class, so that groups are not told
/// by the classes that they have.
#[derive(Clone, Debug)]
pub struct GroupTrace {
    /// The feature that tells them best in the pictures as they are, chosen on one half of the images.
    pub feature: Feature,
    /// How well it tells them on the other half.
    pub before: f64,
    /// After the recipe.
    pub after: f64,
    /// What tells them best after the recipe.
    pub left: (Feature, f64),
    /// From which area on they count as being told: 0.7, and of few groups what chance does not do.
    pub told_from: f64,
}

/// The trace of the groups; `None` where too few images share one.
pub fn group_trace(
    dataset: &Dataset,
    sample: &Sample,
    features: &[Feature],
    (plain, whole): (&Measured, &Measured),
) -> Option<GroupTrace> {
    let halves = [halves(dataset, sample, false), halves(dataset, sample, true)];
    let [choosing, judging] = halves.each_ref().map(|half| Pairs::of(half));
    if choosing.same.len() < FEWEST_PAIRS || judging.same.len() < FEWEST_PAIRS {
        return None;
    }
    let best = |measured: &Measured| -> Option<(usize, Feature)> {
        let areas = features
            .iter()
            .enumerate()
            .map(|(place, feature)| (choosing.area(measured, place), place, *feature));
        areas.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, place, feature)| (place, feature))
    };
    let (place, feature) = best(plain)?;
    let (left_place, left) = best(whole)?;
    Some(GroupTrace {
        feature,
        before: judging.area(plain, place),
        after: judging.area(whole, place),
        left: (left, judging.area(whole, left_place)),
        told_from: TOLD.max(0.5 + SURE * judging.error_by_chance()),
    })
}

/// An image: its place in the sample, its class, its group.
type Grouped<'a> = (usize, usize, &'a str);

/// One half of the grouped images: every second group, or where there are few, every second image of each.
fn halves<'a>(dataset: &'a Dataset, sample: &Sample, second: bool) -> Vec<Grouped<'a>> {
    let grouped = sample.images.iter().enumerate().filter_map(|(place, image)| {
        let group = dataset.items.get(image.item).and_then(|item| item.group.as_deref())?;
        Some((place, image.class, group))
    });
    let grouped: Vec<Grouped> = grouped.collect();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for image in &grouped {
        *sizes.entry(image.2).or_default() += 1;
    }
    // By size, so that both halves have pairs; those of one image have none.
    let mut order: Vec<(&str, usize)> = sizes.into_iter().collect();
    order.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let by_groups = order.iter().filter(|(_, size)| *size > 1).count() >= FEWEST_GROUPS;
    let place: BTreeMap<&str, usize> =
        order.iter().enumerate().map(|(place, (group, _))| (*group, place)).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut half = grouped;
    half.retain(|image| {
        let count = seen.entry(image.2).or_default();
        *count += 1;
        let number = if by_groups { place.get(image.2).copied().unwrap_or_default() } else { *count };
        (number % 2 == 1) == second
    });
    half
}

/// Pairs of images, by their places among those of one half.
struct Pairs<'a> {
    images: &'a [Grouped<'a>],
    same: Vec<(usize, usize)>,
    different: Vec<(usize, usize)>,
}

impl<'a> Pairs<'a> {
    fn of(images: &'a [Grouped<'a>]) -> Self {
        // All places are below the number of images, here and in `area`.
        let (mut same, mut different) = (Vec::new(), Vec::new());
        for a in 0..images.len() {
            for b in 0..a {
                if images[a].2 == images[b].2 { &mut same } else { &mut different }.push((a, b));
            }
        }
        // So many of them say no more than some.
        let step = (different.len() / (MOST_DIFFERENT.max(1))).max(1);
        let different = different.into_iter().step_by(step).collect();
        Self { images, same, different }
    }

    /// Standard error of the area where groups leave no trace: that of a share of evenly spread ranks, one for each group
    /// with several images, since the pairs of a group go together.
    fn error_by_chance(&self) -> f64 {
        let groups: BTreeSet<&str> =
            self.same.iter().filter_map(|(a, _)| self.images.get(*a)).map(|image| image.2).collect();
        (1.0 / (12.0 * groups.len().max(1) as f64)).sqrt()
    }

    /// How much more alike two images of a group are in a feature than two of different groups.
    fn area(&self, measured: &Measured, place: usize) -> f64 {
        let rows: Vec<Vec<f32>> = self
            .images
            .iter()
            .map(|image| {
                let versions = measured.get(image.0).map_or(&[][..], Vec::as_slice);
                versions.iter().filter_map(|features| features.get(place)).copied().collect()
            })
            .collect();
        let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for (image, row) in self.images.iter().zip(&rows) {
            let sum = sums.entry(image.1).or_default();
            sum.0 += row.iter().copied().map(f64::from).sum::<f64>();
            sum.1 += row.len() as f64;
        }
        let mean = |class: usize| sums.get(&class).map_or(0.0, |(sum, count)| sum / count.max(1.0)) as f32;
        let centred: Vec<Vec<f32>> = self
            .images
            .iter()
            .zip(rows)
            .map(|(image, row)| row.into_iter().map(|value| value - mean(image.1)).collect())
            .collect();
        let apart = |pairs: &[(usize, usize)]| -> Vec<f32> {
            let apart = pairs.iter().flat_map(|&(a, b)| {
                let turned = centred[b].iter().cycle().skip(1);
                centred[a].iter().zip(turned).map(|(a, b)| (a - b).abs())
            });
            apart.collect()
        };
        auc(&apart(&self.same), &apart(&self.different))
    }
}
