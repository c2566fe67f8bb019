//! Ten steps of every rule against PyTorch 2.15, and resuming in the middle.
//!
//! The wanted values were printed by:
//! ```python
//! import torch
//! for make in [lambda p: torch.optim.SGD(p, lr=.1, momentum=.9),
//!              lambda p: torch.optim.SGD(p, lr=.1, momentum=.9, nesterov=True),
//!              lambda p: torch.optim.SGD(p, lr=.1), lambda p: torch.optim.AdamW(p, lr=.1)]:
//!     w = torch.tensor([[.5, -1.], [2., .25]], requires_grad=True); b = torch.tensor([.1, -.3], requires_grad=True)
//!     opt = make([{"params": [w], "weight_decay": .05}, {"params": [b], "weight_decay": 0.}])
//!     for t in range(10):
//!         for g in opt.param_groups: g["lr"] = .1 / (1 + t)
//!         opt.zero_grad(); x = torch.tensor([1., -.5 + .1 * t])
//!         ((w @ x + b) ** 2).sum().backward(); opt.step()
//!     print([round(v, 7) for v in w.flatten().tolist() + b.tolist()])
//! ```
//! and for LARS, which PyTorch lacks (as in solo-learn; the first with clipping, the second without):
//! ```python
//! def lars(groups, lr, eta, clip, buffers, momentum=.9):
//!     for p, wd in groups:
//!         g = p.grad; d = g
//!         if p.ndim != 1:
//!             pn, gn = p.norm(), g.norm()
//!             if pn != 0 and gn != 0:
//!                 q = eta * pn / (gn + pn * wd + 1e-8)
//!                 if clip: q = min(q / lr, 1)
//!                 d = (g + wd * p) * q
//!         b = buffers[p] = buffers[p] * momentum + d if p in buffers else d.clone()
//!         with torch.no_grad(): p.sub_(lr * b)
//! for eta, clip in [(.02, True), (.5, False)]:
//!     w = torch.tensor([[.5, -1.], [2., .25]], requires_grad=True); b = torch.tensor([.1, -.3], requires_grad=True)
//!     buffers = {}
//!     for t in range(10):
//!         w.grad = b.grad = None; x = torch.tensor([1., -.5 + .1 * t])
//!         ((w @ x + b) ** 2).sum().backward(); lars([(w, .05), (b, 0.)], .1 / (1 + t), eta, clip, buffers)
//!     print([round(v, 7) for v in w.flatten().tolist() + b.tolist()])
//! ```
//! and for a limited gradient: the loop above with `SGD([w, b], lr=.1, momentum=.9)` and
//! `torch.nn.utils.clip_grad_norm_([w, b], 1.5)` before `opt.step()`.

use candle_core::{Device, Tensor, Var};

use super::*;
use crate::encoder::{Gradients, tensor_file};
use std::collections::BTreeMap;

type Parameters = BTreeMap<String, Var>;

fn parameters() -> Parameters {
    let var = |t: Tensor| Var::from_tensor(&t).unwrap();
    let w = var(Tensor::new(&[[0.5_f32, -1.0], [2.0, 0.25]], &Device::Cpu).unwrap());
    let b = var(Tensor::new(&[0.1_f32, -0.3], &Device::Cpu).unwrap());
    Parameters::from([("w".to_owned(), w), ("b".to_owned(), b)])
}

fn steps(optimizer: &mut dyn Optimizer, parameters: &Parameters, range: std::ops::Range<usize>) {
    limited_steps(optimizer, parameters, range, 0.0);
}

fn limited_steps(
    optimizer: &mut dyn Optimizer,
    parameters: &Parameters,
    range: std::ops::Range<usize>,
    limit: f64,
) {
    for t in range {
        let x = Tensor::new(&[[1.0_f32], [-0.5 + 0.1 * t as f32]], &Device::Cpu).unwrap();
        let product = parameters["w"].matmul(&x).unwrap().flatten_all().unwrap();
        let loss = product.add(&parameters["b"]).unwrap().sqr().unwrap().sum_all().unwrap();
        let grads = loss.backward().unwrap();
        let named = parameters.iter().map(|(name, var)| (name.clone(), grads.get(var).unwrap().clone()));
        let mut gradients: Gradients = named.collect();
        let length = gradient_length(&gradients).unwrap();
        limit_gradients(&mut gradients, length, limit).unwrap();
        optimizer.step(parameters, &gradients, 0.1 / (1 + t) as f64).unwrap();
    }
}

fn values(parameters: &Parameters) -> Vec<f32> {
    let flat = |name: &str| parameters[name].flatten_all().unwrap().to_vec1::<f32>().unwrap();
    [flat("w"), flat("b")].concat()
}

type Rule = Box<dyn Fn() -> Box<dyn Optimizer>>;

fn rules() -> Vec<(Rule, [f32; 6])> {
    vec![
        (
            Box::new(|| Box::new(Sgd::new(0.9, false, 0.05))),
            [0.060_118_4, -0.625_674_7, 0.880_119_4, 0.751_052_9, -0.331_530_3, -1.358_668_3],
        ),
        (
            Box::new(|| Box::new(Sgd::new(0.9, true, 0.05))),
            [0.166_021_4, -0.620_722_4, 0.984_059_5, 0.739_152_5, -0.225_894_2, -1.243_480_9],
        ),
        (
            Box::new(|| Box::new(Sgd::new(0.0, false, 0.05))),
            [0.210_706_5, -0.842_376_8, 1.374_953, 0.447_126, -0.184_642_2, -0.900_205_4],
        ),
        (
            Box::new(|| Box::new(AdamW::new(0.05))),
            [0.235_692_9, -0.745_791_1, 1.682_259_3, 0.486_804_8, -0.158_714_2, -0.590_368_6],
        ),
        (
            Box::new(|| Box::new(Lars::new(0.9, 0.05, 0.02, true))),
            [0.420_185_3, -0.882_789_4, 1.451_829_2, 0.391_912_6, -0.639_423_8, -1.831_729_9],
        ),
        (
            Box::new(|| Box::new(Lars::new(0.9, 0.05, 0.5, false))),
            [0.356_386_4, -0.849_477_4, 1.378_555_7, 0.442_188, -0.590_220_6, -1.761_276_5],
        ),
    ]
}

#[test]
fn ten_steps_end_where_torch_ends() {
    for (index, (rule, wanted)) in rules().into_iter().enumerate() {
        let parameters = parameters();
        steps(&mut *rule(), &parameters, 0..10);
        for (found, wanted) in values(&parameters).iter().zip(wanted) {
            assert!((found - wanted).abs() < 2e-6, "rule {index}: {found}, not {wanted}");
        }
    }
}

#[test]
fn other_devices_come_to_the_same_end() {
    for (rule, _) in rules() {
        let ends = [false, true].map(|elsewhere| {
            in_place::AS_ELSEWHERE.set(elsewhere);
            let parameters = parameters();
            steps(&mut *rule(), &parameters, 0..10);
            in_place::AS_ELSEWHERE.set(false);
            values(&parameters)
        });
        for (here, there) in ends[0].iter().zip(&ends[1]) {
            assert!((here - there).abs() < 1e-6, "{here} {there}");
        }
    }
}

#[test]
fn gradients_are_limited_as_torch_limits_them() {
    let parameters = parameters();
    limited_steps(&mut Sgd::new(0.9, false, 0.0), &parameters, 0..10, 1.5);
    let wanted = [0.190_634_5, -0.869_018_7, 1.258_879_1, 0.433_789_5, -0.209_365_5, -1.041_120_9];
    for (found, wanted) in values(&parameters).iter().zip(wanted) {
        assert!((found - wanted).abs() < 2e-6, "{found}, not {wanted}");
    }
    let broken = Tensor::new(&[1.0_f32, f32::NAN], &Device::Cpu).unwrap();
    let length = gradient_length(&Gradients::from([("w".to_owned(), broken)])).unwrap();
    assert!(!length.is_finite());
}

/// Enough values for many pieces, and an end that fills none.
#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let pattern = |n: usize, k: usize| {
        let values: Vec<f32> = (0..n).map(|i| ((i * k) % 1009) as f32 / 1009.0 - 0.4).collect();
        Tensor::from_vec(values, (n / 3, 3), &Device::Cpu).unwrap()
    };
    let size = 3 * 33_333;
    for (rule, _) in rules() {
        let ends = [1, 2, 5].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let parameters = Parameters::from([("w".into(), Var::from_tensor(&pattern(size, 7)).unwrap())]);
            let mut optimizer = rule();
            pool.install(|| {
                for k in [13, 29] {
                    let gradients = Gradients::from([("w".to_owned(), pattern(size, k))]);
                    optimizer.step(&parameters, &gradients, 0.1).unwrap();
                }
            });
            parameters["w"].flatten_all().unwrap().to_vec1::<f32>().unwrap()
        });
        assert!(ends[0] == ends[1] && ends[0] == ends[2]);
    }
}

#[test]
fn a_saved_state_goes_on_to_the_same_bits() {
    for (rule, _) in rules() {
        let whole = parameters();
        steps(&mut *rule(), &whole, 0..10);
        let halves = parameters();
        let mut first = rule();
        steps(&mut *first, &halves, 0..4);
        let bytes = tensor_file::to_bytes(&first.state().unwrap(), &BTreeMap::new()).unwrap();
        let mut second = rule();
        second.restore(&tensor_file::from_bytes(&bytes).unwrap().0).unwrap();
        steps(&mut *second, &halves, 4..10);
        assert_eq!(values(&whole), values(&halves));
    }
}

#[test]
fn what_does_not_belong_is_refused() {
    let stray = Tensor::zeros(2, candle_core::DType::F32, &Device::Cpu).unwrap();
    for (rule, _) in rules() {
        let parameters = parameters();
        let before = values(&parameters);
        let gradients = Gradients::from([("b".to_owned(), stray.clone()), ("v".to_owned(), stray.clone())]);
        assert!(rule().step(&parameters, &gradients, 0.1).is_err());
        assert_eq!(values(&parameters), before);
        assert!(rule().restore(&BTreeMap::from([("other.w".to_owned(), stray.clone())])).is_err());
    }
}
