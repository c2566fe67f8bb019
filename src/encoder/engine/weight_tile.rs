//! The inner kernel of a convolution's weight gradient: some input channels times some output channels.

use super::simd::{Simd, each};
use super::tile::OUTSIDE;

/// What a tile of a weight gradient reads and adds to. All memory belongs to the caller, who answers for
/// the bounds.
#[derive(Clone, Copy)]
pub struct WeightTile {
    /// The tile's first input channel of the first pixel.
    pub source: *const f32,
    /// From a pixel to the next there.
    pub source_step: usize,
    /// The tile's first output channel of the first pixel.
    pub grad: *const f32,
    /// From a pixel to the next there.
    pub grad_step: usize,
    /// Number of pixels.
    pub pixels: usize,
    /// Input channels x output channels of the tile, to be added to.
    pub sums: *mut f32,
}

/// `sums[j][o] += sum over pixels p of source[p][j] grad[p][o]` for `J` input channels and `B` vectors of
/// output channels.
///
/// # Safety
/// The processor must have the vectors of `S`, and the pointers must be good for what they say.
#[inline(always)]
pub unsafe fn weight_tile<S: Simd, const J: usize, const B: usize>(tile: &WeightTile) {
    // SAFETY: the caller answers for everything that is read and written here.
    unsafe {
        let mut sums = [[S::zero(); B]; J];
        let (mut source, mut grad) = (tile.source, tile.grad);
        for _ in 0..tile.pixels {
            let mut g = [S::zero(); B];
            each!(B, b, {
                g[b] = S::load(grad.wrapping_add(b * S::LANES));
            });
            each!(J, j, {
                let x = S::splat_at(source.wrapping_add(j));
                each!(B, b, {
                    sums[j][b] = S::fma(x, g[b], sums[j][b]);
                });
            });
            source = source.wrapping_add(tile.source_step);
            grad = grad.wrapping_add(tile.grad_step);
        }
        each!(J, j, {
            each!(B, b, {
                let to = tile.sums.add((j * B + b) * S::LANES);
                S::store(to, S::add(S::load(to), sums[j][b]));
            });
        });
    }
}

/// Which pixels [`gather`] copies. All memory belongs to the caller, who answers for the bounds.
#[derive(Clone, Copy)]
pub struct Gather {
    /// Where the first channel to be copied lies in the group's first pixel.
    pub source: *const f32,
    /// At least `channels` zeros, copied in place of pixels outside.
    pub zeros: *const f32,
    /// Where each pixel begins behind `source`, or [`OUTSIDE`]: `pixels` of them, then a jump of `jump` to
    /// those of the next tile of pixels.
    pub offsets: *const u32,
    /// From the first offset of a tile of pixels to that of the next.
    pub jump: usize,
    /// Pixels of a tile.
    pub pixels: usize,
    /// Tiles of pixels.
    pub tiles: usize,
    /// Channels to be copied.
    pub channels: usize,
    /// Where they go.
    pub out: *mut f32,
    /// From a pixel to the next there.
    pub step: usize,
}

/// Copies some channels of some pixels side by side.
///
/// # Safety
/// As [`weight_tile`].
#[inline(always)]
pub unsafe fn gather<S: Simd>(gather: &Gather) {
    // SAFETY: the caller answers for everything that is read and written here.
    unsafe {
        let mut out = gather.out;
        for tile in 0..gather.tiles {
            let offsets = gather.offsets.add(tile * gather.jump);
            for p in 0..gather.pixels {
                let offset = *offsets.add(p);
                // A choice of address, not a branch: pixels beyond the border are too many to guess.
                let from = if offset == OUTSIDE {
                    gather.zeros
                } else {
                    gather.source.wrapping_add(offset as usize)
                };
                let mut c = 0;
                while c + S::LANES <= gather.channels {
                    S::store(out.add(c), S::load(from.add(c)));
                    c += S::LANES;
                }
                while c < gather.channels {
                    *out.add(c) = *from.add(c);
                    c += 1;
                }
                out = out.add(gather.step);
            }
        }
    }
}
