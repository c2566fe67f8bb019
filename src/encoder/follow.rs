//! [`follow`]: running statistics that move towards those of a batch.

use super::error::EncoderError;
use super::kernel::batch_norm::BatchStatistics;
use super::weights::Weights;
use candle_core::Tensor;

/// Share of a batch's statistics in the running ones, PyTorch's default.
const MOMENTUM: f32 = 0.1;

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
