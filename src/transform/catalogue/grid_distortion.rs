//! Grid distortion: the rows and columns of a grid grow and shrink at random.

use crate::transform::philox::unit_f64;
use crate::transform::{
    Draw, Entry, Frame, Ignores, NODES, Param, Scope, Setting, Stage, Unit, Warp, WarpShape, Warping,
};

const STEPS: usize = 0;
const LIMIT: usize = 1;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "grid-distortion",
    name: "Grid distortion",
    ignores: Ignores::Shape,
    summary: "Divides the picture by a grid and makes its columns and rows wider or narrower, each by another amount.",
    encoder_ignores: "a cell's proportions, which differ from part to part",
    formula: "column i of n shows (1 + a_i) / sum(1 + a) of the picture's width, a_i uniform in -limit to limit, \
              linear within a column; rows likewise with numbers of their own",
    source: "Albumentations' GridDistortion with normalized=True: the picture's edges stay in place. That one draws \
             n + 1 widths of whole pixels, the last for the remainder",
    params: &[
        Param {
            name: "steps",
            label: "Columns and rows",
            help: "How many columns, and how many rows, the grid has.",
            unit: Unit::Whole,
            scope: Scope::View,
            hard: (1.0, (NODES - 1) as f64),
            soft: (2.0, 10.0),
            logarithmic: false,
            default: Setting::Fixed(5.0),
            identity: None,
        },
        Param {
            name: "limit",
            label: "Most a width changes",
            help: "The most by which a column or row shows more or less than its share; 0.3 is 30 % more or less. \
                   Below 1 none vanishes, so the picture is never folded over.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 0.9),
            soft: (0.0, 0.8),
            logarithmic: false,
            default: Setting::Fixed(0.3),
            identity: Some(0.0),
        },
    ],
    prepare: None,
    stage: Stage::Warp(Warping { shape: WarpShape::Linear, make: warp }),
    discontinuous: false,
    only_channels: None,
};

fn warp(draw: &Draw, frame: &Frame) -> Warp {
    let steps = (draw.values.one(STEPS) as usize).clamp(1, NODES - 1);
    let limit = f64::from(draw.values.one(LIMIT));
    let (width, height) = frame.extent;
    let moves = |axis: usize, extent: f64| -> [f32; NODES] {
        let widths = |i: usize| 1.0 + limit * (2.0 * unit_f64(draw.field.words(i as u32)[axis]) - 1.0);
        let whole: f64 = (0..steps).map(widths).sum();
        let mut moves = [0.0; NODES];
        let mut reached = 0.0;
        // Both edges stay, so the last node is left at 0 too.
        for (i, moved) in moves.iter_mut().enumerate().take(steps).skip(1) {
            reached += widths(i - 1);
            *moved = (extent * (reached / whole - i as f64 / steps as f64)) as f32;
        }
        moves
    };
    let (across, down) =
        if limit > 0.0 { (moves(0, width), moves(1, height)) } else { ([0.0; NODES], [0.0; NODES]) };
    let spacing = (width / steps as f64, height / steps as f64);
    Warp::linear(steps, spacing, |column, row| [across[column], down[row]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{least_growth, warped};

    #[test]
    fn columns_change_within_the_limit_and_edges_stay() {
        for seed in 0..30 {
            let warp = warped(&ENTRY, &[5.0, 0.3], 100, seed);
            let lines: Vec<f32> = (0..=5u8).map(|i| warp.at([f32::from(i) * 20.0 - 50.0, 7.0])[0]).collect();
            assert!((lines[0] + 50.0).abs() < 1e-4 && (lines[5] - 50.0).abs() < 1e-4, "{lines:?}");
            let widths: Vec<f32> = lines.windows(2).map(|pair| pair[1] - pair[0]).collect();
            for width in &widths {
                assert!((20.0 * 0.7 / 1.3..20.0 * 1.3 / 0.7).contains(width), "{widths:?}");
            }
            // Linear within a column, the same on every row, and rows have numbers of their own.
            let middle = warp.at([-40.0, -31.0])[0];
            assert!((middle - 0.5 * (lines[0] + lines[1])).abs() < 1e-3, "{middle} in {lines:?}");
            assert!((warp.at([7.0, -30.0])[1] - lines[1]).abs() > 1e-4);
        }
    }

    #[test]
    fn the_picture_is_never_folded_over() {
        for seed in 0..100 {
            assert!(least_growth(&warped(&ENTRY, &[15.0, 0.9], 100, seed), 50.0) > 0.0);
        }
        assert!(warped(&ENTRY, &[7.0, 0.0], 37, 0).is_identity());
    }
}
