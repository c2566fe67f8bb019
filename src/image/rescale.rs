//! [`Image::at_pixel_size`]: a picture with pixels of another size, in the type of its values.

use super::{Image, Samples};
use std::ops::Range;

/// Sizes nearer than this share to each other are the same.
const SAME: f64 = 1e-6;
/// A picture never becomes larger than this on a side.
const LARGEST: f64 = 65_535.0;

impl Image {
    /// The picture with pixels of `um` micrometres: by a tent as wide as the larger of the two pixels, so that what becomes
    /// smaller is averaged (antialiased) and what becomes larger is interpolated. Values keep their type; whole numbers
    /// are rounded.
    ///
    /// # Errors
    /// In words for the user, where the size of the picture's own pixels is not known or the result would be too large.
    pub fn at_pixel_size(self, um: f64) -> Result<Self, String> {
        let Some(size) = self.pixel_size_um.filter(|size| *size > 0.0) else {
            return Err(
                "the file does not say how large a pixel is, so that it cannot be brought to another size"
                    .into(),
            );
        };
        let step = um / size;
        if (step - 1.0).abs() < SAME {
            return Ok(self);
        }
        let side = |length: usize| (length as f64 / step).round().max(1.0);
        let (width, height) = (side(self.width), side(self.height));
        if !(width <= LARGEST && height <= LARGEST) {
            return Err(format!("with pixels of {um} \u{b5}m it would have {width} x {height} pixels"));
        }
        let across = Tents::new(self.width, width as usize, step);
        let down = Tents::new(self.height, height as usize, step);
        let mut planes = Vec::with_capacity(self.planes * (width * height) as usize);
        for p in 0..self.planes {
            let mut plane = Vec::with_capacity(self.area());
            self.samples.for_each(self.plane_range(p), |v| plane.push(v));
            planes.extend(resampled(&plane, self.width, &across, &down));
        }
        let samples = self.samples.of_same_type(&planes);
        Ok(Self { width: width as usize, height: height as usize, samples, pixel_size_um: Some(um), ..self })
    }
}

/// For each new pixel along one side, the old ones that it is made of.
struct Tents(Vec<(Range<usize>, Vec<f64>)>);

impl Tents {
    /// From `old` pixels to `new` ones, `step` old pixels apart, the middles of both sides over each other.
    fn new(old: usize, new: usize, step: f64) -> Self {
        let reach = step.max(1.0);
        let tent = |at: usize| {
            let middle = (at as f64 + 0.5 - new as f64 / 2.0) * step + old as f64 / 2.0 - 0.5;
            let middle = middle.clamp(0.0, old.saturating_sub(1) as f64);
            let from = (middle - reach).ceil().max(0.0) as usize;
            let to = ((middle + reach).floor() as usize + 1).min(old);
            let weights: Vec<f64> =
                (from..to).map(|x| (1.0 - (x as f64 - middle).abs() / reach).max(0.0)).collect();
            let sum: f64 = weights.iter().sum();
            (from..to, weights.into_iter().map(|w| w / sum).collect())
        };
        Self((0..new).map(tent).collect())
    }
}

fn resampled(plane: &[f64], width: usize, across: &Tents, down: &Tents) -> Vec<f64> {
    let weighted =
        |values: &[f64], weights: &[f64]| -> f64 { values.iter().zip(weights).map(|(v, w)| v * w).sum() };
    let narrow: Vec<f64> = plane
        .chunks_exact(width.max(1))
        .flat_map(|row| across.0.iter().map(|(range, weights)| weighted(&row[range.clone()], weights)))
        .collect();
    let width = across.0.len();
    let mut out = Vec::with_capacity(width * down.0.len());
    for (rows, weights) in &down.0 {
        out.extend(
            (0..width)
                .map(|x| rows.clone().zip(weights).map(|(y, w)| narrow[y * width + x] * w).sum::<f64>()),
        );
    }
    out
}

impl Samples {
    /// `values` in the type of these; whole numbers are rounded and kept in the range of the type.
    fn of_same_type(&self, values: &[f64]) -> Self {
        // Casts of floats to whole numbers stop at the ends of the type.
        macro_rules! whole {
            ($kind:ident, $type:ty) => {
                Self::$kind(values.iter().map(|v| v.round() as $type).collect())
            };
        }
        match self {
            Self::Bool(_) => Self::Bool(values.iter().map(|v| u8::from(*v >= 0.5)).collect()),
            Self::U8(_) => whole!(U8, u8),
            Self::I8(_) => whole!(I8, i8),
            Self::U16(_) => whole!(U16, u16),
            Self::I16(_) => whole!(I16, i16),
            Self::U32(_) => whole!(U32, u32),
            Self::I32(_) => whole!(I32, i32),
            Self::U64(_) => whole!(U64, u64),
            Self::I64(_) => whole!(I64, i64),
            Self::F32(_) => Self::F32(values.iter().map(|v| *v as f32).collect()),
            Self::F64(_) => Self::F64(values.to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(width: usize, size: f64, samples: Samples) -> Image {
        let height = samples.len() / width;
        Image { pixel_size_um: Some(size), ..Image::new(width, height, vec!["a".into()], samples, "YX") }
    }

    #[test]
    fn as_torch_with_antialiasing() {
        // torch.nn.functional.interpolate(((torch.arange(64.) ** 2) % 97).view(1, 1, 8, 8), SIZE, mode="bilinear",
        //     antialias=True, align_corners=False)
        let values: Vec<f32> = (0..64).map(|v| (v * v % 97) as f32).collect();
        for (um, side, want) in [(2.0, 4, TORCH_4), (0.5, 16, TORCH_16)] {
            let have = image(8, 1.0, Samples::F32(values.clone())).at_pixel_size(um).unwrap();
            assert_eq!((have.width, have.height, have.pixel_size_um), (side, side, Some(um)));
            for (at, want) in want.iter().enumerate() {
                let have = have.samples.get(at).unwrap();
                assert!((have - want).abs() < 1e-3, "{um} {at}: {have} {want}");
            }
        }
    }

    #[test]
    fn types_are_kept_and_whole_numbers_rounded() {
        let have = image(4, 0.5, Samples::U16(vec![0, 65_535, 65_535, 65_535])).at_pixel_size(1.0).unwrap();
        assert_eq!(have.samples.dtype(), "uint16");
        assert!(have.samples.get(1) == Some(65_535.0) && have.samples.get(0).unwrap().fract() == 0.0);
        let same = image(2, 0.5, Samples::I8(vec![-128, 127]));
        assert_eq!(same.clone().at_pixel_size(0.5).unwrap(), same);
        let unknown = Image { pixel_size_um: None, ..same.clone() };
        assert!(unknown.at_pixel_size(1.0).unwrap_err().contains("how large a pixel"));
        assert!(same.at_pixel_size(1e-6).unwrap_err().contains("would have"));
    }

    const TORCH_4: &[f64] = &[
        37.5306, 21.6250, 35.9643, 37.2653, 67.0536, 53.3281, 41.2344, 58.6964, 48.8214, 50.2344, 56.6719,
        64.5893, 55.4082, 64.3214, 59.4821, 50.9592,
    ];
    const TORCH_16: &[f64] = &[
        0.0000, 0.2500, 0.7500, 1.7500, 3.2500, 5.2500, 7.7500, 10.7500, 14.2500, 18.2500, 22.7500, 27.7500,
        33.2500, 39.2500, 45.7500, 49.0000, 16.0000, 17.2500, 19.7500, 16.6875, 8.0625, 6.0000, 10.5000,
        15.5000,
    ];
}
