//! A table of files with their classes, groups and whatever else is known about them.

mod delimited;
mod file_column;
mod parquet;
mod spreadsheet;
mod text;

pub(super) use text::Text;

use std::path::Path;

use super::assign::LABEL;
use super::cells;
use super::dataset::LeftOut;
use super::error::DatasetError;
use super::listing::{Listing, Row};
use super::load_data;
use super::places::Places;
use super::source::Source;

/// The column that names the files.
const FILE: &str = "file";

/// Lists the files that the table at `path` names in the column `chosen`, or in the one that looks like it.
///
/// A name is looked for in the table's folder, then in that folder's parent: tables are often written
/// one level above the pictures and moved later. A table without such a column may be one of CellProfiler's.
pub(super) fn list(path: &Path, chosen: Option<&str>) -> Result<Listing, DatasetError> {
    let text = Text::read(path)?;
    if chosen.is_none() && !text.names.iter().any(|name| name == FILE) && load_data::is_load_data(&text.names)
    {
        return load_data::list(path, &text);
    }
    if chosen.is_none() && cells::is_object_table(&text.names) {
        return cells::list_objects(path);
    }
    let (file, guessed) = match chosen {
        Some(column) => {
            let place = text.names.iter().position(|name| name == column);
            (place.ok_or_else(|| no_column(path, &text.names, column, "the path of each picture"))?, false)
        }
        None => file_column::find(&text)
            .ok_or_else(|| no_column(path, &text.names, FILE, "the path of each picture"))?,
    };
    let mut listing = Listing {
        root: text.folder.clone(),
        column_names: text.names,
        table: Some(path.to_path_buf()),
        default_label: Some(LABEL.to_owned()),
        ..Listing::default()
    };
    if guessed {
        let name = listing.column_names.get(file).cloned().unwrap_or_default();
        listing
            .warnings
            .push(format!("no column is called \"file\": the column {name:?} names the pictures"));
    }
    let places = Places::new(&text.folder)?;
    for (line, columns) in text.rows.into_iter().enumerate() {
        let text = columns.get(file).cloned().unwrap_or_default();
        match places.find(&text) {
            Ok((key, path)) => {
                listing.rows.push(Row {
                    key,
                    source: Source::File(path),
                    class_folder: None,
                    own_group: None,
                    columns,
                });
            }
            Err(why) => {
                let shown = if text.is_empty() { format!("row {} of the table", line + 1) } else { text };
                listing.left_out.push(LeftOut::new(shown, why));
            }
        }
    }
    Ok(listing)
}

/// True if a file of that name can be a table.
pub fn is_table_name(path: &Path) -> bool {
    matches!(
        text::extension(path).as_str(),
        "csv" | "tsv" | "txt" | "parquet" | "xlsx" | "xlsm" | "xls" | "ods"
    )
}

/// True if the first line of the table at `path` has a column `file`.
pub(super) fn has_file_column(path: &Path) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    let head: String = String::from_utf8_lossy(&bytes).lines().next().unwrap_or("").to_owned();
    let head = head.trim_start_matches('\u{feff}');
    head.split(char::from(delimited::delimiter(head))).any(|c| c.trim().trim_matches('"') == FILE)
}

/// The error of asking the table at `path` for a column that is not among its `names`.
pub(super) fn no_column(path: &Path, names: &[String], column: &str, setting: &'static str) -> DatasetError {
    DatasetError::NoColumn {
        path: path.into(),
        column: column.to_owned(),
        setting,
        columns: names.join(", "),
    }
}
