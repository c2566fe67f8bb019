//! [`Listing`]: the files that a folder or table names, before any of them is read.

use std::path::PathBuf;

use super::dataset::LeftOut;
use super::source::Source;

/// One file that should become an item: a picture in a folder, or a row of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// See [`super::Item::key`].
    pub key: String,
    /// Where it lies.
    pub source: Source,
    /// The folder of its class; `None` beside the class folders, and in a table.
    pub class_folder: Option<String>,
    /// What must not be split between parts where no column of groups is chosen: the file or field that
    /// several images come from.
    pub own_group: Option<String>,
    /// The values of the table's columns; empty without a table.
    pub columns: Vec<String>,
}

/// The files of a data set, whatever the columns mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    /// The opened folder.
    pub root: PathBuf,
    /// The table, if there is one.
    pub table: Option<PathBuf>,
    /// The table of the cells in the files, where one was opened.
    pub objects: Option<PathBuf>,
    /// The files to read. A table may name one several times.
    pub rows: Vec<Row>,
    /// What [`Row::own_group`] names: "file", "field", "well".
    pub own_group_name: String,
    /// The column that holds the class where none is chosen.
    pub default_label: Option<String>,
    /// The column that says train, val or test where none is chosen.
    pub default_split: Option<String>,
    /// The names of the table's columns.
    pub column_names: Vec<String>,
    /// Files that are not read, and why.
    pub left_out: Vec<LeftOut>,
    /// What the user should know.
    pub warnings: Vec<String>,
}
