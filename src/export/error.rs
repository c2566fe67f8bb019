//! [`ExportError`]: why a result could not be written in another form.

/// What kept an export from being made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The report lacks what was asked for.
    #[error("the report holds no read-out \"{readout}\"")]
    NoReadout {
        /// The read-out.
        readout: String,
    },
    /// The picture would be too large.
    #[error("a picture of {width} x {height} pixels is too large; choose a smaller scale")]
    TooLarge {
        /// Columns.
        width: f64,
        /// Rows.
        height: f64,
    },
    /// The scale is not a positive number.
    #[error("a picture cannot be drawn at scale {scale}; choose a number above 0, such as 2")]
    Scale {
        /// The scale.
        scale: f32,
    },
    /// A file could not be written.
    #[error("{path} could not be written: {why}")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        why: String,
    },
    /// There is no such form.
    #[error("nothing is exported to \"{name}\"; there are {names}")]
    NoTarget {
        /// What was asked for.
        name: String,
        /// The names there are.
        names: String,
    },
    /// A recipe alone does not do.
    #[error(
        "\"{target}\" is made from a run: give the folder of a run that was trained, the one with run.toml in it"
    )]
    NeedsRun {
        /// The target.
        target: String,
    },
    /// Something is there already.
    #[error("{path} is there already; nothing was changed. Give another name, or write over it with --force")]
    Exists {
        /// The file or folder.
        path: std::path::PathBuf,
    },
    /// A folder where a file should be, or the other way round.
    #[error("{path} is a {is}, but this export is a {wanted}: give another name")]
    WrongPlace {
        /// What is there.
        path: std::path::PathBuf,
        /// "file" or "folder".
        is: &'static str,
        /// "folder" or "file".
        wanted: &'static str,
    },
    /// The name does not say which form.
    #[error(
        "{path}: the ending says what is written; give a name that ends with .csv, .parquet, .npy or .zarr"
    )]
    NoForm {
        /// The name.
        path: std::path::PathBuf,
    },
    /// Steps that the other program has no counterpart of.
    #[error(
        "{target} cannot take all steps of this recipe:\n  {steps}\nNothing was written. Switch these steps off, or \
         leave them out with --partial"
    )]
    NoCounterpart {
        /// The other program.
        target: &'static str,
        /// The steps with the reason for each, a line each.
        steps: String,
    },
    /// The run lacks something that the export is made of.
    #[error("{0}")]
    Lacks(String),
    /// What the run consists of could not be read.
    #[error(transparent)]
    Run(Box<dyn std::error::Error + Send + Sync>),
    /// The encoder's tensors could not be handled.
    #[error(transparent)]
    Encoder(#[from] crate::encoder::EncoderError),
    /// Features could not be handled.
    #[error(transparent)]
    Evaluate(#[from] crate::evaluate::EvaluateError),
    /// A picture could not be drawn.
    #[error("the picture could not be drawn: {reason}")]
    Drawing {
        /// What the renderer says.
        reason: String,
    },
}

impl ExportError {
    /// True where the request itself was wrong, rather than something on the way.
    pub fn is_wrong_use(&self) -> bool {
        matches!(
            self,
            Self::NoTarget { .. }
                | Self::NoForm { .. }
                | Self::NeedsRun { .. }
                | Self::Exists { .. }
                | Self::NoCounterpart { .. }
                | Self::WrongPlace { .. }
        )
    }
}
