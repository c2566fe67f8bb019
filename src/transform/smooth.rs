//! Symmetric weighted means along rows and columns, mirrored at the edges, many pixels at a time.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the instructions chosen at run time"
)]

use super::neighbour::mirrored;
use pulp::NullaryFnOnce;

/// Numbers that one instruction works on where there is AVX2.
const EIGHT: usize = 8;
/// How many times as many pixels are kept in registers together: many first, then fewer for what remains of a row.
const MANY: usize = 4;
const SOME: usize = 1;

/// Replaces every pixel of a plane of rows of `width` by `w_0 v(x) + sum_i w_i (v(x - i) + v(x + i))`.
pub(super) fn smooth_rows(plane: &mut [f32], width: usize, weights: &[f32]) {
    pulp::Arch::new().dispatch(Rows { plane, width, weights });
}

/// The same along columns, from `plane` to `out`, which have the same shape.
pub(super) fn smooth_columns(plane: &[f32], width: usize, weights: &[f32], out: &mut [f32]) {
    pulp::Arch::new().dispatch(Columns { plane, width, weights, out });
}

struct Rows<'a> {
    plane: &'a mut [f32],
    width: usize,
    weights: &'a [f32],
}

impl NullaryFnOnce for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { plane, width, weights } = self;
        let reach = weights.len().saturating_sub(1);
        let before: Vec<usize> = (1..=reach as isize).map(|i| mirrored(-i, width)).collect();
        let after: Vec<usize> = (0..reach).map(|i| mirrored((width + i) as isize, width)).collect();
        let mut padded = Vec::with_capacity(width + 2 * reach);
        for row in plane.chunks_exact_mut(width) {
            padded.clear();
            padded.extend(before.iter().rev().map(|&x| row[x]));
            padded.extend_from_slice(row);
            padded.extend(after.iter().map(|&x| row[x]));
            line(row, weights, |i| &padded[reach.wrapping_add_signed(i)..]);
        }
    }
}

struct Columns<'a> {
    plane: &'a [f32],
    width: usize,
    weights: &'a [f32],
    out: &'a mut [f32],
}

impl NullaryFnOnce for Columns<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { plane, width, weights, out } = self;
        let height = plane.len() / width.max(1);
        let reach = weights.len().saturating_sub(1) as isize;
        // Where the rows begin, from those above the first to those below the last.
        let starts: Vec<usize> =
            (-reach..height as isize + reach).map(|y| mirrored(y, height) * width).collect();
        for (row, starts) in out.chunks_exact_mut(width).zip(starts.windows(2 * reach as usize + 1)) {
            line(row, weights, |i| &plane[starts[(reach + i) as usize]..]);
        }
    }
}

/// Makes one line out of the lines `at(-i)` and `at(i)`, which are at least as long.
#[inline(always)]
fn line<'a>(out: &mut [f32], weights: &[f32], at: impl Fn(isize) -> &'a [f32]) {
    let mut x = 0;
    while x + MANY * EIGHT <= out.len() {
        block::<MANY>(&mut out[x..], weights, x, &at);
        x += MANY * EIGHT;
    }
    while x + SOME * EIGHT <= out.len() {
        block::<SOME>(&mut out[x..], weights, x, &at);
        x += SOME * EIGHT;
    }
    for x in x..out.len() {
        let pairs = weights.iter().zip(0..).skip(1).map(|(weight, i)| weight * (at(-i)[x] + at(i)[x]));
        // In the order of the blocks, so that a pixel does not depend on where its row ends.
        out[x] = pairs.fold(weights.first().map_or(0.0, |weight| weight * at(0)[x]), |sum, pair| sum + pair);
    }
}

/// The next `N` times eight pixels, which lie from `x` on in their line.
#[inline(always)]
fn block<'a, const N: usize>(out: &mut [f32], weights: &[f32], x: usize, at: &impl Fn(isize) -> &'a [f32]) {
    let part = |i: isize| at(i).get(x..).and_then(|line| line.as_chunks::<EIGHT>().0.first_chunk::<N>());
    let out = out.as_chunks_mut::<EIGHT>().0.first_chunk_mut::<N>();
    let (Some((first, weights)), Some(middle), Some(out)) = (weights.split_first(), part(0), out) else {
        return;
    };
    let mut sums = [[0.0f32; EIGHT]; N];
    for n in 0..N {
        for lane in 0..EIGHT {
            sums[n][lane] = first * middle[n][lane];
        }
    }
    for i in 0..weights.len() {
        let (Some(a), Some(b)) = (part(-1 - i as isize), part(1 + i as isize)) else { return };
        for n in 0..N {
            for lane in 0..EIGHT {
                sums[n][lane] += weights[i] * (a[n][lane] + b[n][lane]);
            }
        }
    }
    *out = sums;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_agrees_with_the_sum_by_hand() {
        let weights = [0.4, 0.15, 0.1, 0.05];
        for (width, height) in [(1, 1), (2, 7), (16, 3), (65, 2), (100, 5), (147, 1)] {
            let plane: Vec<f32> = (0..width * height).map(|i| (i * 7919 % 101) as f32 / 101.0).collect();
            let by_hand = |x: usize, y: usize, (dx, dy): (isize, isize)| -> f32 {
                let at = |i: isize| {
                    let (x, y) = (x as isize + i * dx, y as isize + i * dy);
                    plane[mirrored(y, height) * width + mirrored(x, width)]
                };
                (1..4).map(|i| weights[i as usize] * (at(i) + at(-i))).sum::<f32>() + weights[0] * at(0)
            };
            let mut rows = plane.clone();
            smooth_rows(&mut rows, width, &weights);
            let mut columns = vec![0.0; plane.len()];
            smooth_columns(&plane, width, &weights, &mut columns);
            for (i, (a, b)) in rows.iter().zip(&columns).enumerate() {
                let (x, y) = (i % width, i / width);
                assert!((a - by_hand(x, y, (1, 0))).abs() < 1e-6, "row {y}, column {x} of {width}");
                assert!((b - by_hand(x, y, (0, 1))).abs() < 1e-6, "row {y}, column {x} of {width}");
            }
        }
    }
}
