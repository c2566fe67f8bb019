//! What every transform becomes in the source for torchvision: a class of its own, or one of torchvision's.
//!
//! torchvision has few transforms for images of any number of channels, so most are a few lines of torch
//! (`assets/export/torch_steps.py`), which draw from the same distributions as here.

use super::Agreement::{Alike, Same, Spread, Within};
use super::{Asked, Counterpart, mapped};
use crate::export::MakePython;
use crate::transform::Entry;
use std::fmt::Write;

/// What `entry` becomes, or why it becomes nothing.
pub fn counterpart(entry: &'static Entry) -> Option<Counterpart<MakePython>> {
    use Counterpart::Refused;
    Some(match entry.kind {
        "random-resized-crop" => mapped(
            "v2.RandomResizedCrop",
            Within(2.0),
            "a part that does not fit the picture is drawn again there, here it is cut; corners are whole pixels there",
            random_resized_crop,
        ),
        "crop-with-cell" => Refused("no crop there looks at where the cells are"),
        "centre-zoom" | "translate" | "rotate" | "shear" => mapped("grid_sample", Within(2.0), "", moved),
        "scale" | "stretch" | "affine" => mapped(
            "grid_sample",
            Within(2.0),
            "where it shrinks the picture, single pixels are taken there, means of pixels here",
            moved,
        ),
        "quarter-turn" | "eight-symmetries" => mapped("torch.rot90", Same, "", own),
        "flip-horizontal" => mapped("v2.RandomHorizontalFlip", Same, "", |asked| {
            Ok(vec![format!("v2.RandomHorizontalFlip(p={:?})", asked.p())])
        }),
        "flip-vertical" => mapped("v2.RandomVerticalFlip", Same, "", |asked| {
            Ok(vec![format!("v2.RandomVerticalFlip(p={:?})", asked.p())])
        }),
        "perspective" => {
            mapped("v2.functional.perspective", Alike, "the same law of corners, other random numbers", own)
        }
        "corner-warp" => {
            mapped("v2.functional.perspective", Within(2.0), "black beyond the picture's edge there", own)
        }
        "elastic" => mapped(
            "v2.ElasticTransform",
            Alike,
            "even noise blurred by a bell there, a spline between random points here; the same spread of movement, and \
             about the same size of what moves as a whole. One amount for all versions",
            elastic,
        ),
        "grid-distortion" => Refused("torchvision widens no columns and rows by a grid"),
        "gain"
        | "per-channel-gain"
        | "photobleaching"
        | "offset"
        | "per-channel-offset"
        | "window-jitter"
        | "contrast"
        | "per-channel-contrast"
        | "gamma"
        | "per-channel-gamma"
        | "uneven-background"
        | "illumination-gradient"
        | "vignette"
        | "posterise"
        | "solarise"
        | "grey"
        | "rescale-channel"
        | "bleed-through" => mapped("torch", Within(0.5), "", own),
        "percentile-window" => mapped("torch.quantile", Within(1.0), "", own),
        "invert" => mapped("v2.RandomInvert", Within(0.5), "", |asked| {
            Ok(vec![format!("v2.RandomInvert(p={:?})", asked.p())])
        }),
        "equalise" => mapped("torch.bincount", Within(2.0), "", own),
        "clahe" => Refused("torchvision has no local equalisation"),
        "colour-jitter" => mapped("torch, v2.functional.adjust_hue", Within(2.0), "", own),
        "stain-jitter" => mapped("torch", Within(2.0), "", own),
        "drop-channel" => mapped("torch", Same, "", own),
        "shuffle-channels" => mapped("torch.randperm", Same, "", |asked| {
            Ok(vec![format!("ShuffleChannels(p={:?})", asked.p())])
        }),
        "channel-shift" => mapped("grid_sample of one channel", Within(2.0), "", moved),
        "gaussian-blur" | "sharpen" => mapped("v2.functional.gaussian_blur", Within(2.0), "", own),
        "disc-defocus" | "motion-blur" => mapped("torch conv2d", Within(2.0), "", own),
        "down-and-up" => {
            mapped("torch interpolate", Within(2.0), "blocks that divide the picture's side", own)
        }
        "gaussian-noise" => mapped("torch.randn", Spread(1.0), "", own),
        "poisson-noise" => mapped("torch.poisson", Spread(1.0), "", own),
        "salt-and-pepper" => mapped("torch.rand", Spread(2.0), "", own),
        "jpeg" => mapped("v2.functional.jpeg of each channel", Within(2.0), "", own),
        "cutout" | "grid-mask" => mapped("torch", Within(1.0), "", own),
        "debris" => mapped("torch", Alike, "the same law of discs, other random numbers", own),
        _ => return None,
    })
}

/// The class of the entry's name with all its settings.
fn own(asked: &mut Asked) -> Result<Vec<String>, String> {
    Ok(vec![call(asked, "")?])
}

/// The same for a class that reads beyond the picture's edge.
fn moved(asked: &mut Asked) -> Result<Vec<String>, String> {
    let input = asked.input;
    let border = if asked.entry.kind == "channel-shift" {
        ", border=\"reflect\"".to_owned()
    } else {
        format!(", border=\"{}\", value={:?}", input.border, input.border_value)
    };
    Ok(vec![call(asked, &border)?])
}

fn call(asked: &Asked, more: &str) -> Result<String, String> {
    let class: String = asked
        .entry
        .kind
        .split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        })
        .collect();
    let mut settings = String::new();
    for param in asked.entry.params {
        let value = asked.python(param.name)?;
        // Writing into a text cannot fail.
        let _ = write!(settings, ", {}={value}", param.name);
    }
    Ok(format!("{class}(p={:?}{settings}{more})", asked.p()))
}

fn random_resized_crop(asked: &mut Asked) -> Result<Vec<String>, String> {
    asked.anywhere("x")?;
    asked.anywhere("y")?;
    let ([a, b], [c, d]) = (asked.even("area")?, asked.by_ratio("ratio")?);
    let crop =
        format!("v2.RandomResizedCrop(size, scale=({a:?}, {b:?}), ratio=({c:?}, {d:?}), antialias=True)");
    Ok(vec![if asked.p() == 1.0 { crop } else { format!("v2.RandomApply([{crop}], p={:?})", asked.p()) }])
}

/// There a movement is alpha / 2 pixels times even noise from -1 to 1 (spread 1 / sqrt(3)) behind a bell of spread
/// sigma, which leaves 1 / (2 sqrt(pi) sigma) of it.
fn elastic(asked: &mut Asked) -> Result<Vec<String>, String> {
    let sigma = (asked.typical("spacing")? / 3f64.sqrt()).max(1.0);
    let alpha = asked.typical("amount")? * 4.0 * (3.0 * std::f64::consts::PI).sqrt() * sigma;
    let step = format!("v2.ElasticTransform(alpha={alpha:?}, sigma={sigma:?})");
    Ok(vec![format!("v2.RandomApply([{step}], p={:?})", asked.p())])
}
