//! Batch normalisation, with the rectifier that usually follows it, forward and backward.
//!
//! Ioffe and Szegedy 2015 (arXiv 1502.03167), algorithm 1: per channel over images and pixels,
//! `y = gamma (x - mean) / sqrt(var + eps) + beta` with the biased variance, then optionally `max(y, 0)`.

use std::mem::MaybeUninit;

use rayon::prelude::*;

use super::buffer::build;
use super::relu::unless;

/// Added to the variance, PyTorch's default.
pub const EPSILON: f32 = 1e-5;

/// Sizes of a batch: `images x channels x area` values, the area being rows times columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchShape {
    /// Number of images.
    pub images: usize,
    /// Number of channels.
    pub channels: usize,
    /// Pixels of a plane.
    pub area: usize,
}

impl BatchShape {
    /// Number of values.
    pub fn len(&self) -> usize {
        self.images * self.channels * self.area
    }

    /// True when there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Values that one channel's statistics are taken over.
    pub fn count(&self) -> usize {
        self.images * self.area
    }

    /// The planes of channel `c`, image after image.
    fn planes<'a>(&self, values: &'a [f32], c: usize) -> impl Iterator<Item = &'a [f32]> + use<'a> {
        values.chunks(self.area.max(1)).skip(c).step_by(self.channels.max(1))
    }
}

/// What a training step saw of every channel.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchStatistics {
    /// Mean of each channel.
    pub mean: Vec<f32>,
    /// Biased variance of each channel (divided by the count).
    pub variance: Vec<f32>,
    /// Values that each channel was averaged over.
    pub count: usize,
}

impl BatchStatistics {
    /// Unbiased variance of a channel, as PyTorch puts into `running_var` (divided by the count - 1).
    pub fn unbiased(&self, variance: f32) -> f32 {
        let n = self.count as f64;
        (variance as f64 * n / (n - 1.0).max(1.0)) as f32
    }
}

/// The gradients of a batch normalisation.
#[derive(Clone, Debug)]
pub struct BatchNormGradients {
    /// Of the input, `images x channels x area`.
    pub input: Vec<f32>,
    /// Of gamma, one a channel.
    pub gamma: Vec<f32>,
    /// Of beta, one a channel.
    pub beta: Vec<f32>,
}

/// Sixteen running sums, so that the processor adds many values at once; then a fixed order.
fn plane_sum<const N: usize>(values: [&[f32]; N], term: impl Fn([f32; N]) -> f32) -> f64 {
    let length = values.first().map_or(0, |v| v.len());
    let mut lanes = [0.0_f32; 16];
    let whole = length / 16 * 16;
    for start in (0..whole).step_by(16) {
        let rows = values.map(|v| &v[start..start + 16]);
        for lane in 0..16 {
            lanes[lane] += term(rows.map(|row| row[lane]));
        }
    }
    for index in whole..length {
        lanes[index - whole] += term(values.map(|v| v[index]));
    }
    lanes.iter().map(|&lane| lane as f64).sum()
}

/// Hands every channel's planes of uncleared memory to `work(channel, planes)`, channels in parallel.
fn per_channel<R: Send>(
    shape: &BatchShape,
    out: &mut [MaybeUninit<f32>],
    work: impl Fn(usize, Vec<&mut [MaybeUninit<f32>]>) -> R + Sync,
) -> Vec<R> {
    let mut channels: Vec<Vec<_>> = (0..shape.channels).map(|_| Vec::with_capacity(shape.images)).collect();
    for (index, plane) in out.chunks_mut(shape.area.max(1)).enumerate() {
        channels[index % shape.channels].push(plane);
    }
    channels.into_par_iter().enumerate().map(|(c, planes)| work(c, planes)).collect()
}

/// Writes `(x - mean) * scale + shift` of every value, rectified where `relu` says so.
fn write_normalised(out: &mut [MaybeUninit<f32>], plane: &[f32], [mean, scale, shift]: [f32; 3], relu: bool) {
    if relu {
        for (out, &x) in out.iter_mut().zip(plane) {
            let value = (x - mean) * scale + shift;
            // Not `max`: a value that is not a number must stay visible.
            out.write(if value < 0.0 { 0.0 } else { value });
        }
    } else {
        for (out, &x) in out.iter_mut().zip(plane) {
            out.write((x - mean) * scale + shift);
        }
    }
}

/// Training: normalises by the batch's own statistics and returns them with the result.
///
/// # Panics
/// When the slices do not have the lengths that `shape` says.
pub fn forward_train(
    shape: &BatchShape,
    input: &[f32],
    gamma: &[f32],
    beta: &[f32],
    relu: bool,
) -> (Vec<f32>, BatchStatistics) {
    assert!(input.len() == shape.len() && gamma.len() == shape.channels && beta.len() == shape.channels);
    let count = shape.count() as f64;
    let mut found = Vec::new();
    // SAFETY: the planes of all channels together are the whole of `out`, and every value of each is written.
    let out = unsafe {
        build(shape.len(), |out| {
            found = per_channel(shape, out, |c, planes| {
                let sum: f64 = shape.planes(input, c).map(|p| plane_sum([p], |[x]| x)).sum();
                let mean = (sum / count) as f32;
                let squares = |[x]: [f32; 1]| (x - mean) * (x - mean);
                let sum: f64 = shape.planes(input, c).map(|p| plane_sum([p], squares)).sum();
                let variance = (sum / count) as f32;
                let scale = gamma[c] / (variance + EPSILON).sqrt();
                for (out, plane) in planes.into_iter().zip(shape.planes(input, c)) {
                    write_normalised(out, plane, [mean, scale, beta[c]], relu);
                }
                (mean, variance)
            });
        })
    };
    let (mean, variance) = found.into_iter().unzip();
    (out, BatchStatistics { mean, variance, count: shape.count() })
}

/// Use after training: normalises by stored statistics (`mean`, `variance`: one a channel).
///
/// # Panics
/// When the slices do not have the lengths that `shape` says.
pub fn forward_eval(
    shape: &BatchShape,
    input: &[f32],
    [gamma, beta, mean, variance]: [&[f32]; 4],
    relu: bool,
) -> Vec<f32> {
    let fits = [gamma, beta, mean, variance].iter().all(|v| v.len() == shape.channels);
    assert!(input.len() == shape.len() && fits);
    // SAFETY: the planes cover `out`, and every value of each is written.
    unsafe {
        build(shape.len(), |out| {
            let planes = out.par_chunks_mut(shape.area.max(1)).zip(input.par_chunks(shape.area.max(1)));
            planes.enumerate().for_each(|(index, (out, plane))| {
                let c = index % shape.channels;
                let scale = gamma[c] / (variance[c] + EPSILON).sqrt();
                write_normalised(out, plane, [mean[c], scale, beta[c]], relu);
            });
        })
    }
}

/// Gradients of [`forward_train`], from `grad`, the gradient of its `output`.
///
/// With g the gradient behind the rectifier, h the normalised input and m the count:
/// `dbeta = sum g`, `dgamma = sum g h`, `dx = gamma / sqrt(var + eps) (g - dbeta / m - h dgamma / m)`.
///
/// # Panics
/// When the slices do not have the lengths that `shape` says.
pub fn backward(
    shape: &BatchShape,
    statistics: &BatchStatistics,
    [input, output, grad]: [&[f32]; 3],
    gamma: &[f32],
    relu: bool,
) -> BatchNormGradients {
    assert!([input, output, grad].iter().all(|v| v.len() == shape.len()) && gamma.len() == shape.channels);
    let count = shape.count() as f32;
    let mut found = Vec::new();
    // SAFETY: the planes of all channels together are the whole of `out`, and every value of each is written.
    let input = unsafe {
        build(shape.len(), |out| {
            found = per_channel(shape, out, |c, planes| {
                let mean = statistics.mean[c];
                let inverse = 1.0 / (statistics.variance[c] + EPSILON).sqrt();
                let all = || {
                    let (x, y) = (shape.planes(input, c), shape.planes(output, c));
                    x.zip(y).zip(shape.planes(grad, c)).map(|((x, y), g)| [x, y, g])
                };
                let sums = all().map(|planes| gradient_sums(planes, mean, relu));
                let [beta, product] = sums.fold([0.0; 2], |[a, b], [c, d]| [a + c, b + d]);
                let (beta, gamma_grad) = (beta as f32, product as f32 * inverse);
                let scale = gamma[c] * inverse;
                let (level, slope) = (beta / count, gamma_grad * inverse / count);
                for (out, planes) in planes.into_iter().zip(all()) {
                    write_gradient(out, planes, [mean, scale, level, slope], relu);
                }
                (gamma_grad, beta)
            });
        })
    };
    let (gamma, beta) = found.into_iter().unzip();
    BatchNormGradients { input, gamma, beta }
}

/// Over a plane of input x, output y and gradient g: the sums of g and of `g (x - mean)`, with g taken
/// behind the rectifier.
fn gradient_sums([x, y, g]: [&[f32]; 3], mean: f32, relu: bool) -> [f64; 2] {
    if relu {
        let behind = |y: f32, g: f32| unless(y <= 0.0, g);
        let product = plane_sum([x, y, g], |[x, y, g]| behind(y, g) * (x - mean));
        [plane_sum([y, g], |[y, g]| behind(y, g)), product]
    } else {
        [plane_sum([g], |[g]| g), plane_sum([x, g], |[x, g]| g * (x - mean))]
    }
}

/// Writes `scale (g - level - (x - mean) slope)`, with g taken behind the rectifier.
fn write_gradient(
    out: &mut [MaybeUninit<f32>],
    [x, y, g]: [&[f32]; 3],
    [mean, scale, level, slope]: [f32; 4],
    relu: bool,
) {
    // One length for all, and no branch inside, so that many values are computed at once.
    let length = out.len().min(x.len()).min(y.len()).min(g.len());
    let (out, x, y, g) = (&mut out[..length], &x[..length], &y[..length], &g[..length]);
    if relu {
        for i in 0..length {
            let behind = unless(y[i] <= 0.0, g[i]);
            out[i].write(scale * (behind - level - (x[i] - mean) * slope));
        }
    } else {
        for i in 0..length {
            out[i].write(scale * (g[i] - level - (x[i] - mean) * slope));
        }
    }
}
