//! [`Sgd`]: stochastic gradient descent with momentum, as `torch.optim.SGD`.

use std::collections::BTreeMap;

use candle_core::Var;

use super::error::OptimizerError;
use super::momentum::Momentum;
use super::optimizer::{Optimizer, decays, pairs};
use crate::encoder::{Gradients, NamedTensors};

/// Prefix of the momentum buffers in the saved state.
const MOMENTUM: &str = "sgd.momentum.";

/// Stochastic gradient descent: with gradient g, parameter p, momentum m, weight decay w, rate r:
/// `g += w p; v = m v + g` (v is 0 at first); `p -= r v`, or with Nesterov's rule `p -= r (g + m v)`
/// (Sutskever et al. 2013, as implemented by PyTorch).
#[derive(Clone, Debug)]
pub struct Sgd {
    momentum: Momentum,
    weight_decay: f64,
}

impl Sgd {
    /// The usual values for contrastive learning are momentum 0.9 and weight decay 1e-4.
    pub fn new(momentum: f64, nesterov: bool, weight_decay: f64) -> Self {
        Self { momentum: Momentum::new(MOMENTUM, momentum, nesterov), weight_decay }
    }
}

impl Optimizer for Sgd {
    fn step(
        &mut self,
        parameters: &BTreeMap<String, Var>,
        gradients: &Gradients,
        learning_rate: f64,
    ) -> Result<(), OptimizerError> {
        for (name, var, gradient) in pairs(parameters, gradients)? {
            let decay = if decays(var) { self.weight_decay } else { 0.0 };
            self.momentum.step(name, var, &gradient, [decay, 1.0], learning_rate)?;
        }
        Ok(())
    }

    fn state(&self) -> Result<NamedTensors, OptimizerError> {
        self.momentum.state()
    }

    fn restore(&mut self, state: &NamedTensors) -> Result<(), OptimizerError> {
        self.momentum.restore(state)
    }
}
