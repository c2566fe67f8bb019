//! VGG-13 with batch normalisation (Simonyan and Zisserman 2014, arXiv 1409.1556, configuration B).

use super::layer::Layer;

/// Channels of the two convolutions of each block; a max pooling ends the block.
const WIDTHS: [usize; 5] = [64, 128, 256, 512, 512];

/// Embedding width.
pub const FEATURES: usize = 512;

/// The layers for images of `channels` channels, named as torchvision's `vgg13_bn`.
///
/// Two differences: the planes are averaged at the end, so that small images fit (torchvision has fully
/// connected layers there), and the convolutions have no bias, which the normalisation behind them
/// would take out again.
pub fn layers(channels: usize) -> Vec<Layer> {
    let mut layers = Vec::new();
    let mut inputs = channels;
    for outputs in WIDTHS {
        for _ in 0..2 {
            let index = layers.len();
            layers.push(Layer::conv(format!("features.{index}"), [inputs, outputs], 3, 1));
            layers.push(Layer::batch_norm(format!("features.{}", index + 1), outputs));
            layers.push(Layer::Relu);
            inputs = outputs;
        }
        layers.push(Layer::MaxPool { kernel: 2, stride: 2, padding: 0 });
    }
    layers.push(Layer::GlobalAveragePool);
    layers
}
