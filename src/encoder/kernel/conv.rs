//! Two-dimensional convolution without bias: forward, gradient of the input, gradient of the weights.
//!
//! A convolution is a matrix product of the weights (outputs x inputs k k) and the windows of the image
//! laid out as columns (Chellapilla, Puri and Simard 2006, "High performance convolutional neural
//! networks for document processing"). As in PyTorch the kernel is not mirrored:
//! `y[n,o,i,j] = sum_{c,u,v} w[o,c,u,v] x[n,c,i s + u - p, j s + v - p]`, zero outside the image.
//!
//! A convolution of a large batch takes seconds, so it looks at a flag before every image: once that is
//! raised, what comes out is of no use, and whoever raised it must throw it away.

use std::ops::Range;

use rayon::prelude::*;

use super::buffer::{build, cleared, with_scratch};
use super::matmul::{Matrix, Sizes, accumulate, overwrite, overwrite_new};
use super::unfold::{Strip, channels_last, fold_add, row_step, unfold, unfold_rows};
use crate::job::Stop;

/// Columns that a matrix product should have at least: below, packing the weights costs more than
/// multiplying. Small feature maps are joined until they reach it.
const COLUMNS: usize = 256;
/// Values of the unfolded windows that should stay in a core's second-level cache.
const CACHED: usize = 1 << 17;
/// Pieces into which the sum over images of a weight gradient is cut.
const PARTS: usize = 8;

/// The sizes of a convolution. Images are `images x inputs x height x width`, weights
/// `outputs x inputs x kernel x kernel`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvShape {
    /// Number of images.
    pub images: usize,
    /// Channels of the input.
    pub inputs: usize,
    /// Rows of the input.
    pub height: usize,
    /// Columns of the input.
    pub width: usize,
    /// Channels of the result.
    pub outputs: usize,
    /// Side of the square kernel, in pixels.
    pub kernel: usize,
    /// Step between windows, in pixels.
    pub stride: usize,
    /// Zeros added on every side, in pixels.
    pub padding: usize,
}

impl ConvShape {
    /// True when at least one window fits and no size is zero.
    pub fn is_valid(&self) -> bool {
        let all = [self.inputs, self.height, self.width, self.outputs, self.kernel, self.stride];
        let side = self.height.min(self.width) + 2 * self.padding;
        all.iter().all(|&size| size > 0) && side >= self.kernel
    }

    /// Rows of the result.
    pub fn out_height(&self) -> usize {
        (self.height + 2 * self.padding - self.kernel) / self.stride + 1
    }

    /// Columns of the result.
    pub fn out_width(&self) -> usize {
        (self.width + 2 * self.padding - self.kernel) / self.stride + 1
    }

    /// Values of the input.
    pub fn input_len(&self) -> usize {
        self.images * self.input_image()
    }

    /// Values of the weights.
    pub fn weight_len(&self) -> usize {
        self.outputs * self.window()
    }

    /// Values of the result.
    pub fn output_len(&self) -> usize {
        self.images * self.output_image()
    }

    fn window(&self) -> usize {
        self.inputs * self.kernel * self.kernel
    }

    fn input_image(&self) -> usize {
        self.inputs * self.height * self.width
    }

    fn output_image(&self) -> usize {
        self.outputs * self.area()
    }

    fn area(&self) -> usize {
        self.out_height() * self.out_width()
    }

    /// Images whose windows share a matrix product; one for large feature maps.
    fn group(&self) -> usize {
        COLUMNS.div_ceil(self.area()).clamp(1, self.images.max(1))
    }

    /// The windows of a one-pixel kernel are the image itself.
    fn is_pointwise(&self) -> bool {
        self.kernel == 1 && self.stride == 1 && self.padding == 0
    }

    /// The matrix products of a group of `images` images.
    fn strips(&self, images: usize) -> impl Iterator<Item = Strip> + use<> {
        let height = self.out_height();
        let rows = if images > 1 {
            height
        } else {
            let wanted = (CACHED / self.window()).max(COLUMNS);
            (wanted / self.out_width()).clamp(1, height)
        };
        (0..height).step_by(rows).map(move |top| Strip { images, top, rows: rows.min(height - top) })
    }

    /// Values of the largest unfolded matrix of a group of `images` images.
    fn unfolded(&self, images: usize) -> usize {
        self.strips(images).map(|strip| strip.step(self)).max().unwrap_or(0) * self.window()
    }
}

/// The convolution of `input` with `weight`: `images x outputs x out_height x out_width` values.
///
/// # Panics
/// When the slices do not have the lengths that `shape` says.
pub fn forward(shape: &ConvShape, input: &[f32], weight: &[f32], stop: &Stop) -> Vec<f32> {
    assert!(shape.is_valid() && input.len() == shape.input_len() && weight.len() == shape.weight_len());
    let (group, area) = (shape.group(), shape.area());
    // SAFETY: every group writes all of its images: a group given up is cleared; else a product writes
    // all rows and columns of its strip, the strips of an image cover its rows, and the copy of joined
    // maps covers every plane.
    unsafe {
        build(shape.output_len(), |out| {
            let outs = out.par_chunks_mut(group * shape.output_image());
            outs.zip(input.par_chunks(group * shape.input_image())).for_each(|(out, input)| {
                if stop.requested() {
                    cleared(out);
                    return;
                }
                let images = input.len() / shape.input_image();
                let joined = if images > 1 { images * shape.output_image() } else { 0 };
                with_scratch([shape.unfolded(images), joined, 0], |[matrix, product, _]| {
                    for strip in shape.strips(images) {
                        let columns = images * strip.rows * shape.out_width();
                        let sizes = Sizes { rows: shape.outputs, columns, depth: shape.window() };
                        let weights = Matrix::rows(weight, shape.window());
                        let first = strip.top * shape.out_width();
                        if images == 1 && shape.is_pointwise() {
                            let pixels = Matrix::rows(&input[first..], area);
                            overwrite_new(&mut out[first..], area, sizes, weights, pixels);
                            continue;
                        }
                        unfold(shape, strip, input, matrix);
                        let windows = Matrix::rows(matrix, strip.step(shape));
                        if images == 1 {
                            overwrite_new(&mut out[first..], area, sizes, weights, windows);
                        } else {
                            overwrite(product, columns, sizes, weights, windows);
                            for (plane, out) in out.chunks_mut(area).enumerate() {
                                let (image, channel) = (plane / shape.outputs, plane % shape.outputs);
                                let from = channel * columns + image * area;
                                out.write_copy_of_slice(&product[from..from + area]);
                            }
                        }
                    }
                });
            });
        })
    }
}

/// The columns of `grad` (images x outputs x area) that belong to a strip, as a matrix with a row per output.
fn strip_of<'a>(shape: &ConvShape, strip: Strip, grad: &'a [f32], joined: &'a mut [f32]) -> Matrix<'a> {
    let area = shape.area();
    if strip.images == 1 {
        return Matrix::rows(&grad[strip.top * shape.out_width()..], area);
    }
    let columns = strip.images * area;
    for (plane, values) in grad.chunks(area).enumerate() {
        let (image, channel) = (plane / shape.outputs, plane % shape.outputs);
        let to = channel * columns + image * area;
        joined[to..to + area].copy_from_slice(values);
    }
    Matrix::rows(joined, columns)
}

/// The gradient of the input (as long as the input), from `grad`, the gradient of the result.
///
/// # Panics
/// When the slices do not have the lengths that `shape` says.
pub fn grad_input(shape: &ConvShape, weight: &[f32], grad: &[f32], stop: &Stop) -> Vec<f32> {
    assert!(shape.is_valid() && grad.len() == shape.output_len() && weight.len() == shape.weight_len());
    let group = shape.group();
    // SAFETY: `cleared` writes every value of each group's images.
    unsafe {
        build(shape.input_len(), |out| {
            let outs = out.par_chunks_mut(group * shape.input_image());
            outs.zip(grad.par_chunks(group * shape.output_image())).for_each(|(out, grad)| {
                let out = cleared(out);
                if stop.requested() {
                    return;
                }
                let images = grad.len() / shape.output_image();
                let joined = if images > 1 { grad.len() } else { 0 };
                with_scratch([shape.unfolded(images), joined, 0], |[matrix, joined, _]| {
                    for strip in shape.strips(images) {
                        let columns = images * strip.rows * shape.out_width();
                        let sizes = Sizes { rows: shape.window(), columns, depth: shape.outputs };
                        let grads = strip_of(shape, strip, grad, joined);
                        let weights = Matrix::transposed(weight, shape.window());
                        overwrite(matrix, strip.step(shape), sizes, weights, grads);
                        fold_add(shape, strip, matrix, out);
                    }
                });
            });
        })
    }
}

/// The gradient of the weights (outputs x inputs x kernel x kernel), from `grad`, the gradient of the result.
///
/// The images are cut into at most eight parts by the shape alone; their sums are added in order.
///
/// # Panics
/// When the slices do not have the lengths that `shape` says.
pub fn grad_weight(shape: &ConvShape, input: &[f32], grad: &[f32], stop: &Stop) -> Vec<f32> {
    assert!(shape.is_valid() && grad.len() == shape.output_len() && input.len() == shape.input_len());
    // Large weights get fewer parts, each cut by output channels instead, to bound the memory of partial sums.
    let parts = if shape.weight_len() > 1 << 21 {
        PARTS / 4
    } else if shape.weight_len() > 1 << 19 {
        PARTS / 2
    } else {
        PARTS
    };
    let per_block = (shape.outputs * parts).div_ceil(PARTS);
    let blocks = shape.outputs.div_ceil(per_block);
    let group = shape.group();
    let per_part = shape.images.div_ceil(group).div_ceil(parts).max(1) * group;
    let parts = shape.images.div_ceil(per_part);
    let sums: Vec<Vec<f32>> = (0..parts * blocks)
        .into_par_iter()
        .map(|task| {
            let first = task / blocks * per_part;
            let images = first..(first + per_part).min(shape.images);
            let channels = task % blocks * per_block;
            let input = &input[images.start * shape.input_image()..images.end * shape.input_image()];
            let grad = &grad[images.start * shape.output_image()..images.end * shape.output_image()];
            weight_part(shape, channels..(channels + per_block).min(shape.outputs), input, grad, stop)
        })
        .collect();
    let mut total = sums[..blocks.min(sums.len())].concat();
    if total.is_empty() {
        return vec![0.0; shape.weight_len()];
    }
    let length = per_block * shape.window();
    total.par_chunks_mut(length).enumerate().for_each(|(block, total)| {
        for sum in sums.iter().skip(blocks + block).step_by(blocks) {
            for (value, more) in total.iter_mut().zip(sum) {
                *value += *more;
            }
        }
    });
    inputs_first(shape, &total)
}

/// The weight gradient of some output channels, summed over the given images in order; each channel's
/// values in the order (ky, kx, input).
///
/// Here windows lie as rows, with the input channels innermost: both factors are then read along memory.
fn weight_part(
    shape: &ConvShape,
    channels: Range<usize>,
    input: &[f32],
    grad: &[f32],
    stop: &Stop,
) -> Vec<f32> {
    let group = shape.group();
    let window = shape.window();
    let mut sum = vec![0.0; channels.len() * window];
    let inputs = input.chunks(group * shape.input_image());
    for (input, grad) in inputs.zip(grad.chunks(group * shape.output_image())) {
        if stop.requested() {
            break;
        }
        let images = input.len() / shape.input_image();
        let joined = if images > 1 { grad.len() } else { 0 };
        let rows = shape.strips(images).map(|strip| strip.rows).max().unwrap_or(0);
        let matrix = images * rows * shape.out_width() * row_step(shape);
        with_scratch([matrix, joined, input.len()], |[matrix, joined, pixels]| {
            channels_last(shape, input, pixels);
            for strip in shape.strips(images) {
                unfold_rows(shape, strip, pixels, matrix);
                let columns = images * strip.rows * shape.out_width();
                let sizes = Sizes { rows: channels.len(), columns: window, depth: columns };
                let mut grads = strip_of(shape, strip, grad, joined);
                grads.data = &grads.data[channels.start * grads.row_step..];
                accumulate(&mut sum, window, sizes, grads, Matrix::rows(matrix, row_step(shape)));
            }
        });
    }
    sum
}

/// Brings weights from the order (output, ky, kx, input) into (output, input, ky, kx).
fn inputs_first(shape: &ConvShape, weights: &[f32]) -> Vec<f32> {
    let taps = shape.kernel * shape.kernel;
    let mut turned = vec![0.0; weights.len()];
    let outputs = turned.par_chunks_mut(shape.window()).zip(weights.par_chunks(shape.window()));
    outputs.for_each(|(turned, weights)| {
        for (tap, values) in weights.chunks(shape.inputs).enumerate() {
            for (to, &value) in turned[tap..].iter_mut().step_by(taps).zip(values) {
                *to = value;
            }
        }
    });
    turned
}
