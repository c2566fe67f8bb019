//! The watershed of a map of distances: every pixel of a part goes to one of its seeds.

use super::parts::neighbours;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Floods `distance` from its largest values down, beginning at `seeds`; a seed's number is its place plus one. Pixels of
/// the same distance go to the seed that reached their neighbours first, as in scikit-image's
/// `watershed(-distance, markers, mask=parts > 0)`.
pub(super) fn flood(distance: &[f32], parts: &[u32], width: usize, seeds: &[usize]) -> Vec<u32> {
    let mut labels = vec![0_u32; distance.len()];
    // Distances are not negative, so that their bits are in their order.
    let key = |at: usize, age: u32| Reverse((u64::from(!distance[at].to_bits()) << 32) | u64::from(age));
    let mut open: BinaryHeap<(Reverse<u64>, Reverse<usize>)> = BinaryHeap::new();
    for (number, &at) in (1..).zip(seeds) {
        labels[at] = number;
        open.push((key(at, 0), Reverse(at)));
    }
    let mut age = 0;
    while let Some((_, Reverse(at))) = open.pop() {
        for to in neighbours(at, width, distance.len()) {
            if parts[to] != 0 && labels[to] == 0 {
                age += 1;
                labels[to] = labels[at];
                open.push((key(to, age), Reverse(to)));
            }
        }
    }
    labels
}
