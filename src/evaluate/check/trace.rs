//! [`GroupTrace`]: by which feature the groups (slides, wells, donors) can be told, before and after a recipe.

use super::auc::auc;
use super::feature::Feature;
use super::pictures::Measured;
use super::sample::Sample;
use crate::dataset::Dataset;
use std::collections::BTreeMap;

/// The area from which on groups count as being told.
pub const TOLD: f64 = 0.7;
/// Fewest pairs of images of the same group that anything is said by.
const FEWEST_PAIRS: usize = 20;

/// By which feature groups can be told: the area under the ROC curve of pairs of images of one class, which are
/// nearer to each other where they come from the same group.
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
}

/// The trace of the groups; `None` where no class has images enough that share a group.
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
    })
}

/// An image: its place in the sample, its class, its group.
type Grouped<'a> = (usize, usize, &'a str);

/// One half of the grouped images. Both halves have images of every group, since groups are what is told.
fn halves<'a>(dataset: &'a Dataset, sample: &Sample, second: bool) -> Vec<Grouped<'a>> {
    let mut seen: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut half = Vec::new();
    for (place, image) in sample.images.iter().enumerate() {
        if let Some(group) = dataset.items.get(image.item).and_then(|item| item.group.as_deref()) {
            let count = seen.entry((image.class, group)).or_default();
            if (*count % 2 == 1) == second {
                half.push((place, image.class, group));
            }
            *count += 1;
        }
    }
    half
}

/// Pairs of images of one class, by their places in the sample.
struct Pairs {
    same: Vec<(usize, usize)>,
    different: Vec<(usize, usize)>,
}

impl Pairs {
    fn of(images: &[Grouped]) -> Self {
        let (mut same, mut different) = (Vec::new(), Vec::new());
        for (n, a) in images.iter().enumerate() {
            for b in images.iter().take(n).filter(|b| b.1 == a.1) {
                if a.2 == b.2 { &mut same } else { &mut different }.push((a.0, b.0));
            }
        }
        Self { same, different }
    }

    /// How much more alike two images of a group are in a feature than two of different groups.
    fn area(&self, measured: &Measured, place: usize) -> f64 {
        let apart = |pairs: &[(usize, usize)]| -> Vec<f32> {
            let apart = pairs.iter().flat_map(|&(a, b)| {
                let rows = |image: usize| measured.get(image).map_or(&[][..], Vec::as_slice);
                let turned = rows(b).iter().cycle().skip(1);
                rows(a).iter().zip(turned).filter_map(|(a, b)| Some((a.get(place)? - b.get(place)?).abs()))
            });
            apart.collect()
        };
        auc(&apart(&self.same), &apart(&self.different))
    }
}
