//! The mean of every plane (global average pooling), forward and backward.

use rayon::prelude::*;

use super::buffer::build;

/// The mean of each plane of `area` pixels, plane after plane.
pub fn forward(input: &[f32], area: usize) -> Vec<f32> {
    let area = area.max(1);
    input
        .par_chunks(area)
        .map(|plane| (plane.iter().map(|&x| x as f64).sum::<f64>() / area as f64) as f32)
        .collect()
}

/// The gradient of the input: every pixel of a plane gets `grad` of that plane divided by `area`.
pub fn backward(grad: &[f32], area: usize) -> Vec<f32> {
    let area = area.max(1);
    // SAFETY: the planes cover `out`, and every value of each is written.
    unsafe {
        build(grad.len() * area, |out| {
            out.par_chunks_mut(area).zip(grad.par_iter()).for_each(|(plane, &g)| {
                for value in plane {
                    value.write(g / area as f32);
                }
            });
        })
    }
}
