//! [`Plan`]: a network for batches of one size as a list of operations on numbered feature maps.

use super::conv::Conv;
use super::kernels::Kernels;
use super::max_pool::PoolShape;
use super::shape::ConvShape;
use crate::encoder::error::EncoderError;
use crate::encoder::layer::Layer;

/// Sizes of the feature maps of a batch. Pictures are rows of pixels, pixels are rows of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Map {
    /// Rows of a picture, without its border.
    pub height: usize,
    /// Columns of a picture, without its border.
    pub width: usize,
    /// Channels of a pixel.
    pub channels: usize,
    /// Zeros that a picture carries with it on every side.
    pub border: usize,
}

impl Map {
    /// Pixels of a picture, with its border.
    pub fn area(&self) -> usize {
        (self.height + 2 * self.border) * (self.width + 2 * self.border)
    }

    /// Numbers of a picture.
    pub fn image(&self) -> usize {
        self.area() * self.channels
    }
}

/// An operation. `from` and `to` are numbers of feature maps.
#[derive(Clone, Debug)]
pub enum Op {
    /// A convolution with the weights `{name}.weight`.
    Conv {
        /// Name of the module.
        name: String,
        /// What comes in.
        from: usize,
        /// What goes out.
        to: usize,
        /// Sizes and places.
        conv: Box<Conv>,
    },
    /// A batch normalisation, what is added behind it, and the rectifier behind that.
    Norm {
        /// Name of the module.
        name: String,
        /// What comes in.
        from: usize,
        /// What goes out.
        to: usize,
        /// What is added.
        shortcut: Option<usize>,
        /// Whether a rectifier follows.
        relu: bool,
    },
    /// The sum of two maps, alone or rectified; where no batch normalisation does it.
    Add {
        /// The summands.
        from: [usize; 2],
        /// What goes out.
        to: usize,
    },
    /// A rectifier behind something else than a batch normalisation.
    Relu {
        /// What comes in.
        from: usize,
        /// What goes out.
        to: usize,
    },
    /// Max pooling.
    MaxPool {
        /// What comes in.
        from: usize,
        /// What goes out.
        to: usize,
        /// Its sizes.
        shape: PoolShape,
    },
    /// The mean of every channel.
    AveragePool {
        /// What comes in.
        from: usize,
        /// What goes out.
        to: usize,
    },
}

impl Op {
    /// What goes out.
    pub fn target(&self) -> usize {
        match *self {
            Self::Conv { to, .. }
            | Self::Norm { to, .. }
            | Self::Add { to, .. }
            | Self::Relu { to, .. }
            | Self::MaxPool { to, .. }
            | Self::AveragePool { to, .. } => to,
        }
    }

    /// What comes in.
    pub fn sources(&self) -> [Option<usize>; 2] {
        match *self {
            Self::Conv { from, .. }
            | Self::Relu { from, .. }
            | Self::MaxPool { from, .. }
            | Self::AveragePool { from, .. } => [Some(from), None],
            Self::Norm { from, shortcut, .. } => [Some(from), shortcut],
            Self::Add { from: [a, b], .. } => [Some(a), Some(b)],
        }
    }
}

/// A network for batches of one size.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Images of a batch.
    pub batch: usize,
    /// The feature maps; the first holds the images.
    pub maps: Vec<Map>,
    /// The operations, in order.
    pub ops: Vec<Op>,
    /// The last operation that reads each map.
    pub last_use: Vec<usize>,
    /// The map that holds the features.
    pub output: usize,
}

impl Plan {
    /// The plan of `layers` for batches (n, c, h, w).
    ///
    /// # Errors
    /// When the layers do not fit the images.
    pub fn new(
        layers: &[Layer],
        [batch, channels, height, width]: [usize; 4],
        kernels: &Kernels,
    ) -> Result<Self, EncoderError> {
        // The first convolution reads rows of the window as they lie, over images with a border.
        let border = match layers.first() {
            Some(Layer::Conv { padding, .. }) => *padding,
            _ => 0,
        };
        let images = Map { height, width, channels, border };
        let mut builder = Builder { batch, maps: vec![images], ops: Vec::new(), kernels };
        let output = builder.run(layers, 0)?;
        let Builder { maps, ops, .. } = builder;
        let mut last_use = vec![0; maps.len()];
        for (index, op) in ops.iter().enumerate() {
            op.sources().into_iter().flatten().for_each(|map| last_use[map] = index);
        }
        Ok(Self { batch, maps, ops, last_use, output })
    }

    /// Numbers of a feature map of the batch.
    pub fn len(&self, map: usize) -> usize {
        self.maps.get(map).map_or(0, |map| self.batch * map.image())
    }
}

struct Builder<'a> {
    batch: usize,
    maps: Vec<Map>,
    ops: Vec<Op>,
    kernels: &'a Kernels,
}

impl Builder<'_> {
    /// Adds the layers behind map `from`, and returns the map that holds the result.
    fn run(&mut self, layers: &[Layer], mut from: usize) -> Result<usize, EncoderError> {
        let mut rest = layers;
        while let Some((layer, after)) = rest.split_first() {
            let relu = after.first() == Some(&Layer::Relu);
            let (to, fused) = self.layer(layer, from, relu)?;
            from = to;
            rest = if fused { after.get(1..).unwrap_or_default() } else { after };
        }
        Ok(from)
    }

    /// Adds one layer, together with the rectifier behind it where that can be; returns the map of the
    /// result and whether the rectifier is done.
    fn layer(&mut self, layer: &Layer, from: usize, relu: bool) -> Result<(usize, bool), EncoderError> {
        let map = self.maps[from];
        match layer {
            Layer::Conv { name, inputs, outputs, kernel, stride, padding } => {
                self.fits(*inputs, from)?;
                let (height, width, padding) = (map.height, map.width, *padding);
                let shape = ConvShape {
                    height,
                    width,
                    inputs: *inputs,
                    outputs: *outputs,
                    kernel: *kernel,
                    stride: *stride,
                    padding,
                };
                let to = self.add([shape.out_height(), shape.out_width(), *outputs])?;
                let conv = Box::new(Conv::new(shape, self.batch, from == 0, self.kernels));
                self.ops.push(Op::Conv { name: name.clone(), from, to, conv });
                Ok((to, false))
            }
            Layer::BatchNorm { name, channels } => {
                self.fits(*channels, from)?;
                Ok((self.norm(name, from, None, relu)?, relu))
            }
            Layer::Relu => {
                let to = self.add([map.height, map.width, map.channels])?;
                self.ops.push(Op::Relu { from, to });
                Ok((to, false))
            }
            Layer::MaxPool { kernel, stride, padding } => {
                let shape = PoolShape {
                    height: map.height,
                    width: map.width,
                    channels: map.channels,
                    kernel: *kernel,
                    stride: *stride,
                    padding: *padding,
                };
                let to = self.add([shape.out_height(), shape.out_width(), map.channels])?;
                self.ops.push(Op::MaxPool { from, to, shape });
                Ok((to, false))
            }
            Layer::GlobalAveragePool => {
                let to = self.add([1, 1, map.channels])?;
                self.ops.push(Op::AveragePool { from, to });
                Ok((to, false))
            }
            Layer::Residual { body, shortcut } => self.residual(body, shortcut, from, relu),
        }
    }

    fn residual(
        &mut self,
        body: &[Layer],
        shortcut: &[Layer],
        from: usize,
        relu: bool,
    ) -> Result<(usize, bool), EncoderError> {
        // The batch normalisation at the end of the longer way adds the shorter one itself.
        if let Some((Layer::BatchNorm { name, channels }, before)) = body.split_last() {
            let long = self.run(before, from)?;
            self.fits(*channels, long)?;
            let short = self.run(shortcut, from)?;
            self.same(long, short)?;
            return Ok((self.norm(name, long, Some(short), relu)?, relu));
        }
        let long = self.run(body, from)?;
        let short = self.run(shortcut, from)?;
        let map = self.same(long, short)?;
        let to = self.add([map.height, map.width, map.channels])?;
        self.ops.push(Op::Add { from: [long, short], to });
        Ok((to, false))
    }

    fn norm(
        &mut self,
        name: &str,
        from: usize,
        shortcut: Option<usize>,
        relu: bool,
    ) -> Result<usize, EncoderError> {
        let map = self.maps[from];
        let to = self.add([map.height, map.width, map.channels])?;
        self.ops.push(Op::Norm { name: name.to_owned(), from, to, shortcut, relu });
        Ok(to)
    }

    fn add(&mut self, [height, width, channels]: [usize; 3]) -> Result<usize, EncoderError> {
        if height * width * channels == 0 {
            return Err(EncoderError::TooSmall);
        }
        self.maps.push(Map { height, width, channels, border: 0 });
        Ok(self.maps.len() - 1)
    }

    fn fits(&self, channels: usize, map: usize) -> Result<(), EncoderError> {
        let found = self.maps[map].channels;
        if found == channels { Ok(()) } else { Err(EncoderError::Channels { found, wanted: channels }) }
    }

    fn same(&self, a: usize, b: usize) -> Result<Map, EncoderError> {
        let (a, b) = (self.maps[a], self.maps[b]);
        let size = |m: Map| [m.height, m.width, m.channels];
        if size(a) == size(b) { Ok(a) } else { Err(EncoderError::Ways(size(a), size(b))) }
    }
}
