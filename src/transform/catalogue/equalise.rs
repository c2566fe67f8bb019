//! Equalise: spreads the values of each channel evenly between black and white.

use crate::image::Planes;
use crate::transform::levels::Levels;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "equalise",
    name: "Equalise",
    ignores: Ignores::Brightness,
    summary: "Spreads the values of each channel evenly between black and white, so that every grey is equally \
              common.",
    encoder_ignores: "exposure and the curve by which brightness was recorded; how much brighter one part is than \
                      another is lost",
    formula: "v' = v + s (F(v) - v), F(v) the share of the channel's values below v (those at v count half)",
    source: "histogram equalisation, R. Gonzalez and R. Woods, Digital Image Processing, ch. 3. As equalize_hist of \
             scikit-image, with these differences: 256 levels from 0 to 1 of the window, whatever the smallest and \
             largest value; a value between two levels is split among them; values at v count half, where \
             scikit-image counts them in full",
    params: &[Param {
        name: "strength",
        label: "Strength",
        help: "1 makes every grey equally common, 0 changes nothing.",
        unit: Unit::None,
        scope: Scope::View,
        hard: (0.0, 1.0),
        soft: (0.0, 1.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 1.0 },
        identity: Some(0.0),
    }],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/equalise.wgsl"),
        needs: Needs::Tables { tiles: 1, limit: None },
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let strength = step.values.one(0);
    for c in 0..view.channels {
        let table = Levels::of_channel(view, c);
        view.channel_mut(c).iter_mut().for_each(|v| *v += strength * (table.share_below(*v) - *v));
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::catalogue::tests::{applied, assert_close};

    /// Of four values the first has half of itself below it, the second one and a half, ...
    #[test]
    fn values_are_spread_evenly_whatever_they_were() {
        let values = [0.1, 0.2, 0.3, 0.9, 0.05, 0.9, 0.06, 0.07];
        let even = applied(&super::ENTRY, &[&[1.0]], &values, 2);
        let expected = [0.125, 0.375, 0.625, 0.875, 0.125, 0.875, 0.375, 0.625];
        assert_close(&even, &expected, 0.002);
        let half = applied(&super::ENTRY, &[&[0.5]], &values, 2);
        assert!((half[3] - (0.9 + 0.875) / 2.0).abs() < 0.001);
    }

    #[test]
    fn equal_values_stay_equal_and_their_order_is_kept() {
        let values: Vec<f32> = (0..200).map(|i| ((i * 37) % 50) as f32 / 60.0).collect();
        let even = applied(&super::ENTRY, &[&[1.0]], &values, 1);
        for (i, (a, even_a)) in values.iter().zip(&even).enumerate() {
            for (b, even_b) in values.iter().zip(&even).skip(i) {
                assert_eq!(a.total_cmp(b), even_a.total_cmp(even_b), "{a} {b}");
            }
        }
    }
}
