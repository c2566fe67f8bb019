//! Weights in the order in which the kernels read them.

use super::indirect::Indirect;
use super::shape::ConvShape;
use rayon::prelude::*;

/// Weights (outputs, inputs, kernel, kernel) as blocks of `block` outputs, each taps x inputs x outputs of
/// the block, with zeros where there are no more outputs.
pub fn forward(shape: &ConvShape, weights: &[f32], block: usize, packed: &mut [f32]) {
    let (inputs, taps) = (shape.inputs, shape.taps());
    packed.par_chunks_mut(taps * inputs * block).enumerate().for_each(|(index, packed)| {
        for (row, packed) in packed.chunks_mut(block).enumerate() {
            let (tap, input) = (row / inputs, row % inputs);
            for (lane, value) in packed.iter_mut().enumerate() {
                let output = index * block + lane;
                *value = if output < shape.outputs {
                    weights[(output * inputs + input) * taps + tap]
                } else {
                    0.0
                };
            }
        }
    });
}

/// Weights as blocks of `block` inputs, each taps x outputs x inputs of the block, the taps of one class of
/// `way` after those of another.
pub fn backward(shape: &ConvShape, way: &Indirect, weights: &[f32], block: usize, packed: &mut [f32]) {
    let (inputs, outputs, taps) = (shape.inputs, shape.outputs, shape.taps());
    let order: Vec<usize> = way.classes.iter().flat_map(|class| class.taps.iter().copied()).collect();
    packed.par_chunks_mut(taps * outputs * block).enumerate().for_each(|(index, packed)| {
        for (row, packed) in packed.chunks_mut(block).enumerate() {
            let (tap, output) = (order[row / outputs], row % outputs);
            for (lane, value) in packed.iter_mut().enumerate() {
                let input = index * block + lane;
                *value = if input < inputs { weights[(output * inputs + input) * taps + tap] } else { 0.0 };
            }
        }
    });
}

/// Numbers of weights packed by blocks of `block` of `wide` channels, for `deep` channels on the other side.
pub fn len(shape: &ConvShape, wide: usize, deep: usize, block: usize) -> usize {
    wide.div_ceil(block) * shape.taps() * deep * block
}
