//! [`CentralObject`]: the object in the middle of a picture, and where, how large, how long and which way it is.

use super::parting::{filled, parted};
use crate::image::Planes;
use crate::transform::otsu_threshold;
use std::collections::BTreeMap;

/// Fewest pixels of an object.
const FEWEST: usize = 9;
/// The same as a share of the picture.
const SMALLEST: f64 = 0.002;

/// The share of the rim from which on what was taken for objects is the ground: the picture was inverted.
const GROUND: f64 = 0.85;

/// The object in the middle of a picture.
#[derive(Clone, Debug)]
pub struct CentralObject {
    /// Its pixels, by their places row after row. All of them, where nothing stands out.
    pub inside: Vec<usize>,
    /// Pixels that belong to no object.
    pub ground: Vec<usize>,
    /// Objects in the picture, this one included.
    pub objects: usize,
    /// Its middle in pixels, from the picture's.
    pub middle: (f64, f64),
    /// Second moments about its middle: across, down, and both.
    pub moments: (f64, f64, f64),
}

/// The sum of all channels.
fn summed(picture: &Planes) -> Vec<f32> {
    let mut sum = vec![0.0f32; picture.area()];
    for c in 0..picture.channels {
        sum.iter_mut().zip(picture.channel(c)).for_each(|(sum, v)| *sum += v);
    }
    sum
}

/// True where the objects of a smoothed picture seem darker than its ground: most of the rim is bright. In a crowd the
/// rim may mislead, so many pictures of one kind are asked.
pub fn seems_dark(smoothed: &Planes) -> bool {
    let sum = summed(smoothed);
    otsu_threshold(&sum).is_some_and(|threshold| share_of_rim(&sum, smoothed.width, |v| v > threshold) > 0.5)
}

fn share_of_rim<T: Copy>(plane: &[T], width: usize, counts: impl Fn(T) -> bool) -> f64 {
    let height = plane.len() / width.max(1);
    let on_rim = |place: usize| {
        let (x, y) = (place % width.max(1), place / width.max(1));
        x == 0 || y == 0 || x + 1 == width || y + 1 == height
    };
    let rim: Vec<T> = plane.iter().enumerate().filter(|(place, _)| on_rim(*place)).map(|(_, v)| *v).collect();
    rim.iter().filter(|v| counts(**v)).count() as f64 / (rim.len() as f64).max(1.0)
}

impl CentralObject {
    /// Finds it in a smoothed picture, whose objects are brighter than the ground, or `dark`.
    ///
    /// What stands out by Otsu's threshold (IEEE Trans. SMC 9, 1979) of the sum of all channels is parted into objects,
    /// holes filled and cells that touch parted; small ones are dropped, and the one that comes nearest to the middle
    /// is taken.
    pub fn find(smoothed: &Planes, dark: bool) -> Self {
        let (width, height) = (smoothed.width, smoothed.height);
        let sum = summed(smoothed);
        let mut stands_out: Vec<bool> = match otsu_threshold(&sum) {
            Some(threshold) => sum.iter().map(|v| (*v > threshold) != dark).collect(),
            None => vec![false; width * height],
        };
        if share_of_rim(&stands_out, width, |out| out) > GROUND {
            for out in &mut stands_out {
                *out = !*out;
            }
        }
        let objects = filled(&stands_out, width);
        let ground =
            objects.iter().enumerate().filter(|(_, object)| !**object).map(|(place, _)| place).collect();
        let fewest = FEWEST.max((SMALLEST * (width * height) as f64) as usize);
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (pixel, part) in parted(&objects, width).into_iter().enumerate() {
            if let Some(part) = part {
                parts.entry(part).or_default().push(pixel);
            }
        }
        parts.retain(|_, pixels| pixels.len() >= fewest);
        let objects = parts.len();
        // Of two that cover the middle, or come as near, the larger one.
        let rank = |pixels: &[usize]| {
            let nearest = pixels.iter().map(|p| from_middle(*p, width, height)).fold(f64::INFINITY, f64::min);
            nearest - 1e-3 * pixels.len() as f64
        };
        let central = parts.into_values().min_by(|a, b| rank(a).total_cmp(&rank(b)));
        Self::of(central.unwrap_or_else(|| (0..width * height).collect()), ground, objects, (width, height))
    }

    fn of(pixels: Vec<usize>, ground: Vec<usize>, objects: usize, (width, height): (usize, usize)) -> Self {
        let count = pixels.len().max(1) as f64;
        let place = |p: usize| ((p % width.max(1)) as f64, (p / width.max(1)) as f64);
        let (mut x, mut y) = (0.0, 0.0);
        for &p in &pixels {
            let (px, py) = place(p);
            x += px / count;
            y += py / count;
        }
        let mut moments = (0.0, 0.0, 0.0);
        for &p in &pixels {
            let (px, py) = place(p);
            moments.0 += (px - x) * (px - x) / count;
            moments.1 += (py - y) * (py - y) / count;
            moments.2 += (px - x) * (py - y) / count;
        }
        let middle = (x - (width as f64 - 1.0) / 2.0, y - (height as f64 - 1.0) / 2.0);
        Self { inside: pixels, ground, objects, middle, moments }
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
            assert_eq!(seems_dark(&picture), inside < outside);
            let found = CentralObject::find(&picture, inside < outside);
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
        let found = CentralObject::find(&picture, false);
        assert_eq!(found.objects, 3);
        assert!(
            found.inside.contains(&(33 * 64 + 31))
                && !found.ground.contains(&(8 * 64 + 8))
                && found.ground.contains(&0)
        );
    }

    #[test]
    fn a_picture_of_one_brightness_is_one_whole() {
        let found =
            CentralObject::find(&Planes { channels: 1, height: 8, width: 8, data: vec![0.4; 64] }, false);
        assert_eq!((found.inside.len(), found.ground.len(), found.objects), (64, 64, 0));
    }
}
