//! [`approach`]: one network's weights moved a part of the way towards another's.

use candle_core::{Tensor, Var};

use super::error::EncoderError;
use super::weights::Weights;

/// Sets `target` to `kept * target + (1 - kept) * online`.
///
/// # Errors
/// When the shapes differ.
pub fn approach(target: &Var, online: &Tensor, kept: f64) -> Result<(), EncoderError> {
    let old = target.as_detached_tensor();
    Ok(target.set(&(old * kept)?.add(&(online.detach() * (1.0 - kept))?)?)?)
}

impl Weights {
    /// Moves all that is learnt towards `online`, weights of the same names: an exponential moving average
    /// over the steps. Buffers are left alone.
    ///
    /// # Errors
    /// When `online` lacks a tensor, or has one of another shape.
    pub fn approach(&self, online: &Self, kept: f64) -> Result<(), EncoderError> {
        self.parameters().iter().try_for_each(|(name, var)| approach(var, online.get(name)?, kept))
    }
}
