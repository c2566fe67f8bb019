//! [`Optimizer`]: a rule that changes parameters by their gradients.

use std::collections::BTreeMap;

use candle_core::{Tensor, Var};

use super::error::OptimizerError;
use crate::encoder::{Gradients, NamedTensors};

/// A rule that changes parameters by their gradients. Its memory is kept by the parameters' names.
pub trait Optimizer: Send {
    /// One step. Parameters without a gradient are left alone.
    ///
    /// # Errors
    /// When a gradient has no parameter of its name or another shape; nothing is changed then.
    fn step(
        &mut self,
        parameters: &BTreeMap<String, Var>,
        gradients: &Gradients,
        learning_rate: f64,
    ) -> Result<(), OptimizerError>;

    /// All that the rule remembers, as tensors by name, for exact resumption.
    ///
    /// # Errors
    /// When memory cannot be had.
    fn state(&self) -> Result<NamedTensors, OptimizerError>;

    /// Takes over what [`Optimizer::state`] gave; what was remembered before is forgotten.
    ///
    /// # Errors
    /// When a name means nothing to this rule; nothing is changed then.
    fn restore(&mut self, state: &NamedTensors) -> Result<(), OptimizerError>;
}

/// Whether weight decay applies to a parameter: only to those of more than one dimension. Biases and the
/// scales of normalisations are left out, since shrinking them does not make a function simpler.
pub fn decays(parameter: &Tensor) -> bool {
    parameter.rank() > 1
}

/// The parameters with their gradients, by name.
pub(super) fn pairs<'a>(
    parameters: &'a BTreeMap<String, Var>,
    gradients: &'a Gradients,
) -> Result<Vec<(&'a str, &'a Var, Tensor)>, OptimizerError> {
    let pair = |(name, gradient): (&'a String, &'a Tensor)| match parameters.get(name) {
        // A gradient that remembers how it was computed would keep every step's values alive.
        Some(var) if var.dims() == gradient.dims() => Ok((name.as_str(), var, gradient.detach())),
        _ => Err(OptimizerError::Gradient(name.clone())),
    };
    gradients.iter().map(pair).collect()
}
