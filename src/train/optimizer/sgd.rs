//! [`Sgd`]: stochastic gradient descent with momentum, as `torch.optim.SGD`.

use std::collections::BTreeMap;

use candle_core::{Tensor, Var};

use super::error::OptimizerError;
use super::optimizer::{Optimizer, decays, pairs};
use crate::encoder::{Gradients, NamedTensors};

/// Prefix of the momentum buffers in the saved state.
const MOMENTUM: &str = "sgd.momentum.";

/// Stochastic gradient descent: with gradient g, parameter p, momentum m, weight decay w, rate r:
/// `g += w p; v = m v + g` (first step: `v = g`); `p -= r v`, or with Nesterov's rule `p -= r (g + m v)`
/// (Sutskever et al. 2013, as implemented by PyTorch).
#[derive(Clone, Debug)]
pub struct Sgd {
    momentum: f64,
    nesterov: bool,
    weight_decay: f64,
    buffers: NamedTensors,
}

impl Sgd {
    /// The usual values for contrastive learning are momentum 0.9 and weight decay 1e-4.
    pub fn new(momentum: f64, nesterov: bool, weight_decay: f64) -> Self {
        Self { momentum, nesterov, weight_decay, buffers: NamedTensors::new() }
    }
}

impl Optimizer for Sgd {
    fn step(
        &mut self,
        parameters: &BTreeMap<String, Var>,
        gradients: &Gradients,
        learning_rate: f64,
    ) -> Result<(), OptimizerError> {
        for (name, var, mut gradient) in pairs(parameters, gradients)? {
            let value = var.as_detached_tensor();
            if self.weight_decay != 0.0 && decays(&value) {
                gradient = gradient.add(&(&value * self.weight_decay)?)?;
            }
            let direction = if self.momentum == 0.0 {
                gradient
            } else {
                let velocity = match self.buffers.get(name) {
                    Some(old) => (old * self.momentum)?.add(&gradient)?,
                    None => gradient.clone(),
                };
                self.buffers.insert(name.to_owned(), velocity.clone());
                if self.nesterov { gradient.add(&(velocity * self.momentum)?)? } else { velocity }
            };
            var.set(&value.sub(&(direction * learning_rate)?)?)?;
        }
        Ok(())
    }

    fn state(&self) -> Result<NamedTensors, OptimizerError> {
        let named = |(name, tensor): (&String, &Tensor)| (format!("{MOMENTUM}{name}"), tensor.clone());
        Ok(self.buffers.iter().map(named).collect())
    }

    fn restore(&mut self, state: &NamedTensors) -> Result<(), OptimizerError> {
        let named = |(name, tensor): (&String, &Tensor)| match name.strip_prefix(MOMENTUM) {
            Some(parameter) => Ok((parameter.to_owned(), tensor.clone())),
            None => Err(OptimizerError::State(name.clone())),
        };
        self.buffers = state.iter().map(named).collect::<Result<_, _>>()?;
        Ok(())
    }
}
