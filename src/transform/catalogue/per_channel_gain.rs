//! Gain of each channel: Multiplies every channel by a factor of its own.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "per-channel-gain",
    name: "Gain of each channel",
    ignores: Ignores::Staining,
    summary: "Multiplies every channel by a factor of its own.",
    encoder_ignores: "how strongly each stain took, and so the ratio between stains",
    formula: "v'_c = g_c v_c",
    source: "staining and detector gain differ from channel to channel",
    params: &[Param {
        name: "factor",
        label: "Factor",
        help: "What a channel is multiplied by; each channel draws its own.",
        unit: Unit::Factor,
        scope: Scope::Channel,
        hard: (0.0, 10.0),
        soft: (0.25, 4.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 0.7, high: 1.4 },
        identity: Some(1.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/per_channel_gain.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    for c in 0..view.channels {
        let factor = step.values.of_channel(0, c);
        view.channel_mut(c).iter_mut().for_each(|v| *v *= factor);
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn each_channel_has_its_own_factor() {
        assert_eq!(applied(&super::ENTRY, &[&[2.0, 0.5]], &[0.1, 0.4], 2), [0.2, 0.2]);
    }
}
