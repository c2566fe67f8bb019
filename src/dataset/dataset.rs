//! [`Dataset`]: images in classes and groups, as opened from a folder or a table.

use std::path::PathBuf;
use std::sync::Arc;

use super::cache;
use super::error::DatasetError;
use super::opened::Opened;
use super::parts::Part;
use super::source::Source;
use crate::image::{Image, ImageError};

/// Images in classes and groups.
#[derive(Debug)]
pub struct Dataset {
    /// The opened folder (of a table: the folder it lies in).
    pub root: PathBuf,
    /// The images that can be used, by the byte order of their keys.
    pub items: Vec<Item>,
    /// The classes that have an image: by byte order, with a plate map by compound and dose.
    pub classes: Vec<String>,
    /// The names of the planes that every image has.
    pub channels: Vec<String>,
    /// The table's column that groups come from.
    pub group_column: Option<String>,
    /// The column or folders that say train, val or test.
    pub split_column: Option<String>,
    /// The names of the table's columns, for [`Item::columns`].
    pub column_names: Vec<String>,
    /// Files that are not used, and why.
    pub left_out: Vec<LeftOut>,
    /// Classes of which no picture could be used, each with the first reason.
    pub emptied_classes: Vec<(String, String)>,
    /// What the user should know.
    pub warnings: Vec<String>,
    /// See [`Dataset::default_label`].
    pub(super) default_label: Option<String>,
    /// For each item its place in `opened`.
    pub(super) slots: Vec<usize>,
    /// What was read, shared by all choices of columns.
    pub(super) opened: Arc<Opened>,
}

/// One image of a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The path relative to the data set with `/`: survives moving the folder.
    pub key: String,
    /// Where its file lies, or that of its first channel.
    pub path: PathBuf,
    /// The class: an index into [`Dataset::classes`]; `None` for unlabelled images.
    pub class: Option<usize>,
    /// What must not be split between parts: plate, well, slide, donor.
    pub group: Option<String>,
    /// The part that the data set came with for it.
    pub given: Option<Part>,
    /// Columns of the image.
    pub width: usize,
    /// Rows of the image.
    pub height: usize,
    /// Micrometres in a pixel, where the file says it.
    pub pixel_size_um: Option<f64>,
    /// Bytes of its files.
    pub file_bytes: u64,
    /// The values of the table's columns, as [`Dataset::column_names`] names them; empty without a table.
    pub columns: Vec<String>,
}

/// A file that is not used.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// The file, relative to the data set, or as the table names it.
    pub path: String,
    /// Why.
    pub why: String,
    /// Left behind by a system and never data.
    #[serde(skip)]
    pub junk: bool,
}

impl LeftOut {
    /// The file `path` left out for the reason `why`.
    pub(super) fn new(path: impl Into<String>, why: impl Into<String>) -> Self {
        Self { path: path.into(), why: why.into(), junk: false }
    }

    /// What a system left behind at `path`.
    pub(super) fn junk(path: impl Into<String>, why: impl Into<String>) -> Self {
        Self { junk: true, ..Self::new(path, why) }
    }
}

impl Dataset {
    /// Image number `index`, out of memory or from the disk.
    pub fn image(&self, index: usize) -> Result<Arc<Image>, ImageError> {
        match self.slots.get(index) {
            Some(&slot) => self.opened.cache.get(slot),
            None => Err(cache::missing(index)),
        }
    }

    /// The column that classes come from where none is chosen; `None` where the folders are the classes.
    pub fn default_label(&self) -> Option<&str> {
        self.default_label.as_deref().filter(|name| self.column_names.iter().any(|known| known == name))
    }

    /// True where images are joined out of a file for each channel.
    pub fn is_joined(&self) -> bool {
        self.opened.listing.rows.iter().any(|row| matches!(row.source, Source::Channels(_)))
    }

    /// True where a table names the files.
    pub fn has_table(&self) -> bool {
        self.opened.listing.table.is_some()
    }

    /// The number of images of each class, in the order of `classes`.
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        for item in &self.items {
            if let Some(count) = item.class.and_then(|c| counts.get_mut(c)) {
                *count += 1;
            }
        }
        counts
    }

    /// The number of different groups, or `None` without a group column.
    pub fn group_count(&self) -> Option<usize> {
        self.group_column.as_ref()?;
        let groups: std::collections::HashSet<_> =
            self.items.iter().filter_map(|i| i.group.as_ref()).collect();
        Some(groups.len())
    }

    /// Refuses a data set that has fewer than two classes, or of one of whose classes nothing was left.
    pub fn require_classes(&self) -> Result<(), DatasetError> {
        let path = self.root.clone();
        if let Some((class, why)) = self.emptied_classes.first() {
            return Err(DatasetError::EmptyClass { path, class: class.clone(), why: why.clone() });
        }
        match self.classes.as_slice() {
            [] => Err(DatasetError::NoClasses { path }),
            [class] => Err(DatasetError::OneClass { path, class: class.clone() }),
            _ => Ok(()),
        }
    }
}
