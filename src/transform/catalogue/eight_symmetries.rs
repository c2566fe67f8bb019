//! Eight symmetries: quarter turns of the picture and of its mirror image.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "eight-symmetries",
    name: "Turns and mirror images",
    ignores: Ignores::Orientation,
    summary: "Shows the picture or its mirror image, turned by 0, 90, 180 or 270 degrees. Every pixel keeps its value.",
    encoder_ignores: "which of four ways up a cell lies, and whether it is seen or its mirror image",
    formula: "k = 0..3: rotation by 90 k degrees; k = 4..7: x' = -x, then rotation by 90 (k - 4) degrees",
    source: "the dihedral group of the square, D4; its use for micrographs: B. Veeling et al., \
             Rotation equivariant CNNs for digital pathology, MICCAI 2018",
    params: &[Param {
        name: "symmetry",
        label: "Symmetry",
        help: "0 to 3 are quarter turns, 4 to 7 the same of the mirror image; 0 to 7 makes all equally likely.",
        unit: Unit::Whole,
        scope: Scope::View,
        hard: (0.0, 7.0),
        soft: (0.0, 7.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 7.0 },
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(values: &Values, _frame: &Frame) -> Affine {
    let symmetry = f64::from(values.one(0));
    // The way back undoes the turn before the mirror.
    if symmetry < 4.0 {
        Affine::rotation(-90.0 * symmetry)
    } else {
        Affine::rotation(-90.0 * (symmetry - 4.0)).then(&Affine::scaling(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::looks_at;

    #[test]
    fn a_corner_and_its_neighbour_come_from_eight_different_places() {
        // (1, -2) lies right of the middle, high up.
        let found: Vec<(f64, f64)> =
            (0..8).map(|k| looks_at(&super::ENTRY, &[k as f32], (1.0, -2.0))).collect();
        let turned = [(1.0, -2.0), (2.0, 1.0), (-1.0, 2.0), (-2.0, -1.0)];
        assert_eq!(found[..4], turned);
        assert_eq!(found[4..], turned.map(|(x, y)| (-x, y)));
    }
}
