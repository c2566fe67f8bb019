//! [`Lars`]: SGD whose step in every layer is a set share of that layer's weights.

use std::collections::BTreeMap;

use candle_core::Var;

use super::error::OptimizerError;
use super::in_place::norm;
use super::momentum::Momentum;
use super::optimizer::{Optimizer, decays, pairs};
use crate::encoder::{Gradients, NamedTensors};

/// Prefix of the momentum buffers in the saved state.
const MOMENTUM: &str = "lars.momentum.";
/// Keeps the quotient finite, as in solo-learn.
const TINY: f64 = 1e-8;

/// Layer-wise adaptive rate scaling (You, Gitman and Ginsburg 2017, arXiv 1708.03888), in the form of
/// solo-learn. With gradient g, parameter p, weight decay w, momentum m, rate r, trust eta:
/// `q = eta |p| / (|g| + w |p| + 1e-8)`, with clipping `q = min(q / r, 1)`;
/// `v = m v + q (g + w p); p -= r v`.
///
/// Biases and the scales of normalisations are neither scaled nor decayed; a parameter or gradient that
/// is all zeros is not either.
#[derive(Clone, Debug)]
pub struct Lars {
    momentum: Momentum,
    weight_decay: f64,
    eta: f64,
    clip: bool,
}

impl Lars {
    /// The usual values for small data are momentum 0.9, eta 0.02 and clipping, which never makes a step
    /// longer than SGD's; for ImageNet eta 0.001 without clipping.
    pub fn new(momentum: f64, weight_decay: f64, eta: f64, clip: bool) -> Self {
        Self { momentum: Momentum::new(MOMENTUM, momentum, false), weight_decay, eta, clip }
    }

    /// What the step of a layer is multiplied by, from the lengths of its weights and of their gradient.
    fn scale(&self, weights: f64, gradient: f64, rate: f64) -> f64 {
        let scale = self.eta * weights / (gradient + weights * self.weight_decay + TINY);
        if self.clip { (scale / rate).min(1.0) } else { scale }
    }
}

impl Optimizer for Lars {
    fn step(
        &mut self,
        parameters: &BTreeMap<String, Var>,
        gradients: &Gradients,
        learning_rate: f64,
    ) -> Result<(), OptimizerError> {
        for (name, var, gradient) in pairs(parameters, gradients)? {
            let mut factors = [0.0, 1.0];
            if decays(var) {
                let lengths = (norm(var)?, norm(&gradient)?);
                if lengths.0 > 0.0 && lengths.1 > 0.0 {
                    factors = [self.weight_decay, self.scale(lengths.0, lengths.1, learning_rate)];
                }
            }
            self.momentum.step(name, var, &gradient, factors, learning_rate)?;
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
