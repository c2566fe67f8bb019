//! Which pixels lie under a tent filter and how much each weighs, for many places at once.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the instructions chosen at run time"
)]

/// Places that are worked on together.
pub(super) const LANES: usize = 16;

/// Adding and taking away this number rounds a number between 0 and 2^22 to a whole one, and leaves the whole
/// number in the lowest bits.
const ROUNDING: f32 = 8_388_608.0;

/// The pixels under [`LANES`] tents along one axis.
pub(super) struct Tents<const TAPS: usize> {
    /// Index of the first pixel.
    pub first: [u32; LANES],
    /// Weights of the first pixel of every tent, then of the second, ...
    pub weights: [[f32; LANES]; TAPS],
    /// Sum of a tent's weights.
    pub total: [f32; LANES],
}

impl<const TAPS: usize> Tents<TAPS> {
    /// Tents with their tops at `centres` (at least `reach`, below 2^22) that fall to zero at a distance of
    /// `reach`, of which 2 is at most `TAPS`.
    #[inline(always)]
    pub fn at(centres: &[f32; LANES], reach: f32) -> Self {
        let mut tents = Self { first: [0; LANES], weights: [[0.0; LANES]; TAPS], total: [0.0; LANES] };
        let slope = 1.0 / reach;
        let mut first = [0.0f32; LANES];
        for lane in 0..LANES {
            // The first whole number above the tent's lower end.
            let low = centres[lane] - reach;
            let near = (low + ROUNDING) - ROUNDING;
            first[lane] = if near > low { near } else { near + 1.0 };
            // Places that nobody asks for may lie anywhere, below 0 too.
            tents.first[lane] = (first[lane] + ROUNDING).to_bits().wrapping_sub(ROUNDING.to_bits());
        }
        for tap in 0..TAPS {
            let weights = &mut tents.weights[tap];
            for lane in 0..LANES {
                let weight = 1.0 - ((first[lane] + tap as f32) - centres[lane]).abs() * slope;
                weights[lane] = weight.max(0.0);
            }
            for lane in 0..LANES {
                tents.total[lane] += weights[lane];
            }
        }
        tents
    }
}

/// The pixels under one tent of any width: index of the first, and the weights, which sum to 1.
///
/// `centre` is at least `reach` and below 2^22.
pub(super) fn wide_tent(centre: f32, reach: f32, weights: &mut Vec<f32>) -> u32 {
    let low = centre - reach;
    let near = (low + ROUNDING) - ROUNDING;
    let first = if near > low { near } else { near + 1.0 };
    let slope = 1.0 / reach;
    weights.clear();
    let taps = 0..(2.0 * reach).ceil() as usize;
    weights.extend(taps.map(|tap| (1.0 - ((first + tap as f32) - centre).abs() * slope).max(0.0)));
    let share = 1.0 / weights.iter().sum::<f32>();
    for weight in weights.iter_mut() {
        *weight *= share;
    }
    first as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tents_hold_every_pixel_under_them() {
        for reach in [1.0f32, 1.3, 1.5, 1.9, 2.0] {
            let centres: [f32; LANES] = std::array::from_fn(|lane| 5.0 + 0.25 * lane as f32 + 0.01 * reach);
            for centres in [centres, centres.map(f32::floor)] {
                let tents = Tents::<4>::at(&centres, reach);
                let mut wide = Vec::new();
                for (lane, centre) in centres.into_iter().enumerate() {
                    assert_eq!(wide_tent(centre, reach, &mut wide), tents.first[lane]);
                    let all: f32 = (0..20).map(|i| (1.0 - (i as f32 - centre).abs() / reach).max(0.0)).sum();
                    assert!((tents.total[lane] - all).abs() < 1e-5, "{centre} {reach}");
                    for (tap, weight) in wide.iter().enumerate() {
                        let place = (tents.first[lane] as usize + tap) as f32;
                        let expected = (1.0 - (place - centre).abs() / reach).max(0.0) / all;
                        assert!((weight - expected).abs() < 1e-5);
                        assert!((tents.weights[tap][lane] / tents.total[lane] - expected).abs() < 1e-5);
                    }
                }
            }
        }
    }
}
