//! The rectifier `max(x, 0)`; its slope at 0 is 0, as in PyTorch.

use rayon::prelude::*;

use super::buffer::build;

/// Values handled by one task.
const PIECE: usize = 1 << 14;

/// `value`, or 0 where `cleared` is true: by a mask of bits, since a branch that no one can foresee costs
/// more than all the rest of these loops.
#[inline]
pub fn unless(cleared: bool, value: f32) -> f32 {
    f32::from_bits(value.to_bits() & u32::from(cleared).wrapping_sub(1))
}

/// `max(x, 0)`, value by value; what is not a number stays so.
pub fn forward(input: &[f32]) -> Vec<f32> {
    // SAFETY: the pieces cover `out`, and every value of each is written.
    unsafe {
        build(input.len(), |out| {
            out.par_chunks_mut(PIECE).zip(input.par_chunks(PIECE)).for_each(|(out, input)| {
                for (out, &x) in out.iter_mut().zip(input) {
                    out.write(if x < 0.0 { 0.0 } else { x });
                }
            });
        })
    }
}

/// The gradient of what was rectified: `grad` where the `output` is above 0, else 0.
///
/// # Panics
/// When the two slices differ in length.
pub fn backward(output: &[f32], grad: &[f32]) -> Vec<f32> {
    assert!(output.len() == grad.len());
    // SAFETY: the pieces cover `out`, and every value of each is written.
    unsafe {
        build(grad.len(), |out| {
            let pieces = out.par_chunks_mut(PIECE).zip(output.par_chunks(PIECE)).zip(grad.par_chunks(PIECE));
            pieces.for_each(|((out, y), g)| {
                for ((out, &y), &g) in out.iter_mut().zip(y).zip(g) {
                    out.write(unless(y <= 0.0, g));
                }
            });
        })
    }
}
