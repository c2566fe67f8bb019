//! [`brightest`]: the maximum projection of pictures of one size.

use super::{Image, ImageError, Samples};
use std::path::{Path, PathBuf};

/// Of each pixel the largest value over all pictures; names and pixel size are those of the first.
///
/// # Errors
/// A picture whose size, planes or type of values is not that of the first, or no picture at all.
pub fn brightest(
    parts: impl Iterator<Item = Result<(PathBuf, Image), ImageError>>,
) -> Result<Image, ImageError> {
    let refused =
        |path: &Path, what: &str| ImageError::Unsupported { path: path.to_path_buf(), what: what.into() };
    let mut all: Option<Image> = None;
    for part in parts {
        let (path, image) = part?;
        let Some(first) = &mut all else {
            all = Some(image);
            continue;
        };
        if (image.width, image.height, image.planes) != (first.width, first.height, first.planes) {
            return Err(refused(
                &path,
                "it has another size or number of planes than the first depth of its image",
            ));
        }
        if !raise(&mut first.samples, &image.samples) {
            return Err(refused(&path, "it stores another type of values than the first depth of its image"));
        }
    }
    all.ok_or_else(|| refused(Path::new("an image"), "no depth is named for it"))
}

/// Raises each of `values` to that of `more`; false where they are of another type.
fn raise(values: &mut Samples, more: &Samples) -> bool {
    fn each<T: Copy + PartialOrd>(values: &mut [T], more: &[T]) -> bool {
        values.iter_mut().zip(more).for_each(|(value, &other)| {
            if other > *value {
                *value = other;
            }
        });
        true
    }
    match (values, more) {
        (Samples::Bool(a), Samples::Bool(b)) | (Samples::U8(a), Samples::U8(b)) => each(a, b),
        (Samples::I8(a), Samples::I8(b)) => each(a, b),
        (Samples::U16(a), Samples::U16(b)) => each(a, b),
        (Samples::I16(a), Samples::I16(b)) => each(a, b),
        (Samples::U32(a), Samples::U32(b)) => each(a, b),
        (Samples::I32(a), Samples::I32(b)) => each(a, b),
        (Samples::U64(a), Samples::U64(b)) => each(a, b),
        (Samples::I64(a), Samples::I64(b)) => each(a, b),
        (Samples::F32(a), Samples::F32(b)) => each(a, b),
        (Samples::F64(a), Samples::F64(b)) => each(a, b),
        _ => false,
    }
}
