//! The share of pixels that an intensity window clips, over all images and for each class.

use super::{Dataset, DatasetError, IntensityWindow};

/// Pixels below and above a window, of how many.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    below: u64,
    above: u64,
    all: u64,
}

impl Count {
    fn shares(self) -> (f64, f64) {
        let all = self.all.max(1) as f64;
        (self.below as f64 / all, self.above as f64 / all)
    }
}

impl IntensityWindow {
    /// For each channel the share of pixels of `items` below and above the window.
    pub fn share_clipped(&self, dataset: &Dataset, items: &[usize]) -> Result<Vec<(f64, f64)>, DatasetError> {
        let mut counts = vec![Count::default(); dataset.channels.len()];
        for &item in items {
            self.count(dataset, item, &mut counts)?;
        }
        Ok(counts.into_iter().map(Count::shares).collect())
    }

    /// [`IntensityWindow::share_clipped`] for each class, in the order of [`Dataset::classes`], and each channel. A window
    /// that clips one class far more than others hides what tells it apart. Images without a class are left out.
    pub fn share_clipped_by_class(
        &self,
        dataset: &Dataset,
        items: &[usize],
    ) -> Result<Vec<Vec<(f64, f64)>>, DatasetError> {
        let mut counts = vec![vec![Count::default(); dataset.channels.len()]; dataset.classes.len()];
        for &item in items {
            let class = dataset.items.get(item).and_then(|item| item.class);
            if let Some(counts) = class.and_then(|class| counts.get_mut(class)) {
                self.count(dataset, item, counts)?;
            }
        }
        Ok(counts.into_iter().map(|class| class.into_iter().map(Count::shares).collect()).collect())
    }

    fn count(&self, dataset: &Dataset, item: usize, counts: &mut [Count]) -> Result<(), DatasetError> {
        let image = dataset.image(item)?;
        let windows = self.for_image(dataset, item, &image);
        for (p, (count, (low, high))) in counts.iter_mut().zip(windows).enumerate() {
            image.samples.for_each(image.plane_range(p), |v| {
                count.below += u64::from(v < low);
                count.above += u64::from(v > high);
                count.all += 1;
            });
        }
        Ok(())
    }
}
