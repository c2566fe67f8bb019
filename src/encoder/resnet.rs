//! ResNet-18 (He et al. 2015, arXiv 1512.03385), with the stem for small images or the standard one.

use super::layer::Layer;

/// Channels of the four stages, of two blocks each.
const WIDTHS: [usize; 4] = [64, 128, 256, 512];

/// Embedding width.
pub const FEATURES: usize = 512;

/// The beginning of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stem {
    /// 3 x 3 convolution at full resolution, no max pooling: for images of some 32 to 64 pixels, as
    /// SimCLR did for CIFAR-10 (Chen et al. 2020, arXiv 2002.05709, appendix B.9).
    Small,
    /// 7 x 7 convolution and 3 x 3 max pooling, both with stride 2: torchvision's `resnet18`.
    Standard,
}

/// The layers for images of `channels` channels, named as torchvision's `resnet18` without its `fc`.
pub fn layers(channels: usize, stem: Stem) -> Vec<Layer> {
    let mut layers = match stem {
        Stem::Small => vec![Layer::conv("conv1", [channels, 64], 3, 1)],
        Stem::Standard => vec![Layer::conv("conv1", [channels, 64], 7, 2)],
    };
    layers.extend([Layer::batch_norm("bn1", 64), Layer::Relu]);
    if stem == Stem::Standard {
        layers.push(Layer::MaxPool { kernel: 3, stride: 2, padding: 1 });
    }
    let mut inputs = 64;
    for (stage, outputs) in WIDTHS.into_iter().enumerate() {
        for index in 0..2 {
            let stride = if stage > 0 && index == 0 { 2 } else { 1 };
            layers.push(block(&format!("layer{}.{index}", stage + 1), inputs, outputs, stride));
            layers.push(Layer::Relu);
            inputs = outputs;
        }
    }
    layers.push(Layer::GlobalAveragePool);
    layers
}

/// A basic block: two 3 x 3 convolutions around a shortcut, which is a 1 x 1 convolution where sizes change.
fn block(name: &str, inputs: usize, outputs: usize, stride: usize) -> Layer {
    let body = vec![
        Layer::conv(format!("{name}.conv1"), [inputs, outputs], 3, stride),
        Layer::batch_norm(format!("{name}.bn1"), outputs),
        Layer::Relu,
        Layer::conv(format!("{name}.conv2"), [outputs, outputs], 3, 1),
        Layer::batch_norm(format!("{name}.bn2"), outputs),
    ];
    let shortcut = if stride == 1 && inputs == outputs {
        Vec::new()
    } else {
        vec![
            Layer::conv(format!("{name}.downsample.0"), [inputs, outputs], 1, stride),
            Layer::batch_norm(format!("{name}.downsample.1"), outputs),
        ]
    };
    Layer::Residual { body, shortcut }
}
