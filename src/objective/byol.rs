//! BYOL: from one random version of an image it is foretold what a slower network makes of the other.
//!
//! Grill et al. 2020, "Bootstrap your own latent" (arXiv 2006.07733), equations 2 and 3, with the heads of
//! the paper's program: linear (with bias), batch normalisation, rectifier, linear (without).
//!
//! As in that program the heads normalise the two versions apart. The encoders see both versions as one
//! batch of 2 n.

use std::f64::consts::PI;

use candle_core::{D, Tensor};

use super::error::ObjectiveError;
use super::head::Head;
use super::list::{Entry, Task};
use super::objective::{Batch, Loss, Objective, Shown, Target, halves, together};
use super::setting::{Setting, Settings};
use super::unit_rows::unit_rows;
use crate::encoder::Weights;

/// The entry in the list of objectives.
pub const ENTRY: Entry = Entry {
    name: "byol",
    title: "BYOL",
    summary: "Foretells from one random version what a slower copy of itself makes of the other.",
    from_labels: false,
    settings: &[
        Setting {
            name: "tau",
            words: "How slowly the copy follows at first: the share of its old weights that it keeps in every \
                    step. It rises to 1 by a cosine. 0.996 in the paper, 0.99 for shorter trainings.",
            default: 0.99,
            low: 0.0,
            high: 1.0,
            whole: false,
        },
        Setting {
            name: "width",
            words: "Width of the hidden layers of projector and predictor; 4096 in the paper.",
            default: 1024.0,
            low: 1.0,
            high: 65536.0,
            whole: true,
        },
        Setting {
            name: "dim",
            words: "Numbers an image is projected to; 256 in the paper.",
            default: 256.0,
            low: 2.0,
            high: 65536.0,
            whole: true,
        },
        Setting {
            name: "stop_gradient",
            words: "Leave at 1. With 0 there is no slower copy, as with a tau of 0 (whatever tau says), and all \
                    images become the same: to see what a collapse looks like.",
            default: 1.0,
            low: 0.0,
            high: 1.0,
            whole: true,
        },
    ],
    build: |task, settings| Ok(Box::new(Byol::new(task, settings)?)),
};

/// How far predictions `p` are from targets `z` (n, d): the mean over the rows of `2 - 2 cos`, a scalar.
///
/// # Errors
/// When the shapes differ.
pub fn regression(p: &Tensor, z: &Tensor) -> Result<Tensor, ObjectiveError> {
    if p.dims() != z.dims() {
        return Err(ObjectiveError::Shapes(p.dims().to_vec(), z.dims().to_vec()));
    }
    let cosine = unit_rows(p)?.mul(&unit_rows(z)?)?.sum(D::Minus1)?;
    Ok(((cosine * -2.0)? + 2.0)?.mean_all()?)
}

/// BYOL with projector and predictor, and the projector that follows.
pub struct Byol {
    projector: Head,
    predictor: Head,
    /// None without stop-gradient, where the targets are the learning network's own projections.
    target_projector: Option<Head>,
    weights: Weights,
    tau: f64,
}

impl Byol {
    /// BYOL for a task.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(task: &Task, settings: &Settings) -> Result<Self, ObjectiveError> {
        let (width, dim, tau) = (settings.whole("width")?, settings.whole("dim")?, settings.value("tau")?);
        let head =
            |name, inputs| Head::normalised(name, &[inputs, width, dim], true, task.seed, &task.device);
        let (projector, predictor) = (head("projector", task.features)?, head("predictor", dim)?);
        let target_projector =
            if settings.on("stop_gradient")? { Some(projector.twin("target_projector")?) } else { None };
        let kept: Vec<_> = target_projector.iter().map(Head::weights).collect();
        let weights = together(&[&projector, &predictor], &kept);
        Ok(Self { projector, predictor, target_projector, weights, tau })
    }
}

impl Objective for Byol {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn target(&self) -> Option<Target> {
        self.target_projector.as_ref().map(|_| Target { shown: Shown::Both, groups: 1 })
    }

    /// From tau to 1: `1 - (1 - tau) (cos(pi step / steps) + 1) / 2`.
    fn kept_of_target(&self, step: u64, steps: u64) -> f64 {
        let done = step as f64 / steps.max(1) as f64;
        // libm, so that a run is the same on every platform.
        1.0 - (1.0 - self.tau) * f64::midpoint(libm::cos(PI * done), 1.0)
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let [f1, f2] = halves(batch.features)?;
        let (z1, z2) = (self.projector.forward_train(&f1)?, self.projector.forward_train(&f2)?);
        let (p1, p2) = (self.predictor.forward_train(&z1)?, self.predictor.forward_train(&z2)?);
        let [t1, t2] = match &mut self.target_projector {
            None => [z1, z2],
            Some(head) => {
                let [f1, f2] = halves(batch.target.ok_or(ObjectiveError::NoTarget(ENTRY.name))?)?;
                [head.watch(&f1)?, head.watch(&f2)?]
            }
        };
        let value = regression(&p1, &t2)?.add(&regression(&p2, &t1)?)?;
        // The mean cosine of both directions, of which the value is 4 - 4 cos.
        let alignment = 1.0 - value.to_scalar::<f32>()? as f64 / 4.0;
        Ok(Loss { value, terms: vec![("alignment", alignment)] })
    }

    fn follow(&mut self, kept: f64) -> Result<(), ObjectiveError> {
        match &self.target_projector {
            Some(head) => Ok(head.approach(&self.projector, kept)?),
            None => Ok(()),
        }
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.projector.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        &self.weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::Options;
    use candle_core::Device;

    #[test]
    fn tau_rises_to_one_by_a_cosine() {
        let task = Task { features: 4, images: 8, classes: 2, seed: 0, device: Device::Cpu };
        let byol = ENTRY.make(&task, &Options::from([("tau".to_owned(), 0.9)])).unwrap();
        let kept = |step| byol.kept_of_target(step, 8);
        assert!((kept(0) - 0.9).abs() < 1e-12 && (kept(4) - 0.95).abs() < 1e-12 && kept(8) == 1.0);
        assert!((0..8).all(|step| kept(step) < kept(step + 1)));
    }

    #[test]
    fn without_stop_gradient_there_is_no_slow_copy() {
        let task = Task { features: 4, images: 8, classes: 2, seed: 0, device: Device::Cpu };
        let byol = ENTRY.make(&task, &Options::from([("stop_gradient".to_owned(), 0.0)])).unwrap();
        assert!(byol.target().is_none());
        assert!(!byol.weights().tensors().keys().any(|name| name.starts_with("target")));
    }
}
