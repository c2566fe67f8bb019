//! [`Image`]: a picture as stored, with the names of its channels and its pixel size.

use super::{Planes, Samples};

/// All planes of the first series of a file, in the type and units of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Number of planes: channels times z positions times time points.
    pub planes: usize,
    /// Names of the channels. A stack has fewer channels than planes.
    pub channels: Vec<String>,
    /// For each plane, its channel: an index into `channels`.
    pub plane_channels: Vec<usize>,
    /// For each plane, its depth, counted from 0.
    pub plane_depths: Vec<usize>,
    /// For each plane, its time point, counted from 0.
    pub plane_times: Vec<usize>,
    /// For each channel, the red, green and blue in which the file wants it shown. Empty where it wants none.
    pub channel_colours: Vec<Option<[u8; 3]>>,
    /// Of a picture whose values are indices, red, green and blue of each index. Empty for others.
    pub palette: Vec<[u8; 3]>,
    /// The values: plane after plane, row after row.
    pub samples: Samples,
    /// How the file orders the planes, slowest first: C channel, Z depth, T time, I page, Q unknown,
    /// S sample of a pixel, Y row, X column.
    pub axes: String,
    /// Width of a pixel in micrometres, where the file states it.
    pub pixel_size_um: Option<f64>,
    /// What the user should know about the reading.
    pub warnings: Vec<String>,
}

impl Image {
    /// An image whose planes are its channels, without a pixel size or warnings.
    pub fn new(width: usize, height: usize, channels: Vec<String>, samples: Samples, axes: &str) -> Self {
        Self {
            width,
            height,
            planes: channels.len(),
            plane_channels: (0..channels.len()).collect(),
            plane_depths: vec![0; channels.len()],
            plane_times: vec![0; channels.len()],
            channel_colours: Vec::new(),
            palette: Vec::new(),
            channels,
            samples,
            axes: axes.to_owned(),
            pixel_size_um: None,
            warnings: Vec::new(),
        }
    }

    /// Number of pixels of one plane.
    pub fn area(&self) -> usize {
        self.width * self.height
    }

    /// Where the values of plane `plane` lie in `samples`.
    pub fn plane_range(&self, plane: usize) -> std::ops::Range<usize> {
        plane * self.area()..(plane + 1) * self.area()
    }

    /// A name for every plane: the channel's, with a count where a channel has several planes.
    pub fn plane_names(&self) -> Vec<String> {
        let mut seen = vec![0_usize; self.channels.len()];
        let several = self.planes > self.channels.len();
        self.plane_channels
            .iter()
            .map(|&c| {
                let name = self.channels.get(c).cloned().unwrap_or_default();
                if !several {
                    return name;
                }
                let count = seen.get_mut(c).map_or(0, |n| {
                    *n += 1;
                    *n
                });
                format!("{name} plane {count}")
            })
            .collect()
    }

    /// For each plane, the colour in which the file wants its channel shown; empty where it wants none.
    pub fn plane_colours(&self) -> Vec<Option<[u8; 3]>> {
        if self.channel_colours.is_empty() {
            return Vec::new();
        }
        self.plane_channels.iter().map(|&c| self.channel_colours.get(c).copied().flatten()).collect()
    }

    /// The planes as 32-bit floats, each through its window: `low` becomes 0 and `high` becomes 1.
    ///
    /// A value is `((v - low) / (high - low)) as f32`, computed in 64 bits and NOT clipped.
    /// What is not finite becomes 0. A plane without a window keeps its values.
    pub fn to_planes(&self, window: &[(f64, f64)]) -> Planes {
        let area = self.area();
        let mut planes = Planes::zeros(self.planes, self.height, self.width);
        if area == 0 {
            return planes;
        }
        for (p, out) in planes.data.chunks_exact_mut(area).enumerate() {
            let (low, high) = window.get(p).copied().unwrap_or((0.0, 1.0));
            let range = self.plane_range(p);
            match &self.samples {
                Samples::U8(v) | Samples::Bool(v) => {
                    // 256 divisions instead of one a pixel; the same results.
                    let table: [f32; 256] = std::array::from_fn(|v| through(v as f64, low, high));
                    for (o, &v) in out.iter_mut().zip(v.get(range).unwrap_or(&[])) {
                        *o = table[v as usize];
                    }
                }
                Samples::U16(v) => {
                    for (o, &v) in out.iter_mut().zip(v.get(range).unwrap_or(&[])) {
                        *o = through(v as f64, low, high);
                    }
                }
                other => {
                    let mut out = out.iter_mut();
                    other.for_each(range, |v| {
                        if let Some(o) = out.next() {
                            *o = through(v, low, high);
                        }
                    });
                }
            }
        }
        planes
    }
}

/// One value through a window; 0 where the result is not finite.
fn through(v: f64, low: f64, high: f64) -> f32 {
    let x = ((v - low) / (high - low)) as f32;
    if x.is_finite() { x } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_goes_through_the_same_window() {
        let names = || vec!["a".to_owned()];
        let window = [(3.0, 250.0)];
        let want: Vec<f32> = [0.0_f64, 7.0, 255.0].iter().map(|v| ((v - 3.0) / 247.0) as f32).collect();
        for samples in [
            Samples::U8(vec![0, 7, 255]),
            Samples::U16(vec![0, 7, 255]),
            Samples::I32(vec![0, 7, 255]),
            Samples::F64(vec![0.0, 7.0, 255.0]),
        ] {
            assert_eq!(Image::new(3, 1, names(), samples, "YX").to_planes(&window).data, want);
        }
        let odd = Image::new(2, 1, names(), Samples::F32(vec![f32::NAN, f32::INFINITY]), "YX");
        assert_eq!(odd.to_planes(&window).data, [0.0, 0.0]);
    }
}
