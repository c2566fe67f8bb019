//! [`Windows`]: square windows that slide over images, cut into slices by operations that every device has.

use candle_core::{Result, Tensor, bail};

/// Square windows that slide over images (n, c, h, w).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// Side of a window, in pixels.
    pub kernel: usize,
    /// Step between windows, in pixels.
    pub stride: usize,
    /// Border on every side, in pixels.
    pub padding: usize,
}

impl Windows {
    /// How many windows lie along a side of `len` pixels.
    ///
    /// # Errors
    /// When none fits.
    pub fn count(self, len: usize) -> Result<usize> {
        match (len + 2 * self.padding).checked_sub(self.kernel) {
            Some(room) if len > 0 => Ok(room / self.stride + 1),
            _ => bail!("a window of {0} x {0} pixels does not fit a side of {len} pixels", self.kernel),
        }
    }

    /// Steps that the last pixel of a window lies behind its first.
    pub fn reach(self) -> usize {
        (self.kernel - 1) / self.stride
    }

    /// The images with their border, cut into squares of one stride: (n, c, rows, stride, columns, stride).
    ///
    /// # Errors
    /// When no window fits or memory cannot be had.
    pub fn squares(self, images: &Tensor, border: f32) -> Result<Tensor> {
        let (n, c, height, width) = images.dims4()?;
        let (rows, columns) = (self.count(height)? + self.reach(), self.count(width)? + self.reach());
        let padded = resize(images, 2, self.padding, rows * self.stride, border)?;
        let padded = resize(&padded, 3, self.padding, columns * self.stride, border)?;
        padded.reshape((n, c, rows, self.stride, columns, self.stride))
    }

    /// Of `squares`, the pixel (y, x) of every window: (n, c, rows, columns), not in order of memory.
    ///
    /// # Errors
    /// When `squares` is not of these windows.
    pub fn pixel(self, squares: &Tensor, y: usize, x: usize) -> Result<Tensor> {
        let (rows, columns) = (squares.dim(2)? - self.reach(), squares.dim(4)? - self.reach());
        squares
            .narrow(2, y / self.stride, rows)?
            .narrow(3, y % self.stride, 1)?
            .narrow(4, x / self.stride, columns)?
            .narrow(5, x % self.stride, 1)?
            .squeeze(5)?
            .squeeze(3)
    }

    /// The pixels of a window, row by row.
    pub fn pixels(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.kernel).flat_map(move |y| (0..self.kernel).map(move |x| (y, x)))
    }
}

/// `images` with `before` values of `fill` in front of dimension `dim` and as many behind it (or so much cut away)
/// that it is `len` long.
///
/// # Errors
/// When memory cannot be had.
pub fn resize(images: &Tensor, dim: usize, before: usize, len: usize, fill: f32) -> Result<Tensor> {
    let kept = images.dim(dim)?.min(len - before);
    let after = len - before - kept;
    let middle = images.narrow(dim, 0, kept)?;
    if before == 0 && after == 0 {
        return Ok(middle);
    }
    let piece = |len: usize| {
        let mut shape = images.dims().to_vec();
        if let Some(side) = shape.get_mut(dim) {
            *side = len;
        }
        Tensor::full(fill, shape, images.device())
    };
    let mut pieces = Vec::with_capacity(3);
    if before > 0 {
        pieces.push(piece(before)?);
    }
    pieces.push(middle);
    if after > 0 {
        pieces.push(piece(after)?);
    }
    Tensor::cat(&pieces, dim)
}
