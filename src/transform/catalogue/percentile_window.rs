//! Percentile window: stretches each channel between two of its percentiles.

use crate::image::Planes;
use crate::transform::levels::Levels;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

const LOW: usize = 0;
const HIGH: usize = 1;
const TOGETHER: usize = 2;
const STRENGTH: usize = 3;
/// The narrowest window, so that an even picture is not stretched into noise.
const NARROWEST: f32 = 1.0 / 32.0;

const fn percentile(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    hard: (f64, f64),
    soft: (f64, f64),
    default: (f64, f64),
) -> Param {
    let default = Setting::Uniform { low: default.0, high: default.1 };
    let (unit, scope) = (Unit::None, Scope::View);
    Param { name, label, help, unit, scope, hard, soft, logarithmic: false, default, identity: None }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "percentile-window",
    name: "Window by percentiles",
    ignores: Ignores::Brightness,
    summary: "Stretches each channel so that a low percentile of its values becomes black and a high one white. \
              Erases absolute intensity: a dim and a bright cell come out alike. Leave it out where brightness tells \
              classes apart.",
    encoder_ignores: "absolute intensity: how bright a picture is as a whole",
    formula: "v' = v + s ((v - a) / max(b - a, 1/32) - v), a and b the low and the high percentile of the view's \
              values, of each channel or of all together",
    source: "contrast stretching by percentiles, as rescale_intensity of scikit-image with in_range of two \
             percentiles; these are found on 256 levels of the window, so values beyond it count as its ends, and \
             may differ by a level from those of sorted values",
    params: &[
        percentile(
            "low",
            "Low percentile",
            "The percentile (0 to 100) that becomes black: 0 is the darkest pixel.",
            (0.0, 45.0),
            (0.0, 20.0),
            (0.0, 2.0),
        ),
        percentile(
            "high",
            "High percentile",
            "The percentile (0 to 100) that becomes white: 100 is the brightest pixel.",
            (55.0, 100.0),
            (80.0, 100.0),
            (98.0, 100.0),
        ),
        Param {
            name: "together",
            label: "All channels together",
            help: "0 stretches each channel by its own percentiles, 1 all channels by those of all values, which \
                   keeps channels comparable.",
            unit: Unit::Whole,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Fixed(0.0),
            identity: None,
        },
        Param {
            name: "strength",
            label: "Strength",
            help: "1 is the whole stretch, 0 changes nothing.",
            unit: Unit::None,
            scope: Scope::View,
            hard: (0.0, 1.0),
            soft: (0.0, 1.0),
            logarithmic: false,
            default: Setting::Fixed(1.0),
            identity: Some(0.0),
        },
    ],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/percentile_window.wgsl"),
        needs: Needs::Tables { tiles: 1, limit: None },
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let [low, high, together, strength] = [LOW, HIGH, TOGETHER, STRENGTH].map(|slot| step.values.one(slot));
    let all = (together > 0.5).then(|| Levels::of_all(view));
    let values = (if all.is_some() { view.data.len() } else { view.area() }) as f32;
    // The first of n values has 1/2n of them below it, the last all but 1/2n.
    let [low, high] = [low, high].map(|percent| {
        let share = percent / 100.0;
        share + (0.5 - share) / values
    });
    for c in 0..view.channels {
        let table = all.clone().unwrap_or_else(|| Levels::of_channel(view, c));
        let [black, white] = [low, high].map(|share| table.value_at(share));
        let width = (white - black).max(NARROWEST);
        view.channel_mut(c).iter_mut().for_each(|v| *v += strength * ((*v - black) / width - *v));
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::{applied, assert_close};

    #[test]
    fn the_darkest_and_brightest_value_become_black_and_white() {
        let values = [0.2, 0.3, 0.4, 0.7, 0.21, 0.6, 0.41, 0.26];
        let stretched =
            |together: f32| applied(&super::ENTRY, &[&[0.0], &[100.0], &[together], &[1.0]], &values, 2);
        let each = [0.0, 0.2, 0.4, 1.0, 0.0, 1.0, 0.2 / 0.39, 0.05 / 0.39];
        assert_close(&stretched(0.0), &each, 0.002);
        assert_close(&stretched(1.0), &values.map(|v| (v - 0.2) / 0.5), 0.002);
    }

    /// `numpy.percentile((numpy.arange(1001) * 0.6 / 1000 + 0.2) ** 2, [5, 90])`.
    #[test]
    fn percentiles_agree_with_numpy() {
        let values: Vec<f32> = (0..=1000).map(|i| (i as f32 * 0.6 / 1000.0 + 0.2).powi(2)).collect();
        let (black, white) = (0.0529, 0.5476);
        let expected: Vec<f32> = values.iter().map(|v| (v - black) / (white - black)).collect();
        let stretched = applied(&super::ENTRY, &[&[5.0], &[90.0], &[0.0], &[1.0]], &values, 1);
        assert_close(&stretched, &expected, 1.0 / 255.0);
    }

    #[test]
    fn an_even_picture_is_not_torn_apart() {
        let even = applied(&super::ENTRY, &[&[2.0], &[98.0], &[0.0], &[1.0]], &[0.5, 0.5, 0.5, 0.501], 1);
        assert!(even.iter().all(|v| v.abs() < 0.2), "{even:?}");
    }
}
