//! [`silhouette`]: how much nearer images lie to their own group than to the next one.

use rayon::prelude::*;

use super::features::Features;
use super::product::{Matrix, product};

/// Images compared at a time.
const BLOCK: usize = 128;

/// The mean silhouette (Rousseeuw 1987) over images, by Euclidean distance, -1..1;
/// `sklearn.metrics.silhouette_score`. An image alone in its group counts 0.
///
/// None unless there are at least two groups and fewer groups than images. Memory stays at a block of
/// rows a thread; time grows with the square of the number of images.
pub fn silhouette(x: &Features, groups: &[usize]) -> Option<f64> {
    let mut names = groups.to_vec();
    names.sort_unstable();
    names.dedup();
    let k = names.len();
    if k < 2 || k >= x.n() || x.d() == 0 {
        return None;
    }
    let group_of: Vec<usize> = groups.iter().map(|g| names.partition_point(|name| name < g)).collect();
    let mut sizes = vec![0_usize; k];
    for &group in &group_of {
        sizes[group] += 1;
    }
    // Distances are differences of large products: 64 bits keep near neighbours apart.
    let wide: Vec<f64> = x.data().iter().map(|&v| f64::from(v)).collect();
    let d = x.d();
    let lengths: Vec<f64> = wide.chunks_exact(d).map(|row| row.iter().map(|v| v * v).sum()).collect();
    let blocks: Vec<usize> = (0..x.n()).step_by(BLOCK).collect();
    let sums: Vec<f64> = blocks
        .into_par_iter()
        .map(|from| {
            let to = (from + BLOCK).min(x.n());
            let rows = Matrix::rows_of(&wide[from * d..to * d], d);
            let products = product(rows, Matrix::rows_of(&wide, d).transposed());
            (from..to)
                .zip(products.chunks_exact(x.n()))
                .map(|(i, row)| {
                    let mut far = vec![0.0; k];
                    for (j, p) in row.iter().enumerate() {
                        if i != j {
                            far[group_of[j]] += (lengths[i] - 2.0 * p + lengths[j]).max(0.0).sqrt();
                        }
                    }
                    width(&far, &sizes, group_of[i])
                })
                .sum()
        })
        .collect();
    Some(sums.iter().sum::<f64>() / x.n() as f64)
}

/// The silhouette of one image from its summed distances to every group.
fn width(far: &[f64], sizes: &[usize], own: usize) -> f64 {
    if sizes[own] < 2 {
        return 0.0;
    }
    let within = far[own] / (sizes[own] - 1) as f64;
    let next =
        (0..far.len()).filter(|&g| g != own).map(|g| far[g] / sizes[g] as f64).fold(f64::INFINITY, f64::min);
    let larger = within.max(next);
    if larger > 0.0 { (next - within) / larger } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_scikit_learn() {
        // i = np.arange(200); x = np.stack([i * 37 % 101, i * i % 53, i % 7 * 5], 1).astype(float)
        // silhouette_score(x, i * i % 4)
        let data: Vec<f32> = (0..200_u32)
            .flat_map(|i| [(i * 37 % 101) as f32, (i * i % 53) as f32, (i % 7 * 5) as f32])
            .collect();
        let x = Features::new(200, 3, data).unwrap();
        let groups: Vec<usize> = (0..200).map(|i| i * i % 4).collect();
        assert!((silhouette(&x, &groups).unwrap() - (-0.007_029_223_783_688_238)).abs() < 1e-9);
    }

    #[test]
    fn needs_two_groups_and_survives_constant_features() {
        let x = Features::new(4, 1, vec![1.0; 4]).unwrap();
        assert_eq!(silhouette(&x, &[0, 0, 0, 0]), None);
        assert_eq!(silhouette(&x, &[0, 1, 2, 3]), None);
        assert_eq!(silhouette(&x, &[0, 0, 1, 1]), Some(0.0));
    }
}
