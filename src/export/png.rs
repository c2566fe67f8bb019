//! PNG out of SVG, rendered with the font that the program carries.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use crate::export::ExportError;

/// Pixels at most: 256 MB of memory.
const MOST_PIXELS: f64 = 64e6;

/// Renders `svg` at `scale` pixels a unit.
pub(super) fn render(svg: &str, scale: f32) -> Result<Vec<u8>, ExportError> {
    if !(scale.is_finite() && scale > 0.0) {
        return Err(ExportError::Scale { scale });
    }
    let mut fonts = Database::new();
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    let family = fonts.faces().next().and_then(|face| face.families.first().map(|f| f.0.clone()));
    let family = family.unwrap_or_default();
    // Whatever family the SVG names, this one font is what there is.
    fonts.set_sans_serif_family(family.clone());
    let options = Options { font_family: family, fontdb: Arc::new(fonts), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|e| ExportError::Drawing { reason: e.to_string() })?;
    let width = (f64::from(tree.size().width()) * f64::from(scale)).ceil();
    let height = (f64::from(tree.size().height()) * f64::from(scale)).ceil();
    if width * height > MOST_PIXELS {
        return Err(ExportError::TooLarge { width, height });
    }
    let mut pixels =
        Pixmap::new(width as u32, height as u32).ok_or(ExportError::TooLarge { width, height })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| ExportError::Drawing { reason: e.to_string() })
}
