//! Shuffle channels: puts the channels into a random order.

use crate::image::Planes;
use crate::transform::{
    Entry, Frame, Ignores, Input, Neighbourhood, Param, Prepare, Prepared, Scope, Setting, Stage, Unit,
    Values,
};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "shuffle-channels",
    name: "Shuffle channels",
    ignores: Ignores::Staining,
    summary: "Puts the channels into a random order. This destroys the identity of stains: use it only where a \
              channel does not always hold the same stain.",
    encoder_ignores: "which channel is which, and so the identity of stains: a nucleus stain and a membrane stain \
                      are the same to it",
    formula: "v'_c = v_s(c), s the order of channels by the numbers that they drew; every order is equally likely",
    source: "channel shuffling, as ChannelShuffle of Albumentations (A. Buslaev et al., Information 11, 2020); \
             a random order by sorting random keys: D. Knuth, The Art of Computer Programming 2, 3.4.2",
    params: &[Param {
        name: "lot",
        label: "Lots",
        help: "Each channel draws a number, and channels are put in the order of these; keep the range 0 to 1. \
               The same number for all changes nothing.",
        unit: Unit::None,
        scope: Scope::Channel,
        hard: (0.0, 1.0),
        soft: (0.0, 1.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 1.0 },
        identity: Some(0.0),
    }],
    prepare: Some(Prepare { inputs: &[Input { name: "source", scope: Scope::Channel }], compute: order }),
    // A channel may come from another group of four, which a point shader cannot read.
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/shuffle_channels.wgsl"),
        passes: &["shuffle_channels"],
        reach: |_| [0.0; 2],
    }),
    discontinuous: false,
    only_channels: None,
};

/// For each channel, which one it shows: the channels sorted by their lots, equal lots as they were.
fn order(values: &Values, _frame: &Frame) -> Values {
    let mut lots: Vec<(usize, f32)> = values.slot(0).iter().copied().enumerate().collect();
    lots.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut inputs = Values::new();
    inputs.push(lots.into_iter().map(|(channel, _)| channel as f32));
    inputs
}

fn apply(step: &Prepared, view: &Planes) -> Planes {
    let mut out = view.clone();
    for c in 0..view.channels {
        let source = step.values.of_channel(0, c) as usize;
        out.channel_mut(c).copy_from_slice(view.channel(source));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Fit;
    use crate::transform::catalogue::tests::applied;

    fn ordered(lots: &[f32]) -> Vec<f32> {
        let mut values = Values::new();
        values.push(lots.iter().copied());
        order(&values, &Frame::new(8, 8, 8, Fit::Crop)).slot(0).to_vec()
    }

    #[test]
    fn channels_come_in_the_order_of_their_lots() {
        assert_eq!(ordered(&[0.5, 0.1, 0.9, 0.2, 0.3]), [1.0, 3.0, 4.0, 0.0, 2.0]);
        assert_eq!(ordered(&[0.4; 3]), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn each_channel_shows_its_source() {
        let values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
        assert_eq!(applied(&ENTRY, &[&[2.0, 0.0, 1.0]], &values, 3), [0.5, 0.6, 0.1, 0.2, 0.3, 0.4]);
    }
}
