//! [`LargeImage`]: the piece of an image that is looked at, made into colours on a thread.

use super::data_view::{Look, Zoom};
use augscope::image::{ChannelDisplay, Display, Image, Planes};
use augscope::job::Worker;
use egui::{ColorImage, Context, TextureFilter, TextureHandle, TextureOptions};
use rayon::prelude::*;
use std::sync::Arc;

/// Longest side of a picture of a whole image.
const LONGEST: usize = 1600;
/// Longest side of a texture that every graphics card takes.
const LARGEST_TEXTURE: usize = 2048;

/// A rectangle of an image in its pixels; it lies inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Left edge.
    pub x: usize,
    /// Upper edge.
    pub y: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// Everything that decides what a picture looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureKey {
    /// Which opened data set.
    pub data: u64,
    /// Which image of it.
    pub item: usize,
    /// Which piece.
    pub region: Region,
    /// Columns and rows of the picture; at most those of the piece.
    pub size: (usize, usize),
    /// Colours and contrast.
    pub display: Display,
}

/// What to make a picture of.
type Request = (PictureKey, Arc<Image>);
/// The picture.
type Answer = (PictureKey, ColorImage);

/// The piece of an image that is looked at.
pub struct LargeImage {
    worker: Option<Worker<Request, Answer>>,
    wanted: Option<PictureKey>,
    shown: Option<(PictureKey, TextureHandle)>,
}

impl LargeImage {
    /// Nothing yet; its thread asks `context` for a new frame when a picture is there.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let worker = Worker::spawn(
            "large image",
            move || wake.request_repaint(),
            |(key, image): Request| {
                let picture = picture(&image, &key);
                (key, picture)
            },
        );
        Self { worker: worker.ok(), wanted: None, shown: None }
    }

    /// Asks for what `look` sees of `image`, unless it was asked for last. Returns at once.
    pub fn want(&mut self, data: u64, item: usize, image: &Arc<Image>, look: &Look, display: &Display) {
        if look.area.0 == 0 || look.area.1 == 0 || image.area() == 0 {
            return;
        }
        let (region, size) = piece(look, (image.width, image.height));
        let key = PictureKey { data, item, region, size, display: display.clone() };
        if self.wanted.as_ref() != Some(&key) {
            self.wanted = Some(key.clone());
            if let Some(worker) = &self.worker {
                worker.ask((key, Arc::clone(image)));
            }
        }
    }

    /// Takes a picture over that has arrived. Returns at once.
    pub fn poll(&mut self, context: &Context) {
        let Some((key, picture)) = self.worker.as_ref().and_then(Worker::answer) else { return };
        // A picture of an image that was left meanwhile.
        if self.wanted.as_ref().is_none_or(|w| (w.data, w.item) != (key.data, key.item)) {
            return;
        }
        let options = TextureOptions {
            magnification: TextureFilter::Nearest,
            minification: TextureFilter::Linear,
            ..TextureOptions::default()
        };
        match &mut self.shown {
            Some((known, texture)) => {
                *known = key;
                texture.set(picture, options);
            }
            None => self.shown = Some((key, context.load_texture("large image", picture, options))),
        }
    }

    /// Takes the picture away.
    pub fn clear(&mut self) {
        self.wanted = None;
        self.shown = None;
    }

    /// The newest picture of image `item`, if there is one.
    pub fn shown(&self, data: u64, item: usize) -> Option<(&PictureKey, &TextureHandle)> {
        let (key, texture) = self.shown.as_ref()?;
        ((key.data, key.item) == (data, item)).then_some((key, texture))
    }
}

/// Which piece of an image of `size` is made into a picture of which size, so that all that `look` sees
/// is in it. Pieces lie on a coarse raster: dragging asks for a new one only now and then.
fn piece(look: &Look, size: (usize, usize)) -> (Region, (usize, usize)) {
    let (width, height) = size;
    let longest = width.max(height);
    let whole = Region { x: 0, y: 0, width, height };
    if look.zoom == Zoom::Fit {
        let needed = (look.scale(size) * longest as f64).ceil() as usize;
        let side = needed.next_multiple_of(128).min(LONGEST).min(longest);
        let part = |all: usize| ((all * side) as f64 / longest as f64).round().max(1.0) as usize;
        return (whole, (part(width), part(height)));
    }
    if longest <= LONGEST {
        return (whole, size);
    }
    let seen = look.visible(size);
    let cut = |from: f64, seen: f64, all: usize| {
        let margin = (seen / 8.0).min((LARGEST_TEXTURE as f64 - seen) / 4.0).floor().max(1.0);
        let first = ((from - margin) / margin).floor() * margin;
        let end = ((from + seen + margin) / margin).ceil() * margin;
        let first = (first.max(0.0) as usize).min(all.saturating_sub(1));
        let end = (end.max(0.0) as usize).clamp(first + 1, all);
        (first, (end - first).min(LARGEST_TEXTURE))
    };
    let (x, width) = cut(seen.x, seen.width, width);
    let (y, height) = cut(seen.y, seen.height, height);
    (Region { x, y, width, height }, (width, height))
}

/// The picture: stored values averaged where it is smaller than its piece, then shown as the display says.
fn picture(image: &Image, key: &PictureKey) -> ColorImage {
    let (width, height) = key.size;
    let region = key.region;
    let mut planes = Planes::zeros(image.planes, height, width);
    // For each column of the piece the column of the picture that it falls into.
    let columns: Vec<usize> = (0..region.width).map(|x| x * width / region.width).collect();
    for (plane, values) in planes.data.chunks_exact_mut((width * height).max(1)).enumerate() {
        let Some(channel) = key.display.channels.get(plane).filter(|channel| channel.visible) else {
            continue;
        };
        values.par_chunks_exact_mut(width.max(1)).enumerate().for_each(|(row, out)| {
            let first = (row * region.height).div_ceil(height);
            let end = ((row + 1) * region.height).div_ceil(height).max(first + 1);
            let mut sums = vec![(0.0_f64, 0_u32); width];
            for y in first..end {
                let at = image.plane_range(plane).start + (region.y + y) * image.width + region.x;
                let mut column = columns.iter();
                image.samples.for_each(at..at + region.width, |value| {
                    let sum = column.next().and_then(|&column| sums.get_mut(column));
                    if let Some(sum) = sum.filter(|_| value.is_finite()) {
                        sum.0 += value;
                        sum.1 += 1;
                    }
                });
            }
            for (out, (sum, count)) in out.iter_mut().zip(sums) {
                *out = if count == 0 { 0.0 } else { shown(sum / f64::from(count), channel) };
            }
        });
    }
    // One pixel of four bytes for each of width x height, by `composite`'s contract.
    ColorImage::from_rgba_unmultiplied([width, height], &key.display.composite(&planes, &[]))
}

/// A stored value in units of the display: 0 is black, 1 the full colour. Ends of no width make a step.
fn shown(value: f64, channel: &ChannelDisplay) -> f32 {
    let share = (value - channel.low) / (channel.high - channel.low);
    if share.is_nan() { 0.0 } else { share.clamp(-1.0, 2.0) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use augscope::image::Samples;

    fn white() -> Display {
        let channel = ChannelDisplay { visible: true, colour: [255; 3], low: 0.0, high: 255.0 };
        Display { channels: vec![channel] }
    }

    #[test]
    fn a_whole_image_is_reduced_by_the_mean_of_its_pixels() {
        let values = vec![0, 100, 10, 10, 20, 80, 30, 30];
        let image = Image::new(4, 2, vec!["a".into()], Samples::U16(values), "YX");
        let region = Region { x: 0, y: 0, width: 4, height: 2 };
        let key = PictureKey { data: 0, item: 0, region, size: (2, 1), display: white() };
        let greys: Vec<u8> = picture(&image, &key).pixels.iter().map(egui::Color32::r).collect();
        assert_eq!(greys, [50, 20]);
        // Three pixels in two: no pixel is lost, none counts twice.
        let line = Image::new(3, 1, vec!["a".into()], Samples::U16(vec![30, 60, 200]), "YX");
        let region = Region { x: 0, y: 0, width: 3, height: 1 };
        let key = PictureKey { region, ..key };
        let greys: Vec<u8> = picture(&line, &key).pixels.iter().map(egui::Color32::r).collect();
        assert_eq!(greys, [45, 200]);
    }

    #[test]
    fn a_piece_is_cut_out_where_it_lies_and_numbers_that_are_none_are_black() {
        let values: Vec<f32> = (0..20).map(|v| if v == 7 { f32::NAN } else { v as f32 }).collect();
        let image = Image::new(5, 4, vec!["a".into()], Samples::F32(values), "YX");
        let region = Region { x: 2, y: 1, width: 2, height: 2 };
        let key = PictureKey { data: 0, item: 0, region, size: (2, 2), display: white() };
        let greys: Vec<u8> = picture(&image, &key).pixels.iter().map(egui::Color32::r).collect();
        assert_eq!(greys, [0, 8, 12, 13]);
    }

    #[test]
    fn pieces_hold_all_that_is_seen_and_fit_into_a_texture() {
        for size in [(1, 1), (6000, 6000), (6000, 3), (1, 40_000), (1601, 1601), (1600, 1600)] {
            for zoom in Zoom::ALL {
                for centre in [None, Some((0.0, 0.0)), Some((1e9, 1e9)), Some((3001.3, 2.0))] {
                    let look = Look { zoom, centre, area: (1600, 1000) };
                    let (region, picture) = piece(&look, size);
                    let place = format!("{size:?} {look:?} {region:?} {picture:?}");
                    let inside = region.x + region.width <= size.0 && region.y + region.height <= size.1;
                    assert!(inside && picture.0 >= 1 && picture.1 >= 1, "{place}");
                    assert!(picture.0 <= region.width && picture.1 <= region.height, "{place}");
                    assert!(picture.0.max(picture.1) <= LARGEST_TEXTURE, "{place}");
                    let seen = look.visible(size);
                    let right = (seen.x + seen.width).min(size.0 as f64);
                    let covered = region.x as f64 <= seen.x.max(0.0)
                        && (region.x + region.width) as f64 >= right.floor()
                        && region.y as f64 <= seen.y.max(0.0);
                    assert!(covered, "{place}");
                }
            }
        }
    }
}
