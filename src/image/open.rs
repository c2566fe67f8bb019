//! Opening a picture: the reader is chosen by the content, never by the name.

use std::fs;
use std::path::{Path, PathBuf};

use super::beside::Beside;
use super::error::Fault;
use super::stack::{Selection, StackSize};
use super::{Image, ImageError, jpeg, png, tiff, turn, zarr};

/// Most values a picture may hold: beyond it, the file is no crop and would fill the memory.
const MOST_VALUES: u64 = 1 << 32;
/// Most bytes of a file that is read in one go.
pub(super) const MOST_FILE_BYTES: u64 = 1 << 34;
/// A picture up to this size may be compressed as well as it likes.
const FREE_BYTES: u64 = 1 << 26;
/// Above `FREE_BYTES`, unpacked bytes a byte of the file. Deflate reaches 1032 at most; real pictures
/// stay below 200.
const MOST_RATIO: u64 = 2000;

/// How a picture is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Which planes of it.
    pub selection: Selection,
    /// True turns a JPEG as the camera's note on orientation says. Pixels are otherwise as stored.
    pub turn_by_exif: bool,
    /// The folder that was opened. Files that a picture names (planes of an OME-TIFF) may lie in it; without it,
    /// only beside the picture or below.
    pub root: Option<PathBuf>,
}

/// Reads all planes of the first series of the file at `path`, or of the OME-Zarr image that the folder `path` is,
/// as stored.
pub fn read(path: &Path) -> Result<Image, ImageError> {
    read_with(path, &ReadOptions::default())
}

/// [`read`], of the planes that `options` name.
pub fn read_with(path: &Path, options: &ReadOptions) -> Result<Image, ImageError> {
    if path.is_dir() {
        return zarr::read(path, &options.selection).map_err(|fault| fault.at(path));
    }
    decode(&file_bytes(path)?, path, options)
}

/// Reads a picture out of the bytes of a file; `path` serves to name it in errors, and to find files that it names
/// itself.
pub fn read_bytes(bytes: &[u8], path: &Path) -> Result<Image, ImageError> {
    decode(bytes, path, &ReadOptions::default())
}

/// How many depths and time points the picture at `path` has. Reads no pixels. `root` as in [`ReadOptions`].
pub fn stack_size(path: &Path, root: Option<&Path>) -> Result<StackSize, ImageError> {
    if path.is_dir() {
        return zarr::stack_size(path).map_err(|fault| fault.at(path));
    }
    let open = |source| ImageError::Open { path: path.to_path_buf(), source };
    // Most files hold one plane, which their first bytes tell.
    if tiff::is_single(&mut fs::File::open(path).map_err(open)?) {
        return Ok(StackSize::single());
    }
    let bytes = file_bytes(path)?;
    if !is_tiff(&bytes) {
        return Ok(StackSize::single());
    }
    tiff::stack_size(&bytes, &Beside { path, root }).map_err(|fault| fault.at(path))
}

fn file_bytes(path: &Path) -> Result<Vec<u8>, ImageError> {
    let open = |source| ImageError::Open { path: path.to_path_buf(), source };
    let about = fs::metadata(path).map_err(open)?;
    if !about.is_file() {
        return Err(ImageError::NotAPicture { path: path.to_path_buf() });
    }
    if about.len() > MOST_FILE_BYTES {
        let what = format!("{} GiB; the limit is 16 GiB: crop the cells first", about.len() >> 30);
        return Err(ImageError::TooLarge { path: path.to_path_buf(), what });
    }
    fs::read(path).map_err(open)
}

fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II") || bytes.starts_with(b"MM")
}

fn decode(bytes: &[u8], path: &Path, options: &ReadOptions) -> Result<Image, ImageError> {
    let selection = &options.selection;
    let beside = Beside { path, root: options.root.as_deref() };
    let read = match bytes {
        [] => return Err(ImageError::Empty { path: path.to_path_buf() }),
        [0x89, b'P', b'N', b'G', ..] => only_plane(selection).and_then(|()| png::read(bytes)),
        [0xff, 0xd8, ..] => only_plane(selection).and_then(|()| {
            let (image, orientation) = jpeg::read(bytes)?;
            Ok(turn::by_exif(image, orientation, options.turn_by_exif))
        }),
        _ if is_tiff(bytes) => tiff::read(bytes, &beside, selection),
        _ => return Err(ImageError::NotAPicture { path: path.to_path_buf() }),
    };
    read.map_err(|fault| fault.at(path))
}

/// Refuses to look for a further plane where there is only one.
fn only_plane(selection: &Selection) -> Result<(), Fault> {
    if selection.takes(0, 0, 0) {
        return Ok(());
    }
    Err(Fault::unsupported("a plane of a stack is asked for, but it holds only one"))
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
