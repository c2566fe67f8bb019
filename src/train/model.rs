//! [`Model`]: encoder, projector, objective and optimiser, and one step of learning.

use super::checkpoint::{Checkpoint, add_with_prefix, with_prefix};
use super::optimizer::{AdamW, Optimizer, Sgd};
use super::{ConfigError, TrainConfig, TrainError};
use crate::encoder::{Architecture, CandleExecutor, Executor, Metadata, NamedTensors};
use crate::objective::{Head, Objective};
use candle_core::{Device, Tensor};
use std::collections::BTreeMap;

/// Everything that learns.
pub struct Model {
    /// The encoder.
    pub encoder: CandleExecutor,
    /// The projector, which the objective looks through.
    pub projector: Head,
    /// Which network the encoder is.
    pub architecture: Architecture,
    objective: Box<dyn Objective>,
    optimizer: Box<dyn Optimizer>,
    channels: usize,
    size: usize,
}

/// What a step showed.
#[derive(Clone, Debug, PartialEq)]
pub struct StepResult {
    /// The objective's value.
    pub loss: f64,
    /// Its terms by name.
    pub terms: BTreeMap<String, f64>,
    /// Spread of the normalised projections times the root of their width; 1 fills the sphere.
    pub spread: f64,
}

impl Model {
    /// First weights for images of `channels` channels, by the configuration's seed.
    ///
    /// # Errors
    /// Where a setting is wrong or memory cannot be had.
    pub fn new(config: &TrainConfig, channels: usize) -> Result<Self, TrainError> {
        let architecture = config.architecture()?;
        let encoder = CandleExecutor::new(architecture, channels, config.seed)?;
        let projector =
            Head::new(architecture.features(), config.projector_hidden, config.projector_out, config.seed)?;
        let known = crate::objective::find(&config.objective).ok_or_else(|| ConfigError::BadValue {
            key: "objective".into(),
            value: config.objective.clone(),
            allowed: crate::objective::names().join(", "),
        })?;
        let optimizer: Box<dyn Optimizer> = if config.optimizer == "sgd" {
            Box::new(Sgd::new(config.momentum, config.weight_decay))
        } else {
            Box::new(AdamW::new(config.weight_decay))
        };
        let objective = (known.make)(config.temperature);
        Ok(Self { encoder, projector, architecture, objective, optimizer, channels, size: config.size })
    }

    /// Numbers that are learned.
    pub fn parameter_count(&self) -> usize {
        self.encoder.weights().parameter_count() + self.projector.parameter_count()
    }

    /// Learns from one batch: (2 n, c, size, size), view 0 of every image and then view 1.
    ///
    /// # Errors
    /// Where the batch does not fit the network.
    pub fn step(&mut self, data: Vec<f32>, learning_rate: f64) -> Result<StepResult, TrainError> {
        let count = data.len() / (self.channels * self.size * self.size);
        let images = Tensor::from_vec(data, (count, self.channels, self.size, self.size), &Device::Cpu)?;
        let features = self.encoder.forward_train(&images)?;
        let projections = self.projector.forward(features.as_tensor())?;
        let half = count / 2;
        let loss = self.objective.loss(&projections.narrow(0, 0, half)?, &projections.narrow(0, half, half)?)?;
        let value = f64::from(loss.value.to_scalar::<f32>()?);
        let spread = spread(&projections.detach())?;
        let terms = loss.terms.clone();
        if !value.is_finite() {
            // Nothing is learned from a broken step; the caller ends the run.
            return Ok(StepResult { loss: value, terms, spread });
        }
        let mut found = loss.value.backward()?;
        let grad_features = found
            .remove(features.as_tensor())
            .ok_or_else(|| candle_core::Error::Msg("the loss does not depend on the features".into()))?;
        let mut gradients = self.encoder.backward(&grad_features)?;
        self.optimizer.begin(learning_rate);
        for (name, var) in self.encoder.weights().parameters() {
            if let Some(gradient) = gradients.remove(name) {
                self.optimizer.update(&format!("encoder.{name}"), var, &gradient)?;
            }
        }
        for (name, var) in self.projector.parameters() {
            if let Some(gradient) = found.remove(var.as_tensor()) {
                self.optimizer.update(name, var, &gradient)?;
            }
        }
        Ok(StepResult { loss: value, terms, spread })
    }

    /// The state after `step` steps.
    ///
    /// # Errors
    /// Where a tensor cannot be copied.
    pub fn checkpoint(&self, step: u64) -> Result<Checkpoint, TrainError> {
        let mut tensors = NamedTensors::new();
        add_with_prefix(&mut tensors, "encoder.", self.encoder.weights().tensors());
        add_with_prefix(&mut tensors, "head.", self.projector.tensors());
        add_with_prefix(&mut tensors, "optimizer.", self.optimizer.state());
        let steps = self.optimizer.steps().to_string();
        Ok(Checkpoint { step, tensors, state: Metadata::from([("optimizer_steps".into(), steps)]) })
    }

    /// Takes over a saved state.
    ///
    /// # Errors
    /// Where it belongs to another network.
    pub fn restore(&mut self, checkpoint: &Checkpoint) -> Result<(), TrainError> {
        self.encoder.weights().replace(&with_prefix(&checkpoint.tensors, "encoder."))?;
        self.projector.replace(&with_prefix(&checkpoint.tensors, "head."))?;
        let steps = checkpoint.state.get("optimizer_steps").and_then(|s| s.parse().ok()).unwrap_or(0);
        self.optimizer.restore(with_prefix(&checkpoint.tensors, "optimizer."), steps);
        Ok(())
    }
}

/// Standard deviation of the normalised projections over a batch (2 n, d), mean over the d
/// coordinates, times sqrt(d): 1 on a filled sphere, 0 after a collapse (SimSiam, X. Chen and
/// K. He, CVPR 2021, section 4.1).
fn spread(projections: &Tensor) -> Result<f64, TrainError> {
    let norms = projections.sqr()?.sum_keepdim(1)?.sqrt()?;
    let unit = projections.broadcast_div(&(norms + 1e-12)?)?;
    let centred = unit.broadcast_sub(&unit.mean_keepdim(0)?)?;
    let deviation = centred.sqr()?.mean(0)?.sqrt()?.mean_all()?;
    let width = projections.dim(1)? as f64;
    Ok(f64::from(deviation.to_scalar::<f32>()?) * width.sqrt())
}
