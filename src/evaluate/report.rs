//! [`Report`]: the content of report.json.

use serde::{Deserialize, Serialize};

use super::clusters::Clusters;
use super::collapse::Collapse;
use super::named::Named;
use super::readout::{Readout, ReadoutKind};

/// The read-outs of one encoder; absent where their features were not given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Readouts {
    /// Nearest neighbours on the encoder's features.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knn_encoder: Option<Readout>,
    /// Nearest neighbours on the projector's output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knn_projector: Option<Readout>,
    /// Linear probe with all labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linear_full: Option<Readout>,
    /// Linear probe with a hundred labels a class; absent, as for all budgets, where no class has so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linear_100: Option<Readout>,
    /// Linear probe with 25 labels a class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linear_25: Option<Readout>,
    /// Linear probe with ten labels a class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linear_10: Option<Readout>,
    /// Linear probe with five labels a class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linear_5: Option<Readout>,
}

impl Readouts {
    /// The read-out of a kind, if it was made.
    pub fn get(&self, kind: ReadoutKind) -> Option<&Readout> {
        match kind {
            ReadoutKind::KnnEncoder => self.knn_encoder.as_ref(),
            ReadoutKind::KnnProjector => self.knn_projector.as_ref(),
            ReadoutKind::LinearFull => self.linear_full.as_ref(),
            ReadoutKind::Linear100 => self.linear_100.as_ref(),
            ReadoutKind::Linear25 => self.linear_25.as_ref(),
            ReadoutKind::Linear10 => self.linear_10.as_ref(),
            ReadoutKind::Linear5 => self.linear_5.as_ref(),
        }
    }
}

/// Read-outs of something to compare with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The read-outs.
    pub readouts: Readouts,
}

/// What stands beside every result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baselines {
    /// The same network before any training.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untrained: Option<Baseline>,
    /// An encoder with weights that the user gave, such as ImageNet's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Baseline>,
    /// Raw pixels, 16 x 16 area means: `knn_encoder` and `linear_full` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixels: Option<Baseline>,
    /// Balanced accuracy of guessing: 1 / classes seen in training.
    pub chance: f64,
}

/// Size of one part of the data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSize {
    /// Images.
    pub images: usize,
    /// Groups.
    pub groups: usize,
}

/// How the data set was divided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// The column whose groups stayed whole; null where images are independent.
    pub group_column: Option<String>,
    /// Sizes by the name of the part.
    pub parts: Named<PartSize>,
}

/// Collapse alarms of both embeddings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Collapses {
    /// Of the encoder's features.
    pub encoder: Collapse,
    /// Of the projector's output.
    pub projector: Option<Collapse>,
}

/// The evaluation of a run on one part of its data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Class names, in the order of every matrix.
    pub classes: Vec<String>,
    /// The part that was evaluated.
    pub part: String,
    /// The read-out that was declared before the run.
    pub primary_readout: ReadoutKind,
    /// True when pretraining saw the evaluated images.
    pub transductive: bool,
    /// True when the data set is too small for a verdict.
    pub exploratory: bool,
    /// How intervals were made.
    pub ci_method: String,
    /// Seed of folds, draws, starts and bootstraps.
    pub seed: u64,
    /// Read-outs of the run.
    pub readouts: Readouts,
    /// Clusters of the encoder's features.
    pub clusters: Clusters,
    /// What to compare with.
    pub baselines: Baselines,
    /// The division of the data set.
    pub split: Split,
    /// Collapse alarms.
    pub collapse: Collapses,
    /// What a reader must know, in words.
    pub notes: Vec<String>,
}
