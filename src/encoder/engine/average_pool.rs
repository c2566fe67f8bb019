//! The mean of every channel of a picture whose channels lie innermost, both ways.

use rayon::prelude::*;

/// Writes the mean over pixels of every channel of every picture: images x channels.
pub fn forward(x: &[f32], area: usize, channels: usize, out: &mut [f32]) {
    assert!(out.len() * area == x.len());
    out.par_chunks_mut(channels).zip(x.par_chunks(area * channels)).for_each(|(out, x)| {
        out.fill(0.0);
        for pixel in x.chunks(channels) {
            out.iter_mut().zip(pixel).for_each(|(sum, x)| *sum += x);
        }
        for sum in out.iter_mut() {
            *sum /= area as f32;
        }
    });
}

/// Spreads the gradient of the means evenly over the pixels.
pub fn backward(grad: &[f32], area: usize, channels: usize, out: &mut [f32]) {
    assert!(grad.len() * area == out.len());
    out.par_chunks_mut(area * channels).zip(grad.par_chunks(channels)).for_each(|(out, grad)| {
        for pixel in out.chunks_mut(channels) {
            pixel.iter_mut().zip(grad).for_each(|(out, grad)| *out = grad / area as f32);
        }
    });
}
