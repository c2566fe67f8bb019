//! [`filled`] and [`parted`]: a mask without holes, and cells that touch parted from each other.

// Pixels are places of the mask, by counting it or by `beside`, which stays below its length; parts are places of the two
// lists that grow together. So no index here is beyond its end.

/// How narrow the waist between two parts must be, as a share of the smaller part's largest half width, for them to be
/// two: a long cell has no waist, two touching discs one of about a half.
const WAIST: f32 = 0.85;

/// `mask` with its holes filled: what cannot be reached from the border of the picture belongs to an object. A red
/// blood cell is pale in the middle.
pub fn filled(mask: &[bool], width: usize) -> Vec<bool> {
    let height = mask.len() / width.max(1);
    let mut outside = vec![false; mask.len()];
    let mut open: Vec<usize> = (0..mask.len())
        .filter(|p| {
            let (x, y) = (p % width, p / width);
            x == 0 || y == 0 || x + 1 == width || y + 1 == height
        })
        .filter(|p| !mask[*p])
        .collect();
    for pixel in &open {
        outside[*pixel] = true;
    }
    while let Some(pixel) = open.pop() {
        for next in beside(pixel, width, mask.len()) {
            if !mask[next] && !outside[next] {
                outside[next] = true;
                open.push(next);
            }
        }
    }
    outside.into_iter().map(|outside| !outside).collect()
}

/// The number of its part for every pixel of `mask`, none outside; parts hang together side by side.
///
/// A watershed of the distance to the outside (S. Beucher and C. Lantuéjoul 1979): pixels are taken from the deepest
/// outwards, and two parts that meet become one unless there is a waist between them.
pub fn parted(mask: &[bool], width: usize) -> Vec<Option<usize>> {
    let depth = depths(mask, width);
    let mut order: Vec<usize> = (0..mask.len()).filter(|p| mask[*p]).collect();
    order.sort_unstable_by(|a, b| depth[*b].total_cmp(&depth[*a]).then(a.cmp(b)));
    let mut part: Vec<Option<usize>> = vec![None; mask.len()];
    // Of every part the one it was taken into (itself at first), and how deep it is.
    let mut taken_into: Vec<usize> = Vec::new();
    let mut deepest: Vec<f32> = Vec::new();
    let root = |taken_into: &[usize], mut part: usize| {
        while taken_into[part] != part {
            part = taken_into[part];
        }
        part
    };
    for pixel in order {
        let mut own: Option<usize> = None;
        for next in beside(pixel, width, mask.len()) {
            let Some(other) = part[next].map(|other| root(&taken_into, other)) else { continue };
            match own {
                None => own = Some(other),
                Some(mine) if mine != other => {
                    let (high, low) =
                        if deepest[mine] >= deepest[other] { (mine, other) } else { (other, mine) };
                    if depth[pixel] >= WAIST * deepest[low] {
                        taken_into[low] = high;
                    }
                    own = Some(high);
                }
                Some(_) => {}
            }
        }
        part[pixel] = Some(own.unwrap_or_else(|| {
            taken_into.push(taken_into.len());
            deepest.push(depth[pixel]);
            taken_into.len() - 1
        }));
    }
    part.into_iter().map(|part| part.map(|part| root(&taken_into, part))).collect()
}

/// The pixels side by side with one.
fn beside(pixel: usize, width: usize, length: usize) -> impl Iterator<Item = usize> {
    let x = pixel % width;
    let beside = [
        (x > 0).then(|| pixel - 1),
        (x + 1 < width).then_some(pixel + 1),
        pixel.checked_sub(width),
        Some(pixel + width).filter(|p| *p < length),
    ];
    beside.into_iter().flatten()
}

/// The distance of every pixel inside to the outside, in pixels: steps of 1 and the square root of 2 (G. Borgefors
/// 1986). What lies beyond the picture is neither.
fn depths(mask: &[bool], width: usize) -> Vec<f32> {
    const DIAGONAL: f32 = std::f32::consts::SQRT_2;
    let height = mask.len() / width.max(1);
    let mut depth: Vec<f32> = mask.iter().map(|inside| if *inside { 1e9 } else { 0.0 }).collect();
    let nearest = |depth: &[f32], x: usize, y: usize, steps: [(isize, isize, f32); 4]| {
        steps.into_iter().fold(depth[y * width + x], |best, (dx, dy, far)| {
            match (x.checked_add_signed(dx), y.checked_add_signed(dy)) {
                (Some(x), Some(y)) if x < width && y < height => best.min(depth[y * width + x] + far),
                _ => best,
            }
        })
    };
    let before = [(-1, 0, 1.0), (0, -1, 1.0), (-1, -1, DIAGONAL), (1, -1, DIAGONAL)];
    let after = before.map(|(dx, dy, far)| (-dx, -dy, far));
    for y in 0..height {
        for x in 0..width {
            depth[y * width + x] = nearest(&depth, x, y, before);
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            depth[y * width + x] = nearest(&depth, x, y, after);
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(size: usize, inside: impl Fn(f32, f32) -> bool) -> Vec<bool> {
        (0..size * size).map(|i| inside((i % size) as f32, (i / size) as f32)).collect()
    }

    fn disc(x: f32, y: f32, radius: f32) -> impl Fn(f32, f32) -> bool {
        move |a, b| (a - x).hypot(b - y) < radius
    }

    #[test]
    fn a_ring_becomes_a_disc_and_an_open_bay_stays() {
        let ring = mask(40, |x, y| disc(20.0, 20.0, 12.0)(x, y) && !disc(20.0, 20.0, 6.0)(x, y));
        assert_eq!(filled(&ring, 40), mask(40, disc(20.0, 20.0, 12.0)));
        let bay = mask(40, |x, y| disc(20.0, 20.0, 12.0)(x, y) && !(y > 15.0 && (x - 20.0).abs() < 3.0));
        assert_eq!(filled(&bay, 40), bay);
    }

    #[test]
    fn touching_discs_are_two_and_a_long_cell_is_one() {
        let parts = |mask: &[bool]| {
            let mut parts: Vec<usize> = parted(mask, 64).into_iter().flatten().collect();
            parts.sort_unstable();
            let sizes: Vec<usize> = parts.chunk_by(|a, b| a == b).map(<[usize]>::len).collect();
            sizes
        };
        let two = mask(64, |x, y| disc(20.0, 30.0, 12.0)(x, y) || disc(42.0, 30.0, 12.0)(x, y));
        let sizes = parts(&two);
        assert_eq!(sizes.len(), 2, "{sizes:?}");
        assert!(sizes.iter().all(|size| (400..470).contains(size)), "{sizes:?}");
        let long = mask(64, |x, y| ((x - 32.0) / 26.0).hypot((y - 32.0) / 9.0) < 1.0);
        assert_eq!(parts(&long).len(), 1);
        let bar = mask(64, |x, y| (x - 32.0).abs() < 25.0 && (y - 32.0).abs() < 5.0);
        assert_eq!(parts(&bar).len(), 1);
        let apart = mask(64, |x, y| disc(14.0, 14.0, 8.0)(x, y) || disc(48.0, 44.0, 10.0)(x, y));
        assert_eq!(parts(&apart).len(), 2);
    }
}
