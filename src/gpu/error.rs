//! [`GpuError`]: why the graphics card did not draw.

/// Why views could not be made on the graphics card. The CPU makes the same views instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GpuError {
    /// No adapter, or none that can compute.
    #[error("no usable graphics adapter was found ({0}); pictures are made on the CPU")]
    NoAdapter(String),
    /// The views do not fit the device's buffers.
    #[error(
        "{what} needs {needed} bytes in one buffer of the graphics card, which allows {allowed}; use fewer or smaller views"
    )]
    TooLarge {
        /// What does not fit.
        what: &'static str,
        /// Bytes it takes.
        needed: u64,
        /// Bytes that one buffer may have.
        allowed: u64,
    },
    /// Pictures with differing numbers of channels.
    #[error("all pictures of a batch must have the same number of channels")]
    MixedChannels,
    /// The driver refused or lost the device.
    #[error("the graphics card failed: {0}")]
    Failed(String),
}
