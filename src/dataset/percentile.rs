//! [`Pool`]: all values of one channel over many images, and percentiles of them as NumPy computes them.

use std::ops::Range;

use crate::image::Samples;

/// A place for every value of the integer types up to 16 bit, signed ones from -32768.
const SIGNED_OFFSET: usize = 1 << 15;
const PLACES: usize = (1 << 16) + SIGNED_OFFSET;

/// Values of one channel: counted where they are small integers, kept where not.
pub(super) struct Pool {
    counts: Vec<u64>,
    counted: u64,
    values: Vec<f64>,
}

impl Pool {
    /// An empty pool.
    pub fn new() -> Self {
        Self { counts: vec![0; PLACES], counted: 0, values: Vec::new() }
    }

    /// Adds the finite values of `range`.
    pub fn add(&mut self, samples: &Samples, range: Range<usize>) {
        let small = matches!(
            samples,
            Samples::Bool(_) | Samples::U8(_) | Samples::I8(_) | Samples::U16(_) | Samples::I16(_)
        );
        if small {
            samples.for_each(range, |v| {
                if let Some(count) = self.counts.get_mut((v as i64 + SIGNED_OFFSET as i64) as usize) {
                    *count += 1;
                    self.counted += 1;
                }
            });
        } else {
            samples.for_each(range, |v| {
                if v.is_finite() {
                    self.values.push(v);
                }
            });
        }
    }

    /// Call once after the last value was added.
    pub fn finish(&mut self) {
        // Small integers beside other types (a mixed data set) join the sorted values.
        if !self.values.is_empty() && self.counted > 0 {
            for (place, count) in self.counts.iter_mut().enumerate() {
                let value = place as f64 - SIGNED_OFFSET as f64;
                self.values.extend(std::iter::repeat_n(value, std::mem::take(count) as usize));
            }
            self.counted = 0;
        }
        self.values.sort_by(f64::total_cmp);
    }

    /// The percentile `q` (0 to 100) by linear interpolation, as `numpy.percentile` has it; `None` if empty.
    pub fn percentile(&self, q: f64) -> Option<f64> {
        let n = if self.values.is_empty() { self.counted as usize } else { self.values.len() };
        let last = n.checked_sub(1)?;
        let place = last as f64 * (q / 100.0);
        let below = (place.floor() as usize).min(last);
        let (a, b) = (self.at(below)?, self.at((below + 1).min(last))?);
        let t = place - below as f64;
        // NumPy interpolates from the nearer end, so that the ends come out exactly.
        Some(if t >= 0.5 { b - (b - a) * (1.0 - t) } else { a + (b - a) * t })
    }

    /// Calls `f` with the values in ascending order, each with the number of times it is there. Equal
    /// floats come one by one. Call [`Pool::finish`] before.
    pub fn for_each(&self, mut f: impl FnMut(f64, u64)) {
        self.values.iter().for_each(|&v| f(v, 1));
        for (place, &count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            f(place as f64 - SIGNED_OFFSET as f64, count);
        }
    }

    /// Value number `index` in ascending order.
    fn at(&self, index: usize) -> Option<f64> {
        if !self.values.is_empty() {
            return self.values.get(index).copied();
        }
        let mut before = 0;
        self.counts
            .iter()
            .position(|&n| {
                before += n;
                before > index as u64
            })
            .map(|place| place as f64 - SIGNED_OFFSET as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_numpys() {
        // NumPy 2.4.6: import numpy as np
        // v = (np.arange(1000, dtype=np.int64) * 7919 % 4096).astype('u2')
        // print([repr(float(np.percentile(v, q))) for q in (0, .1, 12.34, 50, 99.9, 100)])
        let v: Vec<u16> = (0..1000_u32).map(|i| (i * 7919 % 4096) as u16).collect();
        let want = [0.0, 0.999, 330.276_600_000_000_03, 1947.5, 3888.001, 3889.0];
        for samples in [
            Samples::U16(v.clone()),
            Samples::F32(v.iter().map(|&v| f32::from(v)).collect()),
            Samples::I16(v.iter().map(|&v| v as i16).collect()),
        ] {
            let mut pool = Pool::new();
            pool.add(&samples, 0..samples.len());
            pool.finish();
            let have: Vec<f64> =
                [0.0, 0.1, 12.34, 50.0, 99.9, 100.0].iter().map(|&q| pool.percentile(q).unwrap()).collect();
            assert_eq!(have, want, "{}", samples.dtype());
        }
        assert_eq!(Pool::new().percentile(50.0), None);
    }
}
