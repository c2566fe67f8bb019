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

    /// For maps that keep rows rows: across first, then down.
    fn along_axes(&self, source: &Planes, size: usize, border: Border) -> Planes {
        let across: Vec<Taps> = (0..size)
            .map(|x| Taps::at(self.map[0] * x as f32 + self.map[2], self.reach[0], source.width, border))
            .collect();
        let down: Vec<Taps> = (0..size)
            .map(|y| Taps::at(self.map[4] * y as f32 + self.map[5], self.reach[1], source.height, border))
            .collect();
        let mut out = Planes::zeros(source.channels, size, size);
        let mut narrow = vec![0.0f32; source.height * size];
        for c in 0..source.channels {
            let plane = source.channel(c);
            for (row, wide) in narrow.chunks_exact_mut(size).zip(plane.chunks_exact(source.width)) {
                for (value, taps) in row.iter_mut().zip(&across) {
                    *value = taps.sum(|i| wide[i]);
                }
            }
            for (row, taps) in out.channel_mut(c).chunks_exact_mut(size).zip(&down) {
                for &(index, weight) in &taps.taps {
                    let line = &narrow[index * size..(index + 1) * size];
                    row.iter_mut().zip(line).for_each(|(value, v)| *value += weight * v);
                }
            }
        }
        out
    }

    /// For any map.
    fn anywhere(&self, source: &Planes, size: usize, border: Border) -> Planes {
        let m = self.map;
        let mut out = Planes::zeros(source.channels, size, size);
        let area = size * size;
        let mut taps = Vec::with_capacity(64);
        for y in 0..size {
            for x in 0..size {
                let (fx, fy) = (x as f32, y as f32);
                let u = m[0] * fx + (m[1] * fy + m[2]);
                let v = m[3] * fx + (m[4] * fy + m[5]);
                self.taps(u, v, source, border, &mut taps);
                let place = y * size + x;
                for c in 0..source.channels {
                    let plane = source.channel(c);
                    out.data[c * area + place] = taps.iter().map(|&(i, w)| w * plane[i]).sum();
                }
            }
        }
        out
    }

    /// The source pixels under the tent at (u, v) with their weights, which sum to 1 (to less
    /// where the border is zero).
    fn taps(&self, u: f32, v: f32, source: &Planes, border: Border, taps: &mut Vec<(usize, f32)>) {
        taps.clear();
        let [reach_x, reach_y] = self.reach;
        let (first_x, last_x) = ((u - reach_x).ceil() as isize, (u + reach_x).floor() as isize);
        let (first_y, last_y) = ((v - reach_y).ceil() as isize, (v + reach_y).floor() as isize);
        let mut total = 0.0;
        for y in first_y..=last_y {
            let weight_y = (1.0 - (y as f32 - v).abs() / reach_y).max(0.0);
            let row = inside(y, source.height, border);
            for x in first_x..=last_x {
                let weight = weight_y * (1.0 - (x as f32 - u).abs() / reach_x).max(0.0);
                total += weight;
                if let (Some(row), Some(column)) = (row, inside(x, source.width, border)) {
                    taps.push((row * source.width + column, weight));
                }
            }
        }
        for (_, weight) in taps.iter_mut() {
            *weight /= total;
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
