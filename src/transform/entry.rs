//! [`Entry`]: a transform that describes itself; everything else is derived from it.

use super::{Affine, Choice, Draw, Frame, Param, Scope, Stream, Values, Warping};
use crate::image::Planes;

/// What a transform teaches the encoder to ignore: the headings of the list of transforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ignores {
    /// Which way up a cell lies.
    Orientation,
    /// Where in the picture it lies.
    Position,
    /// How large it is.
    Size,
    /// How round, long or slanted it is.
    Shape,
    /// How bright the picture is.
    Brightness,
    /// How strongly each stain took, or the slide's colour.
    Staining,
    /// How sharp the picture is.
    Focus,
    /// How noisy it is.
    Noise,
    /// Parts of the picture that are hidden.
    Parts,
}

impl Ignores {
    /// The heading's words: "to ignore ...".
    pub fn words(self) -> &'static str {
        match self {
            Self::Orientation => "orientation",
            Self::Position => "position",
            Self::Size => "size",
            Self::Shape => "shape",
            Self::Brightness => "brightness",
            Self::Staining => "staining",
            Self::Focus => "focus",
            Self::Noise => "noise",
            Self::Parts => "hidden parts",
        }
    }
}

/// A number that a transform's pixel code reads, on the CPU and in its shader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name in the shader: the accessor is `<entry>_<name>`.
    pub name: &'static str,
    /// One for the view, or one a channel.
    pub scope: Scope,
}

/// What the pixel code of one step gets for one view.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// One slot an input.
    pub values: Values,
    /// Random numbers a pixel.
    pub field: Stream,
}

/// What is measured of whole views before a pass, for its shader to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    #[default]
    Nothing,
    /// The mean of every channel: `channel_means` and `mean_grey` in the shader.
    Means,
    /// How the values of every channel are spread over 256 levels, tile by tile: `share_below` in the
    /// shader. The table is the twin of the one in `levels.rs`.
    Tables {
        /// Tiles across and down: 1 for the whole view at once.
        tiles: usize,
        /// The input (one number for the view) that limits the share of a level, in multiples of the
        /// mean share; what is above is spread over all levels.
        limit: Option<&'static str>,
    },
    /// The lower median of every channel's outermost pixels ([`super::rim_median`]): `rim_median` in the
    /// shader.
    Rim,
}

/// A change of every pixel that looks at no other pixel (but may use statistics of the whole view).
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// Changes the view in place.
    pub cpu: fn(&Prepared, &mut Planes),
    /// The shader twin: `fn <entry>(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32>`.
    pub wgsl: &'static str,
    /// What its shader reads of the whole picture before the step. The CPU code measures for itself.
    pub needs: Needs,
}

/// A change that looks at a pixel's neighbourhood, in one or more passes.
#[derive(Clone, Copy, Debug)]
pub struct Neighbourhood {
    /// Makes the new view out of the old.
    pub cpu: fn(&Prepared, &Planes) -> Planes,
    /// The shader twin: for each pass `fn <pass>(step: u32, pixel: Pixel) -> vec4<f32>`.
    pub wgsl: &'static str,
    /// The shader's functions, in order.
    pub passes: &'static [&'static str],
    /// How far it looks at most, across and down, in view pixels, given what the pixel code reads.
    pub reach: fn(&Values) -> [f32; 2],
}

/// How a transform works.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// A map of the plane: from world coordinates after the step to those before it.
    /// Neighbouring maps are multiplied and the picture is resampled once.
    Geometry(fn(&Values, &Frame) -> Affine),
    /// A map of the plane of which several are drawn until one suits the picture.
    Choice(Choice),
    /// A map of the plane that is not affine. It joins the same resampling.
    Warp(Warping),
    /// A change pixel by pixel.
    Point(Point),
    /// A change by neighbourhoods.
    Neighbourhood(Neighbourhood),
}

/// A transform of the catalogue.
#[derive(Debug)]
pub struct Entry {
    /// Its word in a pipeline file, e.g. `per-channel-gain`. Its files have the same stem, with `_`.
    pub kind: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The heading it stands under.
    pub ignores: Ignores,
    /// What it does to a picture, in a sentence.
    pub summary: &'static str,
    /// Completes "The encoder will ignore ...".
    pub encoder_ignores: &'static str,
    /// The formula, in plain text.
    pub formula: &'static str,
    /// Where the definition comes from.
    pub source: &'static str,
    /// What can be set.
    pub params: &'static [Param],
    /// Computes what the pixel code reads, where that is not the parameters themselves.
    pub prepare: Option<Prepare>,
    /// How it works.
    pub stage: Stage,
    /// True when a tiny difference in a coordinate may change a pixel by much.
    pub discontinuous: bool,
    /// The only number of channels for which it has a meaning; others are left alone.
    pub only_channels: Option<usize>,
}

/// Turns drawn values into what the pixel code reads: lengths into view pixels, and the like.
#[derive(Clone, Copy, Debug)]
pub struct Prepare {
    /// The numbers it makes.
    pub inputs: &'static [Input],
    /// Makes them: one slot an input.
    pub compute: fn(&Values, &Frame) -> Values,
}

impl Entry {
    /// The stem of the entry's files and the prefix of its shader functions.
    pub fn stem(&self) -> String {
        self.kind.replace('-', "_")
    }

    /// What the pixel code reads, in order.
    pub fn inputs(&self) -> Vec<Input> {
        match self.prepare {
            Some(prepare) => prepare.inputs.to_vec(),
            None => self.params.iter().map(|p| Input { name: p.name, scope: p.scope }).collect(),
        }
    }

    /// What the pixel code of this entry gets for a view that drew `draw`.
    pub fn prepared(&self, draw: &Draw, frame: &Frame) -> Prepared {
        let values = match self.prepare {
            Some(prepare) => (prepare.compute)(&draw.values, frame),
            None => draw.values.clone(),
        };
        Prepared { values, field: draw.field }
    }

    /// True when the entry has a meaning for pictures of this many channels.
    pub fn fits_channels(&self, channels: usize) -> bool {
        self.only_channels.is_none_or(|only| only == channels)
    }

    /// The parameter called `name` and its place.
    pub fn param(&self, name: &str) -> Option<(usize, &'static Param)> {
        self.params.iter().enumerate().find(|(_, p)| p.name == name)
    }
}
