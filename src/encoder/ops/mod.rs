//! The kernels as operations of candle, each with its own gradient, so that candle can differentiate them.

mod average_pool;
mod batch_norm;
mod by_candle;
mod conv;
mod max_pool;
mod relu;
mod slices;

pub use average_pool::{GlobalAveragePool, global_average_pool};
pub use batch_norm::{BatchNorm, Normalised, batch_norm_eval, batch_norm_train};
pub use by_candle::{batch_norm_by_candle, batch_norm_eval_by_candle, relu_by_candle};
pub use conv::{Conv, ConvUntil, conv2d};
pub use max_pool::{MaxPool, max_pool2d};
pub use relu::{AddRelu, Relu, add_relu, relu};
