//! The kernels as operations of candle, each with its own gradient, so that candle can differentiate them.

mod batch_norm;
mod by_candle;
mod relu;
pub(super) mod slices;

pub use batch_norm::{BatchNorm, Normalised, batch_norm_eval, batch_norm_train};
pub use by_candle::{batch_norm_by_candle, batch_norm_eval_by_candle, relu_by_candle};
pub use relu::{Relu, relu};
pub use slices::with as with_slices;
