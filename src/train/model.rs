//! [`Model`]: encoder, projector, objective and optimiser, and one step of learning.

use super::checkpoint::{Checkpoint, add_with_prefix, with_prefix};
use super::optimizer::{AdamW, Optimizer, Sgd};
use super::{TrainConfig, TrainError};
use crate::encoder::{Architecture, Executor, Gradients, Metadata, NamedTensors, executor};
use crate::job::Stop;
use crate::objective::{Objective, by_name};
use candle_core::{Device, Tensor};
use std::collections::BTreeMap;

/// Everything that learns.
pub struct Model {
    /// The encoder.
    pub encoder: Box<dyn Executor>,
    /// Which network the encoder is.
    pub architecture: Architecture,
    /// The objective with its projector.
    pub objective: Box<dyn Objective>,
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
        let encoder = executor(architecture, channels, config.seed)?;
        let build = by_name(&config.objective)?.build;
        let objective = build(architecture.features(), &config.objective_options(), config.seed)?;
        let optimizer: Box<dyn Optimizer> = if config.optimizer == "sgd" {
            Box::new(Sgd::new(config.momentum, false, config.weight_decay))
        } else {
            Box::new(AdamW::new(config.weight_decay))
        };
        Ok(Self { encoder, architecture, objective, optimizer, channels, size: config.size })
    }

    /// Numbers that are learned.
    pub fn parameter_count(&self) -> usize {
        self.encoder.weights().parameter_count() + self.objective.weights().parameter_count()
    }

    /// Ends a step under way with [`TrainError::Stopped`] once `stop` is raised.
    pub fn interrupt_on(&mut self, stop: Stop) {
        self.encoder.interrupt_on(stop);
    }

    /// Learns from one batch: (2 n, c, size, size), view 0 of every image and then view 1.
    ///
    /// # Errors
    /// Where the batch does not fit the network; and [`TrainError::Stopped`], after which everything is
    /// as it was before the step, to the bit.
    pub fn step(&mut self, data: Vec<f32>, learning_rate: f64) -> Result<StepResult, TrainError> {
        // The encoder keeps its statistics aside by itself; the head's loss may move what it keeps.
        let kept = self.objective.weights().copy_buffers()?;
        let result = self.try_step(data, learning_rate);
        if matches!(result, Err(TrainError::Stopped)) {
            for (name, values) in &kept {
                self.objective.weights().set(name, values)?;
            }
        }
        result
    }

    fn try_step(&mut self, data: Vec<f32>, learning_rate: f64) -> Result<StepResult, TrainError> {
        let count = data.len() / (self.channels * self.size * self.size);
        let images = Tensor::from_vec(data, (count, self.channels, self.size, self.size), &Device::Cpu)?;
        let features = self.encoder.forward_train(&images)?;
        let loss = self.objective.loss(features.as_tensor())?;
        let value = f64::from(loss.value.to_scalar::<f32>()?);
        let spread = spread(&self.objective.project(features.as_tensor())?)?;
        let terms = loss.terms.iter().map(|(name, value)| ((*name).to_string(), *value)).collect();
        if !value.is_finite() {
            // Nothing is learned from a broken step; the caller ends the run.
            return Ok(StepResult { loss: value, terms, spread });
        }
        let mut found = loss.value.backward()?;
        let grad_features = found
            .remove(features.as_tensor())
            .ok_or_else(|| candle_core::Error::Msg("the loss does not depend on the features".into()))?;
        // One optimiser for encoder and projector: their parameters stand side by side, by name.
        let mut parameters = BTreeMap::new();
        let mut gradients = Gradients::new();
        for (name, gradient) in self.encoder.backward(&grad_features)? {
            gradients.insert(format!("encoder.{name}"), gradient);
        }
        for (name, var) in self.encoder.weights().parameters() {
            parameters.insert(format!("encoder.{name}"), var.clone());
        }
        for (name, var) in self.objective.weights().parameters() {
            if let Some(gradient) = found.remove(var.as_tensor()) {
                gradients.insert(format!("head.{name}"), gradient);
            }
            parameters.insert(format!("head.{name}"), var.clone());
        }
        self.optimizer.step(&parameters, &gradients, learning_rate)?;
        Ok(StepResult { loss: value, terms, spread })
    }

    /// The state after `step` steps.
    ///
    /// # Errors
    /// Where a tensor cannot be copied.
    pub fn checkpoint(&self, step: u64) -> Result<Checkpoint, TrainError> {
        let mut tensors = NamedTensors::new();
        add_with_prefix(&mut tensors, "encoder.", self.encoder.weights().tensors());
        add_with_prefix(&mut tensors, "head.", self.objective.weights().tensors());
        add_with_prefix(&mut tensors, "optimizer.", self.optimizer.state()?);
        Ok(Checkpoint { step, tensors, state: Metadata::new() })
    }

    /// Takes over a saved state.
    ///
    /// # Errors
    /// Where it belongs to another network.
    pub fn restore(&mut self, checkpoint: &Checkpoint) -> Result<(), TrainError> {
        self.encoder.weights().replace(&with_prefix(&checkpoint.tensors, "encoder."))?;
        self.objective.weights().replace(&with_prefix(&checkpoint.tensors, "head."))?;
        self.optimizer.restore(&with_prefix(&checkpoint.tensors, "optimizer."))?;
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
