//! [`write_relabelled`]: the labels of a data set with some changed, as a new table beside the old one.

use super::dataset::Dataset;
use super::error::DatasetError;
use super::options::OpenOptions;
use crate::job::write_atomic;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The column of the classes where the data set has no table.
const LABEL: &str = "label";

/// Writes a new table in which the images named by the keys of `changes` have other classes, and answers where it lies:
/// `TABLE relabelled 1.csv` beside the table, or `labels relabelled 1.csv` in the folder of classes, with the next free
/// number. Nothing is ever written over. `columns` are those that the data set was opened with; all other columns, and
/// rows whose images are not used, stay as they are.
///
/// # Errors
/// Where the table has no column of classes, or what the file system answers.
pub fn write_relabelled(
    dataset: &Dataset,
    columns: &OpenOptions,
    changes: &BTreeMap<String, String>,
) -> Result<PathBuf, DatasetError> {
    let listing = &dataset.opened.listing;
    let wrong = |why: &dyn std::fmt::Display| DatasetError::Table {
        path: listing.table.clone().unwrap_or_else(|| listing.root.clone()),
        what: why.to_string(),
    };
    if listing.rows.iter().any(|row| row.source.is_piece()) {
        return Err(wrong(&"its images are cells cut out of fields: write them as a data set first"));
    }
    let label = columns.label.as_deref().unwrap_or(LABEL);
    let mut table = csv::Writer::from_writer(Vec::new());
    if listing.table.is_some() {
        let place = listing.column_names.iter().position(|name| name == label);
        let place = place.ok_or_else(|| wrong(&format!("it has no column {label:?} of classes")))?;
        table.write_record(&listing.column_names).map_err(|error| wrong(&error))?;
        for row in &listing.rows {
            let mut cells = row.columns.clone();
            if let (Some(class), Some(cell)) = (changes.get(&row.key), cells.get_mut(place)) {
                cell.clone_from(class);
            }
            table.write_record(&cells).map_err(|error| wrong(&error))?;
        }
    } else {
        table.write_record(["file", LABEL]).map_err(|error| wrong(&error))?;
        for row in &listing.rows {
            let class = changes.get(&row.key).or(row.class_folder.as_ref());
            let class = class.map_or("", String::as_str);
            table.write_record([row.key.as_str(), class]).map_err(|error| wrong(&error))?;
        }
    }
    let bytes = table.into_inner().map_err(|error| wrong(&error))?;
    let (folder, stem) = place_of(dataset);
    let path = |number: u32| folder.join(format!("{stem} relabelled {number}.csv"));
    let free = (1..u32::MAX).map(path).find(|path| !path.exists()).unwrap_or_else(|| path(0));
    write_atomic(&free, &bytes).map_err(|source| DatasetError::Write { path: free.clone(), source })?;
    Ok(free)
}

/// The folder and the beginning of the new table's name.
fn place_of(dataset: &Dataset) -> (PathBuf, String) {
    let listing = &dataset.opened.listing;
    let Some(table) = &listing.table else { return (listing.root.clone(), "labels".into()) };
    let folder = table.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = table.file_stem().map_or_else(|| "labels".into(), |stem| stem.to_string_lossy().into_owned());
    // A table that was relabelled before does not become "x relabelled 1 relabelled 1".
    let stem = stem.split(" relabelled ").next().unwrap_or(&stem).to_owned();
    (folder.to_path_buf(), stem)
}

#[cfg(test)]
mod tests {
    use super::super::simulate::{Difficulty, SimulateOptions, simulate};
    use super::*;

    #[test]
    fn a_new_table_stands_beside_the_old_one_and_opens_with_the_new_classes() {
        let place = tempfile::tempdir().unwrap();
        let cells = place.path().join("cells");
        let options = SimulateOptions { per_class: 2, size: 40, seed: 1, difficulty: Difficulty::Easy };
        simulate(&cells, &options).unwrap();
        let columns = OpenOptions { group: Some("well".into()), ..OpenOptions::default() };
        let dataset = Dataset::open(&cells, &columns).unwrap();
        let old = dataset.opened.listing.table.clone().unwrap();
        let before = std::fs::read(&old).unwrap();
        let item = &dataset.items[0];
        let was = dataset.classes[item.class.unwrap()].clone();
        let other = dataset.classes.iter().find(|class| **class != was).unwrap().clone();
        let changes = BTreeMap::from([(item.key.clone(), other.clone())]);
        let first = write_relabelled(&dataset, &columns, &changes).unwrap();
        let second = write_relabelled(&dataset, &columns, &changes).unwrap();
        assert_eq!(std::fs::read(&old).unwrap(), before, "the old table was touched");
        assert!(first != second && first.ends_with("labels relabelled 1.csv"), "{first:?} {second:?}");

        let new = Dataset::open(&first, &columns).unwrap();
        assert_eq!((new.items.len(), &new.column_names), (dataset.items.len(), &dataset.column_names));
        for (old, new_item) in dataset.items.iter().zip(&new.items) {
            let class = |data: &Dataset, class: Option<usize>| data.classes[class.unwrap()].clone();
            let expected = if old.key == item.key { other.clone() } else { class(&dataset, old.class) };
            assert_eq!((class(&new, new_item.class), &new_item.group), (expected, &old.group));
        }
    }

    #[test]
    fn folders_of_classes_get_a_table_of_their_own() {
        let place = tempfile::tempdir().unwrap();
        for (class, shade) in [("a", 10_u8), ("b", 200)] {
            std::fs::create_dir(place.path().join(class)).unwrap();
            let picture = image::GrayImage::from_pixel(8, 8, image::Luma([shade]));
            picture.save(place.path().join(class).join("x.png")).unwrap();
        }
        let columns = OpenOptions::default();
        let dataset = Dataset::open(place.path(), &columns).unwrap();
        let changes = BTreeMap::from([("a/x.png".to_owned(), "c, \"new\"".to_owned())]);
        let table = write_relabelled(&dataset, &columns, &changes).unwrap();
        let new = Dataset::open(&table, &columns).unwrap();
        assert_eq!(new.classes, ["b", "c, \"new\""]);
        assert_eq!(new.items.len(), 2);
    }
}
