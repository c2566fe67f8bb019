//! Translate: shifts the picture.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

const fn shift(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::Fraction,
        scope: Scope::View,
        hard: (-1.0, 1.0),
        soft: (-0.5, 0.5),
        logarithmic: false,
        default: Setting::Uniform { low: -0.1, high: 0.1 },
        identity: Some(0.0),
    }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "translate",
    name: "Shift",
    ignores: Ignores::Position,
    summary: "Moves the picture across and down.",
    encoder_ignores: "where in the picture a cell lies",
    formula: "x' = x + dx * width, y' = y + dy * height",
    source: "plane geometry",
    params: &[
        shift("dx", "Across", "How far the picture moves to the right, as a share of its width."),
        shift("dy", "Down", "How far the picture moves down, as a share of its height."),
    ],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(values: &Values, frame: &Frame) -> Affine {
    Affine::translation(
        -f64::from(values.one(0)) * frame.extent.0,
        -f64::from(values.one(1)) * frame.extent.1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Fit;

    #[test]
    fn a_shift_to_the_right_looks_further_left() {
        let mut values = Values::new();
        values.push([0.25]);
        values.push([0.0]);
        assert_eq!(map(&values, &Frame::new(40, 40, 64, Fit::Crop)).apply(0.0, 0.0), (-10.0, 0.0));
    }
}
