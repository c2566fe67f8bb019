//! Estimating batch-norm statistics anew, for an encoder that was never trained.

use candle_core::Tensor;

use super::error::EncoderError;
use super::executor::Executor;

/// Sums over batches of one batch normalisation.
struct Sums {
    name: String,
    mean: Vec<f64>,
    variance: Vec<f64>,
}

/// Sets every running mean and variance to the plain average over `batches` of images (n, c, h, w), and
/// returns the number of batches. As PyTorch with `momentum=None`; variances are the unbiased ones.
///
/// The untrained encoder is the baseline that pretraining has to beat. With the statistics it starts
/// with, mean 0 and variance 1, its deeper features would drown, and the baseline would be too easy.
///
/// # Errors
/// When there is no batch, one cannot be had, or the images do not fit the network.
pub fn recalibrate<E: From<EncoderError>>(
    executor: &mut dyn Executor,
    batches: impl IntoIterator<Item = Result<Tensor, E>>,
) -> Result<usize, E> {
    let mut sums: Vec<Sums> = Vec::new();
    let mut count = 0_usize;
    for batch in batches {
        let found = executor.watch(&batch?)?.statistics;
        if sums.is_empty() {
            sums = found
                .iter()
                .map(|(name, s)| Sums {
                    name: name.clone(),
                    mean: vec![0.0; s.mean.len()],
                    variance: vec![0.0; s.mean.len()],
                })
                .collect();
        }
        for (sums, (_, statistics)) in sums.iter_mut().zip(&found) {
            for (sum, &mean) in sums.mean.iter_mut().zip(&statistics.mean) {
                *sum += mean as f64;
            }
            for (sum, &variance) in sums.variance.iter_mut().zip(&statistics.variance) {
                *sum += statistics.unbiased(variance) as f64;
            }
        }
        count += 1;
    }
    if count == 0 {
        return Err(EncoderError::NoBatches.into());
    }
    for sums in &sums {
        store(executor, sums, count)?;
    }
    Ok(count)
}

fn store(executor: &dyn Executor, sums: &Sums, count: usize) -> Result<(), EncoderError> {
    let weights = executor.weights();
    let average = |values: &[f64]| -> Vec<f32> { values.iter().map(|v| (v / count as f64) as f32).collect() };
    for (suffix, values) in [("running_mean", &sums.mean), ("running_var", &sums.variance)] {
        let name = format!("{}.{suffix}", sums.name);
        let device = weights.get(&name)?.device().clone();
        weights.set(&name, &Tensor::from_vec(average(values), values.len(), &device)?)?;
    }
    let name = format!("{}.num_batches_tracked", sums.name);
    let device = weights.get(&name)?.device().clone();
    weights.set(&name, &Tensor::new(count as i64, &device)?)
}
