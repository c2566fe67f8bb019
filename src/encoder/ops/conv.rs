//! Convolution as an operation of candle.

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor, bail};

use super::slices;
use crate::encoder::kernel::conv::{self, ConvShape};
use crate::job::Stop;

/// How a convolution moves over the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv {
    /// Step between windows, in pixels.
    pub stride: usize,
    /// Zeros added on every side, in pixels.
    pub padding: usize,
    /// False for a first layer: nobody asks for the gradient of the images.
    pub input_gradient: bool,
}

impl Conv {
    fn shape(&self, input: &Shape, weight: &Shape) -> Result<ConvShape> {
        let (images, inputs, height, width) = input.dims4()?;
        let (outputs, weight_inputs, kernel, kernel_width) = weight.dims4()?;
        let Self { stride, padding, .. } = *self;
        let shape = ConvShape { images, inputs, height, width, outputs, kernel, stride, padding };
        if weight_inputs != inputs || kernel != kernel_width || !shape.is_valid() {
            bail!("a convolution with weights {weight:?} does not fit images {input:?}");
        }
        Ok(shape)
    }
}

/// Convolves `input` (n, c, h, w) with `weight` (o, c, k, k), giving (n, o, h', w').
///
/// # Errors
/// When the shapes do not fit or the tensors are not 32-bit floats on the processor.
pub fn conv2d(input: &Tensor, weight: &Tensor, conv: Conv) -> Result<Tensor> {
    input.contiguous()?.apply_op2(&weight.contiguous()?, conv)
}

/// A convolution that gives up once a flag is raised. What comes out then is to be thrown away.
#[derive(Debug)]
pub struct ConvUntil<'a> {
    /// The convolution.
    pub conv: Conv,
    /// The flag.
    pub stop: &'a Stop,
}

impl CustomOp2 for Conv {
    fn name(&self) -> &'static str {
        "convolution"
    }

    fn cpu_fwd(
        &self,
        input: &CpuStorage,
        input_layout: &Layout,
        weight: &CpuStorage,
        weight_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let until = ConvUntil { conv: *self, stop: &Stop::new() };
        until.cpu_fwd(input, input_layout, weight, weight_layout)
    }

    fn bwd(
        &self,
        input: &Tensor,
        weight: &Tensor,
        result: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        ConvUntil { conv: *self, stop: &Stop::new() }.bwd(input, weight, result, grad)
    }
}

impl CustomOp2 for ConvUntil<'_> {
    fn name(&self) -> &'static str {
        self.conv.name()
    }

    fn cpu_fwd(
        &self,
        input: &CpuStorage,
        input_layout: &Layout,
        weight: &CpuStorage,
        weight_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let shape = self.conv.shape(input_layout.shape(), weight_layout.shape())?;
        let input = slices::of_storage(input, input_layout)?;
        let out = conv::forward(&shape, input, slices::of_storage(weight, weight_layout)?, self.stop);
        let dims = (shape.images, shape.outputs, shape.out_height(), shape.out_width());
        Ok((CpuStorage::F32(out), dims.into()))
    }

    fn bwd(
        &self,
        input: &Tensor,
        weight: &Tensor,
        _result: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let shape = self.conv.shape(input.shape(), weight.shape())?;
        let grad = grad.contiguous()?;
        let for_weight = slices::with([input, &grad], |[x, g]| conv::grad_weight(&shape, x, g, self.stop))?;
        let for_weight = Tensor::from_vec(for_weight, weight.shape(), weight.device())?;
        if !self.conv.input_gradient {
            return Ok((None, Some(for_weight)));
        }
        let for_input = slices::with([weight, &grad], |[w, g]| conv::grad_input(&shape, w, g, self.stop))?;
        Ok((Some(Tensor::from_vec(for_input, input.shape(), input.device())?), Some(for_weight)))
    }
}
