//! [`Indirect`]: for every output pixel of a convolution, where its input pixels lie.
//!
//! No matrix of windows is made (Dukhan 2019, "The indirect convolution algorithm", arXiv 1907.02129): the
//! kernel is handed addresses, and pixels beyond the border have the address of a row of zeros.

use super::shape::ConvShape;
use super::tile::OUTSIDE;

/// A way of running a kernel over pictures: groups of images whose pixels fill tiles well.
#[derive(Clone, Debug)]
pub struct Indirect {
    /// Images of a group.
    pub images: usize,
    /// Numbers of an input picture.
    pub source_image: usize,
    /// Numbers of an output picture.
    pub target_image: usize,
    /// Kinds of output pixels, each with taps of its own.
    pub classes: Vec<Class>,
    /// The last group of a batch, which may have fewer images.
    pub last: Option<Box<Indirect>>,
}

/// Output pixels that see the same taps.
#[derive(Clone, Debug)]
pub struct Class {
    /// The taps, as positions in the kernel's window.
    pub taps: Vec<usize>,
    /// Tiles of pixels.
    pub tiles: usize,
    /// Tiles x taps x pixels: first number of each input pixel in the group, or [`OUTSIDE`].
    pub offsets: Vec<u32>,
    /// Tiles x pixels: first number of each output pixel in the group, or [`OUTSIDE`].
    pub targets: Vec<u32>,
}

/// An output pixel and, for each tap, the input pixel (row, column) where there is one.
struct Pixel {
    target: usize,
    sources: Vec<Option<usize>>,
}

impl Indirect {
    /// The way forward: every output pixel sees all taps. For `batch` images, in tiles of `pixels`.
    pub fn forward(shape: &ConvShape, batch: usize, pixels: usize) -> Self {
        let pixel = |y: usize, x: usize| Pixel {
            target: y * shape.out_width() + x,
            sources: taps(shape)
                .map(|(ky, kx)| {
                    let row = inside(y * shape.stride + ky, shape.padding, shape.height)?;
                    let column = inside(x * shape.stride + kx, shape.padding, shape.width)?;
                    Some(row * shape.width + column)
                })
                .collect(),
        };
        let all = positions(shape.out_height(), shape.out_width()).map(|(y, x)| pixel(y, x)).collect();
        let classes = vec![((0..shape.taps()).collect(), all)];
        Self::build(
            &classes,
            [shape.inputs, shape.outputs],
            [shape.input_image(), shape.output_image()],
            batch,
            pixels,
        )
    }

    /// The way forward over pictures that carry their border with them (`padding` zeros on every side, no
    /// more added): a row of the window is one tap of `kernel x inputs` numbers. For few channels.
    pub fn forward_in_rows(shape: &ConvShape, batch: usize, pixels: usize) -> Self {
        let width = shape.width + 2 * shape.padding;
        let pixel = |y: usize, x: usize| Pixel {
            target: y * shape.out_width() + x,
            sources: (0..shape.kernel)
                .map(|ky| Some((y * shape.stride + ky) * width + x * shape.stride))
                .collect(),
        };
        let all = positions(shape.out_height(), shape.out_width()).map(|(y, x)| pixel(y, x)).collect();
        let classes = vec![((0..shape.kernel).collect(), all)];
        let image = (shape.height + 2 * shape.padding) * width * shape.inputs;
        Self::build(&classes, [shape.inputs, shape.outputs], [image, shape.output_image()], batch, pixels)
    }

    /// The way back: from the gradient of the result to that of the input. With a stride s, there are s x s
    /// kinds of input pixels, each of which was seen by taps of its own.
    pub fn backward(shape: &ConvShape, batch: usize, pixels: usize) -> Self {
        let stride = shape.stride;
        let mut classes = Vec::new();
        for (py, px) in positions(stride, stride) {
            let seen = |k: usize, parity: usize| (parity + shape.padding) % stride == k % stride;
            let taps: Vec<_> = taps(shape).filter(|&(ky, kx)| seen(ky, py) && seen(kx, px)).collect();
            let pixel = |y: usize, x: usize| Pixel {
                target: y * shape.width + x,
                sources: taps
                    .iter()
                    .map(|&(ky, kx)| {
                        let row = inside(y + shape.padding, ky, usize::MAX)? / stride;
                        let column = inside(x + shape.padding, kx, usize::MAX)? / stride;
                        let fits = row < shape.out_height() && column < shape.out_width();
                        fits.then_some(row * shape.out_width() + column)
                    })
                    .collect(),
            };
            let all: Vec<_> = positions(shape.height, shape.width)
                .filter(|(y, x)| y % stride == py && x % stride == px)
                .map(|(y, x)| pixel(y, x))
                .collect();
            classes.push((taps.iter().map(|(ky, kx)| ky * shape.kernel + kx).collect(), all));
        }
        Self::build(
            &classes,
            [shape.outputs, shape.inputs],
            [shape.output_image(), shape.input_image()],
            batch,
            pixels,
        )
    }

    fn build(
        classes: &[(Vec<usize>, Vec<Pixel>)],
        channels: [usize; 2],
        [source_image, target_image]: [usize; 2],
        batch: usize,
        pixels: usize,
    ) -> Self {
        let smallest = classes.iter().map(|(_, all)| all.len()).filter(|&n| n > 0).min().unwrap_or(1);
        let images = group(smallest, pixels).min(batch).max(1);
        let of = |images: usize| Self {
            images,
            source_image,
            target_image,
            classes: classes
                .iter()
                .map(|(taps, all)| {
                    Class::new(taps, all, channels, [source_image, target_image], images, pixels)
                })
                .collect(),
            last: None,
        };
        let rest = batch % images;
        Self { last: (rest > 0).then(|| Box::new(of(rest))), ..of(images) }
    }

    /// Groups of a batch: the way to run each, and its first image.
    pub fn groups(&self, batch: usize) -> impl Iterator<Item = (&Self, usize)> {
        let whole = (0..batch / self.images).map(move |group| (self, group * self.images));
        whole.chain(self.last.as_deref().map(|last| (last, batch - last.images)))
    }
}

impl Class {
    fn new(
        taps: &[usize],
        all: &[Pixel],
        [source_channels, target_channels]: [usize; 2],
        [source_image, target_image]: [usize; 2],
        images: usize,
        pixels: usize,
    ) -> Self {
        // Offsets are 32 bits wide: a group has at most twelve pictures, none near 2^32 / 12 numbers.
        assert!(
            images * source_image.max(target_image) < OUTSIDE as usize,
            "pictures of a batch are too large"
        );
        let count = images * all.len();
        let tiles = count.div_ceil(pixels);
        let mut offsets = vec![OUTSIDE; tiles * taps.len() * pixels];
        let mut targets = vec![OUTSIDE; tiles * pixels];
        for index in 0..count {
            let (image, pixel) = (index / all.len(), &all[index % all.len()]);
            let (tile, p) = (index / pixels, index % pixels);
            targets[index] = (image * target_image + pixel.target * target_channels) as u32;
            for (tap, source) in pixel.sources.iter().enumerate() {
                if let Some(source) = source {
                    offsets[(tile * taps.len() + tap) * pixels + p] =
                        (image * source_image + source * source_channels) as u32;
                }
            }
        }
        Self { taps: taps.to_vec(), tiles, offsets, targets }
    }

    /// Whether all reads of `deep` numbers lie in a source of `source`, and all writes of the first `wide`
    /// channels in a result of `target` numbers.
    pub fn fits(&self, [source, deep]: [usize; 2], [target, wide]: [usize; 2]) -> bool {
        let inside = |offsets: &[u32], more: usize, len: usize| {
            offsets.iter().all(|&offset| offset == OUTSIDE || offset as usize + more <= len)
        };
        inside(&self.offsets, deep, source) && inside(&self.targets, wide, target)
    }
}

/// Images whose `area` pixels each together fill tiles of `pixels` with few left over.
fn group(area: usize, pixels: usize) -> usize {
    let waste = |images: usize| {
        let count = images * area;
        (count.div_ceil(pixels) * pixels - count) as f64 / count as f64
    };
    (1..=pixels).find(|&images| waste(images) < 0.02).unwrap_or(pixels)
}

fn taps(shape: &ConvShape) -> impl Iterator<Item = (usize, usize)> {
    positions(shape.kernel, shape.kernel)
}

fn positions(rows: usize, columns: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |y| (0..columns).map(move |x| (y, x)))
}

/// `position - border`, where that is inside `0..side`.
fn inside(position: usize, border: usize, side: usize) -> Option<usize> {
    position.checked_sub(border).filter(|&p| p < side)
}
