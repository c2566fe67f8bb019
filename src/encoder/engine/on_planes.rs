//! The engine's layers on candle's tensors (images, channels, rows, columns), for tests.

#![expect(clippy::missing_panics_doc, reason = "helpers of tests, which fail by panicking")]

use super::aligned::Aligned;
use super::average_pool;
use super::batch_norm::{self, Affine};
use super::conv::Conv;
use super::kernels::Kernels;
use super::max_pool::{self, PoolShape};
use super::shape::ConvShape;
use crate::encoder::kernel::batch_norm::BatchStatistics;
use crate::job::Stop;
use candle_core::{Device, Tensor};

/// A tensor's values with the channels innermost.
fn pixels(planes: &Tensor) -> Vec<f32> {
    let planes = if planes.rank() == 4 { planes.permute((0, 2, 3, 1)).unwrap() } else { planes.clone() };
    planes.flatten_all().unwrap().to_vec1().unwrap()
}

/// The way back from there, for images of these sizes (n, c, h, w).
fn planes(pixels: &[f32], [n, c, h, w]: [usize; 4]) -> Tensor {
    let tensor = Tensor::from_slice(pixels, (n, h, w, c), &Device::Cpu).unwrap();
    tensor.permute((0, 3, 1, 2)).unwrap().contiguous().unwrap()
}

fn sizes(x: &Tensor) -> [usize; 4] {
    match *x.dims() {
        [n, c] => [n, c, 1, 1],
        [n, c, h, w] => [n, c, h, w],
        _ => unreachable!(),
    }
}

/// A convolution: the result, and from the gradient `g(result)` those of the input and the weights. Also run
/// as the first layer of a network, which must give the same.
pub fn conv(
    kernels: &Kernels,
    [x, weight]: [&Tensor; 2],
    [stride, padding]: [usize; 2],
    g: impl Fn(&Tensor) -> Tensor,
) -> [Tensor; 3] {
    let [n, inputs, height, width] = sizes(x);
    let (outputs, kernel) = (weight.dims()[0], weight.dims()[2]);
    let shape = ConvShape { height, width, inputs, outputs, kernel, stride, padding };
    let out = [n, outputs, shape.out_height(), shape.out_width()];
    let w = pixels(&weight.flatten_all().unwrap());
    let (stop, mut packed) = (Stop::new(), Aligned::default());
    let run = |first: bool, input: &[f32], packed: &mut Aligned| {
        let conv = Conv::new(shape, n, first, kernels);
        let mut y = vec![f32::NAN; conv.output_len()];
        conv.forward(kernels, [input, &w], &mut y, packed, &stop);
        let grad = pixels(&g(&planes(&y, out)));
        let mut dw = vec![f32::NAN; w.len()];
        conv.grad_weight(kernels, [input, &grad], &mut dw, &stop);
        (conv, y, grad, dw)
    };
    let (conv, y, grad, dw) = run(false, &pixels(x), &mut packed);
    let mut dx = vec![f32::NAN; conv.input_len()];
    conv.grad_input(kernels, [&grad, &w], (&mut dx, false), &mut packed, &stop);
    // Once more on top: twice the gradient.
    let mut twice = dx.clone();
    conv.grad_input(kernels, [&grad, &w], (&mut twice, true), &mut packed, &stop);
    assert!(
        twice.iter().zip(&dx).all(|(twice, once)| (twice - 2.0 * once).abs() <= 1e-6 * once.abs().max(1.0))
    );
    let mut bordered = vec![f32::NAN; n * inputs * (height + 2 * padding) * (width + 2 * padding)];
    let values: Vec<f32> = x.flatten_all().unwrap().to_vec1().unwrap();
    super::layout::pixels_of_channels(&values, [inputs, height, width], padding, &mut bordered);
    let (_, as_first, _, dw_as_first) = run(true, &bordered, &mut packed);
    let close = |a: &[f32], b: &[f32]| {
        let scale = a.iter().fold(1e-3_f32, |m, v| m.max(v.abs()));
        a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-5 * scale)
    };
    assert!(close(&y, &as_first) && close(&dw, &dw_as_first), "not the same as the first layer");
    let weights = Tensor::from_vec(dw, weight.dims(), &Device::Cpu).unwrap();
    [planes(&y, out), planes(&dx, sizes(x)), weights]
}

/// A batch normalisation in training: the result, the gradients of input, gamma and beta, and the statistics.
pub fn norm(
    kernels: &Kernels,
    [x, gamma, beta]: [&Tensor; 3],
    relu: bool,
    g: impl Fn(&Tensor) -> Tensor,
) -> ([Tensor; 4], BatchStatistics) {
    let (values, [gamma, beta]) = (pixels(x), [gamma, beta].map(|t| t.to_vec1::<f32>().unwrap()));
    let statistics = batch_norm::statistics(kernels, &values, gamma.len());
    let mut y = vec![f32::NAN; values.len()];
    let by = [statistics.mean.as_slice(), &statistics.variance];
    let affine = Affine { gamma: &gamma, beta: &beta };
    batch_norm::normalise(kernels, &values, by, affine, (None, relu), &mut y);
    let mut grad = pixels(&g(&planes(&y, sizes(x))));
    let rectified = relu.then_some(y.as_slice());
    let [dgamma, dbeta] =
        batch_norm::backward(kernels, &statistics, &gamma, (&values, rectified), &mut grad, None);
    let shaped = |v: &[f32]| planes(v, sizes(x)).reshape(x.dims()).unwrap();
    let row = |v: Vec<f32>| Tensor::new(v, &Device::Cpu).unwrap();
    ([shaped(&y), shaped(&grad), row(dgamma), row(dbeta)], statistics)
}

/// Max pooling: the result and the gradient of the input.
pub fn pool(
    kernels: &Kernels,
    x: &Tensor,
    [kernel, stride, padding]: [usize; 3],
    g: impl Fn(&Tensor) -> Tensor,
) -> [Tensor; 2] {
    let [n, channels, height, width] = sizes(x);
    let shape = PoolShape { height, width, channels, kernel, stride, padding };
    let out = [n, channels, shape.out_height(), shape.out_width()];
    let mut y = vec![f32::NAN; out.iter().product()];
    let mut places = vec![0; y.len()];
    max_pool::forward(kernels, &shape, &pixels(x), &mut y, &mut places);
    let y = planes(&y, out);
    let mut dx = vec![f32::NAN; x.elem_count()];
    max_pool::backward(kernels, &shape, &pixels(&g(&y)), &places, &mut dx);
    [y, planes(&dx, sizes(x))]
}

/// The mean of every plane: the result (n, c) and the gradient of the input.
pub fn average(x: &Tensor, g: impl Fn(&Tensor) -> Tensor) -> [Tensor; 2] {
    let [n, c, h, w] = sizes(x);
    let mut y = vec![f32::NAN; n * c];
    average_pool::forward(&pixels(x), h * w, c, &mut y);
    let y = Tensor::from_vec(y, (n, c), &Device::Cpu).unwrap();
    let mut dx = vec![f32::NAN; x.elem_count()];
    average_pool::backward(&pixels(&g(&y)), h * w, c, &mut dx);
    [y, planes(&dx, sizes(x))]
}
