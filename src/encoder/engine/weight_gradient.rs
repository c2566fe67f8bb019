//! [`WeightGradient`]: the gradient of a convolution's weights, cut into tasks that share no number.

use super::aligned::Aligned;
use super::conv::Conv;
use super::indirect::{Class, Indirect};
use super::kernels::{Kernels, WEIGHT_ROWS};
use super::shared::Shared;
use super::weight_tile::{Gather, WeightTile};
use crate::job::Stop;
use rayon::prelude::*;
use std::ops::Range;

/// Output pixels that are copied side by side, to be read from the nearest cache many times.
const PIXELS: usize = 120;
/// Input channels of a task.
const INPUTS: usize = 32;
/// Blocks of output channels of a task.
const BLOCKS: usize = 4;
/// Tasks that keep many processors busy; layers with fewer are cut along the images too.
const TASKS: usize = 32;

/// The work of one weight gradient.
///
/// Every number is summed in the order of the pixels, by a cut that depends on the sizes alone: the result
/// does not depend on the number of threads.
#[derive(Clone, Copy)]
pub struct WeightGradient<'a> {
    /// The convolution.
    pub conv: &'a Conv,
    /// The arithmetic.
    pub kernels: &'a Kernels,
    /// What came in.
    pub input: &'a [f32],
    /// The gradient of what went out.
    pub grad: &'a [f32],
    /// Ends the work early.
    pub stop: &'a Stop,
}

/// A part of the weights.
#[derive(Clone)]
struct Part {
    outputs: Range<usize>,
    inputs: Range<usize>,
}

/// Pixels of a task, copied side by side.
struct Panels {
    /// Pixels that there is room for.
    room: usize,
    /// Blocks x pixels x output channels of a block.
    grad: Aligned,
    /// Pixels x input channels.
    source: Aligned,
    zeros: Aligned,
}

impl WeightGradient<'_> {
    /// Taps and input channels as the kernel sees them: of a convolution in rows, a tap is a row of the
    /// window and has as many numbers.
    fn taps(&self) -> (usize, usize) {
        let shape = &self.conv.shape;
        if self.conv.in_rows {
            (shape.kernel, shape.kernel * shape.inputs)
        } else {
            (shape.taps(), shape.inputs)
        }
    }

    /// Writes the gradient (outputs, inputs, kernel, kernel) to `out`.
    pub fn write(&self, out: &mut [f32]) {
        let shape = &self.conv.shape;
        let (_, deep) = self.taps();
        let wide = BLOCKS * self.kernels.block;
        let mut parts = Vec::new();
        for outputs in (0..shape.outputs).step_by(wide) {
            for inputs in (0..deep).step_by(INPUTS) {
                let outputs = outputs..(outputs + wide).min(shape.outputs);
                parts.push(Part { outputs, inputs: inputs..(inputs + INPUTS).min(deep) });
            }
        }
        let groups: Vec<_> = self.conv.way().groups(self.conv.batch).collect();
        let cuts = (TASKS / parts.len()).clamp(1, groups.len().max(1));
        let per_cut = groups.len().div_ceil(cuts);
        let pieces: Vec<_> = groups.chunks(per_cut).collect();
        let sums: Vec<_> = (0..parts.len() * pieces.len())
            .into_par_iter()
            .map(|task| self.sums(&parts[task / pieces.len()], pieces[task % pieces.len()]))
            .collect();
        let shared = Shared::new(out);
        parts.par_iter().zip(sums.par_chunks(pieces.len())).for_each(|(part, sums)| {
            let mut sums = sums.iter();
            let Some(first) = sums.next() else { return };
            let mut total = first.clone();
            sums.for_each(|more| total.iter_mut().zip(more.iter()).for_each(|(sum, more)| *sum += more));
            self.place(part, &total, &shared);
        });
    }

    /// The sums of a part over some groups of images: taps x blocks x input channels x outputs of a block.
    fn sums(&self, part: &Part, groups: &[(&Indirect, usize)]) -> Aligned {
        let (block, pixels) = (self.kernels.block, self.kernels.pixels);
        let (taps, _) = self.taps();
        let together = (PIXELS / pixels).max(1);
        let (wide, deep) = (part.outputs.len().next_multiple_of(block), part.inputs.len());
        let mut sums = Aligned::zeros(taps * wide * deep);
        let mut panels = Panels {
            room: together * pixels,
            grad: Aligned::zeros(together * pixels * wide),
            source: Aligned::zeros(together * pixels * deep),
            zeros: Aligned::zeros(block.max(deep)),
        };
        for &(way, image) in groups {
            for class in &way.classes {
                for first in (0..class.tiles).step_by(together) {
                    if self.stop.requested() {
                        return sums;
                    }
                    let tiles = first..(first + together).min(class.tiles);
                    self.copy_grad(part, (way, image), (class, tiles.clone()), &mut panels);
                    for (tap, sums) in sums.chunks_exact_mut(wide * deep).enumerate() {
                        self.copy_source(part, (way, image), (class, tiles.clone(), tap), &mut panels);
                        self.multiply(part, tiles.len() * pixels, &panels, sums);
                    }
                }
            }
        }
        sums
    }

    /// Copies the gradient of the pixels of some tiles side by side; places without a pixel get zeros.
    fn copy_grad(
        &self,
        part: &Part,
        (way, image): (&Indirect, usize),
        (class, tiles): (&Class, Range<usize>),
        panels: &mut Panels,
    ) {
        let (pixels, block) = (self.kernels.pixels, self.kernels.block);
        let targets = &class.targets[tiles.start * pixels..tiles.end * pixels];
        let grad = &self.grad[image * way.target_image..(image + way.images) * way.target_image];
        let starts = part.outputs.clone().step_by(block);
        for (start, panel) in starts.zip(panels.grad.chunks_exact_mut(panels.room * block)) {
            let channels = block.min(part.outputs.end - start);
            assert!(panel.len() >= targets.len() * block && panels.zeros.len() >= channels);
            let gather = Gather {
                source: grad[start..].as_ptr(),
                zeros: panels.zeros.as_ptr(),
                offsets: targets.as_ptr(),
                jump: pixels,
                pixels,
                tiles: tiles.len(),
                channels,
                out: panel.as_mut_ptr(),
                step: block,
            };
            // SAFETY: `kernels` are of this processor. The table was made for pictures of these sizes:
            // every target leaves all output channels of a pixel; the panel's length was compared above.
            unsafe { (self.kernels.gather)(&gather) };
        }
    }

    /// Copies what a tap sees of the pixels of some tiles side by side.
    fn copy_source(
        &self,
        part: &Part,
        (way, image): (&Indirect, usize),
        (class, tiles, tap): (&Class, Range<usize>, usize),
        panels: &mut Panels,
    ) {
        let (pixels, taps, channels) = (self.kernels.pixels, class.taps.len(), part.inputs.len());
        let source = &self.input[image * way.source_image..(image + way.images) * way.source_image];
        let offsets = &class.offsets[(tiles.start * taps + tap) * pixels..];
        assert!(offsets.len() >= ((tiles.len() - 1) * taps + 1) * pixels);
        assert!(panels.source.len() >= tiles.len() * pixels * channels && panels.zeros.len() >= channels);
        let gather = Gather {
            source: source[part.inputs.start..].as_ptr(),
            zeros: panels.zeros.as_ptr(),
            offsets: offsets.as_ptr(),
            jump: taps * pixels,
            pixels,
            tiles: tiles.len(),
            channels,
            out: panels.source.as_mut_ptr(),
            step: channels,
        };
        // SAFETY: as above; every offset leaves all input channels of a tap.
        unsafe { (self.kernels.gather)(&gather) };
    }

    /// Adds what `pixels` pixels bring to a tap.
    fn multiply(&self, part: &Part, pixels: usize, panels: &Panels, sums: &mut [f32]) {
        let (block, deep) = (self.kernels.block, part.inputs.len());
        assert!(pixels <= panels.room && panels.source.len() >= pixels * deep);
        // Tiles of nearly one size, so that none is slow for being small.
        let rows = deep.div_ceil(deep.div_ceil(WEIGHT_ROWS));
        let panels_of_grad = panels.grad.chunks_exact(panels.room * block);
        for (grad, sums) in panels_of_grad.zip(sums.chunks_exact_mut(deep * block)) {
            for (input, sums) in (0..deep).step_by(rows).zip(sums.chunks_mut(rows * block)) {
                let tile = WeightTile {
                    source: panels.source[input..].as_ptr(),
                    source_step: deep,
                    grad: grad.as_ptr(),
                    grad_step: block,
                    pixels,
                    sums: sums.as_mut_ptr(),
                };
                // SAFETY: `kernels` are of this processor; the panels hold `pixels` pixels of `deep` and of
                // `block` numbers, as was asserted, and the kernel is that for as many rows as `sums` has.
                unsafe { (self.kernels.weight_tile[sums.len() / block - 1])(&tile) };
            }
        }
    }

    /// Puts the sums of a part into their places among the weights.
    fn place(&self, part: &Part, sums: &[f32], shared: &Shared) {
        let (shape, block, deep) = (&self.conv.shape, self.kernels.block, part.inputs.len());
        let wide = part.outputs.len().next_multiple_of(block);
        for (row, sums) in sums.chunks_exact(block).enumerate() {
            let (tap, row) = (row / (wide / block * deep), row % (wide / block * deep));
            let first = part.outputs.start + row / deep * block;
            let input = part.inputs.start + row % deep;
            let (input, place) = if self.conv.in_rows {
                (input % shape.inputs, tap * shape.kernel + input / shape.inputs)
            } else {
                (input, tap)
            };
            for (output, &sum) in (first..part.outputs.end).zip(sums) {
                let at = (output * shape.inputs + input) * shape.taps() + place;
                // SAFETY: no two parts have output and input in common, no two rows of one also the tap.
                unsafe { shared.set(at, sum) };
            }
        }
    }
}
