//! Opening a picture: the reader is chosen by the content, never by the name.

use std::fs;
use std::path::Path;

use super::error::Fault;
use super::{Image, ImageError, jpeg, png, tiff};

/// Most values a picture may hold: beyond it, the file is no crop and would fill the memory.
const MOST_VALUES: u64 = 1 << 32;
/// Most bytes of a file that is read in one go.
const MOST_FILE_BYTES: u64 = 1 << 34;
/// A picture up to this size may be compressed as well as it likes.
const FREE_BYTES: u64 = 1 << 26;
/// Above `FREE_BYTES`, unpacked bytes a byte of the file. Deflate reaches 1032 at most; real pictures
/// stay below 200.
const MOST_RATIO: u64 = 2000;

/// Reads all planes of the first series of the file at `path`, as stored.
pub fn read(path: &Path) -> Result<Image, ImageError> {
    let open = |source| ImageError::Open { path: path.to_path_buf(), source };
    let length = fs::metadata(path).map_err(open)?.len();
    if length > MOST_FILE_BYTES {
        let what = format!("{} GiB; the limit is 16 GiB: crop the cells first", length >> 30);
        return Err(ImageError::TooLarge { path: path.to_path_buf(), what });
    }
    let bytes = fs::read(path).map_err(open)?;
    read_bytes(&bytes, path)
}

/// Reads a picture out of the bytes of a file; `path` only serves to name it in errors.
pub fn read_bytes(bytes: &[u8], path: &Path) -> Result<Image, ImageError> {
    let read = match bytes {
        [] => return Err(ImageError::Empty { path: path.to_path_buf() }),
        [0x89, b'P', b'N', b'G', ..] => png::read(bytes),
        [0xff, 0xd8, ..] => jpeg::read(bytes),
        [b'I', b'I', ..] | [b'M', b'M', ..] => tiff::read(bytes),
        _ => return Err(ImageError::NotAPicture { path: path.to_path_buf() }),
    };
    read.map_err(|fault| fault.at(path))
}

/// True for names that end like a picture's: what a folder of classes is searched for.
pub fn is_picture_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".tif", ".tiff", ".png", ".jpg", ".jpeg", ".stk", ".lsm", ".btf", ".tf8"]
        .iter()
        .any(|e| lower.ends_with(e))
}

/// Refuses, before anything is allocated, a size that the file of `file_bytes` cannot mean.
/// `bits` is the size of one value.
pub(super) fn check_size(
    width: u64,
    height: u64,
    planes: u64,
    bits: u64,
    file_bytes: u64,
) -> Result<(), Fault> {
    if width == 0 || height == 0 || planes == 0 {
        return Err(Fault::damaged(format!("it declares {planes} planes of {width} x {height} pixels")));
    }
    let values = width.checked_mul(height).and_then(|a| a.checked_mul(planes));
    let too_large = || {
        Fault::TooLarge(format!(
            "it declares {planes} planes of {width} x {height} pixels in a file of {file_bytes} bytes"
        ))
    };
    let values = values.filter(|&v| v <= MOST_VALUES).ok_or_else(too_large)?;
    let bytes = values * bits.div_ceil(8);
    if bytes > FREE_BYTES && bytes / MOST_RATIO > file_bytes {
        return Err(too_large());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_sizes_are_refused() {
        assert!(check_size(1 << 20, 1 << 20, 1, 8, 1000).is_err());
        assert!(check_size(u64::MAX, 2, 2, 8, 1000).is_err());
        assert!(check_size(30_000, 30_000, 1, 8, 1000).is_err());
        assert!(check_size(0, 10, 1, 8, 1000).is_err());
        assert!(check_size(4000, 4000, 1, 16, 1000).is_ok());
    }

    #[test]
    fn other_content_is_named_as_such() {
        let error = read_bytes(b"hello", Path::new("a.tif")).unwrap_err();
        assert!(matches!(error, ImageError::NotAPicture { .. }), "{error}");
        assert!(matches!(read_bytes(b"", Path::new("a.tif")).unwrap_err(), ImageError::Empty { .. }));
    }
}
