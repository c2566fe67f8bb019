//! Offset: Adds the same amount to every value.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "offset",
    name: "Offset",
    ignores: Ignores::Brightness,
    summary: "Adds the same amount to every value.",
    encoder_ignores: "the level of the background",
    formula: "v' = v + b",
    source: "camera offset and out-of-focus background add to all pixels alike",
    params: &[Param {
        name: "amount",
        label: "Amount",
        help: "What is added to every value; 1 is the whole intensity window.",
        unit: Unit::Window,
        scope: Scope::View,
        hard: (-1.0, 1.0),
        soft: (-0.3, 0.3),
        logarithmic: false,
        default: Setting::Uniform { low: -0.1, high: 0.1 },
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/offset.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let amount = step.values.one(0);
    view.data.iter_mut().for_each(|v| *v += amount);
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn adds_to_every_value() {
        assert_eq!(applied(&super::ENTRY, &[&[0.25]], &[0.0, 0.5], 2), [0.25, 0.75]);
    }
}
