//! Networks run by candle's own operations, which every device of candle has: for graphics cards, and as a check of
//! the faster way on the processor.
//!
//! The gradients are written here too, by the same operations. Candle's own would do for some layers only: the one
//! of its max pooling is wrong in 0.11 (a quarter for windows of 2 x 2), its rectifier has the slope 1 at 0, and its
//! convolution goes back to the image by a kernel that is many times slower on a card than a matrix product.

mod batch_norm;
mod conv;
mod executor;
mod max_pool;
mod record;
mod windows;

pub use executor::PortableExecutor;

#[cfg(test)]
mod tests;
