//! The object in the middle of a picture, and its area.

use super::blur::Plane;
use crate::image::Planes;
use crate::transform::{otsu_threshold, rim_median};

/// The longest side, in pixels, on which an object is sought; larger pictures are looked at coarsely.
const MOST: usize = 128;

/// The area in source pixels of the object nearest to the middle: what stands out from the rim, brighter or darker,
/// by Otsu's threshold of all channels together. `None` where nothing stands out, or what does touches most of the rim.
pub(super) fn central_area(planes: &Planes) -> Option<f64> {
    let stride = planes.width.max(planes.height).div_ceil(MOST).max(1);
    let (width, height) = (planes.width / stride, planes.height / stride);
    if width < 8 || height < 8 {
        return None;
    }
    let sum = standing_out(planes, stride, width, height).blurred(1.0);
    let threshold = otsu_threshold(&sum.values)?;
    let bright: Vec<bool> = sum.values.iter().map(|v| *v > threshold).collect();
    let middle = |place: usize| {
        let (x, y) = ((place % width) as f64 + 0.5, (place / width) as f64 + 0.5);
        (x - width as f64 / 2.0).powi(2) + (y - height as f64 / 2.0).powi(2)
    };
    let seed = (0..bright.len()).filter(|&p| bright[p]).min_by(|&a, &b| middle(a).total_cmp(&middle(b)))?;
    let object = connected(&bright, width, seed);
    let rim = |&&place: &&usize| {
        place % width == 0 || place % width == width - 1 || place < width || place >= width * (height - 1)
    };
    let touching = object.iter().filter(rim).count();
    let fits = touching * 4 < 2 * (width + height);
    fits.then(|| (object.len() * stride * stride) as f64)
}

/// How far each pixel lies from the rim's brightness, each channel in units of its own spread.
fn standing_out(planes: &Planes, stride: usize, width: usize, height: usize) -> Plane {
    let mut sum = vec![0.0f32; width * height];
    for (c, rim) in rim_median(planes).into_iter().enumerate() {
        let plane = planes.channel(c);
        let mean = planes.mean(c);
        let spread = plane.iter().map(|v| f64::from(v - mean).powi(2)).sum::<f64>() / plane.len() as f64;
        if spread <= 1e-12 {
            continue;
        }
        // Objects are what most of the brightness away from the rim belongs to.
        let scale = if mean >= rim { 1.0 } else { -1.0 } / spread.sqrt() as f32;
        // `width` and `height` times the stride are at most the picture's.
        for (place, v) in sum.iter_mut().enumerate() {
            let at = (place / width * stride) * planes.width + place % width * stride;
            *v += scale * (plane[at] - rim);
        }
    }
    Plane { width, values: sum }
}

/// The places that hang together with `seed`, itself among them.
fn connected(bright: &[bool], width: usize, seed: usize) -> Vec<usize> {
    // `seed` and all that is found are places of `bright`.
    let mut seen = vec![false; bright.len()];
    let mut found = vec![seed];
    seen[seed] = true;
    let mut next = 0;
    while let Some(&place) = found.get(next) {
        next += 1;
        let (left, right) = (place % width > 0, place % width + 1 < width);
        let around = [
            left.then(|| place - 1),
            right.then(|| place + 1),
            place.checked_sub(width),
            Some(place + width).filter(|below| *below < bright.len()),
        ];
        for other in around.into_iter().flatten() {
            if bright[other] && !seen[other] {
                seen[other] = true;
                found.push(other);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn discs(side: usize, discs: &[(f64, f64, f64)], dark: bool) -> Planes {
        let mut planes = Planes::zeros(2, side, side);
        for i in 0..side * side {
            let (x, y) = ((i % side) as f64 + 0.5, (i / side) as f64 + 0.5);
            let inside = discs.iter().any(|(cx, cy, r)| (x - cx).powi(2) + (y - cy).powi(2) < r * r);
            let value = if inside == dark { 0.2 } else { 0.8 };
            planes.data[i] = value;
            planes.data[side * side + i] = 0.5 * value;
        }
        planes
    }

    #[test]
    fn the_disc_in_the_middle_counts_and_its_neighbour_does_not() {
        for dark in [false, true] {
            for (side, r) in [(48.0, 11.0), (300.0, 60.0)] {
                let middle = side / 2.0 + 2.0;
                let planes =
                    discs(side as usize, &[(middle, middle, r), (0.07 * side, 0.07 * side, 0.15 * r)], dark);
                let area = central_area(&planes).unwrap() / (std::f64::consts::PI * r * r);
                assert!((area - 1.0).abs() < 0.06, "{side}, dark {dark}: {area}");
            }
        }
    }

    #[test]
    fn an_empty_picture_has_no_object() {
        assert_eq!(central_area(&Planes::zeros(3, 40, 40)), None);
        assert_eq!(central_area(&Planes::zeros(1, 3, 3)), None);
    }
}
