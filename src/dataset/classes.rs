//! [`ClassRow`]: how many images and groups each class has, and what is worth a warning about them.

use std::collections::{BTreeMap, HashSet};

use super::parts::FEWEST_GROUPS;
use super::{Dataset, Part, Parts};

/// A class of fewer images is called tiny.
const FEWEST_IMAGES: usize = 20;

/// One class in numbers.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ClassRow {
    /// The class.
    pub name: String,
    /// Its images.
    pub images: usize,
    /// Those of them in the training part.
    pub train: usize,
    /// Those in the part that chooses.
    pub choose: usize,
    /// Those in the part for the report.
    pub report: usize,
    /// The groups that its images come from; an image without a group is one of its own, as in
    /// [`Parts::split`]. 0 without a group column.
    pub groups: usize,
}

/// Classes of a sentence that names each of them; of more, only the numbers' range is said.
const NAMED: usize = 4;

/// One sentence about all classes that have too few of something.
fn few(classes: &[(&str, usize)], verb: &str, verbs: &str, unit: &str, then: &str) -> Option<String> {
    let least = classes.iter().map(|(_, n)| *n).min()?;
    let most = classes.iter().map(|(_, n)| *n).max()?;
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    if let [(class, n)] = classes {
        return Some(format!("{class} {verb} {n} {unit}{} only: its {then}", plural(*n)));
    }
    if classes.len() <= NAMED {
        let named: Vec<String> = classes.iter().map(|(class, n)| format!("{class} {n}")).collect();
        return Some(format!("few {unit}s: {} {unit}s only; their {then}", named.join(", ")));
    }
    let range = if least == most { format!("{least}") } else { format!("{least} to {most}") };
    Some(format!("{} classes {verbs} {range} {unit}{} only: their {then}", classes.len(), plural(most)))
}

impl Dataset {
    /// One row a class, in the order of `classes`; `parts` are those of this data set.
    pub fn class_rows(&self, parts: &Parts) -> Vec<ClassRow> {
        let row = |name: &String| ClassRow {
            name: name.clone(),
            images: 0,
            train: 0,
            choose: 0,
            report: 0,
            groups: 0,
        };
        let mut rows: Vec<ClassRow> = self.classes.iter().map(row).collect();
        for (index, item) in self.items.iter().enumerate() {
            let Some(row) = item.class.and_then(|c| rows.get_mut(c)) else { continue };
            row.images += 1;
            match parts.of.get(index).copied().flatten() {
                Some(Part::Train) => row.train += 1,
                Some(Part::Choose) => row.choose += 1,
                Some(Part::Report) => row.report += 1,
                None => {}
            }
        }
        for (row, groups) in rows.iter_mut().zip(self.class_groups()) {
            row.groups = groups;
        }
        rows
    }

    /// What the user should know about classes, groups and sizes, a short sentence each. These depend on
    /// the chosen columns and are not among `warnings`.
    pub fn class_warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        match self.classes.as_slice() {
            [] => warnings.push("there are no classes: recipes can be made and random versions looked at; to train and to measure accuracies, choose \
                 the column of the classes, paste a plate map, or put the images of each class into a folder of its own"
                    .to_owned()),
            [class] => warnings.push(format!("there is only the class {class}: at least two are needed")),
            _ => {}
        }
        let counts = self.class_counts();
        let numbered = self.classes.iter().map(String::as_str).zip(counts.iter().copied());
        let tiny: Vec<_> = numbered.clone().filter(|(_, images)| *images < FEWEST_IMAGES).collect();
        warnings.extend(few(&tiny, "has", "have", "image", "accuracy will be uncertain"));
        // Where every image is its own group there is an interval for independent images.
        let grouped = self.classes.iter().map(String::as_str).zip(self.class_groups()).zip(counts);
        let bunched: Vec<_> = grouped
            .filter(|((_, groups), images)| {
                self.group_column.is_some() && *groups < FEWEST_GROUPS && groups < images
            })
            .map(|(class, _)| class)
            .collect();
        let then = "accuracy will have no interval by groups";
        warnings.extend(few(&bunched, "comes from", "come from", "group", then));
        warnings.extend(self.mixed_sizes());
        warnings
    }

    /// The number of groups of each class, as [`ClassRow::groups`] counts them.
    fn class_groups(&self) -> Vec<usize> {
        let mut groups = vec![(HashSet::new(), 0); self.classes.len()];
        let items = if self.group_column.is_some() { self.items.as_slice() } else { &[] };
        for item in items {
            let Some((named, single)) = item.class.and_then(|c| groups.get_mut(c)) else { continue };
            match &item.group {
                Some(group) => {
                    named.insert(group.as_str());
                }
                None => *single += 1,
            }
        }
        groups.into_iter().map(|(named, single)| named.len() + single).collect()
    }

    fn mixed_sizes(&self) -> Option<String> {
        let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for item in &self.items {
            *counts.entry((item.width, item.height)).or_default() += 1;
        }
        if counts.len() < 2 {
            return None;
        }
        let ((width, height), _) = counts.iter().max_by_key(|(_, n)| **n)?;
        let (widths, heights) = (counts.keys().map(|s| s.0), counts.keys().map(|s| s.1));
        Some(format!(
            "the pictures differ in size: {width} x {height} pixels is the most common, widths go from {} to {}, \
             heights from {} to {}",
            widths.clone().min()?,
            widths.max()?,
            heights.clone().min()?,
            heights.max()?
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::without_files::dataset;
    use super::*;

    fn in_groups(class: usize, images: usize, groups: usize) -> Vec<(Option<usize>, Option<String>)> {
        (0..images).map(|i| (Some(class), Some(format!("{}", i % groups)))).collect()
    }

    #[test]
    fn rows_count_parts_and_groups() {
        let mut items = in_groups(0, 40, 10);
        items.extend(in_groups(1, 30, 10));
        items.extend([(Some(1), None), (Some(1), None), (None, None)]);
        for (grouped, groups) in [(true, [10, 12]), (false, [0, 0])] {
            let data = dataset(2, &items, grouped);
            let parts = Parts::split(&data);
            let rows = data.class_rows(&parts);
            assert_eq!(rows.iter().map(|r| r.images).collect::<Vec<_>>(), [40, 32]);
            assert_eq!(rows.iter().map(|r| r.groups).collect::<Vec<_>>(), groups);
            for (part, of) in [
                (Part::Train, rows.iter().map(|r| r.train).sum::<usize>()),
                (Part::Choose, rows.iter().map(|r| r.choose).sum()),
                (Part::Report, rows.iter().map(|r| r.report).sum()),
            ] {
                assert_eq!(of, parts.items(part).len(), "{part:?}");
            }
            assert!(rows.iter().all(|r| r.train + r.choose + r.report == r.images && r.choose > 0));
        }
    }

    #[test]
    fn few_groups_few_images_and_sizes_are_said() {
        let mut items = in_groups(0, 24, 5);
        items.extend(in_groups(1, 24, 8));
        items.extend(in_groups(2, 1, 1));
        let mut data = dataset(3, &items, true);
        assert_eq!(
            data.class_warnings(),
            [
                "class 2 has 1 image only: its accuracy will be uncertain",
                "class 0 comes from 5 groups only: its accuracy will have no interval by groups",
            ]
        );
        data.group_column = None;
        assert_eq!(data.class_warnings().len(), 1);
        data.items[3].width = 50;
        data.items[4].height = 7;
        assert_eq!(
            data.class_warnings()[1],
            "the pictures differ in size: 1 x 1 pixels is the most common, widths go from 1 to 50, \
             heights from 1 to 7"
        );
        assert_eq!(dataset(1, &in_groups(0, 20, 8), true).class_warnings().len(), 1);
        assert!(dataset(0, &[(None, None)], false).class_warnings()[0].contains("no classes"));
    }
}
