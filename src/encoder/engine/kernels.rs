//! [`Kernels`]: the inner kernels compiled for one kind of processor, and which kinds this one has.

use super::max_pool::{self, Line, PoolShape};
use super::norm_rows::{self, Backward, Normalise};
use super::portable::Portable;
use super::simd::Simd;
use super::tile::{self, Tile};
use super::weight_tile::{self, Gather, WeightTile};
use std::sync::OnceLock;

/// Input channels of the largest tile of a weight gradient.
pub const WEIGHT_ROWS: usize = 8;

/// The inner kernels for one kind of processor.
///
/// # Safety of its functions
/// They may be called only on a processor that has the vectors, which `available` has made sure of, and
/// with pointers that are good for what they say.
#[derive(Clone, Copy)]
pub struct Kernels {
    /// The vectors, in the processor's words.
    pub name: &'static str,
    /// Pixels of a tile of a convolution.
    pub pixels: usize,
    /// Output channels of a tile of a convolution and of a weight gradient.
    pub block: usize,
    /// See `tile::tile`.
    pub tile: unsafe fn(&Tile),
    /// See `weight_tile::weight_tile`; for 1 to `WEIGHT_ROWS` input channels.
    pub weight_tile: [unsafe fn(&WeightTile); WEIGHT_ROWS],
    /// See `weight_tile::gather`.
    pub gather: unsafe fn(&Gather),
    /// See `max_pool::line`.
    pub pool_line: unsafe fn(&mut Line),
    /// See `max_pool::spread`.
    pub pool_spread: unsafe fn(&PoolShape, &[f32], &[u8], &mut [f32]),
    /// See `norm_rows::moments`.
    pub moments: unsafe fn(&[f32], &mut [f32], &mut [f32]),
    /// See `norm_rows::normalise`.
    pub normalise: unsafe fn(&Normalise, &mut [f32]),
    /// See `norm_rows::gradient_sums`.
    pub gradient_sums: unsafe fn(&Backward, &[f32], &mut [f32], &mut [f32]),
    /// See `norm_rows::gradient`.
    pub gradient: unsafe fn(&Backward, &mut [f32], Option<&mut [f32]>),
}

/// Compiles all kernels for the vectors `$simd` with the processor's features `$feature`, in tiles of
/// `$pixels` by `$blocks` vectors, into a table called `$table`.
macro_rules! kernels {
    ($table:ident, $module:ident, $name:literal, $simd:ty, $feature:meta, $pixels:literal x $blocks:literal) => {
        mod $module {
            use super::*;

            #[$feature]
            unsafe fn tile(tile: &Tile) {
                // SAFETY: promised by the caller of the table's functions; so in all functions below.
                unsafe { tile::tile::<$simd, $pixels, $blocks>(tile) }
            }
            #[$feature]
            unsafe fn weights<const J: usize>(tile: &WeightTile) {
                // SAFETY: as above.
                unsafe { weight_tile::weight_tile::<$simd, J, $blocks>(tile) }
            }
            #[$feature]
            unsafe fn gather(gather: &Gather) {
                // SAFETY: as above.
                unsafe { weight_tile::gather::<$simd>(gather) }
            }
            #[$feature]
            unsafe fn pool_line(line: &mut Line) {
                max_pool::line(line);
            }
            #[$feature]
            unsafe fn pool_spread(shape: &PoolShape, grad: &[f32], places: &[u8], out: &mut [f32]) {
                max_pool::spread(shape, grad, places, out);
            }
            #[$feature]
            unsafe fn moments(x: &[f32], mean: &mut [f32], squares: &mut [f32]) {
                // SAFETY: as above.
                unsafe { norm_rows::moments::<$simd>(x, mean, squares) }
            }
            #[$feature]
            unsafe fn normalise(norm: &Normalise, out: &mut [f32]) {
                // SAFETY: as above.
                unsafe { norm_rows::normalise::<$simd>(norm, out) }
            }
            #[$feature]
            unsafe fn sums(norm: &Backward, grad: &[f32], level: &mut [f32], slope: &mut [f32]) {
                // SAFETY: as above.
                unsafe { norm_rows::gradient_sums::<$simd>(norm, grad, level, slope) }
            }
            #[$feature]
            unsafe fn gradient(norm: &Backward, grad: &mut [f32], shortcut: Option<&mut [f32]>) {
                // SAFETY: as above.
                unsafe { norm_rows::gradient::<$simd>(norm, grad, shortcut) }
            }

            pub const TABLE: Kernels = Kernels {
                name: $name,
                pixels: $pixels,
                block: $blocks * <$simd as Simd>::LANES,
                tile,
                weight_tile: [
                    weights::<1>,
                    weights::<2>,
                    weights::<3>,
                    weights::<4>,
                    weights::<5>,
                    weights::<6>,
                    weights::<7>,
                    weights::<8>,
                ],
                gather,
                pool_line,
                pool_spread,
                moments,
                normalise,
                gradient_sums: sums,
                gradient,
            };
        }
        const $table: Kernels = $module::TABLE;
    };
}

#[cfg(target_arch = "x86_64")]
kernels!(AVX512, avx512, "AVX-512", super::super::avx512::Avx512, target_feature(enable = "avx512f,fma"), 12 x 2);
#[cfg(target_arch = "x86_64")]
kernels!(AVX2, avx2, "AVX2", super::super::avx2::Avx2, target_feature(enable = "avx2,fma"), 6 x 2);
#[cfg(target_arch = "aarch64")]
kernels!(NEON, neon, "NEON", super::super::neon::Neon, target_feature(enable = "neon"), 8 x 3);
kernels!(PORTABLE, portable, "portable", Portable, allow(clippy::missing_safety_doc, reason = "private"), 4 x 2);

/// The kernels that this processor can run, fastest first; never empty.
pub fn available() -> Vec<Kernels> {
    let mut all = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma") {
            all.push(AVX512);
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            all.push(AVX2);
        }
    }
    #[cfg(target_arch = "aarch64")]
    if std::arch::is_aarch64_feature_detected!("neon") {
        all.push(NEON);
    }
    all.push(PORTABLE);
    all
}

/// The fastest kernels that this processor can run.
pub fn kernels() -> &'static Kernels {
    static FASTEST: OnceLock<Kernels> = OnceLock::new();
    FASTEST.get_or_init(|| available().first().copied().unwrap_or(PORTABLE))
}
