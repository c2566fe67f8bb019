//! [`ObjectiveError`]: what can go wrong with an objective, in words.

use crate::encoder::EncoderError;

use super::list::OBJECTIVES;
use super::setting::SettingError;

/// What can go wrong with an objective.
#[derive(Debug, thiserror::Error)]
pub enum ObjectiveError {
    /// A name that no objective has.
    #[error("there is no learning method called {0:?}; choose one of {names}", names = names())]
    Unknown(String),
    /// A setting that cannot be.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The batch is not two views of the same images, one after the other.
    #[error("a batch of {0} rows is not two random versions each of two or more images")]
    Batch(usize),
    /// Two sets of projections that should be of the same images are not.
    #[error("the projections of the two random versions have different shapes: {0:?} and {1:?}")]
    Shapes(Vec<usize>, Vec<usize>),
    /// A batch without what the objective asked for.
    #[error("the learning method {0} was given no features of its target network")]
    NoTarget(&'static str),
    /// Nothing to learn from for an objective that learns from labels.
    #[error("none of the images of a step has a label, but the method learns from labels")]
    NoLabels,
    /// A label that is no class.
    #[error("an image has the label {label}, but there are {classes} classes")]
    Label {
        /// The label, counted from 0.
        label: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// The weights of the head.
    #[error(transparent)]
    Weights(#[from] EncoderError),
    /// The arithmetic refused.
    #[error("the loss could not be computed: {0}")]
    Compute(#[from] candle_core::Error),
}

fn names() -> String {
    OBJECTIVES.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ")
}
