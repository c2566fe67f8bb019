//! [`StepBench`]: a bare training step on a fixed batch, for measuring.

use super::TrainError;
use super::optimizer::{Optimizer, Sgd};
use crate::encoder::{Architecture, Executor, executor_on};
use candle_core::{Device, Tensor};

/// Forward, mean of squares of the features, backward, SGD with momentum; on one batch of noise.
pub struct StepBench {
    encoder: Box<dyn Executor>,
    optimizer: Sgd,
    images: Tensor,
}

impl StepBench {
    /// A step of `architecture` on (batch, channels, size, size), on `device`.
    ///
    /// # Errors
    /// Where memory cannot be had.
    pub fn new(
        architecture: Architecture,
        channels: usize,
        batch: usize,
        size: usize,
        device: &Device,
    ) -> Result<Self, TrainError> {
        Ok(Self {
            encoder: executor_on(architecture, channels, 0, device)?,
            optimizer: Sgd::new(0.9, false, 1e-4),
            images: Tensor::randn(0f32, 1.0, (batch, channels, size, size), device)?,
        })
    }

    /// Does one step, to its end.
    ///
    /// # Errors
    /// Where the arithmetic fails.
    pub fn step(&mut self) -> Result<(), TrainError> {
        let features = self.encoder.forward_train(&self.images)?;
        let mut found = features.as_tensor().sqr()?.mean_all()?.backward()?;
        let gradient = found
            .remove(features.as_tensor())
            .ok_or_else(|| candle_core::Error::Msg("the loss does not depend on the features".into()))?;
        let gradients = self.encoder.backward(&gradient)?;
        self.optimizer.step(self.encoder.weights().parameters(), &gradients, 1e-3)?;
        // A card works on while the program goes on.
        Ok(self.images.device().synchronize()?)
    }
}
