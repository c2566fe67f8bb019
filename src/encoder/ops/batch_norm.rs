//! Batch normalisation, with or without the rectifier behind it, as operations of candle.

use std::sync::{Arc, OnceLock};

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor, bail};

use super::by_candle::{batch_norm_by_candle, batch_norm_eval_by_candle, relu_by_candle};
use super::slices;
use crate::encoder::kernel::batch_norm::{self, BatchShape, BatchStatistics};

/// The result of a batch normalisation in training.
pub struct Normalised {
    /// The normalised batch, as shaped as the input.
    pub output: Tensor,
    /// What it was normalised by.
    pub statistics: BatchStatistics,
}

/// Batch normalisation in training; see [`batch_norm_train`]. To be applied once.
#[derive(Clone, Debug)]
pub struct BatchNorm {
    relu: bool,
    /// What the batch was normalised by; kept from the way forward for the way back.
    statistics: Arc<OnceLock<BatchStatistics>>,
}

impl BatchNorm {
    /// The operation, with or without the rectifier behind it.
    pub fn new(relu: bool) -> Self {
        Self { relu, statistics: Arc::default() }
    }

    /// What the batch was normalised by.
    ///
    /// # Errors
    /// When the operation was not applied yet.
    pub fn statistics(&self) -> Result<&BatchStatistics> {
        match self.statistics.get() {
            Some(statistics) => Ok(statistics),
            None => bail!("batch normalisation has not seen a batch yet"),
        }
    }
}

fn batch_shape(shape: &Shape) -> Result<BatchShape> {
    match *shape.dims() {
        [images, channels] => Ok(BatchShape { images, channels, area: 1 }),
        [images, channels, height, width] => Ok(BatchShape { images, channels, area: height * width }),
        _ => bail!("batch normalisation takes (n, c) or (n, c, h, w), not {shape:?}"),
    }
}

/// Normalises `input`, (n, c) or (n, c, h, w), by its own statistics; `gamma` and `beta` are (c).
/// With `relu` the result is rectified. The batch must have more than one value a channel.
///
/// # Errors
/// When the shapes do not fit, or a channel has a single value (its variance would mean nothing). Off the processor
/// only (n, c) fits.
pub fn batch_norm_train(input: &Tensor, gamma: &Tensor, beta: &Tensor, relu: bool) -> Result<Normalised> {
    if !input.device().is_cpu() {
        let mut normalised = batch_norm_by_candle(input, gamma, beta)?;
        if relu {
            normalised.output = relu_by_candle(&normalised.output)?;
        }
        return Ok(normalised);
    }
    let op = BatchNorm::new(relu);
    let output = input.contiguous()?.apply_op3(gamma, beta, op.clone())?;
    Ok(Normalised { output, statistics: op.statistics()?.clone() })
}

/// Normalises `input` by stored statistics: `stored` is gamma, beta, mean, variance, each (c).
/// The result has no gradient.
///
/// # Errors
/// When the shapes do not fit or the tensors are not 32-bit floats. Off the processor only (n, c) fits.
pub fn batch_norm_eval(input: &Tensor, stored: [&Tensor; 4], relu: bool) -> Result<Tensor> {
    if !input.device().is_cpu() {
        let output = batch_norm_eval_by_candle(input, stored)?;
        return if relu { relu_by_candle(&output) } else { Ok(output) };
    }
    let shape = batch_shape(input.shape())?;
    if stored.iter().any(|t| t.elem_count() != shape.channels) {
        bail!("the statistics of a batch normalisation do not fit {:?}", input.shape());
    }
    let [gamma, beta, mean, variance] = stored;
    let out = slices::with([input, gamma, beta, mean, variance], |[x, g, b, m, v]| {
        batch_norm::forward_eval(&shape, x, [g, b, m, v], relu)
    })?;
    Tensor::from_vec(out, input.shape(), input.device())
}

impl CustomOp3 for BatchNorm {
    fn name(&self) -> &'static str {
        "batch normalisation"
    }

    fn cpu_fwd(
        &self,
        input: &CpuStorage,
        input_layout: &Layout,
        gamma: &CpuStorage,
        gamma_layout: &Layout,
        beta: &CpuStorage,
        beta_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let shape = batch_shape(input_layout.shape())?;
        if shape.count() < 2 {
            bail!("batch normalisation needs more than one value a channel in training");
        }
        let gamma = slices::of_storage(gamma, gamma_layout)?;
        let beta = slices::of_storage(beta, beta_layout)?;
        if gamma.len() != shape.channels || beta.len() != shape.channels {
            bail!("gamma and beta of a batch normalisation do not fit {:?}", input_layout.shape());
        }
        let input = slices::of_storage(input, input_layout)?;
        let (out, statistics) = batch_norm::forward_train(&shape, input, gamma, beta, self.relu);
        // Candle runs an operation once for every time it is applied; a second value cannot come.
        let _ = self.statistics.set(statistics);
        Ok((CpuStorage::F32(out), input_layout.shape().clone()))
    }

    fn bwd(
        &self,
        input: &Tensor,
        gamma: &Tensor,
        beta: &Tensor,
        result: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let statistics = self.statistics()?;
        let shape = batch_shape(input.shape())?;
        let grads = slices::with([input, result, grad, gamma], |[x, y, g, gamma]| {
            batch_norm::backward(&shape, statistics, [x, y, g], gamma, self.relu)
        })?;
        let device = input.device();
        Ok((
            Some(Tensor::from_vec(grads.input, input.shape(), device)?),
            Some(Tensor::from_vec(grads.gamma, gamma.shape(), device)?),
            Some(Tensor::from_vec(grads.beta, beta.shape(), device)?),
        ))
    }
}
