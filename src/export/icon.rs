//! The program's icon.

use super::{ExportError, png};

/// As it is drawn, 128 units wide and high.
pub const ICON: &str = include_str!("../../assets/icon/augscope.svg");

/// The icon as a PNG of `pixels` width and height.
///
/// # Errors
/// Where `pixels` is 0, or more than memory is meant to hold.
pub fn icon(pixels: u32) -> Result<Vec<u8>, ExportError> {
    png::render(ICON, pixels as f32 / 128.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn the_icon_has_the_size_that_is_asked_for() {
        for side in [16, 48, 256] {
            let image = image::load_from_memory(&icon(side).unwrap()).unwrap().to_rgba8();
            assert_eq!(image.dimensions(), (side, side));
            // Round corners, and a cell in it.
            assert_eq!(image.get_pixel(0, 0).0[3], 0);
            assert_eq!(image.get_pixel(side * 2 / 5, side * 3 / 5).0[3], 255);
        }
        assert!(icon(0).is_err());
    }
}
