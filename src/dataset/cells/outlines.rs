//! The outlines of labelled cells along the edges of their pixels.

use super::labels::Labels;

/// The corners of a closed line around a cell, or around a hole in it, in the order of a clock hand around a cell. Corner
/// (0, 0) is the upper left one of the first pixel.
pub type Outline = Vec<[u32; 2]>;

/// Right, down, left, up.
const STEPS: [(i64, i64); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

impl Labels {
    /// The outlines of all cells, in the order of their uppermost pixels.
    pub fn outlines(&self) -> Vec<Outline> {
        let mut seen = vec![false; self.of.len()];
        let mut outlines = Vec::new();
        for at in 0..self.of.len() {
            let (x, y) = ((at % self.width) as i64, (at / self.width) as i64);
            let label = self.at(x, y);
            // Every closed line goes to the right somewhere.
            if label != 0 && !seen[at] && self.at(x, y - 1) != label {
                outlines.push(self.around(label, (x, y), &mut seen));
            }
        }
        outlines
    }

    /// Follows the edge of a cell from the upper left corner of a pixel to the right, the cell on the right hand.
    fn around(&self, label: u32, start: (i64, i64), seen: &mut [bool]) -> Outline {
        let (mut corner, mut way) = (start, 0);
        let mut outline = Vec::new();
        loop {
            if way == 0
                && let Some(seen) = seen.get_mut(corner.1 as usize * self.width + corner.0 as usize)
            {
                *seen = true;
            }
            let (dx, dy) = STEPS[way];
            corner = (corner.0 + dx, corner.1 + dy);
            let (ahead, left) = (right_hand(corner, way), right_hand(corner, (way + 3) % 4));
            let turn = if self.at(ahead.0, ahead.1) != label {
                1
            } else if self.at(left.0, left.1) == label {
                3
            } else {
                0
            };
            if turn != 0 {
                outline.push([corner.0 as u32, corner.1 as u32]);
                way = (way + turn) % 4;
            }
            if (corner, way) == (start, 0) {
                return outline;
            }
        }
    }

    /// The label of a pixel; 0 outside the field.
    fn at(&self, x: i64, y: i64) -> u32 {
        if x < 0 || y < 0 || x >= self.width as i64 || y >= self.height as i64 {
            return 0;
        }
        self.of.get(y as usize * self.width + x as usize).copied().unwrap_or(0)
    }
}

/// The pixel on the right hand of who goes from `corner` in that way.
fn right_hand(corner: (i64, i64), way: usize) -> (i64, i64) {
    let (x, y) = corner;
    match way {
        0 => (x, y),
        1 => (x - 1, y),
        2 => (x - 1, y - 1),
        _ => (x, y - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_go_around_cells_that_touch_and_around_holes() {
        let labels = Labels::new(vec![1, 1, 0, 1, 1, 2], 3);
        let want = [vec![[2, 0], [2, 2], [0, 2], [0, 0]], vec![[3, 1], [3, 2], [2, 2], [2, 1]]];
        assert_eq!(labels.outlines(), want);
        let ring = Labels::new(vec![1, 1, 1, 1, 0, 1, 1, 1, 1], 3);
        let outlines = ring.outlines();
        assert_eq!(outlines[0], [[3, 0], [3, 3], [0, 3], [0, 0]]);
        assert_eq!((outlines.len(), outlines[1].len()), (2, 4));
        // Pixels that touch by a corner only are outlined one by one.
        let corner = Labels::new(vec![1, 0, 0, 1], 2).outlines();
        assert_eq!(corner, [vec![[1, 0], [1, 1], [0, 1], [0, 0]], vec![[2, 1], [2, 2], [1, 2], [1, 1]]]);
        assert!(Labels::none(0, 0).outlines().is_empty());
    }

    #[test]
    fn every_edge_of_a_cell_is_in_an_outline() {
        let mut state = 3_u32;
        let of: Vec<u32> = (0..23 * 17)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 28) % 3
            })
            .collect();
        let labels = Labels::new(of.clone(), 23);
        let length: u64 = labels
            .outlines()
            .iter()
            .flat_map(|outline| outline.iter().zip(outline.iter().cycle().skip(1)))
            .map(|(a, b)| u64::from(a[0].abs_diff(b[0]) + a[1].abs_diff(b[1])))
            .sum();
        let sides = of.iter().enumerate().filter(|(_, label)| **label != 0).map(|(at, &label)| {
            let (x, y) = ((at % 23) as i64, (at / 23) as i64);
            STEPS.iter().filter(|(dx, dy)| labels.at(x + dx, y + dy) != label).count() as u64
        });
        assert_eq!(length, sides.sum::<u64>());
    }
}
