//! [`ControlSpread`]: the ranges over which wells, slides or images that should look alike differ.

use super::deviation::{Membership, median, quantile};
use super::focus::Blurs;
use super::measure::ImageMeasures;
use crate::dataset::{Dataset, IntensityWindow, Part, Parts};
use crate::image::{ImageError, Planes};
use crate::job::Stop;
use crate::pipeline::source_window;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// With fewer groups, or images, no range is given.
pub const FEWEST_UNITS: usize = 4;
/// Most images that are measured: evenly spaced ones of a larger part.
const MOST_IMAGES: usize = 1000;
/// Fewer of large ones, so that no more values than these are looked at; but never fewer than [`LEAST_IMAGES`].
const MOST_VALUES: usize = 1 << 28;
/// How many large images are measured at least.
const LEAST_IMAGES: usize = 100;
/// Images that are blurred to see what a loss of sharpness is worth.
const BLURRED: usize = 16;
/// The share of units that are less sharp than those that are blurred.
const SHARP: f64 = 0.8;
/// The ends of a range, as shares of the units.
const ENDS: (f64, f64) = (0.05, 0.95);

/// What is measured of a channel of an image.
type OfChannel<'a> = &'a dyn Fn(&ImageMeasures, usize) -> Option<f64>;
/// From the scale of deviations to that of ranges.
type Scale = fn(f64) -> f64;

/// Gives the picture of a subject, by its place; `None` where it cannot be read.
pub type Picture<'a> = dyn Fn(usize) -> Option<Planes> + 'a;

/// What images differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// Brightness above the background, as a ratio to the middle unit.
    Gain,
    /// Brightness of the background, as a difference in window units.
    Background,
    /// Standard deviation of the pixels, as a ratio.
    Contrast,
    /// The Gaussian blur in source pixels that makes the sharpest unit as soft as the others.
    Focus,
    /// Length of objects (the root of their area), as a ratio.
    Size,
    /// By how much the light changes from edge to edge, as a share of the mean.
    Illumination,
}

/// One range.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpreadRange {
    /// Of what.
    pub quantity: Quantity,
    /// Of which channel, by its place; `None` for all channels together.
    pub channel: Option<usize>,
    /// Below it lie 5 % of the units.
    pub low: f64,
    /// Above it lie 5 % of the units.
    pub high: f64,
}

/// How much images that should look alike differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ControlSpread {
    /// The class whose images were measured; `None` for all, each against its own.
    pub class: Option<String>,
    /// The names of the channels.
    pub channels: Vec<String>,
    /// What the units are called: the table's column of groups; `None` where every image is a unit of its own, so that
    /// what cells differ in by themselves counts too.
    pub grouped_by: Option<String>,
    /// How many groups, or images.
    pub units: usize,
    /// How many images.
    pub images: usize,
    /// The ranges; empty where there are fewer than [`FEWEST_UNITS`] units.
    pub ranges: Vec<SpreadRange>,
}

impl ControlSpread {
    /// The range of a quantity, of a channel or of all together.
    pub fn range(&self, quantity: Quantity, channel: Option<usize>) -> Option<&SpreadRange> {
        self.ranges.iter().find(|range| range.quantity == quantity && range.channel == channel)
    }
}

/// An image that was measured.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its class.
    pub class: usize,
    /// Its group.
    pub group: Option<&'a str>,
    /// What was measured.
    pub measures: &'a ImageMeasures,
}

/// Measures the images of a class of the training part, or of all classes, and says how much its groups differ.
///
/// What `known` holds already, by the places of images, is not measured again; what is measured is put there. It must
/// be of the same data set and window. `None` where `stop` was raised.
///
/// # Errors
/// Where an image cannot be read.
pub fn control_spread(
    dataset: &Dataset,
    parts: &Parts,
    window: &IntensityWindow,
    class: Option<usize>,
    known: &mut BTreeMap<usize, ImageMeasures>,
    stop: &Stop,
) -> Result<Option<ControlSpread>, ImageError> {
    let chosen = chosen_items(dataset, parts, class);
    let picture = |item: usize| dataset.image(item).map(|image| source_window(window, dataset, item, &image));
    let new: Vec<usize> = chosen.iter().copied().filter(|item| !known.contains_key(item)).collect();
    // In pieces, so that a newer wish need not wait for all of this one.
    for piece in new.chunks(32) {
        if stop.requested() {
            return Ok(None);
        }
        let measure = |&item: &usize| Ok((item, ImageMeasures::of(&picture(item)?)));
        known.extend(piece.par_iter().map(measure).collect::<Result<Vec<_>, ImageError>>()?);
    }
    let subjects: Vec<(usize, Subject)> = chosen
        .iter()
        .filter_map(|&item| {
            let about = dataset.items.get(item)?;
            let (class, group) = (about.class?, about.group.as_deref());
            Some((item, Subject { class, group, measures: known.get(&item)? }))
        })
        .collect();
    let (items, subjects): (Vec<usize>, Vec<Subject>) = subjects.into_iter().unzip();
    // An image that was read a moment ago and cannot be now is left out: others tell the same.
    let picture = |subject: usize| picture(*items.get(subject)?).ok();
    let mut spread = spread_of(&subjects, dataset.channels.len(), dataset.group_column.as_deref(), &picture);
    spread.class = class.and_then(|class| dataset.classes.get(class)).cloned();
    spread.channels.clone_from(&dataset.channels);
    Ok(Some(spread))
}

/// Evenly spaced images of the training part, of one class or of all.
fn chosen_items(dataset: &Dataset, parts: &Parts, class: Option<usize>) -> Vec<usize> {
    let of = |item: &usize| dataset.items.get(*item).and_then(|item| item.class);
    let wanted = |item: &usize| of(item).is_some_and(|own| class.is_none_or(|class| class == own));
    let all: Vec<usize> = parts.items(Part::Train).into_iter().filter(wanted).collect();
    let first = all.first().and_then(|item| dataset.items.get(*item));
    let values = first.map_or(1, |item| item.width * item.height * dataset.channels.len()).max(1);
    let most = all.len().min((MOST_VALUES / values).clamp(LEAST_IMAGES, MOST_IMAGES));
    (0..most).filter_map(|k| all.get(k * all.len() / most)).copied().collect()
}

/// How much `subjects` differ: their groups, where `grouped_by` names them and there are enough, else the images
/// themselves. `picture` gives the picture of a subject, for those few that are blurred. Names are left empty.
pub fn spread_of(
    subjects: &[Subject],
    channels: usize,
    grouped_by: Option<&str>,
    picture: &Picture,
) -> ControlSpread {
    let mut names: HashMap<&str, usize> = HashMap::new();
    let group: Option<Vec<usize>> = subjects
        .iter()
        .map(|subject| {
            let next = names.len();
            subject.group.map(|name| *names.entry(name).or_insert(next))
        })
        .collect();
    let group = group.filter(|_| grouped_by.is_some() && names.len() >= FEWEST_UNITS);
    let units = if group.is_some() { names.len() } else { subjects.len() };
    let grouped_by = grouped_by.filter(|_| group.is_some()).map(str::to_owned);
    let units_of = Membership { class: subjects.iter().map(|subject| subject.class).collect(), group };
    let mut spread = ControlSpread {
        class: None,
        channels: (0..channels).map(|c| format!("channel {}", c + 1)).collect(),
        grouped_by,
        units,
        images: subjects.len(),
        ranges: Vec::new(),
    };
    if units >= FEWEST_UNITS {
        spread.ranges = all_ranges(subjects, channels, &units_of, picture);
    }
    spread
}

fn all_ranges(
    subjects: &[Subject],
    channels: usize,
    units: &Membership,
    picture: &Picture,
) -> Vec<SpreadRange> {
    let mut ranges = Vec::new();
    let measured = |of: &dyn Fn(&ImageMeasures) -> Option<f64>| -> Vec<Option<f64>> {
        subjects.iter().map(|subject| of(subject.measures)).collect()
    };
    let dark: Vec<bool> = (0..channels)
        .map(|c| {
            let signals = subjects.iter().filter_map(|subject| subject.measures.signal.get(c).copied());
            median(signals.collect()).is_some_and(|signal| signal < 0.0)
        })
        .collect();
    let log_gain = |m: &ImageMeasures, c: usize| m.log_gain(c, dark.get(c) == Some(&true));
    let background = |m: &ImageMeasures, c: usize| m.background.get(c).copied();
    let contrast = |m: &ImageMeasures, c: usize| m.log_contrast(c);
    let by_channel: [(Quantity, OfChannel, Scale); 3] = [
        (Quantity::Gain, &log_gain, f64::exp),
        (Quantity::Background, &background, |v| v),
        (Quantity::Contrast, &contrast, f64::exp),
    ];
    for (quantity, of, scale) in by_channel {
        let mut add = |channel, values: Vec<Option<f64>>| {
            let deviations = units.deviations(&mostly(values)?)?;
            let (low, high) = ends(deviations)?;
            ranges.push(SpreadRange { quantity, channel, low: scale(low), high: scale(high) });
            Some(())
        };
        for c in 0..channels {
            add(Some(c), measured(&|m| of(m, c)));
        }
        add(None, measured(&|m| mean_of((0..channels).map(|c| of(m, c)))));
    }
    let mut single = |quantity, range: Option<(f64, f64)>| {
        ranges.extend(range.map(|(low, high)| SpreadRange { quantity, channel: None, low, high }));
    };
    single(Quantity::Focus, focus(&measured(&|m| mean_of(m.sharpness.iter().copied())), units, picture));
    let sizes = mostly(measured(&|m| m.area.map(|area| area.ln() / 2.0)));
    let sizes = sizes.and_then(|sizes| ends(units.deviations(&sizes)?));
    single(Quantity::Size, sizes.map(|(low, high)| (low.exp(), high.exp())));
    let slopes: Vec<Option<[f64; 2]>> = subjects.iter().map(|subject| subject.measures.slope).collect();
    single(Quantity::Illumination, illumination(&units.mean_vectors(&slopes)));
    ranges
}

/// From nothing to the blur between the sharpest and the softest units, in source pixels.
fn focus(values: &[Option<f64>], units: &Membership, picture: &Picture) -> Option<(f64, f64)> {
    let deviations = units.deviations(&mostly(values.to_vec())?)?;
    // What a blur takes is seen on the sharpest: others have lost some of it already.
    let sharp = quantile(deviations.iter().map(|(_, d)| *d).collect(), SHARP)?;
    let sharpest: Vec<usize> =
        deviations.iter().filter(|(_, d)| *d >= sharp).map(|(unit, _)| *unit).collect();
    let theirs: Vec<usize> =
        (0..values.len()).filter(|image| sharpest.contains(&units.unit(*image))).collect();
    let some = theirs.len().min(BLURRED);
    let pictures =
        (0..some).filter_map(|k| picture(*theirs.get(k * theirs.len() / some)?)).collect::<Vec<_>>();
    let (low, high) = ends(deviations)?;
    Some((0.0, Blurs::of(&pictures).worth(high - low)?))
}

/// The strength of the light's slope, without the slope that all units have and without what is chance.
fn illumination(units: &[([f64; 2], f64)]) -> Option<(f64, f64)> {
    if units.len() < FEWEST_UNITS {
        return None;
    }
    let [x, y] =
        [0, 1].map(|axis| median(units.iter().map(|(slope, _)| slope[axis]).collect()).unwrap_or(0.0));
    let strength = |(slope, chance): &([f64; 2], f64)| {
        ((slope[0] - x).powi(2) + (slope[1] - y).powi(2) - chance).max(0.0).sqrt()
    };
    ends(units.iter().map(strength).enumerate().collect())
}

fn ends(units: Vec<(usize, f64)>) -> Option<(f64, f64)> {
    let values: Vec<f64> = units.into_iter().map(|(_, value)| value).collect();
    Some((quantile(values.clone(), ENDS.0)?, quantile(values, ENDS.1)?))
}

/// The values, where at least half of the images have one.
fn mostly(values: Vec<Option<f64>>) -> Option<Vec<Option<f64>>> {
    let there = values.iter().flatten().count();
    (2 * there >= values.len()).then_some(values)
}

/// The mean of those that are there.
fn mean_of(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, count) = values.flatten().fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
    (count > 0.0).then(|| sum / count)
}
