//! [`DataFile`]: a data set as a file: where it lies and how it is read (TOML).

use super::error::DatasetError;
use super::options::{OpenOptions, Reading};
use crate::job::write_atomic;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The version of the format that is written.
const FORMAT: u32 = 1;

/// A data set as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// Version of the format.
    pub format: u32,
    /// The folder or table, from the folder of this file.
    pub path: PathBuf,
    /// The column that holds the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The column that holds the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How the files are read.
    #[serde(default, skip_serializing_if = "Reading::is_default")]
    pub reading: Reading,
}

impl DataFile {
    /// The file that describes the data set at `path`, opened with `options`.
    pub fn new(path: impl Into<PathBuf>, options: &OpenOptions) -> Self {
        let OpenOptions { label, group, reading } = options.clone();
        Self { format: FORMAT, path: path.into(), label, group, reading }
    }

    /// True for names of such files.
    pub fn is_name(path: &Path) -> bool {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
    }

    /// Reads the file at `path`; the data set's path is then whole.
    ///
    /// # Errors
    /// Where it cannot be read, or is none.
    pub fn read(path: &Path) -> Result<Self, DatasetError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| DatasetError::Open { path: path.into(), source })?;
        let wrong = |what: String| DatasetError::DataFile { path: path.into(), what };
        let mut file: Self = toml_edit::de::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if file.format > FORMAT {
            let what = format!("it has format {}, newer than this program knows ({FORMAT})", file.format);
            return Err(wrong(what));
        }
        if Self::is_name(&file.path) {
            return Err(wrong("its path is another such file: name the folder or table itself".to_owned()));
        }
        let beside = path.parent().unwrap_or(Path::new(""));
        file.path = beside.join(&file.path);
        file.reading.unlabelled = file.reading.unlabelled.map(|folder| beside.join(folder));
        Ok(file)
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn write(&self, path: &Path) -> Result<(), DatasetError> {
        let text = toml_edit::ser::to_string_pretty(self)
            .map_err(|error| DatasetError::DataFile { path: path.into(), what: error.to_string() })?;
        write_atomic(path, text.as_bytes())
            .map_err(|source| DatasetError::Write { path: path.into(), source })
    }

    /// Columns and reading.
    pub fn options(&self) -> OpenOptions {
        OpenOptions { label: self.label.clone(), group: self.group.clone(), reading: self.reading.clone() }
    }
}
