//! [`kmeans`]: K-means with k-means++ starts (Arthur and Vassilvitskii, SODA 2007), the best of several.

use rayon::prelude::*;

use super::features::Features;
use super::product::{Matrix, product};
use super::random::Random;

/// Independent starts; the clustering with the smallest inertia is kept.
pub const STARTS: usize = 10;
/// Rounds of assigning and averaging at most.
const ROUNDS: usize = 100;
/// Images assigned at a time.
const BLOCK: usize = 512;

/// The cluster (`0..k`) of every image. With fewer images than clusters each image is its own cluster.
///
/// Deterministic in `seed`, on any number of threads.
pub fn kmeans(x: &Features, k: usize, seed: u64) -> Vec<usize> {
    if x.n() <= k || x.d() == 0 {
        return (0..x.n()).map(|i| if x.d() == 0 { 0 } else { i }).collect();
    }
    let runs: Vec<(f64, Vec<usize>)> = (0..STARTS)
        .into_par_iter()
        .map(|start| one_start(x, k.max(1), &mut Random::new(seed, 0x004B_0000 + start as u64)))
        .collect();
    runs.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(Vec::new, |best| best.1)
}

fn one_start(x: &Features, k: usize, random: &mut Random) -> (f64, Vec<usize>) {
    let lengths: Vec<f64> = (0..x.n()).map(|i| square(x.row(i))).collect();
    let mut centres = plus_plus(x, k, random);
    let (mut clusters, mut distances) = assign(x, &lengths, &centres);
    for _ in 0..ROUNDS {
        centres = means(x, k, &clusters, &mut distances);
        let (next, next_distances) = assign(x, &lengths, &centres);
        distances = next_distances;
        let settled = next == clusters;
        clusters = next;
        if settled {
            break;
        }
    }
    (distances.iter().sum(), clusters)
}

/// k starting centres, each drawn in proportion to the squared distance from those before it.
fn plus_plus(x: &Features, k: usize, random: &mut Random) -> Vec<f32> {
    let mut centres = x.row(random.below(x.n())).to_vec();
    let mut distances = vec![f64::INFINITY; x.n()];
    for chosen in 1..k {
        let last = &centres[(chosen - 1) * x.d()..];
        let mut total = 0.0;
        for (i, distance) in distances.iter_mut().enumerate() {
            *distance = distance.min(apart(x.row(i), last));
            total += *distance;
        }
        let mut left = random.unit() * total;
        let drawn = distances.iter().position(|d| {
            left -= d;
            left < 0.0
        });
        // All images coincide with a centre already: any will do.
        let drawn = drawn.unwrap_or_else(|| random.below(x.n()));
        centres.extend_from_slice(x.row(drawn));
    }
    centres
}

/// The nearest centre of every image and the squared distance to it.
fn assign(x: &Features, lengths: &[f64], centres: &[f32]) -> (Vec<usize>, Vec<f64>) {
    let d = x.d();
    let centre_lengths: Vec<f64> = centres.chunks_exact(d).map(square).collect();
    let mut clusters = Vec::with_capacity(x.n());
    let mut distances = Vec::with_capacity(x.n());
    for from in (0..x.n()).step_by(BLOCK) {
        let to = (from + BLOCK).min(x.n());
        let products = product(x.block(from, to), Matrix::rows_of(centres, d).transposed());
        for (row, length) in products.chunks_exact(centre_lengths.len()).zip(&lengths[from..to]) {
            let away = |c: usize| length - 2.0 * f64::from(row[c]) + centre_lengths[c];
            let best = (1..row.len()).fold(0, |best, c| if away(c) < away(best) { c } else { best });
            clusters.push(best);
            distances.push(away(best).max(0.0));
        }
    }
    (clusters, distances)
}

/// The mean of every cluster; an empty one moves to the image farthest from its own centre.
fn means(x: &Features, k: usize, clusters: &[usize], distances: &mut [f64]) -> Vec<f32> {
    let d = x.d();
    let mut sums = vec![0.0_f64; k * d];
    let mut counts = vec![0_usize; k];
    for (i, &cluster) in clusters.iter().enumerate() {
        counts[cluster] += 1;
        for (sum, &v) in sums[cluster * d..].iter_mut().zip(x.row(i)) {
            *sum += f64::from(v);
        }
    }
    let mut centres = Vec::with_capacity(k * d);
    for (sums, &count) in sums.chunks_exact(d).zip(&counts) {
        if count > 0 {
            centres.extend(sums.iter().map(|s| (s / count as f64) as f32));
            continue;
        }
        let far = (0..x.n()).fold(0, |far, i| if distances[i] > distances[far] { i } else { far });
        // The next empty cluster must take another image.
        distances[far] = 0.0;
        centres.extend_from_slice(x.row(far));
    }
    centres
}

fn square(row: &[f32]) -> f64 {
    row.iter().map(|&v| f64::from(v) * f64::from(v)).sum()
}

fn apart(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_three_heaps_and_the_same_ones_every_time() {
        let mut random = Random::new(1, 1);
        let data: Vec<f32> = (0..90)
            .flat_map(|i| [(i % 3) as f32 * 10.0 + random.unit() as f32, random.unit() as f32])
            .collect();
        let x = Features::new(90, 2, data).unwrap();
        let clusters = kmeans(&x, 3, 0);
        assert!((0..90).all(|i| clusters[i] == clusters[i % 3]));
        assert_eq!(clusters, kmeans(&x, 3, 0));
    }

    #[test]
    fn constant_features_and_few_images_do_not_hang() {
        let x = Features::new(5, 2, vec![1.0; 10]).unwrap();
        assert_eq!(kmeans(&x, 3, 0).len(), 5);
        assert_eq!(kmeans(&x, 9, 0), [0, 1, 2, 3, 4]);
        assert!(kmeans(&Features::default(), 2, 0).is_empty());
    }
}
