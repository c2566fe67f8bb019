//! Networks that turn images into embeddings: each described once as a list of layers, and what runs such a list.

mod approach;
mod architecture;
mod convnet;
mod device;
pub mod engine;
mod error;
mod executor;
mod follow;
mod foreign;
pub mod kernel;
mod layer;
pub mod ops;
mod portable;
mod random;
mod recalibrate;
mod resnet;
pub mod tensor_file;
mod torchvision;
mod vgg;
mod weights;

pub use approach::approach;
pub use architecture::Architecture;
pub use device::{
    AvailableDevice, DeviceChoice, available_devices, built_for, device_name, open_device, processor,
};
pub use error::{EncoderError, is_out_of_memory};
pub use executor::{Executor, Gradients, Watched, executor, executor_on};
pub use follow::follow;
pub use foreign::{FittedWeights, fit_foreign};
pub use layer::Layer;
pub use portable::PortableExecutor;
pub use random::NamedStream;
pub use recalibrate::recalibrate;
pub use tensor_file::{Metadata, NamedTensors};
pub use torchvision::{torchvision_tensors, without_offsets};
pub use weights::Weights;

#[cfg(test)]
mod against_torch;
#[cfg(test)]
mod finite_differences;
#[cfg(test)]
pub(crate) mod test_values;
