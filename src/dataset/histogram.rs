//! [`ChannelHistogram`]: how often the stored values of a channel occur over many images.

use rayon::prelude::*;

use super::percentile::Pool;
use super::window::ends;
use super::{Dataset, DatasetError};
use crate::job::Progress;

/// Most images that are counted: evenly spaced ones of more.
const MOST_IMAGES: usize = 500;
/// Most values a channel, for pictures that are no crops.
const MOST_VALUES: usize = 1 << 25;

/// The stored values of one channel. What is not finite is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelHistogram {
    /// The least value; 0 without any value.
    pub low: f64,
    /// The greatest value; 1 without any value.
    pub high: f64,
    /// Values in each of the equally wide bins from `low` to `high`; a value between two bins counts in the
    /// upper one, `high` in the last. All are in the first bin if they are equal.
    pub counts: Vec<u64>,
    /// The percentiles 0.1 and 99.9, as the default [`super::WindowRule`] takes them.
    pub window: (f64, f64),
}

/// The histogram of each channel over the images `items`, in `bins` bins (at least one), over at most 500
/// evenly spaced images. `progress` counts images.
///
/// # Errors
/// [`DatasetError::Cancelled`], and an image that cannot be read any more.
pub fn channel_histograms(
    dataset: &Dataset,
    items: &[usize],
    bins: usize,
    progress: &Progress,
) -> Result<Vec<ChannelHistogram>, DatasetError> {
    let first = items.first().and_then(|&i| dataset.items.get(i));
    let area = first.map_or(1, |i| i.width * i.height).max(1);
    let most = (MOST_VALUES / area).clamp(1, MOST_IMAGES).min(items.len());
    progress.set_total(most as u64);
    let mut pools: Vec<Pool> = dataset.channels.iter().map(|_| Pool::new()).collect();
    for k in 0..most {
        if progress.stop().requested() {
            return Err(DatasetError::Cancelled { path: dataset.root.clone() });
        }
        let Some(&item) = items.get(k * items.len() / most) else { continue };
        let image = dataset.image(item)?;
        for (p, pool) in pools.iter_mut().enumerate() {
            pool.add(&image.samples, image.plane_range(p));
        }
        progress.add(1);
    }
    Ok(pools.into_par_iter().map(|pool| histogram(pool, bins.max(1))).collect())
}

fn histogram(mut pool: Pool, bins: usize) -> ChannelHistogram {
    let window = ends(&mut pool, 0.1, 99.9);
    let (low, high) = (pool.percentile(0.0).unwrap_or(0.0), pool.percentile(100.0).unwrap_or(1.0));
    let mut counts = vec![0; bins];
    pool.for_each(|v, n| {
        let share = (v - low) / (high - low);
        // Ends that are equal give no number, which becomes bin 0.
        let bin = ((share * bins as f64) as usize).min(bins - 1);
        if let Some(count) = counts.get_mut(bin) {
            *count += n;
        }
    });
    ChannelHistogram { low, high, counts, window }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Samples;

    fn of(samples: &Samples, bins: usize) -> ChannelHistogram {
        let mut pool = Pool::new();
        pool.add(samples, 0..samples.len());
        histogram(pool, bins)
    }

    #[test]
    fn values_fall_into_their_bins() {
        // Bins of width 2.5 from 0 to 10: 0, 2 | 3 | 5 | 8, 10, 10.
        let values = [10_u8, 0, 2, 3, 5, 8, 10];
        let have = of(&Samples::U8(values.to_vec()), 4);
        assert_eq!((have.low, have.high, have.counts.as_slice()), (0.0, 10.0, &[2, 1, 1, 3][..]));
        // Place 0.001 * 6 between 0 and 2, and 0.999 * 6 between 10 and 10.
        assert_eq!(have.window, (0.012, 10.0));
        let mut floats: Vec<f32> = values.iter().map(|&v| f32::from(v)).collect();
        floats.extend([f32::NAN, f32::INFINITY, f32::NEG_INFINITY]);
        assert_eq!(of(&Samples::F32(floats), 4), have);
        assert_eq!(of(&Samples::I16(vec![-3, -3]), 3).counts, [2, 0, 0]);
        let empty = ChannelHistogram { low: 0.0, high: 1.0, counts: vec![0, 0], window: (0.0, 1.0) };
        assert_eq!(of(&Samples::F32(vec![f32::NAN]), 2), empty);
        let wide = of(&Samples::F64(vec![f64::MIN, 0.0, f64::MAX]), 2);
        assert_eq!(wide.counts.iter().sum::<u64>(), 3);
    }
}
