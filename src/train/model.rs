//! [`Model`]: encoder, projector, objective and optimiser, and one step of learning.

use super::broken::broken_rows;
use super::checkpoint::{Checkpoint, add_with_prefix, with_prefix};
use super::micro_batch::micro_batches;
use super::optimizer::{Optimizer, chosen_optimizer, gradient_length, limit_gradients};
use super::spread::{Spread, spread};
use super::{TrainConfig, TrainError};
use crate::encoder::{Architecture, Executor, Gradients, Metadata, NamedTensors, executor};
use crate::job::Stop;
use crate::objective::{Objective, by_name};
use candle_core::{Device, Tensor, Var};
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
    /// Parts that a batch is learnt from one after the other.
    parts: usize,
    /// Longest gradient; 0 sets no limit.
    longest_gradient: f64,
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
    /// How the projections fill their sphere.
    pub spread: Spread,
    /// Length of all gradients together; where it or the loss is no number, nothing was learnt.
    pub gradient: f64,
    /// Where the loss is no number, the pictures that brought it about, as (image of the batch, view).
    pub broken: Vec<(usize, usize)>,
}

impl StepResult {
    /// True where something was learnt.
    pub fn is_finite(&self) -> bool {
        self.loss.is_finite() && self.gradient.is_finite()
    }
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
        Ok(Self {
            encoder,
            architecture,
            objective,
            optimizer: chosen_optimizer(config),
            parts: config.accumulate,
            longest_gradient: config.clip_gradient,
            channels,
            size: config.size,
        })
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
        // Of several parts, the first ones have moved them by the time the last one is given up.
        let moved = if self.parts > 1 { self.encoder.weights().copy_buffers()? } else { NamedTensors::new() };
        let result = self.try_step(data, learning_rate);
        if matches!(result, Err(TrainError::Stopped)) {
            for (name, values) in &moved {
                self.encoder.weights().set(name, values)?;
            }
            for (name, values) in &kept {
                self.objective.weights().set(name, values)?;
            }
        }
        result
    }

    fn try_step(&mut self, data: Vec<f32>, learning_rate: f64) -> Result<StepResult, TrainError> {
        let images = data.len() / (2 * self.channels * self.size * self.size);
        let mut total: Option<(StepResult, Gradients)> = None;
        for (range, part) in micro_batches(data, images, self.parts) {
            let share = range.len() as f64 / images as f64;
            let (mut result, gradients) = self.gradients(part)?;
            for (image, _) in &mut result.broken {
                *image += range.start;
            }
            if !result.loss.is_finite() {
                // Nothing is learned from a broken step; the caller ends the run.
                return Ok(result);
            }
            total = Some(match total {
                None if range.len() == images => (result, gradients),
                None => weighted(None, (result, gradients), share)?,
                Some(before) => weighted(Some(before), (result, gradients), share)?,
            });
        }
        let (mut result, mut gradients) =
            total.ok_or_else(|| candle_core::Error::Msg("a batch without images".into()))?;
        result.gradient = gradient_length(&gradients)?;
        if result.is_finite() {
            limit_gradients(&mut gradients, result.gradient, self.longest_gradient)?;
            self.optimizer.step(&self.parameters(), &gradients, learning_rate)?;
        }
        Ok(result)
    }

    /// One optimiser for encoder and projector: their parameters stand side by side, by name.
    fn parameters(&self) -> BTreeMap<String, Var> {
        let named = |prefix: &'static str, weights: &BTreeMap<String, Var>| {
            let pair = |(name, var): (&String, &Var)| (format!("{prefix}{name}"), var.clone());
            weights.iter().map(pair).collect::<Vec<_>>()
        };
        let mut all = named("encoder.", self.encoder.weights().parameters());
        all.extend(named("head.", self.objective.weights().parameters()));
        all.into_iter().collect()
    }

    /// What a batch shows, and the gradients of all parameters; none where the loss is no number.
    fn gradients(&mut self, data: Vec<f32>) -> Result<(StepResult, Gradients), TrainError> {
        let count = data.len() / (self.channels * self.size * self.size);
        let images = Tensor::from_vec(data, (count, self.channels, self.size, self.size), &Device::Cpu)?;
        let features = self.encoder.forward_train(&images)?;
        let loss = self.objective.loss(features.as_tensor())?;
        let value = f64::from(loss.value.to_scalar::<f32>()?);
        let spread = spread(&self.objective.project(features.as_tensor())?)?;
        let terms = loss.terms.iter().map(|(name, value)| ((*name).to_string(), *value)).collect();
        let mut result = StepResult { loss: value, terms, spread, gradient: 0.0, broken: Vec::new() };
        let mut gradients = Gradients::new();
        if !value.is_finite() {
            let rows = broken_rows(&images, features.as_tensor())?;
            result.broken = rows.into_iter().map(|row| (row % (count / 2), row / (count / 2))).collect();
            return Ok((result, gradients));
        }
        let mut found = loss.value.backward()?;
        let grad_features = found
            .remove(features.as_tensor())
            .ok_or_else(|| candle_core::Error::Msg("the loss does not depend on the features".into()))?;
        for (name, gradient) in self.encoder.backward(&grad_features)? {
            gradients.insert(format!("encoder.{name}"), gradient);
        }
        for (name, var) in self.objective.weights().parameters() {
            if let Some(gradient) = found.remove(var.as_tensor()) {
                gradients.insert(format!("head.{name}"), gradient);
            }
        }
        Ok((result, gradients))
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

/// What is known of earlier parts of a batch, and a part that makes up `share` of it.
fn weighted(
    before: Option<(StepResult, Gradients)>,
    part: (StepResult, Gradients),
    share: f64,
) -> Result<(StepResult, Gradients), TrainError> {
    let (mut result, mut gradients) = part;
    result.loss *= share;
    result.terms.values_mut().for_each(|value| *value *= share);
    result.spread = Spread { spread: result.spread.spread * share, rank: result.spread.rank * share };
    for gradient in gradients.values_mut() {
        *gradient = (gradient.detach() * share)?;
    }
    let Some((old, mut sums)) = before else { return Ok((result, gradients)) };
    result.loss += old.loss;
    for (name, value) in old.terms {
        *result.terms.entry(name).or_default() += value;
    }
    result.spread.spread += old.spread.spread;
    result.spread.rank += old.spread.rank;
    for (name, gradient) in gradients {
        let sum = match sums.remove(&name) {
            Some(sum) => sum.add(&gradient)?,
            None => gradient,
        };
        sums.insert(name, sum);
    }
    Ok((result, sums))
}
