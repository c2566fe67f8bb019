//! Vertical flip: the picture's mirror image. Mirrors the picture, top to bottom.

use crate::transform::{Affine, Entry, Frame, Ignores, Stage, Values};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "flip-vertical",
    name: "Vertical flip",
    ignores: Ignores::Orientation,
    summary: "Mirrors the picture, top to bottom.",
    encoder_ignores: "whether a cell is seen or its mirror image, top to bottom",
    formula: "y' = -y",
    source: "plane geometry",
    params: &[],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(_values: &Values, _frame: &Frame) -> Affine {
    Affine::scaling(1.0, -1.0)
}
