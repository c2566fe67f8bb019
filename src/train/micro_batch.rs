//! [`micro_batches`]: a batch in parts that are learnt from one after the other.

use std::ops::Range;

/// The images of each of `parts` parts of `images` images, as equal as can be; never an empty part.
pub fn ranges(images: usize, parts: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = parts.clamp(1, images.max(1));
    (0..parts).map(move |part| images * part / parts..images * (part + 1) / parts)
}

/// Splits (2 n, ...) values, view 0 of every image and then view 1, into parts of the same form. One part
/// is the batch itself, without a copy.
pub fn micro_batches(data: Vec<f32>, images: usize, parts: usize) -> Vec<(Range<usize>, Vec<f32>)> {
    if parts <= 1 {
        return vec![(0..images, data)];
    }
    let one = data.len() / (2 * images).max(1);
    let (first, second) = data.split_at(images * one);
    ranges(images, parts)
        .map(|range| {
            let values = range.start * one..range.end * one;
            (range, [&first[values.clone()], &second[values]].concat())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_both_versions_of_their_images() {
        let data: Vec<f32> = (0..14).map(|v| v as f32).collect();
        let parts = micro_batches(data.clone(), 7, 3);
        let expected = vec![
            (0..2, vec![0.0, 1.0, 7.0, 8.0]),
            (2..4, vec![2.0, 3.0, 9.0, 10.0]),
            (4..7, vec![4.0, 5.0, 6.0, 11.0, 12.0, 13.0]),
        ];
        assert_eq!(parts, expected);
        assert_eq!(micro_batches(data.clone(), 7, 1), [(0..7, data)]);
        assert_eq!(ranges(2, 9).collect::<Vec<_>>(), [0..1, 1..2]);
    }
}
