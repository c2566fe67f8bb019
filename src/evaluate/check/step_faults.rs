//! [`step_faults`]: steps that change nothing, always change the same, clip, or have no meaning for these images.

use super::CheckError;
use super::pictures::{Applied, Pictures};
use super::sample::Sample;
use crate::image::Planes;
use crate::job::Progress;
use crate::pipeline::{Chain, Pipeline};
use crate::transform::{Ignores, Stage};

/// Images that are looked at, of all classes together; of each class at least two.
const IMAGES: usize = 36;
/// Changes below this are below a step of an 8-bit picture.
const NOTHING: f32 = 1.0 / 512.0;
/// The share of a class's pixels from which on clipping is told.
pub const CLIPS: f64 = 0.05;

/// What is wrong with a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// It changes no picture.
    NoEffect,
    /// It changes every version in the same way.
    NeverVaries,
    /// It drives pixels of a class to black or white that were neither.
    Clips {
        /// The class.
        class: usize,
        /// The share of its pixels, in the mean over versions.
        share: f64,
    },
    /// It has no meaning for these images, for this reason.
    NoMeaning(String),
}

/// What one step does to one image by itself.
struct Effect {
    class: usize,
    /// The largest change that one of the versions has.
    changed: f32,
    /// The largest difference between two versions.
    varies: f32,
    clipped: f64,
}

/// What is wrong with the steps of `chain`, each with its place there.
///
/// # Errors
/// An image that cannot be read, or the progress's stop.
pub fn step_faults(
    pipeline: &Pipeline,
    chain: &Chain,
    channels: &[String],
    (sample, pictures): (&Sample, &Pictures),
    progress: &Progress,
) -> Result<Vec<(usize, Fault)>, CheckError> {
    let of_each = (IMAGES / sample.of_class.len().max(1)).max(2);
    // An image's class is below the number of classes.
    let mut few = vec![0; sample.of_class.len()];
    let looked: Vec<bool> = sample
        .images
        .iter()
        .map(|image| {
            few[image.class] += 1;
            few[image.class] <= of_each
        })
        .collect();
    let mut faults = Vec::new();
    for (place, step) in chain.steps.iter().enumerate() {
        if let Some(why) = no_meaning(step.entry.kind, step.entry.only_channels, channels) {
            faults.push((place, Fault::NoMeaning(why)));
            if !step.entry.fits_channels(channels.len()) {
                continue;
            }
        }
        let wanted = |image: usize| looked.get(image).copied().unwrap_or_default();
        let effects = pictures.look(progress, wanted, |image, source| {
            let class = sample.images.get(image).map_or(0, |image| image.class);
            effect(pictures, class, (image, source), place)
        })?;
        let effects: Vec<Effect> = effects.into_iter().flatten().collect();
        let always = pipeline.step(&step.id).is_some_and(|(_, step)| {
            step.second.is_none() && step.group.is_none() && step.first.probability >= 1.0
        });
        let most = |of: fn(&Effect) -> f32| effects.iter().map(of).fold(0.0, f32::max);
        if most(|effect| effect.changed) < NOTHING {
            faults.push((place, Fault::NoEffect));
        } else if always && most(|effect| effect.varies) < NOTHING {
            faults.push((place, Fault::NeverVaries));
        }
        let may_clip = matches!(step.entry.stage, Stage::Point(_) | Stage::Neighbourhood(_))
            // They black pixels out, or add what is no brightness of the cell, which is their purpose.
            && !matches!(step.entry.ignores, Ignores::Parts | Ignores::Noise);
        if may_clip {
            let worst = (0..sample.of_class.len()).map(|class| (share_clipped(&effects, class), class));
            if let Some((share, class)) =
                worst.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(share, _)| *share >= CLIPS)
            {
                faults.push((place, Fault::Clips { class, share }));
            }
        }
    }
    Ok(faults)
}

fn share_clipped(effects: &[Effect], class: usize) -> f64 {
    let of_class: Vec<f64> = effects.iter().filter(|e| e.class == class).map(|e| e.clipped).collect();
    of_class.iter().sum::<f64>() / (of_class.len() as f64).max(1.0)
}

/// The step alone, in three versions.
fn effect(pictures: &Pictures, class: usize, (image, source): (usize, &Planes), step: usize) -> Effect {
    let plain = pictures.version(image, source, 0, Applied::Nothing);
    let versions = [0, 1, 2].map(|version| pictures.version(image, source, version, Applied::Alone(step)));
    let apart =
        |a: &Planes, b: &Planes| a.data.iter().zip(&b.data).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let [first, others @ ..] = &versions;
    Effect {
        class,
        changed: versions.iter().map(|version| apart(version, &plain)).fold(0.0, f32::max),
        varies: others.iter().map(|version| apart(version, first)).fold(0.0, f32::max),
        clipped: versions.iter().map(|version| clipped(version, &plain)).sum::<f64>() / versions.len() as f64,
    }
}

/// The share of pixels at 0 or 1 that were neither before. A channel that became one brightness was dropped, not
/// clipped.
fn clipped(version: &Planes, plain: &Planes) -> f64 {
    let mut count = 0;
    for c in 0..version.channels.min(plain.channels) {
        let now = version.channel(c);
        if now.windows(2).all(|pair| pair[0] == pair[1]) {
            continue;
        }
        count += now
            .iter()
            .zip(plain.channel(c))
            .filter(|(now, before)| (**now <= 0.0 || **now >= 1.0) && **before > 0.0 && **before < 1.0)
            .count();
    }
    count as f64 / (version.data.len() as f64).max(1.0)
}

/// Why a transform has no meaning for images with these channels.
fn no_meaning(kind: &str, only_channels: Option<usize>, channels: &[String]) -> Option<String> {
    let count = channels.len();
    if let Some(only) = only_channels.filter(|only| *only != count) {
        return Some(format!(
            "it has a meaning for pictures of {only} channels only; these have {count}, so it changes nothing"
        ));
    }
    match kind {
        "shuffle-channels" if count > 1 => {
            Some("it exchanges the channels, so the encoder cannot know any more which stain is which".into())
        }
        "colour-jitter" | "grey" | "stain-jitter" if !is_colour(channels) => Some(format!(
            "hue, saturation and grey are made of red, green and blue; the channels of these images are {}, which are \
             stains and no colours",
            channels.join(", ")
        )),
        _ => None,
    }
}

/// True for red, green and blue in that order, by name or first letter.
fn is_colour(channels: &[String]) -> bool {
    channels.len() == 3
        && channels.iter().zip(["red", "green", "blue"]).all(|(name, colour)| {
            let name = name.trim().to_lowercase();
            name == colour || Some(name.as_str()) == colour.get(..1)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_stains_are_told_apart() {
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let (colour, stains) = (names(&["Red", "G", "blue"]), names(&["DNA", "actin", "granules"]));
        assert_eq!(no_meaning("colour-jitter", None, &colour), None);
        assert!(no_meaning("colour-jitter", None, &stains).unwrap().contains("DNA, actin, granules"));
        assert!(no_meaning("shuffle-channels", None, &colour).is_some());
        assert!(no_meaning("shuffle-channels", None, &stains[..1]).is_none());
        assert!(no_meaning("anything", Some(3), &stains[..2]).unwrap().contains("these have 2"));
    }

    #[test]
    fn only_pixels_that_were_not_at_an_end_are_clipped() {
        let plain = Planes { channels: 1, height: 1, width: 5, data: vec![0.0, 0.2, 0.5, 0.9, 1.0] };
        let mut bright = plain.clone();
        bright.data = vec![0.0, 0.4, 1.0, 1.0, 1.0];
        assert!((clipped(&bright, &plain) - 0.4).abs() < 1e-12);
        bright.data = vec![0.0; 5];
        assert_eq!(clipped(&bright, &plain), 0.0);
    }
}
