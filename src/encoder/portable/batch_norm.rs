//! Batch normalisation over all but the channels, and the way back through it.

use candle_core::{Result, Tensor, bail};

use super::super::kernel::batch_norm::EPSILON;

/// What normalised a batch, and what its gradient needs. All are (1, c, 1, 1) but the normalised values.
pub struct Normalised {
    /// The batch with mean 0 and variance 1 in every channel.
    pub values: Tensor,
    /// Mean of each channel.
    pub mean: Tensor,
    /// Biased variance of each channel.
    pub variance: Tensor,
    /// One over the standard deviation of each channel.
    inverse: Tensor,
}

/// The gradients of a batch normalisation.
pub struct Gradient {
    /// Of what came in.
    pub images: Tensor,
    /// Of the scale, (c).
    pub gamma: Tensor,
    /// Of the shift, (c).
    pub beta: Tensor,
}

/// A number for each channel, (c), beside images (n, c, h, w).
fn beside(channels: &Tensor) -> Result<Tensor> {
    channels.reshape((1, channels.elem_count(), 1, 1))
}

/// Normalises `images` (n, c, h, w) by their own statistics.
///
/// # Errors
/// When a channel has a single value: its variance would mean nothing.
pub fn normalise(images: &Tensor) -> Result<Normalised> {
    let (n, _, height, width) = images.dims4()?;
    if n * height * width < 2 {
        bail!("batch normalisation needs more than one value a channel in training");
    }
    let mean = images.mean_keepdim((0, 2, 3))?;
    let centred = images.broadcast_sub(&mean)?;
    let variance = centred.sqr()?.mean_keepdim((0, 2, 3))?;
    let inverse = (&variance + f64::from(EPSILON))?.sqrt()?.recip()?;
    Ok(Normalised { values: centred.broadcast_mul(&inverse)?, mean, variance, inverse })
}

/// `values` times gamma plus beta, each (c).
///
/// # Errors
/// When the shapes do not fit.
pub fn scale_and_shift(values: &Tensor, gamma: &Tensor, beta: &Tensor) -> Result<Tensor> {
    values.broadcast_mul(&beside(gamma)?)?.broadcast_add(&beside(beta)?)
}

/// Normalises `images` by stored statistics: `stored` is gamma, beta, mean, variance, each (c).
///
/// # Errors
/// When the shapes do not fit.
pub fn by_stored(images: &Tensor, stored: [&Tensor; 4]) -> Result<Tensor> {
    let [gamma, beta, mean, variance] = stored;
    let scale = gamma.div(&(variance + f64::from(EPSILON))?.sqrt()?)?;
    images.broadcast_sub(&beside(mean)?)?.broadcast_mul(&beside(&scale)?)?.broadcast_add(&beside(beta)?)
}

/// The gradients, from that of the result.
///
/// # Errors
/// When the shapes do not fit.
pub fn backward(normalised: &Normalised, gamma: &Tensor, grad: &Tensor) -> Result<Gradient> {
    let count = (grad.elem_count() / gamma.elem_count()) as f64;
    let for_beta = grad.sum_keepdim((0, 2, 3))?;
    let for_gamma = grad.mul(&normalised.values)?.sum_keepdim((0, 2, 3))?;
    let common = normalised.values.broadcast_mul(&(&for_gamma / count)?)?;
    let images = grad.broadcast_sub(&(&for_beta / count)?)?.sub(&common)?;
    let images = images.broadcast_mul(&beside(gamma)?.mul(&normalised.inverse)?)?;
    Ok(Gradient { images, gamma: for_gamma.flatten_all()?, beta: for_beta.flatten_all()? })
}
