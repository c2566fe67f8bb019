//! The values under the pointer: of a large picture as training gets them, and of the original as they are stored.

use crate::app::context::Context;
use crate::app::panel::data::values::pixel_words;
use crate::app::preview::{Probed, Tile};
use augscope::image::Planes;

/// A place in a large picture: which, and where in it, 0 to 1 from left and top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The picture.
    pub tile: Tile,
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

/// The values at a place, in words; nothing before they are there.
pub fn words(cx: &Context, place: Place) -> Option<String> {
    let names = &cx.opened()?.dataset.channels;
    let probed = cx.preview.probe.found(place.tile)?;
    let at =
        |share: f32, pixels: usize| ((share * pixels as f32).max(0.0) as usize).min(pixels.saturating_sub(1));
    let (x, y) = (at(place.x, probed.planes.width), at(place.y, probed.planes.height));
    let values = planes_words(&probed.planes, names, x, y);
    Some(match stored(probed, names, x, y) {
        Some(stored) => format!("{values}; stored {stored}"),
        None => values,
    })
}

/// "x 12, y 40: DNA 0.53, actin 0.12".
fn planes_words(planes: &Planes, names: &[String], x: usize, y: usize) -> String {
    let value = |c: usize| planes.channel(c).get(y * planes.width + x).copied().unwrap_or_default();
    let channel = |c: usize| format!("{} {:.3}", names.get(c).map_or("", String::as_str), value(c));
    let channels: Vec<String> = (0..planes.channels).map(|c| channel(c).trim().to_owned()).collect();
    format!("x {x}, y {y}: {}", channels.join(", "))
}

/// The stored pixel nearest to the middle of pixel (x, y) of the original.
fn stored(probed: &Probed, names: &[String], x: usize, y: usize) -> Option<String> {
    let (image, way) = probed.stored.as_ref()?;
    let (sx, sy) = way.apply(x as f64, y as f64);
    let inside = |at: f64| (at > -0.5).then_some(at.round().max(0.0) as usize);
    let words = inside(sx).zip(inside(sy)).and_then(|(x, y)| pixel_words(image, names, x, y));
    Some(words.unwrap_or_else(|| "nothing here: this lies beyond the edge of the image".into()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use augscope::image::{Image, Samples};
    use augscope::transform::Affine;
    use std::sync::Arc;

    #[test]
    fn a_pixel_of_the_original_tells_both_values() {
        let names = ["DNA".to_owned()];
        let image = Image::new(4, 4, names.to_vec(), Samples::U16((0..16).map(|v| 100 * v).collect()), "YX");
        let planes = Planes { channels: 1, height: 2, width: 2, data: vec![0.1, 0.25, 0.5, 1.0] };
        // Half as large: pixel (1, 0) of the picture lies between pixels 2 and 3 of the image.
        let way = Affine::scaling(2.0, 2.0).then(&Affine::translation(0.5, 0.5));
        let probed = Probed { planes, stored: Some((Arc::new(image), way)) };
        assert_eq!(planes_words(&probed.planes, &names, 1, 0), "x 1, y 0: DNA 0.250");
        assert_eq!(stored(&probed, &names, 1, 0).unwrap(), "x 3, y 1: DNA 700");
        assert!(stored(&probed, &names, 9, 0).unwrap().starts_with("nothing here"));
    }
}
