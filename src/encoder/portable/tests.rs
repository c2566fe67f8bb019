//! The portable executor against the one that the program uses on the processor, and its layers against slow loops.

use candle_core::{Device, Tensor};

use super::PortableExecutor;
use super::windows::Windows;
use super::{conv, max_pool};
use crate::encoder::kernel::batch_norm::BatchStatistics;
use crate::encoder::test_values::{check_gradients, made};
use crate::encoder::{Architecture, EncoderError, Executor, executor};
use crate::job::Stop;

/// The root of the summed squares of the difference, relative to that of `b`.
fn difference(a: &Tensor, b: &Tensor) -> f64 {
    assert_eq!(a.dims(), b.dims());
    let flat = |t: &Tensor| {
        let t = t.flatten_all().unwrap().to_dtype(candle_core::DType::F64).unwrap();
        t.to_vec1::<f64>().unwrap()
    };
    let (a, b) = (flat(a), flat(b));
    let off = a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    off / b.iter().map(|b| b * b).sum::<f64>().sqrt().max(1e-6)
}

/// One step with both executors from the same weights: features, statistics and the features in use must agree, and
/// the gradients for the first images or else for others: where rounding moves a single value over the kink of a
/// rectifier, the gradients of a small batch really differ. A mistake differs always.
fn agree(architecture: Architecture, channels: usize, batch: usize, sides: [usize; 2]) {
    let what = format!("{architecture}, {batch} images of {channels} channels, {sides:?} pixels");
    let apart: Vec<_> = (0..TRIES)
        .map(|seed| gradients_apart(&what, architecture, &made(seed, &[batch, channels, sides[0], sides[1]])))
        .take_while(|(_, off)| *off > TOLERANCE)
        .collect();
    assert!(apart.len() < TRIES, "{what}: {apart:?}");
}

const TOLERANCE: f64 = 1e-4;
/// A million rectifiers at values rounded to some 1e-6 of their spread: about every second pass has one that switches.
const TRIES: usize = 12;

/// The gradient that differs most between the executors, and by how much; all else is checked.
fn gradients_apart(what: &str, architecture: Architecture, images: &Tensor) -> (String, f64) {
    let channels = images.dim(1).unwrap();
    let mut own = executor(architecture, channels, 3).unwrap();
    let mut portable = PortableExecutor::new(architecture, channels, 3, &Device::Cpu).unwrap();
    let near = |name: &str, a: &Tensor, b: &Tensor| {
        let off = difference(a, b);
        assert!(off <= TOLERANCE, "{what}: {name} differs by {off}");
    };
    let (a, b) = (own.watch(images).unwrap(), portable.watch(images).unwrap());
    near("watched features", &a.features, &b.features);
    let by_name = |mut statistics: Vec<(String, BatchStatistics)>| {
        statistics.sort_by(|a, b| a.0.cmp(&b.0));
        statistics
    };
    assert_eq!(a.statistics.len(), b.statistics.len());
    for ((name, a), (other, b)) in by_name(a.statistics).iter().zip(&by_name(b.statistics)) {
        assert_eq!((name, a.count, a.mean.len()), (other, b.count, b.mean.len()));
    }
    let (a, b) = (own.forward_train(images).unwrap(), portable.forward_train(images).unwrap());
    near("features", &a, &b);
    let gradient = made(9, a.dims());
    let (a, b) = (own.backward(&gradient).unwrap(), portable.backward(&gradient).unwrap());
    assert!(a.keys().eq(b.keys()) && a.keys().eq(own.weights().parameters().keys()), "{what}");
    for (name, values) in own.weights().tensors() {
        near(&name, &values, portable.weights().get(&name).unwrap());
    }
    near("features in use", &own.embed(images).unwrap(), &portable.embed(images).unwrap());
    let apart = a.iter().map(|(name, gradient)| (name.clone(), difference(gradient, &b[name])));
    apart.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
}

#[test]
fn convnet_agrees() {
    for (channels, batch, sides) in [(1, 1, [32, 32]), (3, 2, [20, 33]), (5, 5, [16, 17])] {
        agree(Architecture::ConvNet, channels, batch, sides);
    }
}

#[test]
fn resnet18_agrees() {
    for (channels, batch, sides) in [(1, 3, [12, 12]), (3, 2, [14, 17]), (5, 1, [24, 21])] {
        agree(Architecture::ResNet18, channels, batch, sides);
    }
}

#[test]
fn resnet18_standard_agrees() {
    for (channels, batch, sides) in [(1, 2, [40, 40]), (3, 4, [33, 38]), (5, 3, [41, 47])] {
        agree(Architecture::ResNet18Standard, channels, batch, sides);
    }
}

#[test]
fn vgg13_agrees() {
    for (channels, batch, sides) in [(1, 5, [32, 32]), (3, 2, [34, 40]), (5, 4, [32, 47])] {
        agree(Architecture::Vgg13, channels, batch, sides);
    }
}

/// Largest values and the gradient, by loops over windows; the first of equal values gets it all.
fn slow_max_pool(windows: Windows, x: &Tensor, grad: &Tensor) -> (Vec<f32>, Vec<f32>) {
    let (n, c, h, w) = x.dims4().unwrap();
    let (rows, columns) = (windows.count(h).unwrap(), windows.count(w).unwrap());
    let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let (values, grad) = (flat(x), flat(grad));
    let (mut out, mut back) = (Vec::new(), vec![0.0; values.len()]);
    for (plane, row, column) in
        (0..n * c).flat_map(|p| (0..rows).flat_map(move |r| (0..columns).map(move |q| (p, r, q))))
    {
        let mut best: Option<usize> = None;
        for (y, x) in windows.pixels() {
            let (y, x) = (row * windows.stride + y, column * windows.stride + x);
            let (Some(y), Some(x)) = (y.checked_sub(windows.padding), x.checked_sub(windows.padding)) else {
                continue;
            };
            if y < h && x < w {
                let at = (plane * h + y) * w + x;
                if best.is_none_or(|best| values[at] > values[best]) {
                    best = Some(at);
                }
            }
        }
        let best = best.unwrap();
        back[best] += grad[out.len()];
        out.push(values[best]);
    }
    (out, back)
}

#[test]
fn max_pooling_gives_the_gradient_to_the_first_of_the_largest() {
    for (kernel, stride, padding) in [(2, 2, 0), (3, 2, 1), (3, 2, 0), (3, 1, 1), (2, 3, 0), (5, 2, 2)] {
        let windows = Windows { kernel, stride, padding };
        for sides in [[8, 8], [7, 10], [5, 6]] {
            // Whole numbers from -3 to 3: many values are equal.
            let x = (made(1, &[2, 3, sides[0], sides[1]]) * 3.0).unwrap().round().unwrap();
            let (out, place) = max_pool::forward(windows, &x).unwrap();
            let grad = made(2, out.dims());
            let back = max_pool::to_images(windows, &place, &grad, sides).unwrap();
            let (wanted, wanted_back) = slow_max_pool(windows, &x, &grad);
            assert_eq!(out.flatten_all().unwrap().to_vec1::<f32>().unwrap(), wanted, "{windows:?} {sides:?}");
            let found = back.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let off = found.iter().zip(&wanted_back).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(off < 1e-6, "{windows:?} {sides:?}: {off}");
        }
    }
}

/// Candle's own gradient of a convolution, where it is right: images whose sides are equal.
#[test]
fn convolutions_go_back_as_candle_does() {
    for (kernel, stride, side) in
        [(1, 1, 5), (3, 1, 6), (3, 2, 7), (3, 2, 8), (1, 2, 8), (7, 2, 11), (7, 2, 12)]
    {
        let windows = Windows { kernel, stride, padding: kernel / 2 };
        let x = candle_core::Var::from_tensor(&made(1, &[2, 3, side, side])).unwrap();
        let w = candle_core::Var::from_tensor(&made(2, &[4, 3, kernel, kernel])).unwrap();
        let y = conv::forward(windows, &x, &w).unwrap();
        let grad = made(3, y.dims());
        let wanted = y.mul(&grad).unwrap().backward().unwrap();
        let images = conv::to_images(windows, &w.detach(), &grad, [side, side]).unwrap();
        let weight = conv::to_weight(windows, &x.detach(), &grad).unwrap();
        assert!(difference(&images, wanted.get(&x).unwrap()) < 1e-5, "{windows:?}, side {side}: images");
        assert!(difference(&weight, wanted.get(&w).unwrap()) < 1e-5, "{windows:?}, side {side}: weights");
    }
}

#[test]
fn heads_off_the_processor_use_the_same_formulas() {
    use crate::encoder::ops;
    let inputs = [made(1, &[7, 3]), (made(2, &[3]) + 1.5).unwrap(), made(3, &[3])];
    let own = ops::batch_norm_train(&inputs[0], &inputs[1], &inputs[2], false).unwrap();
    let portable = ops::batch_norm_by_candle(&inputs[0], &inputs[1], &inputs[2]).unwrap();
    assert!(difference(&own.output, &portable.output) < 1e-5);
    assert_eq!(own.statistics.count, portable.statistics.count);
    check_gradients("batch norm by candle", &inputs, 1e-2, 2e-3, |t| {
        ops::batch_norm_by_candle(&t[0], &t[1], &t[2]).unwrap().output
    });
    let zero = candle_core::Var::zeros(3, candle_core::DType::F32, &Device::Cpu).unwrap();
    let grads = ops::relu_by_candle(&zero).unwrap().sum_all().unwrap().backward().unwrap();
    assert_eq!(grads.get(&zero).unwrap().to_vec1::<f32>().unwrap(), [0.0; 3]);
    let x = [made(1, &[5, 4])];
    check_gradients("relu by candle", &x, 4e-4, 1e-2, |t| ops::relu_by_candle(&t[0]).unwrap());
}

#[test]
fn a_stopped_step_changes_nothing_and_keeps_no_batch() {
    let mut executor = PortableExecutor::new(Architecture::ConvNet, 2, 1, &Device::Cpu).unwrap();
    let images = made(1, &[2, 2, 16, 16]);
    let before = executor.weights().duplicate().unwrap();
    let features = executor.forward_train(&images).unwrap();
    let stop = Stop::new();
    executor.interrupt_on(stop.clone());
    stop.request();
    assert!(matches!(executor.backward(&features), Err(EncoderError::Stopped)));
    assert!(matches!(executor.embed(&images), Err(EncoderError::Stopped)));
    for (name, tensor) in before.tensors() {
        assert_eq!(difference(&tensor, executor.weights().get(&name).unwrap()), 0.0, "{name}");
    }
    executor.interrupt_on(Stop::new());
    assert!(matches!(executor.backward(&features), Err(EncoderError::NothingToDifferentiate)));
    let features = executor.forward_train(&images).unwrap();
    assert!(matches!(executor.backward(&made(1, &[2, 3])), Err(EncoderError::GradientShape(..))));
    assert_eq!(features.dims(), [2, 256]);
}

#[test]
fn what_is_no_number_reaches_the_features() {
    let mut executor = PortableExecutor::new(Architecture::ResNet18Standard, 1, 1, &Device::Cpu).unwrap();
    let mut values = vec![0.5_f32; 2 * 32 * 32];
    values[7] = f32::NAN;
    let images = Tensor::from_vec(values, (2, 1, 32, 32), &Device::Cpu).unwrap();
    let features = executor.forward_train(&images).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
    assert!(features.iter().any(|v| !v.is_finite()));
}
