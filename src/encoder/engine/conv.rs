//! Convolutions of batches: forward, to the input's gradient, and to the weights' gradient.

use super::aligned::Aligned;
use super::indirect::{Class, Indirect};
use super::kernels::Kernels;
use super::pack;
use super::shape::ConvShape;
use super::shared::Shared;
use super::tile::Tile;
use super::weight_gradient::WeightGradient;
use crate::job::Stop;
use rayon::prelude::*;

/// Multiplications that make a task worth its administration.
const TASK: usize = 8 << 20;

/// A convolution of batches of one size: sizes, and where pixels lie.
#[derive(Clone, Debug)]
pub struct Conv {
    /// The sizes.
    pub shape: ConvShape,
    /// Images of a batch.
    pub batch: usize,
    /// Whether pictures carry their border with them, so that rows of the window are read as one tap.
    pub in_rows: bool,
    forward: Indirect,
    backward: Option<Indirect>,
}

impl Conv {
    /// A convolution of `batch` images. `first` says that it reads the images themselves: they carry their
    /// border, and no gradient of them is wanted.
    pub fn new(shape: ConvShape, batch: usize, first: bool, kernels: &Kernels) -> Self {
        let forward = if first {
            Indirect::forward_in_rows(&shape, batch, kernels.pixels)
        } else {
            Indirect::forward(&shape, batch, kernels.pixels)
        };
        let backward = (!first).then(|| Indirect::backward(&shape, batch, kernels.pixels));
        Self { shape, batch, in_rows: first, forward, backward }
    }

    /// Numbers of the input.
    pub fn input_len(&self) -> usize {
        self.batch * self.forward.source_image
    }

    /// Numbers of the result.
    pub fn output_len(&self) -> usize {
        self.batch * self.shape.output_image()
    }

    /// The result, written to `out`, with `weights` (outputs, inputs, kernel, kernel). Given up where `stop`
    /// is raised; `out` is of no use then. `packed` is scratch memory.
    ///
    /// # Panics
    /// When the slices do not have the lengths of the shape.
    pub fn forward(
        &self,
        kernels: &Kernels,
        [input, weights]: [&[f32]; 2],
        out: &mut [f32],
        packed: &mut Aligned,
        stop: &Stop,
    ) {
        let shape = &self.shape;
        assert!(input.len() == self.input_len() && out.len() == self.output_len());
        assert!(weights.len() == shape.weight_len());
        packed.set_len(pack::len(shape, shape.outputs, shape.inputs, kernels.block));
        pack::forward(shape, weights, kernels.block, packed);
        let deep = if self.in_rows { shape.kernel * shape.inputs } else { shape.inputs };
        let work = Work { way: &self.forward, batch: self.batch, deep, wide: shape.outputs, add: false };
        work.run(kernels, input, packed, out, stop);
    }

    /// The gradient of the input, written to `out` or, with `add`, added to it. Otherwise as `forward`.
    ///
    /// # Panics
    /// When the slices do not have the lengths of the shape, or this convolution reads the images.
    pub fn grad_input(
        &self,
        kernels: &Kernels,
        [grad, weights]: [&[f32]; 2],
        (out, add): (&mut [f32], bool),
        packed: &mut Aligned,
        stop: &Stop,
    ) {
        let shape = &self.shape;
        let Some(way) = &self.backward else { unreachable!("nobody asks for the gradient of the images") };
        assert!(grad.len() == self.output_len() && out.len() == self.input_len());
        assert!(weights.len() == shape.weight_len());
        packed.set_len(pack::len(shape, shape.inputs, shape.outputs, kernels.block));
        pack::backward(shape, way, weights, kernels.block, packed);
        let work = Work { way, batch: self.batch, deep: shape.outputs, wide: shape.inputs, add };
        work.run(kernels, grad, packed, out, stop);
    }

    /// The gradient of the weights (outputs, inputs, kernel, kernel), written to `out`, from the input and
    /// the gradient of the result. Given up where `stop` is raised; `out` is of no use then.
    ///
    /// # Panics
    /// When the slices do not have the lengths of the shape.
    pub fn grad_weight(&self, kernels: &Kernels, [input, grad]: [&[f32]; 2], out: &mut [f32], stop: &Stop) {
        assert!(input.len() == self.input_len() && grad.len() == self.output_len());
        assert!(out.len() == self.shape.weight_len());
        WeightGradient { conv: self, kernels, input, grad, stop }.write(out);
    }

    /// The way forward.
    pub(super) fn way(&self) -> &Indirect {
        &self.forward
    }
}

/// A kernel run over all tiles of all groups, for all output channels.
struct Work<'a> {
    way: &'a Indirect,
    batch: usize,
    /// Channels that are summed over for each tap.
    deep: usize,
    /// Channels of the result.
    wide: usize,
    add: bool,
}

impl Work<'_> {
    fn run(&self, kernels: &Kernels, source: &[f32], packed: &[f32], out: &mut [f32], stop: &Stop) {
        let zeros = vec![0.0; self.deep];
        let groups: Vec<_> = self.way.groups(self.batch).collect();
        let tiles: usize = self.way.classes.iter().map(|class| class.tiles * class.taps.len()).sum();
        let together = (TASK / (tiles * kernels.pixels * self.deep * kernels.block).max(1)).max(1);
        let parts: Vec<_> = groups.chunks(together).collect();
        let blocks = self.wide.div_ceil(kernels.block);
        let piece = packed.len() / blocks.max(1);
        let shared = Shared::new(out);
        // Blocks outside, so that a thread stays with the same weights.
        (0..blocks * parts.len()).into_par_iter().for_each(|task| {
            let (block, part) = (task / parts.len(), parts[task % parts.len()]);
            let mut weights = &packed[block * piece..(block + 1) * piece];
            let first = block * kernels.block;
            for class in 0..self.way.classes.len() {
                let taps = self.way.classes[class].taps.len();
                for &(way, image) in part {
                    if stop.requested() {
                        return;
                    }
                    let source = &source[image * way.source_image..(image + way.images) * way.source_image];
                    let start = image * way.target_image;
                    let target = shared.part(start..start + way.images * way.target_image);
                    let channels = kernels.block.min(self.wide - first);
                    let to = Target { start: target.wrapping_add(first), channels, add: self.add };
                    let table = &way.classes[class];
                    debug_assert!(
                        table.fits(
                            [source.len(), self.deep],
                            [way.images * way.target_image, first + channels]
                        )
                    );
                    // SAFETY: the target is that of this group, whose table it is; no two tasks have group
                    // and block of channels in common.
                    unsafe { run_tiles(kernels, table, [source, weights, &zeros], self.deep, to) };
                }
                weights = &weights[taps * self.deep * kernels.block..];
            }
        });
    }
}

/// Where the tiles of a group write.
#[derive(Clone, Copy)]
struct Target {
    /// The first channel to be written of the group's first pixel.
    start: *mut f32,
    channels: usize,
    add: bool,
}

/// Runs all tiles of a class of a group, over `deep` channels a tap.
///
/// # Safety
/// `class` must be that of a group with as many numbers as `source`, `to` its result, and nobody else may
/// use the numbers that are written.
unsafe fn run_tiles(
    kernels: &Kernels,
    class: &Class,
    [source, weights, zeros]: [&[f32]; 3],
    deep: usize,
    to: Target,
) {
    let taps = class.taps.len();
    assert!(zeros.len() >= deep && weights.len() >= taps * deep * kernels.block);
    for tile in 0..class.tiles {
        let offsets = &class.offsets[tile * taps * kernels.pixels..][..taps * kernels.pixels];
        let targets = &class.targets[tile * kernels.pixels..][..kernels.pixels];
        let tile = Tile {
            source: source.as_ptr(),
            zeros: zeros.as_ptr(),
            offsets: offsets.as_ptr(),
            weights: weights.as_ptr(),
            taps,
            inputs: deep,
            out: to.start,
            targets: targets.as_ptr(),
            channels: to.channels,
            add: to.add,
        };
        // SAFETY: `kernels` are of this processor. The table was made for pictures of these sizes: every
        // offset leaves `deep` numbers of the group's source, every target the channels of a block of its
        // result, and the slices above were cut to the numbers that are read.
        unsafe { (kernels.tile)(&tile) };
    }
}
