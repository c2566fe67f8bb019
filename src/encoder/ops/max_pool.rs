//! Max pooling as an operation of candle (the gradient of candle 0.11's own is wrong).

use std::sync::OnceLock;

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor, bail};

use super::slices;
use crate::encoder::kernel::max_pool::{self, PoolShape};

/// The largest value of every window; see [`max_pool2d`]. To be applied once.
pub struct MaxPool {
    kernel: usize,
    stride: usize,
    padding: usize,
    /// Where in its window each largest value was; kept from the way forward for the way back.
    places: OnceLock<Vec<u8>>,
}

/// The largest value of every `kernel x kernel` window of `input` (n, c, h, w), windows `stride` pixels
/// apart, with a border of `padding` pixels that never counts.
///
/// # Errors
/// When no window fits or the tensor is not of 32-bit floats on the processor.
pub fn max_pool2d(input: &Tensor, kernel: usize, stride: usize, padding: usize) -> Result<Tensor> {
    input.contiguous()?.apply_op1(MaxPool::new(kernel, stride, padding))
}

impl MaxPool {
    /// Windows of `kernel x kernel` pixels, `stride` pixels apart, with a border of `padding` pixels.
    pub fn new(kernel: usize, stride: usize, padding: usize) -> Self {
        Self { kernel, stride, padding, places: OnceLock::new() }
    }

    fn shape(&self, input: &Shape) -> Result<PoolShape> {
        let (images, channels, height, width) = input.dims4()?;
        let Self { kernel, stride, padding, .. } = *self;
        let shape = PoolShape { planes: images * channels, height, width, kernel, stride, padding };
        if !shape.is_valid() {
            bail!("a max pooling of {kernel} x {kernel} pixels does not fit images {input:?}");
        }
        Ok(shape)
    }
}

impl CustomOp1 for MaxPool {
    fn name(&self) -> &'static str {
        "max pooling"
    }

    fn cpu_fwd(&self, input: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let shape = self.shape(layout.shape())?;
        let (images, channels, _, _) = layout.shape().dims4()?;
        let (out, places) = max_pool::forward(&shape, slices::of_storage(input, layout)?);
        let _ = self.places.set(places);
        Ok((CpuStorage::F32(out), (images, channels, shape.out_height(), shape.out_width()).into()))
    }

    fn bwd(&self, input: &Tensor, _result: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let Some(places) = self.places.get() else { bail!("max pooling kept no places") };
        let shape = self.shape(input.shape())?;
        let values = slices::with([grad], |[g]| max_pool::backward(&shape, places, g))?;
        Tensor::from_vec(values, input.shape(), input.device()).map(Some)
    }
}
