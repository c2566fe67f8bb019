//! [`AdamW`]: Adam with decoupled weight decay, as `torch.optim.AdamW`.

use std::collections::BTreeMap;

use candle_core::{Device, Tensor, Var};

use super::error::OptimizerError;
use super::optimizer::{Optimizer, decays, pairs};
use crate::encoder::{Gradients, NamedTensors};

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

impl Optimizer for AdamW {
    fn step(
        &mut self,
        parameters: &BTreeMap<String, Var>,
        gradients: &Gradients,
        learning_rate: f64,
    ) -> Result<(), OptimizerError> {
        let [b1, b2] = self.betas;
        for (name, var, gradient) in pairs(parameters, gradients)? {
            let mut value = var.as_detached_tensor();
            if self.weight_decay != 0.0 && decays(&value) {
                value = (value * (1.0 - learning_rate * self.weight_decay))?;
            }
            let square = gradient.sqr()?;
            let new = match self.moments.get(name) {
                None => Moments { first: (gradient * (1.0 - b1))?, second: (square * (1.0 - b2))?, steps: 1 },
                Some(old) => Moments {
                    first: (&old.first * b1)?.add(&(gradient * (1.0 - b1))?)?,
                    second: (&old.second * b2)?.add(&(square * (1.0 - b2))?)?,
                    steps: old.steps + 1,
                },
            };
            // libm, so that a run is the same on every platform.
            let correction = [b1, b2].map(|b| 1.0 - libm::pow(b, new.steps as f64));
            let [c1, c2] = correction;
            let root = ((new.second.sqrt()? / c2.sqrt())? + self.epsilon)?;
            let change = (new.first.div(&root)? * (learning_rate / c1))?;
            var.set(&value.sub(&change)?)?;
            self.moments.insert(name.to_owned(), new);
        }
        Ok(())
    }

    fn state(&self) -> Result<NamedTensors, OptimizerError> {
        let mut state = NamedTensors::new();
        for (name, moments) in &self.moments {
            state.insert(format!("{FIRST}{name}"), moments.first.clone());
            state.insert(format!("{SECOND}{name}"), moments.second.clone());
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
            let new = Moments { first: first.clone(), second: second.clone(), steps };
            moments.insert(name.to_owned(), new);
        }
        self.moments = moments;
        Ok(())
    }
}
