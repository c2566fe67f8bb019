//! Every layer's gradient against difference quotients, and results against the number of threads.

use candle_core::Tensor;

use super::engine::Engine;
use super::ops;
use super::test_values::{check_gradients, made};
use super::*;

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
fn the_slope_of_the_rectifier_at_zero_is_zero() {
    let x = candle_core::Var::zeros(3, candle_core::DType::F32, &candle_core::Device::Cpu).unwrap();
    let grads = ops::relu(&x).unwrap().sum_all().unwrap().backward().unwrap();
    assert_eq!(grads.get(&x).unwrap().to_vec1::<f32>().unwrap(), [0.0; 3]);
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
