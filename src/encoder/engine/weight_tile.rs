//! The inner kernel of a convolution's weight gradient: some input channels times some output channels.

use super::simd::{Simd, each};
use super::tile::OUTSIDE;

/// What a tile of a weight gradient reads and adds to. All memory belongs to the caller, who answers for
/// the bounds.
#[derive(Clone, Copy)]
pub struct WeightTile {
    /// First number of the group of images, moved on to the first input channel of the tile.
    pub source: *const f32,
    /// At least as many zeros as input channels of the tile.
    pub zeros: *const f32,
    /// Where each input pixel of the tap begins behind `source`, or [`OUTSIDE`]; `pixels` of them, then a
    /// jump of `jump` to those of the next tile of pixels.
    pub offsets: *const u32,
    /// From the first offset of a tile of pixels to that of the next.
    pub jump: usize,
    /// First number of the group's gradient, moved on to the first output channel of the tile.
    pub grad: *const f32,
    /// Where each output pixel begins behind `grad`, or [`OUTSIDE`].
    pub targets: *const u32,
    /// Tiles of pixels.
    pub tiles: usize,
    /// Pixels of a tile.
    pub pixels: usize,
    /// Input channels x output channels of a tile, to be added to.
    pub sums: *mut f32,
}

/// `sums[j][o] += sum over pixels p of source[offsets[p] + j] grad[targets[p] + o]` for `J` input channels
/// and `B` vectors of output channels. `grad` is read in whole vectors.
///
/// # Safety
/// The processor must have the vectors of `S`, and the pointers must be good for what they say.
#[inline(always)]
pub unsafe fn weight_tile<S: Simd, const J: usize, const B: usize>(tile: &WeightTile) {
    // SAFETY: the caller answers for everything that is read and written here.
    unsafe {
        let mut sums = [[S::zero(); B]; J];
        for index in 0..tile.tiles {
            let offsets = tile.offsets.add(index * tile.jump);
            let targets = tile.targets.add(index * tile.pixels);
            for p in 0..tile.pixels {
                let (offset, target) = (*offsets.add(p), *targets.add(p));
                if target == OUTSIDE {
                    break;
                }
                // A choice of address, not a branch: pixels beyond the border are too many to guess.
                let from =
                    if offset == OUTSIDE { tile.zeros } else { tile.source.wrapping_add(offset as usize) };
                let grad = tile.grad.add(target as usize);
                let mut g = [S::zero(); B];
                each!(B, b, {
                    g[b] = S::load(grad.add(b * S::LANES));
                });
                each!(J, j, {
                    let x = S::splat(*from.add(j));
                    each!(B, b, {
                        sums[j][b] = S::fma(x, g[b], sums[j][b]);
                    });
                });
            }
        }
        each!(J, j, {
            each!(B, b, {
                let to = tile.sums.add((j * B + b) * S::LANES);
                S::store(to, S::add(S::load(to), sums[j][b]));
            });
        });
    }
}
