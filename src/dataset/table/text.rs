//! [`Text`]: a table as names of columns and rows of words, whatever its file.

use super::{delimited, parquet, spreadsheet};
use crate::dataset::error::DatasetError;
use std::path::{Path, PathBuf};

/// The most cells of a table: beyond it, it is no list of pictures.
pub(super) const MOST_CELLS: usize = 100_000_000;
/// The largest file of a table, in bytes.
const MOST_BYTES: u64 = 4 << 30;

/// A table as it was read. Every value is kept as written: plate 0012 stays 0012.
pub struct Text {
    /// The folder it lies in.
    pub folder: PathBuf,
    /// The names of its columns.
    pub names: Vec<String>,
    /// The values of its rows, one a column.
    pub rows: Vec<Vec<String>>,
}

impl Text {
    /// Reads the table at `path`; what kind it is, its name says.
    ///
    /// # Errors
    /// Where it cannot be read, or is none.
    pub fn read(path: &Path) -> Result<Self, DatasetError> {
        let open = |source| DatasetError::Open { path: path.into(), source };
        let bytes = std::fs::metadata(path).map_err(open)?.len();
        let wrong = |what: String| DatasetError::Table { path: path.into(), what };
        if bytes > MOST_BYTES {
            return Err(wrong(format!("it has {} GB: no list of pictures is as long", bytes >> 30)));
        }
        let (names, rows) = match extension(path).as_str() {
            "parquet" => parquet::read(&std::fs::File::open(path).map_err(open)?).map_err(wrong)?,
            "xlsx" | "xlsm" | "xls" | "ods" => spreadsheet::read(path).map_err(wrong)?,
            _ => delimited::read(std::fs::read(path).map_err(open)?).map_err(wrong)?,
        };
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        Ok(Self { folder, names, rows })
    }
}

/// Names of the columns and the rows, each with a value a column.
pub(super) type Read = Result<(Vec<String>, Vec<Vec<String>>), String>;

/// The end of the name, in small letters.
pub(super) fn extension(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase()
}
