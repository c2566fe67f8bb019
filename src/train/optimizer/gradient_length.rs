//! The length of all gradients together, and how it is kept below a limit.

use super::error::OptimizerError;
use super::in_place::norm;
use crate::encoder::Gradients;

/// The Euclidean length of all gradients as one vector; no number where one of them holds none.
///
/// # Errors
/// Where a tensor cannot be read.
pub fn gradient_length(gradients: &Gradients) -> Result<f64, OptimizerError> {
    let mut squares = 0.0;
    for gradient in gradients.values() {
        let length = norm(gradient)?;
        squares += length * length;
    }
    Ok(squares.sqrt())
}

/// Shortens gradients whose common length is above `limit` to that length, as PyTorch's
/// `clip_grad_norm_`; 0 sets no limit.
///
/// # Errors
/// Where memory cannot be had.
pub fn limit_gradients(gradients: &mut Gradients, length: f64, limit: f64) -> Result<(), OptimizerError> {
    // PyTorch adds this too, so that the quotient is finite.
    let share = limit / (length + 1e-6);
    if limit > 0.0 && share < 1.0 {
        for gradient in gradients.values_mut() {
            *gradient = (gradient.detach() * share)?;
        }
    }
    Ok(())
}
