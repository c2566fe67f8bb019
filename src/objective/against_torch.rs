//! Every objective, from the features through its heads to its value and back, against values stored from PyTorch 2.15.
//!
//! `tests/golden/objectives.json` was made by this program:
//! ```python
//! import json, torch, torch.nn as nn, torch.nn.functional as F
//! torch.set_default_dtype(torch.float64)
//!
//! def made(seed, *shape):                          # the same numbers as `made` of the encoder's tests
//!     n = torch.Size(shape).numel()
//!     i = torch.arange(n, dtype=torch.float64)
//!     return (torch.remainder(i * 7919 + seed * 104729, 1009) / 1009 * 2 - 1).float().double().reshape(shape)
//!
//! def filled(heads, seed):                         # weights by the order of their names
//!     for i, (name, p) in enumerate(sorted(heads.named_parameters())):
//!         p.data = made(seed + i, *p.shape) * .5 + (p.dim() == 1 and name.endswith("weight"))
//!     return heads
//!
//! def mlp(bias, *w):                               # as in the programs of BYOL, Barlow Twins and VICReg
//!     layers = []
//!     for a, b in zip(w[:-2], w[1:-1]):
//!         layers += [nn.Linear(a, b, bias=bias), nn.BatchNorm1d(b), nn.ReLU()]
//!     return nn.Sequential(*layers, nn.Linear(w[-2], w[-1], bias=False))
//!
//! def plain(*w): return nn.Sequential(nn.Linear(w[0], w[1]), nn.ReLU(), nn.Linear(w[1], w[2]))
//!
//! def off_diagonal(x):
//!     n, m = x.shape
//!     return x.flatten()[:-1].view(n - 1, n + 1)[:, 1:].flatten()
//!
//! N, D, H, O = 8, 6, 10, 5
//! IMAGES = torch.tensor([3, 1, 4, 15, 9, 2, 6, 5])
//! KEYS = torch.tensor([9, -1, 3, 8, 7, 1, 9, 20, 21, 22, -1, 4])
//! LABELS = torch.tensor([0, 2, -100, 1, 1, 0, -100, 2])   # -100: none
//! cases = []
//!
//! def case(name, heads, rows, loss):
//!     f = made(1, rows, D).requires_grad_()
//!     value, terms = loss(heads, f)
//!     params = dict(sorted(heads.named_parameters()))
//!     grads = torch.autograd.grad(value, [f, *params.values()])
//!     short = lambda t: [float(f"{v:.9g}") for v in t.flatten().tolist()]
//!     cases.append({"name": name, "loss": value.item(), "terms": {k: float(v) for k, v in terms.items()}, "features": short(grads[0]),
//!                   "weights": {k: short(g) for k, g in zip(params, grads[1:])}})
//!
//! def simclr(h, f):
//!     z = F.normalize(h["projector"](f), dim=1)
//!     s = (z @ z.T / .2).masked_fill(torch.eye(2 * N, dtype=torch.bool), float("-inf"))
//!     align = (z[:N] * z[N:]).sum(1).mean()
//!     return F.cross_entropy(s, torch.arange(2 * N).roll(N)), {"alignment": align}
//!
//! def moco_one(q, k, queue):
//!     pos, neg = torch.einsum("nc,nc->n", [q, k]).unsqueeze(-1), torch.einsum("nc,ck->nk", [q, queue.T])
//!     neg = neg.masked_fill(IMAGES[:, None] == KEYS[None], float("-inf"))
//!     logits = torch.cat([pos, neg], dim=1)
//!     right = (logits.argmax(1) == 0).double().mean()
//!     return F.cross_entropy(logits / .2, torch.zeros(N, dtype=torch.long)), (q * k).sum(1).mean(), right
//!
//! def moco(symmetric):
//!     def loss(h, f):
//!         target = filled(nn.ModuleDict({"projector": plain(D, H, O)}), 50)
//!         queue = F.normalize(made(90, 12, O), dim=1)
//!         q = F.normalize(h["projector"](f), dim=1)
//!         k = F.normalize(target["projector"](made(2, len(f), D)), dim=1).detach()
//!         if not symmetric:
//!             value, align, right = moco_one(q, k, queue)
//!         else:
//!             a, b = moco_one(q[:N], k[N:], queue), moco_one(q[N:], k[:N], queue)
//!             value, align, right = ((x + y) / 2 for x, y in zip(a, b))
//!         return value, {"alignment": align, "queue_accuracy": right}
//!     return loss
//!
//! def byol(stop):
//!     def loss(h, f):
//!         reg = lambda p, z: (2 - 2 * (F.normalize(p, dim=1) * F.normalize(z, dim=1)).sum(1)).mean()
//!         z = [h["projector"](f[:N]), h["projector"](f[N:])]
//!         p = [h["predictor"](v) for v in z]
//!         if stop:
//!             target, t = filled(nn.ModuleDict({"projector": mlp(True, D, H, O)}), 50), made(2, 2 * N, D)
//!             z = [target["projector"](t[:N]).detach(), target["projector"](t[N:]).detach()]
//!         value = reg(p[0], z[1]) + reg(p[1], z[0])
//!         return value, {"alignment": 1 - value / 4}
//!     return loss
//!
//! def barlow(h, f):
//!     z, bn = [h["projector"](f[:N]), h["projector"](f[N:])], nn.BatchNorm1d(H, affine=False)
//!     c = bn(z[0]).T @ bn(z[1]) / N
//!     on, off = (torch.diagonal(c) - 1).pow(2).sum(), .0051 * off_diagonal(c).pow(2).sum()
//!     return on + off, {"on_diagonal": on, "off_diagonal": off}
//!
//! def vicreg(h, f):
//!     x, y = h["projector"](f[:N]), h["projector"](f[N:])
//!     repr_loss = F.mse_loss(x, y)
//!     x, y = x - x.mean(0), y - y.mean(0)
//!     std_x, std_y = torch.sqrt(x.var(0) + .0001), torch.sqrt(y.var(0) + .0001)
//!     std_loss = F.relu(1 - std_x).mean() / 2 + F.relu(1 - std_y).mean() / 2
//!     cov_x, cov_y = x.T @ x / (N - 1), y.T @ y / (N - 1)
//!     cov_loss = off_diagonal(cov_x).pow(2).sum() / H + off_diagonal(cov_y).pow(2).sum() / H
//!     return 25 * repr_loss + 25 * std_loss + cov_loss, {
//!         "invariance": 25 * repr_loss, "variance": 25 * std_loss, "covariance": cov_loss}
//!
//! def supervised(h, f):
//!     logits, both = h["classifier"](f), torch.cat([LABELS, LABELS])
//!     kept = both >= 0
//!     return F.cross_entropy(logits, both), {"accuracy": (logits.argmax(1) == both)[kept].double().mean()}
//!
//! heads = lambda **h: filled(nn.ModuleDict(h), 3)
//! case("simclr", heads(projector=plain(D, H, O)), 2 * N, simclr)
//! case("moco", heads(projector=plain(D, H, O)), N, moco(False))
//! case("moco symmetric", heads(projector=plain(D, H, O)), 2 * N, moco(True))
//! case("byol", heads(projector=mlp(True, D, H, O), predictor=mlp(True, O, H, O)), 2 * N, byol(True))
//! case("byol stop_gradient=0", heads(projector=mlp(True, D, H, O), predictor=mlp(True, O, H, O)), 2 * N, byol(False))
//! case("barlow-twins", heads(projector=mlp(False, D, H, H, H)), 2 * N, barlow)
//! case("vicreg", heads(projector=mlp(True, D, H, H, H)), 2 * N, vicreg)
//! case("supervised", heads(classifier=nn.Sequential(nn.Linear(D, 3))), 2 * N, supervised)
//! json.dump(cases, open("tests/golden/objectives.json", "w"), separators=(",", ":"))
//! ```

use candle_core::{Device, Tensor, Var};
use serde_json::Value;

use super::*;
use crate::encoder::test_values::made;

const N: usize = 8;
const IMAGES: [usize; N] = [3, 1, 4, 15, 9, 2, 6, 5];
const KEYS: [i64; 12] = [9, -1, 3, 8, 7, 1, 9, 20, 21, 22, -1, 4];
const LABELS: [Option<usize>; N] = [Some(0), Some(2), None, Some(1), Some(1), Some(0), None, Some(2)];

/// The weight number `index` of a program's heads.
fn weight(name: &str, shape: &[usize], seed: usize) -> Tensor {
    let shift = f64::from(shape.len() == 1 && name.ends_with("weight"));
    ((made(seed, shape) * 0.5).unwrap() + shift).unwrap()
}

/// The objective of a case, with the weights and the queue of the program.
fn objective(case: &Value) -> Box<dyn Objective> {
    let mut words = case["name"].as_str().unwrap().split(' ');
    let entry = by_name(words.next().unwrap()).unwrap();
    let mut options = Options::new();
    for (name, value) in [("width", 10.0), ("dim", 5.0), ("queue", 12.0)] {
        if entry.settings.iter().any(|setting| setting.name == name) {
            options.insert(name.into(), value);
        }
    }
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, "1"));
        options.insert(name.into(), value.parse().unwrap());
    }
    let objective = entry
        .make(&Task { features: 6, images: 48, classes: 3, seed: 1, device: Device::Cpu }, &options)
        .unwrap();
    for (index, (name, var)) in objective.weights().parameters().iter().enumerate() {
        objective.weights().set(name, &weight(name, var.dims(), 3 + index)).unwrap();
    }
    let kept = objective.weights().copy_buffers().unwrap();
    let learnt = |name: &&String| matches!(name.rsplit('.').next(), Some("weight" | "bias"));
    let of_target = |name: &&String| name.starts_with("target") && learnt(name);
    for (index, name) in kept.keys().filter(of_target).enumerate() {
        objective.weights().set(name, &weight(name, kept[name].dims(), 50 + index)).unwrap();
    }
    if kept.contains_key("queue.keys") {
        let keys = unit_rows::unit_rows(&made(90, &[12, 5])).unwrap();
        objective.weights().set("queue.keys", &keys).unwrap();
        objective.weights().set("queue.images", &Tensor::new(&KEYS, &Device::Cpu).unwrap()).unwrap();
    }
    objective
}

/// Compares values with stored ones, relative to the largest of them (and at least 0.01).
fn close(what: &str, found: &Tensor, wanted: &Value) {
    let found = found.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let wanted: Vec<f64> = wanted.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    assert_eq!(found.len(), wanted.len(), "{what}");
    let scale = wanted.iter().fold(0.01_f64, |most, v| most.max(v.abs()));
    for (found, wanted) in found.iter().zip(&wanted) {
        assert!((*found as f64 - wanted).abs() <= 1e-4 * scale, "{what}: {found}, not {wanted}");
    }
}

#[test]
fn values_and_gradients_are_those_of_torch() {
    let text = include_str!("../../tests/golden/objectives.json");
    let cases: Vec<Value> = serde_json::from_str(text).unwrap();
    for entry in OBJECTIVES {
        assert!(cases.iter().any(|case| case["name"] == entry.name), "{} has no values", entry.name);
    }
    for case in &cases {
        let name = case["name"].as_str().unwrap();
        let mut objective = objective(case);
        let rows = if objective.shown() == Shown::Both { 2 * N } else { N };
        let features = Var::from_tensor(&made(1, &[rows, 6])).unwrap();
        let target = made(2, &[rows, 6]);
        let target = objective.target().map(|_| &target);
        let batch = Batch { features: features.as_tensor(), target, images: &IMAGES, labels: &LABELS };
        let loss = objective.loss(&batch).unwrap();
        let near = |found: f64, wanted: &Value| {
            (found - wanted.as_f64().unwrap()).abs() <= 1e-4 * wanted.as_f64().unwrap().abs().max(0.1)
        };
        let value = loss.value.to_scalar::<f32>().unwrap() as f64;
        assert!(near(value, &case["loss"]), "{name}: {value}, not {}", case["loss"]);
        assert_eq!(loss.terms.len(), case["terms"].as_object().unwrap().len(), "{name}");
        for (term, found) in &loss.terms {
            assert!(
                near(*found, &case["terms"][term]),
                "{name}: {term} {found}, not {}",
                case["terms"][term]
            );
        }
        let gradients = loss.value.backward().unwrap();
        close(name, gradients.get(&features).unwrap(), &case["features"]);
        let parameters = objective.weights().parameters();
        assert_eq!(parameters.len(), case["weights"].as_object().unwrap().len(), "{name}");
        for (weight, var) in parameters {
            close(&format!("{name} {weight}"), gradients.get(var).unwrap(), &case["weights"][weight]);
        }
    }
}
