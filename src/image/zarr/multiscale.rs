//! [`Multiscale`]: what the description of an OME-Zarr image says: axes, names, colours, the size of a pixel.

use std::ops::Range;

use serde_json::Value;

use super::metadata::words;
use super::{Fault, Image, Samples, Selection, StackSize};
use crate::image::length_unit::micrometres;

/// The most axes that are understood.
const MOST_AXES: usize = 8;

/// The description of an image.
#[derive(Debug)]
pub(super) struct Multiscale {
    axes: Vec<Axis>,
    path: String,
    pixel_size_um: Option<f64>,
    names: Vec<Option<String>>,
    colours: Vec<Option<[u8; 3]>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Axis {
    letter: char,
    unit: Option<String>,
}

/// Which part of the array is read.
#[derive(Debug)]
pub(super) struct Taken {
    /// For each axis the places that are read.
    pub ranges: Vec<Range<u64>>,
    channels: usize,
}

impl Multiscale {
    /// The first multiscale of a description; `None` where there is none.
    pub fn parse(ome: &Value) -> Result<Option<Self>, Fault> {
        let Some(first) = ome.get("multiscales").and_then(|all| all.get(0)) else { return Ok(None) };
        let level = first.get("datasets").and_then(|all| all.get(0));
        let level = level.ok_or_else(|| Fault::damaged("its description names no level of resolution"))?;
        let path = level.get("path").and_then(words);
        let path =
            path.ok_or_else(|| Fault::damaged("its description names no folder of its largest level"))?;
        let axes = axes(first)?;
        let x = axes.len() - 1;
        let unit = axes.last().and_then(|axis| axis.unit.as_deref()).and_then(micrometres);
        let scale = scale_of(level, x).unwrap_or(1.0) * scale_of(first, x).unwrap_or(1.0);
        let pixel_size_um = unit.map(|unit| unit * scale).filter(|size| *size > 0.0 && size.is_finite());
        let channels = ome.get("omero").and_then(|omero| omero.get("channels")).and_then(Value::as_array);
        let channels = channels.map_or(&[][..], Vec::as_slice);
        Ok(Some(Self {
            axes,
            path,
            pixel_size_um,
            names: channels.iter().map(|channel| channel.get("label").and_then(words)).collect(),
            colours: channels.iter().map(colour).collect(),
        }))
    }

    /// The folder of the largest level, as the description names it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Refuses an array that has other axes than the description.
    pub fn check(&self, shape: &[u64]) -> Result<(), Fault> {
        if shape.len() == self.axes.len() {
            return Ok(());
        }
        Err(Fault::damaged(format!(
            "its description has {} axes, the array of its largest level has {}",
            self.axes.len(),
            shape.len()
        )))
    }

    fn length(&self, letter: char, shape: &[u64]) -> usize {
        let found = self.axes.iter().zip(shape).find(|(axis, _)| axis.letter == letter);
        found.map_or(1, |(_, &length)| length as usize)
    }

    /// How many planes there are.
    pub fn stack_size(&self, shape: &[u64]) -> StackSize {
        let leading = shape.get(..shape.len().saturating_sub(2)).unwrap_or(&[]);
        StackSize {
            pages: leading.iter().map(|&n| n as usize).fold(1, usize::saturating_mul),
            depths: self.length('Z', shape),
            times: self.length('T', shape),
            spread: false,
            begins_in: None,
        }
    }

    /// The part of an array of this shape that `selection` takes.
    pub fn take(&self, shape: &[u64], selection: &Selection) -> Result<Taken, Fault> {
        let mut ranges: Vec<Range<u64>> = shape.iter().map(|&length| 0..length).collect();
        let missing = |what: &str, asked: u64, of: u64| {
            Fault::unsupported(format!("{what} {} is asked for, but it has {of}", asked + 1))
        };
        for (range, axis) in ranges.iter_mut().zip(&self.axes) {
            let (asked, what) = match axis.letter {
                'Z' => (selection.depth, "depth"),
                'T' => (selection.time, "time point"),
                _ => (None, ""),
            };
            if let Some(asked) = asked.map(|n| n as u64) {
                if asked >= range.end {
                    return Err(missing(what, asked, range.end));
                }
                *range = asked..asked + 1;
            }
        }
        let plain = |letter: char| self.axes.iter().all(|axis| axis.letter != letter);
        let off = |letter: char, asked: Option<usize>| plain(letter) && asked.is_some_and(|n| n > 0);
        if off('Z', selection.depth) || off('T', selection.time) {
            return Err(Fault::unsupported("a depth or time point is asked for, but it is no stack"));
        }
        if let Some(page) = selection.page {
            // The planes in the order of the array: the last of the leading axes runs fastest.
            let mut rest = page as u64;
            let leading = ranges.len().saturating_sub(2);
            for range in ranges.iter_mut().take(leading).rev() {
                let length = range.end.max(1);
                *range = rest % length..rest % length + 1;
                rest /= length;
            }
            if rest > 0 {
                let pages = self.stack_size(shape).pages as u64;
                return Err(missing("plane", page as u64, pages));
            }
        }
        Ok(Taken { ranges, channels: self.channels(shape) })
    }

    /// Channels of the whole array: the axis of channels, and any that is not known.
    fn channels(&self, shape: &[u64]) -> usize {
        let leading = self.axes.iter().zip(shape).take(shape.len().saturating_sub(2));
        let channels = leading.filter(|(axis, _)| !matches!(axis.letter, 'Z' | 'T'));
        channels.map(|(_, &length)| length as usize).fold(1, usize::saturating_mul)
    }

    /// The image of the values that were read.
    pub fn image(&self, taken: &Taken, samples: Samples, warnings: Vec<String>) -> Image {
        let lengths: Vec<usize> = taken.ranges.iter().map(|r| (r.end - r.start) as usize).collect();
        let (leading, plane) = lengths.split_at(lengths.len().saturating_sub(2));
        let planes: usize = leading.iter().product();
        let (mut of_channel, mut of_depth, mut of_time) = (Vec::new(), Vec::new(), Vec::new());
        for p in 0..planes {
            let (mut rest, mut step) = (p, 1);
            let (mut channel, mut depth, mut time) = (0, 0, 0);
            for (axis, range) in self.axes.iter().zip(&taken.ranges).take(leading.len()).rev() {
                let length = (range.end - range.start) as usize;
                let at = rest % length + range.start as usize;
                rest /= length;
                match axis.letter {
                    'Z' => depth = at,
                    'T' => time = at,
                    _ => {
                        channel += at * step;
                        step *= length;
                    }
                }
            }
            of_channel.push(channel);
            of_depth.push(depth);
            of_time.push(time);
        }
        let mut names: Vec<String> = (0..taken.channels).map(|c| self.name(c, taken.channels)).collect();
        let mut colours: Vec<Option<[u8; 3]>> =
            (0..taken.channels).map(|c| self.colours.get(c).copied().flatten()).collect();
        let present: Vec<usize> = {
            let mut all = of_channel.clone();
            all.sort_unstable();
            all.dedup();
            all
        };
        if present.len() < names.len() {
            // Only some channels were asked for.
            names = present.iter().map(|&c| self.name(c, taken.channels)).collect();
            colours = present.iter().map(|&c| colours.get(c).copied().flatten()).collect();
            for channel in &mut of_channel {
                *channel = present.binary_search(channel).unwrap_or(0);
            }
        }
        let size = |k: usize| plane.get(k).copied().unwrap_or(0);
        Image {
            width: size(1),
            height: size(0),
            planes,
            channels: names,
            plane_channels: of_channel,
            plane_depths: of_depth,
            plane_times: of_time,
            channel_colours: if colours.iter().any(Option::is_some) { colours } else { Vec::new() },
            palette: Vec::new(),
            samples,
            axes: self.axes.iter().map(|axis| axis.letter).collect(),
            pixel_size_um: self.pixel_size_um,
            warnings,
        }
    }

    fn name(&self, channel: usize, of: usize) -> String {
        match self.names.get(channel).cloned().flatten() {
            Some(name) => name,
            None if of == 1 => "grey".to_owned(),
            None => format!("channel {}", channel + 1),
        }
    }
}

fn axes(multiscale: &Value) -> Result<Vec<Axis>, Fault> {
    let Some(listed) = multiscale.get("axes").and_then(Value::as_array) else {
        // Before 0.3, all five in this order and no word of it.
        return Ok("TCZYX".chars().map(|letter| Axis { letter, unit: None }).collect());
    };
    if listed.len() < 2 || listed.len() > MOST_AXES {
        return Err(Fault::damaged(format!("its description has {} axes", listed.len())));
    }
    let mut axes = Vec::with_capacity(listed.len());
    for axis in listed {
        let name = words(axis).or_else(|| axis.get("name").and_then(words)).unwrap_or_default();
        let kind = axis.get("type").and_then(Value::as_str).unwrap_or_default();
        let letter = match (name.to_ascii_lowercase().as_str(), kind) {
            ("t", _) | (_, "time") => 'T',
            ("c", _) | (_, "channel") => 'C',
            ("z", _) => 'Z',
            ("y", _) => 'Y',
            ("x", _) => 'X',
            _ => 'Q',
        };
        axes.push(Axis { letter, unit: axis.get("unit").and_then(words) });
    }
    let letters: String = axes.iter().map(|axis| axis.letter).collect();
    let once = |letter: char| letters.matches(letter).count() <= 1;
    if !letters.ends_with("YX") || !"TCZYX".chars().all(once) {
        return Err(Fault::unsupported(format!(
            "its axes are {letters}, which end not with rows and columns, or name one twice"
        )));
    }
    Ok(axes)
}

/// The scale of axis number `axis` in the first transformation that has one.
fn scale_of(of: &Value, axis: usize) -> Option<f64> {
    let all = of.get("coordinateTransformations")?.as_array()?;
    all.iter().find_map(|one| one.get("scale")?.as_array()?.get(axis)?.as_f64())
}

/// `"00FF00"`, as OMERO writes colours.
fn colour(channel: &Value) -> Option<[u8; 3]> {
    let text = channel.get("color")?.as_str()?.trim().trim_start_matches('#');
    let number = u32::from_str_radix(text.get(..6)?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue]).filter(|colour| *colour != [0, 0, 0])
}
