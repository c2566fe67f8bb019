//! Gaussian blur: each pixel becomes a bell-shaped mean of its surroundings.

use crate::image::Planes;
use crate::transform::smooth::{smooth_columns, smooth_rows};
use crate::transform::{
    Entry, Frame, Ignores, Input, Neighbourhood, Param, Prepare, Prepared, Scope, Setting, Stage, Unit,
    Values,
};

const SIGMA_X: usize = 0;
const SIGMA_Y: usize = 1;
/// The bell is cut where it has fallen to 3e-4 of its height.
const REACH_IN_SIGMAS: f32 = 4.0;
/// The widest bell in view pixels, so that no shader runs for ever.
const LARGEST_REACH: f32 = 128.0;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "gaussian-blur",
    name: "Gaussian blur",
    ignores: Ignores::Focus,
    summary: "Blurs the picture as a slight defocus does.",
    encoder_ignores: "fine texture, small bright spots and sharp edges",
    formula: "v'(x) = sum_i w_i v(x + i), w_i proportional to exp(-i^2 / (2 sigma^2)), across and then down",
    source: "the Gaussian approximation of a microscope's point spread function, B. Zhang et al., \
             Applied Optics 46 (2007)",
    params: &[Param {
        name: "sigma",
        label: "Radius (sigma)",
        help: "The spread of the bell in pixels of the source image; 0 changes nothing.",
        unit: Unit::SourcePixels,
        scope: Scope::View,
        hard: (0.0, 32.0),
        soft: (0.0, 5.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.1, high: 2.0 },
        identity: Some(0.0),
    }],
    prepare: Some(Prepare {
        inputs: &[
            Input { name: "sigma_x", scope: Scope::View },
            Input { name: "sigma_y", scope: Scope::View },
        ],
        compute: view_pixels,
    }),
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/gaussian_blur.wgsl"),
        passes: &["gaussian_blur_across", "gaussian_blur_down"],
        reach: |inputs| [SIGMA_X, SIGMA_Y].map(|slot| bell_reach(inputs.one(slot))),
    }),
    discontinuous: false,
    only_channels: None,
};

/// Sigma in view pixels, across and down.
fn view_pixels(values: &Values, frame: &Frame) -> Values {
    let (across, down) = frame.source_pixels_per_pixel();
    let sigma = f64::from(values.one(0));
    let mut inputs = Values::new();
    inputs.push([(sigma / across) as f32]);
    inputs.push([(sigma / down) as f32]);
    inputs
}

/// How far a bell of this sigma is followed, in view pixels.
pub(super) fn bell_reach(sigma: f32) -> f32 {
    (REACH_IN_SIGMAS * sigma).min(LARGEST_REACH).ceil()
}

/// The weights at distance 0, 1, ...; both sides together sum to 1.
fn weights(sigma: f32) -> Vec<f32> {
    let reach = bell_reach(sigma) as usize;
    if reach == 0 {
        return vec![1.0];
    }
    let bell: Vec<f32> = (0..=reach)
        .map(|i| {
            let z = i as f32 / sigma;
            libm::expf(-0.5 * z * z)
        })
        .collect();
    let sum = bell[0] + 2.0 * bell[1..].iter().sum::<f32>();
    bell.iter().map(|w| w / sum).collect()
}

fn apply(step: &Prepared, view: &Planes) -> Planes {
    blurred(view, step.values.one(SIGMA_X), step.values.one(SIGMA_Y))
}

/// The view blurred by bells of these sigmas in view pixels, across and down.
pub(super) fn blurred(view: &Planes, sigma_x: f32, sigma_y: f32) -> Planes {
    let mut out = view.clone();
    let (across, down) = (weights(sigma_x), weights(sigma_y));
    let mut middle = Vec::new();
    for c in 0..view.channels {
        let plane = out.channel_mut(c);
        if across.len() > 1 {
            smooth_rows(plane, view.width, &across);
        }
        if down.len() > 1 {
            middle.clear();
            middle.extend_from_slice(plane);
            smooth_columns(&middle, view.width, &down, plane);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.ndimage.gaussian_filter1d([0, 0, 0, 1, 0, 0, 0], 1.0, mode="reflect", truncate=4)`.
    #[test]
    fn agrees_with_scipy_on_an_impulse() {
        let mut line = Planes::zeros(1, 1, 7);
        line.data[3] = 1.0;
        let blurred = blurred(&line, 1.0, 0.0);
        let expected = [
            0.004_565_692,
            0.053_991_13,
            0.241_971_45,
            0.398_943_47,
            0.241_971_45,
            0.053_991_13,
            0.004_565_692,
        ];
        for (value, expected) in blurred.data.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{:?}", blurred.data);
        }
    }

    #[test]
    fn a_picture_of_one_pixel_stays_as_it_is() {
        let mut pixel = Planes::zeros(1, 1, 1);
        pixel.data[0] = 0.5;
        assert!((blurred(&pixel, 3.0, 3.0).data[0] - 0.5).abs() < 1e-6);
    }
}
