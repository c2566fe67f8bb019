//! [`PortableExecutor`]: runs a network by candle's own operations, on any of its devices.

use candle_core::{Device, Tensor, Var};

use super::super::architecture::Architecture;
use super::super::error::EncoderError;
use super::super::executor::{Executor, Gradients, Watched};
use super::super::kernel::batch_norm::BatchStatistics;
use super::super::layer::Layer;
use super::super::weights::Weights;
use super::batch_norm::{self, Normalised};
use super::record::{self, Record, go_on};
use super::windows::Windows;
use super::{conv, max_pool};
use crate::job::Stop;

/// Share of a batch's statistics in the running ones, PyTorch's default.
const MOMENTUM: f64 = 0.1;

/// Runs a network by candle's own operations; its weights, features and gradients are on its device.
/// Images may come from any device.
pub struct PortableExecutor {
    layers: Vec<Layer>,
    weights: Weights,
    device: Device,
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
    statistics: Vec<(String, Moments)>,
}

/// What a batch normalisation saw, still on the device: fetching it would wait for the device at every layer.
struct Moments {
    /// Mean of each channel, (c).
    mean: Tensor,
    /// Biased variance of each channel, (c).
    variance: Tensor,
    /// Values that each channel was averaged over.
    count: usize,
}

impl PortableExecutor {
    /// A network for images of `channels` channels with first weights from `seed`, on `device`.
    ///
    /// # Errors
    /// When memory on the device cannot be had.
    pub fn new(
        architecture: Architecture,
        channels: usize,
        seed: u64,
        device: &Device,
    ) -> Result<Self, EncoderError> {
        let layers = architecture.layers(channels);
        let weights = Weights::initial(&layers, seed, device)?;
        Ok(Self { layers, weights, device: device.clone(), last: None, stop: Stop::new() })
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

    /// The images on this device, without candle's memory of how they were made.
    fn here(&self, images: &Tensor) -> Result<Tensor, EncoderError> {
        Ok(images.detach().to_device(&self.device)?)
    }
}

impl Executor for PortableExecutor {
    fn forward_train(&mut self, images: &Tensor) -> Result<Var, EncoderError> {
        // The values kept for an earlier batch would double the memory.
        self.last = None;
        let mut pass = self.pass(Mode::Train);
        let features = pass.run(&self.layers, self.here(images)?)?;
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
        record::backward(records, self.here(grad_features)?, &mut gradients, &self.stop)?;
        // All new values first, since memory may be short; only then nothing can stop the step any more.
        go_on(&self.stop)?;
        let moved = statistics.iter().map(|(name, moments)| moved(&self.weights, name, moments));
        for (name, values) in moved.collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
            self.weights.set(&name, &values)?;
        }
        Ok(gradients)
    }

    fn forget(&mut self) {
        self.last = None;
    }

    fn embed(&self, images: &Tensor) -> Result<Tensor, EncoderError> {
        self.pass(Mode::Use).run(&self.layers, self.here(images)?)
    }

    fn watch(&self, images: &Tensor) -> Result<Watched, EncoderError> {
        let mut pass = self.pass(Mode::Watch);
        let features = pass.run(&self.layers, self.here(images)?)?;
        let fetched = pass.statistics.into_iter().map(|(name, moments)| {
            let Moments { mean, variance, count } = moments;
            let [mean, variance] = [mean.to_vec1()?, variance.to_vec1()?];
            Ok((name, BatchStatistics { mean, variance, count }))
        });
        Ok(Watched { features, statistics: fetched.collect::<Result<_, EncoderError>>()? })
    }

    fn interrupt_on(&mut self, stop: Stop) {
        self.stop = stop;
    }

    fn weights(&self) -> &Weights {
        &self.weights
    }

    fn device(&self) -> Device {
        self.device.clone()
    }
}

/// The running statistics of a batch normalisation after a batch, by name.
fn moved(weights: &Weights, name: &str, seen: &Moments) -> Result<[(String, Tensor); 3], EncoderError> {
    let towards = |suffix: &str, new: &Tensor| -> Result<(String, Tensor), EncoderError> {
        let name = format!("{name}.{suffix}");
        let old = weights.get(&name)?.detach();
        Ok((name, (old * (1.0 - MOMENTUM))?.add(&(new * MOMENTUM)?)?))
    };
    let n = seen.count as f64;
    let unbiased = (&seen.variance * (n / (n - 1.0).max(1.0)))?;
    let batches = format!("{name}.num_batches_tracked");
    let count = weights.get(&batches)?.detach();
    let count = count.add(&Tensor::new(1_i64, count.device())?)?;
    Ok([towards("running_mean", &seen.mean)?, towards("running_var", &unbiased)?, (batches, count)])
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
    statistics: Vec<(String, Moments)>,
    records: Vec<Record>,
    /// Whether no layer with weights came yet, so that nobody asks for the gradient of what comes in.
    at_images: bool,
}

impl Pass<'_> {
    fn run(&mut self, layers: &[Layer], mut x: Tensor) -> Result<Tensor, EncoderError> {
        for layer in layers {
            go_on(self.stop)?;
            x = self.layer(layer, x)?;
        }
        Ok(x)
    }

    fn layer(&mut self, layer: &Layer, x: Tensor) -> Result<Tensor, EncoderError> {
        match layer {
            Layer::Conv { name, kernel, stride, padding, .. } => {
                let windows = Windows { kernel: *kernel, stride: *stride, padding: *padding };
                let goes_on = !std::mem::replace(&mut self.at_images, false);
                let weight = self.weight(name, "weight")?;
                let y = conv::forward(windows, &x, &weight)?;
                self.record(|| Record::Conv { name: name.clone(), windows, images: x, weight, goes_on });
                Ok(y)
            }
            Layer::BatchNorm { name, .. } => self.batch_norm(name, &x),
            Layer::Relu => {
                let y = record::rectify(&x)?;
                self.record(|| Record::Relu(y.clone()));
                Ok(y)
            }
            Layer::MaxPool { kernel, stride, padding } => {
                let windows = Windows { kernel: *kernel, stride: *stride, padding: *padding };
                let (_, _, height, width) = x.dims4()?;
                let (y, place) = max_pool::forward(windows, &x)?;
                self.record(|| Record::MaxPool { windows, place, size: [height, width] });
                Ok(y)
            }
            Layer::GlobalAveragePool => {
                let (_, _, height, width) = x.dims4()?;
                self.record(|| Record::Mean([height, width]));
                Ok(x.mean((2, 3))?)
            }
            Layer::Residual { body, shortcut } => self.residual(body, shortcut, x),
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

    fn batch_norm(&mut self, name: &str, x: &Tensor) -> Result<Tensor, EncoderError> {
        let (gamma, beta) = (self.weight(name, "weight")?, self.weight(name, "bias")?);
        if self.mode == Mode::Use {
            let (mean, variance) = (self.weight(name, "running_mean")?, self.weight(name, "running_var")?);
            return Ok(batch_norm::by_stored(x, [&gamma, &beta, &mean, &variance])?);
        }
        let normalised = batch_norm::normalise(x)?;
        let y = batch_norm::scale_and_shift(&normalised.values, &gamma, &beta)?;
        let Normalised { mean, variance, .. } = &normalised;
        let (mean, variance) = (mean.flatten_all()?, variance.flatten_all()?);
        let moments = Moments { mean, variance, count: x.elem_count() / gamma.elem_count() };
        self.statistics.push((name.to_owned(), moments));
        self.record(|| Record::BatchNorm { name: name.to_owned(), normalised, gamma });
        Ok(y)
    }

    fn residual(&mut self, body: &[Layer], shortcut: &[Layer], x: Tensor) -> Result<Tensor, EncoderError> {
        // Both ways begin at the same values: a block in front of all others would ask for both gradients.
        self.at_images = false;
        let before = std::mem::take(&mut self.records);
        let long = self.run(body, x.clone())?;
        let body = std::mem::take(&mut self.records);
        let short = self.run(shortcut, x)?;
        let shortcut = std::mem::replace(&mut self.records, before);
        self.record(|| Record::Residual { body, shortcut });
        Ok(long.add(&short)?)
    }
}
