//! [`CheckError`]: why a recipe could not be looked at.

use super::sample::FEWEST_IMAGES;
use crate::image::ImageError;
use crate::pipeline::PipelineError;

/// Why a recipe could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// An image cannot be read.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The intensity window cannot be fitted.
    #[error(transparent)]
    Dataset(#[from] crate::dataset::DatasetError),
    /// The recipe's lengths do not fit these images.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// Nothing can be said of fewer than two classes.
    #[error(
        "a recipe is checked by what tells classes apart, which takes two classes with at least {FEWEST_IMAGES} images \
         each in the part for training; these images have {0}"
    )]
    FewClasses(usize),
    /// It was stopped.
    #[error("stopped")]
    Stopped,
}
