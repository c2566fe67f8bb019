//! Debris: a few bright or dark discs lie on the picture.

use super::disc_defocus::covered;
use crate::image::Planes;
use crate::transform::philox::unit_f32;
use crate::transform::{
    Entry, Frame, Ignores, Input, Needs, Param, Point, Prepare, Prepared, Scope, Setting, Stage, Unit, Values,
};

/// The most discs: the shader's loop.
const MOST: f32 = 4.0;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "debris",
    name: "Debris",
    ignores: Ignores::Parts,
    summary: "Lays up to four bright or dark discs on the picture, as dust and debris on a slide do.",
    encoder_ignores: "dust, debris and bright specks beside or on a cell",
    formula: "v' = v + sum_i s_i w_i, w_i = clamp(R_i - d_i + 1/2, 0, 1) in view pixels, d_i the distance \
              from disc i; places anywhere, R_i from a third of R to R, s_i from half of s to s, alike \
              likely",
    source: "artefacts of slides; a disc is the simplest shape of a particle out of the plane of focus",
    params: &[
        Param {
            name: "count",
            label: "How many",
            help: "The number of discs, rounded to a whole number.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 4.0),
            soft: (0.0, 4.0),
            logarithmic: false,
            default: Setting::Uniform { low: 0.0, high: 4.0 },
            identity: Some(0.0),
        },
        Param {
            name: "radius",
            label: "Largest radius",
            help: "The radius of the largest disc in pixels of the source image; others are smaller, down to \
                   a third of it.",
            unit: Unit::SourcePixels,
            scope: Scope::View,
            hard: (0.5, 200.0),
            soft: (0.5, 30.0),
            logarithmic: false,
            default: Setting::Uniform { low: 2.0, high: 8.0 },
            identity: None,
        },
        Param {
            name: "strength",
            label: "Strength",
            help: "How much brighter the strongest disc is, or darker below 0; others are weaker, down to \
                   half of it.",
            unit: Unit::Window,
            scope: Scope::View,
            hard: (-1.0, 1.0),
            soft: (-1.0, 1.0),
            logarithmic: false,
            default: Setting::Uniform { low: -0.5, high: 0.5 },
            identity: Some(0.0),
        },
    ],
    prepare: Some(Prepare {
        inputs: &[
            Input { name: "count", scope: Scope::View },
            Input { name: "radius_x", scope: Scope::View },
            Input { name: "radius_y", scope: Scope::View },
            Input { name: "strength", scope: Scope::View },
        ],
        compute: view_pixels,
    }),
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/debris.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

/// Whole discs, and radii in view pixels.
fn view_pixels(values: &Values, frame: &Frame) -> Values {
    let (across, down) = frame.source_pixels_per_pixel();
    let [count, radius, strength] = [0, 1, 2].map(|slot| values.one(slot));
    let mut inputs = Values::new();
    for value in [
        count.round().clamp(0.0, MOST),
        (f64::from(radius) / across) as f32,
        (f64::from(radius) / down) as f32,
        strength,
    ] {
        inputs.push([value]);
    }
    inputs
}

fn apply(step: &Prepared, view: &mut Planes) {
    let [count, radius_x, radius_y, strength] = [0, 1, 2, 3].map(|slot| step.values.one(slot));
    let (width, height) = (view.width, view.height);
    for disc in 0..count as u32 {
        let [x, y, size, light] = step.field.words(disc).map(unit_f32);
        let (middle_x, middle_y) = (x * width as f32 - 0.5, y * height as f32 - 0.5);
        let size = (1.0 + 2.0 * size) / 3.0;
        let light = strength * (0.5 + 0.5 * light);
        let (radius_x, radius_y) = (size * radius_x, size * radius_y);
        let disc: Vec<f32> = (0..view.area())
            .map(|i| ((i % width) as f32 - middle_x, (i / width) as f32 - middle_y))
            .map(|(dx, dy)| light * covered(dx, dy, radius_x, radius_y))
            .collect();
        for c in 0..view.channels {
            view.channel_mut(c).iter_mut().zip(&disc).for_each(|(v, light)| *v += light);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{drawn, even};

    /// A disc of radius R covers pi R^2; with size s between 1/3 and 1 and light between 0.5 and 1.
    #[test]
    fn a_disc_adds_its_area_times_its_light() {
        let side = 600;
        let mut counted = 0;
        for radius in [9.0, 18.0] {
            let lit = drawn(&ENTRY, &[1.0, radius, 0.8], &even(2, side, 0.0), 1);
            let peak = lit.data.iter().fold(0.0f32, |most, v| most.max(*v));
            assert!((0.4..=0.8).contains(&peak), "{peak}");
            let area = f64::from(lit.channel(1).iter().sum::<f32>() / peak);
            let full = std::f64::consts::PI * f64::from(radius) * f64::from(radius);
            let on_edge = (0..side * side).any(|i| {
                let (x, y) = (i % side, i / side);
                let edge = x.min(y) == 0 || x.max(y) == side - 1;
                edge && lit.data[i] > 0.0
            });
            if !on_edge {
                assert!(full / 9.5 < area && area < full * 1.02, "{area} of {full}");
                counted += 1;
            }
        }
        assert!(counted > 0, "every disc lay on an edge");
    }

    #[test]
    fn discs_are_counted_and_dark_ones_take_away() {
        let spots = |count: f32| {
            let dark = drawn(&ENTRY, &[count, 3.0, -0.5], &even(1, 100, 0.75), 1);
            dark.data.iter().filter(|v| **v < 0.74).count()
        };
        assert_eq!(spots(0.4), 0);
        assert!(0 < spots(1.0) && spots(1.0) < spots(2.0) && spots(2.0) < spots(4.0));
        assert_eq!(spots(3.6), spots(4.0));
    }
}
