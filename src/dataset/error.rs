//! [`DatasetError`]: why a data set cannot be opened or used, in words for whoever made it.

use std::path::PathBuf;

use crate::image::ImageError;

/// Why a data set cannot be opened, or not be used for what is asked.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// The folder or table is not there.
    #[error("cannot open {path}: {source}")]
    Open {
        /// The folder or table.
        path: PathBuf,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// Neither a folder nor a table.
    #[error("{path} is no data set: give a folder with a sub-folder for each class, or a table (.csv, .tsv)")]
    NotADataset {
        /// What was given.
        path: PathBuf,
    },
    /// No picture could be read.
    #[error("no picture in {path} could be read{why}")]
    NothingReadable {
        /// The data set.
        path: PathBuf,
        /// Begins with a colon or a comma; the first reason, if there was a file at all.
        why: String,
    },
    /// A data set's file is not one.
    #[error("the data set file {path} cannot be understood: {what}")]
    DataFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The pattern of file names does not fit.
    #[error("the pattern of file names {pattern:?}: {what}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        what: String,
    },
    /// The plate map does not fit.
    #[error("the plate map: {0}")]
    PlateMap(String),
    /// The table is not one.
    #[error("the table {path} cannot be read: {what}")]
    Table {
        /// The table.
        path: PathBuf,
        /// What is wrong, with the line where known.
        what: String,
    },
    /// A column is named that the table lacks.
    #[error("the table {path} has no column {column:?} ({setting}); it has: {columns}")]
    NoColumn {
        /// The table.
        path: PathBuf,
        /// The column asked for.
        column: String,
        /// The setting that names it.
        setting: &'static str,
        /// The columns there are.
        columns: String,
    },
    /// A column is named but there is no table.
    #[error(
        "{setting} {column:?} names a column, but {path} has no table: put a labels.csv with the columns file, \
         label and {column} into it"
    )]
    NoTable {
        /// The folder.
        path: PathBuf,
        /// The column asked for.
        column: String,
        /// The setting that names it.
        setting: &'static str,
    },
    /// Nothing is labelled.
    #[error(
        "{path} has no classes: put the pictures of each class into a sub-folder of its own, or name the column \
         of the table that holds the classes (--label)"
    )]
    NoClasses {
        /// The data set.
        path: PathBuf,
    },
    /// One class cannot be told from another.
    #[error("{path} has only the class {class:?}: at least two are needed")]
    OneClass {
        /// The data set.
        path: PathBuf,
        /// The class.
        class: String,
    },
    /// No picture of a class could be used.
    #[error("no picture of the class {class:?} in {path} could be used; the first: {why}")]
    EmptyClass {
        /// The data set.
        path: PathBuf,
        /// The class.
        class: String,
        /// Why its first picture was left out.
        why: String,
    },
    /// A new table could not be written.
    #[error("{path} could not be written: {source}")]
    Write {
        /// The table.
        path: PathBuf,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// Somebody asked to stop.
    #[error("reading {path} was stopped before its end: open it again to use it")]
    Cancelled {
        /// The data set.
        path: PathBuf,
    },
    /// The sizes of the pixels do not allow what is asked.
    #[error("the size of the pixels: {0}")]
    PixelSize(String),
    /// The intensity window cannot be found.
    #[error("the intensity window: {0}")]
    Window(String),
    /// A picture that could be read before cannot be read now.
    #[error(transparent)]
    Image(#[from] ImageError),
}

impl DatasetError {
    /// True where the images are not there now, as when a drive is not connected.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::NotADataset { .. })
    }
}
