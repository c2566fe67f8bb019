//! [`ConvShape`]: the sizes of a convolution on pictures whose channels lie innermost.

/// Sizes of a convolution. Pictures are rows of pixels, pixels are rows of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConvShape {
    /// Rows of a picture.
    pub height: usize,
    /// Columns of a picture.
    pub width: usize,
    /// Channels that come in.
    pub inputs: usize,
    /// Channels that go out.
    pub outputs: usize,
    /// Side of the square kernel.
    pub kernel: usize,
    /// Step between windows.
    pub stride: usize,
    /// Zeros on every side.
    pub padding: usize,
}

impl ConvShape {
    /// Rows of the result; 0 where the kernel does not fit.
    pub fn out_height(&self) -> usize {
        places(self.height, self)
    }

    /// Columns of the result; 0 where the kernel does not fit.
    pub fn out_width(&self) -> usize {
        places(self.width, self)
    }

    /// Pixels of a picture of the result.
    pub fn out_area(&self) -> usize {
        self.out_height() * self.out_width()
    }

    /// Numbers of a picture that comes in.
    pub fn input_image(&self) -> usize {
        self.height * self.width * self.inputs
    }

    /// Numbers of a picture that goes out.
    pub fn output_image(&self) -> usize {
        self.out_area() * self.outputs
    }

    /// Positions of the kernel's window.
    pub fn taps(&self) -> usize {
        self.kernel * self.kernel
    }

    /// Numbers of the weights.
    pub fn weight_len(&self) -> usize {
        self.outputs * self.inputs * self.taps()
    }
}

fn places(side: usize, shape: &ConvShape) -> usize {
    (side + 2 * shape.padding).checked_sub(shape.kernel).map_or(0, |rest| rest / shape.stride + 1)
}
