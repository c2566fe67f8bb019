//! What every transform becomes in an augmentation file of solo-learn: a section of it, of which there are seven.

use super::Agreement::Alike;
use super::{Asked, Counterpart, mapped};
use crate::transform::Entry;
use serde_json::{Value, json};

/// The sections in the order in which solo-learn applies them; `horizontal_flip` comes last, and may stand anywhere.
pub const ORDER: [&str; 7] =
    ["rrc", "color_jitter", "grayscale", "gaussian_blur", "solarization", "equalization", "horizontal_flip"];

/// The section and what stands in it.
pub type Make = fn(&mut Asked) -> Result<(&'static str, Value), String>;

/// What `entry` becomes, or why it becomes nothing.
#[allow(clippy::too_many_lines, reason = "a table with a row for every transform")]
pub fn counterpart(entry: &'static Entry) -> Option<Counterpart<Make>> {
    use Counterpart::Refused;
    Some(match entry.kind {
        "random-resized-crop" => {
            mapped("rrc", Alike, "torchvision's on 8 bits of 3 channels, enlarged by cubic curves", |asked| {
                asked.anywhere("x")?;
                asked.anywhere("y")?;
                let ratio = asked.by_ratio("ratio")?;
                if (ratio[0] - 0.75).abs() > 1e-3 || (ratio[1] - 4.0 / 3.0).abs() > 1e-3 {
                    return Err("the ratio of width to height is always 3/4 to 4/3 there".into());
                }
                if asked.p() != 1.0 {
                    return Err("every version is cropped there".into());
                }
                let [low, high] = asked.even("area")?;
                Ok(("rrc", json!({ "enabled": true, "crop_min_scale": low, "crop_max_scale": high })))
            })
        }
        "flip-horizontal" => mapped(
            "horizontal_flip",
            super::Agreement::Same,
            "after all other steps there, which changes nothing",
            |asked| Ok(("horizontal_flip", json!({ "prob": asked.p() }))),
        ),
        "colour-jitter" => mapped(
            "color_jitter",
            Alike,
            "torchvision's: in random order there, in fixed order here",
            |asked| {
                let spread = |asked: &mut Asked, name: &str, middle: f64| -> Result<f64, String> {
                    let [low, high] = asked.even(name)?;
                    let most = high - middle;
                    let least = if middle == 0.0 { -most } else { (middle - most).max(0.0) };
                    if most < 0.0 || (low - least).abs() > 1e-9 {
                        return Err(format!("{name} goes as far to one side as to the other there"));
                    }
                    // Without what subtraction put behind it: 1.4 - 1 is not 0.3999999999999999.
                    Ok((most * 1e12).round() / 1e12)
                };
                let made = [("brightness", 1.0), ("contrast", 1.0), ("saturation", 1.0), ("hue", 0.0)]
                    .into_iter()
                    .map(|(name, middle)| spread(asked, name, middle))
                    .collect::<Result<Vec<f64>, String>>()?;
                let [brightness, contrast, saturation, hue] = made.as_slice() else {
                    return Err("four settings were expected".into());
                };
                Ok((
                    "color_jitter",
                    json!({ "prob": asked.p(), "brightness": brightness, "contrast": contrast, "saturation": saturation, "hue": hue }),
                ))
            },
        ),
        "grey" => mapped("grayscale", Alike, "Pillow's, on 8 bits", |asked| {
            asked.must_be("strength", 1.0)?;
            Ok(("grayscale", json!({ "prob": asked.p() })))
        }),
        "gaussian-blur" => mapped(
            "gaussian_blur",
            Alike,
            "Pillow's, made of three boxes, on 8 bits; always 0.1 to 2 pixels",
            |asked| {
                let sigma = asked.even("sigma")?;
                if asked.p() > 0.0 && sigma != [0.1, 2.0] {
                    return Err("the blur is always drawn from 0.1 to 2 pixels there".into());
                }
                Ok(("gaussian_blur", json!({ "prob": asked.p() })))
            },
        ),
        "solarise" => mapped("solarization", Alike, "Pillow's, on 8 bits, always at the middle", |asked| {
            if asked.p() > 0.0 {
                asked.must_be("threshold", 0.5)?;
            }
            Ok(("solarization", json!({ "prob": asked.p() })))
        }),
        "equalise" => mapped(
            "equalization",
            Alike,
            "Pillow's, on 8 bits: values at a level count wholly there",
            |asked| {
                asked.must_be("strength", 1.0)?;
                Ok(("equalization", json!({ "prob": asked.p() })))
            },
        ),
        "crop-with-cell"
        | "centre-zoom"
        | "translate"
        | "rotate"
        | "quarter-turn"
        | "flip-vertical"
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
        | "debris" => Refused("solo-learn's files have no section for it"),
        _ => return None,
    })
}
