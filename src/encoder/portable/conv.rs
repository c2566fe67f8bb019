//! Convolution without bias, and the two ways back through it.

use candle_core::{Result, Tensor};

use super::windows::{Windows, resize};

/// What `weight` (outputs, inputs, k, k) makes of `images` (n, inputs, h, w).
///
/// # Errors
/// When the shapes do not fit.
pub fn forward(windows: Windows, images: &Tensor, weight: &Tensor) -> Result<Tensor> {
    images.contiguous()?.conv2d(weight, windows.padding, windows.stride, 1, 1)
}

/// The gradient of the images, of height and width `size`: a convolution of the gradient, its values `stride` apart
/// among zeros, with the weights turned by half a turn.
///
/// # Errors
/// When the shapes do not fit.
pub fn to_images(windows: Windows, weight: &Tensor, grad: &Tensor, size: [usize; 2]) -> Result<Tensor> {
    let Windows { kernel, stride, padding } = windows;
    let mut turned = weight.transpose(0, 1)?;
    if kernel > 1 {
        let backwards = Tensor::arange_step(kernel as i64 - 1, -1, -1, weight.device())?;
        turned = turned.contiguous()?.index_select(&backwards, 2)?.index_select(&backwards, 3)?;
    }
    let mut spread = grad.clone();
    if stride > 1 {
        let (n, c, rows, columns) = grad.dims4()?;
        let cells = grad.reshape((n, c, rows, 1, columns, 1))?;
        spread = cells.pad_with_zeros(3, 0, stride - 1)?.pad_with_zeros(5, 0, stride - 1)?;
        spread = spread.reshape((n, c, rows * stride, columns * stride))?;
    }
    for (dim, side) in [(2, size[0]), (3, size[1])] {
        spread = resize(&spread, dim, kernel - 1 - padding, side + kernel - 1, 0.0)?;
    }
    spread.contiguous()?.conv2d(&turned.contiguous()?, 0, 1, 1, 1)
}

/// The gradient of the weights: for every pixel of the window a matrix product over all places of the window.
///
/// # Errors
/// When the shapes do not fit.
pub fn to_weight(windows: Windows, images: &Tensor, grad: &Tensor) -> Result<Tensor> {
    let channels_first = |t: &Tensor| -> Result<Tensor> {
        let places = t.dim(0)? * t.dim(2)? * t.dim(3)?;
        t.permute((1, 0, 2, 3))?.reshape((t.dim(1)?, places))
    };
    let of_outputs = channels_first(grad)?;
    let squares = windows.squares(images, 0.0)?;
    let products = windows
        .pixels()
        .map(|(y, x)| of_outputs.matmul(&channels_first(&windows.pixel(&squares, y, x)?)?.t()?));
    let products = products.collect::<Result<Vec<_>>>()?;
    let (outputs, inputs) = (grad.dim(1)?, images.dim(1)?);
    Tensor::stack(&products, 2)?.reshape((outputs, inputs, windows.kernel, windows.kernel))
}
