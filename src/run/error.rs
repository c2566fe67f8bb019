//! [`RunError`]: why a run could not be started, carried on or evaluated.

use crate::dataset::DatasetError;
use crate::evaluate::EvaluateError;
use crate::export::ExportError;
use crate::pipeline::PipelineError;
use crate::train::TrainError;
use std::path::PathBuf;

/// Why a run could not be started, carried on or evaluated.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The folder is in use.
    #[error("the folder {0} is in use already: give a new one, or go on with the run in it (--resume)")]
    Exists(PathBuf),
    /// The folder holds no run.
    #[error("{0} is no run: it has no run.toml")]
    NoRun(PathBuf),
    /// The record cannot be read.
    #[error("{path} cannot be understood: {why}")]
    BadRecord {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The data are no longer those of the run.
    #[error(
        "the data set {0} has changed since the run was started (files, labels or groups differ), so the run \
         cannot go on with it; start a new run"
    )]
    OtherData(PathBuf),
    /// What was given is not what the run was begun with.
    #[error(
        "the images in {given} are not those that the run was begun with, which lay in {recorded} (files, labels or groups \
         differ): give the images of the run, or start a new run"
    )]
    NotItsData {
        /// What was given.
        given: PathBuf,
        /// Where it was begun.
        recorded: PathBuf,
    },
    /// The data are in neither place.
    #[error(
        "the images of the run are neither in {given} ({why}) nor in {recorded}, where it was begun: connect the drive, or \
         give the folder in which they lie now"
    )]
    DataNowhere {
        /// What was given.
        given: PathBuf,
        /// Where it was begun.
        recorded: PathBuf,
        /// What is wrong with what was given.
        why: String,
    },
    /// The images of a study are no longer those of its runs.
    #[error(
        "the images in {path} are no longer those that {run} was trained on ({what}), so runs of before and after cannot be \
         compared: put the old images back, or begin a new study"
    )]
    ImagesChanged {
        /// The images.
        path: PathBuf,
        /// A run of before.
        run: PathBuf,
        /// What differs, in words.
        what: String,
    },
    /// A file could not be read or written.
    #[error("{path} could not be {what}: {}", answer(what, source))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// "read" or "written".
        what: &'static str,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// There is no trained state yet.
    #[error("the run {0} has no checkpoint yet, so there is nothing to evaluate")]
    Untrained(PathBuf),
    /// There is no such part.
    #[error("{0}")]
    NoPart(String),
    /// What was asked about a plate does not fit the data set.
    #[error("{0}")]
    Plate(String),
    /// A file with weights that cannot be used.
    #[error("the weights in {path} cannot be used: {why}")]
    Weights {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Images with other channels than the encoder reads.
    #[error("{0}")]
    Channels(String),
    /// The data set cannot be used.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The pipeline cannot be used.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// Training failed.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// Evaluation failed.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Export(#[from] ExportError),
}

fn answer(what: &str, source: &std::io::Error) -> String {
    if what == "written" { crate::job::file_words(source) } else { source.to_string() }
}

impl From<crate::encoder::EncoderError> for RunError {
    fn from(error: crate::encoder::EncoderError) -> Self {
        Self::Train(error.into())
    }
}

impl RunError {
    /// True where the images are not there now, as when a drive is not connected.
    pub fn is_missing_data(&self) -> bool {
        match self {
            Self::Dataset(error) => error.is_missing(),
            Self::DataNowhere { .. } => true,
            _ => false,
        }
    }

    /// True where the request itself was wrong, rather than something on the way.
    pub fn is_wrong_use(&self) -> bool {
        matches!(
            self,
            Self::Exists(_)
                | Self::NoRun(_)
                | Self::NoPart(_)
                | Self::Plate(_)
                | Self::Channels(_)
                | Self::Weights { .. }
                | Self::NotItsData { .. }
                | Self::ImagesChanged { .. }
                | Self::Pipeline(_)
                | Self::Train(TrainError::Config(_))
                | Self::Dataset(
                    DatasetError::Open { .. }
                        | DatasetError::NotADataset { .. }
                        | DatasetError::NoColumn { .. }
                        | DatasetError::NoTable { .. }
                )
        )
    }
}
