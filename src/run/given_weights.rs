//! [`GivenWeights`]: weights that the user brings along, as a start of the training or to compare with.

use super::{RunError, RunFolder};
use crate::encoder::{NamedTensors, executor, fit_foreign, tensor_file};
use crate::image::hex;
use crate::train::{TrainConfig, TrainError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The copy of the start in the run's folder, brought to the run's network.
pub(super) const START_FILE: &str = "start.safetensors";
/// The copy of what is compared with.
pub(super) const BASELINE_FILE: &str = "baseline.safetensors";

/// Where weights came from and how they fitted, for the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenWeights {
    /// The file as it was given.
    pub file: PathBuf,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Tensors that were taken from it.
    pub taken: usize,
    /// Tensors of the network.
    pub of: usize,
    /// What was changed, left out or missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// All weights that a run was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What the training began with; nothing: first weights by the seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<GivenWeights>,
    /// An encoder that the evaluation compares with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<GivenWeights>,
}

/// Files with weights that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeightFiles {
    /// What the training is to begin with.
    pub start: Option<PathBuf>,
    /// What the evaluation is to compare with.
    pub baseline: Option<PathBuf>,
}

impl Given {
    /// True where nothing was given.
    pub fn is_empty(&self) -> bool {
        self.start.is_none() && self.baseline.is_none()
    }

    /// Lines that say what was given and how it fitted.
    pub fn lines(&self) -> Vec<String> {
        let start =
            self.start.as_ref().map(|given| format!("the encoder begins with weights of {}", given.words()));
        let baseline = self
            .baseline
            .as_ref()
            .map(|given| format!("the evaluation compares with weights of {}", given.words()));
        start.into_iter().chain(baseline).collect()
    }
}

/// A file of fitted weights: its name in the run's folder, and its tensors.
pub(super) type FittedFile = (&'static str, NamedTensors);

/// What was read of [`WeightFiles`]: the record, and the tensors with the names under which they are kept.
pub(super) fn read_given(
    files: &WeightFiles,
    config: &TrainConfig,
    channels: usize,
) -> Result<(Given, Vec<FittedFile>), RunError> {
    let mut tensors = Vec::new();
    let mut read = |path: &Option<PathBuf>, name: &'static str| -> Result<Option<GivenWeights>, RunError> {
        let Some(path) = path else { return Ok(None) };
        let (given, fitted) = GivenWeights::read(path, config, channels)?;
        tensors.push((name, fitted));
        Ok(Some(given))
    };
    let given =
        Given { start: read(&files.start, START_FILE)?, baseline: read(&files.baseline, BASELINE_FILE)? };
    Ok((given, tensors))
}

impl GivenWeights {
    /// Reads the safetensors file at `path` for the network of `config`.
    ///
    /// # Errors
    /// [`RunError::Weights`] where it cannot be read or holds another network.
    pub(super) fn read(
        path: &Path,
        config: &TrainConfig,
        channels: usize,
    ) -> Result<(Self, NamedTensors), RunError> {
        let wrong = |why: String| RunError::Weights { path: path.to_path_buf(), why };
        let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let (tensors, _) = tensor_file::from_bytes(&bytes).map_err(|error| {
            wrong(format!(
                "{error}. Only safetensors files are read; in Python safetensors.torch.save_file(model.state_dict(), \
                 \"weights.safetensors\") makes one"
            ))
        })?;
        let architecture = config.architecture().map_err(TrainError::from)?;
        let initial = executor(architecture, channels, config.seed)?.weights().tensors();
        let fitted = fit_foreign(architecture, channels, &initial, &tensors)
            .map_err(|error| wrong(error.to_string()))?;
        let given = Self {
            file: std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()),
            sha256: hex(&Sha256::digest(&bytes)),
            taken: fitted.taken,
            of: fitted.of,
            notes: fitted.notes,
        };
        Ok((given, fitted.tensors))
    }

    /// What was taken and what was not, in a sentence or two.
    pub fn words(&self) -> String {
        let Self { file, taken, of, notes, .. } = self;
        // The folders that it lies in stand in the record; reports are sent to others.
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
        let mut words = format!("{name}: {taken} of {of} tensors taken");
        for note in notes {
            words.push_str("; ");
            words.push_str(note);
        }
        words
    }
}

/// Keeps fitted weights in the run's folder.
pub(super) fn keep(folder: &RunFolder, name: &str, tensors: &NamedTensors) -> Result<(), RunError> {
    folder.write(name, &tensor_file::to_bytes(tensors, &crate::encoder::Metadata::new())?)
}

/// The weights that were kept under `name`.
pub(super) fn kept(folder: &RunFolder, name: &str) -> Result<NamedTensors, RunError> {
    Ok(tensor_file::read(&folder.file(name))?.0)
}
