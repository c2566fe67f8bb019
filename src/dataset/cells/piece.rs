//! [`Piece`]: the rectangle of a field that is one cell's image.

use super::field_cache::FieldCache;
use crate::dataset::source::Source;
use crate::image::{Image, ImageError};
use std::sync::Arc;

/// A rectangle of a field.
#[derive(Clone, Debug)]
pub(in crate::dataset) struct Piece {
    /// The field.
    pub field: Arc<Source>,
    /// Where decoded fields are kept.
    pub(super) fields: Arc<FieldCache>,
    /// The upper left pixel.
    pub corner: (usize, usize),
    /// Columns and rows.
    pub size: (usize, usize),
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field && self.corner == other.corner && self.size == other.size
    }
}

impl Piece {
    /// Cuts it out of its field.
    ///
    /// # Errors
    /// Where the field cannot be read, or has become smaller.
    pub fn read(&self) -> Result<Image, ImageError> {
        let (field, _) = self.fields.get(&self.field)?;
        let ((x, y), (width, height)) = (self.corner, self.size);
        field.piece(x, y, width, height).ok_or_else(|| ImageError::Damaged {
            path: self.field.first().to_path_buf(),
            what: format!("the window of the cell at {x}, {y} does not lie inside any more"),
        })
    }
}
