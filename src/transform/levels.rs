//! [`Levels`]: how values are spread over 256 levels, as a table that is continuous in every value.
//!
//! `shaders/common/tables.wgsl` makes the same tables and `levels.wgsl` reads them.

use crate::image::Planes;

/// Levels from 0 to 1, both included.
pub(super) const LEVELS: usize = 256;
const TOP: f32 = (LEVELS - 1) as f32;

/// For each level the share of values below it, a value on the level itself counting half; linear
/// between levels. Values are clipped to 0..1.
///
/// A value between two levels is split among them, so that a tiny change of values is a tiny change
/// of the table; whole units are counted, so that their order does not matter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Levels {
    shares: [f32; LEVELS],
}

/// Units that a pixel of a view of `pixels` pixels counts: as fine as 32 bits hold for all of them.
pub(super) fn units(pixels: usize) -> u32 {
    ((1 << 31) / pixels.max(1)).min(256) as u32
}

impl Levels {
    /// The table of `values`, each of which counts `units`. A level's share of all is cut at `limit`
    /// times the mean share and what is cut is spread over all levels. No values count as an even spread.
    pub fn new(values: impl Iterator<Item = f32>, units: u32, limit: Option<f32>) -> Self {
        let mut counts = [0u32; LEVELS];
        for value in values {
            let at = value.clamp(0.0, 1.0) * TOP;
            let level = (at as usize).min(LEVELS - 2);
            let upper = ((at - level as f32) * units as f32 + 0.5) as u32;
            counts[level] += units - upper;
            counts[level + 1] += upper;
        }
        let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let mut each = counts.map(|count| f64::from(count) / total.max(1) as f64);
        if total == 0 {
            each = [1.0 / LEVELS as f64; LEVELS];
        }
        if let Some(limit) = limit {
            let limit = f64::from(limit) / LEVELS as f64;
            let above: f64 = each.iter().map(|share| (share - limit).max(0.0)).sum();
            each.iter_mut().for_each(|share| *share = share.min(limit) + above / LEVELS as f64);
        }
        let mut below = 0.0;
        let shares = each.map(|share| {
            below += share;
            (below - 0.5 * share) as f32
        });
        Self { shares }
    }

    /// The table of channel `c` of `view`.
    pub fn of_channel(view: &Planes, c: usize) -> Self {
        Self::new(view.channel(c).iter().copied(), units(view.area()), None)
    }

    /// The table of all channels of `view` together.
    pub fn of_all(view: &Planes) -> Self {
        let mut shares = [0.0; LEVELS];
        for c in 0..view.channels {
            let one = Self::of_channel(view, c);
            shares.iter_mut().zip(one.shares).for_each(|(all, share)| *all += share);
        }
        Self { shares: shares.map(|share| share / view.channels.max(1) as f32) }
    }

    /// The share of values below `value`.
    pub fn share_below(&self, value: f32) -> f32 {
        let at = value.clamp(0.0, 1.0) * TOP;
        let level = (at as usize).min(LEVELS - 2);
        let [low, high] = [self.shares[level], self.shares[level + 1]];
        low + (at - level as f32) * (high - low)
    }

    /// The value below which `share` of all values lie.
    pub fn value_at(&self, share: f32) -> f32 {
        let level = self.shares[..LEVELS - 1].partition_point(|low| *low <= share).saturating_sub(1);
        let [low, high] = [self.shares[level], self.shares[level + 1]];
        let between = (share - low) / (high - low).max(f32::MIN_POSITIVE);
        (level as f32 + between.clamp(0.0, 1.0)) / TOP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(values: &[f32]) -> Levels {
        Levels::new(values.iter().copied(), 256, None)
    }

    #[test]
    fn a_value_is_the_median_of_itself() {
        for value in [0.0, 0.3, 0.5011, 1.0] {
            let found = table(&[value]).value_at(0.5);
            assert!((found - value).abs() < 1e-4, "{found} is not {value}");
        }
    }

    #[test]
    fn a_ramp_is_evenly_spread() {
        let values: Vec<f32> = (0..10_000).map(|i| (i as f32 + 0.5) / 10_000.0).collect();
        let ramp = table(&values);
        for value in [0.1, 0.25, 0.5, 0.77] {
            assert!((ramp.share_below(value) - value).abs() < 3e-4);
            assert!((ramp.value_at(value) - value).abs() < 3e-4);
        }
    }

    #[test]
    fn a_tiny_change_of_all_values_is_a_tiny_change_of_the_table() {
        // Just below and just above a level, which bins with edges would tell apart by half of all.
        let [low, high] = [-1e-4, 1e-4].map(|shift| table(&[128.0 / 255.0 + shift; 9]));
        let most = low.shares.iter().zip(high.shares).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(most <= 0.03, "{most}");
    }

    #[test]
    fn what_a_limit_cuts_is_spread() {
        let flat = Levels::new([0.5; 4].into_iter(), 256, Some(1.0));
        let even = table(&[]);
        // Two levels keep the mean share, and all get what was cut: 254 of 256 parts.
        assert!((flat.share_below(0.2) - even.share_below(0.2) * 254.0 / 256.0).abs() < 1e-5);
        assert!((flat.shares[LEVELS - 1] - 1.0).abs() < 0.01);
    }

    #[test]
    fn units_of_any_view_fit_in_32_bits() {
        for pixels in [1, 1 << 20, 1 << 24, (1 << 31) - 1] {
            assert!(u64::from(units(pixels)) * pixels as u64 <= 1 << 31 && units(pixels) > 0);
        }
    }
}
