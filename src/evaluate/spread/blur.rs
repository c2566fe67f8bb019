//! A Gaussian blur of one plane, for measuring how sharp a picture is.

/// A plane of `width` columns, row after row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plane {
    pub width: usize,
    pub values: Vec<f32>,
}

impl Plane {
    /// The middle of a plane: at most `most` pixels across and down.
    pub fn middle(values: &[f32], width: usize, height: usize, most: usize) -> Self {
        let (w, h) = (width.min(most), height.min(most));
        let (left, top) = ((width - w) / 2, (height - h) / 2);
        let rows = values.chunks_exact(width.max(1)).skip(top).take(h);
        Self { width: w, values: rows.flat_map(|row| row.iter().skip(left).take(w)).copied().collect() }
    }

    /// The plane blurred by a bell of this spread in pixels; the edge pixels go on beyond the edge.
    pub fn blurred(&self, sigma: f64) -> Self {
        if sigma <= 0.0 || self.values.is_empty() {
            return self.clone();
        }
        let reach = (3.0 * sigma).ceil() as usize;
        let bell: Vec<f64> =
            (0..=reach).map(|d| libm::exp(-((d * d) as f64) / (2.0 * sigma * sigma))).collect();
        let sum = 2.0 * bell.iter().sum::<f64>() - 1.0;
        let bell: Vec<f32> = bell.iter().map(|w| (w / sum) as f32).collect();
        let (width, height) = (self.width, self.values.len() / self.width);
        let across = along(&self.values, &bell, width, height, 1, width);
        Self { width, values: along(&across, &bell, height, width, width, 1) }
    }
}

/// Blurs `lines` lines of `length` pixels that lie `step` apart; the next line begins `next` further on.
fn along(values: &[f32], bell: &[f32], length: usize, lines: usize, step: usize, next: usize) -> Vec<f32> {
    let mut blurred = vec![0.0; values.len()];
    let mut line = vec![0.0f32; length];
    // `lines` times `length` pixels are the whole plane, so no place lies beyond it.
    for start in (0..lines).map(|number| number * next) {
        line.iter_mut().enumerate().for_each(|(i, v)| *v = values[start + i * step]);
        for i in 0..length {
            let mut sum = bell[0] * line[i];
            for (d, weight) in bell.iter().enumerate().skip(1) {
                sum += weight * (line[i.saturating_sub(d)] + line[(i + d).min(length - 1)]);
            }
            blurred[start + i * step] = sum;
        }
    }
    blurred
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_becomes_a_bell_and_keeps_its_sum() {
        let mut plane = Plane { width: 21, values: vec![0.0; 21 * 17] };
        plane.values[8 * 21 + 10] = 1.0;
        let blurred = plane.blurred(1.5);
        assert!((blurred.values.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        let variance: f32 =
            blurred.values.iter().enumerate().map(|(i, v)| v * ((i % 21) as f32 - 10.0).powi(2)).sum();
        assert!((variance - 2.25).abs() < 0.1, "{variance}");
        let flat = Plane { width: 5, values: vec![0.5; 20] };
        assert!(flat.blurred(3.0).values.iter().all(|v| (v - 0.5).abs() < 1e-6));
    }

    #[test]
    fn the_middle_is_cut_out() {
        let values: Vec<f32> = (0..20).map(|v| v as f32).collect();
        let middle = Plane::middle(&values, 5, 4, 2);
        assert_eq!(middle, Plane { width: 2, values: vec![6.0, 7.0, 11.0, 12.0] });
        assert_eq!(Plane::middle(&values, 5, 4, 9).values, values);
    }
}
