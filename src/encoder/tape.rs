//! [`Record`]: what was computed for a training batch, step by step, and the way back through it.
//!
//! Candle could differentiate the same operations by itself. It would clear memory for every gradient
//! and add to it, and keep every intermediate value to the end, which costs a small network a fifth of
//! its time. Here a gradient is handed on as it is, and what is behind it is given up.

use candle_core::{CustomOp1, CustomOp2, CustomOp3, Tensor};

use super::error::EncoderError;
use super::executor::Gradients;
use super::ops::{AddRelu, BatchNorm, Conv, ConvUntil};
use crate::job::Stop;

/// A step that was computed, with what its gradient needs.
pub enum Record {
    /// A layer without weights.
    Plain {
        /// The operation.
        op: Box<dyn CustomOp1 + Send + Sync>,
        /// What came in and what went out.
        values: [Tensor; 2],
    },
    /// A convolution.
    Conv {
        /// Name of the module.
        name: String,
        /// The operation.
        op: Conv,
        /// What came in, the weights, what went out.
        values: [Tensor; 3],
    },
    /// A batch normalisation.
    BatchNorm {
        /// Name of the module.
        name: String,
        /// The operation.
        op: BatchNorm,
        /// What came in, gamma, beta, what went out.
        values: [Tensor; 4],
    },
    /// The sum of two ways.
    Residual {
        /// The steps of the longer way.
        body: Vec<Record>,
        /// The steps of the shorter way.
        shortcut: Vec<Record>,
        /// The two summands and the result, where the sum was rectified.
        rectified: Option<[Tensor; 3]>,
    },
}

/// Goes back through `records`, giving each up on the way. `grad` is the gradient of the last result;
/// the gradients of all weights go into `gradients`. Returns the gradient of what came in at first, unless
/// nobody asked for it.
///
/// # Errors
/// When the shape of `grad` is not that of the last result, and [`EncoderError::Stopped`] as soon as
/// `stop` is raised.
pub fn backward(
    records: Vec<Record>,
    grad: Tensor,
    gradients: &mut Gradients,
    stop: &Stop,
) -> Result<Option<Tensor>, EncoderError> {
    let mut grad = Some(grad);
    for record in records.into_iter().rev() {
        let Some(given) = grad.take() else { break };
        go_on(stop)?;
        grad = step(record, given, gradients, stop)?;
    }
    // A layer that was given up has left values of no use.
    go_on(stop)?;
    Ok(grad)
}

/// [`EncoderError::Stopped`] once `stop` is raised.
pub fn go_on(stop: &Stop) -> Result<(), EncoderError> {
    if stop.requested() { Err(EncoderError::Stopped) } else { Ok(()) }
}

fn step(
    record: Record,
    grad: Tensor,
    gradients: &mut Gradients,
    stop: &Stop,
) -> Result<Option<Tensor>, EncoderError> {
    match record {
        Record::Plain { op, values: [input, output] } => Ok(op.bwd(&input, &output, &grad)?),
        Record::Conv { name, op, values: [input, weight, output] } => {
            let op = ConvUntil { conv: op, stop };
            let (for_input, for_weight) = op.bwd(&input, &weight, &output, &grad)?;
            keep(gradients, &name, "weight", for_weight);
            Ok(for_input)
        }
        Record::BatchNorm { name, op, values: [input, gamma, beta, output] } => {
            let (for_input, for_gamma, for_beta) = op.bwd(&input, &gamma, &beta, &output, &grad)?;
            keep(gradients, &name, "weight", for_gamma);
            keep(gradients, &name, "bias", for_beta);
            Ok(for_input)
        }
        Record::Residual { body, shortcut, rectified } => {
            let grad = match rectified {
                Some([long, short, sum]) => AddRelu.bwd(&long, &short, &sum, &grad)?.0.unwrap_or(grad),
                None => grad,
            };
            let long = backward(body, grad.clone(), gradients, stop)?;
            let short = backward(shortcut, grad, gradients, stop)?;
            Ok(match (long, short) {
                (Some(long), Some(short)) => Some(long.add(&short)?),
                (one, other) => one.or(other),
            })
        }
    }
}

fn keep(gradients: &mut Gradients, name: &str, suffix: &str, gradient: Option<Tensor>) {
    if let Some(gradient) = gradient {
        gradients.insert(format!("{name}.{suffix}"), gradient);
    }
}
