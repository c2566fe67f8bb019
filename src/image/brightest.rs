//! [`brightest`]: the maximum projection of pictures of one size.

use super::{Image, ImageError};
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
        if !first.samples.keep_greater(&image.samples) {
            return Err(refused(&path, "it stores another type of values than the first depth of its image"));
        }
    }
    all.ok_or_else(|| refused(Path::new("an image"), "no depth is named for it"))
}
