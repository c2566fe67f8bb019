//! [`OpenOptions`] and [`Reading`]: how the files of a data set are to be understood.

use super::cells::Cells;
use super::pattern::FilePattern;
use super::plate_map::PlateMap;
use crate::image::StackChoice;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which columns mean what, and how the files are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenOptions {
    /// The column that holds the class; `label` if not given.
    pub label: Option<String>,
    /// The column that holds the group; no groups if not given.
    pub group: Option<String>,
    /// How the files are read.
    pub reading: Reading,
}

/// How the files of a data set are read: what becomes an image, and what is known of it beside its pixels.
///
/// Stored in projects, data set files and the records of runs; everything left out has its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// The table's column that names the files; `file` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The column that says which part an image is for: train, val or test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// What the names of the files mean, in a folder without a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<FilePattern>,
    /// What was in each well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plate_map: Option<PlateMap>,
    /// A folder of further images, without classes, for the pretraining.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlabelled: Option<PathBuf>,
    /// Which depths and time points become images.
    #[serde(skip_serializing_if = "is_default")]
    pub stack: StackChoice,
    /// Cells to cut out of the images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<Box<Cells>>,
    /// The size of a pixel that all images are resampled to, in micrometres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pixel_size_um: Option<f64>,
    /// Turn a JPEG as its camera says it was held.
    #[serde(skip_serializing_if = "is_default")]
    pub turn_by_exif: bool,
}

impl OpenOptions {
    /// Columns of classes and groups; the files are read as they are.
    pub fn columns(label: Option<&str>, group: Option<&str>) -> Self {
        Self { label: label.map(str::to_owned), group: group.map(str::to_owned), reading: Reading::default() }
    }
}

impl Reading {
    /// True where nothing was chosen.
    pub fn is_default(&self) -> bool {
        is_default(self)
    }

    /// True where the same files become the same images, whatever is known of them beside their pixels.
    pub fn same_pixels(&self, other: &Self) -> bool {
        let bare = |reading: &Self| Self { plate_map: None, split: None, ..reading.clone() };
        bare(self) == bare(other)
    }
}

/// True for the default of a type.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
