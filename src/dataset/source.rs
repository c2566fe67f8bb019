//! [`Source`]: the file of a picture, or its files, one a channel.

use crate::image::{self, Image, ImageError, ReadOptions, brightest, join_channels};
use std::path::{Path, PathBuf};

/// Where a picture's planes lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// In one file.
    File(PathBuf),
    /// In one file, read in that way: some of its planes, turned.
    Part(PathBuf, ReadOptions),
    /// Each channel by itself: its name and where it lies, in order. Never empty.
    Channels(Vec<(String, Source)>),
    /// The brightest value of each pixel over several depths. Never empty.
    Maximum(Vec<Source>),
}

impl Source {
    /// Reads the picture.
    ///
    /// # Errors
    /// Of the first file that cannot be read, or does not fit the others.
    pub fn read(&self) -> Result<Image, ImageError> {
        match self {
            Self::File(path) => image::read(path),
            Self::Part(path, options) => image::read_with(path, options),
            Self::Channels(files) => {
                let read = files
                    .iter()
                    .map(|(name, source)| Ok((name.clone(), source.first().to_path_buf(), source.read()?)));
                join_channels(read.collect::<Result<_, ImageError>>()?)
            }
            Self::Maximum(depths) => {
                brightest(depths.iter().map(|source| Ok((source.first().to_path_buf(), source.read()?))))
            }
        }
    }

    /// The file, or that of the first channel.
    pub fn first(&self) -> &Path {
        match self {
            Self::File(path) | Self::Part(path, _) => path,
            Self::Channels(channels) => channels.first().map_or(Path::new(""), |(_, source)| source.first()),
            Self::Maximum(depths) => depths.first().map_or(Path::new(""), Self::first),
        }
    }

    /// All its files, in order.
    pub fn files(&self) -> Vec<&Path> {
        match self {
            Self::File(path) | Self::Part(path, _) => vec![path],
            Self::Channels(channels) => channels.iter().flat_map(|(_, source)| source.files()).collect(),
            Self::Maximum(depths) => depths.iter().flat_map(Self::files).collect(),
        }
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::File(path) | Self::Part(path, _) => image::stored_bytes(path),
            Self::Channels(channels) => channels.iter().map(|(_, source)| source.bytes()).sum(),
            Self::Maximum(depths) => depths.iter().map(Self::bytes).sum(),
        }
    }
}
