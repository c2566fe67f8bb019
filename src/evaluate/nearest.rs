//! [`nearest`]: the most similar training images of every image, by the cosine of their features.

use rayon::prelude::*;

use super::features::Features;
use super::product::product;

/// Images compared at a time: block and tile together stay within a core's cache share.
const BLOCK: usize = 128;
/// Training images compared at a time: memory stays at `BLOCK * TILE` values a thread.
const TILE: usize = 2048;

/// A training image and how similar it is (cosine, -1..1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Row of the training image.
    pub index: usize,
    /// Cosine of the angle between both rows of features.
    pub similarity: f32,
}

/// The up to `k` most similar rows of `references` for every row of `queries`, most similar first;
/// among equals the smaller index comes first.
///
/// Both must already be [`Features::normalised`] and of the same width.
pub fn nearest(queries: &Features, references: &Features, k: usize) -> Vec<Vec<Neighbour>> {
    let blocks: Vec<usize> = (0..queries.n()).step_by(BLOCK).collect();
    blocks
        .into_par_iter()
        .flat_map_iter(|from| {
            let to = (from + BLOCK).min(queries.n());
            let mut best = vec![Vec::with_capacity(k + 1); to - from];
            for first in (0..references.n()).step_by(TILE) {
                let last = (first + TILE).min(references.n());
                let right = references.block(first, last).transposed();
                let similarities = product(queries.block(from, to), right);
                for (row, best) in similarities.chunks_exact(last - first).zip(&mut best) {
                    keep_best(best, row, first, k);
                }
            }
            best
        })
        .collect()
}

/// Merges the similarities of the training images `first..` into the sorted list `best` of up to `k`.
fn keep_best(best: &mut Vec<Neighbour>, row: &[f32], first: usize, k: usize) {
    for (offset, &similarity) in row.iter().enumerate() {
        // Later images have larger indices, so an equal one never pushes out an earlier one.
        if best.len() >= k && best.last().is_none_or(|worst| similarity <= worst.similarity) {
            continue;
        }
        let place = best.partition_point(|kept| kept.similarity >= similarity);
        best.insert(place, Neighbour { index: first + offset, similarity });
        best.truncate(k);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::random::Random;

    #[test]
    fn equals_an_exhaustive_sort_over_several_blocks_and_tiles() {
        let mut random = Random::new(5, 0);
        let mut make = |n: usize| {
            let data = (0..n * 3).map(|_| random.unit() as f32 - 0.5).collect();
            Features::new(n, 3, data).unwrap().normalised()
        };
        let (queries, references) = (make(BLOCK + 9), make(TILE + 77));
        let found = nearest(&queries, &references, 7);
        assert_eq!(found.len(), queries.n());
        for (i, list) in found.iter().enumerate() {
            let cosine =
                |j: usize| -> f32 { queries.row(i).iter().zip(references.row(j)).map(|(a, b)| a * b).sum() };
            let mut all: Vec<usize> = (0..references.n()).collect();
            all.sort_by(|&a, &b| cosine(b).total_cmp(&cosine(a)));
            for (kept, &j) in list.iter().zip(&all) {
                assert!((kept.similarity - cosine(j)).abs() < 1e-5);
            }
            assert_eq!(list.len(), 7);
        }
    }

    #[test]
    fn equals_come_in_the_order_of_their_index() {
        let one = Features::new(1, 1, vec![1.0]).unwrap();
        let same = Features::new(4, 1, vec![1.0; 4]).unwrap();
        let indices: Vec<usize> = nearest(&one, &same, 2)[0].iter().map(|n| n.index).collect();
        assert_eq!(indices, [0, 1]);
        assert_eq!(nearest(&one, &same, 20)[0].len(), 4);
    }
}
