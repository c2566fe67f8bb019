//! [`Parts`]: which images train, which choose between pipelines, and which are kept for the report.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::Dataset;

/// Below this many groups a class, a third part would be too small to say anything.
pub(super) const FEWEST_GROUPS: usize = 8;
/// The same without groups: images a class.
const FEWEST_IMAGES: usize = 50;
/// Goes into the order in which groups are dealt. A constant, so that every run of a data set, whatever
/// its seed, is judged on the same images.
const SALT: &str = "augscope parts 1 ";

/// A part of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Pretraining and the read-outs' training.
    Train,
    /// Live curves and every comparison.
    Choose,
    /// Sealed until the end of a study.
    Report,
}

impl Part {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Choose => "choose",
            Self::Report => "report",
        }
    }
}

/// The part of every item.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// For each item its part; `None` for unlabelled ones.
    pub of: Vec<Option<Part>>,
    /// True when the set is too small for a sealed part: train and choose only.
    pub exploratory: bool,
    /// What the user should know about the split.
    pub notes: Vec<String>,
    /// See [`Parts::pretraining_items`].
    pretraining: Vec<usize>,
}

/// Items that must stay together.
struct Group {
    name: String,
    items: Vec<usize>,
    /// `(class, images)`, labelled images only.
    classes: Vec<(usize, usize)>,
    size: usize,
}

impl Parts {
    /// Splits by group, stratified by class: 60 % train, 20 % choose, 20 % report; small sets 75 % and 25 %.
    pub fn split(dataset: &Dataset) -> Self {
        let keys = dataset.items.iter().map(|i| (i.key.as_str(), i.group.as_deref(), i.class));
        let mut groups = gather(keys);
        let classes = dataset.classes.len();
        let (mut images, mut group_counts) = (vec![0_usize; classes], vec![0_usize; classes]);
        for (class, n) in groups.iter().flat_map(|g| &g.classes) {
            images[*class] += n;
            group_counts[*class] += 1;
        }
        let grouped = dataset.group_column.is_some();
        let (counts, fewest) =
            if grouped { (&group_counts, FEWEST_GROUPS) } else { (&images, FEWEST_IMAGES) };
        let mut notes = Vec::new();
        let given = given_parts(dataset, &groups, &mut notes);
        let (shares, dealt, exploratory): (&[_], _, _) = if let Some(given) = given {
            let (dealt, shares) = deal_given(&mut groups, &given, classes);
            (shares, dealt, !given.values().any(|part| *part == Part::Report))
        } else {
            let short = counts.iter().position(|&n| n < fewest);
            if let Some(class) = short {
                let name = dataset.classes.get(class).map_or("", String::as_str);
                let unit = if grouped { "groups" } else { "images" };
                notes.push(format!(
                    "exploratory: the class {name:?} has only {} {unit} (fewer than {fewest}), so there is no part for \
                     a final report; images are split 75 % for training and 25 % for choosing",
                    counts[class]
                ));
            }
            let shares: &[(Part, f64)] = if short.is_some() { &TWO } else { &THREE };
            (shares, deal(&mut groups, &images, &group_counts, shares), short.is_some())
        };
        let mut of = vec![None; dataset.items.len()];
        let mut pretraining = Vec::new();
        for (group, part) in groups.iter().zip(&dealt) {
            for &item in &group.items {
                let labelled = dataset.items.get(item).is_some_and(|i| i.class.is_some());
                if labelled {
                    of[item] = *part;
                }
                if matches!(part, None | Some(Part::Train)) {
                    pretraining.push(item);
                }
            }
        }
        pretraining.sort_unstable();
        let mut parts = Self { of, exploratory, notes, pretraining };
        parts.note_missing(dataset, shares);
        parts.note_equal(dataset);
        parts
    }

    /// The items of one part, in order.
    pub fn items(&self, part: Part) -> Vec<usize> {
        self.of.iter().enumerate().filter(|(_, p)| **p == Some(part)).map(|(i, _)| i).collect()
    }

    /// The training part and the unlabelled images whose group is in no other part, in order.
    pub fn pretraining_items(&self) -> &[usize] {
        &self.pretraining
    }

    fn note_missing(&mut self, dataset: &Dataset, shares: &[(Part, f64)]) {
        for (class, name) in dataset.classes.iter().enumerate() {
            for (part, _) in shares {
                let there = dataset.items.iter().zip(&self.of);
                if !there.into_iter().any(|(i, p)| i.class == Some(class) && *p == Some(*part)) {
                    let part = part.word();
                    self.notes
                        .push(format!("the class {name:?} has too few groups to be in the part {part:?}"));
                }
            }
        }
    }
}

/// Shares of a set that is too small for a report.
const TWO: [(Part, f64); 2] = [(Part::Train, 0.75), (Part::Choose, 0.25)];
/// Shares of any other.
const THREE: [(Part, f64); 3] = [(Part::Train, 0.6), (Part::Choose, 0.2), (Part::Report, 0.2)];

/// The part that each group came with, by its name; `None` where the data set came without parts, or where they tear
/// groups apart.
fn given_parts(
    dataset: &Dataset,
    groups: &[Group],
    notes: &mut Vec<String>,
) -> Option<HashMap<String, Part>> {
    let column = dataset.split_column.as_ref()?;
    let given = |item: &usize| dataset.items.get(*item).and_then(|item| item.given);
    let mut parts = HashMap::new();
    let mut torn = 0;
    for group in groups {
        let mut of_items = group.items.iter().filter_map(given);
        let Some(part) = of_items.next() else { continue };
        torn += usize::from(of_items.any(|other| other != part));
        parts.insert(group.name.clone(), part);
    }
    let kinds =
        [Part::Train, Part::Choose, Part::Report].map(|kind| parts.values().any(|part| *part == kind));
    if torn > 0 {
        let of = dataset.group_column.as_deref().unwrap_or("group");
        notes.push(format!(
            "{column} puts images of one {of} into several parts ({torn} such): the parts are dealt by {of} instead, since \
             images of one {of} in two parts make results too good"
        ));
        return None;
    }
    if !kinds[0] || !(kinds[1] || kinds[2]) {
        notes.push(format!(
            "{column} names no images to train on and others to test on: the parts are dealt anew"
        ));
        return None;
    }
    notes.push(format!(
        "the parts follow {column}: train{}{}",
        if kinds[1] { ", val for choosing" } else { "; a quarter of it for choosing" },
        if kinds[2] { ", test for the report" } else { "; there is none for a final report: exploratory" }
    ));
    Some(parts)
}

/// Parts as given; of a set without images to choose by, they are dealt out of those to train on. Images without a
/// part train. Answers like [`deal`], with the shares.
fn deal_given(
    groups: &mut Vec<Group>,
    given: &HashMap<String, Part>,
    classes: usize,
) -> (Vec<Option<Part>>, &'static [(Part, f64)]) {
    let part = |group: &Group| given.get(&group.name).copied().unwrap_or(Part::Train);
    let has = |kind: Part| given.values().any(|part| *part == kind);
    let (mut training, mut others): (Vec<Group>, Vec<Group>) =
        std::mem::take(groups).into_iter().partition(|group| part(group) == Part::Train);
    let mut dealt = if has(Part::Choose) {
        training.iter().map(|group| (!group.classes.is_empty()).then_some(Part::Train)).collect()
    } else {
        let (mut images, mut counts) = (vec![0; classes], vec![0; classes]);
        for (class, n) in training.iter().flat_map(|group| &group.classes) {
            images[*class] += n;
            counts[*class] += 1;
        }
        deal(&mut training, &images, &counts, &TWO)
    };
    dealt.extend(others.iter().map(|group| Some(part(group))));
    training.append(&mut others);
    *groups = training;
    (dealt, if has(Part::Report) { &THREE } else { &TWO })
}

/// Collects items into groups; an item without a group is one of its own.
fn gather<'a>(items: impl Iterator<Item = (&'a str, Option<&'a str>, Option<usize>)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    for (index, (key, group, class)) in items.enumerate() {
        let name = group.map_or_else(|| format!("item {key}"), |g| format!("group {g}"));
        let at = *by_name.entry(name.clone()).or_insert_with(|| {
            groups.push(Group { name, items: Vec::new(), classes: Vec::new(), size: 0 });
            groups.len() - 1
        });
        let group = &mut groups[at];
        group.items.push(index);
        if let Some(class) = class {
            group.size += 1;
            match group.classes.iter_mut().find(|(c, _)| *c == class) {
                Some((_, n)) => *n += 1,
                None => group.classes.push((class, 1)),
            }
        }
    }
    groups
}

/// Deals the groups, biggest first, each to the part that most lacks images of its classes.
/// Sorts `groups`; gives the part of each, `None` for groups without a labelled image.
fn deal(
    groups: &mut [Group],
    images: &[usize],
    group_counts: &[usize],
    shares: &[(Part, f64)],
) -> Vec<Option<Part>> {
    groups.sort_by_cached_key(|g| {
        let hash = Sha256::new().chain_update(SALT).chain_update(&g.name).finalize();
        (std::cmp::Reverse(g.size), hash.to_vec())
    });
    // All tables below have a row a part and a column a class; classes come out of the same data set.
    let mut lack: Vec<Vec<f64>> =
        shares.iter().map(|(_, share)| images.iter().map(|&n| share * n as f64).collect()).collect();
    let mut has = vec![vec![false; images.len()]; shares.len()];
    let mut to_come = group_counts.to_vec();
    let mut dealt = Vec::with_capacity(groups.len());
    for group in groups.iter() {
        if group.classes.is_empty() {
            dealt.push(None);
            continue;
        }
        // A class that has no more groups to come than parts without it goes to one of those parts.
        let due = |part: usize| {
            group.classes.iter().any(|&(c, _)| {
                let without = has.iter().filter(|h| !h[c]).count();
                !has[part][c] && to_come[c] <= without
            })
        };
        let any_due = (0..shares.len()).any(due);
        let score = |part: usize| -> f64 {
            group.classes.iter().map(|&(c, n)| n as f64 * lack[part][c] / images[c].max(1) as f64).sum()
        };
        let mut best: Option<(usize, f64)> = None;
        for part in (0..shares.len()).filter(|&p| !any_due || due(p)) {
            let score = score(part);
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((part, score));
            }
        }
        let part = best.map_or(0, |(part, _)| part);
        for &(c, n) in &group.classes {
            lack[part][c] -= n as f64;
            has[part][c] = true;
            to_come[c] -= 1;
        }
        dealt.push(shares.get(part).map(|s| s.0));
    }
    dealt
}

#[cfg(test)]
mod tests;
