//! Max pooling of batches whose channels lie innermost, both ways.

use super::kernels::Kernels;
use rayon::prelude::*;

/// Sizes of a pooling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PoolShape {
    /// Rows of a picture.
    pub height: usize,
    /// Columns of a picture.
    pub width: usize,
    /// Channels of a pixel.
    pub channels: usize,
    /// Side of the square window, at most 15.
    pub kernel: usize,
    /// Step between windows.
    pub stride: usize,
    /// Border that never counts.
    pub padding: usize,
}

impl PoolShape {
    /// Rows of the result; 0 where the window does not fit.
    pub fn out_height(&self) -> usize {
        self.places(self.height)
    }

    /// Columns of the result; 0 where the window does not fit.
    pub fn out_width(&self) -> usize {
        self.places(self.width)
    }

    fn places(&self, side: usize) -> usize {
        (side + 2 * self.padding).checked_sub(self.kernel).map_or(0, |rest| rest / self.stride + 1)
    }

    fn input_image(&self) -> usize {
        self.height * self.width * self.channels
    }

    fn output_image(&self) -> usize {
        self.out_height() * self.out_width() * self.channels
    }

    /// The pixel of a picture that place `tap` of the window at (row, column) sees.
    fn source(&self, row: usize, column: usize, tap: usize) -> Option<usize> {
        let inside = |at: usize, k: usize, side: usize| {
            (at * self.stride + k).checked_sub(self.padding).filter(|&p| p < side)
        };
        let y = inside(row, tap / self.kernel, self.height)?;
        let x = inside(column, tap % self.kernel, self.width)?;
        Some(y * self.width + x)
    }
}

/// A line of pooled pixels: the image's numbers, the row of the line, where results and their places go.
pub struct Line<'a> {
    /// Sizes.
    pub shape: &'a PoolShape,
    /// The picture.
    pub x: &'a [f32],
    /// Which row of the result it is.
    pub row: usize,
    /// The largest values.
    pub out: &'a mut [f32],
    /// Their places in the windows.
    pub places: &'a mut [u8],
}

/// The largest value of every window of a line.
#[inline(always)]
pub fn line(line: &mut Line) {
    let (shape, channels) = (line.shape, line.shape.channels);
    let pixels = line.out.chunks_mut(channels).zip(line.places.chunks_mut(channels));
    for (column, (out, places)) in pixels.enumerate() {
        out.fill(f32::NEG_INFINITY);
        places.fill(0);
        for tap in 0..shape.kernel * shape.kernel {
            let Some(source) = shape.source(line.row, column, tap) else { continue };
            let x = &line.x[source * channels..(source + 1) * channels];
            for ((out, place), &x) in out.iter_mut().zip(places.iter_mut()).zip(x) {
                // Choices, not branches: many channels are compared at once.
                let larger = (x > *out) | x.is_nan();
                *out = if larger { x } else { *out };
                *place = if larger { tap as u8 } else { *place };
            }
        }
    }
}

/// The largest value of every window, written to `out`, and its place in the window to `places`; the first
/// of equals, as PyTorch. A value that is not a number counts as largest.
pub fn forward(kernels: &Kernels, shape: &PoolShape, x: &[f32], out: &mut [f32], places: &mut [u8]) {
    let rows = shape.out_height();
    assert!(out.len() == places.len() && out.len() * shape.input_image() == x.len() * shape.output_image());
    let step = shape.out_width() * shape.channels;
    let lines = out.par_chunks_mut(step).zip(places.par_chunks_mut(step));
    lines.enumerate().for_each(|(index, (out, places))| {
        let image = index / rows * shape.input_image();
        let x = &x[image..image + shape.input_image()];
        // SAFETY: `kernels` are of this processor.
        unsafe { (kernels.pool_line)(&mut Line { shape, x, row: index % rows, out, places }) };
    });
}

/// The gradient of one picture, spread from `grad`.
#[inline(always)]
pub fn spread(shape: &PoolShape, grad: &[f32], places: &[u8], out: &mut [f32]) {
    let (columns, channels) = (shape.out_width(), shape.channels);
    out.fill(0.0);
    let pixels = grad.chunks(channels).zip(places.chunks(channels));
    for (pixel, (grad, places)) in pixels.enumerate() {
        for tap in 0..shape.kernel * shape.kernel {
            let Some(source) = shape.source(pixel / columns, pixel % columns, tap) else { continue };
            let out = &mut out[source * channels..(source + 1) * channels];
            for ((out, &grad), &place) in out.iter_mut().zip(grad).zip(places) {
                *out += if place == tap as u8 { grad } else { 0.0 };
            }
        }
    }
}

/// The gradient of the input, written to `out`: each gradient goes to the place that was the largest.
pub fn backward(kernels: &Kernels, shape: &PoolShape, grad: &[f32], places: &[u8], out: &mut [f32]) {
    assert!(
        grad.len() == places.len() && grad.len() * shape.input_image() == out.len() * shape.output_image()
    );
    let (from, to) = (shape.output_image(), shape.input_image());
    let images = out.par_chunks_mut(to).zip(grad.par_chunks(from)).zip(places.par_chunks(from));
    // SAFETY: `kernels` are of this processor.
    images.for_each(|((out, grad), places)| unsafe { (kernels.pool_spread)(shape, grad, places, out) });
}
