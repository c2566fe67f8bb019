//! Rescale a channel: multiplies one channel of the picture by a factor.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "rescale-channel",
    name: "Rescale a channel",
    ignores: Ignores::Staining,
    summary: "Multiplies one channel by a factor and leaves all others as they were.",
    encoder_ignores: "how strong any one stain is beside the others",
    formula: "v'_d = k v_d for channel d = floor(p n) of n channels (counted from 0), others as they were",
    source: "DINO4Cells (M. Doron et al., 2023), whose program gives one channel a factor of 0 to 2 divided by the \
             picture's largest value",
    params: &[
        Param {
            name: "which",
            label: "Which channel",
            help: "From the first channel (0) to the last (1); 0 to 1 makes all channels equally likely.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 1.0 },
            identity: None,
        },
        Param {
            name: "factor",
            label: "Factor",
            help: "What the channel is multiplied by: below 1 dims it, 0 takes it away.",
            unit: Unit::Factor,
            scope: Scope::View,
            hard: (0.0, 10.0),
            soft: (0.25, 4.0),
            logarithmic: true,
            default: Setting::LogUniform { low: 0.5, high: 2.0 },
            identity: Some(1.0),
        },
    ],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/rescale_channel.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let (which, factor) = (step.values.one(0), step.values.one(1));
    let Some(last) = view.channels.checked_sub(1) else { return };
    let chosen = (which * view.channels as f32) as usize;
    view.channel_mut(chosen.min(last)).iter_mut().for_each(|v| *v *= factor);
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn one_channel_is_multiplied() {
        let scaled = |which: f32| applied(&super::ENTRY, &[&[which], &[2.0]], &[0.1, 0.2, 0.3], 3);
        assert_eq!(scaled(0.0), [0.2, 0.2, 0.3]);
        assert_eq!(scaled(0.5), [0.1, 0.4, 0.3]);
        assert_eq!(scaled(1.0), [0.1, 0.2, 0.6]);
    }

    #[test]
    fn the_only_channel_is_the_chosen_one() {
        assert_eq!(applied(&super::ENTRY, &[&[0.3], &[0.5]], &[0.5, 1.0], 1), [0.25, 0.5]);
    }
}
