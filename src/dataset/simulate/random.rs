//! [`Random`]: the random numbers of simulated cells, the same on every machine.

/// SplitMix64, seeded by a list of numbers, so that every cell has a stream of its own and may be made
/// in any order, on any thread.
pub(super) struct Random(u64);

impl Random {
    /// The stream named by `keys`.
    pub fn new(keys: &[u64]) -> Self {
        let mut random = Self(0x0043_656c_6c73_2031);
        for &key in keys {
            random.0 ^= key;
            random.0 = random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly in `low..high`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.next() >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// Normal with mean 0 and this standard deviation. The functions come from libm, which gives the
    /// same bits everywhere; the platform's need not.
    pub fn normal(&mut self, sd: f64) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.uniform(0.0, 1.0))).sqrt();
        sd * radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform(0.0, 1.0))
    }

    /// Evenly one of `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.uniform(0.0, n as f64) as usize).min(n.saturating_sub(1))
    }

    /// Puts the values in a random order.
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for i in (1..values.len()).rev() {
            let other = self.below(i + 1);
            values.swap(i, other);
        }
    }
}
