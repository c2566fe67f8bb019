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
            for_neighbours(at, width, cells.len(), |to| {
                if cells[to] && parts[to] == 0 {
                    parts[to] = count;
                    open.push(to);
                }
            });
        }
    }
    parts
}

/// Calls `f` with the pixels that share a side with pixel `at` of `all`: above, left, right, below.
#[inline]
pub(super) fn for_neighbours(at: usize, width: usize, all: usize, mut f: impl FnMut(usize)) {
    // Fields have fewer than 2^32 pixels a plane, and dividing short numbers is several times as fast.
    let x = at as u32 % width as u32;
    if at >= width {
        f(at - width);
    }
    if x > 0 {
        f(at - 1);
    }
    if x + 1 < width as u32 {
        f(at + 1);
    }
    if at + width < all {
        f(at + width);
    }
}
