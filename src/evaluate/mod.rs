//! Read-outs of a frozen encoder: how well each class is recognised, with intervals, beside baselines.
//!
//! Pure functions over features, labels and groups; every figure is fixed by its inputs and a seed.
//! [`assess`] makes a whole [`Report`]; the other functions are its parts.

#[cfg(test)]
mod against_sklearn;
mod agreement;
mod assess;
mod batch_effect;
mod class_probabilities;
mod clusters;
mod collapse;
mod confusion;
pub mod difference;
mod eigenvalues;
mod embed;
mod embedded;
mod embeddings_file;
mod equivariance;
mod error;
mod exponential;
mod features;
mod few_labels;
mod figure;
mod folds;
pub mod interval;
mod invariance;
mod kmeans;
mod knn;
mod lbfgs;
mod linear;
mod logistic;
#[cfg(test)]
mod made_up;
mod named;
mod nearest;
mod out_of_fold;
pub mod plate;
mod product;
mod random;
mod readout;
mod report;
mod resampling;
mod ridge;
mod silhouette;
mod spd;
mod suspects;
mod twins;

pub use agreement::{adjusted_mutual_information, adjusted_rand_index};
pub use assess::{Question, assess};
pub use batch_effect::{BatchEffect, batch_effect};
pub use class_probabilities::ClassProbabilities;
pub use clusters::{Clusters, clusters};
pub use collapse::{Collapse, collapse};
pub use confusion::{Confusion, balanced_accuracy};
pub use embed::{embed, embed_pictures, image_batches, pixel_features};
pub use embedded::Embedded;
pub use embeddings_file::{EmbeddingsTable, read_embeddings, write_embeddings};
pub use equivariance::{Parameter, Scale, equivariance};
pub use error::EvaluateError;
pub use features::{Features, Standardiser};
pub use few_labels::{FewLabelsOutcome, few_labels};
pub use figure::Figure;
pub use folds::assign_folds;
pub use invariance::{Invariance, InvarianceIndex, Reference};
pub use kmeans::kmeans;
pub use knn::{KnnOutcome, knn};
pub use lbfgs::{Limits, minimise};
pub use linear::{LinearOutcome, linear};
pub use logistic::Logistic;
pub use named::Named;
pub use nearest::{Neighbour, nearest};
pub use out_of_fold::assess_folds;
pub use product::{Element, Matrix, product};
pub use random::Random;
pub use readout::{ClassAccuracy, Readout, ReadoutKind};
pub use report::{Baseline, Baselines, Collapses, PartSize, Readouts, Report, Split};
pub use silhouette::silhouette;
pub use suspects::{Suspect, Suspects, suspects};
pub use twins::{TwinPair, TwinVerdict, Twins, twins};
