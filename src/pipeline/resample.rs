//! Resampling a picture through a map of the plane, once for any number of geometric steps.
//!
//! A tent filter that is one source pixel wide where the picture is enlarged (bilinear
//! interpolation) and widens where it shrinks, so that nothing aliases; for maps along the axes
//! it is the antialiased triangle filter of common image libraries. `shaders/common/resample.wgsl`
//! is the twin of this file.

use super::excerpt::{Excerpt, QUAD};
use super::tile::{AlongAxes, Anywhere, Tile};
use super::{Bend, Beyond};
use crate::image::Planes;
use crate::transform::Affine;
use std::ops::Range;

/// Side of the largest excerpt of a source that is kept at once, in pixels: some 16 MB.
const LARGEST_EXCERPT: f32 = 1024.0;

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
    pub fn apply(&self, source: &Planes, size: usize, beyond: &Beyond) -> Planes {
        if !self.bends.is_empty() {
            return self.along_bends(source, size, beyond);
        }
        if self.is_copy(source, size) {
            return source.clone();
        }
        let axes = self.map[1] == 0.0 && self.map[3] == 0.0;
        let mut out = Planes::zeros(source.channels, size, size);
        // Nothing is chosen but the instructions: the same sums in the same order on every machine.
        let arch = pulp::Arch::new();
        let side = self.tile_side(size);
        for (rows, columns) in tiles(size, side) {
            let [across, down] = self.seen(&columns, &rows);
            for first in (0..source.channels).step_by(QUAD) {
                let excerpt = Excerpt::of(source, first, &across, &down, beyond);
                let mut map = self.map;
                map[2] -= excerpt.left as f32;
                map[5] -= excerpt.top as f32;
                let tile = Tile {
                    map,
                    reach: self.reach,
                    columns: columns.clone(),
                    rows: rows.clone(),
                    size,
                    channels: (source.channels - first).min(QUAD),
                    out: &mut out.data[first * size * size..],
                    excerpt,
                };
                if axes { arch.dispatch(AlongAxes(tile)) } else { arch.dispatch(Anywhere(tile)) }
            }
        }
        out
    }

    /// Side of the squares in which a view is made, so that the excerpt of the source stays small.
    fn tile_side(&self, size: usize) -> usize {
        let side = |a: f32, b: f32, reach: f32| (LARGEST_EXCERPT - 2.0 * reach) / (a.abs() + b.abs());
        let [a, b, _, d, e, _] = self.map;
        let side = side(a, b, self.reach[0]).min(side(d, e, self.reach[1]));
        // A cast of what is below 1, or no number, gives 0.
        (side as usize).clamp(1, size.max(1))
    }

    /// Columns and rows of the source that the pixels of a tile see, and some more.
    pub fn seen(&self, columns: &Range<usize>, rows: &Range<usize>) -> [Range<isize>; 2] {
        let [x0, x1] = [columns.start as f32, columns.end as f32];
        let [y0, y1] = [rows.start as f32, rows.end as f32];
        let (across, down) = self.map.split_at(3);
        [(across, self.reach[0]), (down, self.reach[1])].map(|(m, reach)| {
            let corner = |x: f32, y: f32| m[0] * x + m[1] * y + m[2];
            let corners = [corner(x0, y0), corner(x1, y0), corner(x0, y1), corner(x1, y1)];
            let low = corners.iter().copied().fold(f32::INFINITY, f32::min) - reach;
            let high = corners.iter().copied().fold(f32::NEG_INFINITY, f32::max) + reach;
            // Two more on both sides: a corner is rounded otherwise than a pixel's own place.
            low.floor() as isize - 2..high.ceil() as isize + 3
        })
    }
}

/// Rows and columns of the squares of this side that make up a view.
fn tiles(size: usize, side: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let ranges = move || (0..size).step_by(side).map(move |start| start..(start + side).min(size));
    ranges().flat_map(move |rows| ranges().map(move |columns| (rows.clone(), columns)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Border, Fit, Frame};

    fn ramp(width: usize, height: usize) -> Planes {
        let data = (0..width * height).map(|i| i as f32).collect();
        Planes { channels: 1, height, width, data }
    }

    fn fitted(source: &Planes, size: usize) -> Planes {
        let frame = Frame::new(source.width, source.height, size, Fit::Stretch);
        let sampling = Sampling::new(&frame.world_from_view().then(&frame.source_from_world()));
        sampling.apply(source, size, &Beyond::of(source, Border::Reflect, 0.0))
    }

    #[test]
    fn the_same_size_changes_nothing() {
        assert_eq!(fitted(&ramp(7, 7), 7), ramp(7, 7));
    }

    /// The definition, pixel by pixel in 64 bits.
    fn by_hand(sampling: &Sampling, source: &Planes, size: usize, beyond: &Beyond) -> Vec<f64> {
        let [a, b, c, d, e, f] = sampling.map.map(f64::from);
        let [rx, ry] = sampling.reach.map(f64::from);
        let taps = |centre: f64, reach: f64| {
            ((centre - reach).ceil() as isize..=(centre + reach).floor() as isize)
                .map(move |i| (i, 1.0 - (i as f64 - centre).abs() / reach))
        };
        let mut out = Vec::new();
        for channel in 0..source.channels {
            let plane = source.channel(channel);
            for (y, x) in (0..size).flat_map(|y| (0..size).map(move |x| (y as f64, x as f64))) {
                let (mut sum, mut total) = (0.0, 0.0);
                for (j, wy) in taps(d * x + e * y + f, ry) {
                    for (i, wx) in taps(a * x + b * y + c, rx) {
                        let value = match (beyond.inside(i, source.width), beyond.inside(j, source.height)) {
                            (Some(i), Some(j)) => plane[j * source.width + i],
                            _ => beyond.value(channel),
                        };
                        sum += wx * wy * f64::from(value);
                        total += wx * wy;
                    }
                }
                out.push(sum / total);
            }
        }
        out
    }

    /// Along the axes and turned, enlarged and shrunk by little and much, in one tile and in many, with
    /// every border.
    #[test]
    fn every_way_agrees_with_the_definition() {
        let mut source = Planes::zeros(5, 21, 26);
        source.data.iter_mut().zip(0u32..).for_each(|(v, i)| *v = (i * 7919 % 1009) as f32 / 1009.0);
        let maps = [
            Affine::scaling(0.6, 0.9),
            Affine::scaling(-1.4, 1.9),
            Affine::scaling(3.7, 2.2),
            Affine::rotation(20.0),
            Affine::rotation(-75.0).then(&Affine::scaling(1.3, 1.3)),
            Affine::rotation(33.0).then(&Affine::scaling(1.8, 2.6)),
            Affine::rotation(140.0).then(&Affine::scaling(130.0, 90.0)),
        ];
        for (map, border) in maps.iter().zip([Border::Reflect, Border::Edge, Border::Constant].iter().cycle())
        {
            let sampling = Sampling::new(&map.then(&Affine::translation(9.3, 5.1)));
            let beyond = Beyond::of(&source, *border, 0.25);
            let size = if map.m[0].abs() > 10.0 { 12 } else { 19 };
            let view = sampling.apply(&source, size, &beyond);
            for (a, b) in view.data.iter().zip(by_hand(&sampling, &source, size, &beyond)) {
                assert!((f64::from(*a) - b).abs() < 2e-4, "{map:?} {border}: {a}, not {b}");
            }
        }
    }

    #[test]
    fn tiles_make_up_the_view() {
        let places: Vec<_> =
            tiles(7, 3).flat_map(|(r, c)| r.flat_map(move |y| c.clone().map(move |x| (y, x)))).collect();
        let unique: std::collections::HashSet<_> = places.iter().collect();
        assert_eq!((places.len(), unique.len()), (49, 49));
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
