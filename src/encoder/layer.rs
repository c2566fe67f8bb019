//! [`Layer`]: one step of a network, described without saying how it is computed.

/// One step of a network. A network is a list of these, which an executor runs in order.
///
/// Names are those of the modules in torchvision, so that weights go from one program to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Convolution without bias; its tensor is `{name}.weight`, (outputs, inputs, kernel, kernel).
    Conv {
        /// Name of the module.
        name: String,
        /// Channels that come in.
        inputs: usize,
        /// Channels that go out.
        outputs: usize,
        /// Side of the square kernel, in pixels.
        kernel: usize,
        /// Step between windows, in pixels.
        stride: usize,
        /// Zeros added on every side, in pixels.
        padding: usize,
    },
    /// Batch normalisation; its tensors are `{name}.weight`, `.bias`, `.running_mean`, `.running_var`
    /// (channels each) and `.num_batches_tracked` (one whole number).
    BatchNorm {
        /// Name of the module.
        name: String,
        /// Channels that come in and go out.
        channels: usize,
    },
    /// `max(x, 0)`.
    Relu,
    /// The largest value of every window.
    MaxPool {
        /// Side of the square window, in pixels.
        kernel: usize,
        /// Step between windows, in pixels.
        stride: usize,
        /// Border that never counts, in pixels.
        padding: usize,
    },
    /// The sum of what `body` and `shortcut` make of the input; an empty shortcut is the input itself.
    Residual {
        /// The longer way.
        body: Vec<Layer>,
        /// The shorter way.
        shortcut: Vec<Layer>,
    },
    /// The mean of every plane: (n, c, h, w) becomes (n, c).
    GlobalAveragePool,
}

impl Layer {
    /// A convolution that keeps the size of the image at stride 1: padding is half the kernel.
    pub fn conv(
        name: impl Into<String>,
        [inputs, outputs]: [usize; 2],
        kernel: usize,
        stride: usize,
    ) -> Self {
        Self::Conv { name: name.into(), inputs, outputs, kernel, stride, padding: kernel / 2 }
    }

    /// A batch normalisation.
    pub fn batch_norm(name: impl Into<String>, channels: usize) -> Self {
        Self::BatchNorm { name: name.into(), channels }
    }

    /// Calls `visit` for this layer's own tensors-bearing parts, residual blocks opened, in order.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        match self {
            Self::Residual { body, shortcut } => {
                body.iter().chain(shortcut).for_each(|layer| layer.visit(visit));
            }
            layer => visit(layer),
        }
    }
}
