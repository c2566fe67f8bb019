//! [`Engine`]: runs a network on the processor by this program's own kernels, channels innermost.

use super::buffers::Buffers;
use super::kernels::{Kernels, kernels};
use super::pass::{Forward, Mode, Tools};
use super::plan::Plan;
use crate::encoder::architecture::Architecture;
use crate::encoder::error::EncoderError;
use crate::encoder::executor::{Executor, Gradients, Watched};
use crate::encoder::follow::follow;
use crate::encoder::layer::Layer;
use crate::encoder::weights::Weights;
use crate::job::Stop;
use candle_core::{Device, Tensor, Var};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Sizes of batches whose plans are kept: that of training, and that of a look in between.
const PLANS: usize = 2;

/// Runs a network on the processor.
pub struct Engine {
    layers: Vec<Layer>,
    weights: Weights,
    kernels: Kernels,
    /// The last training batch, until its gradients are asked for.
    last: Option<(Arc<Plan>, Forward)>,
    kept: Mutex<Kept>,
    stop: Stop,
}

/// What is kept from batch to batch.
#[derive(Default)]
struct Kept {
    /// Newest first, each with the sizes of its batches.
    plans: Vec<([usize; 4], Arc<Plan>)>,
    buffers: Buffers,
}

impl Engine {
    /// A network for images of `channels` channels with first weights from `seed`.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(architecture: Architecture, channels: usize, seed: u64) -> Result<Self, EncoderError> {
        let layers = architecture.layers(channels);
        let weights = Weights::initial(&layers, seed, &Device::Cpu)?;
        Ok(Self::with(layers, weights))
    }

    /// A network of these layers with these weights, which stay shared with the caller.
    pub fn with(layers: Vec<Layer>, weights: Weights) -> Self {
        Self::by(*kernels(), layers, weights)
    }

    /// The same by certain kernels, which this processor must be able to run.
    pub(super) fn by(kernels: Kernels, layers: Vec<Layer>, weights: Weights) -> Self {
        Self { layers, weights, kernels, last: None, kept: Mutex::default(), stop: Stop::new() }
    }

    fn tools(&self) -> Tools<'_> {
        Tools { kernels: &self.kernels, weights: &self.weights, stop: &self.stop }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing in it can be half changed: whoever panicked took buffers out, no more.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, images: &Tensor, mode: Mode) -> Result<(Arc<Plan>, Forward), EncoderError> {
        let (n, c, h, w) = images.dims4()?;
        let mut kept = self.kept();
        let plan = kept.plan([n, c, h, w], &self.layers, &self.kernels)?;
        let forward = Forward::run(self.tools(), &plan, &mut kept.buffers, images, mode)?;
        Ok((plan, forward))
    }

    fn give_up(&self, forward: Forward) {
        forward.end(&mut self.kept().buffers);
    }
}

impl Kept {
    fn plan(
        &mut self,
        size: [usize; 4],
        layers: &[Layer],
        kernels: &Kernels,
    ) -> Result<Arc<Plan>, EncoderError> {
        let found = self.plans.iter().position(|(s, _)| *s == size);
        if found == Some(0) {
            return Ok(Arc::clone(&self.plans[0].1));
        }
        let plan = match found {
            Some(index) => self.plans.remove(index).1,
            None => Arc::new(Plan::new(layers, size, kernels)?),
        };
        // Buffers of other sizes are of no use to this plan.
        self.buffers.clear();
        self.plans.insert(0, (size, Arc::clone(&plan)));
        self.plans.truncate(PLANS);
        Ok(plan)
    }
}

impl Executor for Engine {
    fn forward_train(&mut self, images: &Tensor) -> Result<Var, EncoderError> {
        if let Some((_, forward)) = self.last.take() {
            self.give_up(forward);
        }
        let (plan, forward) = self.run(images, Mode::Train)?;
        let features = forward.features(&plan)?;
        self.last = Some((plan, forward));
        Ok(Var::from_tensor(&features)?)
    }

    fn backward(&mut self, grad_features: &Tensor) -> Result<Gradients, EncoderError> {
        let (plan, mut forward) = self.last.take().ok_or(EncoderError::NothingToDifferentiate)?;
        let features = forward.features(&plan)?;
        if features.dims() != grad_features.dims() {
            let shape = features.dims().to_vec();
            self.give_up(forward);
            return Err(EncoderError::GradientShape(grad_features.dims().to_vec(), shape));
        }
        let gradients = forward.backward(self.tools(), &plan, &mut self.kept().buffers, grad_features);
        let statistics = std::mem::take(&mut forward.statistics);
        self.give_up(forward);
        let gradients = gradients?;
        // Only now nothing can stop the step any more.
        for (name, statistics) in &statistics {
            follow(&self.weights, name, statistics)?;
        }
        Ok(gradients)
    }

    fn embed(&self, images: &Tensor) -> Result<Tensor, EncoderError> {
        let (plan, forward) = self.run(images, Mode::Use)?;
        let features = forward.features(&plan);
        self.give_up(forward);
        features
    }

    fn watch(&self, images: &Tensor) -> Result<Watched, EncoderError> {
        let (plan, mut forward) = self.run(images, Mode::Watch)?;
        let features = forward.features(&plan);
        let statistics = std::mem::take(&mut forward.statistics);
        self.give_up(forward);
        Ok(Watched { features: features?, statistics })
    }

    fn interrupt_on(&mut self, stop: Stop) {
        self.stop = stop;
    }

    fn weights(&self) -> &Weights {
        &self.weights
    }
}
