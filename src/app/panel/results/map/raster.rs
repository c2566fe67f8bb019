//! [`raster`]: the marks of a map as a picture of the field's size.
//!
//! 20,000 marks as triangles take a graphics card no time, but a processor that draws in its place longer than a whole
//! frame. Stamping small masks takes it a millisecond, and the picture is only made where something has changed.

use egui::{Color32, ColorImage, Pos2};

/// Masks for places between pixels, along each axis.
const PHASES: usize = 4;
/// Samples of a pixel along each axis.
const SAMPLES: usize = 4;

/// Corners of the marks, the radius being 1: each colour comes with each of them once. They bulge everywhere.
pub const FORMS: [&[[f32; 2]]; 7] = [
    &[
        [1.0, 0.0],
        [0.81, 0.59],
        [0.31, 0.95],
        [-0.31, 0.95],
        [-0.81, 0.59],
        [-1.0, 0.0],
        [-0.81, -0.59],
        [-0.31, -0.95],
        [0.31, -0.95],
        [0.81, -0.59],
    ],
    &[[0.0, -1.2], [1.15, 0.8], [-1.15, 0.8]],
    &[[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
    &[[0.0, -1.3], [1.3, 0.0], [0.0, 1.3], [-1.3, 0.0]],
    &[[0.0, 1.2], [-1.15, -0.8], [1.15, -0.8]],
    &[[-1.4, -0.45], [1.4, -0.45], [1.4, 0.45], [-1.4, 0.45]],
    &[[-0.45, -1.4], [0.45, -1.4], [0.45, 1.4], [-0.45, 1.4]],
];

/// Masks of all forms at all places between pixels.
#[derive(Debug)]
pub struct Stamps {
    /// The radius that they were made for, in pixels.
    pub radius: f32,
    /// Pixels on each side of the middle one.
    half: usize,
    /// The pixels that each covers.
    masks: Vec<Vec<Covered>>,
}

/// A pixel of a mask.
#[derive(Clone, Copy, Debug)]
struct Covered {
    /// Pixels to the right of the middle one, and below it.
    beside: [i32; 2],
    /// How much of it is covered, 1 to 255.
    coverage: u8,
}

/// A mark to be stamped.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// Its middle, in pixels of the picture.
    pub at: Pos2,
    /// Its number among the forms.
    pub form: usize,
    /// Its colour.
    pub fill: Color32,
}

impl Stamps {
    /// The masks for marks of `radius` pixels.
    pub fn new(radius: f32) -> Self {
        let half = (1.4 * radius).ceil() as usize + 1;
        let mut masks = Vec::with_capacity(FORMS.len() * PHASES * PHASES);
        for form in FORMS {
            for phase in 0..PHASES * PHASES {
                let middle = [phase % PHASES, phase / PHASES].map(|p| half as f32 + p as f32 / PHASES as f32);
                masks.push(mask(form, radius, half, middle));
            }
        }
        Self { radius, half, masks }
    }

    /// Stamps `mark` upon `picture`; what lies beyond its edges is left out.
    fn stamp(&self, picture: &mut ColorImage, mark: &Stamp) {
        let [width, height] = picture.size.map(|side| side as i32);
        let place = |v: f32| {
            let cell = v.floor();
            (cell as i32, (((v - cell) * PHASES as f32) as usize).min(PHASES - 1))
        };
        let ((x, phase_x), (y, phase_y)) = (place(mark.at.x), place(mark.at.y));
        let number = (mark.form % FORMS.len() * PHASES + phase_y) * PHASES + phase_x;
        let half = self.half as i32;
        // Far beyond the edges, where sums of whole numbers would end.
        if x < -half || y < -half || x > width + half || y > height + half {
            return;
        }
        let Some(mask) = self.masks.get(number) else { return };
        for Covered { beside: [right, below], coverage } in mask {
            let (across, down) = (x + right, y + below);
            if across < 0 || down < 0 || across >= width {
                continue;
            }
            if let Some(pixel) = picture.pixels.get_mut((down * width + across) as usize) {
                *pixel = if *coverage == 255 && mark.fill.a() == 255 {
                    mark.fill
                } else {
                    over(mark.fill, *coverage, *pixel)
                };
            }
        }
    }
}

/// The marks as a picture, `size` pixels large, with nothing between them.
pub fn raster(size: [usize; 2], stamps: &Stamps, marks: impl Iterator<Item = Stamp>) -> ColorImage {
    let mut picture = ColorImage::filled(size, Color32::TRANSPARENT);
    for mark in marks {
        stamps.stamp(&mut picture, &mark);
    }
    picture
}

/// A colour laid over another, both multiplied by their opacity.
fn over(fill: Color32, coverage: u8, below: Color32) -> Color32 {
    let (c, left) = (u32::from(coverage), 255 - u32::from(fill.a()) * u32::from(coverage) / 255);
    let mix = |new: u8, old: u8| ((u32::from(new) * c + u32::from(old) * left + 127) / 255).min(255) as u8;
    let [r, g, b, a] = [0, 1, 2, 3].map(|i| mix(fill.to_array()[i], below.to_array()[i]));
    Color32::from_rgba_premultiplied(r, g, b, a)
}

/// The pixels that the form covers.
fn mask(form: &[[f32; 2]], radius: f32, half: usize, [x, y]: [f32; 2]) -> Vec<Covered> {
    let side = 2 * half + 1;
    let step = 1.0 / SAMPLES as f32;
    let covered = |pixel: usize| {
        let samples = (0..SAMPLES * SAMPLES).filter(|sample| {
            let at = |pixel: usize, sample: usize, middle: f32| {
                (pixel as f32 + (sample as f32 + 0.5) * step - middle) / radius
            };
            within(form, [at(pixel % side, sample % SAMPLES, x), at(pixel / side, sample / SAMPLES, y)])
        });
        (samples.count() * 255 / (SAMPLES * SAMPLES)) as u8
    };
    let beside = |along: usize| along as i32 - half as i32;
    (0..side * side)
        .map(|pixel| Covered {
            beside: [beside(pixel % side), beside(pixel / side)],
            coverage: covered(pixel),
        })
        .filter(|covered| covered.coverage > 0)
        .collect()
}

/// Whether a point lies on the same side of every edge.
fn within(form: &[[f32; 2]], [x, y]: [f32; 2]) -> bool {
    let ends = form.iter().skip(1).chain(form.first());
    form.iter().zip(ends).all(|([ax, ay], [bx, by])| (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn every_form_covers_about_its_area_wherever_it_lies() {
        let stamps = Stamps::new(4.0);
        for form in 0..FORMS.len() {
            let area = |at| {
                let mark = Stamp { at, form, fill: Color32::WHITE };
                let picture = raster([30, 30], &stamps, [mark].into_iter());
                picture.pixels.iter().map(|pixel| f32::from(pixel.a()) / 255.0).sum::<f32>()
            };
            let corners = FORMS[form];
            let ends = corners.iter().cycle().skip(1);
            let twice: f32 = corners.iter().zip(ends).map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum();
            for at in [pos2(15.0, 15.0), pos2(12.3, 17.8)] {
                let (found, expected) = (area(at), 0.5 * twice * 16.0);
                assert!((found / expected - 1.0).abs() < 0.1, "form {form}: {found} {expected}");
            }
        }
    }

    #[test]
    fn marks_beyond_the_edges_are_cut_and_later_ones_lie_above() {
        let stamps = Stamps::new(2.0);
        let mark = |x, y, fill| Stamp { at: pos2(x, y), form: 2, fill };
        let marks =
            [mark(-3.0, -3.0, Color32::RED), mark(9.0, 5.0, Color32::RED), mark(900.0, 5.0, Color32::RED)];
        let picture = raster([10, 10], &stamps, marks.into_iter());
        assert_eq!((picture.pixels[0], picture.pixels[59]), (Color32::TRANSPARENT, Color32::RED));
        let two = [mark(5.0, 5.0, Color32::RED), mark(5.0, 5.0, Color32::BLUE)];
        assert_eq!(raster([10, 10], &stamps, two.into_iter()).pixels[55], Color32::BLUE);
        assert_eq!(over(Color32::WHITE, 0, Color32::RED), Color32::RED);
    }
}
