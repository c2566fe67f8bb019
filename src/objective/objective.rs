//! [`Objective`]: something that can be minimised over pairs of random versions of images.

use candle_core::Tensor;

use super::error::ObjectiveError;
use super::head::Head;
use crate::encoder::Weights;

/// What an objective says of a batch.
#[derive(Clone, Debug)]
pub struct Loss {
    /// The number to be minimised: a scalar that candle can differentiate.
    pub value: Tensor,
    /// Figures that explain the value, by name, for the curves. Where it is a sum of several terms these are
    /// the terms, as they enter it.
    pub terms: Vec<(&'static str, f64)>,
}

/// Which of the two random versions of every image a network is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The first ones: n rows.
    First,
    /// The second ones: n rows.
    Second,
    /// Both: 2 n rows, all first ones and then all second ones.
    Both,
}

/// How a target network sees its batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// What it is shown.
    pub shown: Shown,
    /// Into how many parts its rows are dealt at random, each of which is normalised by its own statistics.
    /// Their order is as it was afterwards.
    pub groups: usize,
}

/// A batch of n images in training.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The encoder's features (rows, d) of what it was shown.
    pub features: &'a Tensor,
    /// The target encoder's features (rows, d) of what that was shown, where there is one.
    pub target: Option<&'a Tensor>,
    /// A number for each of the n images, the same whenever the image comes again.
    pub images: &'a [usize],
    /// The class of each of the n images, where it has a label.
    pub labels: &'a [Option<usize>],
}

/// Something that pretraining minimises. It owns whatever is learnt besides the encoder (its heads), and what
/// it keeps from step to step.
pub trait Objective: Send {
    /// The word for it on the command line and in files.
    fn name(&self) -> &'static str;

    /// What the encoder has to be shown. What is not needed is not computed.
    fn shown(&self) -> Shown {
        Shown::Both
    }

    /// What a target encoder has to be shown, if there is to be one.
    fn target(&self) -> Option<Target> {
        None
    }

    /// The share of the target's old weights in its new ones after step `step`, counted from 0, of `steps`.
    fn kept_of_target(&self, step: u64, steps: u64) -> f64 {
        let _ = (step, steps);
        0.0
    }

    /// The loss of a batch in training. May move what is kept besides the weights (running statistics, a
    /// queue): all of that is in [`Weights::copy_buffers`] of [`Objective::weights`], so that the caller can
    /// take a step back.
    ///
    /// # Errors
    /// When the batch is not what was asked for, or has another width than the heads were made for.
    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError>;

    /// Moves the target's head towards the head that learns; `kept` is the share of its old weights.
    ///
    /// # Errors
    /// When memory cannot be had.
    fn follow(&mut self, kept: f64) -> Result<(), ObjectiveError> {
        let _ = kept;
        Ok(())
    }

    /// Features (n, d) carried through the projector as after training, (n, width of the projector).
    ///
    /// # Errors
    /// When the features have another width than the projector was made for.
    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError>;

    /// Everything to be saved. The parameters, named `projector.0.weight` and so on, are learnt; the buffers
    /// (running statistics, a target's head, a queue) are kept.
    fn weights(&self) -> &Weights;
}

/// The rows of the first random versions and those of the second.
///
/// # Errors
/// When the rows are not two versions each of two or more images.
pub(super) fn halves(rows: &Tensor) -> Result<[Tensor; 2], ObjectiveError> {
    let (count, _) = rows.dims2()?;
    if !count.is_multiple_of(2) || count < 4 {
        return Err(ObjectiveError::Batch(count));
    }
    Ok([rows.narrow(0, 0, count / 2)?, rows.narrow(0, count / 2, count / 2)?])
}

/// The weights of several heads as one, sharing their values: `learnt` with what is learnt in them, and
/// `kept` as buffers alone.
pub(super) fn together(learnt: &[&Head], kept: &[&Weights]) -> Weights {
    let mut all = Weights::new();
    for head in learnt {
        all.share(head.weights());
    }
    for weights in kept {
        all.share_as_buffers(weights);
    }
    all
}
