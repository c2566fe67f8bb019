//! [`Figures`] of a picture's planes, and the fingerprint of all its values.

use sha2::{Digest, Sha256};

use super::{Image, Samples};

/// Least, greatest and mean value of one plane as stored. Values that are not finite are left out.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Figures {
    /// The least finite value; `None` if there is none.
    pub min: Option<f64>,
    /// The greatest finite value.
    pub max: Option<f64>,
    /// The mean of the finite values.
    pub mean: Option<f64>,
    /// How many values are NaN or infinite.
    pub non_finite: u64,
}

/// The figures of every plane, in order.
pub fn plane_figures(image: &Image) -> Vec<Figures> {
    (0..image.planes).map(|p| figures(&image.samples, image.plane_range(p))).collect()
}

fn figures(samples: &Samples, range: std::ops::Range<usize>) -> Figures {
    let (mut min, mut max, mut n, mut non_finite) = (f64::INFINITY, f64::NEG_INFINITY, 0_u64, 0_u64);
    // Neumaier's sum: a plane of millions of floats keeps its last digits.
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    samples.for_each(range, |v| {
        if !v.is_finite() {
            non_finite += 1;
            return;
        }
        min = min.min(v);
        max = max.max(v);
        n += 1;
        let next = sum + v;
        lost += if sum.abs() >= v.abs() { (sum - next) + v } else { (v - next) + sum };
        sum = next;
    });
    let some = |v: f64| (n > 0).then_some(v);
    Figures { min: some(min), max: some(max), mean: some((sum + lost) / n.max(1) as f64), non_finite }
}

/// SHA-256 over the values of all planes in order, little-endian, in hexadecimal.
pub fn sha256_planes(samples: &Samples) -> String {
    let mut hash = Sha256::new();
    macro_rules! feed {
        ($values:expr) => {{
            for part in $values.chunks(1 << 14) {
                let bytes: Vec<u8> = part.iter().flat_map(|v| v.to_le_bytes()).collect();
                hash.update(&bytes);
            }
        }};
    }
    match samples {
        Samples::Bool(v) | Samples::U8(v) => hash.update(v),
        Samples::I8(v) => feed!(v),
        Samples::U16(v) => feed!(v),
        Samples::I16(v) => feed!(v),
        Samples::U32(v) => feed!(v),
        Samples::I32(v) => feed!(v),
        Samples::U64(v) => feed!(v),
        Samples::I64(v) => feed!(v),
        Samples::F32(v) => feed!(v),
        Samples::F64(v) => feed!(v),
    }
    hex(&hash.finalize())
}

/// Bytes in hexadecimal, as hashes are written.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |d: u8| char::from_digit(u32::from(d), 16).unwrap_or('0');
    bytes.iter().flat_map(|&b| [digit(b >> 4), digit(b & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_is_left_out_and_counted() {
        let f = figures(&Samples::F32(vec![1.0, f32::NAN, 3.0, f32::INFINITY]), 0..4);
        assert_eq!(f, Figures { min: Some(1.0), max: Some(3.0), mean: Some(2.0), non_finite: 2 });
        let none = figures(&Samples::F32(vec![f32::NAN]), 0..1);
        assert_eq!((none.min, none.mean), (None, None));
    }

    #[test]
    fn hash_is_over_little_endian_bytes() {
        // hashlib.sha256(np.array([1, 258], '<u2').tobytes()).hexdigest()
        assert_eq!(sha256_planes(&Samples::U16(vec![1, 258])), sha256_planes(&Samples::U8(vec![1, 0, 2, 1])));
    }
}
