//! [`Window`]: the square around a cell's middle; which cells keep theirs.

use std::collections::HashMap;

/// A cell's middle in pixels of its field; the middle of the first pixel is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Pixels that belong to it, where they are known.
    pub area: Option<f64>,
    /// Its number in the table or label image.
    pub number: u64,
    /// What a table says about it.
    pub columns: Vec<String>,
}

/// The square that is cut out around each cell of a field, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Side of the square.
    pub side: usize,
    /// The least distance between two middles; 0 for any.
    pub apart: f64,
}

/// Cells of a field that keep their windows, each with its upper left pixel, and how many do not.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chosen {
    pub cells: Vec<(Placed, (usize, usize))>,
    /// Their window reaches beyond the field.
    pub at_edge: usize,
    /// Too near to one that is there.
    pub too_near: usize,
}

impl Window {
    /// The upper left pixel of the square around (`x`, `y`); `None` where it leaves a field of `size`.
    pub fn corner(&self, x: f64, y: f64, size: (usize, usize)) -> Option<(usize, usize)> {
        let half = (self.side as f64 - 1.0) / 2.0;
        let start = |middle: f64, length: usize| {
            // Halves go up, as in the rows and columns of a picture, not away from zero.
            let start = (middle - half + 0.5).floor();
            (start >= 0.0 && start + self.side as f64 <= length as f64).then_some(start as usize)
        };
        Some((start(x, size.0)?, start(y, size.1)?))
    }

    /// The cells whose square lies in a field of `size` and that are far enough from those before them.
    pub(super) fn choose(&self, cells: Vec<Placed>, size: (usize, usize)) -> Chosen {
        let mut chosen = Chosen::default();
        // Middles by squares of the least distance: only those of nine squares can be too near.
        let mut near: HashMap<(i64, i64), Vec<(f64, f64)>> = HashMap::new();
        for cell in cells {
            let Some(corner) = self.corner(cell.x, cell.y, size) else {
                chosen.at_edge += 1;
                continue;
            };
            if self.apart > 0.0 {
                let square = ((cell.x / self.apart) as i64, (cell.y / self.apart) as i64);
                let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (square.0 + dx, square.1 + dy)));
                let least = self.apart * self.apart;
                let taken = around.filter_map(|square| near.get(&square)).flatten().any(|(x, y)| {
                    let (dx, dy) = (x - cell.x, y - cell.y);
                    dx * dx + dy * dy < least
                });
                if taken {
                    chosen.too_near += 1;
                    continue;
                }
                near.entry(square).or_default().push((cell.x, cell.y));
            }
            chosen.cells.push((cell, corner));
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Placed {
        Placed { x, y, area: None, number: 1, columns: Vec::new() }
    }

    #[test]
    fn windows_lie_around_the_middle_and_inside() {
        let even = Window { side: 4, apart: 0.0 };
        // Pixels 0 to 3 have their middle at 1.5.
        assert_eq!(even.corner(1.5, 1.5, (10, 10)), Some((0, 0)));
        assert_eq!(even.corner(1.4, 8.0, (10, 10)), None);
        assert_eq!(even.corner(7.5, 7.9, (10, 10)), Some((6, 6)));
        assert_eq!(even.corner(8.1, 5.0, (10, 10)), None);
        let odd = Window { side: 3, apart: 0.0 };
        assert_eq!(odd.corner(1.0, 8.0, (10, 10)), Some((0, 7)));
        for (x, y) in [(f64::NAN, 5.0), (-1e300, 5.0), (f64::INFINITY, 5.0)] {
            assert_eq!(odd.corner(x, y, (10, 10)), None);
        }
    }

    #[test]
    fn of_cells_too_near_to_each_other_the_first_stays() {
        let window = Window { side: 4, apart: 5.0 };
        let chosen =
            window.choose(vec![at(10.0, 10.0), at(14.9, 10.0), at(15.0, 10.0), at(0.0, 0.0)], (50, 50));
        let kept: Vec<f64> = chosen.cells.iter().map(|(cell, _)| cell.x).collect();
        assert_eq!((kept.as_slice(), chosen.at_edge, chosen.too_near), (&[10.0, 15.0][..], 1, 1));
    }
}
