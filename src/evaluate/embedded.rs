//! [`Embedded`]: the features of one part's images by every encoder that is compared, with classes and groups.

use super::error::EvaluateError;
use super::features::Features;

/// One part of a data set, labelled images only, as features. All rows are in the same order.
#[derive(Clone, Debug, Default)]
pub struct Embedded {
    /// Class index of every image.
    pub labels: Vec<usize>,
    /// Group index of every image, the same numbering in all parts; an image without a group has its own.
    pub groups: Vec<usize>,
    /// Features of the run's encoder.
    pub encoder: Features,
    /// Output of the run's projector.
    pub projector: Option<Features>,
    /// Features of the same encoder before training.
    pub untrained_encoder: Option<Features>,
    /// Output of the same projector before training.
    pub untrained_projector: Option<Features>,
    /// Features of an encoder that the user wants to compare with.
    pub given_encoder: Option<Features>,
    /// Raw pixels, area means.
    pub pixels: Option<Features>,
}

impl Embedded {
    /// Checks that everything describes the same, known images, and at least one.
    pub(super) fn check(&self, part: &str, classes: usize) -> Result<(), EvaluateError> {
        let expected = self.labels.len();
        if expected == 0 {
            return Err(EvaluateError::EmptyPart { part: part.to_owned() });
        }
        let lengths = [
            ("groups", Some(self.groups.len())),
            ("encoder features", Some(self.encoder.n())),
            ("projector features", self.projector.as_ref().map(Features::n)),
            ("untrained encoder features", self.untrained_encoder.as_ref().map(Features::n)),
            ("untrained projector features", self.untrained_projector.as_ref().map(Features::n)),
            ("the given encoder's features", self.given_encoder.as_ref().map(Features::n)),
            ("pixel features", self.pixels.as_ref().map(Features::n)),
        ];
        for (name, found) in lengths {
            if let Some(found) = found.filter(|&found| found != expected) {
                return Err(EvaluateError::Length { what: format!("{part}, {name}"), found, expected });
            }
        }
        match self.labels.iter().find(|&&label| label >= classes) {
            Some(&label) => Err(EvaluateError::UnknownClass { label, classes }),
            None => Ok(()),
        }
    }
}

/// The same features of training and evaluated images: finite and of one width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    /// Of the training images.
    pub train: &'a Features,
    /// Of the evaluated images.
    pub test: &'a Features,
}

impl<'a> Pair<'a> {
    /// Checks and pairs; `what` names the features in messages.
    pub fn new(what: &str, train: &'a Features, test: &'a Features) -> Result<Self, EvaluateError> {
        if train.d() != test.d() {
            let what = what.to_owned();
            return Err(EvaluateError::Widths { what, train: train.d(), test: test.d() });
        }
        train.check_finite(&format!("{what} (training images)"))?;
        test.check_finite(&format!("{what} (evaluated images)"))?;
        Ok(Self { train, test })
    }
}
