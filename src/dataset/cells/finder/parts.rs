//! Numbering the connected parts of a mask.

/// For each pixel the number of the part it belongs to, from 1 in the order of their first pixels; 0 outside. Pixels
/// touch by their sides.
pub(super) fn number(cells: &[bool], width: usize) -> Vec<u32> {
    let mut parts = vec![0; cells.len()];
    let mut open = Vec::new();
    let mut count = 0;
    for start in 0..cells.len() {
        if !cells[start] || parts[start] != 0 {
            continue;
        }
        count += 1;
        parts[start] = count;
        open.push(start);
        while let Some(at) = open.pop() {
            for to in neighbours(at, width, cells.len()) {
                if cells[to] && parts[to] == 0 {
                    parts[to] = count;
                    open.push(to);
                }
            }
        }
    }
    parts
}

/// The pixels that share a side with pixel `at`: above, left, right, below.
pub(super) fn neighbours(at: usize, width: usize, all: usize) -> impl Iterator<Item = usize> {
    let x = at % width;
    [
        at.checked_sub(width),
        (x > 0).then(|| at - 1),
        (x + 1 < width).then(|| at + 1),
        (at + width < all).then(|| at + width),
    ]
    .into_iter()
    .flatten()
}
