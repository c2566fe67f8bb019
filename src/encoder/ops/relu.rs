//! The rectifier, alone and behind a sum, as operations of candle.

use candle_core::{CpuStorage, CustomOp1, CustomOp2, Layout, Result, Shape, Tensor, bail};

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

/// `max(a + b, 0)` of two tensors of the same shape.
///
/// # Errors
/// When the shapes differ or the tensors are not 32-bit floats on the processor.
pub fn add_relu(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    a.contiguous()?.apply_op2(&b.contiguous()?, AddRelu)
}

/// `max(x, 0)`; see [`relu`].
pub struct Relu;

/// `max(a + b, 0)`; see [`add_relu`].
pub struct AddRelu;

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

impl CustomOp2 for AddRelu {
    fn name(&self) -> &'static str {
        "rectified sum"
    }

    fn cpu_fwd(
        &self,
        a: &CpuStorage,
        la: &Layout,
        b: &CpuStorage,
        lb: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        if la.shape() != lb.shape() {
            bail!("a residual block adds {:?} to {:?}", la.shape(), lb.shape());
        }
        let sum = kernel::forward_sum(slices::of_storage(a, la)?, slices::of_storage(b, lb)?);
        Ok((CpuStorage::F32(sum), la.shape().clone()))
    }

    fn bwd(
        &self,
        _a: &Tensor,
        _b: &Tensor,
        result: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let grad = gradient(result, grad)?;
        Ok((Some(grad.clone()), Some(grad)))
    }
}
