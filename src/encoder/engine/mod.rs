//! The fast way through a network on a processor: feature maps with channels innermost, kernels in registers.
//!
//! A plan is made once for batches of a size: operations on numbered feature maps, and for every output
//! pixel of a convolution where its input pixels lie. Kernels are compiled for several kinds of processors
//! and chosen at run time. Work is cut by the sizes alone and sums have one order, so that results do not
//! depend on the number of threads. All code of this program that trusts addresses stands in this folder
//! and in `kernel/`; lengths are checked where a batch enters, offsets in debug builds.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined into its kernel is not compiled for the kernel's processor"
)]

mod aligned;
mod average_pool;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod batch_norm;
mod buffers;
mod conv;
mod executor;
mod indirect;
mod kernels;
mod layout;
mod max_pool;
#[cfg(target_arch = "aarch64")]
mod neon;
mod norm_rows;
mod pack;
mod pass;
mod plan;
mod portable;
mod shape;
mod shared;
mod simd;
mod tile;
mod weight_gradient;
mod weight_tile;

pub use executor::Engine;
pub use kernels::{Kernels, available, kernels};

#[cfg(test)]
pub mod on_planes;
#[cfg(test)]
mod tests;
