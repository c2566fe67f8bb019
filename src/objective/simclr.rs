//! SimCLR: the two random versions of an image are to be found among all others of the batch.
//!
//! Chen et al. 2020, "A simple framework for contrastive learning of visual representations"
//! (arXiv 2002.05709), equation 1.

use candle_core::{D, Tensor};

use super::error::ObjectiveError;
use super::head::Head;
use super::list::{Entry, Options};
use super::objective::{Loss, Objective};
use crate::encoder::Weights;

/// Default temperature: the paper's optimum for large batches is 0.1, for CIFAR-10 0.5; small data
/// sets with small batches do well between them.
const TEMPERATURE: f64 = 0.2;
/// Widths of the projector behind the features.
const WIDTHS: [usize; 2] = [512, 128];
/// Added to lengths before dividing by them, so that a row of zeros stays finite.
const TINY: f64 = 1e-12;

/// The entry in the list of objectives.
pub const ENTRY: Entry = Entry {
    name: "simclr",
    title: "SimCLR",
    summary: "Finds the other random version of the same image among all random versions in the batch.",
    build: |features, options, seed| Ok(Box::new(SimClr::new(features, options, seed)?)),
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
    let largest = similarity.max_keepdim(D::Minus1)?.detach();
    let sums = similarity.broadcast_sub(&largest)?.exp()?.sum_keepdim(D::Minus1)?.log()?;
    let candidates = sums.add(&largest)?.mean_all()?;
    Ok(candidates.sub(&positive.mean_all()?)?)
}

/// Every row divided by its length.
fn unit_rows(z: &Tensor) -> Result<Tensor, ObjectiveError> {
    let length = (z.sqr()?.sum_keepdim(D::Minus1)? + TINY * TINY)?.sqrt()?;
    Ok(z.broadcast_div(&length)?)
}

/// SimCLR with its projector: features, 512, rectifier, 128.
pub struct SimClr {
    projector: Head,
    temperature: f64,
}

impl SimClr {
    /// SimCLR over features of width `features`. The one setting is `temperature`, above 0, default 0.2.
    ///
    /// # Errors
    /// When a setting is unknown or out of range.
    pub fn new(features: usize, options: &Options, seed: u64) -> Result<Self, ObjectiveError> {
        if let Some(name) = options.keys().find(|name| *name != "temperature") {
            let known = "temperature".to_owned();
            return Err(ObjectiveError::UnknownSetting { objective: "simclr", name: name.clone(), known });
        }
        let temperature = options.get("temperature").copied().unwrap_or(TEMPERATURE);
        if !(temperature.is_finite() && temperature > 0.0) {
            let range = "above 0";
            return Err(ObjectiveError::OutOfRange { name: "temperature", value: temperature, range });
        }
        let [hidden, out] = WIDTHS;
        Ok(Self { projector: Head::perceptron("projector", &[features, hidden, out], seed)?, temperature })
    }
}

impl Objective for SimClr {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn loss(&mut self, features: &Tensor) -> Result<Loss, ObjectiveError> {
        let (rows, _) = features.dims2()?;
        if rows % 2 != 0 || rows < 4 {
            return Err(ObjectiveError::Batch(rows));
        }
        let z = self.projector.forward_train(features)?;
        let (z1, z2) = (z.narrow(0, 0, rows / 2)?, z.narrow(0, rows / 2, rows / 2)?);
        let value = nt_xent(&z1, &z2, self.temperature)?;
        let (z1, z2) = (unit_rows(&z1.detach())?, unit_rows(&z2.detach())?);
        let alignment = z1.mul(&z2)?.sum(D::Minus1)?.mean_all()?.to_scalar::<f32>()? as f64;
        Ok(Loss { value, terms: vec![("alignment", alignment)] })
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
