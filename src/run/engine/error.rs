//! [`EngineError`]: why runs could not be handed over.

use crate::run::RunError;
use std::path::PathBuf;

/// Why runs could not be handed over, looked for or taken back.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A program of the scheduler is not there.
    #[error(
        "{program} could not be started ({source}): on a cluster this is done on a login node; elsewhere --write-only makes a \
         folder to carry there"
    )]
    NoProgram {
        /// The program.
        program: String,
        /// What the system answered.
        source: std::io::Error,
    },
    /// A program of the scheduler refused.
    #[error("{program} refused: {said}")]
    Refused {
        /// The program.
        program: String,
        /// What it said.
        said: String,
    },
    /// What the scheduler said was not understood.
    #[error("the answer of {program} was not understood: {said}")]
    Unclear {
        /// The program.
        program: String,
        /// What it said, shortened.
        said: String,
    },
    /// A setting cannot be written into a script.
    #[error("the setting {setting} of the cluster's profile cannot be used: {why}")]
    Setting {
        /// The setting.
        setting: String,
        /// Why.
        why: String,
    },
    /// The file of profiles cannot be understood.
    #[error("the cluster profiles {path} cannot be understood: {why}")]
    BadProfiles {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// There is no profile of that name.
    #[error("there is no cluster profile \"{name}\": {there}")]
    NoProfile {
        /// The name that was asked for.
        name: String,
        /// What there is, in words.
        there: String,
    },
    /// A path or name cannot be written into a script.
    #[error("{path:?} cannot be written into a job script: {why}")]
    BadName {
        /// The path or name.
        path: String,
        /// Why.
        why: &'static str,
    },
    /// Somebody else is submitting.
    #[error("another program is handing over runs of this study ({0}): wait until it is done")]
    Busy(PathBuf),
    /// Another queue is at work.
    #[error("another queue is at work on {0}: it carries out what waits there")]
    Served(PathBuf),
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
    /// A run's folder.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl EngineError {
    /// True where the request itself was wrong, rather than something on the way.
    pub fn is_wrong_use(&self) -> bool {
        matches!(
            self,
            Self::Setting { .. } | Self::BadProfiles { .. } | Self::NoProfile { .. } | Self::BadName { .. }
        )
    }
}
