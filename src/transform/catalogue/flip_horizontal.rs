//! Horizontal flip: the picture's mirror image. Mirrors the picture, left to right.

use crate::transform::{Affine, Entry, Frame, Ignores, Stage, Values};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "flip-horizontal",
    name: "Horizontal flip",
    ignores: Ignores::Orientation,
    summary: "Mirrors the picture, left to right.",
    encoder_ignores: "whether a cell is seen or its mirror image, left to right",
    formula: "x' = -x",
    source: "plane geometry",
    params: &[],
    prepare: None,
    stage: Stage::Geometry(map),
    discontinuous: false,
    only_channels: None,
};

fn map(_values: &Values, _frame: &Frame) -> Affine {
    Affine::scaling(-1.0, 1.0)
}
