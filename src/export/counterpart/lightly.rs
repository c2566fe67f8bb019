//! What every transform becomes among the arguments of lightly's view transforms.

use super::Agreement::{Alike, Same};
use super::{Asked, Counterpart, mapped, solo_learn};
use crate::transform::Entry;
use serde_json::{Value, json};

/// The steps in the order in which lightly applies them.
pub const ORDER: [&str; 8] = [
    "random-resized-crop",
    "flip-horizontal",
    "flip-vertical",
    "quarter-turn or rotate",
    "colour-jitter",
    "grey",
    "gaussian-blur",
    "solarise",
];

/// The step's place in the order, and its arguments.
pub type Make = fn(&mut Asked) -> Result<(usize, Value), String>;

/// What `entry` becomes, or why it becomes nothing.
#[allow(clippy::too_many_lines, reason = "a table with a row for every transform")]
pub fn counterpart(entry: &'static Entry) -> Option<Counterpart<Make>> {
    use Counterpart::Refused;
    Some(match entry.kind {
        "random-resized-crop" => {
            mapped("min_scale", Alike, "torchvision's; parts up to the whole picture, 3/4 to 4/3", |asked| {
                let made = section(asked)?;
                let high = made.get("crop_max_scale").and_then(Value::as_f64);
                if high != Some(1.0) {
                    return Err("parts are drawn up to the whole picture there".into());
                }
                Ok((0, json!({ "min_scale": made.get("crop_min_scale") })))
            })
        }
        "rotate" => mapped(
            "rr_degrees",
            Alike,
            "torchvision's, to the nearest pixel and black beyond the edge",
            |asked| {
                let [low, high] = asked.even("angle")?;
                Ok((3, json!({ "rr_prob": asked.p(), "rr_degrees": [low, high] })))
            },
        ),
        "quarter-turn" => mapped("rr_prob", Alike, "a quarter turn counter-clockwise only", |asked| {
            if asked.whole("quarters")? != [1] {
                return Err("only a quarter turn counter-clockwise is possible there".into());
            }
            Ok((3, json!({ "rr_prob": asked.p(), "rr_degrees": null })))
        }),
        "flip-horizontal" => mapped("hf_prob", Same, "", |asked| Ok((1, json!({ "hf_prob": asked.p() })))),
        "flip-vertical" => mapped("vf_prob", Same, "", |asked| Ok((2, json!({ "vf_prob": asked.p() })))),
        "colour-jitter" => {
            mapped("cj_...", Alike, "torchvision's: in random order there, in fixed order here", |asked| {
                let made = section(asked)?;
                let of = |name: &str| made.get(name);
                Ok((
                    4,
                    json!({ "cj_prob": asked.p(), "cj_strength": 1.0, "cj_bright": of("brightness"), "cj_contrast": of("contrast"),
                        "cj_sat": of("saturation"), "cj_hue": of("hue") }),
                ))
            })
        }
        "grey" => mapped(
            "random_gray_scale",
            Alike,
            "torchvision's or Pillow's, on 8 bits where those come in",
            |asked| {
                asked.must_be("strength", 1.0)?;
                Ok((5, json!({ "random_gray_scale": asked.p() })))
            },
        ),
        "gaussian-blur" => mapped("gaussian_blur, sigmas", Alike, "Pillow's, made of three boxes", |asked| {
            let sigma = asked.even("sigma")?;
            Ok((6, json!({ "gaussian_blur": asked.p(), "sigmas": sigma })))
        }),
        "solarise" => mapped("solarization_prob", Alike, "always at the middle", |asked| {
            if asked.p() > 0.0 {
                asked.must_be("threshold", 0.5)?;
            }
            Ok((7, json!({ "solarization_prob": asked.p() })))
        }),
        "crop-with-cell"
        | "centre-zoom"
        | "translate"
        | "eight-symmetries"
        | "scale"
        | "stretch"
        | "shear"
        | "affine"
        | "perspective"
        | "corner-warp"
        | "elastic"
        | "grid-distortion"
        | "gain"
        | "per-channel-gain"
        | "photobleaching"
        | "offset"
        | "per-channel-offset"
        | "window-jitter"
        | "percentile-window"
        | "uneven-background"
        | "illumination-gradient"
        | "vignette"
        | "contrast"
        | "per-channel-contrast"
        | "gamma"
        | "per-channel-gamma"
        | "invert"
        | "posterise"
        | "equalise"
        | "clahe"
        | "stain-jitter"
        | "drop-channel"
        | "rescale-channel"
        | "shuffle-channels"
        | "bleed-through"
        | "channel-shift"
        | "disc-defocus"
        | "motion-blur"
        | "down-and-up"
        | "sharpen"
        | "gaussian-noise"
        | "poisson-noise"
        | "salt-and-pepper"
        | "jpeg"
        | "cutout"
        | "grid-mask"
        | "debris" => Refused("lightly's SimCLR and BYOL transforms have no argument for it"),
        _ => return None,
    })
}

/// What solo-learn is told, which has the same crop and the same colours.
fn section(asked: &mut Asked) -> Result<Value, String> {
    match solo_learn::counterpart(asked.entry) {
        Some(Counterpart::Mapped { make, .. }) => make(asked).map(|(_, made)| made),
        _ => Err("it has no counterpart there".into()),
    }
}
