//! [`Model`]: encoder, target encoder, objective and optimiser, and one step of learning.

use super::broken::broken_rows;
use super::checkpoint::{Checkpoint, add_with_prefix, with_prefix};
use super::gradients::{shown, weighted};
use super::micro_batch::{part_of, ranges};
use super::optimizer::{Optimizer, chosen_optimizer, gradient_length, limit_gradients};
use super::spread::{Spread, spread};
use super::target::TargetEncoder;
use super::{DataShape, StepInput, TrainConfig, TrainError};
use crate::encoder::{Architecture, Executor, Gradients, Metadata, NamedTensors, Watched, executor_on};
use crate::job::Stop;
use crate::objective::{Batch, Objective, Task};
use candle_core::{Device, Tensor, Var};
use std::collections::BTreeMap;
use std::ops::Range;

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
    /// Parts that a batch is learnt from one after the other.
    parts: usize,
    /// Longest gradient; 0 sets no limit.
    longest_gradient: f64,
    channels: usize,
    size: usize,
    device: Device,
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
    /// Parts that the batch was learnt from: more than before where memory did not hold it.
    pub parts: usize,
}

/// What a step found out before anything that is learnt was changed.
struct Learnt {
    result: StepResult,
    gradients: Gradients,
    /// What the target encoder made of the images.
    watched: Vec<Watched>,
}

/// Some of the images of a step.
struct Part<'a> {
    /// (2 n, c, size, size): view 0 of every image, then view 1 of every image.
    views: Tensor,
    images: &'a [usize],
    labels: &'a [Option<usize>],
    step: u64,
}

impl<'a> Part<'a> {
    /// The images of `range` alone.
    fn of(&self, range: &Range<usize>) -> Result<Self, TrainError> {
        let images: &'a [usize] = self.images.get(range.clone()).unwrap_or_default();
        let labels: &'a [Option<usize>] = self.labels.get(range.clone()).unwrap_or_default();
        Ok(Self { views: part_of(&self.views, range)?, images, labels, step: self.step })
    }
}

impl StepResult {
    /// True where something was learnt.
    pub fn is_finite(&self) -> bool {
        self.loss.is_finite() && self.gradient.is_finite()
    }
}

impl Model {
    /// First weights for data of this shape, by the configuration's seed and on its device.
    ///
    /// # Errors
    /// Where a setting is wrong, or the device or memory cannot be had.
    pub fn new(config: &TrainConfig, data: &DataShape) -> Result<Self, TrainError> {
        let DataShape { channels, images, classes } = *data;
        let architecture = config.architecture()?;
        let device = config.open_device()?;
        let seed = config.seed;
        let encoder = executor_on(architecture, channels, seed, &device)?;
        let features = architecture.features();
        let task = Task { features, images, classes, seed, device: device.clone() };
        let objective = config.objective_entry()?.make(&task, &config.objective_settings)?;
        let target = if objective.target().is_some() {
            let twin = executor_on(architecture, channels, seed, &device)?;
            Some(TargetEncoder::new(twin, encoder.weights(), seed)?)
        } else {
            None
        };
        Ok(Self {
            encoder,
            architecture,
            objective,
            target,
            optimizer: chosen_optimizer(config),
            parts: config.accumulate,
            longest_gradient: config.clip_gradient,
            channels,
            size: config.size,
            device,
        })
    }

    /// Begins with these weights of the encoder in place of the first ones; a target encoder does so too.
    ///
    /// # Errors
    /// Where they belong to another network.
    pub fn begin_with(&mut self, encoder: &NamedTensors) -> Result<(), TrainError> {
        self.encoder.weights().replace(encoder)?;
        if let Some(target) = &self.target {
            target.restore(encoder)?;
        }
        Ok(())
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

    /// Where everything is.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Learns from one batch. Where a graphics card has not enough memory for it, it is learnt from in twice as
    /// many parts, and so are all further ones: [`StepResult::parts`] tells.
    ///
    /// # Errors
    /// Where the batch does not fit the network; [`TrainError::CardMemory`]; and [`TrainError::Stopped`], after
    /// which everything is as it was before the step, to the bit.
    pub fn step(&mut self, input: StepInput, learning_rate: f64) -> Result<StepResult, TrainError> {
        let StepInput { data, images, labels, step, steps } = input;
        let rows = data.len() / (self.channels * self.size * self.size);
        let views = Tensor::from_vec(data, (rows, self.channels, self.size, self.size), &Device::Cpu)?;
        let whole = Part { views, images: &images, labels: &labels, step };
        // The encoder keeps its statistics aside by itself; the objective's loss may move what it keeps.
        let kept = self.objective.weights().copy_buffers()?;
        // Of several parts, the first ones have moved them by the time the last one is given up.
        let moved = self.encoder.weights().copy_buffers()?;
        loop {
            match self.learn_from(&whole) {
                Ok(learnt) if learnt.result.is_finite() => {
                    return self.follow_gradients(learnt, [step, steps], learning_rate);
                }
                given_up => {
                    self.take_back(&moved, &kept)?;
                    match given_up {
                        Err(error) if error.is_out_of_memory() => self.halve_parts(images.len(), &error)?,
                        given_up => return Ok(given_up?.result),
                    }
                }
            }
        }
    }

    /// Puts back what a step moved before it was given up.
    fn take_back(&self, encoder: &NamedTensors, objective: &NamedTensors) -> Result<(), TrainError> {
        for (name, values) in encoder {
            self.encoder.weights().set(name, values)?;
        }
        for (name, values) in objective {
            self.objective.weights().set(name, values)?;
        }
        Ok(())
    }

    /// From now on batches are learnt from in twice as many parts.
    fn halve_parts(&mut self, images: usize, error: &TrainError) -> Result<(), TrainError> {
        // What is kept for the way back would be in the way.
        self.encoder.forget();
        let parts = 2 * self.parts;
        // Below two images there is nothing to tell apart.
        if images / parts < 2 {
            let said = error.to_string();
            return Err(TrainError::CardMemory { images: images.div_ceil(self.parts), said });
        }
        self.parts = parts;
        Ok(())
    }

    /// What all parts of a batch show together; gradients only where all of it are numbers.
    fn learn_from(&mut self, whole: &Part) -> Result<Learnt, TrainError> {
        let images = whole.images.len();
        let mut total: Option<(StepResult, Gradients)> = None;
        let mut watched = Vec::new();
        for range in ranges(images, self.parts) {
            let share = range.len() as f64 / images as f64;
            let (mut result, gradients) = self.gradients(&whole.of(&range)?, &mut watched)?;
            for (image, _) in &mut result.broken {
                *image += range.start;
            }
            if !result.loss.is_finite() {
                // Nothing is learned from a broken step; the caller ends the run.
                return Ok(Learnt { result, gradients: Gradients::new(), watched: Vec::new() });
            }
            total = Some(match total {
                None if range.len() == images => (result, gradients),
                before => weighted(before, (result, gradients), share)?,
            });
        }
        let (mut result, gradients) =
            total.ok_or_else(|| candle_core::Error::Msg("a batch without images".into()))?;
        result.gradient = gradient_length(&gradients)?;
        result.parts = self.parts;
        Ok(Learnt { result, gradients, watched })
    }

    /// Changes all that is learnt; a target encoder follows.
    fn follow_gradients(
        &mut self,
        learnt: Learnt,
        [step, steps]: [u64; 2],
        learning_rate: f64,
    ) -> Result<StepResult, TrainError> {
        let Learnt { result, mut gradients, watched } = learnt;
        limit_gradients(&mut gradients, result.gradient, self.longest_gradient)?;
        self.optimizer.step(&self.parameters(), &gradients, learning_rate)?;
        if let Some(target) = &self.target {
            let kept = self.objective.kept_of_target(step, steps);
            target.follow(&watched, self.encoder.weights(), kept)?;
            self.objective.follow(kept)?;
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

    /// What a part of a batch shows, and the gradients of all parameters; none where the loss is no number.
    /// What the target encoder made of it is added to `seen`.
    fn gradients(
        &mut self,
        part: &Part,
        seen: &mut Vec<Watched>,
    ) -> Result<(StepResult, Gradients), TrainError> {
        let Part { ref views, images, labels, step } = *part;
        let views = views.to_device(&self.device)?;
        let count = views.dim(0)?;
        let watched = self.watch(&views, step)?;
        let target = match &self.target {
            Some(target) => Some(target.features(&watched, step)?),
            None => None,
        };
        seen.extend(watched);
        let features = self.encoder.forward_train(&shown(&views, self.objective.shown())?)?;
        let batch = Batch { features: features.as_tensor(), target: target.as_ref(), images, labels };
        let loss = self.objective.loss(&batch)?;
        let value = f64::from(loss.value.to_scalar::<f32>()?);
        let spread = spread(&self.objective.project(features.as_tensor())?)?;
        let terms = loss.terms.iter().map(|(name, value)| ((*name).to_string(), *value)).collect();
        let mut result =
            StepResult { loss: value, terms, spread, gradient: 0.0, broken: Vec::new(), parts: 1 };
        let mut gradients = Gradients::new();
        if !value.is_finite() {
            let rows = broken_rows(&views, features.as_tensor())?;
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
