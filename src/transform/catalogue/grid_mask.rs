//! Grid mask: squares in a regular grid are painted over.

use crate::image::Planes;
use crate::transform::{
    Entry, Frame, Ignores, Input, Needs, Param, Point, Prepare, Prepared, Scope, Setting, Stage, Unit, Values,
};

const fn place(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::None,
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
    kind: "grid-mask",
    name: "Grid mask",
    ignores: Ignores::Parts,
    summary: "Paints over squares in a regular grid, so that every part of a cell is hidden in some version.",
    encoder_ignores: "any single part of a cell; it must know cells by several parts",
    formula: "v' = v + m (fill - v), m the share of the pixel that lies in squares of side s P, one in each \
              P x P",
    source: "P. Chen, S. Liu, H. Zhao, J. Jia, GridMask data augmentation, arXiv 2001.04086 (2020), without \
             its turn of the grid",
    params: &[
        Param {
            name: "side",
            label: "Size of the squares",
            help: "The side of a square as a share of the spacing of the grid; 0 changes nothing.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 0.8),
            logarithmic: false,
            default: Setting::Uniform { low: 0.3, high: 0.5 },
            identity: Some(0.0),
        },
        Param {
            name: "period",
            label: "Spacing of the grid",
            help: "From one square to the next, as a share of the width of the picture.",
            unit: Unit::Fraction,
            scope: Scope::View,
            hard: (0.02, 1.0),
            soft: (0.05, 1.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.2, high: 0.5 },
            identity: None,
        },
        place("x", "Place across", "Where the grid begins, in spacings from the left edge."),
        place("y", "Place down", "Where the grid begins, in spacings from the upper edge."),
        Param {
            name: "fill",
            label: "Brightness of the squares",
            help: "What squares are painted with: 0 is the low end of the intensity window, 1 its high end.",
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
            Input { name: "side", scope: Scope::View },
            Input { name: "period", scope: Scope::View },
            Input { name: "left", scope: Scope::View },
            Input { name: "top", scope: Scope::View },
            Input { name: "fill", scope: Scope::View },
        ],
        compute: view_pixels,
    }),
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/grid_mask.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

/// Lengths in view pixels.
fn view_pixels(values: &Values, frame: &Frame) -> Values {
    let [side, period, x, y, fill] = [0, 1, 2, 3, 4].map(|slot| values.one(slot));
    let period = period * frame.size as f32;
    let mut inputs = Values::new();
    for value in [side * period, period, x * period, y * period, fill] {
        inputs.push([value]);
    }
    inputs
}

fn apply(step: &Prepared, view: &mut Planes) {
    let [side, period, left, top, fill] = [0, 1, 2, 3, 4].map(|slot| step.values.one(slot));
    let hidden = |length: usize, start: f32| -> Vec<f32> {
        let below = |edge: f32| hidden_before(edge - start, side, period);
        (0..length).map(|i| below(i as f32 + 1.0) - below(i as f32)).collect()
    };
    let (across, down) = (hidden(view.width, left), hidden(view.height, top));
    let width = view.width;
    for c in 0..view.channels {
        for (row, down) in view.channel_mut(c).chunks_exact_mut(width).zip(&down) {
            row.iter_mut().zip(&across).for_each(|(v, across)| *v += across * down * (fill - *v));
        }
    }
}

/// How much of a line is hidden up to `place`, counted from where the grid begins. It has no jumps,
/// so a square's edge may cut a pixel.
fn hidden_before(place: f32, side: f32, period: f32) -> f32 {
    let whole = (place / period).floor();
    whole * side + (place - whole * period).clamp(0.0, side)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, drawn, even};

    /// Squares of 2 in a spacing of 4, begun at 1: pixels 1, 2 and 5, 6 are hidden.
    #[test]
    fn squares_stand_in_a_grid() {
        let masked = drawn(&ENTRY, &[0.5, 0.5, 0.25, 0.25, 0.0], &even(2, 8, 1.0), 1);
        let row = |hidden: f32| [1.0, hidden, hidden, 1.0, 1.0, hidden, hidden, 1.0];
        assert_close(&masked.data[0..8], &row(1.0), 1e-6);
        assert_close(&masked.data[8..16], &row(0.0), 1e-6);
        // A quarter of the picture is hidden, in either channel.
        assert!((masked.mean(1) - 0.75).abs() < 1e-6);
    }

    /// A spacing of 4 in which 1 is hidden, begun at half a pixel.
    #[test]
    fn an_edge_within_a_pixel_hides_its_share() {
        let masked = drawn(&ENTRY, &[0.25, 1.0, 0.125, 0.0, 0.5], &even(1, 4, 1.0), 1);
        assert_close(&masked.data[0..4], &[0.75, 0.75, 1.0, 1.0], 1e-6);
    }
}
