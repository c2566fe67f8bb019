//! Reading every file of a listing once: what is remembered of each, and the first ones in memory.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::cache::ImageCache;
use super::error::DatasetError;
use super::index::{Index, stamp};
use super::listing::Listing;
use super::opened::Opened;
use super::options::Reading;
use super::source::Source;
use crate::image::{self, Image};
use crate::job::Progress;

/// What is remembered of a picture that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Micrometres in a pixel, where the file says it.
    pub pixel_size_um: Option<f64>,
    /// Bytes of its files.
    pub file_bytes: u64,
    /// The names of its planes.
    pub names: Vec<String>,
    /// The type of its values.
    pub dtype: String,
    /// A hash of its values: equal pictures have the same.
    pub content: u64,
}

/// Reads all files of `listing` and keeps up to `budget` bytes of them in memory.
pub(super) fn read(
    path: &Path,
    listing: Listing,
    reading: &Reading,
    budget: usize,
    progress: &Progress,
) -> Result<Opened, DatasetError> {
    // A table may name a file several times; the order is that of the keys.
    let mut files: BTreeMap<&str, &Source> = BTreeMap::new();
    for row in &listing.rows {
        files.entry(&row.key).or_insert(&row.source);
    }
    let files: Vec<(String, Source)> =
        files.into_iter().map(|(key, source)| (key.to_owned(), source.clone())).collect();
    progress.set_total(files.len() as u64);
    let kept = AtomicUsize::new(0);
    let index = Index::load(path, reading, files.len());
    let look = |(key, source): &(String, Source)| {
        if progress.stop().requested() {
            return None;
        }
        // Before the file is read: what is written to it meanwhile is a change.
        let stamp = stamp(source);
        let seen = match index.look_up(key, stamp) {
            Some(seen) => Ok((seen, None)),
            None => look_at(source, &kept, budget),
        };
        progress.add(1);
        Some((stamp, seen))
    };
    // Cells of one field come one behind the other: one thread reads them, so that the field is decoded once.
    let read: Option<Vec<Vec<_>>> = files
        .par_chunk_by(|(_, a), (_, b)| a.same_field(b))
        .map(|of_field| of_field.iter().map(look).collect())
        .collect();
    let read: Option<Vec<_>> = read.map(|read| read.into_iter().flatten().collect());
    let read = read.ok_or_else(|| DatasetError::Cancelled { path: path.into() })?;
    let seen_now = read.iter().zip(&files).filter_map(|((stamp, seen), (key, _))| {
        let (seen, _) = seen.as_ref().ok()?;
        Some((key.as_str(), (*stamp)?, seen))
    });
    index.save(seen_now);
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (seen, _) in read.iter().filter_map(|(_, seen)| seen.as_ref().ok()) {
        *counts.entry(seen.names.len()).or_default() += 1;
    }
    let usual = counts.iter().max_by_key(|(_, n)| **n).map_or(0, |(channels, _)| *channels);
    let (keys, sources): (Vec<String>, Vec<Source>) = files.into_iter().unzip();
    let cache = ImageCache::new(sources, budget);
    let mut seen = Vec::with_capacity(keys.len());
    for (slot, (key, (_, read))) in keys.into_iter().zip(read).enumerate() {
        let about = read.map(|(about, image)| {
            // What does not fit the others would take the place of pictures that do.
            if let Some(image) = image.filter(|_| about.names.len() == usual) {
                cache.keep(slot, &image);
            }
            about
        });
        seen.push((key, about));
    }
    Ok(Opened { path: path.into(), reading: reading.clone(), listing, seen, usual, cache })
}

/// Reads one picture, which comes along while the budget lasts.
fn look_at(source: &Source, kept: &AtomicUsize, budget: usize) -> Result<(Seen, Option<Arc<Image>>), String> {
    let image = source.read().map_err(|e| e.to_string())?;
    let file_bytes = source.bytes();
    let bytes = image.samples.bytes();
    let keep = kept.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= budget;
    let mut content = DefaultHasher::new();
    (image.width, image.height, image::sha256_planes(&image.samples)).hash(&mut content);
    let seen = Seen {
        width: image.width,
        height: image.height,
        pixel_size_um: image.pixel_size_um,
        file_bytes,
        names: image.plane_names(),
        dtype: image.samples.dtype().to_owned(),
        content: content.finish(),
    };
    Ok((seen, keep.then(|| Arc::new(image))))
}
