//! Perspective: the picture as if seen at a slant, its four corners moved each on its own.

use crate::transform::philox::unit_f64;
use crate::transform::{
    Draw, Entry, Frame, Homography, Ignores, Param, Scope, Setting, Stage, Unit, Warp, WarpShape, Warping,
};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "perspective",
    name: "Perspective",
    ignores: Ignores::Shape,
    summary: "Shows the picture as if seen at a slant: each of its four corners is pulled outwards by another amount.",
    encoder_ignores: "slants, and a cell's exact proportions",
    formula: "the view's corners look at points that lie inside the picture's corners by u_i s width and \
              v_i s height, u_i and v_i uniform in 0 to 1 for each corner i; between them the projective map \
              x' = (h0 x + h1 y + h2) / (h6 x + h7 y + 1), y' = (h3 x + h4 y + h5) / (h6 x + h7 y + 1)",
    source: "P. Heckbert, Fundamentals of texture mapping and image warping (1989). As Albumentations' Perspective \
             the picture fills the view; torchvision's RandomPerspective(2 s) draws the same four points but pulls \
             the picture's corners in to them, the map the other way round, and paints what is then bare",
    params: &[Param {
        name: "share",
        label: "Most a corner moves",
        help: "The most by which a corner moves across and down, as a share of the picture's side. Up to a third \
               the picture is never folded over; torchvision's distortion scale is twice this number.",
        unit: Unit::Fraction,
        scope: Scope::View,
        // At a third, three corners may come to lie on a line; at 0.3 the far end is still magnified at most
        // seven times.
        hard: (0.0, 0.3),
        soft: (0.0, 0.25),
        logarithmic: false,
        default: Setting::Fixed(0.1),
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Warp(Warping { shape: WarpShape::Projective, make: warp }),
    discontinuous: false,
    only_channels: None,
};

fn warp(draw: &Draw, frame: &Frame) -> Warp {
    let share = f64::from(draw.values.one(0));
    let (width, height) = frame.extent;
    let across = draw.field.words(0).map(|word| (0.5 - share * unit_f64(word)) * width);
    let down = draw.field.words(1).map(|word| (0.5 - share * unit_f64(word)) * height);
    let corners =
        [(-across[0], -down[0]), (across[1], -down[1]), (across[2], down[2]), (-across[3], down[3])];
    Warp::projective(&Homography::from_rectangle(frame.extent, corners))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{least_growth, warped};

    #[test]
    fn corners_look_inside_by_at_most_the_share() {
        for seed in 0..50 {
            let warp = warped(&ENTRY, &[0.2], 80, seed);
            for (x, y) in [(-40.0f32, -40.0f32), (40.0, -40.0), (40.0, 40.0), (-40.0, 40.0)] {
                let [u, v] = warp.at([x, y]);
                for (from, to) in [(x, u), (y, v)] {
                    let inwards = (from - to) * from.signum();
                    assert!((-1e-3..16.0 + 1e-3).contains(&inwards), "{from} looks at {to}");
                }
            }
        }
    }

    #[test]
    fn the_picture_is_never_folded_over() {
        let least = (0..400).map(|seed| least_growth(&warped(&ENTRY, &[0.3], 80, seed), 40.0));
        assert!(least.fold(f32::INFINITY, f32::min) > 0.0);
    }

    #[test]
    fn corners_move_apart_from_each_other_and_not_at_all_at_zero() {
        let [a, b] = [0, 1].map(|seed| warped(&ENTRY, &[0.1], 80, seed));
        assert_ne!(a, b);
        assert!(warped(&ENTRY, &[0.0], 41, 7).is_identity());
    }
}
