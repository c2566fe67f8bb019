//! [`Momentum`]: the part that SGD and LARS share: a running sum of directions, and the step along it.

use candle_core::{Tensor, Var};

use super::error::OptimizerError;
use super::in_place::{self, in_pieces, in_place};
use crate::encoder::{NamedTensors, ops};

/// Directions of earlier steps by parameter, each step worth less.
#[derive(Clone, Debug)]
pub(super) struct Momentum {
    /// Before the parameters' names in the saved state.
    prefix: &'static str,
    share: f64,
    nesterov: bool,
    buffers: NamedTensors,
}

impl Momentum {
    /// What is kept of a direction a step is `share`; 0 keeps nothing.
    pub fn new(prefix: &'static str, share: f64, nesterov: bool) -> Self {
        Self { prefix, share, nesterov, buffers: NamedTensors::new() }
    }

    /// One step of parameter `var` called `name`: with gradient g, decay w and scale s
    /// `d = (g + w p) s; v = m v + d; p -= r v`, or with Nesterov's rule `p -= r (d + m v)`.
    pub fn step(
        &mut self,
        name: &str,
        var: &Var,
        gradient: &Tensor,
        [decay, scale]: [f64; 2],
        rate: f64,
    ) -> Result<(), OptimizerError> {
        if self.share != 0.0 && !self.buffers.contains_key(name) {
            self.buffers.insert(name.to_owned(), gradient.zeros_like()?);
        }
        if let Some(buffer) = self.buffers.get_mut(name)
            && !buffer.device().same_device(var.device())
        {
            // It was restored from a file.
            *buffer = buffer.to_device(var.device())?;
        }
        let buffer = self.buffers.get(name);
        if !in_place::possible(var) {
            let value = var.as_detached_tensor();
            let direction = gradient.add(&(&value * decay)?)?.affine(scale, 0.0)?;
            let Some(old) = buffer else {
                return Ok(var.set(&value.sub(&(direction * rate)?)?)?);
            };
            let velocity = (old * self.share)?.add(&direction)?;
            let change =
                if self.nesterov { direction.add(&(&velocity * self.share)?)? } else { velocity.clone() };
            self.buffers.insert(name.to_owned(), velocity);
            return Ok(var.set(&value.sub(&(change * rate)?)?)?);
        }
        let [decay, scale, share, rate] = [decay, scale, self.share, rate].map(|x| x as f32);
        let nesterov = self.nesterov;
        in_place(var, |value| {
            let Some(buffer) = buffer else {
                return ops::with_slices([gradient], |[gradient]| {
                    in_pieces([value], gradient, |[value], gradient| {
                        for (p, &g) in value.iter_mut().zip(gradient) {
                            *p -= (g + *p * decay) * scale * rate;
                        }
                    });
                });
            };
            in_place(buffer, |velocity| {
                ops::with_slices([gradient], |[gradient]| {
                    in_pieces([value, velocity], gradient, |[value, velocity], gradient| {
                        for ((p, v), &g) in value.iter_mut().zip(velocity).zip(gradient) {
                            let direction = (g + *p * decay) * scale;
                            *v = *v * share + direction;
                            let change = if nesterov { direction + *v * share } else { *v };
                            *p -= change * rate;
                        }
                    });
                })
            })
        })?;
        Ok(())
    }

    /// Copies of all that is remembered, by prefixed names.
    pub fn state(&self) -> Result<NamedTensors, OptimizerError> {
        let named =
            |(name, tensor): (&String, &Tensor)| Ok((format!("{}{name}", self.prefix), tensor.copy()?));
        self.buffers.iter().map(named).collect()
    }

    /// Takes over a saved state.
    pub fn restore(&mut self, state: &NamedTensors) -> Result<(), OptimizerError> {
        let named = |(name, tensor): (&String, &Tensor)| match name.strip_prefix(self.prefix) {
            Some(parameter) => Ok((parameter.to_owned(), tensor.copy()?)),
            None => Err(OptimizerError::State(name.clone())),
        };
        self.buffers = state.iter().map(named).collect::<Result<_, _>>()?;
        Ok(())
    }
}
