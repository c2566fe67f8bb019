//! [`CandleExecutor`]: runs a network by operations on candle's tensors.

use candle_core::{CustomOp1, Device, Tensor, Var};

use super::architecture::Architecture;
use super::error::EncoderError;
use super::executor::{Executor, Gradients, Watched};
use super::follow::follow;
use super::kernel::batch_norm::BatchStatistics;
use super::layer::Layer;
use super::ops::{self, AddRelu, BatchNorm, Conv, ConvUntil, GlobalAveragePool, MaxPool, Relu};
use super::tape::{self, Record, go_on};
use super::weights::Weights;
use crate::job::Stop;

/// Runs a network by candle, with this program's own kernels for the layers.
pub struct CandleExecutor {
    layers: Vec<Layer>,
    weights: Weights,
    /// The last training batch, until its gradients are asked for.
    last: Option<Forward>,
    stop: Stop,
}

/// A training batch that went forward.
struct Forward {
    /// Shape of the features.
    shape: Vec<usize>,
    /// All that led to them.
    records: Vec<Record>,
    /// Of every batch normalisation, not yet followed.
    statistics: Vec<(String, BatchStatistics)>,
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
        Self { layers, weights, last: None, stop: Stop::new() }
    }

    fn pass(&self, mode: Mode) -> Pass<'_> {
        Pass {
            weights: &self.weights,
            stop: &self.stop,
            mode,
            statistics: Vec::new(),
            records: Vec::new(),
            at_images: true,
        }
    }
}

impl Executor for CandleExecutor {
    fn forward_train(&mut self, images: &Tensor) -> Result<Var, EncoderError> {
        // The values kept for an earlier batch would double the memory.
        self.last = None;
        let mut pass = self.pass(Mode::Train);
        let features = pass.run(&self.layers, images.detach())?;
        let Pass { statistics, records, .. } = pass;
        self.last = Some(Forward { shape: features.dims().to_vec(), records, statistics });
        Ok(Var::from_tensor(&features)?)
    }

    fn backward(&mut self, grad_features: &Tensor) -> Result<Gradients, EncoderError> {
        let Forward { shape, records, statistics } =
            self.last.take().ok_or(EncoderError::NothingToDifferentiate)?;
        if shape != grad_features.dims() {
            return Err(EncoderError::GradientShape(grad_features.dims().to_vec(), shape));
        }
        let mut gradients = Gradients::new();
        tape::backward(records, grad_features.detach(), &mut gradients, &self.stop)?;
        // Only now nothing can stop the step any more.
        for (name, statistics) in &statistics {
            follow(&self.weights, name, statistics)?;
        }
        Ok(gradients)
    }

    fn embed(&self, images: &Tensor) -> Result<Tensor, EncoderError> {
        self.pass(Mode::Use).run(&self.layers, images.detach())
    }

    fn watch(&self, images: &Tensor) -> Result<Watched, EncoderError> {
        let mut pass = self.pass(Mode::Watch);
        let features = pass.run(&self.layers, images.detach())?;
        Ok(Watched { features, statistics: pass.statistics })
    }

    fn interrupt_on(&mut self, stop: Stop) {
        self.stop = stop;
    }

    fn weights(&self) -> &Weights {
        &self.weights
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Batch statistics; keeps what gradients need.
    Train,
    /// Batch statistics; keeps nothing.
    Watch,
    /// Running statistics; keeps nothing.
    Use,
}

/// One way through the network.
struct Pass<'a> {
    weights: &'a Weights,
    stop: &'a Stop,
    mode: Mode,
    statistics: Vec<(String, BatchStatistics)>,
    /// The way so far, in training.
    records: Vec<Record>,
    /// True until the first layer with weights, whose input needs no gradient.
    at_images: bool,
}

impl Pass<'_> {
    fn run(&mut self, layers: &[Layer], mut x: Tensor) -> Result<Tensor, EncoderError> {
        let mut rest = layers;
        while let Some((layer, after)) = rest.split_first() {
            go_on(self.stop)?;
            // A rectifier is computed together with the layer in front of it, where that can be done.
            let relu = after.first() == Some(&Layer::Relu);
            let fused = relu && matches!(layer, Layer::BatchNorm { .. } | Layer::Residual { .. });
            x = self.layer(layer, x, fused)?;
            rest = if fused { after.get(1..).unwrap_or_default() } else { after };
        }
        // A layer that was given up has left values of no use.
        go_on(self.stop)?;
        Ok(x)
    }

    fn layer(&mut self, layer: &Layer, x: Tensor, relu: bool) -> Result<Tensor, EncoderError> {
        match layer {
            Layer::Conv { name, stride, padding, .. } => {
                let input_gradient = !std::mem::replace(&mut self.at_images, false);
                let op = Conv { stride: *stride, padding: *padding, input_gradient };
                let weight = self.weight(name, "weight")?;
                let x = x.contiguous()?;
                let y = x.apply_op2_no_bwd(&weight, &ConvUntil { conv: op, stop: self.stop })?;
                let values = [x, weight, y.clone()];
                self.record(|| Record::Conv { name: name.clone(), op, values });
                Ok(y)
            }
            Layer::BatchNorm { name, .. } => self.batch_norm(name, &x, relu),
            Layer::Relu => self.plain(Relu, &x),
            Layer::MaxPool { kernel, stride, padding } => {
                self.plain(MaxPool::new(*kernel, *stride, *padding), &x)
            }
            Layer::GlobalAveragePool => self.plain(GlobalAveragePool, &x),
            Layer::Residual { body, shortcut } => self.residual(body, shortcut, x, relu),
        }
    }

    fn record(&mut self, record: impl FnOnce() -> Record) {
        if self.mode == Mode::Train {
            self.records.push(record());
        }
    }

    /// The tensor of a module, without candle's own memory of what is computed with it.
    fn weight(&self, module: &str, suffix: &str) -> Result<Tensor, EncoderError> {
        Ok(self.weights.get(&format!("{module}.{suffix}"))?.detach())
    }

    fn plain(
        &mut self,
        op: impl CustomOp1 + Send + Sync + 'static,
        x: &Tensor,
    ) -> Result<Tensor, EncoderError> {
        let x = x.contiguous()?;
        let y = x.apply_op1_no_bwd(&op)?;
        let values = [x, y.clone()];
        self.record(|| Record::Plain { op: Box::new(op), values });
        Ok(y)
    }

    fn batch_norm(&mut self, name: &str, x: &Tensor, relu: bool) -> Result<Tensor, EncoderError> {
        let (gamma, beta) = (self.weight(name, "weight")?, self.weight(name, "bias")?);
        if self.mode == Mode::Use {
            let (mean, variance) = (self.weight(name, "running_mean")?, self.weight(name, "running_var")?);
            return Ok(ops::batch_norm_eval(x, [&gamma, &beta, &mean, &variance], relu)?);
        }
        let x = x.contiguous()?;
        let op = BatchNorm::new(relu);
        let y = x.apply_op3_no_bwd(&gamma, &beta, &op)?;
        self.statistics.push((name.to_owned(), op.statistics()?.clone()));
        let values = [x, gamma, beta, y.clone()];
        self.record(|| Record::BatchNorm { name: name.to_owned(), op, values });
        Ok(y)
    }

    fn residual(
        &mut self,
        body: &[Layer],
        shortcut: &[Layer],
        x: Tensor,
        relu: bool,
    ) -> Result<Tensor, EncoderError> {
        // Both ways begin at the same values: a block in front of all others would ask for both gradients.
        self.at_images = false;
        let before = std::mem::take(&mut self.records);
        let long = self.run(body, x.clone())?;
        let body = std::mem::take(&mut self.records);
        let short = self.run(shortcut, x)?;
        let shortcut = std::mem::replace(&mut self.records, before);
        if !relu {
            let sum = long.add(&short)?;
            self.record(|| Record::Residual { body, shortcut, rectified: None });
            return Ok(sum);
        }
        let sum = long.apply_op2_no_bwd(&short, &AddRelu)?;
        let rectified = Some([long, short, sum.clone()]);
        self.record(|| Record::Residual { body, shortcut, rectified });
        Ok(sum)
    }
}
