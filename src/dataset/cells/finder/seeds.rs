//! Seeds of cells: where the distance to the background is the largest around.

/// The seeds of a map of distances: pixels that no pixel of the same part exceeds within `apart` pixels to the side and
/// up and down; of seeds nearer than that to each other, the one with the larger distance, then the first. As
/// scikit-image's `peak_local_max(distance, min_distance=apart, labels=parts, exclude_border=False)`.
pub(super) fn seeds(distance: &[f32], parts: &[u32], width: usize, apart: usize) -> Vec<usize> {
    if width == 0 || distance.is_empty() {
        return Vec::new();
    }
    let apart = apart.max(1);
    let height = distance.len() / width;
    let around = |at: usize, reach: usize| {
        let (x, y) = (at % width, at / width);
        let rows = y.saturating_sub(reach)..=(y + reach).min(height - 1);
        let (from, to) = (x.saturating_sub(reach), (x + reach).min(width - 1));
        rows.flat_map(move |row| row * width + from..=row * width + to)
    };
    let highest = |at: usize, reach: usize| {
        !around(at, reach).any(|other| parts[other] == parts[at] && distance[other] > distance[at])
    };
    let mut peaks: Vec<usize> =
        (0..distance.len()).filter(|&at| parts[at] != 0 && highest(at, 1) && highest(at, apart)).collect();
    peaks.sort_by(|&a, &b| distance[b].total_cmp(&distance[a]).then(a.cmp(&b)));
    let mut taken = vec![false; distance.len()];
    let mut seeds: Vec<usize> = peaks
        .into_iter()
        .filter(|&at| {
            // A pixel exactly `apart` away is far enough.
            let free = !around(at, apart - 1).any(|other| taken[other] && parts[other] == parts[at]);
            taken[at] = free;
            free
        })
        .collect();
    seeds.sort_unstable();
    seeds
}
