//! [`CentralObject`]: the object in the middle of a picture, and where, how large, how long and which way it is.

use crate::image::Planes;
use crate::transform::otsu_threshold;

/// Fewest pixels of an object.
const FEWEST: usize = 9;
/// The same as a share of the picture.
const SMALLEST: f64 = 0.002;

/// The object in the middle of a picture.
#[derive(Clone, Debug)]
pub struct CentralObject {
    /// Its pixels, by their places row after row. All of them, where nothing stands out.
    pub inside: Vec<usize>,
    /// All others.
    pub outside: Vec<usize>,
    /// Objects in the picture, this one included.
    pub objects: usize,
    /// Its middle in pixels, from the picture's.
    pub middle: (f64, f64),
    /// Second moments about its middle: across, down, and both.
    pub moments: (f64, f64, f64),
}

impl CentralObject {
    /// Finds it in a smoothed picture, whose channels lie above (or, where that is stronger, below) `background`.
    ///
    /// What stands out by Otsu's threshold (IEEE Trans. SMC 9, 1979) of the sum of all channels is parted into
    /// connected objects; small ones are dropped, and the one that comes nearest to the middle is taken.
    pub fn find(smoothed: &Planes, background: &[f32]) -> Self {
        let (width, height) = (smoothed.width, smoothed.height);
        let mut signal = vec![0.0f32; width * height];
        for (c, background) in background.iter().enumerate() {
            signal.iter_mut().zip(smoothed.channel(c)).for_each(|(sum, v)| *sum += v - background);
        }
        let low = signal.iter().copied().fold(f32::INFINITY, f32::min);
        let high = signal.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if -low > high {
            // Stained cells on a bright ground.
            signal.iter_mut().for_each(|v| *v = -*v);
        }
        let mut left: Vec<bool> = match otsu_threshold(&signal) {
            Some(threshold) => signal.iter().map(|v| *v > threshold).collect(),
            None => vec![false; width * height],
        };
        let fewest = FEWEST.max((SMALLEST * (width * height) as f64) as usize);
        let mut best: Option<(f64, Vec<usize>)> = None;
        let mut objects = 0;
        for start in 0..left.len() {
            let pixels = connected(&mut left, width, start);
            if pixels.len() < fewest {
                continue;
            }
            objects += 1;
            let nearest = pixels.iter().map(|p| from_middle(*p, width, height)).fold(f64::INFINITY, f64::min);
            // Of two that cover the middle, or come as near, the larger one.
            let rank = nearest - 1e-3 * pixels.len() as f64;
            if best.as_ref().is_none_or(|(other, _)| rank < *other) {
                best = Some((rank, pixels));
            }
        }
        Self::of(
            best.map_or_else(|| (0..width * height).collect(), |(_, pixels)| pixels),
            objects,
            width,
            height,
        )
    }

    fn of(pixels: Vec<usize>, objects: usize, width: usize, height: usize) -> Self {
        let count = pixels.len().max(1) as f64;
        let place = |p: usize| ((p % width.max(1)) as f64, (p / width.max(1)) as f64);
        let (mut x, mut y) = (0.0, 0.0);
        for &p in &pixels {
            let (px, py) = place(p);
            x += px / count;
            y += py / count;
        }
        let mut moments = (0.0, 0.0, 0.0);
        let mut is_outside = vec![true; width * height];
        for &p in &pixels {
            let (px, py) = place(p);
            moments.0 += (px - x) * (px - x) / count;
            moments.1 += (py - y) * (py - y) / count;
            moments.2 += (px - x) * (py - y) / count;
            if let Some(outside) = is_outside.get_mut(p) {
                *outside = false;
            }
        }
        let outside =
            is_outside.into_iter().enumerate().filter(|(_, outside)| *outside).map(|(p, _)| p).collect();
        let middle = (x - (width as f64 - 1.0) / 2.0, y - (height as f64 - 1.0) / 2.0);
        Self { inside: pixels, outside, objects, middle, moments }
    }

    /// How long it is, 0 to 1, times cosine and sine of twice the angle of its long axis.
    pub fn direction(&self) -> (f64, f64) {
        let (across, down, both) = self.moments;
        let sum = across + down;
        if sum > 0.0 { ((across - down) / sum, 2.0 * both / sum) } else { (0.0, 0.0) }
    }
}

fn from_middle(pixel: usize, width: usize, height: usize) -> f64 {
    let x = (pixel % width) as f64 - (width as f64 - 1.0) / 2.0;
    let y = (pixel / width) as f64 - (height as f64 - 1.0) / 2.0;
    x.hypot(y)
}

/// The pixels that hang together with `start`, side by side; they are taken out of `left`.
fn connected(left: &mut [bool], width: usize, start: usize) -> Vec<usize> {
    let mut found = Vec::new();
    if !std::mem::replace(&mut left[start], false) {
        return found;
    }
    found.push(start);
    let mut at = 0;
    while let Some(&pixel) = found.get(at) {
        let x = pixel % width;
        let beside = [
            (x > 0).then(|| pixel - 1),
            (x + 1 < width).then_some(pixel + 1),
            pixel.checked_sub(width),
            Some(pixel + width),
        ];
        for next in beside.into_iter().flatten() {
            if let Some(there) = left.get_mut(next)
                && std::mem::replace(there, false)
            {
                found.push(next);
            }
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An ellipse of half axes `a` (along `angle` degrees) and `b` at a place, `inside` on `outside`.
    fn ellipse(
        size: usize,
        at: (f64, f64),
        (a, b): (f64, f64),
        angle: f64,
        (inside, outside): (f32, f32),
    ) -> Planes {
        let mut planes = Planes::zeros(1, size, size);
        let (sin, cos) = angle.to_radians().sin_cos();
        for (i, v) in planes.data.iter_mut().enumerate() {
            let (dx, dy) = ((i % size) as f64 - at.0, (i / size) as f64 - at.1);
            let (u, w) = ((dx * cos + dy * sin) / a, (dy * cos - dx * sin) / b);
            *v = if u * u + w * w < 1.0 { inside } else { outside };
        }
        planes
    }

    #[test]
    fn an_ellipse_has_its_area_place_length_and_angle() {
        for (inside, outside) in [(0.8, 0.1), (0.2, 0.9)] {
            let picture = ellipse(96, (50.0, 45.0), (24.0, 12.0), 30.0, (inside, outside));
            let found = CentralObject::find(&picture, &[outside]);
            let area = std::f64::consts::PI * 24.0 * 12.0;
            assert!((found.inside.len() as f64 / area - 1.0).abs() < 0.02, "{}", found.inside.len());
            assert!(
                (found.middle.0 - 2.5).abs() < 0.1 && (found.middle.1 + 2.5).abs() < 0.1,
                "{:?}",
                found.middle
            );
            // (a^2 - b^2) / (a^2 + b^2) = 0.6, at twice 30 degrees.
            let (cos, sin) = found.direction();
            assert!((cos - 0.3).abs() < 0.02 && (sin - 0.6 * 0.866).abs() < 0.02, "{cos} {sin}");
        }
    }

    #[test]
    fn of_several_the_central_one_is_taken_and_specks_are_not_counted() {
        let mut picture = ellipse(64, (31.0, 33.0), (8.0, 8.0), 0.0, (0.7, 0.0));
        for (x, y, half) in [(8, 8, 5), (56, 50, 4), (60, 5, 0)] {
            for row in y - half..=y + half {
                picture.data[row * 64 + x - half..=row * 64 + x + half].fill(0.9);
            }
        }
        let found = CentralObject::find(&picture, &[0.0]);
        assert_eq!(found.objects, 3);
        assert!(found.inside.contains(&(33 * 64 + 31)) && found.outside.contains(&(8 * 64 + 8)));
    }

    #[test]
    fn a_picture_of_one_brightness_is_one_whole() {
        let found =
            CentralObject::find(&Planes { channels: 1, height: 8, width: 8, data: vec![0.4; 64] }, &[0.4]);
        assert_eq!((found.inside.len(), found.outside.len(), found.objects), (64, 0, 0));
    }
}
