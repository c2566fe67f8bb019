//! [`AdamW`]: Adam with decoupled weight decay, as `torch.optim.AdamW`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use candle_core::{Device, Tensor, Var};

use super::error::OptimizerError;
use super::in_place::{self, in_pieces, in_place};
use super::optimizer::{Optimizer, decays, pairs};
use crate::encoder::{Gradients, NamedTensors, ops};

/// Prefixes of the two moments in the saved state, and the name of the count of steps.
const FIRST: &str = "adamw.first.";
const SECOND: &str = "adamw.second.";
const STEPS: &str = "adamw.steps.";

/// What is remembered of one parameter.
#[derive(Clone, Debug)]
struct Moments {
    first: Tensor,
    second: Tensor,
    steps: i64,
}

/// Adam with decoupled weight decay (Loshchilov and Hutter 2017, arXiv 1711.05101, algorithm 2): with
/// gradient g, parameter p, decay w, rate r, step t:
/// `p -= r w p; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;`
/// `p -= r m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)`.
#[derive(Clone, Debug)]
pub struct AdamW {
    betas: [f64; 2],
    epsilon: f64,
    weight_decay: f64,
    moments: BTreeMap<String, Moments>,
}

impl AdamW {
    /// Betas 0.9 and 0.999, epsilon 1e-8: PyTorch's defaults. PyTorch's default weight decay is 0.01.
    pub fn new(weight_decay: f64) -> Self {
        Self { betas: [0.9, 0.999], epsilon: 1e-8, weight_decay, moments: BTreeMap::new() }
    }
}

/// The numbers of one step of one parameter.
struct Factors {
    betas: [f64; 2],
    /// What decay leaves of the parameter.
    keep: f64,
    /// What the root of the second moment is multiplied by.
    root: f64,
    epsilon: f64,
    rate: f64,
}

impl Factors {
    /// One pass over values, gradient and both moments where they lie.
    fn change(&self, var: &Var, gradient: &Tensor, moments: &Moments) -> Result<(), OptimizerError> {
        let [b1, b2] = self.betas;
        let [b1, b2, a1, a2] = [b1, b2, 1.0 - b1, 1.0 - b2].map(|x| x as f32);
        let [keep, root, epsilon, rate] = [self.keep, self.root, self.epsilon, self.rate].map(|x| x as f32);
        in_place(var, |value| {
            in_place(&moments.first, |first| {
                in_place(&moments.second, |second| {
                    ops::with_slices([gradient], |[gradient]| {
                        in_pieces([value, first, second], gradient, |[value, first, second], gradient| {
                            let all = value.iter_mut().zip(first).zip(second).zip(gradient);
                            for (((p, m), v), &g) in all {
                                *m = *m * b1 + g * a1;
                                *v = *v * b2 + g * g * a2;
                                *p = *p * keep - *m / (v.sqrt() * root + epsilon) * rate;
                            }
                        });
                    })
                })
            })
        })?;
        Ok(())
    }

    /// The same by operations on tensors, on any device.
    fn replace(&self, var: &Var, gradient: &Tensor, moments: &mut Moments) -> Result<(), OptimizerError> {
        let [b1, b2] = self.betas;
        moments.first = (&moments.first * b1)?.add(&(gradient * (1.0 - b1))?)?;
        moments.second = (&moments.second * b2)?.add(&(gradient.sqr()? * (1.0 - b2))?)?;
        let root = moments.second.sqrt()?.affine(self.root, self.epsilon)?;
        let change = (moments.first.div(&root)? * self.rate)?;
        Ok(var.set(&(var.as_detached_tensor() * self.keep)?.sub(&change)?)?)
    }
}

impl Optimizer for AdamW {
    fn step(
        &mut self,
        parameters: &BTreeMap<String, Var>,
        gradients: &Gradients,
        learning_rate: f64,
    ) -> Result<(), OptimizerError> {
        for (name, var, gradient) in pairs(parameters, gradients)? {
            let moments = match self.moments.entry(name.to_owned()) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let (first, second) = (gradient.zeros_like()?, gradient.zeros_like()?);
                    new.insert(Moments { first, second, steps: 0 })
                }
            };
            // Those of a file are on the processor.
            for moment in [&mut moments.first, &mut moments.second] {
                if !moment.device().same_device(var.device()) {
                    *moment = moment.to_device(var.device())?;
                }
            }
            let steps = moments.steps + 1;
            // libm, so that a run is the same on every platform.
            let [c1, c2] = self.betas.map(|b| 1.0 - libm::pow(b, steps as f64));
            let decay = if decays(var) { self.weight_decay } else { 0.0 };
            let factors = Factors {
                betas: self.betas,
                keep: 1.0 - learning_rate * decay,
                root: 1.0 / c2.sqrt(),
                epsilon: self.epsilon,
                rate: learning_rate / c1,
            };
            if in_place::possible(var) {
                factors.change(var, &gradient, moments)?;
            } else {
                factors.replace(var, &gradient, moments)?;
            }
            moments.steps = steps;
        }
        Ok(())
    }

    fn state(&self) -> Result<NamedTensors, OptimizerError> {
        let mut state = NamedTensors::new();
        for (name, moments) in &self.moments {
            state.insert(format!("{FIRST}{name}"), moments.first.copy()?);
            state.insert(format!("{SECOND}{name}"), moments.second.copy()?);
            state.insert(format!("{STEPS}{name}"), Tensor::new(moments.steps, &Device::Cpu)?);
        }
        Ok(state)
    }

    fn restore(&mut self, state: &NamedTensors) -> Result<(), OptimizerError> {
        let mut moments = BTreeMap::new();
        for (key, first) in state {
            let Some(name) = key.strip_prefix(FIRST) else {
                let parameter = key.strip_prefix(SECOND).or_else(|| key.strip_prefix(STEPS));
                if parameter.is_some_and(|name| state.contains_key(&format!("{FIRST}{name}"))) {
                    continue;
                }
                return Err(OptimizerError::State(key.clone()));
            };
            let part = |prefix: &str| state.get(&format!("{prefix}{name}"));
            let (Some(second), Some(steps)) = (part(SECOND), part(STEPS)) else {
                return Err(OptimizerError::State(key.clone()));
            };
            let steps = steps.to_scalar::<i64>()?;
            let new = Moments { first: first.copy()?, second: second.copy()?, steps };
            moments.insert(name.to_owned(), new);
        }
        self.moments = moments;
        Ok(())
    }
}
