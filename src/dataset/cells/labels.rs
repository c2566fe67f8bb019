//! [`Labels`]: a number for every pixel of a field, one a cell; where the cells lie.

use crate::image::Image;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// One cell of a label image.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundCell {
    /// Its number in the label image.
    pub number: u64,
    /// Pixels that belong to it.
    pub area: usize,
    /// The mean of its pixels' columns; the middle of the leftmost pixel is 0.
    pub x: f64,
    /// The mean of its pixels' rows.
    pub y: f64,
}

/// Cells of a field, pixel by pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct Labels {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// For each pixel a cell: its place in `cells` plus one; 0 outside all cells.
    pub of: Vec<u32>,
    /// The cells, in the order of their numbers.
    pub cells: Vec<FoundCell>,
}

impl Labels {
    /// A field without cells.
    pub(super) fn none(width: usize, height: usize) -> Self {
        Self { width, height, of: vec![0; width * height], cells: Vec::new() }
    }

    /// The cells of labels from 1 on; a number without pixels is left out.
    pub(super) fn new(labels: Vec<u32>, width: usize) -> Self {
        let most = labels.iter().copied().max().unwrap_or(0) as usize;
        let mut cells: Vec<FoundCell> =
            (0..=most).map(|n| FoundCell { number: n as u64, area: 0, x: 0.0, y: 0.0 }).collect();
        for (at, &label) in labels.iter().enumerate().filter(|(_, label)| **label != 0) {
            let cell = &mut cells[label as usize];
            cell.area += 1;
            cell.x += (at % width) as f64;
            cell.y += (at / width) as f64;
        }
        for cell in &mut cells {
            cell.x /= cell.area.max(1) as f64;
            cell.y /= cell.area.max(1) as f64;
        }
        let height = labels.len() / width.max(1);
        Self { width, height, of: labels, cells }.keep(|cell| cell.area > 0)
    }

    /// The cells of a label image: every whole number above 0 is a cell.
    ///
    /// # Errors
    /// In words for the user: several planes, or values that are no whole numbers.
    pub fn of_image(image: &Image) -> Result<Self, String> {
        if image.planes != 1 {
            return Err(format!(
                "a label image has one plane, but this has {}: save the labels as one plane of whole numbers",
                image.planes
            ));
        }
        let mut numbers: BTreeMap<u64, u32> = BTreeMap::new();
        let mut values = Vec::with_capacity(image.area());
        let mut wrong = None;
        image.samples.for_each(0..image.area(), |v| {
            if v < 0.0 || v.fract() != 0.0 || !v.is_finite() {
                wrong.get_or_insert(v);
            }
            values.push(v as u64);
        });
        if let Some(value) = wrong {
            return Err(format!(
                "a label image holds whole numbers, 0 outside the cells, but this holds {value}"
            ));
        }
        // Most pixels have the number of the one before.
        let changes = values.iter().scan(0, |last, &v| Some((std::mem::replace(last, v), v)));
        for (_, v) in changes.filter(|(before, v)| before != v) {
            numbers.entry(v).or_insert(0);
        }
        numbers.remove(&0);
        numbers.values_mut().zip(1..).for_each(|(place, n)| *place = n);
        let mut known = (0, 0);
        let of = values.iter().map(|&v| {
            if v != known.0 {
                known = (v, numbers.get(&v).copied().unwrap_or(0));
            }
            known.1
        });
        let of = of.collect();
        let mut labels = Self::new(of, image.width);
        for (cell, &number) in labels.cells.iter_mut().zip(numbers.keys()) {
            cell.number = number;
        }
        Ok(labels)
    }

    /// Only the cells whose area lies in `sizes`.
    pub(super) fn with_areas(self, sizes: &RangeInclusive<f64>) -> Self {
        self.keep(|cell| sizes.contains(&(cell.area as f64)))
    }

    /// Only some of the cells, numbered anew from 1.
    fn keep(mut self, kept: impl Fn(&FoundCell) -> bool) -> Self {
        let mut place = vec![0_u32; self.cells.iter().map(|c| c.number as usize + 1).max().unwrap_or(1)];
        self.cells.retain(&kept);
        for (n, cell) in (1_u32..).zip(&mut self.cells) {
            place[cell.number as usize] = n;
            cell.number = u64::from(n);
        }
        self.of.iter_mut().for_each(|label| *label = place.get(*label as usize).copied().unwrap_or(0));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Samples;

    fn image(width: usize, samples: Samples) -> Image {
        Image::new(width, samples.len() / width, vec!["labels".into()], samples, "YX")
    }

    #[test]
    fn numbers_with_gaps_are_cells_with_their_middles() {
        let labels = Labels::of_image(&image(4, Samples::U16(vec![0, 900, 900, 0, 7, 900, 900, 0]))).unwrap();
        let want = [
            FoundCell { number: 7, area: 1, x: 0.0, y: 1.0 },
            FoundCell { number: 900, area: 4, x: 1.5, y: 0.5 },
        ];
        assert_eq!(
            (labels.cells.as_slice(), labels.of.as_slice()),
            (&want[..], &[0, 2, 2, 0, 1, 2, 2, 0][..])
        );
        let halves = Labels::of_image(&image(2, Samples::F32(vec![0.0, 0.5]))).unwrap_err();
        assert!(halves.contains("0.5"), "{halves}");
        assert!(Labels::of_image(&image(2, Samples::I16(vec![0, -1]))).is_err());
        let mut stack = image(2, Samples::U8(vec![0; 4]));
        stack.planes = 2;
        assert!(Labels::of_image(&stack).unwrap_err().contains("one plane"));
    }

    #[test]
    fn cells_of_other_areas_are_left_out() {
        let labels = Labels::new(vec![1, 1, 0, 1, 1, 2], 3);
        let large = labels.with_areas(&(2.0..=9.0));
        assert_eq!((large.cells.len(), large.of.as_slice()), (1, &[1, 1, 0, 1, 1, 0][..]));
    }
}
