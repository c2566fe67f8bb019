//! [`Readout`]: how well one way of reading an embedding recognises every class.

use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

use super::confusion::Confusion;
use super::interval::{Interval, intervals};
use super::linear_probe::LinearProbe;
use super::named::Named;

/// Which read-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadoutKind {
    /// Nearest neighbours on the encoder's features.
    #[serde(rename = "knn_encoder")]
    KnnEncoder,
    /// Nearest neighbours on the projector's output.
    #[serde(rename = "knn_projector")]
    KnnProjector,
    /// Linear probe with all labels of training.
    #[serde(rename = "linear_full")]
    LinearFull,
    /// Linear probe with a hundred labels a class.
    #[serde(rename = "linear_100")]
    Linear100,
    /// Linear probe with 25 labels a class.
    #[serde(rename = "linear_25")]
    Linear25,
    /// Linear probe with ten labels a class.
    #[serde(rename = "linear_10")]
    Linear10,
    /// Linear probe with five labels a class.
    #[serde(rename = "linear_5")]
    Linear5,
}

impl ReadoutKind {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::KnnEncoder,
        Self::KnnProjector,
        Self::LinearFull,
        Self::Linear100,
        Self::Linear25,
        Self::Linear10,
        Self::Linear5,
    ];

    /// The name in a report.
    pub fn name(self) -> &'static str {
        match self {
            Self::KnnEncoder => "knn_encoder",
            Self::KnnProjector => "knn_projector",
            Self::LinearFull => "linear_full",
            Self::Linear100 => "linear_100",
            Self::Linear25 => "linear_25",
            Self::Linear10 => "linear_10",
            Self::Linear5 => "linear_5",
        }
    }

    /// The read-out with that [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::KnnEncoder => "nearest neighbours, encoder features",
            Self::KnnProjector => "nearest neighbours, projector features",
            Self::LinearFull => "linear probe, all labels",
            Self::Linear100 => "linear probe, 100 labels per class",
            Self::Linear25 => "linear probe, 25 labels per class",
            Self::Linear10 => "linear probe, 10 labels per class",
            Self::Linear5 => "linear probe, 5 labels per class",
        }
    }

    /// Labels a class where they are drawn; such a read-out is the mean over several draws.
    pub fn label_budget(self) -> Option<usize> {
        match self {
            Self::KnnEncoder | Self::KnnProjector | Self::LinearFull => None,
            Self::Linear100 => Some(100),
            Self::Linear25 => Some(25),
            Self::Linear10 => Some(10),
            Self::Linear5 => Some(5),
        }
    }

    /// False where the read-out would be the probe with all `labels` under another name, since no class has more than
    /// the budget. That with ten is always made: it is what runs are compared by.
    pub fn says_something(self, labels: &[usize], classes: usize) -> bool {
        let most = || (0..classes).map(|class| labels.iter().filter(|&&l| l == class).count()).max();
        self == Self::Linear10 || self.label_budget().is_none_or(|budget| most() > Some(budget))
    }
}

/// The figures of one class. Null where the part holds no image of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassAccuracy {
    /// Images of the class.
    pub n: usize,
    /// Groups that hold them.
    pub groups: usize,
    /// Fraction of the class's images that were recognised, 0..1.
    pub recall: Option<f64>,
    /// Its 95 % interval.
    pub recall_ci95: Option<[f64; 2]>,
    /// How the interval was made.
    pub ci_method: Option<String>,
    /// Why there is none.
    pub ci_reason: Option<String>,
    /// Fraction of the images taken for the class that are of it; null when none was.
    pub precision: Option<f64>,
    /// 2 tp / (2 tp + fp + fn).
    pub f1: Option<f64>,
}

/// The figures of one read-out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Readout {
    /// Mean recall of the classes present, 0..1.
    pub balanced_accuracy: Option<f64>,
    /// Its 95 % interval.
    pub balanced_accuracy_ci95: Option<[f64; 2]>,
    /// How the interval was made, or why there is none.
    pub balanced_accuracy_ci_method: String,
    /// Share of all images that were recognised, 0..1: classes count as often as they occur.
    #[serde(default)]
    pub accuracy: Option<f64>,
    /// Its 95 % interval.
    #[serde(default)]
    pub accuracy_ci95: Option<[f64; 2]>,
    /// How that was made, or why there is none.
    #[serde(default)]
    pub accuracy_ci_method: String,
    /// Figures by class name, in the order of the classes.
    pub per_class: Named<ClassAccuracy>,
    /// Images by (actual, predicted) class; the mean over draws where labels were drawn.
    #[serde(serialize_with = "whole_where_whole")]
    pub confusion: Vec<Vec<f64>>,
    /// Neighbours, chosen inside training.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub k: Option<usize>,
    /// Balanced accuracy with 20 neighbours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain_k20_balanced_accuracy: Option<f64>,
    /// Penalty chosen inside training (1 / C of scikit-learn).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<f64>,
    /// Balanced accuracy of each draw of labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draws: Option<Vec<f64>>,
    /// What a reader must know, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Class of every image, draw by draw (a single one where no labels were drawn). Not part of the report: the file
    /// of predictions has them, with the images' names.
    #[serde(skip)]
    pub predicted: Vec<Vec<usize>>,
    /// The probe with all labels, which a file beside the report keeps.
    #[serde(skip)]
    pub probe: Option<LinearProbe>,
}

impl Readout {
    /// Figures of `draws` sets of predictions (usually one) for images with `labels` in `groups`.
    pub fn new(
        draws: &[Vec<usize>],
        labels: &[usize],
        groups: &[usize],
        classes: &[String],
        seed: u64,
    ) -> Self {
        let confusion = Confusion::mean_of(labels, draws, classes.len());
        let correct: Vec<f64> = labels
            .iter()
            .enumerate()
            .map(|(i, label)| {
                draws.iter().filter(|d| d.get(i) == Some(label)).count() as f64 / draws.len().max(1) as f64
            })
            .collect();
        let limits = intervals(&correct, labels, groups, classes.len(), seed);
        let per_class = classes.iter().enumerate().map(|(class, name)| {
            let interval = &limits.recall[class];
            let (ci_method, ci_reason) = match interval {
                Interval::Limits(_, method) => (Some((*method).to_owned()), None),
                Interval::None(reason) => (None, Some(reason.clone())),
            };
            let figures = ClassAccuracy {
                n: labels.iter().filter(|&&l| l == class).count(),
                groups: limits.groups[class],
                recall: confusion.recall(class),
                recall_ci95: interval.limits(),
                ci_method,
                ci_reason,
                precision: confusion.precision(class),
                f1: confusion.f1(class),
            };
            (name.clone(), figures)
        });
        Self {
            balanced_accuracy: confusion.balanced_accuracy(),
            balanced_accuracy_ci95: limits.balanced.limits(),
            balanced_accuracy_ci_method: limits.balanced.method(),
            accuracy: confusion.accuracy(),
            accuracy_ci95: limits.natural.limits(),
            accuracy_ci_method: limits.natural.method(),
            per_class: per_class.collect(),
            confusion: confusion.counts,
            k: None,
            plain_k20_balanced_accuracy: None,
            penalty: None,
            draws: None,
            note: None,
            predicted: draws.to_vec(),
            probe: None,
        }
    }
}

/// One row of a confusion matrix, whole numbers written without a decimal point.
struct Row<'a>(&'a [f64]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_seq(Some(self.0.len()))?;
        for &value in self.0 {
            if value.fract() == 0.0 {
                row.serialize_element(&(value as u64))?;
            } else {
                row.serialize_element(&value)?;
            }
        }
        row.end()
    }
}

fn whole_where_whole<S: Serializer>(matrix: &[Vec<f64>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(matrix.iter().map(|row| Row(row)))
}
