//! Solarise: turns what is bright into its negative.

use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "solarise",
    name: "Solarise",
    ignores: Ignores::Brightness,
    summary: "Turns what is brighter than a threshold into its negative, as an overexposed film does.",
    encoder_ignores: "how bright the bright parts are, and whether they are the brightest of all",
    formula: "v' = 1 - v where v >= t, else v",
    source: "torchvision's RandomSolarize; in a recipe: J. Grill et al., Bootstrap your own latent, NeurIPS 2020",
    params: &[Param {
        name: "threshold",
        label: "Threshold",
        help: "Values from here on are turned into their negative; 1 is the high end of the intensity window.",
        unit: Unit::Window,
        scope: Scope::View,
        hard: (0.0, 1.0),
        soft: (0.0, 1.0),
        logarithmic: false,
        default: Setting::Fixed(0.5),
        identity: None,
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/solarise.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: true,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let threshold = step.values.one(0);
    view.data.iter_mut().for_each(|v| {
        if *v >= threshold {
            *v = 1.0 - *v;
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn only_what_reaches_the_threshold_is_turned() {
        let values = [0.0, 0.5, 0.75, 1.0];
        assert_eq!(applied(&super::ENTRY, &[&[0.75]], &values, 1), [0.0, 0.5, 0.25, 0.0]);
    }
}
