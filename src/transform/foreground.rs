//! [`Foreground`]: where the cells of a picture lie, coarsely, from a few thousand of its pixels.

use crate::image::Planes;

/// Most samples along one side: what it costs does not grow with the picture.
const MOST: usize = 64;
/// Bins of the histogram that the threshold is sought in.
const BINS: usize = 256;

/// Which parts of a picture are brighter than Otsu's threshold of the mean of all channels.
///
/// N. Otsu, A threshold selection method from gray-level histograms, IEEE Trans. SMC 9 (1979). Measured on a grid
/// of at most 64 x 64 pixels, each standing for the part of the picture about it.
#[derive(Clone, Debug)]
pub struct Foreground {
    width: f64,
    height: f64,
    columns: usize,
    rows: usize,
    /// Bright samples above and left of each grid point, `columns + 1` a row. Empty where the picture is of one
    /// brightness.
    above_left: Vec<u32>,
}

impl Foreground {
    /// Measures `source`.
    pub fn of(source: &Planes) -> Self {
        let (columns, rows) = (source.width.min(MOST), source.height.min(MOST));
        let at = |i: usize, count: usize, length: usize| (2 * i + 1) * length / (2 * count);
        let places: Vec<usize> = (0..columns).map(|i| at(i, columns, source.width)).collect();
        // Sums of all channels: the mean times their number, which changes nothing below.
        let mut samples = vec![0.0f32; columns * rows];
        for (row, sums) in samples.chunks_exact_mut(columns.max(1)).enumerate() {
            let start = at(row, rows, source.height) * source.width;
            for c in 0..source.channels {
                let line = &source.channel(c)[start..start + source.width];
                sums.iter_mut().zip(&places).for_each(|(sum, place)| *sum += line[*place]);
            }
        }
        let above_left = threshold(&samples).map_or(Vec::new(), |threshold| {
            let mut sums = vec![0u32; (columns + 1) * (rows + 1)];
            for row in 0..rows {
                let mut bright = 0;
                for column in 0..columns {
                    bright += u32::from(samples[row * columns + column] > threshold);
                    sums[(row + 1) * (columns + 1) + column + 1] =
                        sums[row * (columns + 1) + column + 1] + bright;
                }
            }
            sums
        });
        let (width, height) = (source.width as f64, source.height as f64);
        Self { width, height, columns, rows, above_left }
    }

    /// Pixels of foreground between `left` and `right`, `top` and `bottom`: source pixels from the picture's
    /// upper left corner. Foreground is what is bright, or with `dark` what is not; a picture of one brightness
    /// has none.
    pub fn area(&self, (left, right): (f64, f64), (top, bottom): (f64, f64), dark: bool) -> f64 {
        if self.above_left.is_empty() {
            return 0.0;
        }
        let x = [left, right].map(|x| (x / self.width).clamp(0.0, 1.0) * self.columns as f64);
        let y = [top, bottom].map(|y| (y / self.height).clamp(0.0, 1.0) * self.rows as f64);
        let bright = self.up_to(x[1], y[1])
            - self.up_to(x[0], y[1])
            - (self.up_to(x[1], y[0]) - self.up_to(x[0], y[0]));
        let samples = if dark { (x[1] - x[0]) * (y[1] - y[0]) - bright } else { bright };
        samples * (self.width / self.columns as f64) * (self.height / self.rows as f64)
    }

    /// Bright samples above and left of a place on the grid, parts of samples counted as parts.
    fn up_to(&self, x: f64, y: f64) -> f64 {
        let (column, row) = ((x as usize).min(self.columns - 1), (y as usize).min(self.rows - 1));
        let (across, down) = (x - column as f64, y - row as f64);
        let sum = |column: usize, row: usize| f64::from(self.above_left[row * (self.columns + 1) + column]);
        let line = |row: usize| (1.0 - across) * sum(column, row) + across * sum(column + 1, row);
        (1.0 - down) * line(row) + down * line(row + 1)
    }
}

/// The threshold that makes the most of the variance between what is above it and what is not; `None` where all
/// values are the same.
pub(crate) fn threshold(values: &[f32]) -> Option<f32> {
    let low = values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if !(high > low && (high - low).is_finite()) {
        return None;
    }
    let mut counts = [0.0f64; BINS];
    let bins_a_unit = BINS as f32 / (high - low);
    for value in values {
        let bin = ((value - low) * bins_a_unit) as usize;
        counts[bin.min(BINS - 1)] += 1.0;
    }
    let total: f64 = counts.iter().sum();
    let moment: f64 = counts.iter().zip(0u32..).map(|(n, bin)| n * f64::from(bin)).sum();
    let (mut below, mut moment_below) = (0.0, 0.0);
    let mut best = (-1.0, 0.0);
    for (count, bin) in counts.iter().zip(0u32..).take(BINS - 1) {
        below += count;
        moment_below += count * f64::from(bin);
        let above = total - below;
        if below > 0.0 && above > 0.0 {
            let apart = moment_below / below - (moment - moment_below) / above;
            let between = below * above * apart * apart;
            if between > best.0 {
                best = (between, f64::from(bin) + 1.0);
            }
        }
    }
    Some(low + (high - low) * (best.1 / BINS as f64) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disc of brightness 0.8 on 0.2, in two channels that together say so.
    fn disc(width: usize, height: usize, (x, y): (f64, f64), radius: f64) -> Planes {
        let mut planes = Planes::zeros(2, height, width);
        for i in 0..width * height {
            let (dx, dy) = ((i % width) as f64 + 0.5 - x, (i / width) as f64 + 0.5 - y);
            let value = if dx * dx + dy * dy < radius * radius { 0.8 } else { 0.2 };
            planes.data[i] = value;
            planes.data[width * height + i] = 0.5 * value;
        }
        planes
    }

    #[test]
    fn a_disc_has_its_area_in_pictures_of_any_size() {
        for (width, height) in [(50, 50), (64, 90), (1000, 700)] {
            let (w, h) = (width as f64, height as f64);
            let radius = 0.3 * h.min(w);
            let found = Foreground::of(&disc(width, height, (w / 2.0, h / 2.0), radius));
            let area = std::f64::consts::PI * radius * radius;
            let whole = found.area((0.0, w), (0.0, h), false);
            assert!((whole / area - 1.0).abs() < 0.03, "{width} x {height}: {whole} of {area}");
            let half = found.area((0.0, w / 2.0), (-5.0, h + 9.0), false);
            assert!((half / whole - 0.5).abs() < 0.02, "{half} of {whole}");
            let dark = found.area((0.0, w), (0.0, h), true);
            assert!((dark + whole - w * h).abs() < 1e-6);
        }
    }

    #[test]
    fn parts_of_samples_count_as_parts() {
        let mut planes = Planes::zeros(1, 2, 4);
        planes.data[1] = 1.0;
        let found = Foreground::of(&planes);
        assert_eq!(found.area((1.25, 1.75), (0.5, 3.0), false), 0.25);
        assert_eq!(found.area((0.0, 1.0), (0.0, 2.0), false), 0.0);
    }

    #[test]
    fn a_picture_of_one_brightness_has_no_foreground() {
        let planes = Planes { channels: 1, height: 3, width: 3, data: vec![0.4; 9] };
        let found = Foreground::of(&planes);
        assert_eq!([false, true].map(|dark| found.area((0.0, 3.0), (0.0, 3.0), dark)), [0.0, 0.0]);
    }

    #[test]
    fn the_threshold_lies_between_two_heaps() {
        let values: Vec<f32> =
            (0..300).map(|i| (i % 30) as f32 * 0.01 + if i < 240 { 0.0 } else { 0.6 }).collect();
        let found = threshold(&values).unwrap();
        assert!((0.285..0.605).contains(&found), "{found}");
    }
}
