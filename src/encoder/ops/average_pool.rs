//! Global average pooling as an operation of candle.

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};

use super::slices;
use crate::encoder::kernel::average_pool;

/// The mean of every plane; see [`global_average_pool`].
pub struct GlobalAveragePool;

/// The mean of every plane: (n, c, h, w) becomes (n, c).
///
/// # Errors
/// When the tensor has not four dimensions or is not of 32-bit floats on the processor.
pub fn global_average_pool(input: &Tensor) -> Result<Tensor> {
    input.contiguous()?.apply_op1(GlobalAveragePool)
}

impl CustomOp1 for GlobalAveragePool {
    fn name(&self) -> &'static str {
        "global average pooling"
    }

    fn cpu_fwd(&self, input: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (images, channels, height, width) = layout.shape().dims4()?;
        let out = average_pool::forward(slices::of_storage(input, layout)?, height * width);
        Ok((CpuStorage::F32(out), (images, channels).into()))
    }

    fn bwd(&self, input: &Tensor, _result: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let (_, _, height, width) = input.dims4()?;
        let values = slices::with([grad], |[g]| average_pool::backward(g, height * width))?;
        Tensor::from_vec(values, input.shape(), input.device()).map(Some)
    }
}
