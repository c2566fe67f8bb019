//! [`Planes`]: a picture as 32-bit floats, the form in which transforms and encoders see it.

/// A picture of `channels` planes of `height` x `width` 32-bit floats, in window units
/// (0 = the low end of the intensity window, 1 = its high end).
///
/// Values lie plane after plane, row after row: `data[(c * height + y) * width + x]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Planes {
    /// Number of planes.
    pub channels: usize,
    /// Rows of a plane.
    pub height: usize,
    /// Columns of a plane.
    pub width: usize,
    /// `channels * height * width` values.
    pub data: Vec<f32>,
}

impl Planes {
    /// A picture in which every value is zero.
    pub fn zeros(channels: usize, height: usize, width: usize) -> Self {
        Self { channels, height, width, data: vec![0.0; channels * height * width] }
    }

    /// Number of pixels of one plane.
    pub fn area(&self) -> usize {
        self.height * self.width
    }

    /// The values of channel `c`, row after row. `c` must be below `channels`.
    pub fn channel(&self, c: usize) -> &[f32] {
        let area = self.area();
        &self.data[c * area..(c + 1) * area]
    }

    /// The values of channel `c`, to be changed. `c` must be below `channels`.
    pub fn channel_mut(&mut self, c: usize) -> &mut [f32] {
        let area = self.area();
        &mut self.data[c * area..(c + 1) * area]
    }

    /// Mean of channel `c`, summed in 64 bits; 0 for an empty plane. Every 16th pixel goes to the same sum, so
    /// that the compiler may take many at once and the order is still the same everywhere.
    pub fn mean(&self, c: usize) -> f32 {
        let plane = self.channel(c);
        let (blocks, rest) = plane.as_chunks::<16>();
        let mut sums = [0.0f64; 16];
        for block in blocks {
            sums.iter_mut().zip(block).for_each(|(sum, v)| *sum += f64::from(*v));
        }
        let sum = sums.iter().sum::<f64>() + rest.iter().map(|&v| f64::from(v)).sum::<f64>();
        (sum / plane.len().max(1) as f64) as f32
    }
}
