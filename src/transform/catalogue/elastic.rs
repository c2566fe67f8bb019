//! Elastic: the picture is pulled about smoothly, as a gel or tissue gives way.

use crate::transform::normal::normals;
use crate::transform::philox::ROW;
use crate::transform::{
    Draw, Entry, Frame, Ignores, NODES, Param, Scope, Setting, Stage, Unit, Warp, WarpShape, Warping,
};

const SPACING: usize = 0;
const AMOUNT: usize = 1;

/// The spread of a cubic field whose nodes have a spread of 1, on average over the plane: the sum of squares of
/// the spline's weights along one axis is 151/315 on average, and there are two axes.
const SPREAD: f64 = 151.0 / 315.0;

/// The most that a node moves, in spacings: below 1 / 2.0464 the map is one to one.
const MOST: f64 = 0.48;

// A row of nodes takes its numbers from one row of counters.
const _: () = assert!(NODES == ROW, "a row of nodes is a row of random numbers");

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "elastic",
    name: "Elastic",
    ignores: Ignores::Shape,
    summary: "Pulls the picture about smoothly and at random, as soft tissue and gels give way.",
    encoder_ignores: "the exact outline and shape of a cell",
    formula: "(x, y) shows what lay at (x, y) + d(x, y); d is a uniform cubic B-spline over a grid of nodes, each \
              normal with standard deviation s 315 / 151, so that d has s, and cut to +-0.48 spacings across and \
              down",
    source: "P. Simard et al., Best practices for convolutional neural networks (ICDAR 2003); a coarse grid with a \
             cubic between as in O. Ronneberger et al., U-Net (MICCAI 2015); one to one by Y. Choi, S. Lee, Injectivity \
             conditions of 2D and 3D uniform cubic B-spline functions (Graphical Models 62, 2000)",
    params: &[
        Param {
            name: "spacing",
            label: "Spacing",
            help: "How far apart the points are that are pulled each on its own, in pixels of the source image: about \
                   the size of what is moved as a whole. The grid has 16 points a side; where they would not span \
                   the picture (spacing below a thirteenth of its side) they are put further apart.",
            unit: Unit::SourcePixels,
            scope: Scope::View,
            hard: (2.0, 2000.0),
            soft: (8.0, 200.0),
            logarithmic: true,
            default: Setting::Fixed(32.0),
            identity: None,
        },
        Param {
            name: "amount",
            label: "Amount",
            help: "How far points move, as a standard deviation in pixels of the source image. Above about a tenth \
                   of the spacing the furthest moves are cut, so that the picture is never folded over.",
            unit: Unit::SourcePixels,
            scope: Scope::View,
            hard: (0.0, 200.0),
            soft: (0.0, 20.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 3.0 },
            identity: Some(0.0),
        },
    ],
    prepare: None,
    stage: Stage::Warp(Warping { shape: WarpShape::Cubic, make: warp }),
    discontinuous: false,
    only_channels: None,
};

fn warp(draw: &Draw, frame: &Frame) -> Warp {
    let spacing = f64::from(draw.values.one(SPACING));
    let spans = Warp::CUBIC_SPANS as f64;
    let spacing = (spacing.max(frame.extent.0 / spans), spacing.max(frame.extent.1 / spans));
    let spread = (f64::from(draw.values.one(AMOUNT)) / SPREAD) as f32;
    let most = [spacing.0, spacing.1].map(|spacing| (MOST * spacing) as f32);
    let rows: Vec<_> = (0..NODES as u32).map(|row| normals(draw.field.row(row * ROW as u32))).collect();
    Warp::cubic(spacing, |column, row| {
        [0, 1].map(|axis| (spread * rows[row][axis][column]).clamp(-most[axis], most[axis]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{least_growth, moments, warped};

    #[test]
    fn points_move_by_the_amount_that_was_set() {
        let (mut across, mut down) = (Vec::new(), Vec::new());
        for seed in 0..200 {
            let warp = warped(&ENTRY, &[40.0, 2.0], 400, seed);
            for i in 0..25u8 {
                let (x, y) = (f32::from(i % 5) * 83.0 - 166.0, f32::from(i / 5) * 77.0 - 154.0);
                let [u, v] = warp.at([x, y]);
                across.push(u - x);
                down.push(v - y);
            }
        }
        for moved in [across, down] {
            let (mean, variance) = moments(&moved);
            // 5,000 numbers, neighbours hardly alike.
            assert!(
                mean.abs() < 0.2 && (variance.sqrt() - 2.0).abs() < 0.15,
                "{mean} +- {}",
                variance.sqrt()
            );
        }
    }

    #[test]
    fn the_picture_is_never_folded_over() {
        for seed in 0..40 {
            let warp = warped(&ENTRY, &[20.0, 200.0], 240, seed);
            assert!(least_growth(&warp, 140.0) > 0.0, "seed {seed}");
        }
        // Every node pulled as far as it may, each way.
        for seed in 0..2000u32 {
            let sign = |column: usize, row: usize, axis: u32| {
                let place = (2 * (row * NODES + column)) as u32 + axis;
                let bits = crate::transform::philox::philox4x32([seed, 5], [place, 0, 0, 0])[0];
                if bits & 1 == 0 { MOST as f32 } else { -MOST as f32 }
            };
            let warp = Warp::cubic((1.0, 1.0), |column, row| [sign(column, row, 0), sign(column, row, 1)]);
            assert!(least_growth(&warp, 1.0) > 0.0, "signs {seed}");
        }
    }

    #[test]
    fn a_small_spacing_is_widened_until_the_grid_spans_the_view() {
        assert_eq!(warped(&ENTRY, &[2.0, 1.0], 260, 3), warped(&ENTRY, &[20.0, 1.0], 260, 3));
        assert_ne!(warped(&ENTRY, &[21.0, 1.0], 260, 3), warped(&ENTRY, &[20.0, 1.0], 260, 3));
        assert!(warped(&ENTRY, &[32.0, 0.0], 260, 3).is_identity());
    }
}
