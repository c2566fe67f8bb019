//! The same operations for the small networks behind an encoder that runs on a graphics card: composed of candle's own,
//! which differentiates them.

use candle_core::{Result, Tensor, bail};

use super::batch_norm::Normalised;
use crate::encoder::kernel::batch_norm::{BatchStatistics, EPSILON};

/// `max(input, 0)`; the slope at 0 is 0, and what is no number stays so.
///
/// # Errors
/// When memory cannot be had.
pub fn relu_by_candle(input: &Tensor) -> Result<Tensor> {
    input.le(0.0)?.where_cond(&input.zeros_like()?, input)
}

/// Normalises the columns of `input` (n, c) by their own statistics; `gamma` and `beta` are (c).
///
/// # Errors
/// When the shapes do not fit, or there is a single row (its variance would mean nothing).
pub fn batch_norm_by_candle(input: &Tensor, gamma: &Tensor, beta: &Tensor) -> Result<Normalised> {
    let (count, _) = input.dims2()?;
    if count < 2 {
        bail!("batch normalisation needs more than one value a channel in training");
    }
    let mean = input.mean_keepdim(0)?;
    let centred = input.broadcast_sub(&mean)?;
    let variance = centred.sqr()?.mean_keepdim(0)?;
    let deviation = (&variance + f64::from(EPSILON))?.sqrt()?;
    let output = centred.broadcast_div(&deviation)?.broadcast_mul(gamma)?.broadcast_add(beta)?;
    let [mean, variance] = [mean.flatten_all()?.to_vec1()?, variance.flatten_all()?.to_vec1()?];
    Ok(Normalised { output, statistics: BatchStatistics { mean, variance, count } })
}

/// Normalises the columns of `input` (n, c) by stored statistics: gamma, beta, mean, variance, each (c).
///
/// # Errors
/// When the shapes do not fit.
pub fn batch_norm_eval_by_candle(input: &Tensor, stored: [&Tensor; 4]) -> Result<Tensor> {
    let [gamma, beta, mean, variance] = stored;
    let scale = gamma.div(&(variance + f64::from(EPSILON))?.sqrt()?)?;
    input.broadcast_sub(mean)?.broadcast_mul(&scale)?.broadcast_add(beta)
}
