//! The largest value of every window (max pooling), remembering where it was for the way back.

use std::mem::MaybeUninit;
use std::ops::Range;

use rayon::prelude::*;

use super::buffer::{build, cleared};
use super::relu::unless;

/// Sizes of a max pooling over `planes` planes (images times channels) of `height x width` pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolShape {
    /// Images times channels.
    pub planes: usize,
    /// Rows of a plane.
    pub height: usize,
    /// Columns of a plane.
    pub width: usize,
    /// Side of the window, in pixels; at most 15.
    pub kernel: usize,
    /// Step between windows, in pixels.
    pub stride: usize,
    /// Border that never holds the largest value, in pixels; at most half the window.
    pub padding: usize,
}

impl PoolShape {
    /// True when at least one window fits, every window holds a pixel and places fit into a byte.
    pub fn is_valid(&self) -> bool {
        let side = self.height.min(self.width);
        let window = self.kernel > 0 && self.kernel <= 15 && self.stride > 0;
        window && side > 0 && side + 2 * self.padding >= self.kernel && 2 * self.padding <= self.kernel
    }

    /// Rows of the result.
    pub fn out_height(&self) -> usize {
        (self.height + 2 * self.padding - self.kernel) / self.stride + 1
    }

    /// Columns of the result.
    pub fn out_width(&self) -> usize {
        (self.width + 2 * self.padding - self.kernel) / self.stride + 1
    }

    fn out_area(&self) -> usize {
        self.out_height() * self.out_width()
    }

    /// Window positions along one axis that lie inside `size` pixels, for output `o`.
    fn inside(&self, o: usize, size: usize) -> Range<usize> {
        let start = o * self.stride;
        self.padding.saturating_sub(start)..self.kernel.min((size + self.padding).saturating_sub(start))
    }
}

/// The largest value of every window, and its place in the window (`row * kernel + column`).
/// Of equal values the first in reading order counts; what is not a number wins, as in PyTorch.
///
/// # Panics
/// When the input does not have the length that `shape` says.
pub fn forward(shape: &PoolShape, input: &[f32]) -> (Vec<f32>, Vec<u8>) {
    assert!(shape.is_valid() && input.len() == shape.planes * shape.height * shape.width);
    let mut places = vec![0_u8; shape.planes * shape.out_area()];
    // SAFETY: the planes cover `out`, and every value of each is written.
    let values = unsafe {
        build(places.len(), |out| {
            let planes = out.par_chunks_mut(shape.out_area()).zip(places.par_chunks_mut(shape.out_area()));
            planes.zip(input.par_chunks(shape.height * shape.width)).for_each(|((out, places), plane)| {
                if (shape.kernel, shape.stride, shape.padding) == (2, 2, 0) {
                    pairs(shape, plane, out, places);
                    return;
                }
                let mut targets = out.iter_mut().zip(places);
                for oy in 0..shape.out_height() {
                    let rows = shape.inside(oy, shape.height);
                    for ox in 0..shape.out_width() {
                        let (value, place) = largest(shape, plane, (oy, ox), rows.clone());
                        if let Some((out, stored)) = targets.next() {
                            out.write(value);
                            *stored = place;
                        }
                    }
                }
            });
        })
    };
    (values, places)
}

/// The common case, windows of 2 x 2 side by side, without a loop over the window.
fn pairs(shape: &PoolShape, plane: &[f32], out: &mut [MaybeUninit<f32>], places: &mut [u8]) {
    let width = shape.out_width();
    let rows = plane.chunks_exact(2 * shape.width);
    let targets = out.chunks_exact_mut(width).zip(places.chunks_exact_mut(width));
    for (rows, (out, places)) in rows.zip(targets) {
        let (upper, lower) = rows.split_at(shape.width);
        let windows = upper.chunks_exact(2).zip(lower.chunks_exact(2));
        for ((out, place), (upper, lower)) in out.iter_mut().zip(places).zip(windows) {
            let (mut best, mut at) = (upper[0], 0);
            for (value, here) in [(upper[1], 1), (lower[0], 2), (lower[1], 3)] {
                let wins = value > best || value.is_nan();
                best = if wins { value } else { best };
                at = if wins { here } else { at };
            }
            out.write(best);
            *place = at;
        }
    }
}

fn largest(shape: &PoolShape, plane: &[f32], (oy, ox): (usize, usize), rows: Range<usize>) -> (f32, u8) {
    let columns = shape.inside(ox, shape.width);
    let mut best = (f32::NEG_INFINITY, (rows.start * shape.kernel + columns.start) as u8);
    for ky in rows {
        let row = (oy * shape.stride + ky - shape.padding) * shape.width;
        let start = row + ox * shape.stride + columns.start - shape.padding;
        for (kx, &value) in columns.clone().zip(&plane[start..start + columns.len()]) {
            if value > best.0 || value.is_nan() {
                best = (value, (ky * shape.kernel + kx) as u8);
            }
        }
    }
    best
}

/// The gradient of the input: each window's gradient goes to the place that held its largest value.
///
/// # Panics
/// When the slices do not have the lengths that `shape` says.
pub fn backward(shape: &PoolShape, places: &[u8], grad: &[f32]) -> Vec<f32> {
    assert!(shape.is_valid() && grad.len() == shape.planes * shape.out_area() && places.len() == grad.len());
    let area = shape.height * shape.width;
    // SAFETY: `cleared` writes every value of each plane.
    unsafe {
        build(shape.planes * area, |out| {
            let grads = grad.par_chunks(shape.out_area()).zip(places.par_chunks(shape.out_area()));
            out.par_chunks_mut(area).zip(grads).for_each(|(out, (grad, places))| {
                let out = cleared(out);
                if (shape.kernel, shape.stride, shape.padding) == (2, 2, 0) {
                    spread_pairs(shape, places, grad, out);
                    return;
                }
                for (o, (&g, &place)) in grad.iter().zip(places).enumerate() {
                    let (oy, ox) = (o / shape.out_width(), o % shape.out_width());
                    let (ky, kx) = (place as usize / shape.kernel, place as usize % shape.kernel);
                    let y = oy * shape.stride + ky - shape.padding;
                    out[y * shape.width + ox * shape.stride + kx - shape.padding] += g;
                }
            });
        })
    }
}

/// The way back of `pairs`.
fn spread_pairs(shape: &PoolShape, places: &[u8], grad: &[f32], out: &mut [f32]) {
    let width = shape.out_width();
    let sources = grad.chunks_exact(width).zip(places.chunks_exact(width));
    for (rows, (grad, places)) in out.chunks_exact_mut(2 * shape.width).zip(sources) {
        let (upper, lower) = rows.split_at_mut(shape.width);
        let windows = upper.chunks_exact_mut(2).zip(lower.chunks_exact_mut(2));
        for ((&g, &place), (upper, lower)) in grad.iter().zip(places).zip(windows) {
            upper[0] = unless(place != 0, g);
            upper[1] = unless(place != 1, g);
            lower[0] = unless(place != 2, g);
            lower[1] = unless(place != 3, g);
        }
    }
}
