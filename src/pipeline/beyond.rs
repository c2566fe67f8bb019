//! [`Beyond`]: what lies beyond the edge of the picture that is resampled.

use crate::image::Planes;
use crate::transform::{Border, rim_median};

/// A rule for what lies beyond a picture's edge, with the values it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Beyond {
    /// The rule.
    pub border: Border,
    /// For rules that fill with one value: that of every channel, in window units. Else empty.
    pub fill: Vec<f32>,
}

impl Beyond {
    /// What lies beyond `picture` under `border`, where `constant` is the value of [`Border::Constant`].
    pub fn of(picture: &Planes, border: Border, constant: f32) -> Self {
        let fill = match border {
            Border::Reflect | Border::Edge => Vec::new(),
            Border::Constant => vec![constant; picture.channels],
            // Most pixels there see no cell where cells lie in the middle of their pictures.
            Border::Background => rim_median(picture),
        };
        Self { border, fill }
    }

    /// The value of channel `c` where [`Beyond::inside`] has none.
    pub fn value(&self, c: usize) -> f32 {
        self.fill.get(c).copied().unwrap_or(0.0)
    }

    /// The index that stands for `index` along an axis of `length` pixels, or `None` where the picture
    /// has the value of [`Beyond::value`].
    #[inline]
    pub fn inside(&self, index: isize, length: usize) -> Option<usize> {
        let n = length as isize;
        if (0..n).contains(&index) {
            return Some(index as usize);
        }
        match self.border {
            Border::Constant | Border::Background => None,
            Border::Edge => Some(index.clamp(0, n - 1) as usize),
            Border::Reflect => {
                let folded = index.rem_euclid(2 * n);
                Some((if folded < n { folded } else { 2 * n - 1 - folded }) as usize)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_background_is_that_of_the_frame_whatever_lies_inside() {
        let mut picture = Planes::zeros(2, 5, 6);
        picture.data.fill(0.9);
        for c in 0..2 {
            for y in 0..5 {
                for x in 0..6 {
                    if y == 0 || y == 4 || x == 0 || x == 5 {
                        picture.channel_mut(c)[y * 6 + x] = 0.1 * (c + 1) as f32;
                    }
                }
            }
        }
        // A cell that touches the edge does not move the median.
        picture.channel_mut(0)[..5].fill(0.8);
        assert_eq!(Beyond::of(&picture, Border::Background, 0.0).fill, [0.1, 0.2]);
        assert_eq!(Beyond::of(&picture, Border::Constant, 0.3).fill, [0.3, 0.3]);
        assert_eq!(Beyond::of(&picture, Border::Constant, 0.3).inside(-1, 6), None);
        let single = Planes { channels: 1, height: 1, width: 1, data: vec![0.4] };
        assert_eq!(Beyond::of(&single, Border::Background, 0.0).fill, [0.4]);
    }

    #[test]
    fn indices_beyond_the_edge_stand_for_pixels_inside() {
        let picture = Planes::zeros(1, 3, 3);
        let along = |border| {
            let beyond = Beyond::of(&picture, border, 0.0);
            (-4..7).map(|i| beyond.inside(i, 3)).map(|i| i.map_or(-1, |i| i as i32)).collect::<Vec<_>>()
        };
        assert_eq!(along(Border::Reflect), [2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0]);
        assert_eq!(along(Border::Edge), [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2]);
        assert_eq!(along(Border::Constant), [-1, -1, -1, -1, 0, 1, 2, -1, -1, -1, -1]);
    }
}
