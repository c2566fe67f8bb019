//! What every transform becomes in Albumentations 2.0.8: an object of its file.

use super::Agreement::{Alike, Same, Spread, Within};
use super::{Asked, Counterpart, mapped};
use crate::transform::{Border, Entry};
use serde_json::{Value, json};

/// Makes the objects that stand for a step, applied one after the other; all of them or none.
pub type Make = fn(&mut Asked) -> Result<Vec<Value>, String>;

/// Pixels of random versions that differ by less are the same to people, in 255ths.
const NEAR: f64 = 2.0;

/// What `entry` becomes, or why it becomes nothing.
#[allow(clippy::too_many_lines, reason = "a table with a row for every transform")]
pub fn counterpart(entry: &'static Entry) -> Option<Counterpart<Make>> {
    use Counterpart::Refused;
    Some(match entry.kind {
        "random-resized-crop" => mapped(
            "RandomResizedCrop",
            Within(NEAR),
            "a part that does not fit the picture is drawn again there, here it is cut; corners are whole pixels there",
            random_resized_crop,
        ),
        "crop-with-cell" => Refused("no crop there looks at where the cells are"),
        "centre-zoom" => mapped("Affine(scale)", Within(NEAR), "", |asked| {
            let k = asked.by_ratio("magnification")?;
            affine(asked, json!({ "keep_ratio": true, "scale": { "x": k, "y": k } }))
        }),
        "translate" => {
            mapped("Affine(translate_percent)", Within(NEAR), "moves by whole pixels there", |asked| {
                let (x, y) = (asked.even("dx")?, asked.even("dy")?);
                affine(asked, json!({ "translate_percent": { "x": x, "y": y }, "translate_px": null }))
            })
        }
        "rotate" => mapped("Affine(rotate)", Within(NEAR), "", |asked| {
            let angle = asked.even("angle")?;
            affine(asked, json!({ "rotate": angle }))
        }),
        "quarter-turn" => mapped("RandomRotate90; Transpose and flips", Same, "", |asked| {
            let turns = asked.whole("quarters")?;
            if turns == [0, 1, 2, 3] {
                return one("RandomRotate90", asked, json!({}));
            }
            one_of(asked, &turns)
        }),
        "eight-symmetries" => mapped("D4; Transpose and flips", Same, "", |asked| {
            let symmetries = asked.whole("symmetry")?;
            if symmetries.len() == 8 {
                return one("D4", asked, json!({}));
            }
            one_of(asked, &symmetries)
        }),
        "flip-horizontal" => {
            mapped("HorizontalFlip", Same, "", |asked| one("HorizontalFlip", asked, json!({})))
        }
        "flip-vertical" => mapped("VerticalFlip", Same, "", |asked| one("VerticalFlip", asked, json!({}))),
        "scale" => mapped("Affine(scale)", Within(NEAR), SHRINKS, |asked| {
            let k = asked.even("factor")?;
            affine(asked, json!({ "keep_ratio": true, "scale": { "x": k, "y": k } }))
        }),
        "stretch" => mapped("Affine(scale)", Within(NEAR), SHRINKS, |asked| {
            let (x, y) = (asked.even("across")?, asked.even("down")?);
            affine(asked, json!({ "scale": { "x": x, "y": y } }))
        }),
        "shear" => mapped("Affine(shear)", Within(NEAR), "", |asked| {
            let (x, y) = (asked.even("across")?.map(|v| -v), asked.even("down")?.map(|v| -v));
            affine(asked, json!({ "shear": { "x": [x[1], x[0]], "y": [y[1], y[0]] } }))
        }),
        "affine" => mapped(
            "Affine",
            Within(NEAR),
            "a slant is an Affine of its own before the turn",
            turn_slant_scale,
        ),
        "perspective" => mapped(
            "Perspective",
            Alike,
            "how far a corner moves follows half a bell there, with the same mean; here it is even",
            |asked| {
                let s = asked.even("share")?.map(|share| share * 0.5 / (2.0 / std::f64::consts::PI).sqrt());
                let (border, fill) = border(asked);
                one(
                    "Perspective",
                    asked,
                    json!({ "border_mode": border, "fill": fill, "fill_mask": 0.0, "fit_output": false,
                            "interpolation": 1, "keep_size": true, "mask_interpolation": 0, "scale": s }),
                )
            },
        ),
        "corner-warp" => Refused("no transform there moves one corner only"),
        "elastic" => mapped(
            "ElasticTransform",
            Alike,
            "noise blurred by a bell there, a spline between random points here; the same spread of movement, and about \
             the same size of what moves as a whole. One amount for all versions",
            elastic,
        ),
        "grid-distortion" => mapped(
            "GridDistortion",
            Alike,
            "both widen and narrow columns and rows at random, and bring the sum back to the picture's side",
            |asked| {
                let (limit, steps) = (asked.typical("limit")?, asked.fixed("steps")?.round() as i64);
                let (border, fill) = border(asked);
                one(
                    "GridDistortion",
                    asked,
                    json!({ "border_mode": border, "distort_limit": [-limit, limit], "fill": fill, "fill_mask": 0.0,
                            "interpolation": 1, "keypoint_remapping_method": "mask", "mask_interpolation": 0,
                            "normalized": true, "num_steps": steps }),
                )
            },
        ),
        "gain" => mapped("MultiplicativeNoise", Within(1.0), "", |asked| {
            let factor = asked.even("factor")?;
            multiply(asked, factor, false)
        }),
        "per-channel-gain" => mapped("MultiplicativeNoise(per_channel)", Within(1.0), "", |asked| {
            let factor = asked.even("factor")?;
            multiply(asked, factor, true)
        }),
        "photobleaching" => mapped(
            "MultiplicativeNoise(per_channel)",
            Within(1.0),
            "the factor exp(-k) is drawn evenly there, k is here",
            |asked| {
                let [low, high] = asked.even("exposure")?;
                multiply(asked, [(-high).exp(), (-low).exp()], true)
            },
        ),
        "offset" => mapped("RandomBrightnessContrast(brightness)", Within(1.0), "", |asked| {
            let amount = asked.even("amount")?;
            brightness_contrast(asked, amount, [0.0; 2])
        }),
        "per-channel-offset" => mapped("AdditiveNoise(constant)", Within(1.0), "", |asked| {
            let ranges = asked.even("amount")?;
            if ranges.iter().any(|v| v.abs() > 1.0) {
                return Err("an amount beyond 1 cannot be added there".into());
            }
            one(
                "AdditiveNoise",
                asked,
                json!({ "approximation": 1.0, "noise_params": { "noise_type": "uniform", "ranges": [ranges] },
                        "noise_type": "uniform", "spatial_mode": "constant" }),
            )
        }),
        "window-jitter" => {
            mapped("RandomBrightnessContrast", Within(1.0), "only fixed ends of the window", |asked| {
                let (low, high) = (asked.fixed("low")?, asked.fixed("high")?);
                let slope = 1.0 / (high - low);
                brightness_contrast(asked, [-low * slope; 2], [slope - 1.0; 2])
            })
        }
        "percentile-window" => Refused("AutoContrast there counts percentiles otherwise, on 8 bits"),
        "uneven-background" => Refused("Illumination there multiplies by a glow; here it is added"),
        "illumination-gradient" => mapped(
            "Illumination(linear)",
            Alike,
            "clockwise there, and about the upper left corner: unless it slopes to the right, the whole picture becomes \
             brighter or darker as well",
            illumination,
        ),
        "vignette" => Refused("no transform there darkens towards all corners by the square of the distance"),
        "contrast" => mapped(
            "ColorJitter(contrast)",
            Within(1.0),
            "images of 1 channel: with 3, there all channels are spread about their common mean grey; none with others",
            |asked| {
                let factor = asked.even("factor")?;
                jitter(asked, &json!({ "contrast": factor }))
            },
        ),
        "per-channel-contrast" => Refused("contrast is one factor for all channels there"),
        "gamma" => mapped("RandomGamma", Within(1.0), "", |asked| {
            let limits = asked.even("exponent")?.map(|v| 100.0 * v);
            one("RandomGamma", asked, json!({ "gamma_limit": limits }))
        }),
        "per-channel-gamma" => Refused("RandomGamma there bends all channels alike"),
        "invert" => mapped("InvertImg", Within(1.0), "", |asked| one("InvertImg", asked, json!({}))),
        "posterise" => mapped(
            "Posterize",
            Alike,
            "rounds down on 8 bits there, so white becomes darker; here to the nearest of levels from 0 to 1. Only 2, 4, \
             8, ... levels",
            |asked| {
                let levels = asked.whole("levels")?;
                let ends = [levels.first(), levels.last()].map(|v| v.copied().unwrap_or(2));
                if ends.iter().any(|n| !(2..=128).contains(n) || n.count_ones() != 1) {
                    return Err("there are only 2, 4, 8, 16, 32, 64 or 128 levels there".into());
                }
                if levels.len() > 1 {
                    asked.notes.push("the number of levels is drawn as a power of 2 there".into());
                }
                one("Posterize", asked, json!({ "num_bits": ends.map(i64::trailing_zeros) }))
            },
        ),
        "solarise" => mapped("Solarize", Within(1.0), "", |asked| {
            let threshold = asked.even("threshold")?;
            one("Solarize", asked, json!({ "threshold_range": threshold }))
        }),
        "equalise" => mapped("Equalize", Within(3.0), "on 8 bits there; 1 or 3 channels", |asked| {
            asked.must_be("strength", 1.0)?;
            one("Equalize", asked, json!({ "by_channels": true, "mask": null, "mode": "cv" }))
        }),
        "clahe" => mapped(
            "CLAHE",
            Alike,
            "on 8 bits there, of 3 channels the lightness only, and values at a level count wholly; here each channel",
            |asked| {
                asked.must_be("strength", 1.0)?;
                let clip = asked.even("clip")?;
                one("CLAHE", asked, json!({ "clip_limit": clip, "tile_grid_size": [8, 8] }))
            },
        ),
        "colour-jitter" => mapped(
            "ColorJitter",
            Within(NEAR),
            "in random order there, in fixed order here; the bound is that of one change alone. 1 or 3 channels",
            |asked| {
                let (brightness, contrast) = (asked.even("brightness")?, asked.even("contrast")?);
                let (saturation, hue) = (asked.even("saturation")?, asked.even("hue")?);
                jitter(
                    asked,
                    &json!({ "brightness": brightness, "contrast": contrast, "saturation": saturation, "hue": hue }),
                )
            },
        ),
        "grey" => mapped("ToGray", Within(1.0), "3 channels", |asked| {
            asked.must_be("strength", 1.0)?;
            one("ToGray", asked, json!({ "method": "weighted_average", "num_output_channels": 3 }))
        }),
        "stain-jitter" => Refused("HEStain there takes colours apart by other stains, and knows no DAB"),
        "drop-channel" => mapped("ChannelDropout", Same, "2 channels and more", |asked| {
            asked.anywhere("which")?;
            asked.must_be("spare", 0.0)?;
            one("ChannelDropout", asked, json!({ "channel_drop_range": [1, 1], "fill": 0.0 }))
        }),
        "rescale-channel" => Refused("no transform there multiplies one channel and leaves the others"),
        "shuffle-channels" => {
            mapped("ChannelShuffle", Same, "", |asked| one("ChannelShuffle", asked, json!({})))
        }
        "bleed-through" => Refused("no transform there mixes neighbouring channels"),
        "channel-shift" => Refused("no transform there moves one channel against the others"),
        "gaussian-blur" => mapped("GaussianBlur", Within(NEAR), "", |asked| {
            let sigma = asked.even("sigma")?;
            one("GaussianBlur", asked, json!({ "blur_limit": [0, 0], "sigma_limit": sigma }))
        }),
        "disc-defocus" => mapped("Defocus", Within(NEAR), "radii of whole pixels there, from 1", |asked| {
            let radius = asked.even("radius")?;
            let whole = whole_ends(asked, radius, 1.0);
            one("Defocus", asked, json!({ "alias_blur": [0.1, 0.1], "radius": whole }))
        }),
        "motion-blur" => mapped(
            "MotionBlur",
            Alike,
            "lines of 3, 5, 7, ... pixels there, drawn as a string of whole pixels; of any length here",
            motion_blur,
        ),
        "down-and-up" => {
            mapped("Downscale", Within(NEAR), "blocks that divide the picture's side", |asked| {
                let [low, high] = asked.by_ratio("block")?;
                one(
                    "Downscale",
                    asked,
                    json!({ "interpolation_pair": { "upscale": 1, "downscale": 3 }, "scale_range": [1.0 / high, 1.0 / low] }),
                )
            })
        }
        "sharpen" => mapped("UnsharpMask", Within(NEAR), "of 1 or 3 channels; strengths up to 1", |asked| {
            let (alpha, sigma) = (asked.even("strength")?, asked.even("sigma")?);
            if alpha[1] > 1.0 {
                return Err("a strength above 1 is not possible there".into());
            }
            let kernel = (2.0 * (4.0 * sigma[1]).ceil() + 1.0).max(3.0) as i64;
            one(
                "UnsharpMask",
                asked,
                json!({ "alpha": alpha, "blur_limit": [kernel, kernel], "sigma_limit": sigma, "threshold": 0 }),
            )
        }),
        "gaussian-noise" => mapped("GaussNoise", Spread(1.0), "", |asked| {
            let spread = asked.even("sigma")?;
            if spread[1] > 1.0 {
                return Err("a spread above 1 is not possible there".into());
            }
            one(
                "GaussNoise",
                asked,
                json!({ "mean_range": [0.0, 0.0], "noise_scale_factor": 1.0, "per_channel": true, "std_range": spread }),
            )
        }),
        "poisson-noise" => Refused("ShotNoise there raises values to the power 2.2 before it counts photons"),
        "salt-and-pepper" => mapped(
            "SaltAndPepper",
            Spread(NEAR),
            "all channels of a pixel together there, each for itself here",
            |asked| {
                let amount = asked.even("share")?;
                one("SaltAndPepper", asked, json!({ "amount": amount, "salt_vs_pepper": [0.5, 0.5] }))
            },
        ),
        "jpeg" => mapped(
            "ImageCompression(jpeg)",
            Within(NEAR),
            "images of 1 channel: 3 are saved as a colour picture there, each for itself here; none with others",
            |asked| {
                asked.must_be("strength", 1.0)?;
                let quality = asked.even("quality")?.map(|v| v.round() as i64);
                one(
                    "ImageCompression",
                    asked,
                    json!({ "compression_type": "jpeg", "quality_range": quality }),
                )
            },
        ),
        "cutout" => mapped(
            "CoarseDropout",
            Alike,
            "the box lies wholly in the picture there, and its height is drawn apart from its width; here it is a square \
             that may be cut at the edge",
            |asked| {
                asked.anywhere("x")?;
                asked.anywhere("y")?;
                let (side, fill) = (asked.even("side")?, asked.fixed("fill")?);
                if side[0] <= 0.0 {
                    return Err("a box without size is not possible there; begin above 0".into());
                }
                one(
                    "CoarseDropout",
                    asked,
                    json!({ "fill": fill, "fill_mask": null, "hole_height_range": side, "hole_width_range": side,
                            "num_holes_range": [1, 1] }),
                )
            },
        ),
        "grid-mask" => mapped(
            "GridDropout",
            Alike,
            "squares and spacings of whole pixels there, one size of squares for all versions, and the grid's place is drawn otherwise",
            grid_mask,
        ),
        "debris" => Refused("no transform there lays discs on a picture"),
        _ => return None,
    })
}

const SHRINKS: &str = "where it shrinks the picture, single pixels are taken there, means of pixels here";

#[allow(clippy::unnecessary_wraps, reason = "every row of the table answers so")]
fn one(name: &str, asked: &Asked, settings: Value) -> Result<Vec<Value>, String> {
    Ok(vec![object(name, asked.p(), settings)])
}

/// An object of the file: the name, how often, then the settings.
pub fn object(name: &str, p: f64, settings: Value) -> Value {
    let mut made = json!({ "__class_fullname__": name, "p": p });
    if let (Some(made), Value::Object(settings)) = (made.as_object_mut(), settings) {
        made.extend(settings);
    }
    made
}

/// OpenCV's number of the border rule, and the value beyond the edge.
pub fn border(asked: &mut Asked) -> (i64, f64) {
    let fill = f64::from(asked.input.border_value);
    match asked.input.border {
        Border::Reflect => (2, 0.0),
        Border::Edge => (1, 0.0),
        Border::Constant => (0, fill),
        Border::Background => {
            asked.notes.push("the background is not measured there: the edge's pixels are repeated".into());
            (1, 0.0)
        }
    }
}

fn affine(asked: &mut Asked, settings: Value) -> Result<Vec<Value>, String> {
    let (border, fill) = border(asked);
    let mut all = json!({ "balanced_scale": false, "border_mode": border, "fill": fill, "fill_mask": 0.0,
        "fit_output": false, "interpolation": 1, "keep_ratio": false, "mask_interpolation": 0, "rotate": [0.0, 0.0],
        "rotate_method": "largest_box", "scale": { "x": [1.0, 1.0], "y": [1.0, 1.0] },
        "shear": { "x": [0.0, 0.0], "y": [0.0, 0.0] }, "translate_percent": null, "translate_px": { "x": [0, 0], "y": [0, 0] } });
    if let (Some(all), Value::Object(settings)) = (all.as_object_mut(), settings) {
        all.extend(settings);
    }
    one("Affine", asked, all)
}

fn random_resized_crop(asked: &mut Asked) -> Result<Vec<Value>, String> {
    asked.anywhere("x")?;
    asked.anywhere("y")?;
    let (scale, ratio) = (asked.even("area")?, asked.by_ratio("ratio")?);
    let size = asked.size;
    one(
        "RandomResizedCrop",
        asked,
        json!({ "area_for_downscale": "image", "interpolation": 1, "mask_interpolation": 0, "ratio": ratio,
                "scale": scale, "size": [size, size] }),
    )
}

/// There the picture is scaled, turned, then slanted; here slanted first.
fn turn_slant_scale(asked: &mut Asked) -> Result<Vec<Value>, String> {
    let (angle, k) = (asked.even("angle")?, asked.even("factor")?);
    let turn = json!({ "keep_ratio": true, "rotate": angle, "scale": { "x": k, "y": k } });
    let [x, y] = [asked.even("shear_across")?, asked.even("shear_down")?].map(|[a, b]| [0.0 - b, 0.0 - a]);
    if [x, y] == [[0.0; 2]; 2] {
        return affine(asked, turn);
    }
    let mut made = affine(asked, json!({ "shear": { "x": x, "y": y } }))?;
    made.extend(affine(asked, turn)?);
    Ok(made)
}

/// Symmetries of the square as transposition and flips, one of them a version.
#[allow(clippy::unnecessary_wraps, reason = "every row of the table answers so")]
fn one_of(asked: &Asked, symmetries: &[i64]) -> Result<Vec<Value>, String> {
    let names = |symmetry: i64| -> &'static [&'static str] {
        match symmetry {
            0 => &["NoOp"],
            1 => &["Transpose", "VerticalFlip"],
            2 => &["HorizontalFlip", "VerticalFlip"],
            3 => &["Transpose", "HorizontalFlip"],
            4 => &["HorizontalFlip"],
            5 => &["Transpose"],
            6 => &["VerticalFlip"],
            _ => &["Transpose", "HorizontalFlip", "VerticalFlip"],
        }
    };
    let of = |symmetry: i64| -> Vec<Value> {
        names(symmetry).iter().map(|name| object(name, asked.p(), json!({}))).collect()
    };
    if let [only] = symmetries {
        return Ok(of(*only));
    }
    let all = |symmetry: &i64| {
        let steps: Vec<Value> = names(*symmetry).iter().map(|name| object(name, 1.0, json!({}))).collect();
        object("Sequential", 1.0, json!({ "transforms": steps }))
    };
    let steps: Vec<Value> = symmetries.iter().map(all).collect();
    Ok(vec![object("OneOf", asked.p(), json!({ "transforms": steps }))])
}

/// The spread of white noise of spread 1 behind a bell of spread sigma is 1 / (2 sqrt(pi) sigma); a uniform cubic
/// spline over points a spacing apart is about as smooth as a bell of 1 / sqrt(3) spacings.
fn elastic(asked: &mut Asked) -> Result<Vec<Value>, String> {
    let sigma = asked.typical("spacing")? / 3f64.sqrt();
    let alpha = asked.typical("amount")? * 2.0 * std::f64::consts::PI.sqrt() * sigma;
    let (border, fill) = border(asked);
    one(
        "ElasticTransform",
        asked,
        json!({ "alpha": alpha, "approximate": false, "border_mode": border, "fill": fill, "fill_mask": 0.0,
                "interpolation": 1, "keypoint_remapping_method": "mask", "mask_interpolation": 0,
                "noise_distribution": "gaussian", "same_dxdy": false, "sigma": sigma.max(1.0) }),
    )
}

fn multiply(asked: &Asked, factor: [f64; 2], each: bool) -> Result<Vec<Value>, String> {
    one(
        "MultiplicativeNoise",
        asked,
        json!({ "elementwise": false, "multiplier": factor, "per_channel": each }),
    )
}

fn brightness_contrast(
    asked: &Asked,
    brightness: [f64; 2],
    contrast: [f64; 2],
) -> Result<Vec<Value>, String> {
    one(
        "RandomBrightnessContrast",
        asked,
        json!({ "brightness_by_max": true, "brightness_limit": brightness, "contrast_limit": contrast,
                "ensure_safe_range": false }),
    )
}

/// Angles from 0 to 360; a range of more than a turn is all of it.
fn turned(asked: &mut Asked, angle: [f64; 2]) -> [f64; 2] {
    let [low, high] = angle;
    if high - low >= 360.0 {
        return [0.0, 360.0];
    }
    let from = low.rem_euclid(360.0);
    let to = from + (high - low);
    if to <= 360.0 {
        return [from, to];
    }
    asked.notes.push("a range of angles over 0 is not possible there: all angles are drawn".into());
    [0.0, 360.0]
}

fn illumination(asked: &mut Asked) -> Result<Vec<Value>, String> {
    let strength = asked.even("strength")?;
    let half = strength.map(|v| (0.5 * v).clamp(0.01, 0.2));
    if strength[1] > 0.4 {
        return Err("a strength above 0.4 is not possible there".into());
    }
    if half[0] > 0.5 * strength[0] {
        asked.notes.push("Strength begins at 0.02 there".into());
    }
    // Measured clockwise there, since rows are counted downwards.
    let [low, high] = asked.even("angle")?;
    let angle = turned(asked, [0.0 - high, 0.0 - low]);
    one(
        "Illumination",
        asked,
        json!({ "angle_range": angle, "center_range": [0.1, 0.9], "effect_type": "brighten", "intensity_range": half,
                "mode": "linear", "sigma_range": [0.2, 1.0] }),
    )
}

fn jitter(asked: &Asked, settings: &Value) -> Result<Vec<Value>, String> {
    let of = |name: &str, none: [f64; 2]| settings.get(name).cloned().unwrap_or_else(|| json!(none));
    let made = json!({ "brightness": of("brightness", [1.0; 2]), "contrast": of("contrast", [1.0; 2]),
                       "hue": of("hue", [0.0; 2]), "saturation": of("saturation", [1.0; 2]) });
    one("ColorJitter", asked, made)
}

/// The ends of a range as whole numbers, at least `least`.
fn whole_ends(asked: &mut Asked, ends: [f64; 2], least: f64) -> [i64; 2] {
    let whole = ends.map(|v| v.round().max(least));
    if whole != ends {
        asked.notes.push(format!("whole numbers from {} to {} are drawn there", whole[0], whole[1]));
    }
    whole.map(|v| v as i64)
}

fn motion_blur(asked: &mut Asked) -> Result<Vec<Value>, String> {
    let (length, angle) = (asked.even("length")?, asked.even("angle")?);
    let odd = length.map(|v| (2.0 * (v / 2.0).floor() + 1.0).max(3.0) as i64);
    asked.notes.push(format!("lines are {} to {} pixels long there", odd[0], odd[1]));
    let angle = turned(asked, angle);
    one(
        "MotionBlur",
        asked,
        json!({ "allow_shifted": false, "angle_range": angle, "blur_limit": odd, "direction_range": [0.0, 0.0] }),
    )
}

fn grid_mask(asked: &mut Asked) -> Result<Vec<Value>, String> {
    let (ratio, fill) = (asked.typical("side")?, asked.fixed("fill")?);
    let size = asked.size as f64;
    let period = asked.even("period")?.map(|v| (v * size).max(2.0));
    let [least, most] = whole_ends(asked, period, 2.0);
    // The upper end is not drawn there, and no longer than the picture.
    let units = [least.min(asked.size as i64 - 1), (most + 1).min(asked.size as i64)];
    let still = asked.fixed("x") == Ok(0.0) && asked.fixed("y") == Ok(0.0);
    if !still {
        asked.anywhere("x")?;
        asked.anywhere("y")?;
    }
    one(
        "GridDropout",
        asked,
        json!({ "fill": fill, "fill_mask": null, "holes_number_xy": null, "random_offset": !still, "ratio": ratio,
                "shift_xy": [0, 0], "unit_size_range": units }),
    )
}
