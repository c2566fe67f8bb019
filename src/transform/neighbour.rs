//! Reading a view at the neighbours of a pixel: mirrored at its edges, and between its pixels.
//!
//! `work_mirrored` and `work_between` in `shaders/common/pixel.wgsl` are the twins.

use crate::image::Planes;

/// Mirrors an index at the edges, the edge pixel repeated.
pub(super) fn mirrored(index: isize, length: usize) -> usize {
    let n = length as isize;
    let folded = index.rem_euclid(2 * n);
    (if folded < n { folded } else { 2 * n - 1 - folded }) as usize
}

/// Adds `weight` times channel `c` of `view`, moved by `(dx, dy)` pixels, to `target`: at pixel
/// (x, y) the value at (x + dx, y + dy), linear between the four pixels around it.
pub(super) fn add_moved(target: &mut [f32], view: &Planes, c: usize, (dx, dy): (f32, f32), weight: f32) {
    let plane = view.channel(c);
    let (width, height) = (view.width, view.height);
    // The two pixels around a place along an axis, and the share of the second.
    let around = |place: f32, length: usize| {
        let low = place.floor();
        (mirrored(low as isize, length), mirrored(low as isize + 1, length), place - low)
    };
    let columns: Vec<_> = (0..width).map(|x| around(x as f32 + dx, width)).collect();
    for y in 0..height {
        let (above, below, down) = around(y as f32 + dy, height);
        let above = &plane[above * width..(above + 1) * width];
        let below = &plane[below * width..(below + 1) * width];
        let row = &mut target[y * width..(y + 1) * width];
        for (value, &(left, right, across)) in row.iter_mut().zip(&columns) {
            let upper = (1.0 - across) * above[left] + across * above[right];
            let lower = (1.0 - across) * below[left] + across * below[right];
            *value += weight * ((1.0 - down) * upper + down * lower);
        }
    }
}

/// Weighted pixels that one pixel of a line is made of.
pub(super) type Taps = Vec<(usize, f32)>;

/// Makes every pixel of rows (`across`) or columns out of its taps along that line.
pub(super) fn along(view: &Planes, taps: &[Taps], across: bool) -> Planes {
    let width = view.width;
    let mut out = Planes::zeros(view.channels, view.height, width);
    for c in 0..view.channels {
        let source = view.channel(c);
        for (y, row) in out.channel_mut(c).chunks_exact_mut(width).enumerate() {
            if across {
                let line = &source[y * width..(y + 1) * width];
                for (value, taps) in row.iter_mut().zip(taps) {
                    *value = taps.iter().map(|&(i, weight)| weight * line[i]).sum();
                }
            } else {
                for &(i, weight) in &taps[y] {
                    let line = &source[i * width..(i + 1) * width];
                    row.iter_mut().zip(line).for_each(|(value, v)| *value += weight * v);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_mirrored_with_the_edge_pixel_twice() {
        let indices: Vec<usize> = (-4..8).map(|i| mirrored(i, 3)).collect();
        assert_eq!(indices, [2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1]);
    }

    #[test]
    fn half_a_pixel_is_the_mean_of_two() {
        let view = Planes { channels: 1, height: 2, width: 2, data: vec![0.0, 1.0, 2.0, 4.0] };
        let mut moved = [0.0; 4];
        add_moved(&mut moved, &view, 0, (0.5, 0.0), 1.0);
        assert_eq!(moved, [0.5, 1.0, 3.0, 4.0]);
    }
}
