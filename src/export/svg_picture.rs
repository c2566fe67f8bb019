//! Turning an SVG text into PNG bytes with the program's own font.

use super::ExportError;
use resvg::{tiny_skia, usvg};
use std::sync::Arc;

/// The bytes of a PNG file of `svg`, `scale` times as large. The font's family is "Ubuntu".
///
/// # Errors
/// Where the text is no SVG or the picture would be empty or too large.
pub fn png_of_svg(svg: &str, scale: f32) -> Result<Vec<u8>, ExportError> {
    let failed = |error: &dyn std::fmt::Display| ExportError::Draw(error.to_string());
    let mut options = usvg::Options::default();
    Arc::make_mut(&mut options.fontdb).load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    let tree = usvg::Tree::from_str(svg, &options).map_err(|e| failed(&e))?;
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut picture =
        tiny_skia::Pixmap::new(width, height).ok_or_else(|| ExportError::Draw("the picture has no size".into()))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|e| failed(&e))
}
