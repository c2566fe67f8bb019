//! [`Outcomes`]: the answers of several runs for the same images.

use crate::evaluate::error::EvaluateError;
use serde::{Deserialize, Serialize};

/// The answers of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunOutcome {
    /// Which recipe it belongs to; 0 is the reference.
    pub recipe: usize,
    /// Its seed.
    pub seed: u64,
    /// The class given to each image, draw by draw (a single one unless labels were drawn several times, of which the
    /// mean counts); `None`, which counts as wrong, where it gave none.
    pub draws: Vec<Vec<Option<usize>>>,
}

impl RunOutcome {
    /// The answers of a run with a single draw.
    pub fn new(recipe: usize, seed: u64, predicted: Vec<Option<usize>>) -> Self {
        Self { recipe, seed, draws: vec![predicted] }
    }

    /// The share of the draws, 0..1, that give `image` the class `label`.
    pub fn right(&self, image: usize, label: usize) -> f64 {
        let right = self.draws.iter().filter(|draw| draw.get(image) == Some(&Some(label))).count();
        right as f64 / self.draws.len().max(1) as f64
    }
}

/// The answers of runs for images of known class.
#[derive(Clone, Copy, Debug)]
pub struct Outcomes<'a> {
    /// Class names.
    pub classes: &'a [String],
    /// The class of every image.
    pub labels: &'a [usize],
    /// The group of every image; an image without one has a number of its own.
    pub groups: &'a [usize],
    /// The runs, of at least two recipes.
    pub runs: &'a [RunOutcome],
}

/// What counts the same in an average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weighting {
    /// Every class: the mean of recalls (balanced accuracy).
    #[default]
    Balanced,
    /// Every image, so that a class counts as often as it occurs: the plain accuracy.
    Natural,
}

impl Weighting {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Balanced => "balanced",
            Self::Natural => "natural",
        }
    }

    /// The weight of every class in the average, for the number of images of each; they add up to 1.
    pub fn of_classes(self, images: &[f64]) -> Vec<f64> {
        let raw = |n: f64| match self {
            Self::Balanced => f64::from(u8::from(n > 0.0)),
            Self::Natural => n,
        };
        let total: f64 = images.iter().map(|&n| raw(n)).sum();
        images.iter().map(|&n| if total > 0.0 { raw(n) / total } else { 0.0 }).collect()
    }
}

impl Outcomes<'_> {
    /// That everything describes the same images.
    ///
    /// # Errors
    /// Which list has another length, or which class is unknown.
    pub fn check(&self) -> Result<(), EvaluateError> {
        let expected = self.labels.len();
        if expected == 0 {
            return Err(EvaluateError::EmptyPart { part: "compared images".into() });
        }
        if self.groups.len() != expected {
            return Err(EvaluateError::Length { what: "groups".into(), found: self.groups.len(), expected });
        }
        let classes = self.classes.len();
        let given = self.runs.iter().flat_map(|run| run.draws.iter().flatten().flatten());
        if let Some(&label) = self.labels.iter().chain(given).find(|&&label| label >= classes) {
            return Err(EvaluateError::UnknownClass { label, classes });
        }
        for run in self.runs {
            let of_draws = run.draws.iter().map(Vec::len);
            let lengths = if run.draws.is_empty() { vec![0] } else { of_draws.collect() };
            if let Some(&found) = lengths.iter().find(|&&found| found != expected) {
                let what = format!("answers of the run with seed {}", run.seed);
                return Err(EvaluateError::Length { what, found, expected });
            }
        }
        Ok(())
    }

    /// Runs of the reference and of `recipe`, in pairs: those of the same seed first, the rest in the order of
    /// their seeds. Seeds are exchangeable, so any pairing is fair; the same seed has the same first weights and
    /// order of images, which takes noise out of the difference. Runs that are left over are not used.
    pub fn pairs(&self, recipe: usize) -> Vec<[&RunOutcome; 2]> {
        let of = |recipe: usize| {
            let mut runs: Vec<&RunOutcome> = self.runs.iter().filter(|run| run.recipe == recipe).collect();
            runs.sort_by_key(|run| run.seed);
            runs
        };
        let (mut left, mut right) = (of(0), of(recipe));
        let mut pairs = Vec::new();
        left.retain(|&run| match right.iter().position(|other| other.seed == run.seed) {
            Some(place) => {
                pairs.push([run, right.remove(place)]);
                false
            }
            None => true,
        });
        pairs.extend(left.into_iter().zip(right).map(|(a, b)| [a, b]));
        pairs
    }
}
