//! Window jitter: shifts the low and the high end of the intensity window.

use crate::image::Planes;
use crate::transform::{
    Entry, Frame, Ignores, Input, Needs, Param, Point, Prepare, Prepared, Scope, Setting, Stage, Unit, Values,
};

const LOW: usize = 0;
const HIGH: usize = 1;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "window-jitter",
    name: "Window jitter",
    ignores: Ignores::Brightness,
    summary: "Shifts the low and the high end of the intensity window, as if black and white had been set otherwise.",
    encoder_ignores: "the level of the background and the exposure, in all channels alike",
    formula: "v' = (v - a) / (b - a), a and b the ends of the new window in units of the old",
    source: "the linear window and level of radiology and microscopy displays (DICOM PS3.3, C.11.2.1.2)",
    params: &[
        Param {
            name: "low",
            label: "Low end",
            help: "The value that becomes 0; below 0 the picture gets lighter, above 0 darker.",
            unit: Unit::Window,
            scope: Scope::View,
            hard: (-0.5, 0.4),
            soft: (-0.3, 0.3),
            logarithmic: false,
            default: Setting::Uniform { low: -0.1, high: 0.1 },
            identity: Some(0.0),
        },
        Param {
            name: "high",
            label: "High end",
            help: "The value that becomes 1; below 1 the picture gets lighter, above 1 darker.",
            unit: Unit::Window,
            scope: Scope::View,
            hard: (0.6, 2.0),
            soft: (0.7, 1.3),
            logarithmic: false,
            default: Setting::Uniform { low: 0.9, high: 1.1 },
            identity: Some(1.0),
        },
    ],
    prepare: Some(Prepare {
        inputs: &[Input { name: "low", scope: Scope::View }, Input { name: "factor", scope: Scope::View }],
        compute: low_and_factor,
    }),
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/window_jitter.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

/// The low end, and what a distance from it is multiplied by; hard ranges keep it below 5.
fn low_and_factor(values: &Values, _frame: &Frame) -> Values {
    let (low, high) = (values.one(LOW), values.one(HIGH));
    let mut inputs = Values::new();
    inputs.push([low]);
    inputs.push([1.0 / (high - low)]);
    inputs
}

fn apply(step: &Prepared, view: &mut Planes) {
    let (low, factor) = (step.values.one(0), step.values.one(1));
    view.data.iter_mut().for_each(|v| *v = (*v - low) * factor);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Fit;
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn the_ends_of_the_new_window_become_black_and_white() {
        let mut values = Values::new();
        values.push([0.25]);
        values.push([0.75]);
        let inputs = low_and_factor(&values, &Frame::new(8, 8, 8, Fit::Crop));
        assert_eq!((inputs.one(0), inputs.one(1)), (0.25, 2.0));
        let inputs: [&[f32]; 2] = [inputs.slot(0), inputs.slot(1)];
        assert_eq!(applied(&ENTRY, &inputs, &[0.0, 0.25, 0.5, 0.75], 2), [-0.5, 0.0, 0.5, 1.0]);
    }
}
