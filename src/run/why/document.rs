//! [`Why`]: the content of why.json.

use crate::evaluate::plate::PlateVerdict;
use crate::evaluate::{Figure, InvarianceIndex, Named, Twins};
use serde::{Deserialize, Serialize};

/// The images that were transformed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Images.
    pub images: usize,
    /// Groups that they are of; an image without a group is one of its own.
    pub groups: usize,
    /// Images of each class.
    pub per_class: Named<usize>,
}

/// How the figures were made, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Methods {
    /// Of `invariance`.
    pub invariance: String,
    /// Of `equivariance`.
    pub equivariance: String,
    /// Of `batch_effect`.
    pub batch_effect: String,
    /// Of `twins`.
    pub twins: String,
    /// Of `suspects`.
    pub suspects: String,
    /// Of `plate`.
    pub plate: String,
    /// Of all `ci95`.
    pub intervals: String,
}

impl Default for Methods {
    fn default() -> Self {
        Self {
            invariance: "I = (E cos(f(x), f(t x)) - m) / (1 - m), m = E cos(f(x), f(x')) over pairs of different images \
                         (within_class: of the same class), features centred and of length 1; 1: the transform \
                         changes nothing, 0: as far as from another image; not defined where 1 - m < 0.05"
                .into(),
            equivariance: "R2 out of fold of a ridge regression that predicts what was drawn from both embeddings side \
                           by side, penalty by leave-one-out inside training; angles as sine and cosine, factors by \
                           their logarithm, ways to turn or mirror as categories; 0 or less: the embedding does not \
                           hold it"
                .into(),
            batch_effect: "AUC: probability that two images of a class from one group are more alike (cosine, centred) \
                           than two from different groups; 0.5: groups leave no trace; over classes with at least two \
                           images in each of two groups"
                .into(),
            twins: "pairs that the out-of-fold linear probe of all classes tells apart in less than 75 % (the 30 most \
                    confused), each with a linear probe of its own out of fold; they cannot be told apart where the \
                    95 % interval of its balanced accuracy reaches down to 0.5"
                .into(),
            suspects: "confident learning (Northcutt et al. 2021): out-of-fold probability of another class at or above \
                       that class's threshold, the mean probability that images labelled so get for it; sorted by the \
                       probability of the image's own label"
                .into(),
            plate: "score: place of a well's mean features on the axis from the negative (0) to the positive controls \
                    (1), a control on the axis of the others; Z' (Zhang 1999) and its robust form; mAP of finding \
                    replicates among negative controls (Kalinin et al. 2025), p by permutation; EC50 by a four-parameter logistic curve, \
                    interval by drawing wells again within doses"
                .into(),
            intervals: "95 %: bootstrap over groups, or over images that have none (expanded percentiles, 1000 \
                        resamples), where there are at least 8; otherwise none, with the reason"
                .into(),
        }
    }
}

/// A figure of all images and of each class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// Of all.
    pub all: Figure,
    /// By class name.
    pub per_class: Named<Figure>,
}

/// The index of invariance of all images and of each class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexFigures {
    /// Of all.
    pub all: InvarianceIndex,
    /// By class name.
    pub per_class: Named<InvarianceIndex>,
}

/// The same for three embeddings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByEncoder<T> {
    /// The trained encoder.
    pub encoder: T,
    /// What its projector makes of it.
    pub projector: T,
    /// The encoder before training.
    pub untrained: T,
}

/// A transform at one strength.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrengthEffect {
    /// 1: as a new step is set; 0.5: half way to changing nothing, or applied half as often.
    pub strength: f64,
    /// The share of random versions to which it was applied.
    pub applied: f64,
    /// The index of invariance.
    #[serde(flatten)]
    pub by: ByEncoder<IndexFigures>,
}

/// How well what was drawn can be read off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Equivariances {
    /// The strength at which it was drawn.
    pub strength: f64,
    /// R2 by the name of the parameter.
    #[serde(flatten)]
    pub by: ByEncoder<Named<Figure>>,
}

/// One transform of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransformEffect {
    /// Its name for people.
    pub name: String,
    /// What an encoder that ignores it does not see.
    pub ignores: String,
    /// At each strength.
    pub strengths: Vec<StrengthEffect>,
    /// What is left of its parameters.
    pub equivariance: Equivariances,
}

/// Batch effects of the trained and the untrained encoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchEffects {
    /// The trained encoder.
    pub encoder: ClassFigures,
    /// The encoder before training.
    pub untrained: ClassFigures,
}

/// An image whose label is in doubt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// Its key.
    pub image: String,
    /// Its label.
    pub label: String,
    /// The class that the encoder says.
    pub says: String,
    /// Out-of-fold probability of its own label, 0..1.
    pub own_probability: f64,
    /// Out-of-fold probability of the class that the encoder says, 0..1.
    pub says_probability: f64,
}

/// The images whose labels are in doubt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuspectList {
    /// The least probable label first.
    pub images: Vec<Doubt>,
    /// The threshold of every class.
    pub thresholds: Named<Option<f64>>,
    /// Images that could be judged.
    pub judged: usize,
    /// Images in all.
    pub of: usize,
}

/// The verdict on a plate by both encoders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plate {
    /// The trained encoder.
    pub encoder: PlateVerdict,
    /// The encoder before training.
    pub untrained: PlateVerdict,
    /// What was found odd in the columns.
    pub notes: Vec<String>,
}

/// Why a run's accuracies are as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// Version of this file's format.
    pub format: u32,
    /// Name and version of the program.
    pub program: String,
    /// Class names.
    pub classes: Vec<String>,
    /// The part that was looked at.
    pub part: String,
    /// Seed of sample, draws, folds and resamples.
    pub seed: u64,
    /// True when the data set is too small for a verdict.
    pub exploratory: bool,
    /// The images that were transformed.
    pub sample: Sample,
    /// How figures were made.
    pub methods: Methods,
    /// Every transform by its word in a pipeline file.
    pub invariance: Named<TransformEffect>,
    /// Transforms that have no meaning here, and why.
    pub left_out: Named<String>,
    /// What groups leave in the features.
    pub batch_effect: BatchEffects,
    /// Classes that are confused.
    pub twins: Twins,
    /// Labels in doubt.
    pub suspects: SuspectList,
    /// The verdict on the plate, where its columns were named.
    pub plate: Option<Plate>,
    /// What a reader must know.
    pub notes: Vec<String>,
}
