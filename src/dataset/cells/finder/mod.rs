//! [`Finder`]: cells found in one channel of a field: smoothed, cut off at a threshold, split by a watershed.

mod distance;
mod gaussian;
mod holes;
mod parts;
mod seeds;
mod threshold;
mod watershed;

pub use threshold::Threshold;

use super::labels::Labels;
use super::length::LengthUnit;
use crate::image::Image;
use serde::{Deserialize, Serialize};

/// The largest standard deviation of a smoothing, in pixels.
const MOST_SMOOTHING: f64 = 100.0;

/// How cells are found in one channel of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Finder {
    /// The name of the channel; the first one where it is empty.
    pub channel: String,
    /// Standard deviation of the Gaussian that the channel is smoothed with, in pixels.
    pub smoothing: f64,
    /// The brightness from which on a pixel belongs to a cell.
    pub threshold: Threshold,
    /// What the threshold is multiplied with, so that fainter or only brighter cells are found.
    pub correction: f64,
    /// Cells are darker than what is around them.
    pub dark: bool,
    /// Holes in cells belong to them.
    pub fill_holes: bool,
    /// Standard deviation of the Gaussian that the distances to the background are smoothed with, in pixels: the larger,
    /// the fewer cells of an odd shape are split.
    pub seed_smoothing: f64,
    /// The least distance between the middles of two cells that touch, in pixels.
    pub seed_distance: f64,
    /// The least area of a cell.
    pub smallest: f64,
    /// The largest area of a cell.
    pub largest: f64,
    /// The unit of the areas: pixels, or square micrometres.
    pub area_unit: LengthUnit,
}

impl Default for Finder {
    fn default() -> Self {
        Self {
            channel: String::new(),
            smoothing: 1.5,
            threshold: Threshold::Otsu,
            correction: 1.0,
            dark: false,
            fill_holes: true,
            seed_smoothing: 1.0,
            seed_distance: 5.0,
            smallest: 60.0,
            largest: 10_000.0,
            area_unit: LengthUnit::Pixels,
        }
    }
}

impl Finder {
    /// The cells of `field`. The same on any number of threads.
    ///
    /// # Errors
    /// In words for the user: no such channel, or areas in micrometres where the field's pixel size is not known.
    pub fn find(&self, field: &Image) -> Result<Labels, String> {
        let plane = self.plane_of(field)?;
        let area = self.area_unit.pixels(1.0, field.pixel_size_um)?.powi(2);
        let (width, mut values) = (field.width, floats(field, plane));
        gaussian::smooth(&mut values, width, self.smoothing.clamp(0.0, MOST_SMOOTHING));
        let Some(threshold) = self.threshold.of(&values) else {
            return Ok(Labels::none(width, field.height));
        };
        let threshold = threshold * self.correction as f32;
        let mut cells: Vec<bool> = values.iter().map(|&v| (v > threshold) != self.dark).collect();
        if self.fill_holes {
            holes::fill(&mut cells, width);
        }
        let parts = parts::number(&cells, width);
        let mut distance = distance::to_background(&cells, width);
        gaussian::smooth(&mut distance, width, self.seed_smoothing.clamp(0.0, MOST_SMOOTHING));
        let apart = self.seed_distance.clamp(1.0, 1000.0).round() as usize;
        let seeds = seeds::seeds(&distance, &parts, width, apart);
        let labels = watershed::flood(&distance, &parts, width, &seeds);
        let sizes = self.smallest * area..=self.largest * area;
        Ok(Labels::new(labels, width).with_areas(&sizes))
    }

    /// The first plane of the channel.
    fn plane_of(&self, field: &Image) -> Result<usize, String> {
        if self.channel.is_empty() {
            return Ok(0);
        }
        let channel = field.channels.iter().position(|name| *name == self.channel);
        let plane = channel.and_then(|c| field.plane_channels.iter().position(|&of| of == c));
        plane.ok_or_else(|| {
            let names = field.channels.join(", ");
            format!("there is no channel {:?} to find cells in; it has: {names}", self.channel)
        })
    }
}

/// The values of a plane; what is not finite becomes its least value.
fn floats(field: &Image, plane: usize) -> Vec<f32> {
    let mut values = Vec::with_capacity(field.area());
    field.samples.for_each(field.plane_range(plane), |v| values.push(v as f32));
    if values.iter().any(|v| !v.is_finite()) {
        let least = values.iter().copied().filter(|v| v.is_finite()).fold(f32::INFINITY, f32::min);
        let least = if least.is_finite() { least } else { 0.0 };
        values.iter_mut().filter(|v| !v.is_finite()).for_each(|v| *v = least);
    }
    values
}

#[cfg(test)]
mod tests;
