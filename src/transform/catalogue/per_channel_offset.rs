//! Offset of each channel: adds to every channel an amount of its own.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "per-channel-offset",
    name: "Offset of each channel",
    ignores: Ignores::Staining,
    summary: "Adds to every channel an amount of its own.",
    encoder_ignores: "the level of the background in each channel, and how bright a stain is as a whole",
    formula: "v'_c = v_c + b_c",
    source: "autofluorescence and unbound dye add a background that differs from channel to channel",
    params: &[Param {
        name: "amount",
        label: "Amount",
        help: "What is added to a channel; 1 is the whole intensity window. Each channel draws its own.",
        unit: Unit::Window,
        scope: Scope::Channel,
        hard: (-1.0, 1.0),
        soft: (-0.3, 0.3),
        logarithmic: false,
        default: Setting::Uniform { low: -0.1, high: 0.1 },
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/per_channel_offset.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    for c in 0..view.channels {
        let amount = step.values.of_channel(0, c);
        view.channel_mut(c).iter_mut().for_each(|v| *v += amount);
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn each_channel_gets_its_own_amount() {
        assert_eq!(
            applied(&super::ENTRY, &[&[0.25, -0.5]], &[0.0, 0.5, 0.5, 0.25], 2),
            [0.25, 0.75, 0.0, -0.25]
        );
    }
}
