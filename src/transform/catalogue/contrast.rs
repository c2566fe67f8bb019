//! Contrast: Spreads the values of each channel about the channel's mean, or draws them together.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "contrast",
    name: "Contrast",
    ignores: Ignores::Brightness,
    summary: "Spreads the values of each channel about the channel's mean, or draws them together.",
    encoder_ignores: "how strong the contrast of the picture is",
    formula: "v' = m + k (v - m), m the mean of the channel",
    source: "the usual contrast adjustment, with each channel about its own mean",
    params: &[Param {
        name: "factor",
        label: "Factor",
        help: "Above 1 spreads the values about their mean, below 1 draws them together.",
        unit: Unit::Factor,
        scope: Scope::View,
        hard: (0.0, 5.0),
        soft: (0.25, 4.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 0.7, high: 1.4 },
        identity: Some(1.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/contrast.wgsl"),
        needs: Needs::Means,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let factor = step.values.one(0);
    for c in 0..view.channels {
        let mean = view.mean(c);
        view.channel_mut(c).iter_mut().for_each(|v| *v += (factor - 1.0) * (*v - mean));
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn spreads_about_the_mean() {
        assert_eq!(applied(&super::ENTRY, &[&[2.0]], &[0.25, 0.75], 1), [0.0, 1.0]);
    }
}
