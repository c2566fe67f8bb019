//! Supervised: the classes are learnt from their labels, the yardstick for what learns without.
//!
//! Cross entropy of a linear classifier on the encoder's features of the same random versions. Images
//! without a label do not count. What is projected are the classifier's logits, one number a class.

use candle_core::{D, Tensor};

use super::error::ObjectiveError;
use super::head::Head;
use super::list::{Entry, Task};
use super::log_sum_exp::log_sum_exp;
use super::objective::{Batch, Loss, Objective, halves};
use super::setting::Settings;
use crate::encoder::Weights;

/// The entry in the list of objectives.
pub const ENTRY: Entry = Entry {
    name: "supervised",
    title: "Supervised (from labels)",
    summary: "Learns the classes from their labels, on the same random versions: a yardstick for the others.",
    from_labels: true,
    settings: &[],
    build: |task, settings| Ok(Box::new(Supervised::new(task, settings)?)),
};

/// The mean over the rows of `logits` (n, classes) of `-log softmax` at the row's label; a scalar.
///
/// # Errors
/// When there are not as many labels as rows, or one is no class.
pub fn cross_entropy(logits: &Tensor, labels: &[usize]) -> Result<Tensor, ObjectiveError> {
    let (n, classes) = logits.dims2()?;
    if n != labels.len() || n == 0 {
        return Err(ObjectiveError::Shapes(vec![n, classes], vec![labels.len()]));
    }
    if let Some(&label) = labels.iter().find(|label| **label >= classes) {
        return Err(ObjectiveError::Label { label, classes });
    }
    let index = Tensor::from_iter(labels.iter().map(|&label| label as u32), logits.device())?;
    let chosen = logits.gather(&index.reshape((n, 1))?, D::Minus1)?;
    Ok(log_sum_exp(logits)?.sub(&chosen)?.mean_all()?)
}

/// A linear classifier on the features.
pub struct Supervised {
    classifier: Head,
}

impl Supervised {
    /// A classifier for a task.
    ///
    /// # Errors
    /// When memory cannot be had.
    pub fn new(task: &Task, _settings: &Settings) -> Result<Self, ObjectiveError> {
        let widths = [task.features, task.classes.max(1)];
        let classifier = Head::perceptron("classifier", &widths, task.seed, &task.device)?;
        Ok(Self { classifier })
    }
}

impl Objective for Supervised {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn loss(&mut self, batch: &Batch) -> Result<Loss, ObjectiveError> {
        let [first, _] = halves(batch.features)?;
        let n = first.dim(0)?;
        if batch.labels.len() != n {
            return Err(ObjectiveError::Batch(2 * n));
        }
        let labelled = batch.labels.iter().enumerate().filter_map(|(place, label)| Some((place, (*label)?)));
        let (places, labels): (Vec<usize>, Vec<usize>) = labelled.unzip();
        if labels.is_empty() {
            return Err(ObjectiveError::NoLabels);
        }
        // The same images twice: their first versions, then their second ones.
        let rows = places.iter().copied().chain(places.iter().map(|place| n + place));
        let rows = Tensor::from_iter(rows.map(|row| row as u32), batch.features.device())?;
        let labels = [labels.as_slice(), labels.as_slice()].concat();
        let logits = self.classifier.forward_train(&batch.features.index_select(&rows, 0)?)?;
        let value = cross_entropy(&logits, &labels)?;
        let guesses = logits.detach().argmax(D::Minus1)?.to_vec1::<u32>()?;
        let right = guesses.iter().zip(&labels).filter(|(guess, label)| **guess as usize == **label).count();
        Ok(Loss { value, terms: vec![("accuracy", right as f64 / labels.len() as f64)] })
    }

    fn project(&self, features: &Tensor) -> Result<Tensor, ObjectiveError> {
        Ok(self.classifier.forward(features)?)
    }

    fn weights(&self) -> &Weights {
        self.classifier.weights()
    }
}
