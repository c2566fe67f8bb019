//! What every transform of Albumentations that is understood becomes here, with Albumentations' defaults.

use super::albumentations_moves::{geometry, size, warps};
use super::albumentations_values::{expect_pair, expect_truth, expect_word, fill};
use super::arguments::{Arguments, about_one, both_sides, by_ratio, ends, even, itself};
use super::gathered::{Gathered, Settings};
use crate::transform::Setting;
use serde_json::Value;

/// The place of a crop, a box or a channel: anywhere.
pub(super) const ANYWHERE: Setting = Setting::Uniform { low: 0.0, high: 1.0 };

/// Adds what the object becomes, applied to a share `p` of the versions; false where it has no counterpart.
pub(super) fn understood(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    geometry(object, p, out)
        || warps(object, p, out)
        || size(object, out)
        || intensity(object, p, out)
        || light(object, p, out)
        || channels(object, p, out)
        || focus(object, p, out)
        || noise_and_parts(object, p, out)
}

/// Adds the one step that an object becomes.
#[allow(clippy::needless_pass_by_value, reason = "a row of the table reads better without the sign")]
pub(super) fn one(object: &Arguments, out: &mut Gathered, kind: &str, p: f64, settings: Settings) -> bool {
    out.add(object.class(), kind, p, &settings);
    true
}

fn intensity(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "RandomBrightnessContrast" => {
            let brightness = object.range("brightness_limit", [-0.2, 0.2], both_sides);
            let contrast = object.range("contrast_limit", [-0.2, 0.2], both_sides);
            if !object.is("brightness_by_max", true) {
                out.say(
                    "RandomBrightnessContrast",
                    "brightness is a share of the mean there; here it is added",
                );
            }
            expect_truth(
                object,
                out,
                "ensure_safe_range",
                false,
                "values beyond 0 and 1 are cut off at the end here",
            );
            let fixed = brightness.first() == brightness.last() && contrast.first() == contrast.last();
            let [slope, shift] = [1.0 + contrast[0], brightness[0]];
            if fixed && slope > 0.0 && contrast[0] != 0.0 && shift != 0.0 {
                // v slope + shift is a window of other ends.
                let low = -shift / slope;
                let ends = [low, low + 1.0 / slope].map(|v| Setting::Fixed((v * 1e12).round() / 1e12));
                return one(object, out, "window-jitter", p, vec![("low", ends[0]), ("high", ends[1])]);
            }
            if contrast != [0.0; 2] {
                if brightness != [0.0; 2] && p < 1.0 {
                    out.say(
                        object.class(),
                        "its parts are applied together there; here each is drawn for itself, as often",
                    );
                }
                out.add(object.class(), "gain", p, &vec![("factor", even(contrast.map(|v| 1.0 + v)))]);
            }
            if brightness != [0.0; 2] || contrast == [0.0; 2] {
                out.add(object.class(), "offset", p, &vec![("amount", even(brightness))]);
            }
            true
        }
        "RandomGamma" => {
            let gamma = object.range("gamma_limit", [80.0, 120.0], itself).map(|v| v / 100.0);
            one(object, out, "gamma", p, vec![("exponent", even(gamma))])
        }
        "InvertImg" => one(object, out, "invert", p, vec![]),
        "Posterize" => {
            let bits = object.range("num_bits", [4.0, 4.0], itself).map(|bits| 2f64.powf(bits));
            one(object, out, "posterise", p, vec![("levels", even(bits))])
        }
        "Solarize" => {
            let threshold = object.range("threshold_range", [0.5, 0.5], itself);
            one(object, out, "solarise", p, vec![("threshold", even(threshold))])
        }
        "Equalize" => {
            expect_word(object, out, "mode", "cv", "levels are shared out as OpenCV does here");
            expect_truth(object, out, "by_channels", true, "each channel is equalised by itself here");
            one(object, out, "equalise", p, vec![("strength", Setting::Fixed(1.0))])
        }
        "CLAHE" => {
            let clip = object.range("clip_limit", [1.0, 4.0], |v| [1.0, v]);
            if object.range("tile_grid_size", [8.0, 8.0], itself) != [8.0, 8.0] {
                out.say("CLAHE", "there are 8 x 8 tiles here");
            }
            one(object, out, "clahe", p, vec![("clip", even(clip)), ("strength", Setting::Fixed(1.0))])
        }
        "ColorJitter" => {
            let factor = |name: &str| even(object.range(name, [0.8, 1.2], about_one));
            let settings = vec![
                ("brightness", factor("brightness")),
                ("contrast", factor("contrast")),
                ("saturation", factor("saturation")),
                ("hue", even(object.range("hue", [-0.5, 0.5], both_sides))),
            ];
            one(object, out, "colour-jitter", p, settings)
        }
        _ => false,
    }
}

fn light(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "MultiplicativeNoise" if !object.is("elementwise", false) => {
            let factor = even(object.range("multiplier", [0.9, 1.1], itself));
            let kind = if object.is("per_channel", false) { "per-channel-gain" } else { "gain" };
            one(object, out, kind, p, vec![("factor", factor)])
        }
        "AdditiveNoise"
            if object.word("spatial_mode", "constant") == "constant"
                && object.word("noise_type", "uniform") == "uniform" =>
        {
            let ranges =
                object.get("noise_params").and_then(|params| params.get("ranges")).and_then(Value::as_array);
            let range = ranges.and_then(|ranges| ranges.first()).and_then(|range| ends(range, both_sides));
            if ranges.is_some_and(|ranges| ranges.len() > 1) {
                out.say("AdditiveNoise", "one range for all channels here");
            }
            one(object, out, "per-channel-offset", p, vec![("amount", even(range.unwrap_or([-0.1, 0.1])))])
        }
        "Illumination" if object.word("mode", "linear") == "linear" => {
            let strength = object.range("intensity_range", [0.01, 0.2], itself).map(|v| 2.0 * v);
            // Clockwise there.
            let [low, high] = object.range("angle_range", [0.0, 360.0], itself);
            // What darkens on one side brightens, beside it, on the other.
            let turned = if object.word("effect_type", "both") == "darken" { 180.0 } else { 0.0 };
            let angle = [turned - high, turned - low];
            expect_word(
                object,
                out,
                "effect_type",
                ("brighten", "both"),
                "one side becomes brighter and the other darker here, whatever the effect there",
            );
            // Of glows and corners, not of slopes.
            for name in ["center_range", "sigma_range"] {
                let _ = object.get(name);
            }
            one(
                object,
                out,
                "illumination-gradient",
                p,
                vec![("strength", even(strength)), ("angle", even(angle))],
            )
        }
        _ => false,
    }
}

fn channels(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "ToGray" => {
            expect_word(
                object,
                out,
                "method",
                "weighted_average",
                "grey is the weighted mean of red, green and blue here",
            );
            if object.number("num_output_channels", 3.0) != 3.0 {
                out.say("ToGray", "the picture keeps its number of channels here");
            }
            one(object, out, "grey", p, vec![("strength", Setting::Fixed(1.0))])
        }
        "ChannelDropout" => {
            if object.range("channel_drop_range", [1.0, 1.0], itself) != [1.0, 1.0]
                || fill(object, out) != 0.0
            {
                out.say("ChannelDropout", "one channel becomes 0 here");
            }
            one(object, out, "drop-channel", p, vec![("which", ANYWHERE), ("spare", Setting::Fixed(0.0))])
        }
        "ChannelShuffle" => one(object, out, "shuffle-channels", p, vec![]),
        _ => false,
    }
}

fn focus(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "GaussianBlur" => {
            let sigma = object.range("sigma_limit", [0.5, 3.0], |v| [0.0, v]);
            let kernel = object.range("blur_limit", [0.0, 0.0], itself);
            // OpenCV's own rule where only the kernel is given.
            let sigma = if sigma == [0.0; 2] {
                kernel.map(|k| (0.3 * ((k - 1.0) * 0.5 - 1.0) + 0.8).max(0.0))
            } else {
                sigma
            };
            one(object, out, "gaussian-blur", p, vec![("sigma", even(sigma))])
        }
        "Defocus" => {
            let radius = object.range("radius", [3.0, 10.0], |v| [1.0, v]);
            let words = "the disc's edge is softened as by alias_blur 0.1 here";
            expect_pair(object, out, "alias_blur", [0.1, 0.5], [0.1, 0.1], words);
            one(object, out, "disc-defocus", p, vec![("radius", even(radius))])
        }
        "MotionBlur" => {
            let length = object.range("blur_limit", [3.0, 7.0], |v| [3.0, v]);
            let angle = object.range("angle_range", [0.0, 360.0], itself);
            let words = "the line is as long on both sides of a pixel here";
            expect_pair(object, out, "direction_range", [-1.0, 1.0], [0.0; 2], words);
            expect_truth(
                object,
                out,
                "allow_shifted",
                (false, true),
                "the line's middle lies on the pixel here",
            );
            one(object, out, "motion-blur", p, vec![("length", even(length)), ("angle", even(angle))])
        }
        "Downscale" => {
            let [low, high] = object.range("scale_range", [0.25, 0.25], itself);
            let pair = object.get("interpolation_pair");
            let way = |name: &str| pair.and_then(|pair| pair.get(name)).and_then(Value::as_i64).unwrap_or(0);
            if (way("downscale"), way("upscale")) != (3, 1) {
                out.say(
                    "Downscale",
                    "blocks are means, and what lies between them is linear here (interpolation_pair)",
                );
            }
            if low <= 0.0 {
                out.say("Downscale", "left out: a scale of 0");
                return true;
            }
            one(object, out, "down-and-up", p, vec![("block", by_ratio([1.0 / high, 1.0 / low]))])
        }
        "UnsharpMask" => {
            let strength = object.range("alpha", [0.2, 0.5], itself);
            let sigma = object.range("sigma_limit", [0.0, 0.0], |v| [0.0, v]);
            let kernel = object.range("blur_limit", [3.0, 7.0], |v| [3.0, v]);
            let sigma =
                if sigma == [0.0; 2] { kernel.map(|k| 0.3 * ((k - 1.0) * 0.5 - 1.0) + 0.8) } else { sigma };
            if object.number("threshold", 10.0) != 0.0 {
                out.say("UnsharpMask", "differences below its threshold are sharpened here too");
            }
            one(object, out, "sharpen", p, vec![("strength", even(strength)), ("sigma", even(sigma))])
        }
        _ => false,
    }
}

fn noise_and_parts(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "GaussNoise" => {
            let spread = object.range("std_range", [0.2, 0.44], itself);
            if object.range("mean_range", [0.0, 0.0], itself) != [0.0, 0.0] || !object.is("per_channel", true)
            {
                out.say("GaussNoise", "noise has no mean and is drawn for every channel here");
            }
            if object.number("noise_scale_factor", 1.0) != 1.0 {
                out.say("GaussNoise", "every pixel has noise of its own here (noise_scale_factor)");
            }
            one(object, out, "gaussian-noise", p, vec![("sigma", even(spread))])
        }
        "SaltAndPepper" => {
            let share = object.range("amount", [0.01, 0.06], itself);
            let words = "as many pixels become white as black here";
            expect_pair(object, out, "salt_vs_pepper", [0.4, 0.6], [0.5, 0.5], words);
            one(object, out, "salt-and-pepper", p, vec![("share", even(share))])
        }
        "ImageCompression" if object.word("compression_type", "jpeg") == "jpeg" => {
            let quality = object.range("quality_range", [99.0, 100.0], itself);
            one(object, out, "jpeg", p, vec![("quality", even(quality)), ("strength", Setting::Fixed(1.0))])
        }
        "CoarseDropout" => {
            let side = object.range("hole_height_range", [0.1, 0.2], itself);
            let width = object.range("hole_width_range", [0.1, 0.2], itself);
            if side.iter().chain(&width).any(|v| *v > 1.0) {
                out.say(
                    "CoarseDropout",
                    "left out: boxes in pixels; a recipe has shares of the picture's side",
                );
                return true;
            }
            if side != width || object.range("num_holes_range", [1.0, 2.0], itself) != [1.0, 1.0] {
                out.say("CoarseDropout", "one square box here");
            }
            let fill = Setting::Fixed(fill(object, out));
            one(
                object,
                out,
                "cutout",
                p,
                vec![("side", even(side)), ("x", ANYWHERE), ("y", ANYWHERE), ("fill", fill)],
            )
        }
        "GridDropout" => {
            let side = object.number("ratio", 0.5);
            let size = out.pipeline.input.size.unwrap_or(64) as f64;
            let holes = object.get("holes_number_xy").and_then(|value| ends(value, itself));
            let units = object.get("unit_size_range").and_then(|value| ends(value, itself));
            let period = match (units, holes) {
                // The upper end is not drawn there.
                (Some([least, most]), _) => [least / size, (most - 1.0).max(least) / size],
                (None, Some([across, _])) if across > 0.0 => [1.0 / across; 2],
                _ => [0.1; 2],
            };
            let place = if object.is("random_offset", true) { ANYWHERE } else { Setting::Fixed(0.0) };
            if holes.is_some_and(|[across, down]| across != down) && units.is_none() {
                out.say("GridDropout", "as many squares across as down here");
            }
            let shift = object.range("shift_xy", [0.0; 2], itself);
            if place != ANYWHERE && shift != [0.0; 2] {
                out.say("GridDropout", "the grid begins in the corner here (shift_xy)");
            }
            let fill = Setting::Fixed(fill(object, out));
            let settings = vec![
                ("side", Setting::Fixed(side)),
                ("period", even(period)),
                ("x", place),
                ("y", place),
                ("fill", fill),
            ];
            one(object, out, "grid-mask", p, settings)
        }
        _ => false,
    }
}
