//! [`CandleExecutor`]: runs a network by candle's operations and its automatic differentiation.

use candle_core::{Device, Tensor, Var};

use super::architecture::Architecture;
use super::error::EncoderError;
use super::executor::{Executor, Gradients};
use super::kernel::batch_norm::BatchStatistics;
use super::layer::Layer;
use super::ops::{self, Conv};
use super::weights::Weights;

/// Share of a batch's statistics in the running ones, PyTorch's default.
const MOMENTUM: f32 = 0.1;

/// Runs a network by candle, with this program's own kernels for the layers.
pub struct CandleExecutor {
    layers: Vec<Layer>,
    weights: Weights,
    /// The features of the last training batch, with all that led to them.
    last: Option<Tensor>,
}

impl CandleExecutor {
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
        Self { layers, weights, last: None }
    }

    fn pass(&self, mode: Mode) -> Pass<'_> {
        Pass { weights: &self.weights, mode, statistics: Vec::new(), at_images: true }
    }
}

impl Executor for CandleExecutor {
    fn forward_train(&mut self, images: &Tensor) -> Result<Var, EncoderError> {
        // The values kept for an earlier batch would double the memory.
        self.last = None;
        let mut pass = self.pass(Mode::Train);
        let features = pass.run(&self.layers, images.detach())?;
        for (name, statistics) in std::mem::take(&mut pass.statistics) {
            follow(&self.weights, &name, &statistics)?;
        }
        let leaf = Var::from_tensor(&features.detach().copy()?)?;
        self.last = Some(features);
        Ok(leaf)
    }

    fn backward(&mut self, grad_features: &Tensor) -> Result<Gradients, EncoderError> {
        let features = self.last.take().ok_or(EncoderError::NothingToDifferentiate)?;
        // The gradient of sum(features * g) with respect to the features is g.
        let product = features.mul(&grad_features.detach())?.sum_all()?;
        drop(features);
        let mut found = product.backward()?;
        let parameters = self.weights.parameters().iter();
        Ok(parameters.filter_map(|(name, var)| Some((name.clone(), found.remove(var)?))).collect())
    }

    fn embed(&self, images: &Tensor) -> Result<Tensor, EncoderError> {
        self.pass(Mode::Use).run(&self.layers, images.detach())
    }

    fn statistics(&self, images: &Tensor) -> Result<Vec<(String, BatchStatistics)>, EncoderError> {
        let mut pass = self.pass(Mode::Watch);
        pass.run(&self.layers, images.detach())?;
        Ok(pass.statistics)
    }

    fn weights(&self) -> &Weights {
        &self.weights
    }
}

/// Moves the running statistics of a batch normalisation towards those of a batch.
pub fn follow(weights: &Weights, name: &str, statistics: &BatchStatistics) -> Result<(), EncoderError> {
    let move_towards = |suffix: &str, new: Vec<f32>| -> Result<(), EncoderError> {
        let name = format!("{name}.{suffix}");
        let old = weights.get(&name)?;
        let values =
            old.to_vec1::<f32>()?.into_iter().zip(new).map(|(o, n)| o * (1.0 - MOMENTUM) + n * MOMENTUM);
        let values = Tensor::from_iter(values, old.device())?;
        weights.set(&name, &values)
    };
    move_towards("running_mean", statistics.mean.clone())?;
    move_towards("running_var", statistics.variance.iter().map(|&v| statistics.unbiased(v)).collect())?;
    let name = format!("{name}.num_batches_tracked");
    let seen = weights.get(&name)?;
    weights.set(&name, &Tensor::new(seen.to_scalar::<i64>()? + 1, seen.device())?)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Batch statistics, with gradients.
    Train,
    /// Batch statistics, without gradients.
    Watch,
    /// Running statistics, without gradients.
    Use,
}

/// One way through the network.
struct Pass<'a> {
    weights: &'a Weights,
    mode: Mode,
    statistics: Vec<(String, BatchStatistics)>,
    /// True until the first layer with weights, whose input needs no gradient.
    at_images: bool,
}

impl Pass<'_> {
    fn run(&mut self, layers: &[Layer], mut x: Tensor) -> Result<Tensor, EncoderError> {
        let mut rest = layers;
        while let Some((layer, after)) = rest.split_first() {
            // A rectifier is computed together with the layer in front of it, where that can be done.
            let relu = after.first() == Some(&Layer::Relu);
            let fused = relu && matches!(layer, Layer::BatchNorm { .. } | Layer::Residual { .. });
            x = self.layer(layer, x, fused)?;
            rest = if fused { after.get(1..).unwrap_or_default() } else { after };
        }
        Ok(x)
    }

    fn layer(&mut self, layer: &Layer, x: Tensor, relu: bool) -> Result<Tensor, EncoderError> {
        Ok(match layer {
            Layer::Conv { name, stride, padding, .. } => {
                let input_gradient = !std::mem::replace(&mut self.at_images, false);
                let conv = Conv { stride: *stride, padding: *padding, input_gradient };
                ops::conv2d(&x, &self.weight(&format!("{name}.weight"))?, conv)?
            }
            Layer::BatchNorm { name, .. } => self.batch_norm(name, &x, relu)?,
            Layer::Relu => ops::relu(&x)?,
            Layer::MaxPool { kernel, stride, padding } => ops::max_pool2d(&x, *kernel, *stride, *padding)?,
            Layer::Residual { body, shortcut } => {
                // A block that came first would see the images twice: its gradients are then both asked for.
                self.at_images = false;
                let long = self.run(body, x.clone())?;
                let short = self.run(shortcut, x)?;
                if relu { ops::add_relu(&long, &short)? } else { long.add(&short)? }
            }
            Layer::GlobalAveragePool => ops::global_average_pool(&x)?,
        })
    }

    fn weight(&self, name: &str) -> Result<Tensor, EncoderError> {
        let tensor = self.weights.get(name)?;
        Ok(if self.mode == Mode::Train { tensor.clone() } else { tensor.detach() })
    }

    fn batch_norm(&mut self, name: &str, x: &Tensor, relu: bool) -> Result<Tensor, EncoderError> {
        let part = |suffix: &str| self.weight(&format!("{name}.{suffix}"));
        let (gamma, beta) = (part("weight")?, part("bias")?);
        if self.mode == Mode::Use {
            let (mean, variance) = (part("running_mean")?, part("running_var")?);
            return Ok(ops::batch_norm_eval(x, [&gamma, &beta, &mean, &variance], relu)?);
        }
        let normalised = ops::batch_norm_train(x, &gamma, &beta, relu)?;
        self.statistics.push((name.to_owned(), normalised.statistics));
        Ok(normalised.output)
    }
}
