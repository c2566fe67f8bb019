//! [`Record`]: what was computed for a training batch, step by step, and the way back through it.

use candle_core::Tensor;

use super::super::error::EncoderError;
use super::super::executor::Gradients;
use super::batch_norm::{self, Normalised};
use super::windows::Windows;
use super::{conv, max_pool};
use crate::job::Stop;

/// A step that was computed, with what its gradient needs.
pub enum Record {
    /// A convolution.
    Conv {
        /// Name of the module.
        name: String,
        /// Its windows.
        windows: Windows,
        /// What came in.
        images: Tensor,
        /// The weights.
        weight: Tensor,
        /// Whether somebody wants the gradient of what came in.
        goes_on: bool,
    },
    /// A batch normalisation.
    BatchNorm {
        /// Name of the module.
        name: String,
        /// What came out, before scale and shift.
        normalised: Normalised,
        /// The scale.
        gamma: Tensor,
    },
    /// `max(x, 0)`, with what came out.
    Relu(Tensor),
    /// A max pooling.
    MaxPool {
        /// Its windows.
        windows: Windows,
        /// Which pixel of each window was the largest.
        place: Tensor,
        /// Height and width of what came in.
        size: [usize; 2],
    },
    /// The mean of every plane of this height and width.
    Mean([usize; 2]),
    /// The sum of two ways.
    Residual {
        /// The steps of the longer way.
        body: Vec<Record>,
        /// The steps of the shorter way.
        shortcut: Vec<Record>,
    },
}

/// [`EncoderError::Stopped`] once `stop` is raised.
pub fn go_on(stop: &Stop) -> Result<(), EncoderError> {
    if stop.requested() { Err(EncoderError::Stopped) } else { Ok(()) }
}

/// `max(x, 0)`; what is no number stays so, that the loss may show it.
pub fn rectify(x: &Tensor) -> candle_core::Result<Tensor> {
    x.le(0.0)?.where_cond(&x.zeros_like()?, x)
}

/// Goes back through `records`, giving each up on the way. `grad` is the gradient of the last result; those of all
/// weights go into `gradients`. Returns the gradient of what came in at first, unless nobody asked for it.
///
/// # Errors
/// When the shape of `grad` is not that of the last result, and [`EncoderError::Stopped`] as soon as `stop` is raised.
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
    Ok(grad)
}

fn step(
    record: Record,
    grad: Tensor,
    gradients: &mut Gradients,
    stop: &Stop,
) -> Result<Option<Tensor>, EncoderError> {
    Ok(match record {
        Record::Conv { name, windows, images, weight, goes_on } => {
            gradients.insert(format!("{name}.weight"), conv::to_weight(windows, &images, &grad)?);
            let (_, _, height, width) = images.dims4()?;
            drop(images);
            if goes_on { Some(conv::to_images(windows, &weight, &grad, [height, width])?) } else { None }
        }
        Record::BatchNorm { name, normalised, gamma } => {
            let found = batch_norm::backward(&normalised, &gamma, &grad)?;
            gradients.insert(format!("{name}.weight"), found.gamma);
            gradients.insert(format!("{name}.bias"), found.beta);
            Some(found.images)
        }
        Record::Relu(out) => Some(out.gt(0.0)?.where_cond(&grad, &grad.zeros_like()?)?),
        Record::MaxPool { windows, place, size } => Some(max_pool::to_images(windows, &place, &grad, size)?),
        Record::Mean([height, width]) => {
            let (n, c) = grad.dims2()?;
            let share = (grad / (height * width) as f64)?.reshape((n, c, 1, 1))?;
            Some(share.broadcast_as((n, c, height, width))?.contiguous()?)
        }
        Record::Residual { body, shortcut } => {
            let long = backward(body, grad.clone(), gradients, stop)?;
            let short = backward(shortcut, grad, gradients, stop)?;
            match (long, short) {
                (Some(long), Some(short)) => Some(long.add(&short)?),
                (one, other) => one.or(other),
            }
        }
    })
}
