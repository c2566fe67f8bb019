//! What every transform becomes in the source for Kornia 0.8 and 0.9: one of its augmentations of batches.

use super::Agreement::{Alike, Same, Spread, Within};
use super::{Asked, Counterpart, mapped};
use crate::export::MakePython;
use crate::transform::{Border, Entry};

/// What `entry` becomes, or why it becomes nothing.
#[allow(clippy::too_many_lines, reason = "a table with a row for every transform")]
pub fn counterpart(entry: &'static Entry) -> Option<Counterpart<MakePython>> {
    use Counterpart::Refused;
    Some(match entry.kind {
        "random-resized-crop" => mapped(
            "RandomResizedCrop",
            Alike,
            "a part that does not fit the picture is drawn again there, here it is cut; corners are whole pixels and \
             what is shrunk is not smoothed there",
            |asked| {
                asked.anywhere("x")?;
                asked.anywhere("y")?;
                let (scale, ratio) = (asked.even("area")?, asked.by_ratio("ratio")?);
                step(
                    "RandomResizedCrop((size, size), ",
                    asked,
                    &format!("scale={}, ratio={}, ", pair(scale), pair(ratio)),
                )
            },
        ),
        "crop-with-cell" => Refused("no crop there looks at where the cells are"),
        "centre-zoom" => mapped("RandomAffine(scale)", Within(2.0), "", |asked| {
            let k = asked.by_ratio("magnification")?;
            affine(asked, &format!("scale={}, ", pair(k)))
        }),
        "translate" => {
            mapped("RandomAffine(translate)", Within(2.0), "as far to one side as to the other", |asked| {
                let most = [asked.even("dx")?, asked.even("dy")?];
                if most.iter().any(|[a, b]| *a != -*b) {
                    return Err("pictures move as far to one side as to the other there".into());
                }
                affine(asked, &format!("translate={}, ", pair(most.map(|[_, b]| b))))
            })
        }
        "rotate" => mapped("RandomAffine(degrees)", Within(2.0), "", |asked| {
            let (angle, border) = (clockwise(asked.even("angle")?), border(asked)?);
            step(
                "RandomAffine(",
                asked,
                &format!("degrees={}, padding_mode=\"{border}\", align_corners=False, ", pair(angle)),
            )
        }),
        "quarter-turn" => mapped("RandomRotation90", Within(0.5), "", |asked| {
            let turns = asked.whole("quarters")?;
            let ends = (turns.first().copied().unwrap_or(0), turns.last().copied().unwrap_or(0));
            step("RandomRotation90(", asked, &format!("times=({}, {}), ", ends.0, ends.1))
        }),
        "eight-symmetries" => {
            mapped("RandomRotation90, RandomHorizontalFlip", Within(0.5), "all eight, always", |asked| {
                if asked.whole("symmetry")?.len() != 8 || asked.p() != 1.0 {
                    return Err("all eight symmetries are drawn there, for every version".into());
                }
                Ok(vec![
                    "K.RandomHorizontalFlip(p=0.5)".into(),
                    "K.RandomRotation90(times=(0, 3), p=1.0)".into(),
                ])
            })
        }
        "flip-horizontal" => {
            mapped("RandomHorizontalFlip", Same, "", |asked| step("RandomHorizontalFlip(", asked, ""))
        }
        "flip-vertical" => {
            mapped("RandomVerticalFlip", Same, "", |asked| step("RandomVerticalFlip(", asked, ""))
        }
        "scale" => mapped("RandomAffine(scale)", Within(2.0), SHRINKS, |asked| {
            let k = asked.even("factor")?;
            affine(asked, &format!("scale={}, ", pair(k)))
        }),
        "stretch" => mapped("RandomAffine(scale)", Within(2.0), SHRINKS, |asked| {
            let ([a, b], [c, d]) = (asked.even("across")?, asked.even("down")?);
            affine(asked, &format!("scale=({a:?}, {b:?}, {c:?}, {d:?}), "))
        }),
        "shear" => Refused("RandomShear there slants about another point and by two slants in turn"),
        "affine" => mapped("RandomAffine", Within(2.0), "without slant", |asked| {
            asked.must_be("shear_across", 0.0)?;
            asked.must_be("shear_down", 0.0)?;
            let (angle, k) = (clockwise(asked.even("angle")?), asked.even("factor")?);
            let border = border(asked)?;
            step(
                "RandomAffine(",
                asked,
                &format!(
                    "degrees={}, scale={}, padding_mode=\"{border}\", align_corners=False, ",
                    pair(angle),
                    pair(k)
                ),
            )
        }),
        "perspective" => {
            Refused("RandomPerspective there pulls the picture's corners in, which leaves bare corners")
        }
        "corner-warp" => Refused("no augmentation there moves one corner only"),
        "elastic" => {
            Refused("RandomElasticTransform there moves by shares of the picture that follow another law")
        }
        "grid-distortion" => Refused("no augmentation there widens columns and rows by a grid"),
        "gain" => mapped("RandomContrast", Within(0.5), "what Kornia calls contrast is a factor", |asked| {
            let factor = asked.even("factor")?;
            step("RandomContrast(", asked, &format!("contrast={}, clip_output=False, ", pair(factor)))
        }),
        "per-channel-gain"
        | "photobleaching"
        | "per-channel-offset"
        | "per-channel-contrast"
        | "per-channel-gamma" => Refused("intensities of all channels change alike there"),
        "offset" => {
            mapped("RandomBrightness", Within(0.5), "what Kornia calls brightness is added", |asked| {
                let amount = asked.even("amount")?.map(|v| 1.0 + v);
                if amount[0] < 0.0 || amount[1] > 2.0 {
                    return Err("more than 1 cannot be added or taken away there".into());
                }
                step("RandomBrightness(", asked, &format!("brightness={}, clip_output=False, ", pair(amount)))
            })
        }
        "window-jitter" => Refused("no augmentation there moves the ends of a window"),
        "percentile-window" => Refused("no augmentation there goes by percentiles"),
        "uneven-background" => Refused("the illuminations there are bells of another shape"),
        "illumination-gradient" => {
            Refused("RandomLinearIllumination there adds a slope from one edge; here it multiplies")
        }
        "vignette" => Refused("no augmentation there darkens towards all corners"),
        "contrast" => Refused("what Kornia calls contrast is a factor, without a mean"),
        "gamma" => mapped("RandomGamma", Within(0.5), "", |asked| {
            let gamma = asked.even("exponent")?;
            step("RandomGamma(", asked, &format!("gamma={}, gain=(1.0, 1.0), ", pair(gamma)))
        }),
        "invert" => mapped("RandomInvert", Within(0.5), "", |asked| step("RandomInvert(", asked, "")),
        "posterise" => Refused("RandomPosterize there keeps bits of 8, so white becomes darker"),
        "solarise" => mapped("RandomSolarize", Within(0.5), "", |asked| {
            let threshold = asked.even("threshold")?;
            step("RandomSolarize(", asked, &format!("thresholds={}, additions=(0.0, 0.0), ", pair(threshold)))
        }),
        "equalise" => {
            mapped("RandomEqualize", Alike, "values at a level count wholly there, half here", |asked| {
                asked.must_be("strength", 1.0)?;
                step("RandomEqualize(", asked, "")
            })
        }
        "clahe" => mapped(
            "RandomClahe",
            Alike,
            "tiles of whole pixels there, and values at a level count wholly; of 3 channels all alike",
            |asked| {
                asked.must_be("strength", 1.0)?;
                let clip = asked.even("clip")?;
                step("RandomClahe(", asked, &format!("clip_limit={}, grid_size=(8, 8), ", pair(clip)))
            },
        ),
        "colour-jitter" => mapped(
            "ColorJitter",
            Within(2.0),
            "in random order there, in fixed order here; the bound is that of one change alone. 3 channels",
            |asked| {
                let (a, b) = (asked.even("brightness")?, asked.even("contrast")?);
                let (c, d) = (asked.even("saturation")?, asked.even("hue")?);
                if [a, b, c].iter().any(|[_, high]| *high > 2.0) {
                    return Err("factors above 2 are not possible there".into());
                }
                step(
                    "ColorJitter(",
                    asked,
                    &format!(
                        "brightness={}, contrast={}, saturation={}, hue={}, ",
                        pair(a),
                        pair(b),
                        pair(c),
                        pair(d)
                    ),
                )
            },
        ),
        "grey" => mapped("RandomGrayscale", Within(0.5), "3 channels", |asked| {
            asked.must_be("strength", 1.0)?;
            step("RandomGrayscale(", asked, "rgb_weights=torch.tensor([0.299, 0.587, 0.114]), ")
        }),
        "stain-jitter" => Refused("no augmentation there takes stains apart"),
        "drop-channel" => mapped("RandomChannelDropout", Same, "2 channels and more", |asked| {
            asked.anywhere("which")?;
            asked.must_be("spare", 0.0)?;
            step("RandomChannelDropout(", asked, "num_drop_channels=1, fill_value=0.0, ")
        }),
        "rescale-channel" => Refused("no augmentation there multiplies one channel"),
        "shuffle-channels" => {
            mapped("RandomChannelShuffle", Same, "", |asked| step("RandomChannelShuffle(", asked, ""))
        }
        "bleed-through" => Refused("no augmentation there mixes neighbouring channels"),
        "channel-shift" => Refused("RandomRGBShift there adds values; no augmentation moves one channel"),
        "gaussian-blur" => mapped("RandomGaussianBlur", Within(2.0), "", |asked| {
            let sigma = asked.even("sigma")?.map(|v| v.max(0.01));
            // Four spreads on either side, as long as a picture of the size that build is asked for can be mirrored.
            let kernel = 2 * (4.0 * sigma[1]).ceil() as usize + 1;
            step(
                "RandomGaussianBlur(",
                asked,
                &format!(
                    "kernel_size=(max(3, min({kernel}, (size - 1) // 2 * 2 - 1)),) * 2, sigma={}, ",
                    pair(sigma)
                ),
            )
        }),
        "disc-defocus" => Refused("no augmentation there blurs by a disc"),
        "motion-blur" => mapped(
            "RandomMotionBlur",
            Alike,
            "lines of 3, 5, 7, ... pixels there; of any length here",
            |asked| {
                let (length, angle) = (asked.even("length")?, asked.even("angle")?);
                let odd = length.map(|v| (2.0 * (v / 2.0).floor() + 1.0).max(3.0) as i64);
                asked.notes.push(format!("lines are {} to {} pixels long there", odd[0], odd[1]));
                step(
                    "RandomMotionBlur(",
                    asked,
                    &format!(
                        "kernel_size={}, angle={}, direction=0.0, border_type=\"replicate\", resample=\"bilinear\", ",
                        if odd[0] == odd[1] {
                            odd[0].to_string()
                        } else {
                            format!("({}, {})", odd[0], odd[1])
                        },
                        pair(angle)
                    ),
                )
            },
        ),
        "down-and-up" => Refused("no augmentation there shrinks by blocks and enlarges again"),
        "sharpen" => Refused("RandomSharpness there sharpens by a fixed filter of 3 x 3 pixels"),
        "gaussian-noise" => {
            mapped("RandomGaussianNoise", Spread(1.0), "one spread for all versions", |asked| {
                let spread = asked.typical("sigma")?;
                step("RandomGaussianNoise(", asked, &format!("mean=0.0, std={spread:?}, "))
            })
        }
        "poisson-noise" => Refused("no augmentation there counts photons"),
        "salt-and-pepper" => mapped(
            "RandomSaltAndPepperNoise",
            Spread(2.0),
            "all channels of a pixel together there, each for itself here; shares above 0",
            |asked| {
                let amount = asked.even("share")?.map(|v| v.max(1e-6));
                step(
                    "RandomSaltAndPepperNoise(",
                    asked,
                    &format!("amount={}, salt_vs_pepper=(0.5, 0.5), ", pair(amount)),
                )
            },
        ),
        "jpeg" => Refused("RandomJPEG there saves 3 channels as one colour picture"),
        "cutout" => mapped(
            "RandomErasing",
            Alike,
            "the box lies wholly in the picture there; here it may be cut at the edge. The area is drawn evenly there, the \
             side here",
            |asked| {
                asked.anywhere("x")?;
                asked.anywhere("y")?;
                let (area, fill) = (asked.even("side")?.map(|v| (v * v).max(1e-6)), asked.fixed("fill")?);
                step(
                    "RandomErasing(",
                    asked,
                    &format!("scale={}, ratio=(1.0, 1.0), value={fill:?}, ", pair(area)),
                )
            },
        ),
        "grid-mask" => Refused("no augmentation there paints a grid of squares"),
        "debris" => Refused("no augmentation there lays discs on a picture"),
        _ => return None,
    })
}

const SHRINKS: &str = "where it shrinks the picture, single pixels are taken there, means of pixels here";

fn pair([a, b]: [f64; 2]) -> String {
    format!("({a:?}, {b:?})")
}

/// Angles of RandomAffine are clockwise, ours counter-clockwise.
fn clockwise([low, high]: [f64; 2]) -> [f64; 2] {
    [0.0 - high, 0.0 - low]
}

/// `begin` is the name with the bracket behind it.
#[allow(clippy::unnecessary_wraps, reason = "every row of the table answers so")]
fn step(begin: &str, asked: &Asked, settings: &str) -> Result<Vec<String>, String> {
    Ok(vec![format!("K.{begin}{settings}p={:?})", asked.p())])
}

fn affine(asked: &mut Asked, settings: &str) -> Result<Vec<String>, String> {
    let border = border(asked)?;
    step(
        "RandomAffine(",
        asked,
        &format!("degrees=(0.0, 0.0), {settings}padding_mode=\"{border}\", align_corners=False, "),
    )
}

fn border(asked: &mut Asked) -> Result<&'static str, String> {
    match asked.input.border {
        Border::Reflect => Ok("reflection"),
        Border::Edge => Ok("border"),
        Border::Constant if asked.input.border_value == 0.0 => Ok("zeros"),
        Border::Constant => Err("beyond the edge there is only black there".into()),
        Border::Background => {
            asked.notes.push("the background is not measured there: the edge's pixels are repeated".into());
            Ok("border")
        }
    }
}
