//! Rotate: turns the picture by any angle about its middle.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "rotate",
    name: "Rotate",
    ignores: Ignores::Orientation,
    summary: "Turns the picture about its middle by any angle.",
    encoder_ignores: "which way up a cell lies",
    formula: "x' = x cos a + y sin a, y' = -x sin a + y cos a (counter-clockwise, y down)",
    source: "plane geometry",
    params: &[Param {
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
    }],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(values: &Values, _frame: &Frame) -> Affine {
    Affine::rotation(-f64::from(values.one(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Fit;

    #[test]
    fn a_quarter_turn_shows_on_top_what_was_right() {
        let mut values = Values::new();
        values.push([90.0]);
        let map = map(&values, &Frame::new(9, 9, 9, Fit::Crop));
        assert_eq!(map.apply(0.0, -4.0), (4.0, 0.0));
    }
}
