//! [`Executor`]: what runs a network, forward and backward, whatever does the arithmetic.

use std::collections::BTreeMap;

use candle_core::{Device, Tensor, Var};

use super::architecture::Architecture;
use super::engine::Engine;
use super::error::EncoderError;
use super::kernel::batch_norm::BatchStatistics;
use super::portable::PortableExecutor;
use super::weights::Weights;
use crate::job::Stop;

/// Gradients of parameters, by the parameters' names.
pub type Gradients = BTreeMap<String, Tensor>;

/// What a network made of a batch by the batch's own statistics.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The features (n, d).
    pub features: Tensor,
    /// Of every batch normalisation, by the name of the module.
    pub statistics: Vec<(String, BatchStatistics)>,
}

/// An executor on the processor for `architecture` on images of `channels` channels, with first weights from `seed`.
///
/// # Errors
/// When memory cannot be had.
pub fn executor(
    architecture: Architecture,
    channels: usize,
    seed: u64,
) -> Result<Box<dyn Executor>, EncoderError> {
    Ok(Box::new(Engine::new(architecture, channels, seed)?))
}

/// The same on `device`: the program's own kernels on the processor, candle's operations on a graphics card.
///
/// # Errors
/// When memory on the device cannot be had.
pub fn executor_on(
    architecture: Architecture,
    channels: usize,
    seed: u64,
    device: &Device,
) -> Result<Box<dyn Executor>, EncoderError> {
    match device {
        Device::Cpu => executor(architecture, channels, seed),
        card => Ok(Box::new(PortableExecutor::new(architecture, channels, seed, card)?)),
    }
}

/// Runs a network on batches of images (n, c, h, w) of 32-bit floats.
pub trait Executor: Send + Sync {
    /// Features (n, d) of a batch in training: every batch normalisation uses the batch's own statistics.
    /// They are kept aside: its running ones move towards them (by a tenth, as PyTorch) at the end of
    /// [`Executor::backward`], so that a step given up on the way leaves no trace.
    ///
    /// The result is a leaf: a loss is built on it, candle gives the gradient of the leaf, and
    /// [`Executor::backward`] carries that on to the parameters.
    ///
    /// # Errors
    /// When the images do not fit the network, and [`EncoderError::Stopped`].
    fn forward_train(&mut self, images: &Tensor) -> Result<Var, EncoderError>;

    /// Gradients of all parameters, from the gradient of the features of the last `forward_train`
    /// (n, d), whose intermediate values are given up. Moves the running statistics.
    ///
    /// # Errors
    /// When there was no `forward_train` since the last call, or the shapes differ; and
    /// [`EncoderError::Stopped`], after which the running statistics are as they were.
    fn backward(&mut self, grad_features: &Tensor) -> Result<Gradients, EncoderError>;

    /// Gives up what is kept of the last `forward_train` for the way back, where that takes memory which is
    /// not used again by itself.
    fn forget(&mut self) {}

    /// Features (n, d) of a batch for use: batch normalisations use their running statistics, so that an
    /// image's features do not depend on its neighbours.
    ///
    /// # Errors
    /// When the images do not fit the network.
    fn embed(&self, images: &Tensor) -> Result<Tensor, EncoderError>;

    /// What the network makes of a batch by the batch's own statistics, without keeping anything for
    /// gradients; changes nothing. (Target networks see their batches so, and [`follow`](super::follow) them.)
    ///
    /// # Errors
    /// When the images do not fit the network.
    fn watch(&self, images: &Tensor) -> Result<Watched, EncoderError>;

    /// Watches `stop` between layers from now on, in place of any flag before: once it is raised, every
    /// method that computes ends with [`EncoderError::Stopped`].
    fn interrupt_on(&mut self, stop: Stop);

    /// The network's weights.
    fn weights(&self) -> &Weights;

    /// Where weights, features and gradients are. Images may come from elsewhere.
    fn device(&self) -> Device {
        Device::Cpu
    }
}
