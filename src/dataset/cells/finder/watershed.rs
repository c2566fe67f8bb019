//! The watershed of a map of distances: every pixel of a part goes to one of its seeds.

use super::parts::for_neighbours;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Floods `distance` from its largest values down, beginning at `seeds`; a seed's number is its place plus one. Pixels of
/// the same distance go to the seed that reached their neighbours first, as in scikit-image's
/// `watershed(-distance, markers, mask=parts > 0)`.
///
/// Parts do not touch, so that each is flooded by itself: with a small queue, and without one where it has a single seed.
pub(super) fn flood(distance: &[f32], parts: &[u32], width: usize, seeds: &[usize]) -> Vec<u32> {
    let count = parts.iter().copied().max().unwrap_or(0) as usize;
    let mut seeds_of: Vec<Vec<(u32, usize)>> = vec![Vec::new(); count + 1];
    for (number, &at) in (1..).zip(seeds) {
        seeds_of[parts[at] as usize].push((number, at));
    }
    let alone: Vec<u32> =
        seeds_of.iter().map(|of| if let [(number, _)] = of[..] { number } else { 0 }).collect();
    let mut labels: Vec<u32> = parts.iter().map(|&part| alone[part as usize]).collect();
    let mut open = BinaryHeap::new();
    for of_part in seeds_of.iter().filter(|of| of.len() > 1) {
        flood_part(distance, parts, width, of_part, &mut labels, &mut open);
    }
    labels
}

/// Floods one part. `open` is empty before and after.
fn flood_part(
    distance: &[f32],
    parts: &[u32],
    width: usize,
    seeds: &[(u32, usize)],
    labels: &mut [u32],
    open: &mut BinaryHeap<Reverse<(u64, usize)>>,
) {
    // Distances are not negative, so that their bits are in their order.
    let key = |at: usize, age: u32| (u64::from(!distance[at].to_bits()) << 32) | u64::from(age);
    for &(number, at) in seeds {
        labels[at] = number;
        open.push(Reverse((key(at, 0), at)));
    }
    let mut age = 0;
    while let Some(Reverse((_, at))) = open.pop() {
        let label = labels[at];
        for_neighbours(at, width, distance.len(), |to| {
            if parts[to] != 0 && labels[to] == 0 {
                age += 1;
                labels[to] = label;
                open.push(Reverse((key(to, age), to)));
            }
        });
    }
}
