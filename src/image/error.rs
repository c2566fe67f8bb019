//! [`ImageError`]: why a picture could not be read, in words for whoever took the picture.

use std::path::{Path, PathBuf};

/// Why a picture was not read. A picture is read right or not at all.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// The file system refused.
    #[error("cannot open {path}: {source}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// The file holds no byte.
    #[error("{path} is empty: copy it again from the microscope's computer")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The content begins like no format that is read here.
    #[error("{path} is not a picture that can be read here: save it as TIFF, OME-TIFF, PNG or JPEG")]
    NotAPicture {
        /// The file.
        path: PathBuf,
    },
    /// The content contradicts itself or ends too early.
    #[error("{path} is damaged: {what}; copy or export it again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// A variety of the format that is not read, so that no wrong pixel is shown.
    #[error("{path} is not read: {what}")]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// The variety, and what to do.
        what: String,
    },
    /// The picture claims a size beyond the limits.
    #[error("{path} is too large: {what}")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The size it claims and the limit.
        what: String,
    },
}

/// What a reader found wrong, before the file's name is known.
#[derive(Debug)]
pub(super) enum Fault {
    /// See [`ImageError::Damaged`].
    Damaged(String),
    /// See [`ImageError::Unsupported`].
    Unsupported(String),
    /// See [`ImageError::TooLarge`].
    TooLarge(String),
}

impl Fault {
    /// The error of the file at `path`.
    pub(super) fn at(self, path: &Path) -> ImageError {
        let path = path.to_path_buf();
        match self {
            Self::Damaged(what) => ImageError::Damaged { path, what },
            Self::Unsupported(what) => ImageError::Unsupported { path, what },
            Self::TooLarge(what) => ImageError::TooLarge { path, what },
        }
    }

    /// A damaged file.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }

    /// A variety that is not read.
    pub(super) fn unsupported(what: impl Into<String>) -> Self {
        Self::Unsupported(what.into())
    }
}
