//! [`png_of_planes`]: a picture in colours as a PNG file.

use super::ExportError;
use crate::image::{Display, Planes};
use std::io::Cursor;

/// `planes` in the colours of `display` as the bytes of a PNG file. Pictures whose longer side is below `least` pixels
/// are enlarged by whole pixels, so that nothing is invented.
///
/// # Errors
/// Where the picture cannot be encoded.
pub fn png_of_planes(planes: &Planes, display: &Display, least: usize) -> Result<Vec<u8>, ExportError> {
    let failed = |reason: String| ExportError::Drawing { reason };
    let colours = display.composite(planes, &[]);
    let zoom = least.div_ceil(planes.width.max(planes.height).max(1)).max(1);
    let (wide, high) = ((planes.width * zoom) as u32, (planes.height * zoom) as u32);
    let picture = image::RgbImage::from_fn(wide, high, |x, y| {
        let pixel = (y as usize / zoom) * planes.width + x as usize / zoom;
        match colours.get(4 * pixel..4 * pixel + 3) {
            Some(&[red, green, blue]) => image::Rgb([red, green, blue]),
            _ => image::Rgb([0, 0, 0]),
        }
    });
    let mut bytes = Vec::new();
    let written = picture.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png);
    written.map_err(|error| failed(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_is_enlarged_by_whole_pixels() {
        let planes = Planes { channels: 1, height: 2, width: 3, data: vec![0.0, 1.0, 0.0, 1.0, 0.0, 1.0] };
        let display = Display::new(&["light".into()], &[]);
        let png = |least| image::load_from_memory(&png_of_planes(&planes, &display, least).unwrap()).unwrap();
        assert_eq!((png(1).width(), png(1).height()), (3, 2));
        let large = png(8).to_rgb8();
        assert_eq!((large.width(), large.height()), (9, 6));
        assert_eq!((large.get_pixel(2, 2).0, large.get_pixel(3, 2).0), ([0; 3], [255; 3]));
        assert_eq!(large.get_pixel(0, 3).0, [255; 3]);
    }
}
