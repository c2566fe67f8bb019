//! [`Tile`]: a rectangle of a view being resampled, along the axes or by any map.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the instructions chosen at run time"
)]

use super::excerpt::{Excerpt, QUAD};
use super::tents::{LANES, Tents, wide_tent};
use pulp::NullaryFnOnce;
use std::ops::Range;

/// The most taps across and down for which loops have a fixed length.
const FEW: usize = 4;

/// What is needed to resample some pixels of up to four channels of a view.
pub(super) struct Tile<'a> {
    /// The source, as far as it is seen.
    pub excerpt: Excerpt,
    /// From indices of the view to indices of the excerpt.
    pub map: [f32; 6],
    /// Half width of the tent, across and down.
    pub reach: [f32; 2],
    /// Columns of the view to be made.
    pub columns: Range<usize>,
    /// Rows of the view to be made.
    pub rows: Range<usize>,
    /// Side of the view.
    pub size: usize,
    /// How many channels of the excerpt count.
    pub channels: usize,
    /// The view's planes from the first of these channels on.
    pub out: &'a mut [f32],
}

impl Tile<'_> {
    /// Writes a row of pixels, channels together, to the planes.
    #[inline(always)]
    fn put(&mut self, y: usize, line: &[[f32; QUAD]]) {
        let (from, to) = (y * self.size + self.columns.start, y * self.size + self.columns.end);
        for c in 0..self.channels {
            let plane = c * self.size * self.size;
            for (value, pixel) in self.out[plane + from..plane + to].iter_mut().zip(line) {
                *value = pixel[c];
            }
        }
    }
}

/// Resampling by a map that keeps rows rows: down first, whole rows at a time, then across.
pub(super) struct AlongAxes<'a>(pub Tile<'a>);

impl NullaryFnOnce for AlongAxes<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self(mut tile) = self;
        let wide = tile.excerpt.width * QUAD;
        let taps = (2.0 * tile.reach[0]).ceil() as usize;
        let (mut first, mut across, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for x in tile.columns.clone() {
            first.push(wide_tent(tile.map[0] * x as f32 + tile.map[2], tile.reach[0], &mut weights) as usize);
            across.extend_from_slice(&weights);
        }
        let mut middle = vec![0.0f32; wide];
        let mut line = vec![[0.0f32; QUAD]; tile.columns.len()];
        for y in tile.rows.clone() {
            let top = wide_tent(tile.map[4] * y as f32 + tile.map[5], tile.reach[1], &mut weights) as usize;
            middle.fill(0.0);
            let rows = tile.excerpt.pixels.as_flattened()[top * wide..].chunks_exact(wide);
            for (row, weight) in rows.zip(&weights) {
                middle.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
            }
            for ((pixel, &first), weights) in line.iter_mut().zip(&first).zip(across.chunks_exact(taps)) {
                let mut sum = [0.0f32; QUAD];
                for (value, weight) in middle[first * QUAD..].chunks_exact(QUAD).zip(weights) {
                    sum.iter_mut().zip(value).for_each(|(sum, value)| *sum += weight * value);
                }
                *pixel = sum;
            }
            tile.put(y, &line);
        }
    }
}

/// Resampling by any map.
pub(super) struct Anywhere<'a>(pub Tile<'a>);

impl NullaryFnOnce for Anywhere<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        match self.0.reach.map(|reach| (2.0 * reach).ceil() as usize) {
            [2, 2] => few::<2, 2, { 2 * QUAD }>(self.0),
            [..=FEW, ..=FEW] => few::<FEW, FEW, { FEW * QUAD }>(self.0),
            _ => many(self.0),
        }
    }
}

/// [`LANES`] pixels at a time: places and weights of all first, then the sums one by one. `WIDE` is the number of
/// values under the tent in one row.
#[inline(always)]
fn few<const ACROSS: usize, const DOWN: usize, const WIDE: usize>(mut tile: Tile) {
    let stride = tile.excerpt.width;
    let mut line = vec![[0.0f32; QUAD]; tile.columns.len().next_multiple_of(LANES)];
    let lanes: [f32; LANES] = std::array::from_fn(|lane| lane as f32);
    let [a, b, c, d, e, f] = tile.map;
    for y in tile.rows.clone() {
        let (u0, v0) = (b * y as f32 + c, e * y as f32 + f);
        for (block, pixels) in line.chunks_exact_mut(LANES).enumerate() {
            let x = (tile.columns.start + block * LANES) as f32;
            let mut centres = [[0.0f32; LANES]; 2];
            for lane in 0..LANES {
                centres[0][lane] = a * (x + lanes[lane]) + u0;
                centres[1][lane] = d * (x + lanes[lane]) + v0;
            }
            let across = Tents::<ACROSS>::at(&centres[0], tile.reach[0]);
            let mut down = Tents::<DOWN>::at(&centres[1], tile.reach[1]);
            let mut places = [0u32; LANES];
            for lane in 0..LANES {
                // Lanes beyond the tile may lie anywhere; what they see is never written.
                places[lane] = down.first[lane].wrapping_mul(stride as u32).wrapping_add(across.first[lane]);
                let share = 1.0 / (across.total[lane] * down.total[lane]);
                for row in 0..DOWN {
                    down.weights[row][lane] *= share;
                }
            }
            for (lane, pixel) in pixels.iter_mut().enumerate() {
                let mut columns = [0.0f32; WIDE];
                for row in 0..DOWN {
                    let place = (places[lane] as usize + row * stride) * QUAD;
                    let values = tile.excerpt.pixels.as_flattened().get(place..);
                    let Some(values) = values.and_then(|values| values.first_chunk::<WIDE>()) else {
                        continue;
                    };
                    for i in 0..WIDE {
                        columns[i] += down.weights[row][lane] * values[i];
                    }
                }
                let mut sum = [0.0f32; QUAD];
                for tap in 0..ACROSS {
                    for i in 0..QUAD {
                        sum[i] += across.weights[tap][lane] * columns[tap * QUAD + i];
                    }
                }
                *pixel = sum;
            }
        }
        tile.put(y, &line);
    }
}

/// The same for tents of any width, pixel by pixel.
#[inline(always)]
fn many(mut tile: Tile) {
    let stride = tile.excerpt.width;
    let mut line = vec![[0.0f32; QUAD]; tile.columns.len()];
    let (mut across, mut down) = (Vec::new(), Vec::new());
    let [a, b, c, d, e, f] = tile.map;
    for y in tile.rows.clone() {
        let (u0, v0) = (b * y as f32 + c, e * y as f32 + f);
        for (x, pixel) in tile.columns.clone().zip(&mut line) {
            let left = wide_tent(a * x as f32 + u0, tile.reach[0], &mut across) as usize;
            let top = wide_tent(d * x as f32 + v0, tile.reach[1], &mut down) as usize;
            let mut sum = [0.0f32; QUAD];
            for (row, down) in down.iter().enumerate() {
                let mut part = [0.0f32; QUAD];
                for (values, across) in tile.excerpt.pixels[(top + row) * stride + left..].iter().zip(&across)
                {
                    part.iter_mut().zip(values).for_each(|(sum, value)| *sum += across * value);
                }
                sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += down * part);
            }
            *pixel = sum;
        }
        tile.put(y, &line);
    }
}
