//! Max pooling, and the way back through it: to the first of the largest values of a window, as PyTorch.

use candle_core::{Result, Tensor, bail};

use super::windows::{Windows, resize};

/// The largest value of every window of `images` (n, c, h, w), and which pixel of the window it was (row by row).
/// The border never counts.
///
/// # Errors
/// When no window fits.
pub fn forward(windows: Windows, images: &Tensor) -> Result<(Tensor, Tensor)> {
    if windows.kernel > 15 {
        bail!("max pooling over windows of {0} x {0} pixels is not supported", windows.kernel);
    }
    let squares = windows.squares(images, f32::NEG_INFINITY)?;
    let mut largest = windows.pixel(&squares, 0, 0)?.contiguous()?;
    let mut place = Tensor::zeros(largest.shape(), candle_core::DType::U8, images.device())?;
    for (index, (y, x)) in windows.pixels().enumerate().skip(1) {
        let value = windows.pixel(&squares, y, x)?.contiguous()?;
        let larger = value.gt(&largest)?;
        largest = larger.where_cond(&value, &largest)?;
        let here = Tensor::full(index as u8, place.shape(), images.device())?;
        place = larger.where_cond(&here, &place)?;
    }
    Ok((largest, place))
}

/// The gradient of the images, of height and width `size`, from the places of the largest values.
///
/// # Errors
/// When the shapes do not fit.
pub fn to_images(windows: Windows, place: &Tensor, grad: &Tensor, size: [usize; 2]) -> Result<Tensor> {
    let Windows { kernel, stride, padding } = windows;
    let (n, c, rows, columns) = grad.dims4()?;
    let (all_rows, all_columns) = (rows + windows.reach(), columns + windows.reach());
    let zeros = grad.zeros_like()?;
    // One sum for every pixel of a square of one stride; windows that overlap add to the same one.
    let mut squares = Vec::with_capacity(stride * stride);
    for (y, x) in (0..stride).flat_map(|y| (0..stride).map(move |x| (y, x))) {
        let mut sum: Option<Tensor> = None;
        for (wy, wx) in windows.pixels().filter(|&(wy, wx)| wy % stride == y && wx % stride == x) {
            let here = place.eq((wy * kernel + wx) as u8)?;
            let part = here.where_cond(grad, &zeros)?;
            let part = resize(&part, 2, wy / stride, all_rows, 0.0)?;
            let part = resize(&part, 3, wx / stride, all_columns, 0.0)?;
            sum = Some(match sum {
                Some(sum) => sum.add(&part)?,
                None => part,
            });
        }
        squares.push(match sum {
            Some(sum) => sum,
            None => Tensor::zeros((n, c, all_rows, all_columns), grad.dtype(), grad.device())?,
        });
    }
    let mut images = Tensor::stack(&squares, 4)?
        .reshape((n, c, all_rows, all_columns, stride, stride))?
        .permute((0, 1, 2, 4, 3, 5))?
        .reshape((n, c, all_rows * stride, all_columns * stride))?;
    for (dim, side) in [(2, size[0]), (3, size[1])] {
        // Without the border; what no window saw has no gradient.
        let kept = side.min(images.dim(dim)? - padding);
        images = resize(&images.narrow(dim, padding, kept)?, dim, 0, side, 0.0)?;
    }
    images.contiguous()
}
