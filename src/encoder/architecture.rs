//! [`Architecture`]: the networks that can be chosen, by name.

use std::fmt;
use std::str::FromStr;

use super::error::EncoderError;
use super::layer::Layer;
use super::resnet::{self, Stem};
use super::{convnet, vgg};

/// A network that turns an image into an embedding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Architecture {
    /// Four convolutions, 0.4 million parameters: for the processor, in minutes.
    ConvNet,
    /// ResNet-18 for small images, 11 million parameters.
    ResNet18,
    /// ResNet-18 as in torchvision, for images of some 100 pixels and more.
    ResNet18Standard,
    /// VGG-13 with batch normalisation, 9 million parameters.
    Vgg13,
}

impl Architecture {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::ConvNet, Self::ResNet18, Self::ResNet18Standard, Self::Vgg13];

    /// The word for it on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ConvNet => "convnet",
            Self::ResNet18 => "resnet18",
            Self::ResNet18Standard => "resnet18-standard",
            Self::Vgg13 => "vgg13",
        }
    }

    /// The network for images of `channels` channels. It takes (n, channels, h, w) and gives (n, features).
    pub fn layers(self, channels: usize) -> Vec<Layer> {
        match self {
            Self::ConvNet => convnet::layers(channels),
            Self::ResNet18 => resnet::layers(channels, Stem::Small),
            Self::ResNet18Standard => resnet::layers(channels, Stem::Standard),
            Self::Vgg13 => vgg::layers(channels),
        }
    }

    /// Width of the embedding: numbers per image.
    pub fn features(self) -> usize {
        match self {
            Self::ConvNet => convnet::FEATURES,
            Self::ResNet18 | Self::ResNet18Standard => resnet::FEATURES,
            Self::Vgg13 => vgg::FEATURES,
        }
    }

    /// Side of the smallest square image that leaves a pixel behind the last pooling, in pixels.
    pub fn smallest_image(self) -> usize {
        match self {
            Self::ConvNet => 16,
            Self::ResNet18 | Self::ResNet18Standard => 1,
            Self::Vgg13 => 32,
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Architecture {
    type Err = EncoderError;

    fn from_str(word: &str) -> Result<Self, EncoderError> {
        let found = Self::ALL.into_iter().find(|architecture| architecture.name() == word);
        found.ok_or_else(|| EncoderError::UnknownArchitecture(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for architecture in Architecture::ALL {
            assert_eq!(architecture.to_string().parse::<Architecture>().unwrap(), architecture);
        }
        let error = "resnet50".parse::<Architecture>().unwrap_err().to_string();
        assert!(error.contains("resnet50") && error.contains("convnet"), "{error}");
    }
}
