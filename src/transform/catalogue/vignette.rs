//! Vignette: the picture gets darker towards its corners.

use crate::image::Planes;
use crate::transform::pixel_field::of_place;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "vignette",
    name: "Vignette",
    ignores: Ignores::Brightness,
    summary: "Darkens the picture towards its corners.",
    encoder_ignores: "how bright a place is because it lies in the middle or at the edge of the picture",
    formula: "v' = v (1 - s r^2), r the distance from the middle, 1 at the corners",
    source: "the first term of the radial model of D. Goldman, Vignette and exposure calibration and \
             compensation, IEEE PAMI 32 (2010)",
    params: &[Param {
        name: "strength",
        label: "Strength",
        help: "The share of brightness that the corners lose; 0 changes nothing.",
        unit: Unit::None,
        scope: Scope::View,
        hard: (0.0, 1.0),
        soft: (0.0, 0.8),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 0.4 },
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/vignette.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let strength = step.values.one(0);
    // Corners lie at half the diagonal of a square of side 1: their squared distance is 0.5.
    let factors = of_place(view, |x, y| 1.0 - strength * (2.0 * (x * x + y * y)));
    for c in 0..view.channels {
        view.channel_mut(c).iter_mut().zip(&factors).for_each(|(v, factor)| *v *= factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, drawn, even};

    /// Of 3 x 3 pixels, corner pixels lie at (1/3, 1/3): r^2 = 4/9; edge pixels at r^2 = 2/9.
    #[test]
    fn corners_lose_most_and_the_middle_nothing() {
        let dark = drawn(&ENTRY, &[0.9], &even(1, 3, 1.0), 1);
        assert_close(&dark.data, &[0.6, 0.8, 0.6, 0.8, 1.0, 0.8, 0.6, 0.8, 0.6], 1e-6);
    }
}
