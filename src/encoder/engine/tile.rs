//! The inner kernel of convolutions: some pixels times some output channels, all in registers.

use super::simd::{Simd, each};

/// Offset in a table that stands for a pixel outside the picture.
pub const OUTSIDE: u32 = u32::MAX;

/// What a tile reads and writes. All memory belongs to the caller, who answers for the bounds.
#[derive(Clone, Copy)]
pub struct Tile {
    /// First number of the group of images.
    pub source: *const f32,
    /// At least `inputs` zeros, read in place of pixels outside.
    pub zeros: *const f32,
    /// Taps x pixels: where each input pixel begins behind `source`, or [`OUTSIDE`].
    pub offsets: *const u32,
    /// Taps x inputs x channels of the tile, one piece.
    pub weights: *const f32,
    /// Number of taps.
    pub taps: usize,
    /// Channels of an input pixel.
    pub inputs: usize,
    /// Where the first output channel of the tile of the group's first pixel lies.
    pub out: *mut f32,
    /// Where each output pixel begins behind `out`, or [`OUTSIDE`] where it is not wanted.
    pub targets: *const u32,
    /// Output channels to be written, at most those of the tile.
    pub channels: usize,
    /// Whether the results are added to what is there.
    pub add: bool,
}

/// `out[p][o] = sum over taps t and inputs c of source[offsets[t][p] + c] weights[t][c][o]` for `P` pixels
/// and `B` vectors of output channels.
///
/// # Safety
/// The processor must have the vectors of `S`, and the pointers of `tile` must be good for what it says.
#[inline(always)]
pub unsafe fn tile<S: Simd, const P: usize, const B: usize>(tile: &Tile) {
    // SAFETY: the caller answers for everything that is read and written here.
    unsafe {
        let mut sums = [[S::zero(); B]; P];
        let mut weights = tile.weights;
        let mut offsets = tile.offsets;
        for _ in 0..tile.taps {
            let mut at = [tile.zeros; P];
            each!(P, p, {
                let offset = *offsets.add(p);
                if offset != OUTSIDE {
                    at[p] = tile.source.add(offset as usize);
                }
            });
            for c in 0..tile.inputs {
                let mut w = [S::zero(); B];
                each!(B, b, {
                    w[b] = S::load(weights.wrapping_add(b * S::LANES));
                });
                each!(P, p, {
                    let x = S::splat_at(at[p].wrapping_add(c));
                    each!(B, b, {
                        sums[p][b] = S::fma(x, w[b], sums[p][b]);
                    });
                });
                weights = weights.wrapping_add(B * S::LANES);
            }
            offsets = offsets.add(P);
        }
        let whole = tile.channels == B * S::LANES;
        each!(P, p, {
            let target = *tile.targets.add(p);
            if target != OUTSIDE {
                let out = tile.out.add(target as usize);
                if whole {
                    each!(B, b, {
                        let to = out.add(b * S::LANES);
                        let sum = if tile.add { S::add(S::load(to), sums[p][b]) } else { sums[p][b] };
                        S::store(to, sum);
                    });
                } else {
                    store_part::<S, B>(out, sums[p], tile.channels, tile.add);
                }
            }
        });
    }
}

/// Stores the first `channels` numbers of some vectors.
///
/// # Safety
/// As [`tile`].
#[inline(always)]
pub unsafe fn store_part<S: Simd, const B: usize>(
    out: *mut f32,
    sums: [S::V; B],
    channels: usize,
    add: bool,
) {
    let mut row = [0.0_f32; 64];
    // SAFETY: no kind of vectors has more than 64 numbers in B of them; the caller answers for `out`.
    unsafe {
        each!(B, b, {
            S::store(row.as_mut_ptr().add(b * S::LANES), sums[b]);
        });
        for (c, value) in row.into_iter().take(channels).enumerate() {
            let to = out.add(c);
            *to = if add { *to + value } else { value };
        }
    }
}
