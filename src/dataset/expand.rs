//! The stage between listing and reading: a file becomes several images where depths, times or cells are taken out of it.

use super::cells::{self, Cells};
use super::error::DatasetError;
use super::listing::Listing;
use super::options::Reading;
use super::source::Source;
use super::stacks;
use crate::job::Progress;

/// Sizes of pixels that can be meant, in micrometres.
const SIZES: std::ops::RangeInclusive<f64> = 1e-4..=1e3;

/// The images that come out of the files of `listing`.
///
/// # Errors
/// Where the settings do not fit any file.
pub(super) fn expand(
    listing: Listing,
    reading: &Reading,
    progress: &Progress,
) -> Result<Listing, DatasetError> {
    let mut listing = stacks::expand(listing, reading, progress)?;
    if let Some(um) = reading.pixel_size_um {
        if !SIZES.contains(&um) {
            return Err(DatasetError::PixelSize(format!(
                "{um} \u{b5}m is no size of a pixel to resample to; allowed are 0.0001 to 1000"
            )));
        }
        for row in &mut listing.rows {
            let source = std::mem::replace(&mut row.source, Source::File(std::path::PathBuf::new()));
            row.source = Source::Scaled(Box::new(source), um);
        }
    }
    match &reading.cells {
        Some(cells) => cells::expand(listing, cells, progress),
        None if listing.objects.is_some() || cells::are_cells(&listing) => {
            let cells = Cells::of_a_table();
            listing.warnings.push(format!(
                "a window of {} x {} pixels is cut out around each cell of the table: choose another size where cells differ",
                cells.window, cells.window
            ));
            cells::expand(listing, &cells, progress)
        }
        None => Ok(listing),
    }
}
