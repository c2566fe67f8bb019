//! Gamma: Bends the scale of values: bright and dark keep their places, the middle moves.

use crate::image::Planes;
use crate::transform::power::raise;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "gamma",
    name: "Gamma",
    ignores: Ignores::Brightness,
    summary: "Bends the scale of values: bright and dark keep their places, the middle moves.",
    encoder_ignores: "how brightness is distributed between dark and light",
    formula: "v' = sign(v) |v|^g",
    source: "the power law of displays and cameras (C. Poynton); odd about 0 so that values below the window survive",
    params: &[Param {
        name: "exponent",
        label: "Exponent",
        help: "Above 1 darkens the middle, below 1 lightens it.",
        unit: Unit::None,
        scope: Scope::View,
        hard: (0.1, 10.0),
        soft: (0.25, 4.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 0.7, high: 1.4 },
        identity: Some(1.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/gamma.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let exponent = step.values.one(0);
    if exponent != 1.0 {
        raise(&mut view.data, exponent);
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::{applied, assert_close};

    #[test]
    fn squares_and_keeps_the_sign() {
        assert_close(&applied(&super::ENTRY, &[&[2.0]], &[0.5, -0.5], 1), &[0.25, -0.25], 1e-6);
    }
}
