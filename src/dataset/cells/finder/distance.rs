//! The exact Euclidean distance of every pixel of a cell to the background.

use rayon::prelude::*;

/// The distance of each pixel of `cells` to the nearest pixel that is none, 0 outside; as SciPy's
/// `distance_transform_edt`. Squares are whole numbers throughout (Meijster, Roerdink and Hesselink 2000).
///
/// Without any background all distances are those to a background beyond the largest side.
pub(super) fn to_background(cells: &[bool], width: usize) -> Vec<f32> {
    if width == 0 || cells.is_empty() {
        return Vec::new();
    }
    let height = cells.len() / width;
    let far = (width + height) as i32;
    let mut down = vec![0_i32; cells.len()];
    for y in 0..height {
        let (before, row) = down.split_at_mut(y * width);
        let above = before.len().checked_sub(width).map(|start| &before[start..]);
        for x in 0..width {
            if cells[y * width + x] {
                row[x] = above.map_or(far, |above| (above[x] + 1).min(far));
            }
        }
    }
    for y in (0..height.saturating_sub(1)).rev() {
        let (row, below) = down.split_at_mut((y + 1) * width);
        for (here, &below) in row[y * width..].iter_mut().zip(below.iter()) {
            *here = (*here).min(below + 1);
        }
    }
    let mut distance = vec![0.0_f32; cells.len()];
    distance.par_chunks_exact_mut(width).zip(down.par_chunks_exact(width)).for_each_init(
        || Vec::with_capacity(width),
        |hull: &mut Vec<(i64, i64)>, (out, down)| {
            if down.iter().any(|&d| d > 0) {
                row(down, hull, out);
            }
        },
    );
    distance
}

/// One row from the distances along the columns: the lowest of the parabolas at each place.
fn row(down: &[i32], hull: &mut Vec<(i64, i64)>, out: &mut [f32]) {
    hull.clear();
    let square = |x: i64| i64::from(down[x as usize]) * i64::from(down[x as usize]);
    let height = |x: i64, at: i64| (x - at) * (x - at) + square(at);
    // Entries: a place, and the first pixel at which its parabola is the lowest.
    for at in 0..down.len() as i64 {
        while hull.last().is_some_and(|&(top, from)| height(from, top) > height(from, at)) {
            hull.pop();
        }
        let Some(&(top, _)) = hull.last() else {
            hull.push((at, 0));
            continue;
        };
        let from = 1 + (at * at - top * top + square(at) - square(top)).div_euclid(2 * (at - top));
        if from < down.len() as i64 {
            hull.push((at, from));
        }
    }
    let mut end = down.len();
    for &(at, from) in hull.iter().rev() {
        for x in from as usize..end {
            out[x] = (height(x as i64, at) as f64).sqrt() as f32;
        }
        end = from as usize;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_looked_for_pixel_by_pixel() {
        let mut state = 7_u32;
        for (width, height, share) in [(13, 9, 3), (1, 20, 5), (20, 1, 5), (31, 17, 40)] {
            let cells: Vec<bool> = (0..width * height)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    !(state >> 16).is_multiple_of(share)
                })
                .collect();
            let have = to_background(&cells, width);
            for at in 0..cells.len() {
                let near = (0..cells.len()).filter(|&other| !cells[other]).map(|other| {
                    let (dx, dy) = (other % width, other / width);
                    let (dx, dy) = (dx.abs_diff(at % width), dy.abs_diff(at / width));
                    ((dx * dx + dy * dy) as f64).sqrt() as f32
                });
                assert_eq!(have[at], near.fold(f32::INFINITY, f32::min), "{width} x {height}, pixel {at}");
            }
        }
        assert!(to_background(&[true; 12], 4).iter().all(|&d| d >= 7.0), "no background at all");
    }
}
