//! Scale: makes the picture larger or smaller about its middle.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "scale",
    name: "Scale",
    ignores: Ignores::Size,
    summary: "Makes everything larger or smaller about the middle of the picture.",
    encoder_ignores: "how large a cell is",
    formula: "x' = k x, y' = k y",
    source: "plane geometry",
    params: &[Param {
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
    }],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(values: &Values, _frame: &Frame) -> Affine {
    let inverse = 1.0 / f64::from(values.one(0));
    Affine::scaling(inverse, inverse)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Fit;

    #[test]
    fn twice_as_large_looks_half_as_far() {
        let mut values = Values::new();
        values.push([2.0]);
        assert_eq!(map(&values, &Frame::new(9, 9, 9, Fit::Crop)).apply(4.0, 2.0), (2.0, 1.0));
    }
}
