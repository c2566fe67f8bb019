//! [`Stack`]: what the description of an ImageJ file says about its pages.

use super::directory::{Directory, File};
use super::series::{Series, parse_all};
use super::{Fault, colours, contiguous};
use crate::image::length_unit::micrometres;

/// The numbers of an ImageJ description.
pub(super) struct Stack {
    images: Option<u64>,
    channels: u64,
    slices: u64,
    frames: u64,
    unit: String,
}

impl Stack {
    /// Reads a description that begins with `ImageJ=`.
    pub fn parse(description: &str) -> Option<Self> {
        description.starts_with("ImageJ=").then_some(())?;
        let value = |key: &str| {
            description.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).map(str::trim)
        };
        let number = |key: &str| value(key).and_then(|v| v.parse().ok()).filter(|&v: &u64| v > 0);
        Some(Self {
            images: number("images"),
            channels: number("channels").unwrap_or(1),
            slices: number("slices").unwrap_or(1),
            frames: number("frames").unwrap_or(1),
            unit: value("unit").unwrap_or_default().to_owned(),
        })
    }

    /// The pages in ImageJ's order: channels fastest, then slices, then frames.
    pub fn series(&self, file: &File, tags: &Directory) -> Result<Series, Fault> {
        let mut pages = parse_all(file, &file.directories)?;
        let declared = self.images.unwrap_or(pages.len() as u64);
        if declared > pages.len() as u64 {
            let first = pages.first().filter(|_| pages.len() == 1);
            let first = first.ok_or_else(|| {
                Fault::damaged(format!("it declares {declared} planes, but holds {} pages", pages.len()))
            })?;
            pages = contiguous::follow(file, first, declared)?;
        }
        let count = pages.len() as u64;
        let axes = [('T', self.frames), ('Z', self.slices), ('C', self.channels)];
        let product = axes.iter().try_fold(1_u64, |all, a| all.checked_mul(a.1));
        let mut series = Series::of_pages(pages, 'I');
        if product == Some(count) && self.channels < count {
            let (channels, slices) = (self.channels as usize, self.slices as usize);
            for (p, plane) in series.planes.iter_mut().enumerate() {
                plane.channel = p % channels;
                (plane.depth, plane.time) = (p / channels % slices, p / channels / slices);
            }
            series.channel_names = (1..=channels).map(|c| format!("channel {c}")).collect();
            if channels == 1 {
                series.channel_names = vec!["grey".to_owned()];
            }
        }
        if product == Some(count) {
            series.leading = axes.iter().map(|a| (a.0, a.1 as usize)).collect();
        } else if count > 1 {
            series.warnings.push(format!(
                "ImageJ's note speaks of {} channels, {} slices and {} frames, but there are {count} pages: \
                 each page is taken as a channel",
                self.channels, self.slices, self.frames
            ));
        }
        series.channel_colours = colours::of_imagej(file, tags);
        if series.channel_colours.len() != series.channel_names.len() {
            series.channel_colours.clear();
        }
        let per_unit = tags.fraction(file, 282).filter(|&r| r > 0.0);
        series.pixel_size_um = per_unit.and_then(|r| Some(micrometres(&self.unit)? / r));
        Ok(series)
    }
}
