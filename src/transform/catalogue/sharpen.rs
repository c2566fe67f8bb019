//! Sharpen: makes edges stronger by what a blur takes away.

use super::gaussian_blur::{bell_reach, blurred};
use crate::image::Planes;
use crate::transform::{
    Entry, Frame, Ignores, Input, Neighbourhood, Param, Prepare, Prepared, Scope, Setting, Stage, Unit,
    Values,
};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "sharpen",
    name: "Sharpen",
    ignores: Ignores::Focus,
    summary: "Makes edges and fine detail stronger.",
    encoder_ignores: "how sharp the picture is, and how far it was sharpened before it was saved",
    formula: "v' = v + s (v - G v), G the Gaussian blur of this sigma",
    source: "unsharp masking, R. Gonzalez and R. Woods, Digital Image Processing, ch. 3",
    params: &[
        Param {
            name: "strength",
            label: "Strength",
            help: "How much of the fine detail is added once more; 0 changes nothing.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 10.0),
            soft: (0.0, 3.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 1.0 },
            identity: Some(0.0),
        },
        Param {
            name: "sigma",
            label: "Radius (sigma)",
            help: "What counts as fine: the spread of the blur in pixels of the source image.",
            unit: Unit::SourcePixels,
            scope: Scope::View,
            hard: (0.0, 32.0),
            soft: (0.0, 5.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.5, high: 2.0 },
            identity: Some(0.0),
        },
    ],
    prepare: Some(Prepare {
        inputs: &[
            Input { name: "strength", scope: Scope::View },
            Input { name: "sigma_x", scope: Scope::View },
            Input { name: "sigma_y", scope: Scope::View },
        ],
        compute: view_pixels,
    }),
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/sharpen.wgsl"),
        passes: &["sharpen_across", "sharpen_down"],
        reach: |inputs| [1, 2].map(|slot| bell_reach(inputs.one(slot))),
    }),
    discontinuous: false,
    only_channels: None,
};

/// Sigma in view pixels, across and down.
fn view_pixels(values: &Values, frame: &Frame) -> Values {
    let (across, down) = frame.source_pixels_per_pixel();
    let sigma = f64::from(values.one(1));
    let mut inputs = Values::new();
    for value in [values.one(0), (sigma / across) as f32, (sigma / down) as f32] {
        inputs.push([value]);
    }
    inputs
}

fn apply(step: &Prepared, view: &Planes) -> Planes {
    let [strength, sigma_x, sigma_y] = [0, 1, 2].map(|slot| step.values.one(slot));
    let mut out = blurred(view, sigma_x, sigma_y);
    out.data.iter_mut().zip(&view.data).for_each(|(blurred, v)| *blurred = v + strength * (v - *blurred));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, dot, drawn, even};

    /// The bell of sigma 1 has 0.398943 of a line in its middle, so 0.159156 of a point.
    #[test]
    fn a_point_gets_what_the_blur_takes_from_it() {
        let sharp = drawn(&ENTRY, &[2.0, 1.0], &dot(11, (5, 5), 1.0), 1);
        assert!((sharp.data[5 * 11 + 5] - (1.0 + 2.0 * (1.0 - 0.159_156))).abs() < 1e-5);
        assert!((sharp.data[5 * 11 + 6] + 2.0 * 0.398_943 * 0.241_971).abs() < 1e-5);
    }

    #[test]
    fn an_even_picture_stays() {
        assert_close(&drawn(&ENTRY, &[3.0, 2.0], &even(2, 4, 0.5), 1).data, &[0.5; 32], 1e-5);
    }
}
