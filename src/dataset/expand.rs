//! The stage between listing and reading: a file becomes several images where depths, times or cells are taken out of it.

use super::error::DatasetError;
use super::listing::Listing;
use super::options::Reading;
use crate::job::Progress;

/// The images that come out of the files of `listing`.
///
/// # Errors
/// Where the settings do not fit any file.
pub(super) fn expand(
    listing: Listing,
    _reading: &Reading,
    _progress: &Progress,
) -> Result<Listing, DatasetError> {
    Ok(listing)
}
