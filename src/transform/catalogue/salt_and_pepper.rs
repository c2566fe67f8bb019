//! Salt and pepper: single pixels turn wholly bright or wholly dark.

use crate::image::Planes;
use crate::transform::pixel_field::with_random;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "salt-and-pepper",
    name: "Salt and pepper",
    ignores: Ignores::Noise,
    summary: "Makes single pixels of single channels wholly bright or wholly dark, as defective camera \
              pixels do.",
    encoder_ignores: "single bright or dark pixels",
    formula: "v' = 0 with probability p / 2, 1 with probability p / 2, else v; one draw a pixel and channel",
    source: "bipolar impulse noise, R. Gonzalez and R. Woods, Digital Image Processing, ch. 5",
    params: &[Param {
        name: "share",
        label: "Share of pixels",
        help: "The share of pixels that are replaced, half of them bright and half dark.",
        unit: Unit::Fraction,
        scope: Scope::View,
        hard: (0.0, 1.0),
        soft: (0.0, 0.2),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 0.02 },
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/salt_and_pepper.wgsl"),
        needs: Needs::Nothing,
    }),
    // Random numbers and the share are the same bits on both sides, so both change the same pixels.
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let share = step.values.one(0);
    if share == 0.0 {
        return;
    }
    with_random(step, view, |value, unit| {
        if unit < 0.5 * share {
            0.0
        } else if unit < share {
            1.0
        } else {
            value
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{drawn, even, moments};

    #[test]
    fn half_of_the_share_is_dark_and_half_bright() {
        let noisy = drawn(&ENTRY, &[0.2], &even(1, 100, 0.25), 1);
        for value in [0.0, 1.0] {
            let count = noisy.data.iter().filter(|v| **v == value).count() as f64;
            // Of 10,000 pixels 1,000, give or take five standard deviations of 30.
            assert!((count - 1000.0).abs() < 150.0, "{count} pixels of {value}");
        }
        // Mean 0.8 * 0.25 + 0.1; variance 0.8 * 0.25^2 + 0.1 - 0.3^2 = 0.06.
        let (mean, variance) = moments(&noisy.data);
        assert!((mean - 0.3).abs() < 5.0 * (0.06f64 / 1e4).sqrt(), "{mean}");
        assert!((variance - 0.06).abs() < 0.01, "{variance}");
    }

    #[test]
    fn the_whole_share_leaves_no_pixel() {
        let noisy = drawn(&ENTRY, &[1.0], &even(5, 10, 0.25), 1);
        assert!(noisy.data.iter().all(|v| *v == 0.0 || *v == 1.0));
    }
}
