//! [`FieldCells`]: the cells of one field by settings that are still being chosen, with their outlines.

use super::expand::{Field, Hint, choose_in, fields_of};
use super::outlines::Outline;
use super::settings::{CellSource, Cells};
use crate::dataset::Dataset;
use crate::dataset::source::Source;

/// The cells of one field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldCells {
    /// Side of the square that is cut out around each, in pixels.
    pub window: usize,
    /// The upper left pixel of the square of each cell that is cut out.
    pub corners: Vec<(usize, usize)>,
    /// Cells whose square leaves the field.
    pub at_edge: usize,
    /// Cells that are too near to another.
    pub too_near: usize,
    /// The outlines of all cells found, where their pixels are known; in pixels of the field.
    pub outlines: Vec<Outline>,
}

impl Dataset {
    /// The cells of image number `item`, a whole field, by `cells`. Opens no other image.
    ///
    /// # Errors
    /// In words for the user: what does not fit, in the settings or in the files.
    pub fn cells_in(&self, item: usize, cells: &Cells) -> Result<FieldCells, String> {
        let key = self.items.get(item).map(|item| &item.key).ok_or("there is no such image")?;
        let image = self.image(item).map_err(|error| error.to_string())?;
        let listing = &self.opened.listing;
        let Some(row) = listing.rows.iter().find(|row| row.key == *key) else {
            return Err("there is no such image".into());
        };
        let hint = match &cells.from {
            CellSource::Finder(_) => Hint::Find,
            CellSource::Points(_) | CellSource::Mask(_) => {
                let (fields, _, left_out) = fields_of(listing, cells).map_err(|error| error.to_string())?;
                let field = fields.into_iter().find(|field: &Field| field.row.key == *key);
                let why = || left_out.iter().find(|left| left.path == *key).map(|left| left.why.clone());
                field.map(|field| field.hint).ok_or_else(|| {
                    why().unwrap_or_else(|| {
                        "this image is a label image itself, or no cell of the table lies in it".into()
                    })
                })?
            }
        };
        let scale = match &row.source {
            Source::Scaled(..) => row.source.read_scaled().map_err(|error| error.to_string())?.1,
            _ => 1.0,
        };
        let found = choose_in(&image, scale, hint, cells)?;
        Ok(FieldCells {
            window: found.side,
            corners: found.chosen.cells.iter().map(|(_, corner)| *corner).collect(),
            at_edge: found.chosen.at_edge,
            too_near: found.chosen.too_near,
            outlines: found.labels.as_ref().map(super::Labels::outlines).unwrap_or_default(),
        })
    }
}
