//! Resampling a picture through a map of the plane, once for any number of geometric steps.
//!
//! A tent filter that is one source pixel wide where the picture is enlarged (bilinear
//! interpolation) and widens where it shrinks, so that nothing aliases; for maps along the axes
//! it is the antialiased triangle filter of common image libraries. `shaders/common/resample.wgsl`
//! is the twin of this file.

use crate::image::Planes;
use crate::transform::{Affine, Border};

/// A map from view indices to source indices, ready for pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// `u = m0 x + m1 y + m2`, `v = m3 x + m4 y + m5`.
    pub map: [f32; 6],
    /// Half width of the tent in source pixels, across and down; at least 1.
    pub reach: [f32; 2],
}

impl Sampling {
    /// The sampling that follows `source_from_view`.
    pub fn new(source_from_view: &Affine) -> Self {
        let m = source_from_view.m;
        // How far the source moves along an axis when the view moves by one pixel: for a pure
        // turn it is 1 in both, so turning does not blur.
        let reach = |a: f64, b: f64| (a * a + b * b).sqrt().max(1.0) as f32;
        Self { map: m.map(|v| v as f32), reach: [reach(m[0], m[1]), reach(m[3], m[4])] }
    }

    /// True when each pixel of a view of this shape is just the same pixel of the source.
    fn is_copy(&self, source: &Planes, size: usize) -> bool {
        self.map == [1.0, 0.0, 0.0, 0.0, 1.0, 0.0] && source.width == size && source.height == size
    }

    /// Resamples `source` into a view of `size` x `size`.
    pub fn apply(&self, source: &Planes, size: usize, border: Border) -> Planes {
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

    /// For any map.
    fn anywhere(&self, source: &Planes, size: usize, border: Border) -> Planes {
        let [columns, rows] = self.lines(source, size, border);
        let mut out = Planes::zeros(source.channels, size, size);
        let mut row = Row::default();
        for y in 0..size {
            row.clear();
            for x in 0..size {
                let (fx, fy) = (x as f32, y as f32);
                let u = self.map[0] * fx + (self.map[1] * fy + self.map[2]);
                let v = self.map[3] * fx + (self.map[4] * fy + self.map[5]);
                if self.reach == [1.0, 1.0] {
                    row.between(u, v, &columns, &rows, source.width);
                } else {
                    row.under_tent(u, v, self.reach, [&columns, &rows], source.width);
                }
            }
            for c in 0..source.channels {
                row.write(source.channel(c), &mut out.channel_mut(c)[y * size..(y + 1) * size]);
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

    fn get(&self, index: isize) -> (u32, f32) {
        // Nothing lies beyond: the line was made for all places of the view.
        self.at.get((index - self.first) as usize).copied().unwrap_or((0, 0.0))
    }
}

/// The source pixels under each pixel of a row of the view, with their weights.
#[derive(Default)]
struct Row {
    /// Source pixel and weight, pixel after pixel of the view.
    taps: Vec<(u32, f32)>,
    /// Where the taps of each pixel end.
    ends: Vec<u32>,
}

impl Row {
    fn clear(&mut self) {
        self.taps.clear();
        self.ends.clear();
    }

    /// The four pixels around (u, v): the tent of half width 1.
    fn between(&mut self, u: f32, v: f32, columns: &Line, rows: &Line, width: usize) {
        let (left, top) = (u.floor(), v.floor());
        let (x, y) = (u - left, v - top);
        let [(a, ka), (b, kb)] = [columns.get(left as isize), columns.get(left as isize + 1)];
        let [(c, kc), (d, kd)] = [rows.get(top as isize), rows.get(top as isize + 1)];
        let (wa, wb, wc, wd) = (ka * (1.0 - x), kb * x, kc * (1.0 - y), kd * y);
        let (c, d) = (c * width as u32, d * width as u32);
        self.taps.extend([(c + a, wc * wa), (c + b, wc * wb), (d + a, wd * wa), (d + b, wd * wb)]);
        self.ends.push(self.taps.len() as u32);
    }

    /// All pixels under a wider tent; weights sum to 1 (to less where the border is zero).
    fn under_tent(&mut self, u: f32, v: f32, reach: [f32; 2], [columns, rows]: [&Line; 2], width: usize) {
        let span = |at: f32, reach: f32| ((at - reach).ceil() as isize, (at + reach).floor() as isize);
        let weight = |i: isize, at: f32, reach: f32| (1.0 - (i as f32 - at).abs() / reach).max(0.0);
        let (x, y) = (span(u, reach[0]), span(v, reach[1]));
        let total = |(first, last): (isize, isize), at: f32, reach: f32| -> f32 {
            (first..=last).map(|i| weight(i, at, reach)).sum()
        };
        let share = 1.0 / (total(x, u, reach[0]) * total(y, v, reach[1]));
        for j in y.0..=y.1 {
            let (row, kept) = rows.get(j);
            let down = kept * share * weight(j, v, reach[1]);
            for i in x.0..=x.1 {
                let (column, kept) = columns.get(i);
                self.taps.push((row * width as u32 + column, down * kept * weight(i, u, reach[0])));
            }
        }
        self.ends.push(self.taps.len() as u32);
    }

    /// Writes a row of the view from one plane of the source.
    fn write(&self, plane: &[f32], out: &mut [f32]) {
        let mut start = 0;
        for (value, &end) in out.iter_mut().zip(&self.ends) {
            let taps = self.taps.get(start..end as usize).unwrap_or_default();
            *value = taps.iter().map(|&(index, weight)| weight * plane[index as usize]).sum();
            start = end as usize;
        }
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
fn inside(index: isize, length: usize, border: Border) -> Option<usize> {
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
