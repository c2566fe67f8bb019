//! Turning a picture as a camera's note on orientation says.

use super::{Image, Samples};

/// Where a pixel of the turned picture comes from.
type Source = fn(usize, usize, usize, usize) -> (usize, usize);

/// The picture turned by the EXIF orientation 2 to 8 where `wanted`; otherwise as stored, with a warning that says so.
/// Any other orientation means none.
pub(super) fn by_exif(mut image: Image, orientation: u16, wanted: bool) -> Image {
    // Of column x and row y in the turned picture, column and row of the stored one of width w and height h.
    let (words, swapped, source): (&str, bool, Source) = match orientation {
        2 => ("mirrored left to right", false, |x, y, w, _| (w - 1 - x, y)),
        3 => ("turned by 180 degrees", false, |x, y, w, h| (w - 1 - x, h - 1 - y)),
        4 => ("mirrored top to bottom", false, |x, y, _, h| (x, h - 1 - y)),
        5 => ("mirrored along the diagonal", true, |x, y, _, _| (y, x)),
        6 => ("turned by 90 degrees to the right", true, |x, y, _, h| (y, h - 1 - x)),
        7 => ("mirrored along the other diagonal", true, |x, y, w, h| (w - 1 - y, h - 1 - x)),
        8 => ("turned by 90 degrees to the left", true, |x, y, w, _| (w - 1 - y, x)),
        _ => return image,
    };
    if !wanted {
        image.warnings.push(format!(
            "the camera's note on orientation (EXIF {orientation}: {words}) is not applied: the pixels are as stored"
        ));
        return image;
    }
    let Samples::U8(values) = &image.samples else { return image };
    let (width, height) = (image.width, image.height);
    let (new_width, new_height) = if swapped { (height, width) } else { (width, height) };
    let mut turned = Vec::with_capacity(values.len());
    for plane in values.chunks_exact((width * height).max(1)) {
        for y in 0..new_height {
            turned.extend((0..new_width).map(|x| {
                let (from_x, from_y) = source(x, y, width, height);
                plane.get(from_y * width + from_x).copied().unwrap_or(0)
            }));
        }
    }
    image.samples = Samples::U8(turned);
    (image.width, image.height) = (new_width, new_height);
    image.warnings.push(format!("{words} by the camera's note on orientation (EXIF {orientation})"));
    image
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Pillow's `ImageOps.exif_transpose` makes of [[1, 2, 3], [4, 5, 6]].
    #[test]
    fn every_orientation_is_that_of_pillow() {
        let stored = || Image::new(3, 2, vec!["grey".into()], Samples::U8(vec![1, 2, 3, 4, 5, 6]), "YX");
        for (orientation, width, values) in [
            (1, 3, [1, 2, 3, 4, 5, 6]),
            (2, 3, [3, 2, 1, 6, 5, 4]),
            (3, 3, [6, 5, 4, 3, 2, 1]),
            (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]),
            (6, 2, [4, 1, 5, 2, 6, 3]),
            (7, 2, [6, 3, 5, 2, 4, 1]),
            (8, 2, [3, 6, 2, 5, 1, 4]),
        ] {
            let turned = by_exif(stored(), orientation, true);
            assert_eq!(
                (turned.width, turned.samples),
                (width, Samples::U8(values.to_vec())),
                "{orientation}"
            );
        }
        let left = by_exif(stored(), 6, false);
        assert_eq!((left.width, left.warnings.len()), (3, 1));
    }
}
