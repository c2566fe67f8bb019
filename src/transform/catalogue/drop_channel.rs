//! Drop channel: takes one channel of the picture away.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "drop-channel",
    name: "Drop a channel",
    ignores: Ignores::Staining,
    summary: "Sets one channel to 0, the low end of its intensity window. A picture of one channel is left alone.",
    encoder_ignores: "any single stain; it must know cells by several",
    formula: "v'_d = 0 for channel d = floor(p n) of n channels (counted from 0, a spared channel left out), \
              others as they were",
    source: "channel dropout, as ChannelDropout of Albumentations (A. Buslaev et al., Information 11, 2020); \
             sparing one as in DINO4Cells (M. Doron et al., 2023), which never drops the protein",
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
            name: "spare",
            label: "Channel to spare",
            help: "The number of a channel that is never dropped, counted from 1; 0 spares none.",
            unit: Unit::Whole,
            scope: Scope::View,
            hard: (0.0, 64.0),
            soft: (0.0, 16.0),
            logarithmic: false,
            default: Setting::Fixed(0.0),
            identity: None,
        },
    ],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/drop_channel.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    if view.channels < 2 {
        return;
    }
    let spared = step.values.one(1) as usize;
    let spares = (1..=view.channels).contains(&spared);
    let count = view.channels - usize::from(spares);
    let mut dropped = ((step.values.one(0) * count as f32) as usize).min(count - 1);
    // Those behind the spared one move up by one.
    dropped += usize::from(spares && dropped + 1 >= spared);
    view.channel_mut(dropped).fill(0.0);
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn one_channel_goes_and_every_channel_has_its_share() {
        let left = |which: f32| applied(&super::ENTRY, &[&[which], &[0.0]], &[0.1, 0.2, 0.3], 3);
        assert_eq!(left(0.0), [0.0, 0.2, 0.3]);
        assert_eq!(left(0.34), [0.1, 0.0, 0.3]);
        assert_eq!(left(0.66), [0.1, 0.0, 0.3]);
        assert_eq!(left(1.0), [0.1, 0.2, 0.0]);
    }

    #[test]
    fn the_only_channel_stays() {
        assert_eq!(applied(&super::ENTRY, &[&[0.5], &[0.0]], &[0.1, 0.2], 1), [0.1, 0.2]);
    }

    #[test]
    fn a_spared_channel_stays_and_the_others_share() {
        let left =
            |which: f32, spare: f32| applied(&super::ENTRY, &[&[which], &[spare]], &[0.1, 0.2, 0.3], 3);
        assert_eq!(left(0.0, 1.0), [0.1, 0.0, 0.3]);
        assert_eq!(left(0.49, 2.0), [0.0, 0.2, 0.3]);
        assert_eq!(left(0.51, 2.0), [0.1, 0.2, 0.0]);
        assert_eq!(left(1.0, 3.0), [0.1, 0.0, 0.3]);
        // The picture has no fourth channel to spare.
        assert_eq!(left(1.0, 4.0), [0.1, 0.2, 0.0]);
    }
}
