//! Contrast of each channel: spreads every channel about its mean by a factor of its own.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "per-channel-contrast",
    name: "Contrast of each channel",
    ignores: Ignores::Staining,
    summary: "Spreads the values of every channel about the channel's mean by a factor of its own.",
    encoder_ignores: "how strongly each stain stands out from its background",
    formula: "v'_c = m_c + k_c (v_c - m_c), m_c the mean of the channel",
    source: "the usual contrast adjustment, with each channel about its own mean by its own factor",
    params: &[Param {
        name: "factor",
        label: "Factor",
        help: "Above 1 spreads a channel's values, below 1 draws them together; each channel draws its own.",
        unit: Unit::Factor,
        scope: Scope::Channel,
        hard: (0.0, 5.0),
        soft: (0.25, 4.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 0.7, high: 1.4 },
        identity: Some(1.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/per_channel_contrast.wgsl"),
        needs: Needs::Means,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    for c in 0..view.channels {
        let (factor, mean) = (step.values.of_channel(0, c), view.mean(c));
        view.channel_mut(c).iter_mut().for_each(|v| *v += (factor - 1.0) * (*v - mean));
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn each_channel_is_spread_about_its_own_mean() {
        let values = [0.25, 0.75, 0.0, 0.5];
        assert_eq!(applied(&super::ENTRY, &[&[2.0, 0.0]], &values, 2), [0.0, 1.0, 0.25, 0.25]);
    }
}
