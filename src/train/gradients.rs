//! What a batch's parts say together: views that a network is shown, results and gradients added up.

use super::spread::Spread;
use super::{StepResult, TrainError};
use crate::encoder::Gradients;
use crate::objective::Shown;
use candle_core::Tensor;

/// The views (2 n, ..) that a network is to be shown.
pub fn shown(views: &Tensor, shown: Shown) -> Result<Tensor, TrainError> {
    let n = views.dim(0)? / 2;
    Ok(match shown {
        Shown::Both => views.clone(),
        Shown::First => views.narrow(0, 0, n)?,
        Shown::Second => views.narrow(0, n, n)?,
    })
}

/// What is known of earlier parts of a batch, and a part that makes up `share` of it.
pub fn weighted(
    before: Option<(StepResult, Gradients)>,
    part: (StepResult, Gradients),
    share: f64,
) -> Result<(StepResult, Gradients), TrainError> {
    let (mut result, mut gradients) = part;
    result.loss *= share;
    result.terms.values_mut().for_each(|value| *value *= share);
    result.spread = Spread { spread: result.spread.spread * share, rank: result.spread.rank * share };
    for gradient in gradients.values_mut() {
        *gradient = (gradient.detach() * share)?;
    }
    let Some((old, mut sums)) = before else { return Ok((result, gradients)) };
    result.loss += old.loss;
    for (name, value) in old.terms {
        *result.terms.entry(name).or_default() += value;
    }
    result.spread.spread += old.spread.spread;
    result.spread.rank += old.spread.rank;
    for (name, gradient) in gradients {
        let sum = match sums.remove(&name) {
            Some(sum) => sum.add(&gradient)?,
            None => gradient,
        };
        sums.insert(name, sum);
    }
    Ok((result, sums))
}
