//! [`Source`]: the file of a picture, or its files, one a channel.

use crate::image::{self, Image, ImageError, join_channels};
use std::path::{Path, PathBuf};

/// Where a picture's planes lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// In one file.
    File(PathBuf),
    /// In a file a channel: the channel's name and the file, in order. Never empty.
    Channels(Vec<(String, PathBuf)>),
}

impl Source {
    /// Reads the picture.
    ///
    /// # Errors
    /// Of the first file that cannot be read, or does not fit the others.
    pub fn read(&self) -> Result<Image, ImageError> {
        match self {
            Self::File(path) => image::read(path),
            Self::Channels(files) => {
                let read =
                    files.iter().map(|(name, path)| Ok((name.clone(), path.clone(), image::read(path)?)));
                join_channels(read.collect::<Result<_, ImageError>>()?)
            }
        }
    }

    /// The file, or that of the first channel.
    pub fn first(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Channels(files) => files.first().map_or(Path::new(""), |(_, path)| path),
        }
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        let of = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
        match self {
            Self::File(path) => of(path),
            Self::Channels(files) => files.iter().map(|(_, path)| of(path)).sum(),
        }
    }
}
