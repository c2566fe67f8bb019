//! [`Threshold`]: the brightness from which on a pixel belongs to a cell.

use serde::{Deserialize, Serialize};

/// Bins of the histogram in which Otsu's threshold is sought, as scikit-image has it.
const BINS: usize = 256;

/// How the brightness is found from which on a pixel belongs to a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Threshold {
    /// Otsu's: between two groups of values that differ the most, in each field by itself.
    #[default]
    Otsu,
    /// This percentile of each field, 0 to 100.
    Percentile(f64),
    /// This stored value, in all fields the same.
    Value(f64),
}

impl Threshold {
    /// The threshold of a smoothed plane; `None` where all its values are equal and none is asked for by number.
    pub(super) fn of(self, plane: &[f32]) -> Option<f32> {
        match self {
            Self::Otsu => otsu(plane),
            Self::Percentile(q) => percentile(plane, q),
            Self::Value(value) => Some(value as f32),
        }
    }
}

/// Otsu's threshold, as `skimage.filters.threshold_otsu` finds it for floats.
fn otsu(plane: &[f32]) -> Option<f32> {
    let (low, high) =
        plane.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), &v| (l.min(v), h.max(v)));
    if high.partial_cmp(&low) != Some(std::cmp::Ordering::Greater) {
        return None;
    }
    let (low, width) = (f64::from(low), (f64::from(high) - f64::from(low)) / BINS as f64);
    let mut counts = [0_u64; BINS];
    for &v in plane {
        let bin = ((f64::from(v) - low) / width) as usize;
        counts[bin.min(BINS - 1)] += 1;
    }
    let centre = |bin: usize| low + (bin as f64 + 0.5) * width;
    let all: f64 = plane.len() as f64;
    let total: f64 = counts.iter().enumerate().map(|(bin, &n)| n as f64 * centre(bin)).sum();
    let (mut below, mut sum) = (0.0, 0.0);
    let mut best: Option<(f64, usize)> = None;
    for (bin, &n) in counts.iter().enumerate().take(BINS - 1) {
        below += n as f64;
        sum += n as f64 * centre(bin);
        let above = all - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let apart = sum / below - (total - sum) / above;
        let between = below * above * apart * apart;
        if best.is_none_or(|(most, _)| between > most) {
            best = Some((between, bin));
        }
    }
    best.map(|(_, bin)| centre(bin) as f32)
}

/// The percentile by linear interpolation, as `numpy.percentile` has it.
fn percentile(plane: &[f32], q: f64) -> Option<f32> {
    let last = plane.len().checked_sub(1)?;
    let place = last as f64 * (q.clamp(0.0, 100.0) / 100.0);
    let below = (place as usize).min(last);
    let mut values = plane.to_vec();
    let (_, &mut a, after) = values.select_nth_unstable_by(below, f32::total_cmp);
    let b = after.iter().copied().min_by(f32::total_cmp).unwrap_or(a);
    Some((f64::from(a) + (f64::from(b) - f64::from(a)) * (place - below as f64)) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_scikit_image_and_numpy() {
        // v = (np.arange(1000) * 7919 % 613).astype("f4") ** 1.5; threshold_otsu(v), np.percentile(v, 93.3)
        let plane: Vec<f32> = (0..1000_u32).map(|i| libm::powf((i * 7919 % 613) as f32, 1.5)).collect();
        let (otsu, percentile) =
            (Threshold::Otsu.of(&plane).unwrap(), Threshold::Percentile(93.3).of(&plane).unwrap());
        assert!((otsu - 6653.34).abs() < 0.01, "{otsu}");
        assert!((percentile - 13_644.39).abs() < 0.01, "{percentile}");
        assert_eq!(Threshold::Otsu.of(&[2.0; 9]), None);
        assert_eq!(Threshold::Otsu.of(&[]), None);
        assert_eq!(Threshold::Value(7.5).of(&[]), Some(7.5));
    }
}
