//! [`EvaluateError`]: what can keep an evaluation from being made, in a biologist's words.

use std::path::PathBuf;

/// Why an evaluation, or a file that belongs to it, could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A matrix of features has another number of values than rows times columns.
    #[error("{what}: {values} numbers do not make {rows} images of {columns} features")]
    Shape {
        /// Which features.
        what: String,
        /// Number of values that were given.
        values: usize,
        /// Images expected.
        rows: usize,
        /// Features an image expected.
        columns: usize,
    },
    /// Features, labels and groups do not describe the same number of images.
    #[error("{what}: {found} entries for {expected} images")]
    Length {
        /// What has the wrong length.
        what: String,
        /// Its length.
        found: usize,
        /// The number of images.
        expected: usize,
    },
    /// A label points past the list of classes.
    #[error("class number {label} is not among the {classes} classes of this data set")]
    UnknownClass {
        /// The label.
        label: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// A part holds nothing to learn from or to measure on.
    #[error("the part \"{part}\" holds no labelled image, so there is nothing to evaluate")]
    EmptyPart {
        /// The part's name.
        part: String,
    },
    /// Features are not finite: the encoder diverged.
    #[error(
        "{what}: {images} of {of} images have features that are not finite numbers (NaN or infinite); \
         the encoder has probably diverged during training, so no accuracy can be given"
    )]
    NotFinite {
        /// Which features.
        what: String,
        /// Images that are affected.
        images: usize,
        /// Images in all.
        of: usize,
    },
    /// Training and evaluated images have features of different length.
    #[error("{what}: training images have {train} features, evaluated images {test}")]
    Widths {
        /// Which features.
        what: String,
        /// Features a training image.
        train: usize,
        /// Features an evaluated image.
        test: usize,
    },
    /// There are not enough images for what was asked.
    #[error("{what} needs at least {needed} images; there are {found}")]
    TooFewImages {
        /// What was asked for.
        what: String,
        /// Images there are.
        found: usize,
        /// Images needed.
        needed: usize,
    },
    /// A map of the embedding could not be drawn.
    #[error("the map could not be drawn: {reason}")]
    NoMap {
        /// Why.
        reason: String,
    },
    /// Somebody asked to stop.
    #[error("the evaluation was stopped before it was done")]
    Stopped,
    /// The file of embeddings could not be written or read.
    #[error("the embeddings file {path}: {source}")]
    EmbeddingsFile {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: parquet::errors::ParquetError,
    },
    /// The file system refused.
    #[error("the embeddings file {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// A picture could not be read.
    #[error(transparent)]
    Image(#[from] crate::image::ImageError),
    /// The encoder refused.
    #[error(transparent)]
    Encoder(crate::encoder::EncoderError),
    /// The projector refused.
    #[error(transparent)]
    Objective(#[from] crate::objective::ObjectiveError),
    /// The arithmetic refused.
    #[error("features could not be computed: {0}")]
    Compute(#[from] candle_core::Error),
}

impl From<crate::encoder::EncoderError> for EvaluateError {
    /// A wish to stop stays one, whoever met it.
    fn from(error: crate::encoder::EncoderError) -> Self {
        match error {
            crate::encoder::EncoderError::Stopped => Self::Stopped,
            error => Self::Encoder(error),
        }
    }
}
