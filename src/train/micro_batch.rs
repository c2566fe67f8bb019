//! [`ranges`] and [`part_of`]: a batch in parts that are learnt from one after the other.

use candle_core::{Result, Tensor};
use std::ops::Range;

/// The images of each of `parts` parts of `images` images, as equal as can be; never an empty part.
pub fn ranges(images: usize, parts: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = parts.clamp(1, images.max(1));
    (0..parts).map(move |part| images * part / parts..images * (part + 1) / parts)
}

/// The part of `views` (2 n, ...), version 0 of every image and then version 1, that holds the images of
/// `range`, in the same form. All images are the batch itself, without a copy.
///
/// # Errors
/// Where there are not so many images.
pub fn part_of(views: &Tensor, range: &Range<usize>) -> Result<Tensor> {
    let images = views.dim(0)? / 2;
    if range.len() == images {
        return Ok(views.clone());
    }
    let half = |start: usize| views.narrow(0, start + range.start, range.len());
    Tensor::cat(&[half(0)?, half(images)?], 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn parts_hold_both_versions_of_their_images() {
        let views = Tensor::arange(0_f32, 14.0, &Device::Cpu).unwrap();
        let parts: Vec<(Range<usize>, Vec<f32>)> = ranges(7, 3)
            .map(|range| (range.clone(), part_of(&views, &range).unwrap().to_vec1().unwrap()))
            .collect();
        let expected = vec![
            (0..2, vec![0.0, 1.0, 7.0, 8.0]),
            (2..4, vec![2.0, 3.0, 9.0, 10.0]),
            (4..7, vec![4.0, 5.0, 6.0, 11.0, 12.0, 13.0]),
        ];
        assert_eq!(parts, expected);
        assert_eq!(part_of(&views, &(0..7)).unwrap().to_vec1::<f32>().unwrap().len(), 14);
        assert_eq!(ranges(2, 9).collect::<Vec<_>>(), [0..1, 1..2]);
    }
}
