//! NT-Xent against PyTorch, a closed form and difference quotients.

use candle_core::{Device, Var};

use super::*;
use crate::encoder::test_values::{check_gradients, made};
use crate::objective::Options;

/// Made by PyTorch 2.15:
/// ```python
/// import torch, torch.nn.functional as F
/// i = torch.arange(20, dtype=torch.float64)
/// made = lambda s: (torch.remainder(i * 7919 + s * 104729, 1009) / 1009 * 2 - 1).float().reshape(4, 5).requires_grad_()
/// z1, z2 = made(1), made(2)
/// z = F.normalize(torch.cat([z1, z2]), dim=1)
/// s = (z @ z.T / 0.2).masked_fill(torch.eye(8, dtype=torch.bool), float("-inf"))
/// loss = F.cross_entropy(s, torch.arange(8).roll(4)); loss.backward()
/// print(loss.item(), z1.grad.flatten().tolist(), z2.grad.flatten().tolist())
/// ```
#[test]
fn value_and_gradients_are_those_of_torch() {
    let (z1, z2) =
        (Var::from_tensor(&made(1, &[4, 5])).unwrap(), Var::from_tensor(&made(2, &[4, 5])).unwrap());
    let loss = nt_xent(&z1, &z2, 0.2).unwrap();
    assert!((loss.to_scalar::<f32>().unwrap() - 4.266_374_6).abs() < 1e-5, "{loss}");
    let grads = loss.backward().unwrap();
    let wanted: [[f32; 20]; 2] = [
        [
            -0.263_245, 0.134_814, 0.529_282, 0.924_320, -0.676_030, -0.479_682, -0.528_006, -0.002_194,
            0.336_380, 0.657_525, 0.265_766, -0.507_639, -0.338_448, 0.029_518, 0.120_581, 0.283_757,
            0.382_189, 0.495_635, -0.400_717, 0.025_419,
        ],
        [
            -0.758_389, -0.428_679, -0.079_511, 0.439_877, 0.383_183, 0.643_206, -0.948_698, -0.571_407,
            -0.195_670, 0.183_926, 0.060_468, 0.445_523, -0.476_254, -0.348_578, -0.235_693, -0.110_519,
            -0.026_958, 0.335_761, 0.512_658, -0.241_105,
        ],
    ];
    for (z, wanted) in [&z1, &z2].into_iter().zip(wanted) {
        let found = grads.get(z).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-5, "{found}, not {wanted}");
        }
    }
}

/// Two identical views of N orthonormal rows: the partner has similarity 1, all 2N - 2 others 0.
#[test]
fn orthonormal_rows_give_the_closed_form() {
    for (n, temperature) in [(2_usize, 0.5), (5, 0.2), (8, 0.1)] {
        let z = Tensor::eye(n, candle_core::DType::F32, &Device::Cpu).unwrap();
        let found =
            nt_xent(&z, &(&z * 3.0).unwrap(), temperature).unwrap().to_scalar::<f32>().unwrap() as f64;
        let wanted = (1.0 + (2 * n - 2) as f64 * (-1.0 / temperature).exp()).ln();
        assert!((found - wanted).abs() < 2e-6, "{found}, not {wanted}");
    }
}

#[test]
fn gradients_are_difference_quotients() {
    check_gradients("nt_xent", &[made(1, &[4, 5]), made(2, &[4, 5])], 1e-2, 5e-3, |t| {
        nt_xent(&t[0], &t[1], 0.5).unwrap().reshape(1).unwrap()
    });
}

/// The whole way of a training step: features, projector, loss, and back to the features.
#[test]
fn the_objective_gives_gradients_to_features_and_projector() {
    let task = Task { features: 6, images: 8, classes: 2, seed: 1, device: Device::Cpu };
    let mut objective = ENTRY.make(&task, &Options::new()).unwrap();
    let features = Var::from_tensor(&made(1, &[8, 6])).unwrap();
    let batch = |features| Batch { features, target: None, images: &[0, 1, 2, 3], labels: &[None; 4] };
    let loss = objective.loss(&batch(features.as_tensor())).unwrap();
    let grads = loss.value.backward().unwrap();
    assert_eq!(grads.get(&features).unwrap().dims(), [8, 6]);
    assert!(objective.weights().parameters().values().all(|var| grads.get(var).is_some()));
    assert_eq!(objective.project(&features).unwrap().dims(), [8, 128]);
    assert!(loss.terms.iter().any(|(name, value)| *name == "alignment" && value.abs() <= 1.0));
    assert!(objective.loss(&batch(&made(1, &[7, 6]))).is_err());
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let error = super::super::by_name("simclear").err().unwrap().to_string();
    assert!(error.contains("simclear") && error.contains("simclr"), "{error}");
    for (name, value) in [("temperature", 0.0), ("temprature", 0.5)] {
        let options = Options::from([(name.to_owned(), value)]);
        let error = ENTRY.complete(&options).err().unwrap().to_string();
        assert!(error.contains(name) && error.contains("temperature"), "{error}");
    }
    assert!(nt_xent(&made(1, &[4, 5]), &made(1, &[3, 5]), 0.2).is_err());
    assert!(nt_xent(&made(1, &[1, 5]), &made(2, &[1, 5]), 0.2).is_err());
}
