//! Networks that turn images into embeddings: each described once as a list of layers, and what runs such a list.

mod approach;
mod architecture;
mod candle_executor;
mod convnet;
mod error;
mod executor;
pub mod kernel;
mod layer;
pub mod ops;
mod random;
mod recalibrate;
mod resnet;
mod tape;
pub mod tensor_file;
mod vgg;
mod weights;

pub use approach::approach;
pub use architecture::Architecture;
pub use candle_executor::{CandleExecutor, follow};
pub use error::EncoderError;
pub use executor::{Executor, Gradients, Watched, executor};
pub use layer::Layer;
pub use random::NamedStream;
pub use recalibrate::recalibrate;
pub use tensor_file::{Metadata, NamedTensors};
pub use weights::Weights;

#[cfg(test)]
mod against_torch;
#[cfg(test)]
mod finite_differences;
#[cfg(test)]
pub(crate) mod test_values;
