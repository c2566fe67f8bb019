//! [`RunRecord`]: run.toml, what was asked of a run; never rewritten.

use super::RunError;
use crate::dataset::IntensityWindow;
use crate::pipeline::{Pipeline, PipelineFile};
use crate::train::TrainConfig;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The data of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataRecord {
    /// Where it was opened.
    pub path: PathBuf,
    /// SHA-256 over keys, sizes, labels and groups of its files.
    pub fingerprint: String,
    /// Number of images.
    pub images: usize,
    /// Class names.
    pub classes: Vec<String>,
    /// Channel names.
    pub channels: Vec<String>,
    /// The column that classes come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The column that groups come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// What was asked of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Version of this file's format.
    pub format: u32,
    /// Name and version of the program.
    pub program: String,
    /// When the run was begun, RFC 3339, UTC.
    pub created: String,
    /// Seed of everything random.
    pub seed: u64,
    /// What made the training views.
    pub views_by: String,
    /// The read-out that counts, named before the run.
    pub primary_readout: String,
    /// The pipeline, as a pipeline file.
    pub pipeline: String,
    /// The data.
    pub data: DataRecord,
    /// The intensity window, fitted on the training part.
    pub window: IntensityWindow,
    /// The settings of the training.
    pub config: TrainConfig,
}

impl RunRecord {
    /// The record as TOML text.
    ///
    /// # Errors
    /// Where a value cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String, RunError> {
        toml_edit::ser::to_string_pretty(self)
            .map_err(|error| RunError::BadRecord { path: "run.toml".into(), why: error.to_string() })
    }

    /// Reads a record.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let record: Self = toml_edit::de::from_str(text).map_err(|error| error.to_string())?;
        if record.format > 1 {
            return Err(format!("it has format {}, newer than this program knows (1)", record.format));
        }
        Ok(record)
    }

    /// The run's pipeline.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn pipeline(&self) -> Result<Pipeline, RunError> {
        Ok(PipelineFile::parse(&self.pipeline)?.pipeline)
    }
}
