//! Disc defocus: each pixel becomes the mean of a disc around it.

use crate::image::Planes;
use crate::transform::neighbour::mirrored;
use crate::transform::{
    Entry, Frame, Ignores, Input, Neighbourhood, Param, Prepare, Prepared, Scope, Setting, Stage, Unit,
    Values,
};

/// The largest disc in view pixels, so that no shader runs for ever.
const LARGEST_RADIUS: f32 = 32.0;
/// The same for discs that become long ellipses in a stretched view.
const LARGEST_REACH: f32 = 64.0;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "disc-defocus",
    name: "Defocus",
    ignores: Ignores::Focus,
    summary: "Blurs the picture as a lens out of focus does: every point becomes a disc.",
    encoder_ignores: "fine texture and sharp edges that a slight defocus takes away",
    formula: "v'(x) = sum_i w_i v(x + i) / sum_i w_i, w_i = clamp(R - |i| + 1/2, 0, 1) in view pixels",
    source: "the disc of confusion of geometrical optics, M. Born and E. Wolf, Principles of Optics; H. \
             Hopkins, Proc. R. Soc. A 231 (1955)",
    params: &[Param {
        name: "radius",
        label: "Radius",
        help: "The radius of the disc in pixels of the source image; below half a pixel of the view it \
               changes nothing.",
        unit: Unit::SourcePixels,
        scope: Scope::View,
        hard: (0.0, 32.0),
        soft: (0.0, 6.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.5, high: 3.0 },
        identity: Some(0.0),
    }],
    prepare: Some(Prepare {
        inputs: &[
            Input { name: "radius_x", scope: Scope::View },
            Input { name: "radius_y", scope: Scope::View },
            Input { name: "reach_x", scope: Scope::View },
            Input { name: "reach_y", scope: Scope::View },
        ],
        compute: view_pixels,
    }),
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/disc_defocus.wgsl"),
        passes: &["disc_defocus"],
        reach: |inputs| [2, 3].map(|slot| inputs.one(slot)),
    }),
    discontinuous: false,
    only_channels: None,
};

/// Radius and reach in view pixels, across and down.
fn view_pixels(values: &Values, frame: &Frame) -> Values {
    let (across, down) = frame.source_pixels_per_pixel();
    let radius = f64::from(values.one(0));
    let radii = [across, down].map(|scale| ((radius / scale) as f32).min(LARGEST_RADIUS));
    let narrow = radii[0].min(radii[1]).max(0.5);
    let mut inputs = Values::new();
    for value in radii.into_iter().chain(radii.map(|r| (r + 0.5 * r / narrow).ceil().min(LARGEST_REACH))) {
        inputs.push([value]);
    }
    inputs
}

/// How much of the pixel at (x, y) from its middle a disc of these radii covers, about: 0 to 1,
/// with an edge one pixel wide. Both radii must be above 0.
pub(super) fn covered(x: f32, y: f32, radius_x: f32, radius_y: f32) -> f32 {
    let (u, v) = (x / radius_x, y / radius_y);
    ((1.0 - (u * u + v * v).sqrt()) * radius_x.min(radius_y) + 0.5).clamp(0.0, 1.0)
}

fn apply(step: &Prepared, view: &Planes) -> Planes {
    let [radius_x, radius_y] = [0, 1].map(|slot| step.values.one(slot));
    let [reach_x, reach_y] = [2, 3].map(|slot| step.values.one(slot) as isize);
    if radius_x.max(radius_y) <= 0.5 {
        return view.clone();
    }
    let disc: Vec<(isize, usize, f32)> = (-reach_y..=reach_y)
        .flat_map(|y| (-reach_x..=reach_x).map(move |x| (x, y)))
        .map(|(x, y)| (y, (x + reach_x) as usize, covered(x as f32, y as f32, radius_x, radius_y)))
        .filter(|(_, _, weight)| *weight > 0.0)
        .collect();
    let total: f32 = disc.iter().map(|(_, _, weight)| weight).sum();
    let mut out = Planes::zeros(view.channels, view.height, view.width);
    let (width, height) = (view.width, view.height);
    let wide = width + 2 * reach_x as usize;
    for c in 0..view.channels {
        // Rows that go on beyond their ends, mirrored, so that a tap is a shift.
        let rows: Vec<f32> = view
            .channel(c)
            .chunks_exact(width)
            .flat_map(|row| (-reach_x..width as isize + reach_x).map(|x| row[mirrored(x, width)]))
            .collect();
        for (y, line) in out.channel_mut(c).chunks_exact_mut(width).enumerate() {
            for &(dy, start, weight) in &disc {
                let row = &rows[mirrored(y as isize + dy, height) * wide + start..];
                line.iter_mut().zip(row).for_each(|(value, v)| *value += weight * v);
            }
            for value in line {
                *value /= total;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, dot, drawn, even};

    /// Radius 1: the middle counts whole, its four neighbours half, diagonal ones by
    /// 1.5 - sqrt(2) = 0.0858.
    #[test]
    fn a_point_becomes_a_disc() {
        let corner = 1.5 - 2f32.sqrt();
        let total = 3.0 + 4.0 * corner;
        let disc = drawn(&ENTRY, &[1.0], &dot(3, (1, 1), total), 1);
        assert_close(&disc.data, &[corner, 0.5, corner, 0.5, 1.0, 0.5, corner, 0.5, corner], 1e-5);
    }

    #[test]
    fn lengths_are_source_pixels_and_light_is_kept() {
        let small = drawn(&ENTRY, &[2.0], &dot(21, (10, 10), 1.0), 1);
        assert_close(&small.data, &drawn(&ENTRY, &[4.0], &dot(21, (10, 10), 1.0), 2).data, 0.0);
        assert!((small.data.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert_close(&drawn(&ENTRY, &[5.0], &even(2, 4, 0.5), 1).data, &[0.5; 32], 1e-5);
    }
}
