//! An OME-Zarr plate as a data set: an image of a well is an item, a well is a group.

use std::path::Path;

use super::dataset::LeftOut;
use super::error::DatasetError;
use super::listing::{Listing, Row};
use super::source::Source;
use crate::image::read_plate;

/// The columns that a plate has, as if it were a table.
const COLUMNS: [&str; 5] = ["file", "well", "row", "column", "field"];

/// Lists the images of the plate in the folder `root`.
///
/// # Errors
/// Its description cannot be read.
pub(super) fn list(root: &Path) -> Result<Listing, DatasetError> {
    let plate = read_plate(root)?;
    let row = |field: crate::image::PlateField| Row {
        source: Source::File(root.join(&field.path)),
        class_folder: None,
        own_group: Some(field.well.clone()),
        columns: vec![field.path.clone(), field.well, field.row, field.column, field.field],
        key: field.path,
    };
    Ok(Listing {
        root: root.to_path_buf(),
        rows: plate.fields.into_iter().map(row).collect(),
        own_group_name: "well".to_owned(),
        column_names: COLUMNS.map(str::to_owned).to_vec(),
        left_out: plate.left_out.into_iter().map(|(path, why)| LeftOut::new(path, why)).collect(),
        warnings: Vec::new(),
        ..Listing::default()
    })
}
