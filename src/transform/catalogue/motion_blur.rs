//! Motion blur: each pixel becomes the mean along a short line.

use crate::image::Planes;
use crate::transform::neighbour::add_moved;
use crate::transform::{
    Affine, Entry, Frame, Ignores, Input, Neighbourhood, Param, Prepare, Prepared, Scope, Setting, Stage,
    Unit, Values,
};

/// The longest movement in view pixels, so that no shader runs for ever.
const LARGEST_LENGTH: f64 = 128.0;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "motion-blur",
    name: "Motion blur",
    ignores: Ignores::Focus,
    summary: "Blurs the picture along a line, as a stage that moves during the exposure does.",
    encoder_ignores: "detail that a movement of the stage or the cell smears",
    formula: "v'(x) = mean of v(x + t L (cos a, sin a)), t from -1/2 to 1/2, linear between pixels, two \
              samples a view pixel",
    source: "uniform motion during the exposure, R. Gonzalez and R. Woods, Digital Image Processing, ch. 5",
    params: &[
        Param {
            name: "length",
            label: "Length",
            help: "How far the picture moves, in pixels of the source image; 0 changes nothing.",
            unit: Unit::SourcePixels,
            scope: Scope::View,
            hard: (0.0, 64.0),
            soft: (0.0, 16.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 6.0 },
            identity: Some(0.0),
        },
        Param {
            name: "angle",
            label: "Direction",
            help: "The direction of the movement: 0 across, 90 up and down.",
            unit: Unit::Degrees,
            scope: Scope::View,
            hard: (-360.0, 360.0),
            soft: (-180.0, 180.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 180.0 },
            identity: None,
        },
    ],
    prepare: Some(Prepare {
        inputs: &[
            Input { name: "across", scope: Scope::View },
            Input { name: "down", scope: Scope::View },
            Input { name: "samples", scope: Scope::View },
        ],
        compute: view_pixels,
    }),
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/motion_blur.wgsl"),
        passes: &["motion_blur"],
        reach: |inputs| [0, 1].map(|slot| inputs.one(slot).abs() / 2.0 + 1.0),
    }),
    discontinuous: false,
    only_channels: None,
};

/// The movement in view pixels, across and down, and the number of samples along it.
fn view_pixels(values: &Values, frame: &Frame) -> Values {
    let (across, down) = frame.source_pixels_per_pixel();
    let (x, y) = Affine::rotation(f64::from(values.one(1))).apply(f64::from(values.one(0)), 0.0);
    let (x, y) = (x / across, y / down);
    let length = (x * x + y * y).sqrt();
    let cut = if length > LARGEST_LENGTH { LARGEST_LENGTH / length } else { 1.0 };
    let mut inputs = Values::new();
    for value in [x * cut, y * cut, (2.0 * length * cut).ceil().max(1.0)] {
        inputs.push([value as f32]);
    }
    inputs
}

fn apply(step: &Prepared, view: &Planes) -> Planes {
    let [across, down, samples] = [0, 1, 2].map(|slot| step.values.one(slot));
    let mut out = Planes::zeros(view.channels, view.height, view.width);
    for c in 0..view.channels {
        for i in 0..samples as usize {
            let t = (i as f32 + 0.5) / samples - 0.5;
            add_moved(out.channel_mut(c), view, c, (across * t, down * t), 1.0);
        }
    }
    out.data.iter_mut().for_each(|v| *v /= samples);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, dot, drawn};

    /// Length 2: samples at -0.75, -0.25, 0.25 and 0.75 of a pixel. A neighbour is met with weights
    /// 0.25 and 0.75, the middle with 0.25, 0.75, 0.75, 0.25; a quarter of each.
    #[test]
    fn a_point_becomes_a_line() {
        let across = drawn(&ENTRY, &[2.0, 0.0], &dot(3, (1, 1), 1.0), 1);
        assert_close(&across.data, &[0.0, 0.0, 0.0, 0.25, 0.5, 0.25, 0.0, 0.0, 0.0], 1e-6);
        let down = drawn(&ENTRY, &[4.0, 90.0], &dot(3, (1, 1), 1.0), 2);
        assert_close(&down.data, &[0.0, 0.25, 0.0, 0.0, 0.5, 0.0, 0.0, 0.25, 0.0], 1e-6);
    }

    #[test]
    fn forty_five_degrees_points_up_to_the_right() {
        let line = drawn(&ENTRY, &[3.0, 45.0], &dot(5, (2, 2), 1.0), 1);
        assert!(line.data[5 + 3] > 0.1 && line.data[5 + 1] == 0.0, "{:?}", line.data);
    }
}
