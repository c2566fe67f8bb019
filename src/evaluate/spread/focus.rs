//! Sharpness, and the blur in pixels that a loss of it is worth.

use super::blur::Plane;
use crate::image::Planes;

/// Only the middle of larger pictures is looked at, in pixels.
const MOST: usize = 160;
/// The bands: what lies between two blurs. Single pixels are left out, since they are mostly noise.
const BANDS: [f64; 3] = [0.8, 1.6, 3.2];
/// The blurs that are tried, in pixels.
const SIGMAS: [f64; 10] = [0.25, 0.5, 0.75, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0];

/// The logarithm of the energy of fine structure over that of coarse, of channel `c`; does not depend on brightness or
/// contrast. `None` where there is no structure.
pub(super) fn sharpness(planes: &Planes, c: usize) -> Option<f64> {
    of_plane(&Plane::middle(planes.channel(c), planes.width, planes.height, MOST))
}

fn of_plane(plane: &Plane) -> Option<f64> {
    let [first, second, third] = BANDS.map(|sigma| plane.blurred(sigma));
    let energy = |a: &Plane, b: &Plane| {
        let squares = a.values.iter().zip(&b.values).map(|(a, b)| f64::from(a - b).powi(2));
        squares.sum::<f64>() / a.values.len().max(1) as f64
    };
    let (fine, coarse) = (energy(&first, &second), energy(&second, &third));
    (fine > 1e-12 && coarse > 1e-12).then(|| (fine / coarse).ln())
}

/// How much sharpness each blur takes from pictures like these.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Blurs {
    /// (blur in pixels, loss of sharpness), both growing.
    losses: Vec<(f64, f64)>,
}

impl Blurs {
    /// Blurs some pictures by known amounts, and sees what is lost: the mean over pictures and channels.
    pub fn of(pictures: &[Planes]) -> Self {
        let mut sums = [(0.0, 0usize); SIGMAS.len()];
        for picture in pictures {
            for c in 0..picture.channels {
                let plane = Plane::middle(picture.channel(c), picture.width, picture.height, MOST);
                let Some(before) = of_plane(&plane) else { continue };
                for (sum, sigma) in sums.iter_mut().zip(SIGMAS) {
                    if let Some(after) = of_plane(&plane.blurred(sigma)) {
                        sum.0 += before - after;
                        sum.1 += 1;
                    }
                }
            }
        }
        let mut losses = vec![(0.0, 0.0)];
        for (sigma, (sum, count)) in SIGMAS.into_iter().zip(sums).filter(|(_, (_, count))| *count > 0) {
            let most = losses.last().map_or(0.0, |last| last.1);
            losses.push((sigma, f64::max(most, sum / count as f64)));
        }
        Self { losses }
    }

    /// The blur, in pixels, that loses this much sharpness; the largest that was tried where it is more.
    pub fn worth(&self, loss: f64) -> Option<f64> {
        let (largest, most) = *self.losses.last()?;
        if self.losses.len() < 2 || most <= 0.0 {
            return None;
        }
        if loss <= 0.0 {
            return Some(0.0);
        }
        let between = self.losses.windows(2).find(|pair| pair[1].1 >= loss);
        Some(between.map_or(largest, |pair| {
            let ((low, from), (high, to)) = (pair[0], pair[1]);
            // Loss grows with the square of a small blur.
            let share = (loss - from) / (to - from).max(1e-12);
            (low * low + share * (high * high - low * low)).sqrt()
        }))
    }
}
