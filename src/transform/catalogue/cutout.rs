//! Cutout: a box of the view is painted over.

use crate::image::Planes;
use crate::transform::{
    Entry, Frame, Ignores, Input, Needs, Param, Point, Prepare, Prepared, Scope, Setting, Stage, Unit, Values,
};

const SIDE: usize = 0;
const X: usize = 1;
const Y: usize = 2;
const FILL: usize = 3;

const fn place(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::Fraction,
        scope: Scope::View,
        hard: (0.0, 1.0),
        soft: (0.0, 1.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 1.0 },
        identity: None,
    }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "cutout",
    name: "Cutout",
    ignores: Ignores::Parts,
    summary: "Paints a box somewhere in the picture in one brightness.",
    encoder_ignores: "any single part of a cell; it must know cells by several parts",
    formula: "v' = fill inside a box of side * width about (x, y), cut at the edges",
    source: "T. DeVries, G. Taylor, Improved regularization of convolutional neural networks with cutout (2017)",
    params: &[
        Param {
            name: "side",
            label: "Size of the box",
            help: "The side of the box as a share of the picture's; 0 changes nothing.",
            unit: Unit::Fraction,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 0.6),
            logarithmic: false,
            default: Setting::Uniform { low: 0.1, high: 0.3 },
            identity: Some(0.0),
        },
        place("x", "Place across", "The middle of the box, from the left edge (0) to the right edge (1)."),
        place("y", "Place down", "The middle of the box, from the upper edge (0) to the lower edge (1)."),
        Param {
            name: "fill",
            label: "Brightness of the box",
            help: "What the box is painted with: 0 is the low end of the intensity window, 1 its high end.",
            unit: Unit::Window,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Fixed(0.0),
            identity: None,
        },
    ],
    prepare: Some(Prepare {
        inputs: &[
            Input { name: "left", scope: Scope::View },
            Input { name: "top", scope: Scope::View },
            Input { name: "right", scope: Scope::View },
            Input { name: "bottom", scope: Scope::View },
            Input { name: "fill", scope: Scope::View },
        ],
        compute: whole_pixels,
    }),
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/cutout.wgsl"),
        needs: Needs::Nothing,
    }),
    // Edges are whole pixels before either side draws them, so both cut the same box.
    discontinuous: false,
    only_channels: None,
};

fn whole_pixels(values: &Values, frame: &Frame) -> Values {
    let size = frame.size as f32;
    let half = values.one(SIDE) * size / 2.0;
    let edges = |place: f32| {
        let (low, high) = (place * size - half, place * size + half);
        [low.round().clamp(0.0, size), high.round().clamp(0.0, size)]
    };
    let ([left, right], [top, bottom]) = (edges(values.one(X)), edges(values.one(Y)));
    let mut inputs = Values::new();
    for value in [left, top, right, bottom, values.one(FILL)] {
        inputs.push([value]);
    }
    inputs
}

fn apply(step: &Prepared, view: &mut Planes) {
    let [left, top, right, bottom] = [0, 1, 2, 3].map(|slot| step.values.one(slot) as usize);
    let fill = step.values.one(4);
    let width = view.width;
    let (right, bottom) = (right.min(width), bottom.min(view.height));
    for c in 0..view.channels {
        let plane = view.channel_mut(c);
        for y in top..bottom {
            plane[y * width + left.min(right)..y * width + right].fill(fill);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Fit;

    #[test]
    fn a_box_at_a_corner_is_cut_at_the_edges() {
        let mut values = Values::new();
        for v in [0.5, 0.0, 1.0, 0.7] {
            values.push([v]);
        }
        let inputs = whole_pixels(&values, &Frame::new(8, 8, 8, Fit::Crop));
        let edges: Vec<f32> = (0..5).map(|slot| inputs.one(slot)).collect();
        assert_eq!(edges, [0.0, 6.0, 2.0, 8.0, 0.7]);
    }
}
