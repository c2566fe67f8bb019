//! [`Model`]: encoder, target encoder, objective and optimiser, and one step of learning.

use super::checkpoint::{Checkpoint, add_with_prefix, with_prefix};
use super::optimizer::{AdamW, Optimizer, Sgd};
use super::target::TargetEncoder;
use super::{DataShape, StepInput, TrainConfig, TrainError};
use crate::encoder::{Architecture, Executor, Gradients, Metadata, NamedTensors, Watched, executor};
use crate::job::Stop;
use crate::objective::{Batch, Objective, Shown, Task};
use candle_core::{Device, Tensor};
use std::collections::BTreeMap;

/// Everything that learns.
pub struct Model {
    /// The encoder.
    pub encoder: Box<dyn Executor>,
    /// Which network the encoder is.
    pub architecture: Architecture,
    /// The objective with its heads and what it keeps.
    pub objective: Box<dyn Objective>,
    target: Option<TargetEncoder>,
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
    /// First weights for data of this shape, by the configuration's seed.
    ///
    /// # Errors
    /// Where a setting is wrong or memory cannot be had.
    pub fn new(config: &TrainConfig, data: &DataShape) -> Result<Self, TrainError> {
        let DataShape { channels, images, classes } = *data;
        let architecture = config.architecture()?;
        let encoder = executor(architecture, channels, config.seed)?;
        let task = Task { features: architecture.features(), images, classes, seed: config.seed };
        let objective = config.objective_entry()?.make(&task, &config.objective_settings)?;
        let target = if objective.target().is_some() {
            let twin = executor(architecture, channels, config.seed)?;
            Some(TargetEncoder::new(twin, encoder.weights(), config.seed)?)
        } else {
            None
        };
        let optimizer: Box<dyn Optimizer> = if config.optimizer == "sgd" {
            Box::new(Sgd::new(config.momentum, false, config.weight_decay))
        } else {
            Box::new(AdamW::new(config.weight_decay))
        };
        Ok(Self { encoder, architecture, objective, target, optimizer, channels, size: config.size })
    }

    /// Numbers that are learned.
    pub fn parameter_count(&self) -> usize {
        self.encoder.weights().parameter_count() + self.objective.weights().parameter_count()
    }

    /// Ends a step under way with [`TrainError::Stopped`] once `stop` is raised.
    pub fn interrupt_on(&mut self, stop: Stop) {
        if let Some(target) = &mut self.target {
            target.interrupt_on(stop.clone());
        }
        self.encoder.interrupt_on(stop);
    }

    /// Learns from one batch.
    ///
    /// # Errors
    /// Where the batch does not fit the network; and [`TrainError::Stopped`], after which everything is
    /// as it was before the step, to the bit.
    pub fn step(&mut self, input: StepInput, learning_rate: f64) -> Result<StepResult, TrainError> {
        // The encoder keeps its statistics aside by itself; the objective's loss may move what it keeps.
        let kept = self.objective.weights().copy_buffers()?;
        let result = self.try_step(input, learning_rate);
        if !matches!(&result, Ok(result) if result.loss.is_finite()) {
            for (name, values) in &kept {
                self.objective.weights().set(name, values)?;
            }
        }
        result
    }

    fn try_step(&mut self, input: StepInput, learning_rate: f64) -> Result<StepResult, TrainError> {
        let StepInput { data, images, labels, step, steps } = input;
        let count = data.len() / (self.channels * self.size * self.size);
        let views = Tensor::from_vec(data, (count, self.channels, self.size, self.size), &Device::Cpu)?;
        let watched = self.watch(&views, step)?;
        let target = match &self.target {
            Some(target) => Some(target.features(&watched, step)?),
            None => None,
        };
        let features = self.encoder.forward_train(&shown(&views, self.objective.shown())?)?;
        let batch = Batch {
            features: features.as_tensor(),
            target: target.as_ref(),
            images: &images,
            labels: &labels,
        };
        let loss = self.objective.loss(&batch)?;
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
        if let Some(target) = &self.target {
            let kept = self.objective.kept_of_target(step, steps);
            target.follow(&watched, self.encoder.weights(), kept)?;
            self.objective.follow(kept)?;
        }
        Ok(StepResult { loss: value, terms, spread })
    }

    /// What the target encoder, if there is one, makes of its share of the views; changes nothing.
    fn watch(&self, views: &Tensor, step: u64) -> Result<Vec<Watched>, TrainError> {
        match (&self.target, self.objective.target()) {
            (Some(target), Some(wish)) => target.watch(&shown(views, wish.shown)?, wish, step),
            _ => Ok(Vec::new()),
        }
    }

    /// The state after `step` steps.
    ///
    /// # Errors
    /// Where a tensor cannot be copied.
    pub fn checkpoint(&self, step: u64) -> Result<Checkpoint, TrainError> {
        let mut tensors = NamedTensors::new();
        add_with_prefix(&mut tensors, "encoder.", self.encoder.weights().tensors());
        add_with_prefix(&mut tensors, "head.", self.objective.weights().tensors());
        if let Some(target) = &self.target {
            add_with_prefix(&mut tensors, "target.", target.tensors());
        }
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
        if let Some(target) = &self.target {
            target.restore(&with_prefix(&checkpoint.tensors, "target."))?;
        }
        self.optimizer.restore(&with_prefix(&checkpoint.tensors, "optimizer."))?;
        Ok(())
    }
}

/// The views (2 n, ..) that a network is to be shown.
fn shown(views: &Tensor, shown: Shown) -> Result<Tensor, TrainError> {
    let n = views.dim(0)? / 2;
    Ok(match shown {
        Shown::Both => views.clone(),
        Shown::First => views.narrow(0, 0, n)?,
        Shown::Second => views.narrow(0, n, n)?,
    })
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
