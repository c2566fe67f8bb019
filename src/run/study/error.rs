//! [`StudyError`]: why a study could not be carried out.

use crate::dataset::simulate::SimulateError;
use crate::run::{ComparisonError, RunError};
use std::path::PathBuf;

/// Why a study could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The file cannot be understood.
    #[error("the study {path} cannot be understood: {why}")]
    BadFile {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A setting of the trainings.
    #[error("[train] of the study: {0}")]
    Setting(String),
    /// Its axes cannot be expanded to recipes.
    #[error("the study cannot be expanded to runs: {0}")]
    Expand(String),
    /// There are no images.
    #[error(
        "the study does not name its images: write path = \"..\" or simulate = {{ .. }} under [data], or give them with --data"
    )]
    NoData,
    /// Another study is in the folder.
    #[error("{path} holds another study (\"{there}\"): give a new folder")]
    OtherStudy {
        /// The folder.
        path: PathBuf,
        /// The name of the study in it.
        there: String,
    },
    /// A run was asked for that the study does not have.
    #[error("the study \"{study}\" has no run called \"{name}\"")]
    NoSuchRun {
        /// The name that was asked for.
        name: String,
        /// The name of the study.
        study: String,
    },
    /// A run there was made by another recipe or with other settings.
    #[error(
        "{run} was made by another recipe or with other settings than the study asks for ({difference}): move it away, or \
         call the recipe by another name"
    )]
    OtherRun {
        /// The run.
        run: PathBuf,
        /// A difference, in words.
        difference: String,
    },
    /// Simulated cells that are there were made otherwise.
    #[error(
        "the cells in {path} were simulated with other settings than the study asks for now ({difference}): undo the change, \
         or give a new folder"
    )]
    OtherCells {
        /// The folder of the cells.
        path: PathBuf,
        /// A difference, in words.
        difference: String,
    },
    /// A file could not be read or written.
    #[error("{path} could not be {what}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// "read" or "written".
        what: &'static str,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// Cells could not be simulated.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The runs cannot be compared.
    #[error(transparent)]
    Comparison(#[from] ComparisonError),
}

impl StudyError {
    /// True where the request itself was wrong, rather than something on the way.
    pub fn is_wrong_use(&self) -> bool {
        match self {
            Self::BadFile { .. }
            | Self::Setting(_)
            | Self::Expand(_)
            | Self::NoData
            | Self::NoSuchRun { .. }
            | Self::OtherStudy { .. }
            | Self::OtherCells { .. }
            | Self::OtherRun { .. } => true,
            Self::File { what, .. } => *what == "read",
            // A drive that is not connected now may be so later.
            Self::Run(error) => error.is_wrong_use() && !error.is_missing_data(),
            Self::Comparison(error) => error.is_wrong_use(),
            Self::Simulate(_) => false,
        }
    }
}
