//! Colour jitter: brightness, contrast, saturation and hue, in this order.

use super::grey::LUMA;
use crate::image::Planes;
use crate::transform::{Entry, Ignores, Needs, Param, Point, Prepared, Scope, Setting, Stage, Unit};

const BRIGHTNESS: usize = 0;
const CONTRAST: usize = 1;
const SATURATION: usize = 2;
const HUE: usize = 3;

const fn factor(name: &'static str, label: &'static str, help: &'static str) -> Param {
    Param {
        name,
        label,
        help,
        unit: Unit::Factor,
        scope: Scope::View,
        hard: (0.0, 5.0),
        soft: (0.0, 2.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.6, high: 1.4 },
        identity: Some(1.0),
    }
}

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "colour-jitter",
    name: "Colour jitter",
    ignores: Ignores::Staining,
    summary: "Changes brightness, contrast, saturation and hue. Saturation and hue need a colour picture \
              (3 channels) and leave others alone.",
    encoder_ignores: "brightness, contrast and, on colour pictures, saturation and hue",
    formula: "v' = b v; then m + c (v - m) with m the mean grey; then grey + s (v - grey); \
              then the hue of HSV turned by h turns",
    source: "the jitter of SimCLR (T. Chen et al., ICML 2020) with torchvision's definitions, in fixed order, \
             clipped to the window only before a turn of hue",
    params: &[
        factor("brightness", "Brightness", "What every value is multiplied by."),
        factor(
            "contrast",
            "Contrast",
            "Spreads values about the picture's mean grey, or draws them together.",
        ),
        factor("saturation", "Saturation", "0 takes colour away, above 1 strengthens it (3 channels only)."),
        Param {
            name: "hue",
            label: "Hue",
            help: "Turns every colour on the colour wheel; 0.5 is its opposite (3 channels only).",
            unit: Unit::None,
            scope: Scope::View,
            hard: (-0.5, 0.5),
            soft: (-0.5, 0.5),
            logarithmic: false,
            default: Setting::Uniform { low: -0.1, high: 0.1 },
            identity: Some(0.0),
        },
    ],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/colour_jitter.wgsl"),
        needs: Needs::Means,
    }),
    discontinuous: false,
    only_channels: None,
};

fn apply(step: &Prepared, view: &mut Planes) {
    let [brightness, contrast, saturation, hue] =
        [BRIGHTNESS, CONTRAST, SATURATION, HUE].map(|slot| step.values.one(slot));
    // The mean is linear, so the mean after the change of brightness is known beforehand.
    let means: Vec<f32> = (0..view.channels).map(|c| view.mean(c)).collect();
    let mean = brightness * mean_grey(&means);
    view.data.iter_mut().for_each(|v| {
        let bright = brightness * *v;
        *v = bright + (1.0 - contrast) * (mean - bright);
    });
    if view.channels == 3 && (saturation != 1.0 || hue != 0.0) {
        colours(view, saturation, hue);
    }
}

/// The mean brightness of a picture with these channel means: luma of a colour picture, else the
/// plain mean of all channels.
fn mean_grey(means: &[f32]) -> f32 {
    match means {
        [r, g, b] => LUMA[0] * r + LUMA[1] * g + LUMA[2] * b,
        _ => means.iter().sum::<f32>() / means.len().max(1) as f32,
    }
}

fn colours(view: &mut Planes, saturation: f32, hue: f32) {
    let area = view.area();
    let (red, rest) = view.data.split_at_mut(area);
    let (green, blue) = rest.split_at_mut(area);
    for ((r, g), b) in red.iter_mut().zip(green).zip(blue) {
        let luma = LUMA[0] * *r + LUMA[1] * *g + LUMA[2] * *b;
        let mut rgb = [*r, *g, *b].map(|v| v + (1.0 - saturation) * (luma - v));
        if hue != 0.0 {
            rgb = turned_hue(rgb.map(|v| v.clamp(0.0, 1.0)), hue);
        }
        [*r, *g, *b] = rgb;
    }
}

/// The colour whose HSV hue is `turns` further round, saturation and value as they were.
fn turned_hue([r, g, b]: [f32; 3], turns: f32) -> [f32; 3] {
    let high = r.max(g).max(b);
    let chroma = high - r.min(g).min(b);
    if chroma == 0.0 {
        return [r, g, b];
    }
    let sixths = if high == r {
        (g - b) / chroma
    } else if high == g {
        (b - r) / chroma + 2.0
    } else {
        (r - g) / chroma + 4.0
    };
    let hue = sixths + 6.0 * turns;
    // Each channel falls from the highest value by a trapezoid of the hue (A. R. Smith, 1978).
    [5.0f32, 3.0, 1.0].map(|offset| {
        let k = offset + hue;
        let k = k - 6.0 * (k / 6.0).floor();
        high - chroma * k.min(4.0 - k).clamp(0.0, 1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::applied;

    #[test]
    fn a_third_of_a_turn_makes_red_green() {
        let green = turned_hue([1.0, 0.2, 0.2], 1.0 / 3.0);
        for (value, expected) in green.iter().zip([0.2, 1.0, 0.2]) {
            assert!((value - expected).abs() < 1e-5, "{green:?}");
        }
    }

    #[test]
    fn two_channels_keep_their_colour() {
        let settings: [&[f32]; 4] = [&[1.0], &[1.0], &[0.0], &[0.3]];
        assert_eq!(applied(&ENTRY, &settings, &[0.25, 0.75], 2), [0.25, 0.75]);
    }
}
