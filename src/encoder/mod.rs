//! Networks that turn images into embeddings: each described once as a list of layers, and what runs such a list.

mod architecture;
mod candle_executor;
mod convnet;
mod device;
mod error;
mod executor;
pub mod kernel;
mod layer;
pub mod ops;
mod portable;
mod random;
mod recalibrate;
mod resnet;
mod tape;
pub mod tensor_file;
mod vgg;
mod weights;

pub use architecture::Architecture;
pub use candle_executor::{CandleExecutor, follow};
pub use device::{AvailableDevice, DeviceChoice, available_devices, built_for, open_device, processor};
pub use error::{EncoderError, is_out_of_memory};
pub use executor::{Executor, Gradients, Watched, executor, executor_on};
pub use layer::Layer;
pub use portable::PortableExecutor;
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
