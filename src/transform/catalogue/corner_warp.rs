//! Corner warp: one corner of the picture is pushed in, as DINO4Cells does.

use crate::transform::{
    Draw, Entry, Frame, Homography, Ignores, Param, Scope, Setting, Stage, Unit, Warp, WarpShape, Warping,
};

const CORNER: usize = 0;
const ACROSS: usize = 1;
const DOWN: usize = 2;

const fn push(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::Fraction,
        scope: Scope::View,
        // From a third on, the map's horizon would lie in the view.
        hard: (0.0, 0.3),
        soft: (0.0, 0.25),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 0.25 },
        identity: Some(0.0),
    }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "corner-warp",
    name: "Corner warp",
    ignores: Ignores::Shape,
    summary: "Pushes one corner of the picture inwards; the picture gives way as a sheet seen at a slant.",
    encoder_ignores: "a cell's exact proportions and slant",
    formula: "the projective map that takes one corner (x, y) to (x -+ dx width, y -+ dy height), inwards, and \
              leaves the other three in place",
    source: "M. Doron et al., Unbiased single-cell morphology with self-supervised vision transformers (bioRxiv \
             2023.06.16.545359), Warp_cell of DINO4Cells_code: any corner, both moves uniform in 0 to a quarter of \
             the side, there in whole pixels of the shorter side; what is laid bare is zero there, and follows the \
             recipe's border here",
    params: &[
        Param {
            name: "corner",
            label: "Which corner",
            help: "0 is the upper left corner, 1 the upper right, 2 the lower right, 3 the lower left.",
            unit: Unit::Whole,
            scope: Scope::View,
            hard: (0.0, 3.0),
            soft: (0.0, 3.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 3.0 },
            identity: None,
        },
        push(
            "across",
            "Push across",
            "How far the corner moves to the middle across, as a share of the picture's width.",
        ),
        push(
            "down",
            "Push down",
            "How far the corner moves to the middle up or down, as a share of its height.",
        ),
    ],
    prepare: None,
    stage: Stage::Warp(Warping { shape: WarpShape::Projective, make: warp }),
    discontinuous: false,
    only_channels: None,
};

fn warp(draw: &Draw, frame: &Frame) -> Warp {
    let (x, y) = (frame.extent.0 / 2.0, frame.extent.1 / 2.0);
    let mut corners = [(-x, -y), (x, -y), (x, y), (-x, y)];
    let [across, down] = [ACROSS, DOWN].map(|slot| 1.0 - 2.0 * f64::from(draw.values.one(slot)));
    if let Some(corner) = corners.get_mut(draw.values.one(CORNER) as usize) {
        *corner = (corner.0 * across, corner.1 * down);
    }
    // The shader wants the way back: where what is shown at a point came from.
    Warp::projective(&Homography::from_rectangle(frame.extent, corners).inverse())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{least_growth, warped};

    const CORNERS: [[f32; 2]; 4] = [[-40.0, -40.0], [40.0, -40.0], [40.0, 40.0], [-40.0, 40.0]];

    #[test]
    fn one_corner_comes_in_and_three_stay() {
        for corner in 0..4usize {
            let warp = warped(&ENTRY, &[corner as f32, 0.25, 0.125], 80, 0);
            for (number, [x, y]) in CORNERS.into_iter().enumerate() {
                let shown = if number == corner { [x / 2.0, y * 0.75] } else { [x, y] };
                let [u, v] = warp.at(shown);
                assert!((u - x).abs() < 1e-3 && (v - y).abs() < 1e-3, "{corner}: {shown:?} shows ({u}, {v})");
            }
        }
    }

    #[test]
    fn the_picture_is_never_folded_over() {
        for (across, down) in [(0.3, 0.3), (0.3, 0.0), (0.0, 0.3)] {
            assert!(least_growth(&warped(&ENTRY, &[2.0, across, down], 80, 0), 40.0) > 0.0);
        }
        assert!(warped(&ENTRY, &[1.0, 0.0, 0.0], 37, 0).is_identity());
    }
}
