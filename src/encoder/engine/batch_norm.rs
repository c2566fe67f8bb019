//! Batch normalisation of batches whose channels lie innermost, with shortcut and rectifier, both ways.
//!
//! Ioffe and Szegedy 2015 (arXiv 1502.03167), algorithm 1: per channel over images and pixels,
//! `y = gamma (x - mean) / sqrt(var + eps) + beta` with the biased variance; then a shortcut may be added
//! and the sum rectified.

use super::kernels::Kernels;
use super::norm_rows::{Backward, Normalise};
use crate::encoder::kernel::batch_norm::{BatchStatistics, EPSILON};
use rayon::prelude::*;

/// Numbers of a piece of the batch, which a task works on while it is in the cache. The cut does not depend
/// on the number of threads, so neither do the sums.
const PIECE: usize = 1 << 15;

/// What stands in the weights of a batch normalisation.
#[derive(Clone, Copy)]
pub struct Affine<'a> {
    /// Factor of each channel.
    pub gamma: &'a [f32],
    /// Added to each channel.
    pub beta: &'a [f32],
}

/// Numbers of a piece: whole pixels.
fn piece(channels: usize) -> usize {
    (PIECE / channels).max(1) * channels
}

/// Mean and biased variance of every channel of the rows `x`.
pub fn statistics(kernels: &Kernels, x: &[f32], channels: usize) -> BatchStatistics {
    let pieces: Vec<_> = x
        .par_chunks(piece(channels))
        .map(|x| {
            let (mut mean, mut squares) = (vec![0.0; channels], vec![0.0; channels]);
            // SAFETY: `kernels` are of this processor.
            unsafe { (kernels.moments)(x, &mut mean, &mut squares) };
            (x.len() / channels, mean, squares)
        })
        .collect();
    let count = x.len() / channels;
    let (mut mean, mut variance) = (vec![0.0; channels], vec![0.0; channels]);
    for c in 0..channels {
        // Chan, Golub and LeVeque 1979: moments of parts make those of the whole without cancellation.
        let total: f64 = pieces.iter().map(|(rows, mean, _)| *rows as f64 * mean[c] as f64).sum();
        let middle = total / count as f64;
        let square = |(rows, mean, squares): &(usize, Vec<f32>, Vec<f32>)| {
            squares[c] as f64 + *rows as f64 * (mean[c] as f64 - middle).powi(2)
        };
        mean[c] = middle as f32;
        variance[c] = (pieces.iter().map(square).sum::<f64>() / count as f64) as f32;
    }
    BatchStatistics { mean, variance, count }
}

/// Writes the rows `x` normalised by `mean` and `variance` to `out`.
pub fn normalise(
    kernels: &Kernels,
    x: &[f32],
    [mean, variance]: [&[f32]; 2],
    affine: Affine,
    (shortcut, relu): (Option<&[f32]>, bool),
    out: &mut [f32],
) {
    let channels = mean.len();
    assert!(x.len() == out.len() && shortcut.is_none_or(|s| s.len() == x.len()));
    let scale = scales(affine.gamma, variance);
    let step = piece(channels);
    out.par_chunks_mut(step).enumerate().for_each(|(index, out)| {
        let range = index * step..index * step + out.len();
        let norm = Normalise {
            x: &x[range.clone()],
            shortcut: shortcut.map(|s| &s[range]),
            mean,
            scale: &scale,
            shift: affine.beta,
            relu,
        };
        // SAFETY: `kernels` are of this processor.
        unsafe { (kernels.normalise)(&norm, out) };
    });
}

/// `gamma / sqrt(var + eps)` of every channel.
fn scales(gamma: &[f32], variance: &[f32]) -> Vec<f32> {
    gamma.iter().zip(variance).map(|(g, v)| g / (v + EPSILON).sqrt()).collect()
}

/// Turns `grad`, the gradient of the result, into that of the rows `x`, and returns the gradients of gamma
/// and beta. `rectified` is the result, where a rectifier stands behind; `shortcut` gets the gradient of
/// what was added.
///
/// With g the gradient behind the rectifier, h the normalised input and m the count:
/// `dbeta = sum g`, `dgamma = sum g h`, `dx = gamma / sqrt(var + eps) (g - dbeta / m - h dgamma / m)`.
pub fn backward(
    kernels: &Kernels,
    statistics: &BatchStatistics,
    gamma: &[f32],
    (x, rectified): (&[f32], Option<&[f32]>),
    grad: &mut [f32],
    shortcut: Option<&mut [f32]>,
) -> [Vec<f32>; 2] {
    let channels = gamma.len();
    let step = piece(channels);
    let mean = statistics.mean.as_slice();
    assert!(x.len() == grad.len() && rectified.is_none_or(|y| y.len() == x.len()));
    let part = |index: usize, len: usize, coefficients| {
        let range = index * step..index * step + len;
        Backward { x: &x[range.clone()], rectified: rectified.map(|y| &y[range]), mean, coefficients }
    };
    let sums: Vec<_> = grad
        .par_chunks(step)
        .enumerate()
        .map(|(index, grad)| {
            let (mut level, mut slope) = (vec![0.0; channels], vec![0.0; channels]);
            let norm = part(index, grad.len(), [&[]; 3]);
            // SAFETY: `kernels` are of this processor.
            unsafe { (kernels.gradient_sums)(&norm, grad, &mut level, &mut slope) };
            [level, slope]
        })
        .collect();
    let count = statistics.count as f32;
    let total = |which: usize, c: usize| sums.iter().map(|s| s[which][c] as f64).sum::<f64>() as f32;
    let inverse: Vec<f32> = statistics.variance.iter().map(|v| 1.0 / (v + EPSILON).sqrt()).collect();
    let beta: Vec<f32> = (0..channels).map(|c| total(0, c)).collect();
    let found: Vec<f32> = (0..channels).map(|c| total(1, c) * inverse[c]).collect();
    let factor = scales(gamma, &statistics.variance);
    let level: Vec<f32> = beta.iter().map(|b| b / count).collect();
    let slope: Vec<f32> = found.iter().zip(&inverse).map(|(g, i)| g * i / count).collect();
    let coefficients = [factor.as_slice(), level.as_slice(), slope.as_slice()];
    // SAFETY: `kernels` are of this processor; so in both lines that call them.
    let gradient = |index: usize, grad: &mut [f32], shortcut: Option<&mut [f32]>| unsafe {
        (kernels.gradient)(&part(index, grad.len(), coefficients), grad, shortcut);
    };
    if let Some(shortcut) = shortcut {
        let pieces = grad.par_chunks_mut(step).zip(shortcut.par_chunks_mut(step)).enumerate();
        pieces.for_each(|(index, (grad, shortcut))| gradient(index, grad, Some(shortcut)));
    } else {
        grad.par_chunks_mut(step).enumerate().for_each(|(index, grad)| gradient(index, grad, None));
    }
    [found, beta]
}
