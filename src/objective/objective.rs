//! [`Objective`]: something that can be minimised over pairs of random versions of images.

use candle_core::Tensor;

use super::error::ObjectiveError;
use crate::encoder::Weights;

/// What an objective says of a batch.
#[derive(Clone, Debug)]
pub struct Loss {
    /// The number to be minimised: a scalar that candle can differentiate.
    pub value: Tensor,
    /// Figures that make up or explain the value, by name, for the curves.
    pub terms: Vec<(&'static str, f64)>,
}

/// Something that pretraining minimises. It owns whatever is learnt besides the encoder (its head).
pub trait Objective: Send {
    /// The word for it on the command line and in files.
    fn name(&self) -> &'static str;

    /// The loss of a batch in training. `features` is (2 n, d): the encoder's features of the first random
    /// versions of n images, then those of the second versions of the same images in the same order.
    ///
    /// # Errors
    /// When the batch is not such pairs or has another width than the head was made for.
    fn loss(&mut self, features: &Tensor) -> Result<Loss, ObjectiveError>;

    /// Features (n, d) carried through the head as after training, (n, width of the head).
    ///
    /// # Errors
    /// When the features have another width than the head was made for.
    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError>;

    /// The weights of the head, to be learnt and to be saved, named `projector.0.weight` and so on.
    fn weights(&self) -> &Weights;
}
