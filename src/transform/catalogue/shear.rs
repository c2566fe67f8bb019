//! Shear: slants the picture about its middle, as a pile of cards is pushed over.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

/// An angle by which edges lean, between -`most` and `most` where nothing else is chosen.
pub(super) const fn angle(name: &'static str, label: &'static str, help: &'static str, most: f64) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::Degrees,
        scope: Scope::View,
        // Two angles that add up to 90 degrees would press the picture into a line.
        hard: (-40.0, 40.0),
        soft: (-30.0, 30.0),
        logarithmic: false,
        default: Setting::Uniform { low: -most, high: most },
        identity: Some(0.0),
    }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "shear",
    name: "Shear",
    ignores: Ignores::Shape,
    summary: "Slants the picture, as a pile of cards is pushed over: squares become lozenges.",
    encoder_ignores: "whether a cell is round or slanted and drawn out",
    formula: "x' = x + tan(a) y, y' = y + tan(b) x (y down)",
    source: "plane geometry",
    params: &[
        angle(
            "across",
            "Across",
            "How far upright edges lean; above 0 the lower part moves to the right.",
            10.0,
        ),
        angle("down", "Down", "How far level edges lean; above 0 the right part moves down.", 10.0),
    ],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(values: &Values, _frame: &Frame) -> Affine {
    unslanted(f64::from(values.one(0)), f64::from(values.one(1)))
}

/// The map that undoes a slant by these angles in degrees, across and down.
pub(super) fn unslanted(across: f64, down: f64) -> Affine {
    let (a, b) = (libm::tan(across.to_radians()), libm::tan(down.to_radians()));
    // The inverse of [1, a; b, 1]; hard ranges keep a * b below 0.71.
    let size = 1.0 / (1.0 - a * b);
    Affine { m: [size, -a * size, 0.0, -b * size, size, 0.0] }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::looks_at;

    fn near(found: (f64, f64), expected: (f64, f64)) {
        assert!((found.0 - expected.0).abs() < 1e-6 && (found.1 - expected.1).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn the_lower_part_moves_to_the_right() {
        // tan(a) = 0.5, tan(b) = 0: what lay at (0, 2) is now at (1, 2).
        let a = 0.5f64.atan().to_degrees() as f32;
        near(looks_at(&super::ENTRY, &[a, 0.0], (1.0, 2.0)), (0.0, 2.0));
    }

    #[test]
    fn both_at_once_are_undone() {
        // tan(a) = 0.5, tan(b) = 0.25: (2, 4) goes to (2 + 0.5 * 4, 4 + 0.25 * 2).
        let [a, b] = [0.5f64, 0.25].map(|t| t.atan().to_degrees() as f32);
        near(looks_at(&super::ENTRY, &[a, b], (4.0, 4.5)), (2.0, 4.0));
    }
}
