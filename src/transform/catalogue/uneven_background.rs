//! Uneven background: a soft glow or shade at one place of the picture.

use crate::image::Planes;
use crate::transform::pixel_field::of_place;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

const AMOUNT: usize = 0;
const RADIUS: usize = 1;
const X: usize = 2;
const Y: usize = 3;

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
    kind: "uneven-background",
    name: "Uneven background",
    ignores: Ignores::Brightness,
    summary: "Adds a soft glow, or takes light away, about one place of the picture.",
    encoder_ignores: "the level of the background, even where it differs from place to place",
    formula: "v' = v + b (1 + cos(pi min(d / R, 1))) / 2, d the distance from (x, y), R the radius",
    source: "smooth background of out-of-focus light, as removed by S. Sternberg, Biomedical image \
             processing, Computer 16 (1983); the bump is a raised cosine",
    params: &[
        Param {
            name: "amount",
            label: "Amount",
            help: "What is added at the brightest place; below 0 it is taken away, 0 changes nothing.",
            unit: Unit::Window,
            scope: Scope::View,
            hard: (-1.0, 1.0),
            soft: (-0.5, 0.5),
            logarithmic: false,
            default: Setting::Uniform { low: -0.1, high: 0.2 },
            identity: Some(0.0),
        },
        Param {
            name: "radius",
            label: "Radius",
            help: "How far the glow reaches, as a share of the width of the picture.",
            unit: Unit::Fraction,
            scope: Scope::View,
            hard: (0.05, 2.0),
            soft: (0.1, 1.5),
            logarithmic: false,
            default: Setting::Uniform { low: 0.4, high: 1.0 },
            identity: None,
        },
        place("x", "Place across", "The middle of the glow, from the left edge (0) to the right edge (1)."),
        place("y", "Place down", "The middle of the glow, from the upper edge (0) to the lower edge (1)."),
    ],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/uneven_background.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let [amount, radius, across, down] = [AMOUNT, RADIUS, X, Y].map(|slot| step.values.one(slot));
    let glow = of_place(view, |x, y| {
        let (dx, dy) = (x - (across - 0.5), y - (down - 0.5));
        let share = ((dx * dx + dy * dy).sqrt() / radius).min(1.0);
        amount * (0.5 + 0.5 * libm::cosf(std::f32::consts::PI * share))
    });
    for c in 0..view.channels {
        view.channel_mut(c).iter_mut().zip(&glow).for_each(|(v, glow)| *v += glow);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{assert_close, drawn, even};

    /// The middle of 3 x 3 pixels gets all; a third of the picture away, with a radius of two
    /// thirds, is half; its diagonal neighbours lie at 1 / sqrt(2) of the radius.
    #[test]
    fn the_glow_falls_as_a_cosine() {
        let lit = drawn(&ENTRY, &[0.5, 2.0 / 3.0, 0.5, 0.5], &even(1, 3, 0.25), 1);
        let corner = 0.25 + 0.25 * (1.0 + (std::f32::consts::PI / 2f32.sqrt()).cos());
        let expected = [corner, 0.5, corner, 0.5, 0.75, 0.5, corner, 0.5, corner];
        assert_close(&lit.data, &expected, 1e-6);
    }

    #[test]
    fn beyond_the_radius_nothing_is_added() {
        let lit = drawn(&ENTRY, &[0.5, 0.3, 0.0, 0.0], &even(2, 10, 0.25), 1);
        assert!((lit.data[99] - 0.25).abs() < 1e-6 && lit.data[100] > 0.65);
    }
}
