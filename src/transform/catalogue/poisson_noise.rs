//! Shot noise: each pixel counts photons, and counting is random.

use crate::image::Planes;
use crate::transform::pixel_field::with_random;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The largest mean, in photons, whose counts are searched one by one.
const LARGEST_SEARCHED: f32 = 30.0;
/// Probabilities beyond the mean below this are less than a random number's last digit.
const NEGLIGIBLE: f32 = 1e-8;

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "poisson-noise",
    name: "Shot noise",
    ignores: Ignores::Noise,
    summary: "Counts photons in every pixel: fewer photons make a grainier picture, bright parts more than \
              dark ones. Zero of the window is taken as no light.",
    encoder_ignores: "the grain of a picture taken with little light",
    formula: "v' = k / N, k from the Poisson distribution of mean N v; values of 0 and below stay",
    source: "Poisson statistics of photon counting, J. Janesick, Photon Transfer (2007); inversion by \
             sequential search, L. Devroye, Non-Uniform Random Variate Generation (1986), X.3; above a mean \
             of 30 photons the normal distribution of the same mean and variance",
    params: &[Param {
        name: "photons",
        label: "Photons at full brightness",
        help: "How many photons a pixel at the high end of the window catches; fewer are noisier.",
        unit: Unit::Photons,
        scope: Scope::View,
        hard: (1.0, 1_000_000.0),
        soft: (10.0, 10_000.0),
        logarithmic: true,
        default: Setting::LogUniform { low: 100.0, high: 2000.0 },
        identity: None,
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/poisson_noise.wgsl"),
        needs: Needs::Nothing,
    }),
    // Small counts are whole numbers: at the edge between two, a tiny difference makes one photon more.
    discontinuous: true,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let photons = step.values.one(0);
    with_random(step, view, |value, unit| {
        let lit = value > 0.0;
        if lit { counted(photons * value, unit) / photons } else { value }
    });
}

/// The count at quantile `unit` of the Poisson distribution of this mean, above 0.
///
/// Up to [`LARGEST_SEARCHED`] the probabilities of 0, 1, 2, .. are summed until they reach `unit`.
/// Above, the count is the quantile of the normal distribution, not rounded to whole photons.
fn counted(mean: f32, unit: f32) -> f32 {
    if mean > LARGEST_SEARCHED {
        return (mean + mean.sqrt() * normal_quantile(unit)).max(0.0);
    }
    let mut count = 0.0;
    let mut probability = libm::expf(-mean);
    let mut sum = probability;
    while unit > sum && (count < mean || probability > NEGLIGIBLE) {
        count += 1.0;
        probability *= mean / count;
        sum += probability;
    }
    count
}

/// The standard normal quantile function, accurate in 32 bits (M. Giles, Approximating the erfinv
/// function, GPU Computing Gems, 2012).
fn normal_quantile(p: f32) -> f32 {
    const MIDDLE: [f32; 9] = [
        2.810_226_4e-8,
        3.432_739_4e-7,
        -3.523_387_8e-6,
        -4.391_506_5e-6,
        2.185_808_7e-4,
        -1.253_725e-3,
        -4.177_681_6e-3,
        0.246_640_73,
        1.501_409_4,
    ];
    const TAIL: [f32; 9] = [
        -2.002_142_6e-4,
        1.009_505_6e-4,
        1.349_343_2e-3,
        -3.673_428_4e-3,
        5.739_507_7e-3,
        -7.622_461_3e-3,
        9.438_870_5e-3,
        1.001_674,
        2.832_976_8,
    ];
    let polynomial = |coefficients: [f32; 9], x: f32| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let w = -libm::logf(4.0 * p * (1.0 - p));
    let slope = if w < 5.0 { polynomial(MIDDLE, w - 2.5) } else { polynomial(TAIL, w.sqrt() - 3.0) };
    std::f32::consts::SQRT_2 * slope * (2.0 * p - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{drawn, even, moments};

    /// The distribution function of mean 1 is 0.368, 0.736, 0.920, 0.981 at 0, 1, 2, 3.
    #[test]
    fn small_counts_are_exact_quantiles() {
        for (unit, expected) in [(0.36, 0.0), (0.37, 1.0), (0.73, 1.0), (0.74, 2.0), (0.93, 3.0)] {
            assert_eq!(counted(1.0, unit), expected, "{unit}");
        }
    }

    /// `scipy.stats.norm.ppf`.
    #[test]
    fn normal_quantiles_agree_with_scipy() {
        for (p, expected) in
            [(1e-6, -4.753_424), (0.01, -2.326_348), (0.25, -0.674_489_8), (0.5, 0.0), (0.975, 1.959_964)]
        {
            assert!((normal_quantile(p) - expected).abs() < 4e-6, "{p}: {}", normal_quantile(p));
        }
    }

    /// Both have the mean and the variance of counting, on both sides of the switch.
    #[test]
    fn mean_and_variance_are_those_of_counting() {
        for (photons, value) in [(10.0, 0.05), (10.0, 0.4), (40.0, 0.74), (40.0, 0.76), (1000.0, 0.5)] {
            let noisy = drawn(&ENTRY, &[photons], &even(3, 100, value), 1);
            let n = 10_000.0;
            let counts = f64::from(photons * value);
            for c in 0..3 {
                let (mean, variance) = moments(noisy.channel(c));
                let photons = f64::from(photons);
                // Five standard errors; the fourth moment of counting is counts + 3 counts^2.
                let sure_mean = 5.0 * (counts / n).sqrt();
                let sure_variance = 5.0 * ((counts + 2.0 * counts * counts) / n).sqrt();
                assert!((mean * photons - counts).abs() < sure_mean, "{counts}: mean {mean}");
                let variance = variance * photons * photons;
                assert!((variance - counts).abs() < sure_variance, "{counts}: variance {variance}");
            }
        }
    }

    #[test]
    fn the_last_random_number_ends_the_search_and_dark_stays_dark() {
        for mean in [1e-30, 0.1, 1.0, 29.9, 30.0, 30.1] {
            let most = counted(mean, 1.0 - f32::EPSILON / 2.0);
            assert!(most <= mean + 7.0 * mean.sqrt() + 7.0, "{mean}: {most}");
        }
        assert_eq!(drawn(&ENTRY, &[20.0], &even(1, 4, -0.1), 1), even(1, 4, -0.1));
    }
}
