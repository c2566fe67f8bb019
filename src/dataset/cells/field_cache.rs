//! [`FieldCache`]: the fields that were read last, so that one is not decoded anew for each of its cells.

use crate::dataset::source::Source;
use crate::image::{Image, ImageError};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of decoded fields that are kept.
const BUDGET: usize = 256 << 20;

/// A decoded field, and how many of its pixels a pixel of the file has become.
pub(super) type Field = (Arc<Image>, f64);

/// Decoded fields; of those that do not fit, the one used longest ago goes first. The last one always stays.
#[derive(Debug, Default)]
pub(in crate::dataset) struct FieldCache {
    kept: Mutex<VecDeque<(Arc<Source>, Field)>>,
}

impl FieldCache {
    /// The picture at `source`, out of memory or from the disk.
    pub(super) fn get(&self, source: &Arc<Source>) -> Result<Field, ImageError> {
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(place) = kept.iter().position(|(known, _)| Arc::ptr_eq(known, source))
                && let Some(entry) = kept.remove(place)
            {
                let field = entry.1.clone();
                kept.push_back(entry);
                return Ok(field);
            }
        }
        // Nothing is locked while reading: a reader that computes on several threads could come back here.
        let (image, scale) = source.read_scaled()?;
        let field = (Arc::new(image), scale);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((Arc::clone(source), field.clone()));
        let mut bytes: usize = kept.iter().map(|(_, (image, _))| image.samples.bytes()).sum();
        while bytes > BUDGET && kept.len() > 1 {
            bytes -= kept.pop_front().map_or(0, |(_, (image, _))| image.samples.bytes());
        }
        Ok(field)
    }
}
