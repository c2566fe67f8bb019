//! [`IntensityWindow`]: the stored values that become 0 and 1, fitted on the training part only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::percentile::Pool;
use super::{Dataset, DatasetError, window_columns};
use crate::image::Image;

/// Most images that a window is fitted on: evenly spaced ones of a larger part.
const MOST_IMAGES: usize = 2000;
/// Most values a channel, for pictures that are no crops.
const MOST_VALUES: usize = 1 << 26;

/// How the intensity window is found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WindowRule {
    /// Percentiles over all pixels of the training part, each channel by itself.
    Percentile {
        /// The percentile that becomes 0.
        low: f64,
        /// The percentile that becomes 1.
        high: f64,
    },
    /// 0 and the largest value of the files' type.
    BitDepth,
    /// These numbers: (low, high) for each channel.
    Fixed(Vec<(f64, f64)>),
    /// Percentiles of each image by itself. This erases absolute intensity.
    EachImage {
        /// The percentile that becomes 0.
        low: f64,
        /// The percentile that becomes 1.
        high: f64,
    },
    /// Percentiles over the images that have the same value in a column of the table, such as each plate by itself.
    /// What brightness tells such groups apart is erased.
    PerGroup {
        /// The column.
        column: String,
        /// The percentile that becomes 0.
        low: f64,
        /// The percentile that becomes 1.
        high: f64,
    },
    /// Percentiles over those images of the training part that are controls.
    Controls {
        /// The column that tells controls from others.
        column: String,
        /// What it holds for controls.
        value: String,
        /// The percentile that becomes 0.
        low: f64,
        /// The percentile that becomes 1.
        high: f64,
    },
}

impl Default for WindowRule {
    fn default() -> Self {
        Self::Percentile { low: 0.1, high: 99.9 }
    }
}

/// A window for each channel of a data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntensityWindow {
    /// How it was found.
    pub rule: WindowRule,
    /// (low, high) of each channel; with [`WindowRule::EachImage`] empty, as each image has its own; with
    /// [`WindowRule::PerGroup`] that of all images, for those that have no value in the column.
    pub channels: Vec<(f64, f64)>,
    /// With [`WindowRule::PerGroup`] the channels' windows for each value of the column; else empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Vec<(f64, f64)>>,
}

impl IntensityWindow {
    /// Fits a window by `rule` on the images `items` (give the training part).
    pub fn fit(dataset: &Dataset, items: &[usize], rule: &WindowRule) -> Result<Self, DatasetError> {
        let mut groups = BTreeMap::new();
        let channels = match rule {
            WindowRule::PerGroup { column, low, high } => {
                check(*low, *high)?;
                for (value, members) in window_columns::groups(dataset, items, column)? {
                    groups.insert(value, fit_percentiles(dataset, &members, *low, *high)?);
                }
                fit_percentiles(dataset, items, *low, *high)?
            }
            WindowRule::Controls { column, value, low, high } => {
                check(*low, *high)?;
                let controls = window_columns::with_value(dataset, items, column, value)?;
                fit_percentiles(dataset, &controls, *low, *high)?
            }
            WindowRule::Percentile { low, high } => {
                check(*low, *high)?;
                fit_percentiles(dataset, items, *low, *high)?
            }
            WindowRule::EachImage { low, high } => {
                check(*low, *high)?;
                Vec::new()
            }
            WindowRule::BitDepth => {
                let first = items.first().ok_or_else(|| wrong("there is no image to fit it on"))?;
                let most = dataset.image(*first)?.samples.type_max();
                let most = most.ok_or_else(|| wrong("floats have no bit depth: choose percentiles"))?;
                vec![(0.0, most); dataset.channels.len()]
            }
            WindowRule::Fixed(channels) => {
                if channels.len() != dataset.channels.len() {
                    return Err(DatasetError::Window(format!(
                        "{} pairs of numbers for {} channels",
                        channels.len(),
                        dataset.channels.len()
                    )));
                }
                if channels.iter().any(|(low, high)| !low.is_finite() || !high.is_finite()) {
                    return Err(wrong("its ends must be finite numbers"));
                }
                channels.iter().map(|&(low, high)| apart(low, high)).collect()
            }
        };
        Ok(Self { rule: rule.clone(), channels, groups })
    }

    /// The window of each plane of `image`, for [`Image::to_planes`]; it is item number `item` of `dataset`.
    pub fn for_image(&self, dataset: &Dataset, item: usize, image: &Image) -> Vec<(f64, f64)> {
        let (low, high) = match &self.rule {
            WindowRule::EachImage { low, high } => (*low, *high),
            WindowRule::PerGroup { column, .. } => {
                let value = window_columns::value_of(dataset, item, column);
                return self.groups.get(value).unwrap_or(&self.channels).clone();
            }
            _ => return self.channels.clone(),
        };
        (0..image.planes)
            .map(|p| {
                let mut pool = Pool::new();
                pool.add(&image.samples, image.plane_range(p));
                ends(&mut pool, low, high)
            })
            .collect()
    }
}

fn fit_percentiles(
    dataset: &Dataset,
    items: &[usize],
    low: f64,
    high: f64,
) -> Result<Vec<(f64, f64)>, DatasetError> {
    let first = *items.first().ok_or_else(|| wrong("there is no image to fit it on"))?;
    let area = dataset.items.get(first).map_or(1, |i| i.width * i.height).max(1);
    let most = (MOST_VALUES / area).clamp(1, MOST_IMAGES).min(items.len());
    let mut pools: Vec<Pool> = dataset.channels.iter().map(|_| Pool::new()).collect();
    for k in 0..most {
        let Some(&item) = items.get(k * items.len() / most) else { continue };
        let image = dataset.image(item)?;
        for (p, pool) in pools.iter_mut().enumerate() {
            pool.add(&image.samples, image.plane_range(p));
        }
    }
    Ok(pools.iter_mut().map(|pool| ends(pool, low, high)).collect())
}

/// Two percentiles of a pool of which all values are there, as the ends of a window.
pub(super) fn ends(pool: &mut Pool, low: f64, high: f64) -> (f64, f64) {
    pool.finish();
    apart(pool.percentile(low).unwrap_or(0.0), pool.percentile(high).unwrap_or(1.0))
}

/// A window of no width (an empty channel) gets the width 1.
fn apart(low: f64, high: f64) -> (f64, f64) {
    if low == high { (low, low + 1.0) } else { (low, high) }
}

fn check(low: f64, high: f64) -> Result<(), DatasetError> {
    if (0.0..=100.0).contains(&low) && (0.0..=100.0).contains(&high) && low < high {
        return Ok(());
    }
    Err(DatasetError::Window(format!(
        "percentiles {low} and {high}: they lie in 0 to 100, the lower one first"
    )))
}

pub(super) fn wrong(what: impl Into<String>) -> DatasetError {
    DatasetError::Window(what.into())
}
