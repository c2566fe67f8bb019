//! The images that an intensity window by a column of the table is fitted on: those of each plate, or the controls.

use std::collections::BTreeMap;

use super::window::wrong;
use super::{Dataset, DatasetError};

/// The items that share a value of `column`, for each value. Of a value that the training part (`training`) has, its
/// training images; of others, such as whole plates that choose between recipes, all images, since nothing else tells how
/// bright their plate is. Items without a value are in none.
pub(super) fn groups(
    dataset: &Dataset,
    training: &[usize],
    column: &str,
) -> Result<BTreeMap<String, Vec<usize>>, DatasetError> {
    place(dataset, column)?;
    let gather = |items: &mut dyn Iterator<Item = usize>| {
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for item in items {
            let value = value_of(dataset, item, column);
            if !value.is_empty() {
                groups.entry(value.to_owned()).or_default().push(item);
            }
        }
        groups
    };
    let mut groups = gather(&mut (0..dataset.items.len()));
    groups.extend(gather(&mut training.iter().copied()));
    Ok(groups)
}

/// Those of `training` whose value in `column` is `value`.
pub(super) fn with_value(
    dataset: &Dataset,
    training: &[usize],
    column: &str,
    value: &str,
) -> Result<Vec<usize>, DatasetError> {
    place(dataset, column)?;
    let found: Vec<usize> =
        training.iter().copied().filter(|&item| value_of(dataset, item, column) == value).collect();
    if found.is_empty() {
        let anywhere = (0..dataset.items.len()).any(|item| value_of(dataset, item, column) == value);
        let why = if anywhere { "in the training part" } else { "at all" };
        return Err(wrong(format!(
            "no image with {value:?} in the column {column:?} is there {why}: choose which images are controls"
        )));
    }
    Ok(found)
}

/// What `item` has in `column`; empty where there is no such column.
pub(super) fn value_of<'a>(dataset: &'a Dataset, item: usize, column: &str) -> &'a str {
    let place = dataset.column_names.iter().position(|name| name == column);
    let item = dataset.items.get(item);
    item.zip(place).and_then(|(item, place)| item.columns.get(place)).map_or("", String::as_str)
}

fn place(dataset: &Dataset, column: &str) -> Result<usize, DatasetError> {
    let names = &dataset.column_names;
    names.iter().position(|name| name == column).ok_or_else(|| {
        let have = if names.is_empty() { "no table".to_owned() } else { names.join(", ") };
        wrong(format!("the data set has no column {column:?}; it has: {have}"))
    })
}
