//! Filling holes: what of the background does not reach the edge of the field.

use super::parts::for_neighbours;

/// Makes every part of the background that is enclosed by cells a part of them, as SciPy's `binary_fill_holes`.
pub(super) fn fill(cells: &mut [bool], width: usize) {
    if width == 0 || cells.is_empty() {
        return;
    }
    let height = cells.len() / width;
    let mut outside = vec![false; cells.len()];
    let mut open: Vec<usize> = Vec::new();
    let edge = (0..width)
        .flat_map(|x| [x, (height - 1) * width + x])
        .chain((0..height).flat_map(|y| [y * width, y * width + width - 1]));
    for at in edge {
        if !cells[at] && !outside[at] {
            outside[at] = true;
            open.push(at);
        }
    }
    while let Some(at) = open.pop() {
        for_neighbours(at, width, cells.len(), |to| {
            if !cells[to] && !outside[to] {
                outside[to] = true;
                open.push(to);
            }
        });
    }
    for (cell, outside) in cells.iter_mut().zip(outside) {
        *cell = !outside;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_filled_and_bays_are_not() {
        let picture = ["......", ".###..", ".#.#.#", ".###.#", "...###"];
        let mut cells: Vec<bool> = picture.concat().chars().map(|c| c == '#').collect();
        fill(&mut cells, 6);
        let text: String = cells.iter().map(|&cell| if cell { '#' } else { '.' }).collect();
        assert_eq!(text, "......".to_owned() + ".###.." + ".###.#" + ".###.#" + "...###");
    }
}
