//! Gaussian noise: adds a random number of its own to every pixel of every channel.

use crate::image::Planes;
use crate::transform::pixel_field::with_normal;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "gaussian-noise",
    name: "Gaussian noise",
    ignores: Ignores::Noise,
    summary: "Adds the noise of a camera's electronics to every pixel.",
    encoder_ignores: "noise, and whatever is fainter than it",
    formula: "v' = v + sigma n, n standard normal, one a pixel and channel",
    source: "read noise of a camera; normal numbers by G. Box and M. Muller, Ann. Math. Stat. 29 (1958)",
    params: &[Param {
        name: "sigma",
        label: "Strength",
        help: "The spread of what is added; 1 is the whole intensity window.",
        unit: Unit::Window,
        scope: Scope::View,
        hard: (0.0, 1.0),
        soft: (0.0, 0.2),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 0.05 },
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/gaussian_noise.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let sigma = step.values.one(0);
    if sigma == 0.0 {
        return;
    }
    with_normal(step, view, |value, normal| value + sigma * normal);
}
