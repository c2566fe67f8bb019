//! [`PipelineError`]: why a pipeline file cannot be used.

use std::path::PathBuf;

/// Why a pipeline cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// Neither a file nor a preset.
    #[error("there is no pipeline file {0} and no preset of that name; presets are {presets}", presets = super::PRESETS.map(|(name, _)| name).join(", "))]
    NotFound(String),
    /// The file cannot be read or written.
    #[error("the pipeline file {path} cannot be {what}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// "read" or "written".
        what: &'static str,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// Not TOML.
    #[error("the pipeline is not valid TOML: {0}")]
    Syntax(String),
    /// Written by a newer program.
    #[error("the pipeline has format {0}, newer than this program knows (1): please update the program")]
    Newer(i64),
    /// Lengths in micrometres for images whose pixels have no known size.
    #[error(
        "the pipeline's lengths are in micrometres, but the image files do not say how large a pixel is: write \
         um_per_pixel below [input], or lengths = \"pixels\" and lengths in pixels"
    )]
    NoPixelSize,
    /// Lengths in micrometres for images whose pixels differ in size.
    #[error(
        "the pipeline's lengths are in micrometres, but the images' pixels measure from {low} to {high} um: open images \
         of one pixel size, or write lengths in pixels"
    )]
    MixedPixelSizes {
        /// The smallest, in micrometres.
        low: f64,
        /// The largest.
        high: f64,
    },
    /// A key that has no meaning.
    #[error("{place}: the key \"{key}\" is unknown; allowed are {allowed}")]
    UnknownKey {
        /// Where it stands.
        place: String,
        /// The key.
        key: String,
        /// The keys that have a meaning there.
        allowed: String,
    },
    /// A key that must be there.
    #[error("{place}: the key \"{key}\" is missing: {why}")]
    Missing {
        /// Where it should stand.
        place: String,
        /// The key.
        key: &'static str,
        /// What it is for, with the allowed values.
        why: String,
    },
    /// A value that cannot be.
    #[error("{place}: {key} = {value}: {problem}")]
    BadValue {
        /// Where it stands.
        place: String,
        /// The key.
        key: String,
        /// The value as written.
        value: String,
        /// What is wrong with it, with the allowed values.
        problem: String,
    },
}
