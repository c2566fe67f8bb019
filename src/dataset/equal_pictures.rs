//! Pictures with equal pixels: which they are, and which of them fell into two parts.

use super::Dataset;
use super::parts::{Part, Parts};
use std::collections::BTreeMap;

/// Pairs that are named one by one.
const NAMED: usize = 3;

impl Dataset {
    /// Images with equal pixels, each set by its items in order; images that are like no other are not among them.
    pub fn equal_pictures(&self) -> Vec<Vec<usize>> {
        let mut by_content: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (item, slot) in self.slots.iter().enumerate() {
            if let Some((_, Ok(seen))) = self.opened.seen.get(*slot) {
                by_content.entry(seen.content).or_default().push(item);
            }
        }
        let mut sets: Vec<Vec<usize>> = by_content.into_values().filter(|items| items.len() > 1).collect();
        sets.sort();
        sets
    }
}

impl Parts {
    /// Images with equal pixels that fell into two parts: the first two of each set, with their parts.
    pub fn equal_in_two(&self, dataset: &Dataset) -> Vec<[(usize, Part); 2]> {
        let part = |item: usize| Some((item, self.of.get(item).copied().flatten()?));
        let torn = |items: Vec<usize>| {
            let mut parts = items.into_iter().filter_map(part);
            let first = parts.next()?;
            let other = parts.find(|(_, part)| *part != first.1)?;
            Some([first, other])
        };
        dataset.equal_pictures().into_iter().filter_map(torn).collect()
    }

    /// Says which images with equal pixels are in two parts.
    pub(super) fn note_equal(&mut self, dataset: &Dataset) {
        let torn = self.equal_in_two(dataset);
        if torn.is_empty() {
            return;
        }
        let name = |(item, part): (usize, Part)| {
            let key = dataset.items.get(item).map_or("", |item| item.key.as_str());
            format!("{key} ({})", part.word())
        };
        let named: Vec<String> =
            torn.iter().take(NAMED).map(|[a, b]| format!("{} = {}", name(*a), name(*b))).collect();
        let more =
            if torn.len() > NAMED { format!(" and {} more", torn.len() - NAMED) } else { String::new() };
        let pictures = if torn.len() == 1 { "picture is" } else { "pictures are" };
        self.notes.push(format!(
            "{} {pictures} in two parts with equal pixels, which makes results too good: {}{more}; take one of each away, or \
             choose a group that keeps them together",
            torn.len(),
            named.join(", ")
        ));
    }
}
