//! Gamma of each channel: bends the scale of values of every channel by an exponent of its own.

use crate::image::Planes;
use crate::transform::power::raise;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "per-channel-gamma",
    name: "Gamma of each channel",
    ignores: Ignores::Staining,
    summary: "Bends the scale of values of every channel in its own way: bright and dark keep their places.",
    encoder_ignores: "how the brightness of each stain is distributed between dark and light",
    formula: "v'_c = sign(v_c) |v_c|^g_c",
    source: "the power law of displays and cameras (C. Poynton), an exponent a channel; odd about 0 as in gamma",
    params: &[Param {
        name: "exponent",
        label: "Exponent",
        help: "Above 1 darkens a channel's middle, below 1 lightens it; each channel draws its own.",
        unit: Unit::None,
        scope: Scope::Channel,
        hard: (0.1, 10.0),
        soft: (0.25, 4.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 0.7, high: 1.4 },
        identity: Some(1.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/per_channel_gamma.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    for c in 0..view.channels {
        let exponent = step.values.of_channel(0, c);
        if exponent != 1.0 {
            raise(view.channel_mut(c), exponent);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::{applied, assert_close};

    #[test]
    fn each_channel_has_its_own_exponent_and_keeps_signs() {
        let values = [0.5, -0.5, 0.25, 0.3];
        let bent = applied(&super::ENTRY, &[&[2.0, 1.0]], &values, 2);
        assert_close(&bent, &[0.25, -0.25, 0.25, 0.3], 1e-6);
    }
}
