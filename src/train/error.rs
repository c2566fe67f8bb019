//! [`TrainError`]: why a pretraining ended early.

use super::memory::gigabytes;
use crate::encoder::{EncoderError, is_out_of_memory};
use crate::image::ImageError;

/// Why a pretraining ended early.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// Too few images for one step.
    #[error("pretraining needs at least 2 images in the training part; there are {0}")]
    TooFewImages(usize),
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] super::ConfigError),
    /// A picture that could be read before cannot be read now.
    #[error("a picture could not be read any more: {0}")]
    Image(#[from] ImageError),
    /// The network or a file of weights failed.
    #[error(transparent)]
    Encoder(EncoderError),
    /// The learning method refused.
    #[error(transparent)]
    Objective(#[from] crate::objective::ObjectiveError),
    /// The optimiser refused.
    #[error(transparent)]
    Optimizer(#[from] super::optimizer::OptimizerError),
    /// A computation failed.
    #[error("the computation failed: {0}")]
    Tensor(#[from] candle_core::Error),
    /// The loss or its gradient is no number any more.
    #[error(
        "the {what} was no number any more in step {step}; nothing was learnt from that step, and the last \
         checkpoint before it is kept. {}",
        blame(pictures)
    )]
    NotANumber {
        /// The step, from 1.
        step: u64,
        /// "loss" or "gradient".
        what: &'static str,
        /// The pictures that brought it about; empty where that cannot be told.
        pictures: String,
    },
    /// The batch does not fit into memory.
    #[error(
        "a batch of {batch} images would take about {} of memory, and {} can be had. {}",
        gigabytes(*needed), gigabytes(*available), way_out(*fitting)
    )]
    Memory {
        /// Images a step.
        batch: usize,
        /// Bytes that it would take.
        needed: u64,
        /// Bytes that can be had.
        available: u64,
        /// The largest batch that would fit, if any.
        fitting: Option<usize>,
    },
    /// The memory of the graphics card does not do for the smallest part of a batch.
    #[error(
        "the memory of the graphics card does not hold even {images} images at once. Take smaller random versions \
         or the small network, close other programs that use the card, or train on the processor ({said})"
    )]
    CardMemory {
        /// Images of the part that was tried last.
        images: usize,
        /// The words of the card's driver.
        said: String,
    },
    /// A checkpoint does not fit the run.
    #[error("the checkpoint {file} does not fit this run: {why}")]
    Checkpoint {
        /// The file's name.
        file: String,
        /// Why.
        why: String,
    },
    /// A file could not be written.
    #[error("{path} could not be written: {}", crate::job::file_words(source))]
    Write {
        /// The file.
        path: std::path::PathBuf,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// The makers of views are gone.
    #[error("the threads that make random versions ended unexpectedly")]
    LoaderGone,
    /// Threads could not be started.
    #[error("worker threads could not be started: {0}")]
    Threads(String),
    /// Somebody asked to stop; the step under way was given up without a trace.
    #[error("training was stopped before it was done")]
    Stopped,
    /// The live look at the accuracy failed.
    #[error("the look at the accuracy failed: {0}")]
    Probe(String),
}

impl TrainError {
    /// True where a graphics card had no memory left for what was computed.
    pub fn is_out_of_memory(&self) -> bool {
        match self {
            Self::Encoder(_) | Self::Objective(_) | Self::Optimizer(_) | Self::Tensor(_) => {
                is_out_of_memory(&self.to_string())
            }
            _ => false,
        }
    }
}

fn way_out(fitting: Option<usize>) -> String {
    match fitting {
        Some(batch) => format!(
            "Take --batch {batch} or --batch auto, or --set accumulate=4 to learn from a batch in four parts, or end \
             other programs"
        ),
        None => "Take smaller random versions or the small network, or end other programs".into(),
    }
}

fn blame(pictures: &str) -> String {
    if pictures.is_empty() {
        return "No single picture is to blame: try a lower learning rate".into();
    }
    format!("It came from {pictures}: look for empty or broken pictures, or leave them out")
}

impl From<EncoderError> for TrainError {
    /// A wish to stop stays one, whoever met it.
    fn from(error: EncoderError) -> Self {
        match error {
            EncoderError::Stopped => Self::Stopped,
            error => Self::Encoder(error),
        }
    }
}
