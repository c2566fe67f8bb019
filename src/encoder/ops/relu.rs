//! The rectifier as an operation of candle.

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};

use super::by_candle::relu_by_candle;
use super::slices;
use crate::encoder::kernel::relu as kernel;

/// `max(input, 0)`, of any shape; the slope at 0 is 0 (candle's own takes 1 there).
///
/// # Errors
/// When the tensor is not of 32-bit floats.
pub fn relu(input: &Tensor) -> Result<Tensor> {
    if !input.device().is_cpu() {
        return relu_by_candle(input);
    }
    input.contiguous()?.apply_op1(Relu)
}

/// `max(x, 0)`; see [`relu`].
pub struct Relu;

fn gradient(result: &Tensor, grad: &Tensor) -> Result<Tensor> {
    let values = slices::with([result, grad], |[y, g]| kernel::backward(y, g))?;
    Tensor::from_vec(values, grad.shape(), grad.device())
}

impl CustomOp1 for Relu {
    fn name(&self) -> &'static str {
        "rectifier"
    }

    fn cpu_fwd(&self, input: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        Ok((CpuStorage::F32(kernel::forward(slices::of_storage(input, layout)?)), layout.shape().clone()))
    }

    fn bwd(&self, _input: &Tensor, result: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        gradient(result, grad).map(Some)
    }
}
