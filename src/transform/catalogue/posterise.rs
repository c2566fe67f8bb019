//! Posterise: leaves only a few levels of brightness.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "posterise",
    name: "Posterise",
    ignores: Ignores::Brightness,
    summary: "Leaves only a few levels of brightness in each channel, as a printed poster does.",
    encoder_ignores: "small differences of brightness and smooth shading",
    formula: "v' = floor(v (n - 1) + 1/2) / (n - 1), n the number of levels; 0 and 1 keep their places",
    source: "a uniform mid-tread quantiser; torchvision's RandomPosterize with 2^bits levels instead rounds down",
    params: &[Param {
        name: "levels",
        label: "Levels",
        help: "How many levels of brightness remain between the ends of the intensity window.",
        unit: Unit::Whole,
        scope: Scope::View,
        hard: (2.0, 256.0),
        soft: (2.0, 32.0),
        logarithmic: false,
        default: Setting::Uniform { low: 4.0, high: 16.0 },
        identity: None,
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/posterise.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: true,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let steps = step.values.one(0) - 1.0;
    view.data.iter_mut().for_each(|v| *v = (*v * steps + 0.5).floor() / steps);
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn three_levels_are_black_grey_and_white() {
        let values = [0.0, 0.24, 0.26, 0.74, 0.76, 1.0];
        assert_eq!(applied(&super::ENTRY, &[&[3.0]], &values, 1), [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn values_beyond_the_window_stay_beyond() {
        assert_eq!(applied(&super::ENTRY, &[&[2.0]], &[-0.75, 1.75], 1), [-1.0, 2.0]);
    }
}
