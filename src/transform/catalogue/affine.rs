//! Affine: turns, slants and scales the picture in one step, with one probability.

use super::shear::{angle, unslanted};
use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

const ANGLE: usize = 0;
const FACTOR: usize = 1;
const ACROSS: usize = 2;
const DOWN: usize = 3;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "affine",
    name: "Turn, slant and scale",
    ignores: Ignores::Shape,
    summary: "Turns, slants and scales the picture about its middle in one step: a version gets all of it or nothing.",
    encoder_ignores: "which way up a cell lies, how large it is, and whether it is a little slanted",
    formula: "x' = k R(a) S x, S = [1, tan(b); tan(c), 1], R the rotation by a (counter-clockwise, y down), k the enlargement",
    source: "plane geometry; the random affine map of MONAI and torchvision's RandomAffine, without their shift",
    params: &[
        Param {
            name: "angle",
            label: "Angle",
            help: "How far the picture is turned, counter-clockwise.",
            unit: Unit::Degrees,
            scope: Scope::View,
            hard: (-360.0, 360.0),
            soft: (-180.0, 180.0),
            logarithmic: false,
            default: Setting::Uniform { low: -180.0, high: 180.0 },
            identity: Some(0.0),
        },
        Param {
            name: "factor",
            label: "Enlargement",
            help: "How many times larger cells become; areas change by its square.",
            unit: Unit::Factor,
            scope: Scope::View,
            hard: (0.1, 10.0),
            soft: (0.5, 2.0),
            logarithmic: true,
            default: Setting::LogUniform { low: 0.8, high: 1.25 },
            identity: Some(1.0),
        },
        angle(
            "shear_across",
            "Slant across",
            "How far upright edges lean; above 0 the lower part moves to the right.",
            5.0,
        ),
        angle(
            "shear_down",
            "Slant down",
            "How far level edges lean; above 0 the right part moves down.",
            5.0,
        ),
    ],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(values: &Values, _frame: &Frame) -> Affine {
    let [angle, factor, across, down] = [ANGLE, FACTOR, ACROSS, DOWN].map(|slot| f64::from(values.one(slot)));
    // The way back undoes the turn before the slant.
    Affine::scaling(1.0 / factor, 1.0 / factor).then(&Affine::rotation(-angle)).then(&unslanted(across, down))
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::looks_at;

    #[test]
    fn it_slants_then_turns_then_enlarges() {
        // tan(b) = 0.5 takes (0, 2) to (1, 2), a quarter turn takes that to (2, -1), twice as large is (4, -2).
        let b = 0.5f64.atan().to_degrees() as f32;
        let found = looks_at(&super::ENTRY, &[90.0, 2.0, b, 0.0], (4.0, -2.0));
        assert!((found.0 - 0.0).abs() < 1e-6 && (found.1 - 2.0).abs() < 1e-6, "{found:?}");
    }
}
