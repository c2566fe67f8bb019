//! Gain: Multiplies all channels by one factor.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "gain",
    name: "Gain",
    ignores: Ignores::Brightness,
    summary: "Multiplies all channels by one factor.",
    encoder_ignores: "how bright the picture is as a whole",
    formula: "v' = g v",
    source: "exposure and lamp power scale all signals alike",
    params: &[Param {
        name: "factor",
        label: "Factor",
        help: "What every value is multiplied by.",
        unit: Unit::Factor,
        scope: Scope::View,
        hard: (0.0, 10.0),
        soft: (0.25, 4.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 0.7, high: 1.4 },
        identity: Some(1.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/gain.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let factor = step.values.one(0);
    view.data.iter_mut().for_each(|v| *v *= factor);
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn doubles_every_channel() {
        assert_eq!(applied(&super::ENTRY, &[&[2.0]], &[0.1, 0.4], 2), [0.2, 0.8]);
    }
}
