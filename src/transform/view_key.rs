//! [`ViewKey`] and [`Stream`]: which view is meant, and the random numbers that belong to it.

use super::philox::{ROW, philox4x32, philox4x32_row, unit_f64};

/// Names one random version of one image: everything a draw depends on besides the step itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ViewKey {
    key: [u32; 2],
    epoch: u32,
    view: u32,
}

impl ViewKey {
    /// The view number `view` of the image called `image_key` in `epoch`, under the run's `seed`.
    pub fn new(seed: u64, image_key: &str, epoch: u32, view: u32) -> Self {
        let hash = finish(fnv(fnv(FNV_START, &seed.to_le_bytes()), image_key.as_bytes()));
        Self { key: [hash as u32, (hash >> 32) as u32], epoch, view }
    }

    /// The same image and epoch, another of its views.
    #[must_use]
    pub fn with_view(self, view: u32) -> Self {
        Self { view, ..self }
    }

    /// Number of the view within its image and epoch: 0, 1, ...
    pub fn view(self) -> u32 {
        self.view
    }

    /// The random numbers of parameter `parameter` of the step called `step_id`.
    pub fn stream(self, name: StreamName) -> Stream {
        let hash = finish(name.0 ^ (u64::from(self.view) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Stream { key: self.key, epoch: self.epoch, hash: [hash as u32, (hash >> 32) as u32] }
    }
}

/// The name of a stream: a step and one of its parameters, hashed once when a chain is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StreamName(u64);

impl StreamName {
    /// The stream of `parameter` of the step called `step_id`.
    pub fn new(step_id: &str, parameter: &str) -> Self {
        Self(fnv(fnv(fnv(FNV_START, step_id.as_bytes()), &[0]), parameter.as_bytes()))
    }
}

/// An endless row of random numbers, each addressed by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// The generator's key: seed and image.
    pub key: [u32; 2],
    /// Second word of the counter.
    pub epoch: u32,
    /// Third and fourth word of the counter: step, parameter and view.
    pub hash: [u32; 2],
}

impl Stream {
    /// Four random words at `index`.
    pub fn words(&self, index: u32) -> [u32; 4] {
        philox4x32(self.key, [index, self.epoch, self.hash[0], self.hash[1]])
    }

    /// [`Stream::words`] at `first` and the places behind it: the first words of all, then the second, ...
    pub fn row(&self, first: u32) -> [[u32; ROW]; 4] {
        philox4x32_row(self.key, first, [self.epoch, self.hash[0], self.hash[1]])
    }

    /// A uniform number strictly between 0 and 1 at `index`.
    pub fn unit(&self, index: u32) -> f64 {
        unit_f64(self.words(index)[0])
    }

    /// Keys and the fixed counter words, as a shader wants them: key, epoch, hash.
    pub fn shader_words(&self) -> [u32; 5] {
        [self.key[0], self.key[1], self.epoch, self.hash[0], self.hash[1]]
    }
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bit (Fowler, Noll, Vo): fixed for all time, unlike the standard library's hasher.
fn fnv(mut hash: u64, bytes: &[u8]) -> u64 {
    for &byte in bytes {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

/// The finaliser of splitmix64, which spreads FNV's weak low bits.
fn finish(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_key_matters() {
        let first = |seed, image: &str, epoch, view, step: &str, parameter: &str| {
            ViewKey::new(seed, image, epoch, view).stream(StreamName::new(step, parameter)).words(0)
        };
        let base = first(0, "a.png", 0, 0, "rotate-1", "angle");
        assert_eq!(base, first(0, "a.png", 0, 0, "rotate-1", "angle"));
        for other in [
            first(1, "a.png", 0, 0, "rotate-1", "angle"),
            first(0, "b.png", 0, 0, "rotate-1", "angle"),
            first(0, "a.png", 1, 0, "rotate-1", "angle"),
            first(0, "a.png", 0, 1, "rotate-1", "angle"),
            first(0, "a.png", 0, 0, "rotate-2", "angle"),
            first(0, "a.png", 0, 0, "rotate-1", "apply"),
        ] {
            assert_ne!(base, other);
        }
    }
}
