//! Centre zoom: shows the middle of the picture enlarged and leaves its margin out.

use crate::transform::{Affine, Entry, Frame, Ignores, Param, Scope, Setting, Stage, Unit, Values};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "centre-zoom",
    name: "Centre zoom",
    ignores: Ignores::Parts,
    summary: "Shows the middle of the picture enlarged and leaves its margin out, always by the same magnification.",
    encoder_ignores: "whatever lies near the edge of the picture, such as neighbouring cells",
    formula: "x' = k x, y' = k y: the middle 1/k of the width and height fills the view",
    source: "plane geometry; a centre crop, as torchvision's CenterCrop, enlarged to the view",
    params: &[Param {
        name: "magnification",
        label: "Magnification",
        help: "How many times larger the middle is shown; 2 shows half of the width and height.",
        unit: Unit::Factor,
        scope: Scope::View,
        hard: (1.0, 10.0),
        soft: (1.0, 3.0),
        logarithmic: true,
        default: Setting::Fixed(1.5),
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
    use crate::transform::catalogue::tests::looks_at;

    #[test]
    fn the_corner_shows_what_was_half_way_to_it() {
        assert_eq!(looks_at(&super::ENTRY, &[2.0], (20.0, -20.0)), (10.0, -10.0));
    }
}
