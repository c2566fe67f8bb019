//! [`medoids`]: the clusters of an embedding, each with the images that are closest to its centre.

use super::super::features::Features;
use super::super::kmeans::kmeans;

/// A cluster of images that the encoder finds alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cluster {
    /// All its images, in their order.
    pub images: Vec<usize>,
    /// Those closest to its centre, the closest first.
    pub closest: Vec<usize>,
}

/// `k` clusters by K-means on rows of length 1, the largest first, each with up to `most` images closest to its centre.
/// Clusters without an image are left out. Deterministic in `seed`.
///
/// Features are finite ([`Features::check_finite`]).
pub fn medoids(features: &Features, k: usize, most: usize, seed: u64) -> Vec<Cluster> {
    let x = features.normalised();
    let found = kmeans(&x, k, seed);
    let count = found.iter().max().map_or(0, |last| last + 1);
    let mut clusters = vec![Cluster::default(); count];
    for (image, &cluster) in found.iter().enumerate() {
        if let Some(cluster) = clusters.get_mut(cluster) {
            cluster.images.push(image);
        }
    }
    clusters.retain(|cluster| !cluster.images.is_empty());
    for cluster in &mut clusters {
        let centre = mean(&x, &cluster.images);
        let away = |image: usize| -> f64 {
            x.row(image).iter().zip(&centre).map(|(&v, c)| (f64::from(v) - c).powi(2)).sum()
        };
        let mut by_distance: Vec<(f64, usize)> = cluster.images.iter().map(|&i| (away(i), i)).collect();
        by_distance.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        cluster.closest = by_distance.into_iter().take(most).map(|(_, image)| image).collect();
    }
    clusters.sort_by(|a, b| b.images.len().cmp(&a.images.len()).then(a.images.cmp(&b.images)));
    clusters
}

fn mean(x: &Features, images: &[usize]) -> Vec<f64> {
    let mut mean = vec![0.0; x.d()];
    for &image in images {
        for (mean, &v) in mean.iter_mut().zip(x.row(image)) {
            *mean += f64::from(v) / images.len() as f64;
        }
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_heap_is_stood_for_by_its_middle() {
        // Angles around two directions; the middle ones are images 1 and 4.
        let angles = [-0.2_f32, 0.0, 0.2, 1.4, 1.5, 1.6, 1.65];
        let values = angles.iter().flat_map(|a| [3.0 * a.cos(), 3.0 * a.sin()]).collect();
        let x = Features::new(7, 2, values).unwrap();
        let found = medoids(&x, 2, 2, 0);
        assert_eq!(found.len(), 2);
        assert_eq!((&found[0].images[..], found[0].closest.len()), (&[3, 4, 5, 6][..], 2));
        assert_eq!((&found[1].images[..], found[1].closest[0]), (&[0, 1, 2][..], 1));
        assert!(found[0].closest.contains(&4));
        assert_eq!(found, medoids(&x, 2, 2, 0));
    }

    #[test]
    fn few_images_and_constant_ones_lose_nothing() {
        for n in 0..4 {
            let x = Features::new(n, 2, vec![1.0; 2 * n]).unwrap();
            let images: usize = medoids(&x, 3, 3, 0).iter().map(|cluster| cluster.images.len()).sum();
            assert_eq!(images, n);
        }
    }
}
