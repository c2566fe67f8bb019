//! [`sheet_csv`]: embeddings as CSV, numbers in the fewest digits that give back every bit.

use super::{ExportError, Sheet};

/// The content of the file.
///
/// # Errors
/// When a row cannot be written.
pub(super) fn sheet_csv(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    write(sheet, true)
}

/// The same without the features: what a block of numbers elsewhere is about.
///
/// # Errors
/// When a row cannot be written.
pub(super) fn rows_csv(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    write(sheet, false)
}

fn write(sheet: &Sheet, features: bool) -> Result<Vec<u8>, ExportError> {
    let failed =
        |error: &dyn std::fmt::Display| ExportError::Lacks(format!("a row cannot be written: {error}"));
    let mut table = csv::Writer::from_writer(Vec::new());
    let names = sheet.names();
    let width = if features { names.len() } else { 1 + sheet.columns.len() };
    table.write_record(names.iter().take(width)).map_err(|error| failed(&error))?;
    for (row, path) in sheet.paths.iter().enumerate() {
        let about = sheet.columns.iter().map(|(_, column)| sheet.cell(column, row));
        let values = sheet.features.row(row).iter().map(ToString::to_string);
        let values = values.take(if features { usize::MAX } else { 0 });
        table
            .write_record(std::iter::once(path.clone()).chain(about).chain(values))
            .map_err(|error| failed(&error))?;
    }
    table.into_inner().map_err(|error| failed(&error))
}
