//! [`Frame`]: how a view lies in its source image, and so what a source pixel measures in it.

use super::Affine;
use std::fmt;
use std::str::FromStr;

/// How a picture of any shape fills a square view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Fit {
    /// The short side fills the view, the ends of the long side are cut.
    #[default]
    Crop,
    /// The long side fills the view, the rest is filled by the border rule.
    Pad,
    /// Both sides fill the view, proportions change.
    Stretch,
    /// One source pixel is one view pixel, centred.
    Native,
}

impl Fit {
    /// All of them with their words in a pipeline file.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Crop, "crop"), (Self::Pad, "pad"), (Self::Stretch, "stretch"), (Self::Native, "native")];
}

/// What lies beyond the edge of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Border {
    /// The picture mirrored at its edge, the edge pixel repeated.
    #[default]
    Reflect,
    /// The edge pixel for ever.
    Edge,
    /// One value for ever, in all channels.
    Constant,
    /// The measured background: in every channel the median of the outermost frame of pixels.
    Background,
}

impl Border {
    /// All of them with their words in a pipeline file.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Reflect, "reflect"),
        (Self::Edge, "edge"),
        (Self::Constant, "constant"),
        (Self::Background, "background"),
    ];
}

macro_rules! words {
    ($type:ty) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let word = Self::ALL.iter().find(|(value, _)| value == self).map_or("", |(_, word)| word);
                f.write_str(word)
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().find(|(_, word)| *word == text).map(|(value, _)| *value).ok_or_else(|| {
                    let allowed: Vec<_> = Self::ALL.iter().map(|(_, word)| *word).collect();
                    format!("\"{text}\" is unknown; allowed are {}", allowed.join(", "))
                })
            }
        }
    };
}
words!(Fit);
words!(Border);

/// A square view laid over a source image. World coordinates have their origin in the middle of
/// the picture and count source pixels, so every length in a pipeline means the same in a
/// thumbnail and in training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width of the source in pixels.
    pub source_width: usize,
    /// Height of the source in pixels.
    pub source_height: usize,
    /// Side of the view in view pixels.
    pub size: usize,
    /// Width and height of what the view shows, in source pixels.
    pub extent: (f64, f64),
}

impl Frame {
    /// A view of `size` x `size` over a source of `width` x `height`.
    pub fn new(width: usize, height: usize, size: usize, fit: Fit) -> Self {
        let (w, h) = (width as f64, height as f64);
        let extent = match fit {
            Fit::Crop => (w.min(h), w.min(h)),
            Fit::Pad => (w.max(h), w.max(h)),
            Fit::Stretch => (w, h),
            Fit::Native => (size as f64, size as f64),
        };
        Self { source_width: width, source_height: height, size, extent }
    }

    /// Source pixels in one view pixel, across and down.
    pub fn source_pixels_per_pixel(&self) -> (f64, f64) {
        (self.extent.0 / self.size as f64, self.extent.1 / self.size as f64)
    }

    /// Maps the index of a view pixel to world coordinates of its centre.
    pub fn world_from_view(&self) -> Affine {
        let half = self.size as f64 / 2.0 - 0.5;
        let (sx, sy) = self.source_pixels_per_pixel();
        Affine::translation(-half, -half).then(&Affine::scaling(sx, sy))
    }

    /// Maps world coordinates to the (fractional) index of a source pixel.
    pub fn source_from_world(&self) -> Affine {
        Affine::translation(self.source_width as f64 / 2.0 - 0.5, self.source_height as f64 / 2.0 - 0.5)
    }

    /// Maps world coordinates to the (fractional) index of a view pixel.
    pub fn view_from_world(&self) -> Affine {
        let half = self.size as f64 / 2.0 - 0.5;
        let (sx, sy) = self.source_pixels_per_pixel();
        Affine::scaling(1.0 / sx, 1.0 / sy).then(&Affine::translation(half, half))
    }
}
