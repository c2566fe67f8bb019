//! Random numbers for first weights: the same on every machine, a separate stream for every name.

use std::f64::consts::TAU;

/// A stream of random numbers that depends on a seed and a name alone.
///
/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"): the
/// numbers are a hash of a counter. Adding a layer to a network leaves the streams of all others alone.
#[derive(Clone, Debug)]
pub struct NamedStream {
    state: u64,
}

/// The finishing function of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl NamedStream {
    /// The stream of `name` under `seed`.
    pub fn new(seed: u64, name: &str) -> Self {
        // FNV-1a over the name, then mixed with the seed.
        let fnv = |hash: u64, byte: u8| (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01B3);
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325, fnv);
        Self { state: mix(mix(seed).wrapping_add(hash)) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.state)
    }

    /// A number between 0 and 1, never 0 itself.
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64
    }

    /// `len` numbers, equally likely between `-bound` and `bound`.
    pub fn uniform(&mut self, len: usize, bound: f64) -> Vec<f32> {
        (0..len).map(|_| ((2.0 * self.unit() - 1.0) * bound) as f32).collect()
    }

    /// `len` normally distributed numbers of mean 0 and the given standard deviation.
    ///
    /// Box and Muller 1958; logarithm, sine and cosine from libm, so that no platform differs.
    pub fn normal(&mut self, len: usize, deviation: f64) -> Vec<f32> {
        let mut values = Vec::with_capacity(len + 1);
        while values.len() < len {
            let radius = deviation * (-2.0 * libm::log(self.unit())).sqrt();
            let angle = TAU * self.unit();
            values.push((radius * libm::cos(angle)) as f32);
            values.push((radius * libm::sin(angle)) as f32);
        }
        values.truncate(len);
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_depend_on_seed_and_name_alone() {
        let draw = |seed, name| NamedStream::new(seed, name).normal(5, 1.0);
        assert_eq!(draw(1, "conv1.weight"), draw(1, "conv1.weight"));
        assert_ne!(draw(1, "conv1.weight"), draw(2, "conv1.weight"));
        assert_ne!(draw(1, "conv1.weight"), draw(1, "bn1.weight"));
    }

    #[test]
    fn moments_are_those_asked_for() {
        let mean = |v: &[f32]| v.iter().map(|&x| x as f64).sum::<f64>() / v.len() as f64;
        let squares = |v: &[f32]| v.iter().map(|&x| (x as f64).powi(2)).sum::<f64>() / v.len() as f64;
        let normal = NamedStream::new(3, "a").normal(100_000, 2.0);
        assert!(mean(&normal).abs() < 0.03 && (squares(&normal) - 4.0).abs() < 0.08);
        let uniform = NamedStream::new(3, "a").uniform(100_000, 2.0);
        assert!(mean(&uniform).abs() < 0.02 && (squares(&uniform) - 4.0 / 3.0).abs() < 0.02);
        assert!(uniform.iter().all(|x| x.abs() <= 2.0));
    }
}
