//! [`Listing`]: the files that a folder or table names, before any of them is read.

use std::path::PathBuf;

use super::dataset::LeftOut;

/// One file that should become an item.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// See [`super::Item::key`].
    pub key: String,
    /// Where the file lies.
    pub path: PathBuf,
    /// Its class, if it has one.
    pub label: Option<String>,
    /// What must not be split.
    pub group: Option<String>,
    /// The values of the table's other columns.
    pub columns: Vec<String>,
}

/// The files of a data set.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The opened folder.
    pub root: PathBuf,
    /// The files to read.
    pub candidates: Vec<Candidate>,
    /// The names of the table's columns.
    pub column_names: Vec<String>,
    /// The column that groups come from.
    pub group_column: Option<String>,
    /// Files that are not read, and why.
    pub left_out: Vec<LeftOut>,
    /// What the user should know.
    pub warnings: Vec<String>,
}
