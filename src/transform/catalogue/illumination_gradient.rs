//! Illumination gradient: one side of the picture is brighter than the other.

use crate::image::Planes;
use crate::transform::pixel_field::of_place;
use crate::transform::{
    Affine, Entry, Frame, Ignores, Input, Needs, Param, Point, Prepare, Prepared, Scope, Setting, Stage,
    Unit, Values,
};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "illumination-gradient",
    name: "Illumination gradient",
    ignores: Ignores::Brightness,
    summary: "Makes the picture brighter towards one side and darker towards the other.",
    encoder_ignores: "which side of the picture is lit more",
    formula: "v' = v (1 + g (x cos a + y sin a)), x and y from -0.5 to 0.5 across the picture, y upwards",
    source: "uneven illumination as a factor at every place, K. Smith et al., CIDRE, Nature Methods 12 \
             (2015); its linear part",
    params: &[
        Param {
            name: "strength",
            label: "Strength",
            help: "By how much the brightness changes from edge to edge; 0 changes nothing.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 1.4),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 0.4 },
            identity: Some(0.0),
        },
        Param {
            name: "angle",
            label: "Direction",
            help: "Where the picture gets brighter: 0 to the right, 90 upwards.",
            unit: Unit::Degrees,
            scope: Scope::View,
            hard: (-360.0, 360.0),
            soft: (-180.0, 180.0),
            logarithmic: false,
            default: Setting::Uniform { low: -180.0, high: 180.0 },
            identity: None,
        },
    ],
    prepare: Some(Prepare {
        inputs: &[Input { name: "across", scope: Scope::View }, Input { name: "down", scope: Scope::View }],
        compute: slopes,
    }),
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/illumination_gradient.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

/// The slope across and down; y points down in pixels.
fn slopes(values: &Values, _frame: &Frame) -> Values {
    // A quarter turn has no rest of the other direction: rotations are exact there.
    let (x, y) = Affine::rotation(f64::from(values.one(1))).apply(1.0, 0.0);
    let strength = f64::from(values.one(0));
    let mut inputs = Values::new();
    inputs.push([(strength * x) as f32]);
    inputs.push([(strength * y) as f32]);
    inputs
}

fn apply(step: &Prepared, view: &mut Planes) {
    let (across, down) = (step.values.one(0), step.values.one(1));
    let factors = of_place(view, |x, y| 1.0 + (across * x + down * y));
    for c in 0..view.channels {
        view.channel_mut(c).iter_mut().zip(&factors).for_each(|(v, factor)| *v *= factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, drawn, even};

    /// Two pixels lie a quarter of the picture to each side of its middle.
    #[test]
    fn the_side_named_by_the_angle_is_brighter() {
        let right = drawn(&ENTRY, &[0.8, 0.0], &even(1, 2, 0.5), 1);
        assert_close(&right.data, &[0.4, 0.6, 0.4, 0.6], 1e-6);
        let up = drawn(&ENTRY, &[0.8, 90.0], &even(1, 2, 0.5), 1);
        assert_close(&up.data, &[0.6, 0.6, 0.4, 0.4], 1e-6);
    }

    #[test]
    fn the_mean_brightness_stays() {
        let lit = drawn(&ENTRY, &[1.0, 37.0], &even(2, 8, 0.5), 1);
        assert!((lit.mean(1) - 0.5).abs() < 1e-6);
    }
}
