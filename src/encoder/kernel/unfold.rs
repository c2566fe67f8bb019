//! Copying the windows of a convolution into the columns of a matrix (im2col) and adding them back (col2im).

use std::ops::Range;

use super::conv::ConvShape;

/// A piece of a convolution that is one matrix product: some images, some rows of their results.
///
/// Column `(i * rows + r) * out_width + x` of its matrix is the window at row `top + r`, column `x` of
/// image `i` of the piece; row `(channel * kernel + ky) * kernel + kx` is one value of the window.
#[derive(Clone, Copy)]
pub struct Strip {
    /// Images in the piece.
    pub images: usize,
    /// First row of the result.
    pub top: usize,
    /// Rows of the result.
    pub rows: usize,
}

impl Strip {
    /// Distance between the rows of the strip's matrix. Never a multiple of 4 KiB: such rows would all
    /// fall into the same lines of the processor's first cache.
    pub fn step(&self, shape: &ConvShape) -> usize {
        let columns = self.images * self.rows * shape.out_width();
        spaced(columns)
    }
}

fn spaced(values: usize) -> usize {
    let lines = values.div_ceil(LINE);
    (lines + usize::from(lines.is_multiple_of(8))) * LINE
}

/// Distance between the rows that [`unfold_rows`] writes.
pub fn row_step(shape: &ConvShape) -> usize {
    spaced(shape.inputs * shape.kernel * shape.kernel)
}

/// Values in a line of the cache.
const LINE: usize = 16;

/// Output positions along one axis whose window value `offset` lies inside `size` pixels.
fn inside(offset: usize, size: usize, outputs: usize, shape: &ConvShape) -> Range<usize> {
    let (stride, padding) = (shape.stride, shape.padding);
    let start = padding.saturating_sub(offset).div_ceil(stride);
    let end = if size + padding > offset { (size - 1 + padding - offset) / stride + 1 } else { 0 };
    let end = end.min(outputs);
    start.min(end)..end
}

/// Calls `row(matrix row start, plane start, columns inside)` for every piece of a row of the matrix
/// that comes from one row of one plane, or from the padding (then without a plane).
fn walk(shape: &ConvShape, strip: Strip, mut visit: impl FnMut(usize, Option<usize>, usize, Range<usize>)) {
    let (out_w, k) = (shape.out_width(), shape.kernel);
    let width = strip.step(shape);
    for image in 0..strip.images {
        for channel in 0..shape.inputs {
            let plane = (image * shape.inputs + channel) * shape.height * shape.width;
            for ky in 0..k {
                let valid = inside(ky, shape.height, shape.out_height(), shape);
                for kx in 0..k {
                    let columns = inside(kx, shape.width, out_w, shape);
                    let matrix_row = ((channel * k + ky) * k + kx) * width + image * strip.rows * out_w;
                    for r in 0..strip.rows {
                        let y = strip.top + r;
                        let source = (valid.contains(&y) && !columns.is_empty()).then(|| {
                            let row = y * shape.stride + ky - shape.padding;
                            plane + row * shape.width + columns.start * shape.stride + kx - shape.padding
                        });
                        visit(matrix_row + r * out_w, source, out_w, columns.clone());
                    }
                }
            }
        }
    }
}

/// Copies the windows of `input` (the images of the strip, c x h x w each) into `matrix`.
pub fn unfold(shape: &ConvShape, strip: Strip, input: &[f32], matrix: &mut [f32]) {
    let stride = shape.stride;
    walk(shape, strip, |to, source, out_w, columns| {
        let row = &mut matrix[to..to + out_w];
        let Some(from) = source else {
            row.fill(0.0);
            return;
        };
        row[..columns.start].fill(0.0);
        row[columns.end..].fill(0.0);
        let row = &mut row[columns.clone()];
        if stride == 1 {
            row.copy_from_slice(&input[from..from + columns.len()]);
        } else {
            for (value, x) in row.iter_mut().zip(input[from..].iter().step_by(stride)) {
                *value = *x;
            }
        }
    });
}

/// Adds the columns of `matrix` back to the pixels that `unfold` read them from.
pub fn fold_add(shape: &ConvShape, strip: Strip, matrix: &[f32], output: &mut [f32]) {
    let stride = shape.stride;
    walk(shape, strip, |start, target, _, columns| {
        let Some(to) = target else { return };
        let row = &matrix[start + columns.start..start + columns.end];
        if stride == 1 {
            for (value, x) in output[to..to + row.len()].iter_mut().zip(row) {
                *value += *x;
            }
        } else {
            for (value, x) in output[to..].iter_mut().step_by(stride).zip(row) {
                *value += *x;
            }
        }
    });
}

/// Copies images of c x h x w into images of h x w x c.
pub fn channels_last(shape: &ConvShape, input: &[f32], output: &mut [f32]) {
    let (channels, area) = (shape.inputs, shape.height * shape.width);
    for (input, output) in input.chunks(channels * area).zip(output.chunks_mut(channels * area)) {
        // Blocks of pixels, so that the lines of the cache that are written stay in it.
        for start in (0..area).step_by(LINE) {
            let end = (start + LINE).min(area);
            for (channel, plane) in input.chunks(area).enumerate() {
                let targets = output[start * channels + channel..].iter_mut().step_by(channels);
                for (to, &value) in targets.zip(&plane[start..end]) {
                    *to = value;
                }
            }
        }
    }
}

/// Copies the windows of `pixels` (the images of the strip, h x w x c each) into the rows of `matrix`, a
/// row per window in the order of a [`Strip`]'s columns, each in the order (ky, kx, channel).
pub fn unfold_rows(shape: &ConvShape, strip: Strip, pixels: &[f32], matrix: &mut [f32]) {
    let ConvShape { inputs, height, width, kernel, stride, padding, .. } = *shape;
    let mut rows = matrix.chunks_mut(row_step(shape));
    for image in pixels.chunks(inputs * height * width).take(strip.images) {
        for y in strip.top..strip.top + strip.rows {
            for x in 0..shape.out_width() {
                let Some(row) = rows.next() else { return };
                // The part of the window that lies inside the image, along x.
                let left = padding.saturating_sub(x * stride).min(kernel);
                let right = kernel.min((width + padding).saturating_sub(x * stride)).max(left);
                for (ky, taps) in row.chunks_exact_mut(kernel * inputs).take(kernel).enumerate() {
                    let line = (y * stride + ky).checked_sub(padding).filter(|&line| line < height);
                    let (true, Some(line)) = (right > left, line) else {
                        taps.fill(0.0);
                        continue;
                    };
                    let from = (line * width + x * stride + left - padding) * inputs;
                    taps[..left * inputs].fill(0.0);
                    taps[right * inputs..].fill(0.0);
                    let inside = &mut taps[left * inputs..right * inputs];
                    inside.copy_from_slice(&image[from..from + inside.len()]);
                }
            }
        }
    }
}
