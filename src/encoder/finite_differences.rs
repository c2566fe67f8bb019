//! Every layer's gradient against difference quotients, and results against the number of threads.

use candle_core::Tensor;

use super::engine::Engine;
use super::ops::{self, Conv};
use super::test_values::{check_gradients, inner, made};
use super::*;

#[test]
fn convolutions() {
    for (n, c, h, w, o, kernel, stride) in [
        (1, 1, 5, 5, 2, 1, 1),
        (3, 3, 7, 6, 4, 3, 1),
        (1, 5, 9, 7, 3, 3, 2),
        (3, 7, 8, 9, 2, 1, 2),
        (1, 3, 11, 10, 4, 7, 2),
        (3, 5, 7, 9, 2, 7, 1),
    ] {
        let inputs = [made(1, &[n, c, h, w]), made(2, &[o, c, kernel, kernel])];
        let conv = Conv { stride, padding: kernel / 2, input_gradient: true };
        check_gradients(&format!("{kernel} x {kernel} / {stride}"), &inputs, 0.05, 1e-3, |t| {
            ops::conv2d(&t[0], &t[1], conv).unwrap()
        });
    }
}

#[test]
fn batch_normalisations() {
    for (shape, relu) in [(vec![3, 4, 5, 5], false), (vec![7, 3], false), (vec![1, 3, 4, 5], true)] {
        let c = shape[1];
        let inputs = [made(1, &shape), (made(2, &[c]) + 1.5).unwrap(), made(3, &[c])];
        // With the rectifier, a step must be small: it may not cross the kink often.
        let (h, tolerance) = if relu { (2e-4, 2e-2) } else { (1e-2, 2e-3) };
        check_gradients("batch norm", &inputs, h, tolerance, |t| {
            ops::batch_norm_train(&t[0], &t[1], &t[2], relu).unwrap().output
        });
    }
}

#[test]
fn poolings_rectifiers_and_sums() {
    // The values are multiples of 2/1009 away from each other and from 0: so small a step crosses no kink.
    let h = 4e-4;
    let x = [made(1, &[2, 3, 7, 6])];
    for (k, s, p) in [(2, 2, 0), (3, 2, 1)] {
        check_gradients("max pool", &x, h, 1e-2, |t| {
            ops::max_pool2d(&(&t[0] - 2.0).unwrap(), k, s, p).unwrap()
        });
    }
    check_gradients("relu", &x, h, 1e-2, |t| ops::relu(&t[0]).unwrap());
    check_gradients("average pool", &x, 0.05, 1e-3, |t| ops::global_average_pool(&t[0]).unwrap());
    let pair = [x[0].clone(), (made(4, &[2, 3, 7, 6]) + 1.0 / 1009.0).unwrap()];
    check_gradients("rectified sum", &pair, h, 1e-2, |t| ops::add_relu(&t[0], &t[1]).unwrap());
}

#[test]
fn a_residual_block_with_a_projected_shortcut() {
    let inputs = [made(1, &[3, 2, 6, 6]), made(2, &[4, 2, 3, 3]), made(3, &[4, 2, 1, 1])];
    check_gradients("residual", &inputs, 0.05, 2e-3, |t| {
        let conv = |padding| Conv { stride: 2, padding, input_gradient: true };
        let long = ops::conv2d(&t[0], &t[1], conv(1)).unwrap();
        long.add(&ops::conv2d(&t[0], &t[2], conv(0)).unwrap()).unwrap()
    });
}

#[test]
fn the_slope_of_the_rectifier_at_zero_is_zero() {
    let x = candle_core::Var::zeros(3, candle_core::DType::F32, &candle_core::Device::Cpu).unwrap();
    let grads = ops::relu(&x).unwrap().sum_all().unwrap().backward().unwrap();
    assert_eq!(grads.get(&x).unwrap().to_vec1::<f32>().unwrap(), [0.0; 3]);
}

#[test]
fn tensors_that_lie_otherwise_give_the_same() {
    let x = made(1, &[2, 6, 5, 3]);
    let turned = x.transpose(2, 3).unwrap();
    let straight = turned.contiguous().unwrap();
    let w = made(2, &[4, 6, 3, 3]);
    let conv = Conv { stride: 1, padding: 1, input_gradient: true };
    for (a, b) in [
        (ops::conv2d(&turned, &w, conv).unwrap(), ops::conv2d(&straight, &w, conv).unwrap()),
        (ops::max_pool2d(&turned, 2, 1, 0).unwrap(), ops::max_pool2d(&straight, 2, 1, 0).unwrap()),
        (ops::relu(&turned).unwrap(), ops::relu(&straight).unwrap()),
    ] {
        let difference = a.sub(&b).unwrap();
        assert_eq!(inner(&difference, &difference), 0.0);
    }
}

fn step_on(threads: usize) -> Vec<Vec<u32>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut executor = Engine::new(Architecture::ConvNet, 3, 5).unwrap();
        let features = executor.forward_train(&made(1, &[19, 3, 18, 20])).unwrap();
        let grads = executor.backward(&made(2, features.dims())).unwrap();
        let bits = |t: &Tensor| {
            t.flatten_all().unwrap().to_vec1::<f32>().unwrap().iter().map(|v| v.to_bits()).collect()
        };
        std::iter::once(features.as_tensor()).chain(grads.values()).map(bits).collect()
    })
}

#[test]
fn a_step_has_the_same_bits_on_any_number_of_threads() {
    let one = step_on(1);
    for threads in [2, 3, 7] {
        assert!(one == step_on(threads), "{threads} threads differ from one");
    }
}

#[test]
fn recalibrated_statistics_are_the_average_over_batches() {
    let mut executor = Engine::new(Architecture::ConvNet, 2, 5).unwrap();
    let batches = [made(1, &[4, 2, 16, 16]), (made(2, &[6, 2, 16, 16]) * 2.0).unwrap()];
    let seen: Vec<_> = batches.iter().map(|b| executor.watch(b).unwrap().statistics).collect();
    let given = batches.into_iter().map(Ok::<_, EncoderError>);
    assert_eq!(recalibrate(&mut executor, given).unwrap(), 2);
    let mean = executor.weights().get("features.13.running_mean").unwrap().to_vec1::<f32>().unwrap();
    let variance = executor.weights().get("features.13.running_var").unwrap().to_vec1::<f32>().unwrap();
    let [a, b] = [&seen[0][3].1, &seen[1][3].1];
    assert_eq!((a.count, b.count), (16, 24));
    for c in 0..256 {
        assert!((mean[c] - f32::midpoint(a.mean[c], b.mean[c])).abs() < 1e-6);
        let wanted = a.variance[c] * 16.0 / 15.0 / 2.0 + b.variance[c] * 24.0 / 23.0 / 2.0;
        assert!((variance[c] - wanted).abs() < 1e-6 * wanted.max(1.0));
    }
    let none = std::iter::empty::<Result<Tensor, EncoderError>>();
    assert!(matches!(recalibrate(&mut executor, none), Err(EncoderError::NoBatches)));
}

#[test]
fn images_that_do_not_fit_are_refused_in_words() {
    let mut executor = Engine::new(Architecture::ConvNet, 3, 0).unwrap();
    assert!(executor.forward_train(&made(1, &[2, 5, 16, 16])).is_err());
    assert!(executor.forward_train(&made(1, &[2, 3, 8, 8])).is_err());
    assert!(executor.embed(&made(1, &[3, 16, 16])).is_err());
    executor.forward_train(&made(1, &[2, 3, 16, 16])).unwrap();
    let error = executor.backward(&made(1, &[3, 256])).unwrap_err();
    assert!(matches!(error, EncoderError::GradientShape(..)), "{error}");
}
