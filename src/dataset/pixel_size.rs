//! [`PixelSize`]: what the files of a data set say about the size of a pixel.

use super::{Dataset, DatasetError};

/// Differences below this share are those of rounding in file headers.
const ALIKE: f64 = 0.02;

/// The size of a pixel in the specimen, over all images.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PixelSize {
    /// At least one file does not say it.
    Unknown,
    /// The same for all, in micrometres.
    Alike(f64),
    /// From the smallest to the largest, in micrometres.
    Mixed(f64, f64),
}

impl Dataset {
    /// What the files say about the size of a pixel.
    pub fn pixel_size(&self) -> PixelSize {
        let sizes: Option<Vec<f64>> = self.items.iter().map(|item| item.pixel_size_um).collect();
        let Some(sizes) = sizes else { return PixelSize::Unknown };
        let low = sizes.iter().copied().fold(f64::INFINITY, f64::min);
        let high = sizes.iter().copied().fold(0.0, f64::max);
        match sizes.first() {
            None => PixelSize::Unknown,
            Some(&first) if high <= low * (1.0 + ALIKE) => PixelSize::Alike(first),
            Some(_) => PixelSize::Mixed(low, high),
        }
    }

    /// Refuses a data set whose pixels differ in size: the same cell would be larger in one image than in another.
    ///
    /// # Errors
    /// Where sizes differ by more than 2 %, with what to do.
    pub fn require_one_pixel_size(&self) -> Result<(), DatasetError> {
        self.mixed_pixel_sizes().map_or(Ok(()), |words| Err(DatasetError::PixelSize(words)))
    }

    /// What the user should know where the sizes of pixels differ.
    pub(super) fn mixed_pixel_sizes(&self) -> Option<String> {
        // Files that say nothing do not hide that others differ.
        let known = || self.items.iter().filter_map(|item| item.pixel_size_um);
        let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(0.0, f64::max));
        (high > low * (1.0 + ALIKE)).then(|| {
            format!(
                "pixels measure from {low} to {high} \u{b5}m, so that the same cell is larger in some images than in \
                 others: choose one size that all images are resampled to (pixel_size_um = {high} under [reading] of a \
                 data set file), or open the images of one size"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::without_files;

    #[test]
    fn one_size_several_or_none() {
        let mut data = without_files::dataset(1, &vec![(Some(0), None); 3], false);
        assert_eq!(data.pixel_size(), PixelSize::Unknown);
        for (item, size) in data.items.iter_mut().zip([0.65, 0.6501, 0.65]) {
            item.pixel_size_um = Some(size);
        }
        assert_eq!(data.pixel_size(), PixelSize::Alike(0.65));
        data.items[2].pixel_size_um = Some(0.325);
        assert_eq!(data.pixel_size(), PixelSize::Mixed(0.325, 0.6501));
        let refused = data.require_one_pixel_size().unwrap_err().to_string();
        assert!(refused.contains("0.325 to 0.6501"), "{refused}");
        data.items[2].pixel_size_um = Some(0.655);
        data.require_one_pixel_size().unwrap();
        data.items[1].pixel_size_um = None;
        assert_eq!(data.pixel_size(), PixelSize::Unknown);
    }
}
