//! [`shade`]: a share as a colour, even to the eye and the same to colour-blind ones: one hue, by lightness.

use egui::{Color32, Rgba, Visuals};

/// Ends of the scale in light and in dark: from the paper to a blue that stands out from it.
const LIGHT: [Color32; 2] = [Color32::from_rgb(248, 250, 252), Color32::from_rgb(0, 72, 130)];
const DARK: [Color32; 2] = [Color32::from_rgb(30, 33, 37), Color32::from_rgb(140, 208, 250)];

/// The colour of `share` (0 to 1), and a colour for numbers on top of it.
pub fn shade(visuals: &Visuals, share: f64) -> (Color32, Color32) {
    let [from, to] = if visuals.dark_mode { DARK } else { LIGHT };
    mixed(from, to, share)
}

/// The colour so far on the way from one to another, and a colour for numbers on top of it.
fn mixed(from: Color32, to: Color32, share: f64) -> (Color32, Color32) {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) as f32 } else { 0.0 };
    let (a, b) = (to_oklab(from), to_oklab(to));
    let mixed = [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * share);
    let fill = from_oklab(mixed);
    // Where black and white stand out alike from a colour of this luminance.
    let ink = if luminance(fill) > 0.179 { Color32::BLACK } else { Color32::WHITE };
    (fill, ink)
}

/// The other end of the scale of differences in light and in dark: a vermilion.
const LIGHT_LESS: Color32 = Color32::from_rgb(168, 62, 0);
const DARK_LESS: Color32 = Color32::from_rgb(255, 150, 96);

/// The colour of a difference (-1 to 1; blue is more, vermilion less), and a colour for numbers on top of it.
pub fn signed_shade(visuals: &Visuals, difference: f64) -> (Color32, Color32) {
    let [paper, more] = if visuals.dark_mode { DARK } else { LIGHT };
    let less = if visuals.dark_mode { DARK_LESS } else { LIGHT_LESS };
    mixed(paper, if difference < 0.0 { less } else { more }, difference.abs())
}

/// Relative luminance of the web's rules for contrast.
fn luminance(colour: Color32) -> f32 {
    let c = Rgba::from(colour);
    0.2126 * c.r() + 0.7152 * c.g() + 0.0722 * c.b()
}

/// Lightness and two colour axes by B. Ottosson, "A perceptual color space for image processing" (2020).
fn to_oklab(colour: Color32) -> [f32; 3] {
    let c = Rgba::from(colour);
    let (r, g, b) = (c.r(), c.g(), c.b());
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn from_oklab([lightness, a, b]: [f32; 3]) -> Color32 {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    Rgba::from_rgb(
        (4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s).clamp(0.0, 1.0),
        (-1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s).clamp(0.0, 1.0),
        (-0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s).clamp(0.0, 1.0),
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_look_even_and_every_number_can_be_read() {
        for visuals in [Visuals::dark(), Visuals::light()] {
            let mut steps = Vec::new();
            for i in 0..=20 {
                let (fill, ink) = shade(&visuals, f64::from(i) / 20.0);
                steps.push(to_oklab(fill)[0]);
                let (a, b) = (luminance(fill) + 0.05, luminance(ink) + 0.05);
                assert!(a.max(b) / a.min(b) > 4.5, "{fill:?} {ink:?}");
            }
            let whole = (steps[20] - steps[0]).abs();
            for pair in steps.windows(2) {
                assert!(((pair[1] - pair[0]).abs() * 20.0 - whole).abs() < 0.2 * whole, "{steps:?}");
            }
        }
        for visuals in [Visuals::dark(), Visuals::light()] {
            for i in -20..=20 {
                let (fill, ink) = signed_shade(&visuals, f64::from(i) / 20.0);
                let (a, b) = (luminance(fill) + 0.05, luminance(ink) + 0.05);
                assert!(a.max(b) / a.min(b) > 4.5, "{fill:?} {ink:?}");
            }
        }
        assert_eq!(shade(&Visuals::dark(), f64::NAN), shade(&Visuals::dark(), 0.0));
    }
}
