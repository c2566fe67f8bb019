//! [`ImageMeasures`]: what is measured of one image, in window units and source pixels.

use super::focus::sharpness;
use super::object::central_area;
use crate::image::Planes;
use crate::transform::rim_median;

/// Below this many window units there is no signal whose ratio would mean anything.
const FAINT: f64 = 0.005;

/// What is measured of one image; one number a channel where there are several.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageMeasures {
    /// Brightness of the rim: its median.
    pub background: Vec<f64>,
    /// Mean brightness above the rim; below zero where objects are darker than what surrounds them.
    pub signal: Vec<f64>,
    /// Standard deviation of all pixels.
    pub contrast: Vec<f64>,
    /// Logarithm of fine structure over coarse; `None` where there is none.
    pub sharpness: Vec<Option<f64>>,
    /// Area of the object in the middle, in pixels.
    pub area: Option<f64>,
    /// By how much brightness grows from the left edge to the right, and from the lower to the upper, as a share of
    /// the mean; `None` where all is dark.
    pub slope: Option<[f64; 2]>,
}

impl ImageMeasures {
    /// Measures an image in window units.
    pub fn of(planes: &Planes) -> Self {
        let background: Vec<f64> = rim_median(planes).into_iter().map(f64::from).collect();
        let channels = 0..planes.channels;
        let means: Vec<f64> = channels.clone().map(|c| f64::from(planes.mean(c))).collect();
        let spread = |(c, mean): (usize, &f64)| {
            let plane = planes.channel(c);
            let sum: f64 = plane.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum();
            (sum / plane.len().max(1) as f64).sqrt()
        };
        Self {
            signal: means.iter().zip(&background).map(|(mean, rim)| mean - rim).collect(),
            background,
            contrast: means.iter().enumerate().map(spread).collect(),
            sharpness: channels.map(|c| sharpness(planes, c)).collect(),
            area: central_area(planes),
            slope: slope(planes, &means),
        }
    }

    /// The logarithm of the brightness that a gain multiplies: of what stands out from the background, or of the
    /// background itself where objects are `dark` on bright ground.
    pub(super) fn log_gain(&self, channel: usize, dark: bool) -> Option<f64> {
        let value = if dark { self.background.get(channel)? } else { self.signal.get(channel)? };
        (*value > FAINT).then(|| value.ln())
    }

    /// The logarithm of the standard deviation of a channel.
    pub(super) fn log_contrast(&self, channel: usize) -> Option<f64> {
        self.contrast.get(channel).filter(|v| **v > FAINT).map(|v| v.ln())
    }
}

/// How the light grows across the picture, the mean of all channels with light.
///
/// Light g times x on a picture u of no particular side makes u (1 + g x), whose moment about the middle is g times the
/// sum of u x x: so g is the first moment over the second, wherever in the picture the objects are bright.
fn slope(planes: &Planes, means: &[f64]) -> Option<[f64; 2]> {
    let (width, height) = (planes.width, planes.height);
    if width < 2 || height < 2 {
        return None;
    }
    let at = |i: usize, length: usize| (i as f64 + 0.5) / length as f64 - 0.5;
    let (mut sum, mut lit) = ([0.0; 2], 0.0);
    for (c, mean) in means.iter().enumerate().filter(|(_, mean)| **mean > 4.0 * FAINT) {
        // Across and upwards: first and second moments.
        let mut moments = [[0.0; 2]; 2];
        for (y, row) in planes.channel(c).chunks_exact(width).enumerate() {
            let up = -at(y, height);
            let mut total = 0.0;
            for (x, v) in row.iter().enumerate() {
                let (v, across) = (f64::from(*v), at(x, width));
                total += v;
                moments[0][0] += v * across;
                moments[0][1] += v * across * across;
            }
            moments[1][0] += total * up;
            moments[1][1] += total * up * up;
        }
        // A twelfth is the mean of x x: much less light at the edges than in the mean is no light to go by.
        let enough = 0.1 * mean * (width * height) as f64 / 12.0;
        if moments.iter().all(|[_, second]| *second > enough) {
            sum.iter_mut().zip(moments).for_each(|(sum, [first, second])| *sum += first / second);
            lit += 1.0;
        }
    }
    (lit > 0.0).then(|| sum.map(|v| v / lit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lit_side_is_a_slope_of_its_strength() {
        let mut planes = Planes::zeros(2, 30, 40);
        for (i, v) in planes.data.iter_mut().enumerate() {
            let (x, y) =
                ((i % 40) as f32 / 40.0 + 0.0125 - 0.5, (i / 40 % 30) as f32 / 30.0 + 1.0 / 60.0 - 0.5);
            *v = 0.5 * (1.0 + 0.3 * x - 0.1 * y);
        }
        let [across, up] = ImageMeasures::of(&planes).slope.unwrap();
        assert!((across - 0.3).abs() < 1e-4 && (up - 0.1).abs() < 1e-4, "{across} {up}");
        assert_eq!(ImageMeasures::of(&Planes::zeros(1, 9, 9)).slope, None);
    }
}
