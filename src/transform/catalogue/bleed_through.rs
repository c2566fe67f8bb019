//! Bleed-through: a share of the next channel's light is seen in each channel.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Neighbourhood, Param, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "bleed-through",
    name: "Bleed-through",
    ignores: Ignores::Staining,
    summary: "Adds a share of the next channel to each channel, as filters that overlap do. The last channel stays.",
    encoder_ignores: "how cleanly neighbouring channels are separated, and faint signals that are also in the next",
    formula: "v'_c = v_c + s v_(c+1), the last channel as it was; all from the values before the step",
    source: "linear spectral mixing of fluorophores: T. Zimmermann et al., FEBS Letters 546 (2003); channels \
             that are neighbours in the file are taken as neighbours in the spectrum",
    params: &[Param {
        name: "share",
        label: "Share",
        help: "How much of the next channel is added: 0.1 adds a tenth of it.",
        unit: Unit::None,
        scope: Scope::View,
        hard: (0.0, 1.0),
        soft: (0.0, 0.5),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 0.2 },
        identity: Some(0.0),
    }],
    prepare: None,
    // The next channel may lie in the next group of four, which a point shader cannot read.
    stage: Stage::Neighbourhood(Neighbourhood {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/bleed_through.wgsl"),
        passes: &["bleed_through"],
        reach: |_| [0.0; 2],
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &Planes) -> Planes {
    let share = step.values.one(0);
    let mut out = view.clone();
    for c in 1..view.channels {
        let next = view.channel(c);
        out.channel_mut(c - 1).iter_mut().zip(next).for_each(|(v, next)| *v += share * next);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn each_channel_gets_a_share_of_the_next_as_it_was() {
        assert_eq!(applied(&super::ENTRY, &[&[0.5]], &[0.0, 0.5, 0.25], 3), [0.25, 0.625, 0.25]);
        assert_eq!(applied(&super::ENTRY, &[&[0.5]], &[0.5], 1), [0.5]);
    }
}
