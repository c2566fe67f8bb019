//! Arithmetic of the heads' layers on plain slices: 32-bit floats, rows of features, on the processor.
//!
//! Every result is the same for any number of threads: work is cut by the shape alone, and partial
//! sums are added in a fixed order. Lengths are checked once where a kernel is entered; the index
//! arithmetic behind that check stays inside those lengths.

pub mod batch_norm;
mod buffer;
pub mod relu;
