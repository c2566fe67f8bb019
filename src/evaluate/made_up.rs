//! Made-up features that NumPy can make as well, for golden values of the tests.
//!
//! ```python
//! def uniform(seed, n):  # SplitMix64
//!     out, s, M = np.empty(n), seed, (1 << 64) - 1
//!     for i in range(n):
//!         s = z = (s + 0x9E3779B97F4A7C15) & M
//!         z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
//!         z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
//!         out[i] = ((z ^ (z >> 31)) >> 11) / (1 << 53)
//!     return out
//! def data(n, d, k, seed, spread=.5):
//!     c = uniform(1, k * d).reshape(k, d) - .5
//!     u = uniform(seed, n * d).reshape(n, d) - .5
//!     y = np.arange(n) * 7 % 11 % k
//!     return (c[y] * spread + u).astype(np.float32), y
//! ```

use super::features::Features;
use super::random::Random;

/// `uniform(seed, n)`.
pub fn uniform(seed: u64, n: usize) -> Vec<f64> {
    let mut random = Random::plain(seed);
    (0..n).map(|_| random.unit()).collect()
}

/// `data(n, d, k, seed, spread)`.
pub fn data(n: usize, d: usize, k: usize, seed: u64, spread: f64) -> (Features, Vec<usize>) {
    let centres = uniform(1, k * d);
    let noise = uniform(seed, n * d);
    let labels: Vec<usize> = (0..n).map(|i| i * 7 % 11 % k).collect();
    let values = (0..n * d)
        .map(|p| ((centres[labels[p / d] * d + p % d] - 0.5) * spread + (noise[p] - 0.5)) as f32)
        .collect();
    (Features::new(n, d, values).unwrap(), labels)
}

/// `x + noise` with `noise = (uniform(seed, n * d) - .5) * size`, as 32-bit floats.
pub fn shaken(x: &Features, seed: u64, size: f64) -> Features {
    let noise = uniform(seed, x.data().len());
    let values = x.data().iter().zip(noise).map(|(&v, u)| (f64::from(v) + (u - 0.5) * size) as f32);
    Features::new(x.n(), x.d(), values.collect()).unwrap()
}
