//! Gaussian smoothing of one plane, as SciPy's `gaussian_filter` with the mode "nearest".

use rayon::prelude::*;

/// The kernel ends at this many standard deviations, as SciPy's.
const TRUNCATE: f64 = 4.0;

/// Smooths `plane` (rows of `width` values) by a standard deviation of `sigma` pixels. Values beyond the edge are
/// those of the edge. Each row is computed by itself, so that threads change no bit.
pub(super) fn smooth(plane: &mut [f32], width: usize, sigma: f64) {
    let weights = kernel(sigma);
    let reach = weights.len() / 2;
    if reach == 0 || width == 0 || plane.is_empty() {
        return;
    }
    let height = plane.len() / width;
    let mut down = vec![0.0_f32; plane.len()];
    down.par_chunks_exact_mut(width).enumerate().for_each(|(y, out)| {
        for (k, &weight) in weights.iter().enumerate() {
            let row = (y + k).saturating_sub(reach).min(height - 1);
            for (o, &v) in out.iter_mut().zip(&plane[row * width..(row + 1) * width]) {
                *o += weight * v;
            }
        }
    });
    plane.par_chunks_exact_mut(width).zip(down.par_chunks_exact(width)).for_each_init(
        || Vec::with_capacity(width + 2 * reach),
        |wide: &mut Vec<f32>, (out, row)| {
            let (first, last) = (row[0], row[width - 1]);
            wide.clear();
            wide.extend(std::iter::repeat_n(first, reach));
            wide.extend_from_slice(row);
            wide.extend(std::iter::repeat_n(last, reach));
            out.fill(0.0);
            for (k, &weight) in weights.iter().enumerate() {
                for (o, &v) in out.iter_mut().zip(&wide[k..k + width]) {
                    *o += weight * v;
                }
            }
        },
    );
}

/// Weights that sum to one; a single one where nothing is smoothed.
fn kernel(sigma: f64) -> Vec<f32> {
    if !(sigma > 0.0 && sigma.is_finite()) {
        return vec![1.0];
    }
    let reach = (TRUNCATE * sigma + 0.5) as i64;
    let weight = |x: i64| libm::exp(-0.5 * (x as f64 / sigma) * (x as f64 / sigma));
    let sum: f64 = (-reach..=reach).map(weight).sum();
    (-reach..=reach).map(|x| (weight(x) / sum) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_scipy() {
        // SciPy 1.17.1: gaussian_filter((np.arange(20.) ** 2 % 11).reshape(4, 5), 0.8, mode="nearest")
        let mut plane: Vec<f32> = (0..20).map(|v| (v * v % 11) as f32).collect();
        smooth(&mut plane, 5, 0.8);
        let want = SCIPY;
        for (have, want) in plane.iter().zip(want) {
            assert!((have - want).abs() < 1e-4, "{have} {want}");
        }
        let mut same = vec![3.0, 1.0];
        smooth(&mut same, 2, 0.0);
        assert_eq!(same, [3.0, 1.0]);
    }

    const SCIPY: [f32; 20] = [
        0.9542, 2.0408, 4.5572, 6.6331, 5.7638, 1.8764, 2.403, 4.2426, 6.16, 5.982, 2.216, 2.0291, 3.0554,
        5.2917, 7.1333, 3.6151, 2.8681, 3.2176, 5.2954, 7.8282,
    ];
}
