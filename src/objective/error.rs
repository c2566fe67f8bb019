//! [`ObjectiveError`]: what can go wrong with an objective, in words.

use crate::encoder::EncoderError;

use super::list::OBJECTIVES;

/// What can go wrong with an objective.
#[derive(Debug, thiserror::Error)]
pub enum ObjectiveError {
    /// A name that no objective has.
    #[error("there is no learning method called {0:?}; choose one of {names}", names = names())]
    Unknown(String),
    /// A setting that the objective does not have.
    #[error("{objective} has no setting {name:?}; it has {known}")]
    UnknownSetting {
        /// The objective.
        objective: &'static str,
        /// The word that means nothing here.
        name: String,
        /// The settings there are.
        known: String,
    },
    /// A setting outside its range.
    #[error("{name} = {value} is out of range: it must be {range}")]
    OutOfRange {
        /// The setting.
        name: &'static str,
        /// What was asked for.
        value: f64,
        /// What is possible.
        range: &'static str,
    },
    /// The batch is not two views of the same images, one after the other.
    #[error("a batch of {0} rows is not two random versions each of two or more images")]
    Batch(usize),
    /// Two sets of projections that should be of the same images are not.
    #[error("the projections of the two random versions have different shapes: {0:?} and {1:?}")]
    Shapes(Vec<usize>, Vec<usize>),
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
