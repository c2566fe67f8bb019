//! [`RunRecord`]: run.toml, what was asked of a run; never rewritten.

use super::{Given, RunError};
use crate::dataset::{Dataset, IntensityWindow, OpenOptions, Reading, fingerprint};
use crate::evaluate::ReadoutKind;
use crate::pipeline::{Pipeline, PipelineFile};
use crate::train::TrainConfig;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, TableLike, TomlError};

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
    /// How the files are read.
    #[serde(default, skip_serializing_if = "Reading::is_default")]
    pub reading: Reading,
}

impl DataRecord {
    /// The record of `dataset`, which was opened at `path` with `options`.
    pub fn new(path: &Path, options: &OpenOptions, dataset: &Dataset) -> Self {
        Self {
            // A path that is relative now must be found from elsewhere later.
            path: std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()),
            fingerprint: fingerprint(dataset),
            images: dataset.items.len(),
            classes: dataset.classes.clone(),
            channels: dataset.channels.clone(),
            label: options.label.clone(),
            group: options.group.clone(),
            reading: options.reading.clone(),
        }
    }

    /// Columns and reading.
    pub fn options(&self) -> OpenOptions {
        OpenOptions { label: self.label.clone(), group: self.group.clone(), reading: self.reading.clone() }
    }
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
    /// What trained when the run was begun, as it calls itself; empty for runs of before that was written.
    #[serde(default)]
    pub device: String,
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
    /// Weights that were given from elsewhere.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub given: Given,
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
        let mut document: DocumentMut = text.parse().map_err(|error: TomlError| error.to_string())?;
        if let Some(config) = document.get_mut("config").and_then(Item::as_table_like_mut) {
            move_temperature(config);
        }
        let record: Self = toml_edit::de::from_document(document).map_err(|error| error.to_string())?;
        if record.format > 1 {
            return Err(format!("it has format {}, newer than this program knows (1)", record.format));
        }
        Ok(record)
    }

    /// The read-out that counts. One that this version does not know is taken for the nearest neighbours.
    pub fn declared_readout(&self) -> ReadoutKind {
        ReadoutKind::named(&self.primary_readout).unwrap_or(ReadoutKind::KnnEncoder)
    }

    /// The run's pipeline.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn pipeline(&self) -> Result<Pipeline, RunError> {
        Ok(PipelineFile::parse(&self.pipeline)?.pipeline)
    }
}

/// Runs of before there was a second learning method had its one setting among all others. What could not
/// be set then was as it is written here.
fn move_temperature(config: &mut dyn TableLike) {
    if let Some(temperature) = config.remove("temperature") {
        let mut settings = toml_edit::InlineTable::new();
        if let Some(value) = temperature.as_value() {
            settings.insert("temperature", value.clone());
        }
        settings.insert("width", 512.0.into());
        settings.insert("dim", 128.0.into());
        config.insert("objective_settings", toml_edit::value(settings));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::WindowRule;
    use crate::train::Preset;
    use std::collections::BTreeMap;

    #[test]
    fn a_record_of_before_keeps_its_temperature() {
        let config = TrainConfig::preset(Preset::Quick);
        let record = RunRecord {
            format: 1,
            program: "augscope 0.1.0".into(),
            created: "2026-01-01T00:00:00Z".into(),
            seed: 0,
            views_by: "cpu".into(),
            device: "processor (neon)".into(),
            primary_readout: "knn_encoder".into(),
            pipeline: String::new(),
            data: DataRecord {
                path: "cells".into(),
                fingerprint: "0".into(),
                images: 3,
                classes: vec!["a".into(), "b".into()],
                channels: vec!["dna".into()],
                label: None,
                group: None,
                reading: Reading::default(),
            },
            window: IntensityWindow {
                rule: WindowRule::default(),
                channels: Vec::new(),
                groups: BTreeMap::new(),
            },
            config,
            given: Given::default(),
        };
        let now = record.to_toml().unwrap();
        assert_eq!(RunRecord::parse(&now).unwrap(), record);
        let before = now
            .replace("[config.objective_settings]\n", "")
            .replace("objective = \"simclr\"", "objective = \"simclr\"\ntemperature = 0.5");
        let read = RunRecord::parse(&before).unwrap();
        assert_eq!(read.config.objective_settings["temperature"], 0.5);
        assert_eq!(read.config.objective_settings, read.config.all_objective_settings().unwrap());
        let broken = before.replace("temperature", "temperament");
        assert!(RunRecord::parse(&broken).unwrap_err().contains("temperament"));
    }
}
