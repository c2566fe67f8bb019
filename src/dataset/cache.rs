//! [`ImageCache`]: decoded images in memory, up to a budget of bytes.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::source::Source;
use crate::image::{Image, ImageError};

/// Decoded images. The first ones stay in memory until the budget is used up; the others are read from
/// the disk each time. Nothing is ever evicted, since training visits all images equally often.
#[derive(Debug, Default)]
pub struct ImageCache {
    slots: Vec<(Source, OnceLock<Arc<Image>>)>,
    used: AtomicUsize,
    budget: usize,
}

impl ImageCache {
    /// An empty cache for the pictures at `sources`, to keep up to `budget` bytes.
    pub(super) fn new(sources: Vec<Source>, budget: usize) -> Self {
        let slots = sources.into_iter().map(|source| (source, OnceLock::new())).collect();
        Self { slots, used: AtomicUsize::new(0), budget }
    }

    /// Image number `index`.
    pub fn get(&self, index: usize) -> Result<Arc<Image>, ImageError> {
        let Some((source, slot)) = self.slots.get(index) else { return Err(missing(index)) };
        if let Some(image) = slot.get() {
            return Ok(Arc::clone(image));
        }
        let image = Arc::new(source.read()?);
        self.keep(index, &image);
        Ok(image)
    }

    /// Keeps an image that was read elsewhere, if the budget allows.
    pub fn keep(&self, index: usize, image: &Arc<Image>) {
        let bytes = image.samples.bytes();
        let before = self.used.fetch_add(bytes, Ordering::Relaxed);
        let kept = before.saturating_add(bytes) <= self.budget
            && self.slots.get(index).is_some_and(|(_, slot)| slot.set(Arc::clone(image)).is_ok());
        if !kept {
            self.used.fetch_sub(bytes, Ordering::Relaxed);
        }
    }

    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }
}

/// The error of asking for an image beyond the last one.
pub(super) fn missing(index: usize) -> ImageError {
    let source = std::io::Error::new(std::io::ErrorKind::NotFound, "the data set has no such image");
    ImageError::Open { path: PathBuf::from(format!("image {index}")), source }
}
