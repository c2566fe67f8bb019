//! [`OptimizerError`]: what can go wrong with a step of learning, in words.

/// What can go wrong with a step of learning.
#[derive(Debug, thiserror::Error)]
pub enum OptimizerError {
    /// A gradient of no known parameter, or of another shape.
    #[error("the gradient of {0} does not fit the parameter")]
    Gradient(String),
    /// A saved state that is not one of this optimiser.
    #[error("the saved state of the optimiser holds {0:?}, which means nothing here")]
    State(String),
    /// The arithmetic refused.
    #[error("the parameters could not be changed: {0}")]
    Compute(#[from] candle_core::Error),
}
