//! [`Chosen`]: the images of the part for choosing that are transformed: some of each class.

use super::Sample;
use crate::evaluate::Random;
use crate::run::Material;
use std::collections::BTreeSet;

/// Images of a class, at most.
const PER_CLASS: usize = 40;
/// Images in all that are aimed at where there are many classes.
const IN_ALL: usize = 600;
/// Images of a class that are taken however many classes there are.
const AT_LEAST: usize = 8;

/// Some of the images of a part.
#[derive(Debug)]
pub(super) struct Chosen {
    /// Their places in the list of the part's items.
    pub places: Vec<usize>,
    /// The items themselves, in the same order.
    pub items: Vec<usize>,
}

/// A sample of the labelled `items`, the same for the same seed.
pub(super) fn sample(material: &Material, items: &[usize], seed: u64) -> Chosen {
    let labels = material.labels(items);
    let classes = material.dataset.classes.len();
    let most = PER_CLASS.min((IN_ALL / classes.max(1)).max(AT_LEAST));
    let mut places = Vec::new();
    for class in 0..classes {
        let mut own: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == class).collect();
        Random::new(seed, 0x5A_0000 + class as u64).shuffle(&mut own);
        own.truncate(most);
        places.extend(own);
    }
    places.sort_unstable();
    let items = places.iter().map(|&i| items[i]).collect();
    Chosen { places, items }
}

impl Chosen {
    /// How many images and groups that is.
    pub fn sizes(&self, material: &Material) -> Sample {
        let labels = material.labels(&self.items);
        let count = |class: usize| labels.iter().filter(|l| **l == class).count();
        Sample {
            images: self.items.len(),
            groups: material.groups(&self.items).into_iter().collect::<BTreeSet<_>>().len(),
            per_class: material
                .dataset
                .classes
                .iter()
                .enumerate()
                .map(|(c, n)| (n.clone(), count(c)))
                .collect(),
        }
    }
}
