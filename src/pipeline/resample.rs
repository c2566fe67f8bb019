//! Resampling a picture through a map of the plane, once for any number of geometric steps.
//!
//! A tent filter that is one source pixel wide where the picture is enlarged (bilinear
//! interpolation) and widens where it shrinks, so that nothing aliases; for maps along the axes
//! it is the antialiased triangle filter of common image libraries. `shaders/common/resample.wgsl`
//! is the twin of this file.

use super::Bend;
use crate::image::Planes;
use crate::transform::{Affine, Border};

/// A map from view indices to source indices, ready for pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampling {
    /// `u = m0 x + m1 y + m2`, `v = m3 x + m4 y + m5`.
    pub map: [f32; 6],
    /// Half width of the tent in source pixels, across and down; at least 1.
    pub reach: [f32; 2],
    /// The warps that follow `map`, in order; with any, `map` and they lead to the source, and `reach` is that
    /// of the way without them.
    pub bends: Vec<Bend>,
}

impl Sampling {
    /// The sampling that follows `source_from_view`.
    pub fn new(source_from_view: &Affine) -> Self {
        let m = source_from_view.m;
        // How far the source moves along an axis when the view moves by one pixel: for a pure
        // turn it is 1 in both, so turning does not blur.
        let reach = |a: f64, b: f64| (a * a + b * b).sqrt().max(1.0) as f32;
        Self { map: m.map(|v| v as f32), reach: [reach(m[0], m[1]), reach(m[3], m[4])], bends: Vec::new() }
    }

    /// True when each pixel of a view of this shape is just the same pixel of the source.
    fn is_copy(&self, source: &Planes, size: usize) -> bool {
        self.map == [1.0, 0.0, 0.0, 0.0, 1.0, 0.0] && source.width == size && source.height == size
    }

    /// Resamples `source` into a view of `size` x `size`.
    pub fn apply(&self, source: &Planes, size: usize, border: Border) -> Planes {
        if !self.bends.is_empty() {
            return self.along_bends(source, size, border);
        }
        if self.is_copy(source, size) {
            return source.clone();
        }
        if self.map[1] == 0.0 && self.map[3] == 0.0 {
            self.along_axes(source, size, border)
        } else {
            self.anywhere(source, size, border)
        }
    }

    /// For maps that keep rows rows: down first, whole rows at a time, then across.
    fn along_axes(&self, source: &Planes, size: usize, border: Border) -> Planes {
        let taps = |[step, start]: [f32; 2], reach: f32, length: usize| -> Vec<Taps> {
            (0..size).map(|i| Taps::at(step * i as f32 + start, reach, length, border)).collect()
        };
        let across = taps([self.map[0], self.map[2]], self.reach[0], source.width);
        let down = taps([self.map[4], self.map[5]], self.reach[1], source.height);
        let mut out = Planes::zeros(source.channels, size, size);
        let mut line = vec![0.0f32; source.width];
        for c in 0..source.channels {
            let plane = source.channel(c);
            for (row, taps) in out.channel_mut(c).chunks_exact_mut(size).zip(&down) {
                line.fill(0.0);
                for &(index, weight) in &taps.taps {
                    let wide = &plane[index * source.width..(index + 1) * source.width];
                    line.iter_mut().zip(wide).for_each(|(value, v)| *value += weight * v);
                }
                for (value, taps) in row.iter_mut().zip(&across) {
                    *value = taps.sum(|i| line[i]);
                }
            }
        }
        out
    }

    /// For any map, four channels at a time.
    fn anywhere(&self, source: &Planes, size: usize, border: Border) -> Planes {
        let [columns, rows] = self.lines(source, size, border);
        let mut out = Planes::zeros(source.channels, size, size);
        let (mut across, mut down) = (Vec::new(), Vec::new());
        for first in (0..source.channels).step_by(QUAD) {
            let quads = Quads::of(source, first);
            for y in 0..size {
                for x in 0..size {
                    let (fx, fy) = (x as f32, y as f32);
                    let u = self.map[0] * fx + (self.map[1] * fy + self.map[2]);
                    let v = self.map[3] * fx + (self.map[4] * fy + self.map[5]);
                    let total = columns.under_tent(u, self.reach[0], &mut across)
                        * rows.under_tent(v, self.reach[1], &mut down);
                    let sum = quads.sum(&across, &down, 1.0 / total);
                    for (c, value) in (first..source.channels).zip(sum) {
                        out.data[(c * size + y) * size + x] = value;
                    }
                }
            }
        }
        out
    }

    /// What stands for every column and row that a view may see.
    fn lines(&self, source: &Planes, size: usize, border: Border) -> [Line; 2] {
        let end = size.saturating_sub(1) as f32;
        let line = |m: &[f32], reach: f32, length: usize| {
            let corners = [m[2], m[0] * end + m[2], m[1] * end + m[2], m[0] * end + (m[1] * end + m[2])];
            let low = corners.iter().copied().fold(f32::INFINITY, f32::min) - reach;
            let high = corners.iter().copied().fold(f32::NEG_INFINITY, f32::max) + reach;
            // One more on both sides: a corner is rounded otherwise than a pixel's own place.
            Line::new(low.floor() as isize - 1, high.ceil() as isize + 1, length, border)
        };
        let (across, down) = self.map.split_at(3);
        [line(across, self.reach[0], source.width), line(down, self.reach[1], source.height)]
    }
}

/// What stands for every index along one axis under the border rule.
struct Line {
    first: isize,
    /// The index in the picture and 1, or 0 and 0 where the picture is zero.
    at: Vec<(u32, f32)>,
}

impl Line {
    fn new(first: isize, last: isize, length: usize, border: Border) -> Self {
        let one = |i| inside(i, length, border).map_or((0, 0.0), |index| (index as u32, 1.0));
        Self { first, at: (first..=last).map(one).collect() }
    }

    /// The pixels under a tent at `centre` with their weights, none where the picture is zero; returns the
    /// sum of all weights, those included.
    fn under_tent(&self, centre: f32, reach: f32, taps: &mut Vec<(u32, f32)>) -> f32 {
        taps.clear();
        let (first, last) = ((centre - reach).ceil() as isize, (centre + reach).floor() as isize);
        let mut total = 0.0;
        // Nothing lies beyond: the line was made for all places of the view.
        let at = self.at.get((first - self.first) as usize..).unwrap_or_default();
        for (i, &(index, kept)) in (first..=last).zip(at) {
            let weight = (1.0 - (i as f32 - centre).abs() / reach).max(0.0);
            total += weight;
            taps.push((index, kept * weight));
        }
        total
    }
}

/// Channels that are resampled together.
const QUAD: usize = 4;

/// Up to four channels of a picture, pixel by pixel, so that a tap reads them all at once.
struct Quads {
    width: usize,
    pixels: Vec<[f32; QUAD]>,
}

impl Quads {
    /// The channels from `first` on; zeros where there are no more.
    fn of(source: &Planes, first: usize) -> Self {
        let mut pixels = vec![[0.0; QUAD]; source.area()];
        for (lane, c) in (first..source.channels).take(QUAD).enumerate() {
            pixels.iter_mut().zip(source.channel(c)).for_each(|(pixel, value)| pixel[lane] = *value);
        }
        Self { width: source.width, pixels }
    }

    /// The weighted sum of the pixels where columns and rows meet, times `share`.
    fn sum(&self, across: &[(u32, f32)], down: &[(u32, f32)], share: f32) -> [f32; QUAD] {
        let mut sum = [0.0; QUAD];
        for &(row, weight) in down {
            let mut line = [0.0; QUAD];
            let pixels = &self.pixels[row as usize * self.width..];
            for &(column, weight) in across {
                let pixel = pixels[column as usize];
                line.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += weight * value);
            }
            sum.iter_mut().zip(line).for_each(|(sum, line)| *sum += weight * share * line);
        }
        sum
    }
}

/// Source pixels along one axis with their weights.
struct Taps {
    taps: Vec<(usize, f32)>,
}

impl Taps {
    fn at(centre: f32, reach: f32, length: usize, border: Border) -> Self {
        let (first, last) = ((centre - reach).ceil() as isize, (centre + reach).floor() as isize);
        let weight = |i: isize| (1.0 - (i as f32 - centre).abs() / reach).max(0.0);
        let total: f32 = (first..=last).map(weight).sum();
        let taps = (first..=last)
            .filter_map(|i| inside(i, length, border).map(|index| (index, weight(i) / total)))
            .collect();
        Self { taps }
    }

    fn sum(&self, value: impl Fn(usize) -> f32) -> f32 {
        self.taps.iter().map(|&(index, weight)| weight * value(index)).sum()
    }
}

/// The index that stands for `index` under the border rule, or `None` where the picture is zero.
pub(super) fn inside(index: isize, length: usize, border: Border) -> Option<usize> {
    let n = length as isize;
    if (0..n).contains(&index) {
        return Some(index as usize);
    }
    match border {
        Border::Zero => None,
        Border::Edge => Some(index.clamp(0, n - 1) as usize),
        Border::Reflect => {
            let folded = index.rem_euclid(2 * n);
            Some((if folded < n { folded } else { 2 * n - 1 - folded }) as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Fit, Frame};

    fn ramp(width: usize, height: usize) -> Planes {
        let data = (0..width * height).map(|i| i as f32).collect();
        Planes { channels: 1, height, width, data }
    }

    fn fitted(source: &Planes, size: usize) -> Planes {
        let frame = Frame::new(source.width, source.height, size, Fit::Stretch);
        Sampling::new(&frame.world_from_view().then(&frame.source_from_world())).apply(
            source,
            size,
            Border::Reflect,
        )
    }

    #[test]
    fn the_same_size_changes_nothing() {
        assert_eq!(fitted(&ramp(7, 7), 7), ramp(7, 7));
    }

    #[test]
    fn turning_path_and_axis_path_agree() {
        let source = ramp(9, 9);
        let sampling = Sampling::new(&Affine::scaling(1.7, 1.3).then(&Affine::translation(0.3, -0.2)));
        let axes = sampling.along_axes(&source, 5, Border::Reflect);
        let anywhere = sampling.anywhere(&source, 5, Border::Reflect);
        for (a, b) in axes.data.iter().zip(&anywhere.data) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    /// `torch.nn.functional.interpolate(torch.arange(64.).view(1, 1, 8, 8) ** 2, (3, 3),
    /// mode="bilinear", antialias=True)`, whose taps beyond the edge are left out where ours are
    /// mirrored: only the middle pixel sees none of them.
    #[test]
    fn shrinking_agrees_with_an_antialiased_resize_in_the_middle() {
        let mut source = ramp(8, 8);
        source.data.iter_mut().for_each(|v| *v = *v * *v);
        let small = fitted(&source, 3);
        assert!((small.data[4] - SHRUNK_MIDDLE).abs() < 1e-2, "{:?}", small.data);
    }
    const SHRUNK_MIDDLE: f32 = 1_070.404_9;
}
