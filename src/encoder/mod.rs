//! Networks that turn images into embeddings: each described once as a list of layers, and what runs such a list.

mod approach;
mod architecture;
mod convnet;
pub mod engine;
mod error;
mod executor;
mod follow;
pub mod kernel;
mod layer;
pub mod ops;
mod random;
mod recalibrate;
mod resnet;
pub mod tensor_file;
mod vgg;
mod weights;

pub use approach::approach;
pub use architecture::Architecture;
pub use error::EncoderError;
pub use executor::{Executor, Gradients, Watched, executor};
pub use follow::follow;
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
