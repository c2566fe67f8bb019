//! Stretch: makes the picture wider or narrower, taller or flatter, about its middle.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

const fn factor(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::Factor,
        scope: Scope::View,
        hard: (0.1, 10.0),
        soft: (0.5, 2.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 0.8, high: 1.25 },
        identity: Some(1.0),
    }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "stretch",
    name: "Stretch",
    ignores: Ignores::Shape,
    summary: "Makes everything wider or narrower, and taller or flatter, by factors of their own.",
    encoder_ignores: "how large a cell is, and whether it is round or drawn out",
    formula: "x' = a x, y' = b y",
    source: "plane geometry",
    params: &[
        factor("across", "Across", "How many times wider cells become."),
        factor("down", "Down", "How many times taller cells become."),
    ],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(values: &Values, _frame: &Frame) -> Affine {
    Affine::scaling(1.0 / f64::from(values.one(0)), 1.0 / f64::from(values.one(1)))
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::looks_at;

    #[test]
    fn twice_as_wide_looks_half_as_far_across() {
        assert_eq!(looks_at(&super::ENTRY, &[2.0, 0.5], (4.0, 3.0)), (2.0, 6.0));
    }
}
