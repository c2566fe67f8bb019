//! The stage between listing and reading: a file becomes several images where depths, times or cells are taken out of it.

use super::error::DatasetError;
use super::listing::Listing;
use super::options::Reading;
use super::stacks;
use crate::job::Progress;

/// The images that come out of the files of `listing`.
///
/// # Errors
/// Where the settings do not fit any file.
pub(super) fn expand(
    listing: Listing,
    reading: &Reading,
    progress: &Progress,
) -> Result<Listing, DatasetError> {
    stacks::expand(listing, reading, progress)
}
