//! [`Clusters`]: whether the embedding falls into the classes by itself, without any label.

use serde::{Deserialize, Serialize};

use super::agreement::{adjusted_mutual_information, adjusted_rand_index};
use super::features::Features;
use super::kmeans::kmeans;
use super::random::Random;
use super::silhouette::silhouette;

/// Images looked at most: the silhouette's time grows with their square.
pub const MOST_IMAGES: usize = 20_000;

/// Agreement of K-means clusters with the classes, and how compact both are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Clusters {
    /// Adjusted mutual information of clusters and classes.
    pub ami: Option<f64>,
    /// Adjusted Rand index of clusters and classes.
    pub ari: Option<f64>,
    /// Silhouette of the classes.
    pub silhouette_labels: Option<f64>,
    /// Silhouette of the clusters.
    pub silhouette_clusters: Option<f64>,
    /// Number of clusters: the classes present.
    pub k: usize,
    /// Images looked at.
    pub images: usize,
}

/// Clusters features that are standardised already; rows are brought to length 1 here.
///
/// As many clusters as classes are present; beyond `MOST_IMAGES` a random sample, fixed by `seed`.
pub fn clusters(standardised: &Features, labels: &[usize], seed: u64) -> Clusters {
    let mut chosen: Vec<usize> = (0..standardised.n()).collect();
    if chosen.len() > MOST_IMAGES {
        Random::new(seed, 0xC105).shuffle(&mut chosen);
        chosen.truncate(MOST_IMAGES);
        chosen.sort_unstable();
    }
    let x = standardised.subset(&chosen).normalised();
    let labels: Vec<usize> = chosen.iter().map(|&i| labels[i]).collect();
    let mut present = labels.clone();
    present.sort_unstable();
    present.dedup();
    let (k, images) = (present.len(), labels.len());
    if k < 2 || images <= k {
        return Clusters { k, images, ..Clusters::default() };
    }
    let found = kmeans(&x, k, seed);
    Clusters {
        ami: Some(adjusted_mutual_information(&labels, &found)),
        ari: Some(adjusted_rand_index(&labels, &found)),
        silhouette_labels: silhouette(&x, &labels),
        silhouette_clusters: silhouette(&x, &found),
        k,
        images,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separate_classes_are_found_and_one_class_gives_no_figure() {
        let data: Vec<f32> =
            (0..30).flat_map(|i| [if i % 2 == 0 { 1.0 } else { -1.0 }, 0.01 * i as f32]).collect();
        let x = Features::new(30, 2, data).unwrap();
        let labels: Vec<usize> = (0..30).map(|i| i % 2).collect();
        let found = clusters(&x, &labels, 0);
        assert!((found.ami.unwrap() - 1.0).abs() < 1e-9 && found.silhouette_labels.unwrap() > 0.8);
        assert_eq!(clusters(&x, &[0; 30], 0).ami, None);
    }
}
