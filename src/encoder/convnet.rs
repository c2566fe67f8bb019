//! The small convolutional network: four blocks of convolution, batch normalisation, rectifier and max pooling.

use super::layer::Layer;

/// Channels behind each block.
const WIDTHS: [usize; 4] = [32, 64, 128, 256];

/// Embedding width.
pub const FEATURES: usize = 256;

/// The layers for images of `channels` channels, named as in a `torch.nn.Sequential` called `features`.
pub fn layers(channels: usize) -> Vec<Layer> {
    let mut layers = Vec::new();
    let mut inputs = channels;
    for outputs in WIDTHS {
        let index = layers.len();
        layers.push(Layer::conv(format!("features.{index}"), [inputs, outputs], 3, 1));
        layers.push(Layer::batch_norm(format!("features.{}", index + 1), outputs));
        layers.push(Layer::Relu);
        layers.push(Layer::MaxPool { kernel: 2, stride: 2, padding: 0 });
        inputs = outputs;
    }
    layers.push(Layer::GlobalAveragePool);
    layers
}
