//! [`EncoderError`]: what can go wrong with a network and its weights, in words.

use std::path::PathBuf;

use super::architecture::Architecture;
use super::device::DeviceChoice;

/// What can go wrong with a network and its weights.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// A name that no encoder has.
    #[error("there is no encoder called {0:?}; choose one of {names}", names = names())]
    UnknownArchitecture(String),
    /// The arithmetic refused, mostly because shapes do not fit.
    #[error("the encoder could not be computed: {0}")]
    Compute(#[source] candle_core::Error),
    /// The memory of the graphics card does not do for the batch.
    #[error(
        "the memory of the graphics card is full; choose a smaller batch or smaller images, or close other \
         programs that use the card ({0})"
    )]
    OutOfMemory(String),
    /// The device that was chosen cannot be used.
    #[error("training on \"{choice}\" is not possible here: {why}. Choose another device, or \"auto\"")]
    NoDevice {
        /// What was chosen.
        choice: DeviceChoice,
        /// Why it cannot be used.
        why: String,
    },
    /// A word that is no device.
    #[error("there is no device called {0:?}; write auto, cpu, cuda, cuda:1 (the second card) or metal")]
    UnknownDevice(String),
    /// The file with weights could not be read or written.
    #[error("the weights in {path} could not be read or written: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The answer of the file system.
        source: std::io::Error,
    },
    /// The file is not a whole safetensors file.
    #[error("the weights are not a readable safetensors file: {0}")]
    NotWeights(String),
    /// The weights are those of another network.
    #[error("the weights do not fit the encoder: {}", .0.join("; "))]
    Mismatch(Vec<String>),
    /// The weights are those of quite another network.
    #[error(
        "these are weights of another network: only {taken} of the {of} tensors of {architecture} are among them; choose \
         the network that they are of, or another file"
    )]
    OtherNetwork {
        /// The network that was to be filled.
        architecture: Architecture,
        /// Tensors that would fit.
        taken: usize,
        /// Tensors of the network.
        of: usize,
    },
    /// No tensor of that name.
    #[error("the encoder has no weights called {0:?}")]
    NoTensor(String),
    /// A gradient was asked for before anything was computed.
    #[error("gradients were asked for before a batch was embedded for training")]
    NothingToDifferentiate,
    /// A gradient of another shape than the features it should belong to.
    #[error("a gradient of shape {0:?} was given for features of shape {1:?}")]
    GradientShape(Vec<usize>, Vec<usize>),
    /// A layer that expects other channels than it gets.
    #[error("the network reads images of {wanted} channels, but was given {found}")]
    Channels {
        /// Channels that came.
        found: usize,
        /// Channels that the layer was made for.
        wanted: usize,
    },
    /// The two ways of a residual block end in different sizes (rows, columns, channels).
    #[error("the two ways of a residual block end in different sizes: {0:?} and {1:?}")]
    Ways([usize; 3], [usize; 3]),
    /// The images leave no pixel behind some layer.
    #[error("the images are too small for this network: nothing is left of them on the way")]
    TooSmall,
    /// Statistics were asked for without any image.
    #[error("no batch of images was given to estimate the batch-norm statistics from")]
    NoBatches,
    /// Somebody asked to stop; nothing was changed.
    #[error("the computation was stopped before it was done")]
    Stopped,
}

impl From<candle_core::Error> for EncoderError {
    fn from(error: candle_core::Error) -> Self {
        let text = error.to_string();
        if is_out_of_memory(&text) { Self::OutOfMemory(text) } else { Self::Compute(error) }
    }
}

/// Whether the words of an error of candle say that a device has no memory left. (Candle has no type for it.)
pub fn is_out_of_memory(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let signs = [
        "out_of_memory", // CUDA's driver: DriverError(CUDA_ERROR_OUT_OF_MEMORY, "out of memory")
        "out of memory",
        "alloc_failed",      // CUBLAS_STATUS_ALLOC_FAILED, CUDNN_STATUS_ALLOC_FAILED
        "allocation_failed", // CURAND_STATUS_ALLOCATION_FAILED
        "failed to create metal resource",
    ];
    signs.iter().any(|sign| text.contains(sign))
}

fn names() -> String {
    Architecture::ALL.map(Architecture::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_memory_is_told_from_other_failures() {
        let of = |text: &str| EncoderError::from(candle_core::Error::Msg(text.to_owned()));
        for text in [
            r#"DriverError(CUDA_ERROR_OUT_OF_MEMORY, "out of memory")"#,
            "CublasError(CUBLAS_STATUS_ALLOC_FAILED)",
        ] {
            assert!(matches!(of(text), EncoderError::OutOfMemory(_)), "{text}");
        }
        let other = r#"DriverError(CUDA_ERROR_ILLEGAL_ADDRESS, "an illegal memory access was encountered")"#;
        assert!(matches!(of(other), EncoderError::Compute(_)));
    }
}
