//! Quarter turn: turns the picture by 0, 90, 180 or 270 degrees about its middle.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "quarter-turn",
    name: "Quarter turn",
    ignores: Ignores::Orientation,
    summary: "Turns the picture by 0, 90, 180 or 270 degrees. No corner is lost and every pixel keeps its value.",
    encoder_ignores: "which of four ways up a cell lies",
    formula: "rotation by 90 q degrees, counter-clockwise: q = 1 gives x' = y, y' = -x (y down)",
    source: "the group of four turns of the square, as torch.rot90",
    params: &[Param {
        name: "quarters",
        label: "Quarter turns",
        help: "How many quarters the picture is turned, counter-clockwise; 0 to 3 makes all four equally likely.",
        unit: Unit::Whole,
        scope: Scope::View,
        hard: (0.0, 3.0),
        soft: (0.0, 3.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 3.0 },
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(values: &Values, _frame: &Frame) -> Affine {
    Affine::rotation(-90.0 * f64::from(values.one(0)))
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::looks_at;

    #[test]
    fn the_top_shows_what_was_right_below_and_left() {
        let top = |quarters: f32| looks_at(&super::ENTRY, &[quarters], (0.0, -4.0));
        assert_eq!([0.0, 1.0, 2.0, 3.0].map(top), [(0.0, -4.0), (4.0, 0.0), (0.0, 4.0), (-4.0, 0.0)]);
    }
}
