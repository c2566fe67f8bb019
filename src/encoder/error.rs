//! [`EncoderError`]: what can go wrong with a network and its weights, in words.

use std::path::PathBuf;

use super::architecture::Architecture;

/// What can go wrong with a network and its weights.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// A name that no encoder has.
    #[error("there is no encoder called {0:?}; choose one of {names}", names = names())]
    UnknownArchitecture(String),
    /// The arithmetic refused, mostly because shapes do not fit.
    #[error("the encoder could not be computed: {0}")]
    Compute(#[from] candle_core::Error),
    /// The file with weights could not be read or written.
    #[error("the weights in {path} could not be read or written: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The answer of the file system.
        source: std::io::Error,
    },
    /// The file is not a whole safetensors file.
    #[error("the weights are not a readable safetensors file: {0}")]
    NotWeights(String),
    /// The weights are those of another network.
    #[error("the weights do not fit the encoder: {}", .0.join("; "))]
    Mismatch(Vec<String>),
    /// No tensor of that name.
    #[error("the encoder has no weights called {0:?}")]
    NoTensor(String),
    /// A gradient was asked for before anything was computed.
    #[error("gradients were asked for before a batch was embedded for training")]
    NothingToDifferentiate,
    /// A gradient of another shape than the features it should belong to.
    #[error("a gradient of shape {0:?} was given for features of shape {1:?}")]
    GradientShape(Vec<usize>, Vec<usize>),
    /// A layer that expects other channels than it gets.
    #[error("the network reads images of {wanted} channels, but was given {found}")]
    Channels {
        /// Channels that came.
        found: usize,
        /// Channels that the layer was made for.
        wanted: usize,
    },
    /// The two ways of a residual block end in different sizes (rows, columns, channels).
    #[error("the two ways of a residual block end in different sizes: {0:?} and {1:?}")]
    Ways([usize; 3], [usize; 3]),
    /// The images leave no pixel behind some layer.
    #[error("the images are too small for this network: nothing is left of them on the way")]
    TooSmall,
    /// Statistics were asked for without any image.
    #[error("no batch of images was given to estimate the batch-norm statistics from")]
    NoBatches,
    /// Somebody asked to stop; nothing was changed.
    #[error("the computation was stopped before it was done")]
    Stopped,
}

fn names() -> String {
    Architecture::ALL.map(Architecture::name).join(", ")
}
