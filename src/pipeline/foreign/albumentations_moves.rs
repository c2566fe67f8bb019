//! What the transforms of Albumentations that move pixels, or bring a picture to its size, become here.

use super::albumentations_names::{ANYWHERE, one};
use super::albumentations_values::{expect_truth, expect_word, fill};
use super::arguments::{Arguments, both_sides, by_ratio, ends, even, itself};
use super::gathered::{Gathered, Settings};
use crate::transform::{Border, Fit, Setting, Stage};
use serde_json::Value;

/// The border rule of an object becomes the recipe's, which has one for all steps.
fn border(object: &Arguments, out: &mut Gathered) {
    let rule = match object.get("border_mode").and_then(Value::as_i64) {
        Some(1) => Border::Edge,
        Some(2 | 4) => Border::Reflect,
        Some(0) | None => Border::Constant,
        Some(other) => return out.say(object.class(), &format!("not understood: border_mode = {other}")),
    };
    let fill = if rule == Border::Constant {
        border_fill(object, out)
    } else {
        let _ = object.get("fill");
        0.0
    };
    let moved = out.pipeline.steps.iter().any(|step| {
        matches!(step.entry.stage, Stage::Geometry(_) | Stage::Choice(_) | Stage::Warp(_))
            && ![
                "flip-horizontal",
                "flip-vertical",
                "quarter-turn",
                "eight-symmetries",
                "random-resized-crop",
            ]
            .contains(&step.entry.kind)
    });
    let input = &mut out.pipeline.input;
    if moved && input.border != rule {
        return out
            .say(object.class(), "another border rule than an earlier step; a recipe has one for all steps");
    }
    input.border = rule;
    input.border_value = fill;
}

/// The value beyond the edge, from 0 to 1.
fn border_fill(object: &Arguments, out: &mut Gathered) -> f32 {
    let given = fill(object, out);
    if !(0.0..=1.0).contains(&given) {
        out.say(object.class(), &format!("fill = {given}: values beyond the edge are from 0 to 1 here"));
    }
    given.clamp(0.0, 1.0) as f32
}

/// Moves that keep straight lines, and symmetries of the square.
pub(super) fn geometry(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "RandomResizedCrop" => {
            side(object, object.get("size").or_else(|| object.get("height")), "width", out);
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
        _ => false,
    }
}

/// Moves that bend lines.
pub(super) fn warps(object: &Arguments, p: f64, out: &mut Gathered) -> bool {
    match object.class() {
        "Perspective" => {
            border(object, out);
            // Half a bell of this spread there; here even, with the same mean.
            let share = object
                .range("scale", [0.05, 0.1], |v| [0.0, v])
                .map(|v| 2.0 * v * (2.0 / std::f64::consts::PI).sqrt());
            expect_truth(object, out, "keep_size", true, "the picture keeps its size here");
            expect_truth(object, out, "fit_output", false, "what moves beyond the edge is cut off here");
            one(object, out, "perspective", p, vec![("share", even(share))])
        }
        "ElasticTransform" => {
            border(object, out);
            let (alpha, sigma) = (object.number("alpha", 1.0), object.number("sigma", 50.0).max(0.1));
            expect_word(object, out, "noise_distribution", "gaussian", "points move by a bell curve here");
            expect_truth(
                object,
                out,
                "same_dxdy",
                false,
                "points move across and down by numbers of their own here",
            );
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
            expect_truth(object, out, "normalized", true, "nothing is moved out of the picture here");
            if low != -high {
                out.say(
                    "GridDistortion",
                    "columns and rows widen as much as they narrow here (distort_limit)",
                );
            }
            let steps = object.number("num_steps", 5.0);
            one(
                object,
                out,
                "grid-distortion",
                p,
                vec![("steps", Setting::Fixed(steps)), ("limit", Setting::Fixed(low.abs().max(high.abs())))],
            )
        }
        _ => false,
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

/// The size of a random version, from a number or the first of two; `width` names the argument with the other side.
fn side(object: &Arguments, value: Option<&Value>, width: &str, out: &mut Gathered) {
    let of = |value: &Value| value.as_u64().and_then(|v| usize::try_from(v).ok());
    let pair = value.and_then(Value::as_array).and_then(|pair| pair.get(1)).and_then(of);
    let other = object.get(width).and_then(of).or(pair);
    let side = value.and_then(|value| of(value).or_else(|| value.as_array()?.first().and_then(of)));
    if side.is_some() && other.is_some() && side != other {
        out.say(object.class(), "random versions are square here; the height was taken");
    }
    match side.map(crate::pipeline::PipelineInput::checked_size) {
        Some(Ok(side)) => out.pipeline.input.size = Some(side),
        Some(Err(error)) => out.say("the size", &error.to_string()),
        None => {}
    }
}

/// What only brings the picture to its size or its values to a range: the recipe's input does.
pub(super) fn size(object: &Arguments, out: &mut Gathered) -> bool {
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
        let width = if name == "min_height" { "min_width" } else { "width" };
        side(object, object.get(name), width, out);
        for place in ["pad_position", "position"] {
            expect_word(object, out, place, "center", "the picture lies in the middle here");
        }
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
