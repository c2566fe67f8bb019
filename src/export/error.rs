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
    /// A picture could not be drawn.
    #[error("the picture could not be drawn: {reason}")]
    Drawing {
        /// What the renderer says.
        reason: String,
    },
}
