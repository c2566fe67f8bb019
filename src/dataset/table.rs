//! A table of files with their classes, groups and whatever else is known about them.

use std::path::{Path, PathBuf};

use super::dataset::LeftOut;
use super::error::DatasetError;
use super::listing::{Listing, Row};
use super::load_data;
use super::places::Places;
use super::source::Source;

/// The column that names the files.
const FILE: &str = "file";

/// A table as it was read.
pub(super) struct Text {
    /// The folder it lies in.
    pub folder: PathBuf,
    /// The names of its columns.
    pub names: Vec<String>,
    /// The values of its rows, one a column.
    pub rows: Vec<Vec<String>>,
}

impl Text {
    fn read(path: &Path) -> Result<Self, DatasetError> {
        let bytes = std::fs::read(path).map_err(|source| DatasetError::Open { path: path.into(), source })?;
        let wrong = |what: String| DatasetError::Table { path: path.into(), what };
        let text = String::from_utf8(bytes)
            .map_err(|_| wrong("it is not in UTF-8: save it as CSV UTF-8".to_owned()))?;
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let names: Vec<String> =
            reader.headers().map_err(|e| wrong(e.to_string()))?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for (line, record) in reader.records().enumerate() {
            let record = record.map_err(|e| wrong(format!("row {}: {e}", line + 1)))?;
            rows.push((0..names.len()).map(|i| record.get(i).unwrap_or("").to_owned()).collect());
        }
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        Ok(Self { folder, names, rows })
    }
}

/// Lists the files that the table at `path` names.
///
/// `file` is looked for in the table's folder, then in that folder's parent: tables are often written
/// one level above the pictures and moved later. A table without it may be one of CellProfiler's.
pub(super) fn list(path: &Path) -> Result<Listing, DatasetError> {
    let text = Text::read(path)?;
    let Some(file) = text.names.iter().position(|n| n == FILE) else {
        if load_data::is_load_data(&text.names) {
            return load_data::list(path, &text);
        }
        return Err(no_column(path, &text.names, FILE, "the path of each picture"));
    };
    let mut listing = Listing {
        root: text.folder.clone(),
        column_names: text.names,
        table: Some(path.to_path_buf()),
        ..Listing::default()
    };
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
pub(super) fn is_table_name(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    matches!(extension.as_str(), "csv" | "tsv" | "txt")
}

/// True if the first line of the table at `path` has a column `file`.
pub(super) fn has_file_column(path: &Path) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    let head: String = String::from_utf8_lossy(&bytes).lines().next().unwrap_or("").to_owned();
    let head = head.trim_start_matches('\u{feff}');
    head.split(char::from(delimiter(head))).any(|c| c.trim().trim_matches('"') == FILE)
}

/// The sign between columns: the most frequent of the usual three in the first line.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or("");
    let count = |d: u8| head.bytes().filter(|&b| b == d).count();
    [b';', b'\t', b','].into_iter().max_by_key(|&d| count(d)).unwrap_or(b',')
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
