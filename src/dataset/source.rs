//! [`Source`]: the file of a picture, or its files, one a channel, or a piece of one; at another size of pixels or not.

use super::cells::Piece;
use crate::image::{self, Image, ImageError, ReadOptions, brightest, join_channels};
use std::path::{Path, PathBuf};

/// Where a picture's planes lie.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    /// In one file.
    File(PathBuf),
    /// In one file, read in that way: some of its planes, turned.
    Part(PathBuf, ReadOptions),
    /// Each channel by itself: its name and where it lies, in order. Never empty.
    Channels(Vec<(String, Source)>),
    /// The brightest value of each pixel over several depths. Never empty.
    Maximum(Vec<Source>),
    /// In another one, to be resampled to pixels of that many micrometres.
    Scaled(Box<Source>, f64),
    /// In a field, of which it is one cell.
    Piece(Piece),
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
            Self::Scaled(..) => Ok(self.read_scaled()?.0),
            Self::Piece(piece) => piece.read(),
        }
    }

    /// [`Source::read`], and how many of its pixels a pixel of the file has become.
    ///
    /// # Errors
    /// As there, and where the file does not say the size of its pixels.
    pub fn read_scaled(&self) -> Result<(Image, f64), ImageError> {
        let Self::Scaled(of, um) = self else { return Ok((self.read()?, 1.0)) };
        let image = of.read()?;
        let scale = image.pixel_size_um.map_or(1.0, |size| size / um);
        let what = |what| ImageError::Unsupported { path: of.first().to_path_buf(), what };
        Ok((image.at_pixel_size(*um).map_err(what)?, scale))
    }

    /// True where files that are named inside of one hold planes of it.
    pub fn is_spread(&self) -> bool {
        match self {
            Self::File(_) => false,
            Self::Part(_, options) => options.root.is_some(),
            Self::Channels(channels) => channels.iter().any(|(_, source)| source.is_spread()),
            Self::Maximum(depths) => depths.iter().any(Self::is_spread),
            Self::Scaled(of, _) => of.is_spread(),
            Self::Piece(piece) => piece.field.is_spread(),
        }
    }

    /// True for a cell of a field.
    pub fn is_piece(&self) -> bool {
        matches!(self, Self::Piece(_))
    }

    /// True where both are pieces of the same field.
    pub fn same_field(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Piece(a), Self::Piece(b)) => std::sync::Arc::ptr_eq(&a.field, &b.field),
            _ => false,
        }
    }

    /// The file, or that of the first channel.
    pub fn first(&self) -> &Path {
        match self {
            Self::File(path) | Self::Part(path, _) => path,
            Self::Channels(channels) => channels.first().map_or(Path::new(""), |(_, source)| source.first()),
            Self::Maximum(depths) => depths.first().map_or(Path::new(""), Self::first),
            Self::Scaled(of, _) => of.first(),
            Self::Piece(piece) => piece.field.first(),
        }
    }

    /// All its files, in order.
    pub fn files(&self) -> Vec<&Path> {
        match self {
            Self::File(path) | Self::Part(path, _) => vec![path],
            Self::Channels(channels) => channels.iter().flat_map(|(_, source)| source.files()).collect(),
            Self::Maximum(depths) => depths.iter().flat_map(Self::files).collect(),
            Self::Scaled(of, _) => of.files(),
            Self::Piece(piece) => piece.field.files(),
        }
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::File(path) | Self::Part(path, _) => image::stored_bytes(path),
            Self::Channels(channels) => channels.iter().map(|(_, source)| source.bytes()).sum(),
            Self::Maximum(depths) => depths.iter().map(Self::bytes).sum(),
            Self::Scaled(of, _) => of.bytes(),
            Self::Piece(piece) => piece.field.bytes(),
        }
    }
}
