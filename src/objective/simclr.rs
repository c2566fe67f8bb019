//! SimCLR: the two random versions of an image are to be found among all others of the batch.
//!
//! Chen et al. 2020, "A simple framework for contrastive learning of visual representations"
//! (arXiv 2002.05709), equation 1.

use candle_core::{D, Tensor};

use super::error::ObjectiveError;
use super::head::Head;
use super::list::{Entry, Task};
use super::log_sum_exp::log_sum_exp;
use super::objective::{Batch, Loss, Objective, halves};
use super::setting::{Setting, Settings};
use super::unit_rows::{mean_cosine, unit_rows};
use crate::encoder::Weights;

/// The entry in the list of objectives.
pub const ENTRY: Entry = Entry {
    name: "simclr",
    title: "SimCLR",
    summary: "Finds the other random version of the same image among all random versions in the batch.",
    from_labels: false,
    settings: &[
        Setting {
            name: "temperature",
            words: "How sharply near and far are told apart; small values mind the nearest images most. The \
                    paper has 0.1 for ImageNet and 0.5 for CIFAR-10; small data sets do well between them.",
            default: 0.2,
            low: 0.001,
            high: 100.0,
            whole: false,
        },
        Setting {
            name: "width",
            words: "Width of the projector's hidden layer; 2048 in the paper.",
            default: 512.0,
            low: 1.0,
            high: 65536.0,
            whole: true,
        },
        Setting {
            name: "dim",
            words: "Numbers an image is projected to; 128 in the paper.",
            default: 128.0,
            low: 2.0,
            high: 65536.0,
            whole: true,
        },
    ],
    build: |task, settings| Ok(Box::new(SimClr::new(task, settings)?)),
};

/// NT-Xent, the normalised and temperature-scaled cross entropy, of projections `z1` and `z2` (n, d) of
/// two random versions of the same n images; a scalar.
///
/// Rows are scaled to length 1 and stacked to 2 n rows z. With p(i) the other version of row i and
/// T the temperature:
/// `loss = mean_i -log( exp(z_i . z_p(i) / T) / sum_{k != i} exp(z_i . z_k / T) )`.
///
/// # Errors
/// When the shapes differ, or there are fewer than two images (nothing to tell apart).
pub fn nt_xent(z1: &Tensor, z2: &Tensor, temperature: f64) -> Result<Tensor, ObjectiveError> {
    if z1.dims() != z2.dims() {
        return Err(ObjectiveError::Shapes(z1.dims().to_vec(), z2.dims().to_vec()));
    }
    let (n, _) = z1.dims2()?;
    if n < 2 {
        return Err(ObjectiveError::Batch(2 * n));
    }
    let (z1, z2) = (unit_rows(z1)?, unit_rows(z2)?);
    let positive = (z1.mul(&z2)?.sum(D::Minus1)? / temperature)?;
    let z = Tensor::cat(&[&z1, &z2], 0)?;
    let similarity = (z.matmul(&z.t()?)? / temperature)?;
    // A row is no candidate for itself. The mask is finite: an infinity would give 0 x infinity on the way back.
    let own = (Tensor::eye(2 * n, z.dtype(), z.device())? * -1e9)?;
    let similarity = similarity.add(&own)?;
    let candidates = log_sum_exp(&similarity)?.mean_all()?;
    Ok(candidates.sub(&positive.mean_all()?)?)
}

/// SimCLR with its projector: features, 512, rectifier, 128.
pub struct SimClr {
    projector: Head,
    temperature: f64,
}

impl SimClr {
    /// SimCLR for a task.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(task: &Task, settings: &Settings) -> Result<Self, ObjectiveError> {
        let widths = [task.features, settings.whole("width")?, settings.whole("dim")?];
        let projector = Head::perceptron("projector", &widths, task.seed, &task.device)?;
        Ok(Self { projector, temperature: settings.value("temperature")? })
    }
}

impl Objective for SimClr {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let [z1, z2] = halves(&self.projector.forward_train(batch.features)?)?;
        let value = nt_xent(&z1, &z2, self.temperature)?;
        Ok(Loss { value, terms: vec![("alignment", mean_cosine(&z1, &z2)?)] })
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.projector.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        self.projector.weights()
    }
}

#[cfg(test)]
#[path = "simclr_tests.rs"]
mod tests;
