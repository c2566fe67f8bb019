//! Opening a data set: listing its files, reading every one of them once, and leaving out what does not fit.

use std::path::Path;
use std::sync::Arc;

use super::assign::assign;
use super::dataset::Dataset;
use super::error::DatasetError;
use super::listing::Listing;
use super::options::{OpenOptions, Reading};
use super::{cells, expand, folder, look, pattern, table, unlabelled, zarr_plate};
use crate::image::{is_picture_folder, is_plate};
use crate::job::Progress;

/// Bytes of decoded images that are kept in memory.
const CACHE_BYTES: usize = 2 << 30;

impl Dataset {
    /// Opens a folder of classes, a folder with a `labels.csv`, or a table.
    ///
    /// Every file is decoded once, so that a damaged one is found now and not in the middle of a training.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self, DatasetError> {
        Self::open_watched(path, options, &Progress::default())
    }

    /// [`Dataset::open`] that counts the files read in `progress` and ends with
    /// [`DatasetError::Cancelled`] once its stop is requested.
    pub fn open_watched(
        path: &Path,
        options: &OpenOptions,
        progress: &Progress,
    ) -> Result<Self, DatasetError> {
        let listing = list(path, &options.reading)?;
        // A column that is not there is said before hours of reading.
        let reading = &options.reading;
        // Of cells, columns may come with them.
        if reading.cells.is_none() && listing.objects.is_none() {
            assign(path, &listing, options)?;
        }
        let listing = expand::expand(listing, reading, progress)?;
        Arc::new(look::read(path, listing, reading, CACHE_BYTES, progress)?).arrange(options)
    }

    /// The same images with the classes and groups of other columns. Reads no file: the pictures stay in
    /// the memory that both data sets share.
    ///
    /// Everything but the reading is done anew, so that the result is what [`Dataset::open`] gives with
    /// `options`: also of files that the table names twice, which are left out if their rows differ in
    /// the columns now chosen.
    ///
    /// # Errors
    /// Those of [`Dataset::open`] for a column that is not there.
    pub fn with_columns(&self, options: &OpenOptions) -> Result<Self, DatasetError> {
        if !options.reading.same_pixels(&self.opened.reading) {
            // Other files, or other pixels of them.
            return Self::open(&self.opened.path, options);
        }
        self.opened.arrange(options)
    }
}

fn list(path: &Path, reading: &Reading) -> Result<Listing, DatasetError> {
    let mut listing = list_labelled(path, reading)?;
    if let Some(folder) = &reading.unlabelled {
        unlabelled::add(folder, &mut listing)?;
    }
    Ok(listing)
}

fn list_labelled(path: &Path, reading: &Reading) -> Result<Listing, DatasetError> {
    let file = reading.file.as_deref();
    let about = std::fs::metadata(path).map_err(|source| DatasetError::Open { path: path.into(), source })?;
    if about.is_file() {
        if table::is_table_name(path) {
            return table::list(path, file);
        }
        return Err(DatasetError::NotADataset { path: path.into() });
    }
    if let Some(pattern) = &reading.pattern {
        return pattern::list(path, pattern, reading.stack.z);
    }
    if is_plate(path) {
        return zarr_plate::list(path);
    }
    if is_picture_folder(path) {
        return folder::only(path);
    }
    let labels = path.join("labels.csv");
    if !labels.is_file() {
        return match cells::find_object_table(path) {
            Some(table) => cells::list_objects(&table),
            None => folder::list(path),
        };
    }
    if file.is_some() || table::has_file_column(&labels) {
        return table::list(&labels, file);
    }
    let mut listing = folder::list(path)?;
    listing.warnings.push("labels.csv has no column \"file\": the folders are the classes".to_owned());
    Ok(listing)
}

#[cfg(test)]
mod tests;
