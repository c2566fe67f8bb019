//! Gaussian noise: adds a random number of its own to every pixel of every channel.

use crate::image::Planes;
use crate::transform::philox::unit_f32;
use crate::transform::{Entry, Ignores, Param, Point, Prepared, Scope, Setting, Stage, Unit};

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
        needs_means: false,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let sigma = step.values.one(0);
    if sigma == 0.0 {
        return;
    }
    let area = view.area();
    // Four channels share the four words of one counter, as in the shader.
    for group in 0..view.channels.div_ceil(4) {
        let first = group * 4;
        let last = (first + 4).min(view.channels);
        for pixel in 0..area {
            let words = step.field.words((group * area + pixel) as u32);
            let normals = normals(words);
            for c in first..last {
                view.data[c * area + pixel] += sigma * normals[c - first];
            }
        }
    }
}

/// Four standard normal numbers out of four random words (Box and Muller).
fn normals(words: [u32; 4]) -> [f32; 4] {
    let pair = |a: u32, b: u32| {
        let radius = libm::sqrtf(-2.0 * libm::logf(unit_f32(a)));
        let (sin, cos) = libm::sincosf(std::f32::consts::TAU * unit_f32(b));
        [radius * cos, radius * sin]
    };
    let [a, b] = pair(words[0], words[1]);
    let [c, d] = pair(words[2], words[3]);
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{StreamName, ViewKey};

    #[test]
    fn noise_has_mean_zero_and_spread_one() {
        let stream = ViewKey::new(1, "a", 0, 0).stream(StreamName::new("noise-1", "x"));
        let all: Vec<f64> =
            (0..25_000).flat_map(|i| normals(stream.words(i))).map(f64::from).collect();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let variance = all.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
        // Five standard errors: 1/sqrt(n) for the mean, sqrt(2/n) for the variance.
        assert!(mean.abs() < 5.0 / n.sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 5.0 * (2.0 / n).sqrt(), "{variance}");
    }
}
