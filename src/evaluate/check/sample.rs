//! [`Sample`]: which images are looked at, in two halves: one to choose features by, one to judge them on.

use crate::dataset::{Dataset, Part, Parts};
use crate::evaluate::Random;
use std::collections::BTreeMap;

/// Fewest groups of a class that its halves are made of; with fewer, images are dealt one by one.
const FEWEST_GROUPS: usize = 4;
/// Fewest images of a class that anything is said about.
pub(super) const FEWEST_IMAGES: usize = 16;

/// An image that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Its place in the data set.
    pub item: usize,
    /// Its class.
    pub class: usize,
    /// In the half that features are judged on.
    pub judged: bool,
}

/// Images of the training part, at most so many of each class, in two halves that share no group where there are
/// groups enough.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The images, class after class.
    pub images: Vec<Looked>,
    /// How many of each class.
    pub of_class: Vec<usize>,
}

impl Sample {
    /// Draws them. Deterministic in `seed`.
    pub fn draw(dataset: &Dataset, parts: &Parts, per_class: usize, seed: u64) -> Self {
        let mut of_classes: Vec<Vec<usize>> = vec![Vec::new(); dataset.classes.len()];
        for item in parts.items(Part::Train) {
            if let Some(class) = dataset.items.get(item).and_then(|item| item.class)
                && let Some(items) = of_classes.get_mut(class)
            {
                items.push(item);
            }
        }
        let mut images = Vec::new();
        let mut of_class = Vec::new();
        for (class, mut items) in of_classes.into_iter().enumerate() {
            let mut random = Random::new(seed, 0xC4_EC00 + class as u64);
            random.shuffle(&mut items);
            items.truncate(per_class);
            of_class.push(items.len());
            if items.len() >= FEWEST_IMAGES {
                let judged = halves(dataset, &items);
                let looked = items.iter().zip(judged).map(|(&item, judged)| Looked { item, class, judged });
                images.extend(looked);
            }
        }
        Self { images, of_class }
    }

    /// Places in [`Sample::images`] of one half of a class.
    pub fn half(&self, class: usize, judged: bool) -> Vec<usize> {
        let places = self.images.iter().enumerate();
        places
            .filter(|(_, image)| image.class == class && image.judged == judged)
            .map(|(place, _)| place)
            .collect()
    }
}

/// For each item whether it is in the second half. Large groups are dealt first, each to the smaller half.
fn halves(dataset: &Dataset, items: &[usize]) -> Vec<bool> {
    let group = |item: usize| dataset.items.get(item).and_then(|item| item.group.as_deref());
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for &item in items {
        if let Some(group) = group(item) {
            *sizes.entry(group).or_default() += 1;
        }
    }
    let ungrouped = items.iter().filter(|item| group(**item).is_none()).count();
    if ungrouped > 0 || sizes.len() < FEWEST_GROUPS {
        return (0..items.len()).map(|place| place % 2 == 1).collect();
    }
    let mut order: Vec<(&str, usize)> = sizes.into_iter().collect();
    order.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let mut counts = [0, 0];
    let mut side: BTreeMap<&str, bool> = BTreeMap::new();
    for (group, size) in order {
        let second = counts[1] < counts[0];
        counts[usize::from(second)] += size;
        side.insert(group, second);
    }
    items
        .iter()
        .map(|&item| group(item).and_then(|group| side.get(group)).copied().unwrap_or_default())
        .collect()
}
