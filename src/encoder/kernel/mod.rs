//! Arithmetic of the layers on plain slices: 32-bit floats, images as n x c x h x w (NCHW), on the CPU.
//!
//! Every result is the same for any number of threads: work is cut by the shape alone, and partial
//! sums are added in a fixed order. Lengths are checked once where a kernel is entered; the index
//! arithmetic behind that check stays inside those lengths.

pub mod average_pool;
pub mod batch_norm;
mod buffer;
pub mod conv;
mod matmul;
pub mod max_pool;
pub mod relu;
mod unfold;
