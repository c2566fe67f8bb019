//! [`PlateRows`]: the rows of a plate that has too few wells for a bootstrap over them.

use super::Material;
use crate::dataset::WellPlace;
use crate::evaluate::interval::ENOUGH_GROUPS;
use std::collections::{BTreeMap, BTreeSet};

/// The row of every image, counted from 0 among those that hold images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PlateRows {
    /// By image.
    pub rows: Vec<usize>,
    /// The rows' letters.
    pub names: Vec<String>,
}

impl PlateRows {
    /// The rows of `items`, where all of them are in wells by the names of their groups, some class is in fewer wells
    /// than a bootstrap needs, and every class is in two rows or more.
    pub fn of_few_wells(material: &Material, items: &[usize]) -> Option<Self> {
        let items = items.iter().filter_map(|&item| material.dataset.items.get(item));
        let wells = items.map(|item| Some((item.group.as_deref()?, item.class?)));
        Self::of_wells(&wells.collect::<Option<Vec<_>>>()?)
    }

    /// The same of images given as (group, class).
    pub fn of_wells(images: &[(&str, usize)]) -> Option<Self> {
        let rows: Vec<usize> =
            images.iter().map(|(name, _)| Some(WellPlace::parse(name)?.row)).collect::<Option<_>>()?;
        let mut of_class: BTreeMap<usize, (BTreeSet<&str>, BTreeSet<usize>)> = BTreeMap::new();
        for (&(name, class), &row) in images.iter().zip(&rows) {
            let (wells, rows) = of_class.entry(class).or_default();
            wells.insert(name);
            rows.insert(row);
        }
        let few = of_class.values().any(|(wells, _)| wells.len() < ENOUGH_GROUPS);
        if !few || of_class.values().any(|(_, rows)| rows.len() < 2) {
            return None;
        }
        let held: Vec<usize> = rows.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let number = |row: &usize| held.binary_search(row).unwrap_or_default();
        Some(Self {
            rows: rows.iter().map(number).collect(),
            names: held.iter().map(|&row| WellPlace::row_name(row)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_decide_only_on_a_plate_with_few_wells() {
        let rows = |images: &[(&str, usize)]| PlateRows::of_wells(images);
        let found = rows(&[("A01", 0), ("A02", 1), ("C01", 0), ("C02", 1), ("C02", 1)]).unwrap();
        assert_eq!((found.rows, found.names), (vec![0, 0, 1, 1, 1], vec!["A".to_owned(), "C".to_owned()]));
        assert_eq!(rows(&[("A01", 0), ("A02", 0), ("B01", 1), ("B02", 1)]), None, "a class a row");
        assert_eq!(rows(&[("A01", 0), ("slide 7", 1), ("B01", 1), ("B02", 0)]), None, "not a well");
        let names: Vec<String> = (0..16).map(|n| format!("{}{:02}", ["A", "B"][n % 2], n / 2 + 1)).collect();
        let many: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 0)).collect();
        assert_eq!(rows(&many), None, "enough wells for a bootstrap");
        assert!(rows(&many[..6]).is_some());
        assert_eq!(rows(&[]), None);
    }
}
