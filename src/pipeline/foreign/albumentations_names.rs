//! What every transform of Albumentations that is understood becomes here, with Albumentations' defaults.

use super::arguments::{Arguments, about_one, both_sides, by_ratio, ends, even, itself};
use super::gathered::{Gathered, Settings};
use crate::transform::{Border, Fit, Setting};
use serde_json::Value;

/// The place of a crop, a box or a channel: anywhere.
const ANYWHERE: Setting = Setting::Uniform { low: 0.0, high: 1.0 };

/// Adds what the object becomes, applied to a share `p` of the versions; false where it has no counterpart.
pub(super) fn understood(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    geometry(object, p, out)
        || size(object, out)
        || intensity(object, p, out)
        || channels_and_focus(object, p, out)
        || noise_and_parts(object, p, out)
}

fn one(object: &Arguments, out: &mut Gathered, kind: &str, p: f64, settings: Settings) -> bool {
    out.add(object.class(), kind, p, &settings);
    true
}

/// The border rule of an object becomes the recipe's, which has one for all steps.
fn border(object: &Arguments, out: &mut Gathered) {
    let rule = match object.get("border_mode").and_then(Value::as_i64) {
        Some(1) => Border::Edge,
        Some(2 | 4) => Border::Reflect,
        Some(0) | None => Border::Constant,
        Some(other) => return out.say(object.class(), &format!("not understood: border_mode = {other}")),
    };
    let fill = object.number("fill", 0.0).clamp(0.0, 1.0) as f32;
    let moved = out.pipeline.steps.iter().any(|step| {
        matches!(
            step.entry.stage,
            crate::transform::Stage::Geometry(_)
                | crate::transform::Stage::Choice(_)
                | crate::transform::Stage::Warp(_)
        ) && !["flip-horizontal", "flip-vertical", "quarter-turn", "eight-symmetries", "random-resized-crop"]
            .contains(&step.entry.kind)
    });
    let input = &mut out.pipeline.input;
    if moved && input.border != rule {
        return out
            .say(object.class(), "another border rule than an earlier step; a recipe has one for all steps");
    }
    input.border = rule;
    input.border_value = if rule == Border::Constant { fill } else { 0.0 };
}

fn geometry(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "RandomResizedCrop" => {
            side(object.get("size").or_else(|| object.get("height")), out);
            let _ = object.get("width");
            let area = even(object.range("scale", [0.08, 1.0], itself));
            let ratio = by_ratio(object.range("ratio", [0.75, 4.0 / 3.0], itself));
            one(
                object,
                out,
                "random-resized-crop",
                p,
                vec![("area", area), ("ratio", ratio), ("x", ANYWHERE), ("y", ANYWHERE)],
            )
        }
        "HorizontalFlip" => one(object, out, "flip-horizontal", p, vec![]),
        "VerticalFlip" => one(object, out, "flip-vertical", p, vec![]),
        "Transpose" => one(object, out, "eight-symmetries", p, vec![("symmetry", Setting::Fixed(5.0))]),
        "D4" => one(
            object,
            out,
            "eight-symmetries",
            p,
            vec![("symmetry", Setting::Uniform { low: 0.0, high: 7.0 })],
        ),
        "RandomRotate90" => {
            one(object, out, "quarter-turn", p, vec![("quarters", Setting::Uniform { low: 0.0, high: 3.0 })])
        }
        "Rotate" => {
            let angle = even(object.range("limit", [-90.0, 90.0], both_sides));
            border(object, out);
            if object.is("crop_border", false) {
                out.say("Rotate", "not understood: crop_border");
            }
            one(object, out, "rotate", p, vec![("angle", angle)])
        }
        "Affine" => {
            border(object, out);
            affine(object, p, out);
            true
        }
        "ShiftScaleRotate" => {
            border(object, out);
            let scale = object.range("scale_limit", [-0.1, 0.1], both_sides).map(|v| 1.0 + v);
            let angle = object.range("rotate_limit", [-45.0, 45.0], both_sides);
            let across = object.range("shift_limit_x", [-0.0625, 0.0625], both_sides);
            let down = object.range("shift_limit_y", [-0.0625, 0.0625], both_sides);
            moves(
                object,
                p,
                out,
                &Moves { scale: [scale, scale], same: true, angle, across, down, ..Moves::default() },
            );
            true
        }
        "Perspective" => {
            border(object, out);
            // Half a bell of this spread there; here even, with the same mean.
            let share = object
                .range("scale", [0.05, 0.1], |v| [0.0, v])
                .map(|v| 2.0 * v * (2.0 / std::f64::consts::PI).sqrt());
            let _ = (object.is("keep_size", true), object.is("fit_output", false));
            one(object, out, "perspective", p, vec![("share", even(share))])
        }
        "ElasticTransform" => {
            border(object, out);
            let (alpha, sigma) = (object.number("alpha", 1.0), object.number("sigma", 50.0).max(0.1));
            let _ = (object.word("noise_distribution", "gaussian"), object.is("same_dxdy", false));
            let amount = alpha / (2.0 * std::f64::consts::PI.sqrt() * sigma);
            out.say(
                "ElasticTransform",
                "a spline between random points here, blurred noise there; the same spread",
            );
            one(
                object,
                out,
                "elastic",
                p,
                vec![("spacing", Setting::Fixed(sigma * 3f64.sqrt())), ("amount", Setting::Fixed(amount))],
            )
        }
        "GridDistortion" => {
            border(object, out);
            let [low, high] = object.range("distort_limit", [-0.3, 0.3], both_sides);
            let _ = object.is("normalized", true);
            let steps = object.number("num_steps", 5.0);
            one(
                object,
                out,
                "grid-distortion",
                p,
                vec![("steps", Setting::Fixed(steps)), ("limit", Setting::Fixed(low.abs().max(high.abs())))],
            )
        }
        _ => return false,
    }
}

/// What an affine step of Albumentations does, in parts.
struct Moves {
    scale: [[f64; 2]; 2],
    /// True where both scales are drawn as one.
    same: bool,
    angle: [f64; 2],
    shear: [[f64; 2]; 2],
    across: [f64; 2],
    down: [f64; 2],
}

impl Default for Moves {
    fn default() -> Self {
        let none = [0.0; 2];
        Self { scale: [[1.0; 2]; 2], same: true, angle: none, shear: [none; 2], across: none, down: none }
    }
}

fn affine(object: &Arguments, p: f64, out: &mut Gathered) {
    let axes = |name: &str, default: [f64; 2], alone: fn(f64) -> [f64; 2]| -> [[f64; 2]; 2] {
        match object.get(name) {
            Some(Value::Object(axes)) => {
                ["x", "y"].map(|axis| axes.get(axis).and_then(|value| ends(value, alone)).unwrap_or(default))
            }
            Some(value) => [ends(value, alone).unwrap_or(default); 2],
            None => [default; 2],
        }
    };
    let scale = axes("scale", [1.0; 2], itself);
    let shear = axes("shear", [0.0; 2], itself).map(|[low, high]| [0.0 - high, 0.0 - low]);
    let [across, down] = axes("translate_percent", [0.0; 2], itself);
    let pixels = axes("translate_px", [0.0; 2], itself);
    if pixels != [[0.0; 2]; 2] {
        out.say("Affine", "left out: translate_px, since a recipe moves by shares of the picture");
    }
    for name in ["balanced_scale", "fit_output"] {
        if object.is(name, false) {
            out.say("Affine", &format!("not understood: {name}"));
        }
    }
    let same = object.is("keep_ratio", false) || scale == [[1.0; 2]; 2];
    let angle = object.range("rotate", [0.0; 2], both_sides);
    moves(object, p, out, &Moves { scale, same, angle, shear, across, down });
}

/// There the picture is scaled, turned, slanted, moved; each becomes a step.
fn moves(object: &Arguments, p: f64, out: &mut Gathered, moves: &Moves) {
    let mut steps: Vec<(&str, Settings)> = Vec::new();
    let [x, y] = moves.scale;
    if moves.same && moves.angle != [0.0; 2] && x != [1.0; 2] {
        let none = Setting::Fixed(0.0);
        steps.push((
            "affine",
            vec![
                ("angle", even(moves.angle)),
                ("factor", even(x)),
                ("shear_across", none),
                ("shear_down", none),
            ],
        ));
    } else {
        if moves.same && x != [1.0; 2] {
            steps.push(("scale", vec![("factor", even(x))]));
        } else if !moves.same && [x, y] != [[1.0; 2]; 2] {
            steps.push(("stretch", vec![("across", even(x)), ("down", even(y))]));
        }
        if moves.angle != [0.0; 2] {
            steps.push(("rotate", vec![("angle", even(moves.angle))]));
        }
    }
    if moves.shear != [[0.0; 2]; 2] {
        let [across, down] = moves.shear.map(even);
        steps.push(("shear", vec![("across", across), ("down", down)]));
    }
    if [moves.across, moves.down] != [[0.0; 2]; 2] {
        steps.push(("translate", vec![("dx", even(moves.across)), ("dy", even(moves.down))]));
    }
    if steps.len() > 1 && p < 1.0 {
        out.say(
            object.class(),
            "its parts are applied together there; here each is drawn for itself, as often",
        );
    }
    for (kind, settings) in steps {
        out.add(object.class(), kind, p, &settings);
    }
}

/// The size of a random version, from a number or the first of two.
fn side(value: Option<&Value>, out: &mut Gathered) {
    let of = |value: &Value| value.as_u64().and_then(|v| usize::try_from(v).ok());
    let side = value.and_then(|value| of(value).or_else(|| value.as_array()?.first().and_then(of)));
    match side.map(crate::pipeline::PipelineInput::checked_size) {
        Some(Ok(side)) => out.pipeline.input.size = Some(side),
        Some(Err(error)) => out.say("the size", &error.to_string()),
        None => {}
    }
}

/// What only brings the picture to its size or its values to a range: the recipe's input does.
fn size(object: &Arguments, out: &mut Gathered) -> bool {
    let first = out.pipeline.steps.is_empty();
    let fit = match object.class() {
        "SmallestMaxSize" => Some((Fit::Crop, "max_size")),
        "LongestMaxSize" => Some((Fit::Pad, "max_size")),
        "Resize" => Some((Fit::Stretch, "height")),
        "CenterCrop" => Some((out.pipeline.input.fit, "height")),
        "PadIfNeeded" => Some((out.pipeline.input.fit, "min_height")),
        // One of several choices may be to change nothing.
        "NoOp" if out.in_group() => {
            out.add("NoOp", "eight-symmetries", 1.0, &vec![("symmetry", Setting::Fixed(0.0))]);
            return true;
        }
        "NoOp" | "ToTensorV2" => None,
        "Normalize" | "ToFloat" | "FromFloat" => {
            out.say(object.class(), "left out: the intensity window of the recipe brings values to 0 to 1");
            return true;
        }
        _ => return false,
    };
    if let Some((fit, name)) = fit {
        // A crop without anything before it takes pixels as they are.
        let alone = object.class() == "CenterCrop" && first && out.pipeline.input.size.is_none();
        if first {
            out.pipeline.input.fit = if alone { Fit::Native } else { fit };
        } else {
            out.say(object.class(), "the picture gets its size before the first step here");
        }
        side(object.get(name), out);
        if object.get("border_mode").is_some() && object.is("pad_if_needed", object.class() == "PadIfNeeded")
        {
            border(object, out);
        }
    }
    // All else about sizes is said by those.
    for name in [
        "width",
        "max_size_hw",
        "pad_if_needed",
        "pad_position",
        "fill",
        "border_mode",
        "min_width",
        "position",
        "padding",
        "pad_height_divisor",
        "pad_width_divisor",
        "transpose_mask",
    ] {
        let _ = object.get(name);
    }
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
            let _ = object.is("ensure_safe_range", false);
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
            let _ = (object.word("mode", "cv"), object.is("by_channels", true));
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
            let angle = object.range("angle_range", [0.0, 360.0], itself);
            for name in ["center_range", "sigma_range", "effect_type"] {
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
        _ => return false,
    }
}

fn channels_and_focus(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "ToGray" => {
            let _ = (object.word("method", "weighted_average"), object.number("num_output_channels", 3.0));
            one(object, out, "grey", p, vec![("strength", Setting::Fixed(1.0))])
        }
        "ChannelDropout" => {
            if object.range("channel_drop_range", [1.0, 1.0], itself) != [1.0, 1.0]
                || object.number("fill", 0.0) != 0.0
            {
                out.say("ChannelDropout", "one channel becomes 0 here");
            }
            one(object, out, "drop-channel", p, vec![("which", ANYWHERE), ("spare", Setting::Fixed(0.0))])
        }
        "ChannelShuffle" => one(object, out, "shuffle-channels", p, vec![]),
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
            let _ = object.get("alias_blur");
            one(object, out, "disc-defocus", p, vec![("radius", even(radius))])
        }
        "MotionBlur" => {
            let length = object.range("blur_limit", [3.0, 7.0], |v| [3.0, v]);
            let angle = object.range("angle_range", [0.0, 360.0], itself);
            for name in ["direction_range", "allow_shifted"] {
                let _ = object.get(name);
            }
            one(object, out, "motion-blur", p, vec![("length", even(length)), ("angle", even(angle))])
        }
        "Downscale" => {
            let [low, high] = object.range("scale_range", [0.25, 0.25], itself);
            let _ = object.get("interpolation_pair");
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
        _ => return false,
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
            let _ = object.number("noise_scale_factor", 1.0);
            one(object, out, "gaussian-noise", p, vec![("sigma", even(spread))])
        }
        "SaltAndPepper" => {
            let share = object.range("amount", [0.01, 0.06], itself);
            let _ = object.get("salt_vs_pepper");
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
            let fill = Setting::Fixed(object.number("fill", 0.0));
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
                (Some(units), _) => units.map(|v| v / size),
                (None, Some([across, _])) if across > 0.0 => [1.0 / across; 2],
                _ => [0.1; 2],
            };
            let place = if object.is("random_offset", true) { ANYWHERE } else { Setting::Fixed(0.0) };
            let _ = object.get("shift_xy");
            let fill = Setting::Fixed(object.number("fill", 0.0));
            let settings = vec![
                ("side", Setting::Fixed(side)),
                ("period", even(period)),
                ("x", place),
                ("y", place),
                ("fill", fill),
            ];
            one(object, out, "grid-mask", p, settings)
        }
        _ => return false,
    }
}
