//! [`Way`] and [`Bend`]: geometry with warps in it, and resampling through them, still once.
//!
//! On the way from a pixel of the view to the source, matrices are multiplied and warps stand between them. The
//! tent is that of `resample.rs`, with a width of its own at every pixel: how far the source moves when the
//! view moves to the next pixel. `shaders/common/warp.wgsl` is the twin of this file.

use super::Sampling;
use super::resample::inside;
use crate::image::Planes;
use crate::transform::{Affine, Border, Warp};

/// A warp on the way from the view to the source, and the matrix behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bend {
    /// The place of its step in the chain.
    pub place: usize,
    /// What it does to world coordinates.
    pub warp: Warp,
    /// What follows: `x' = m0 x + m1 y + m2`, `y' = m3 x + m4 y + m5`.
    pub map: [f32; 6],
}

/// A tent is at most this many times as wide as it would be without the warps, so that no pixel costs without
/// bound.
const MOST_REACH: f32 = 8.0;

/// The way from the view to the source, made step by step.
#[derive(Clone, Debug)]
pub(super) struct Way {
    first: Affine,
    bends: Vec<(usize, Warp, Affine)>,
    /// All matrices, warps left out.
    straight: Affine,
}

impl Way {
    /// A way that begins with `first`.
    pub(super) fn from(first: Affine) -> Self {
        Self { first, bends: Vec::new(), straight: first }
    }

    /// Goes on by a matrix.
    pub(super) fn go(&mut self, map: &Affine) {
        let last = self.bends.last_mut().map_or(&mut self.first, |(_, _, map)| map);
        *last = last.then(map);
        self.straight = self.straight.then(map);
    }

    /// Goes on by the warp of step `place`.
    pub(super) fn bend(&mut self, place: usize, warp: Warp) {
        self.bends.push((place, warp, Affine::IDENTITY));
    }

    /// The sampling along this way.
    pub(super) fn sampling(self) -> Sampling {
        let mut sampling = Sampling::new(&self.straight);
        let rounded = |map: Affine| map.m.map(|v| v as f32);
        if !self.bends.is_empty() {
            sampling.map = rounded(self.first);
        }
        let bends = self.bends.into_iter();
        sampling.bends = bends.map(|(place, warp, map)| Bend { place, warp, map: rounded(map) }).collect();
        sampling
    }
}

impl Sampling {
    /// Where a point of the view lies in the source.
    fn place(&self, point: [f32; 2]) -> [f32; 2] {
        let start = mapped(&self.map, point);
        self.bends.iter().fold(start, |point, bend| mapped(&bend.map, bend.warp.at(point)))
    }

    /// [`Sampling::apply`] where there are warps.
    pub(super) fn along_bends(&self, source: &Planes, size: usize, border: Border) -> Planes {
        let row_of =
            |y: usize| -> Vec<[f32; 2]> { (0..=size).map(|x| self.place([x as f32, y as f32])).collect() };
        let mut out = Planes::zeros(source.channels, size, size);
        let (mut across, mut down) = (Vec::new(), Vec::new());
        let mut row = row_of(0);
        for y in 0..size {
            let below = row_of(y + 1);
            for (x, (pair, under)) in row.windows(2).zip(&below).enumerate() {
                let (here, right) = (pair[0], pair[1]);
                let reach = |axis: usize| {
                    let (dx, dy) = (right[axis] - here[axis], under[axis] - here[axis]);
                    (dx * dx + dy * dy).sqrt().max(1.0).min(MOST_REACH * self.reach[axis])
                };
                let total = under_tent(here[0], reach(0), source.width, border, &mut across)
                    * under_tent(here[1], reach(1), source.height, border, &mut down);
                for c in 0..source.channels {
                    let plane = source.channel(c);
                    let mut sum = 0.0f32;
                    for &(row, weight) in &down {
                        let line = &plane[row * source.width..(row + 1) * source.width];
                        let along: f32 = across.iter().map(|&(column, weight)| weight * line[column]).sum();
                        sum += weight * along;
                    }
                    out.data[(c * size + y) * size + x] = sum / total;
                }
            }
            row = below;
        }
        out
    }
}

fn mapped(m: &[f32; 6], [x, y]: [f32; 2]) -> [f32; 2] {
    [m[0] * x + (m[1] * y + m[2]), m[3] * x + (m[4] * y + m[5])]
}

/// The pixels under a tent at `centre` with their weights, none where the border rule makes the picture zero;
/// returns the sum of all weights, those included.
fn under_tent(centre: f32, reach: f32, length: usize, border: Border, taps: &mut Vec<(usize, f32)>) -> f32 {
    taps.clear();
    let (first, last) = ((centre - reach).ceil() as isize, (centre + reach).floor() as isize);
    let mut total = 0.0;
    for i in first..=last {
        let weight = (1.0 - (i as f32 - centre).abs() / reach).max(0.0);
        total += weight;
        taps.extend(inside(i, length, border).map(|index| (index, weight)));
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Fit, Frame, Homography};

    fn picture(width: usize, height: usize) -> Planes {
        let value = |i: usize| ((i * 7919) % 1000) as f32 / 1000.0;
        Planes { channels: 2, height, width, data: (0..2 * width * height).map(value).collect() }
    }

    fn differ(a: &Planes, b: &Planes) -> f32 {
        assert_eq!(a.data.len(), b.data.len());
        a.data.iter().zip(&b.data).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    /// The way of a chain with `middle` between fitting the view and looking into the source.
    fn through(source: &Planes, size: usize, middle: impl Fn(&mut Way)) -> Planes {
        let frame = Frame::new(source.width, source.height, size, Fit::Crop);
        let mut way = Way::from(frame.world_from_view());
        middle(&mut way);
        way.go(&frame.source_from_world());
        way.sampling().apply(source, size, Border::Reflect)
    }

    #[test]
    fn a_projective_map_that_is_a_matrix_equals_the_path_of_matrices() {
        let source = picture(23, 19);
        for map in [
            Affine::translation(1.3, -2.6),
            Affine::rotation(37.0),
            Affine::scaling(2.7, 1.9).then(&Affine::rotation(-81.0)),
        ] {
            for size in [17, 32] {
                let straight = through(&source, size, |way| way.go(&map));
                let bent =
                    through(&source, size, |way| way.bend(0, Warp::projective(&Homography::from(map))));
                assert!(differ(&straight, &bent) < 1e-5, "{map:?} {size}: {}", differ(&straight, &bent));
            }
        }
    }

    #[test]
    fn a_warp_between_two_matrices_is_the_same_as_the_map_by_hand() {
        let source = picture(40, 40);
        let (a, b) = (Affine::rotation(20.0), Affine::translation(1.5, 2.5));
        let corners = [(-20.0, -20.0), (18.0, -19.0), (20.0, 20.0), (-16.0, 17.0)];
        let bent = Homography::from_rectangle((40.0, 40.0), corners);
        let found = through(&source, 40, |way| {
            way.go(&a);
            way.bend(3, Warp::projective(&bent));
            way.go(&b);
        });
        let frame = Frame::new(40, 40, 40, Fit::Crop);
        let lies = |x: f64, y: f64| {
            let (x, y) = frame.world_from_view().then(&a).apply(x, y);
            let (x, y) = bent.apply(x, y);
            b.then(&frame.source_from_world()).apply(x, y)
        };
        for (x, y) in [(8, 9), (20, 20), (31, 12), (17, 33)] {
            let (u, v) = lies(x as f64, y as f64);
            let (right, below) = (lies(x as f64 + 1.0, y as f64), lies(x as f64, y as f64 + 1.0));
            let reach_x = (right.0 - u).hypot(below.0 - u).max(1.0);
            let reach_y = (right.1 - v).hypot(below.1 - v).max(1.0);
            let (mut sum, mut total) = (0.0, 0.0);
            for j in 0..40 {
                for i in 0..40 {
                    let weight = (1.0 - (i as f64 - u).abs() / reach_x).max(0.0)
                        * (1.0 - (j as f64 - v).abs() / reach_y).max(0.0);
                    sum += weight * f64::from(source.data[j * 40 + i]);
                    total += weight;
                }
            }
            let value = f64::from(found.data[y * 40 + x]);
            assert!((value - sum / total).abs() < 1e-5, "({x}, {y}): {value}, not {}", sum / total);
        }
    }

    #[test]
    fn where_a_warp_presses_the_picture_together_it_does_not_alias() {
        // Columns of black and white, pressed together three times by a projective map: grey.
        let data = (0..64 * 64).map(|i| (i % 2) as f32).collect();
        let source = Planes { channels: 1, height: 64, width: 64, data };
        let pressed = Homography::from(Affine::scaling(3.0, 1.0));
        let view = through(&source, 64, |way| way.bend(0, Warp::projective(&pressed)));
        assert!(view.data.iter().all(|v| (v - 0.5).abs() < 0.2), "{:?}", &view.data[..64]);
    }
}
