//! [`assess`]: every read-out of a run and of its baselines, from features to a [`Report`].

use std::collections::BTreeSet;

use super::clusters::clusters;
use super::collapse::collapse;
use super::confusion::balanced_accuracy;
use super::embedded::{Embedded, Pair};
use super::error::EvaluateError;
use super::features::Standardiser;
use super::few_labels::{few_labels, in_words};
use super::interval::RULE;
use super::knn::knn;
use super::linear::linear_and_probe;
use super::linear_probe::LinearProbe;
use super::readout::{Readout, ReadoutKind};
use super::report::{Baseline, Baselines, Collapses, Readouts, Report, Split};
use crate::job::Stop;

/// What an evaluation is about, beside the features.
#[derive(Clone, Debug)]
pub struct Question {
    /// Class names; labels are indices into it.
    pub classes: Vec<String>,
    /// Name of the evaluated part.
    pub part: String,
    /// The read-out declared before the run.
    pub primary_readout: ReadoutKind,
    /// True when pretraining saw the evaluated images.
    pub transductive: bool,
    /// True when the data set is too small for a verdict.
    pub exploratory: bool,
    /// Seed of folds, draws, starts and bootstraps.
    pub seed: u64,
    /// The division of the data set.
    pub split: Split,
}

/// Makes all read-outs of `test`, learnt from `train`.
///
/// # Errors
/// Empty parts, features that are not finite or do not fit together, and [`EvaluateError::Stopped`].
pub fn assess(
    train: &Embedded,
    test: &Embedded,
    question: &Question,
    stop: &Stop,
) -> Result<Report, EvaluateError> {
    let classes = question.classes.len();
    train.check("train", classes)?;
    test.check(&question.part, classes)?;
    let work = Work { train, test, question, stop };
    let pair = |what: &str, of: fn(&Embedded) -> Option<&super::Features>| work.pair(what, of);
    let encoder = Pair::new("the encoder's features", &train.encoder, &test.encoder)?;
    let projector = pair("the projector's features", |e| e.projector.as_ref())?;
    let untrained = pair("the untrained encoder's features", |e| e.untrained_encoder.as_ref())?;
    let untrained_projector = pair("the untrained projector's features", |e| e.untrained_projector.as_ref())?;
    let pixels = pair("the pixel features", |e| e.pixels.as_ref())?;

    let readouts = work.all(encoder, projector)?;
    let untrained = untrained.map(|encoder| work.all(encoder, untrained_projector)).transpose()?;
    let given = pair("the given encoder's features", |e| e.given_encoder.as_ref())?;
    let given = given.map(|encoder| work.all(encoder, None)).transpose()?;
    let pixels = pixels.map(|pixels| work.pixels(pixels)).transpose()?;
    work.go_on()?;
    let standardiser = Standardiser::fit(encoder.train);
    let seen: BTreeSet<usize> = train.labels.iter().copied().collect();
    let collapse = Collapses {
        encoder: collapse(encoder.test, question.seed),
        projector: projector.map(|p| collapse(p.test, question.seed)),
    };
    Ok(Report {
        classes: question.classes.clone(),
        part: question.part.clone(),
        primary_readout: question.primary_readout,
        transductive: question.transductive,
        exploratory: question.exploratory,
        ci_method: RULE.to_owned(),
        seed: question.seed,
        readouts,
        clusters: clusters(&standardiser.apply(encoder.test), &test.labels, question.seed),
        baselines: Baselines {
            untrained: untrained.map(|readouts| Baseline { readouts }),
            given: given.map(|readouts| Baseline { readouts }),
            pixels: pixels.map(|readouts| Baseline { readouts }),
            chance: 1.0 / seen.len().max(1) as f64,
        },
        split: question.split.clone(),
        notes: notes(train, test, question, &collapse),
        collapse,
    })
}

/// One evaluation under way.
struct Work<'a> {
    train: &'a Embedded,
    test: &'a Embedded,
    question: &'a Question,
    stop: &'a Stop,
}

impl<'a> Work<'a> {
    fn go_on(&self) -> Result<(), EvaluateError> {
        if self.stop.requested() { Err(EvaluateError::Stopped) } else { Ok(()) }
    }

    /// The features of both parts, where both have them.
    fn pair(
        &self,
        what: &str,
        of: fn(&Embedded) -> Option<&super::Features>,
    ) -> Result<Option<Pair<'a>>, EvaluateError> {
        match (of(self.train), of(self.test)) {
            (Some(train), Some(test)) => Pair::new(what, train, test).map(Some),
            _ => Ok(None),
        }
    }

    fn all(&self, encoder: Pair<'_>, projector: Option<Pair<'_>>) -> Result<Readouts, EvaluateError> {
        Ok(Readouts {
            knn_encoder: Some(self.neighbours(encoder)?),
            knn_projector: projector.map(|projector| self.neighbours(projector)).transpose()?,
            linear_full: Some(self.linear_full(encoder)?),
            linear_100: self.few_labels(encoder, ReadoutKind::Linear100)?,
            linear_25: self.few_labels(encoder, ReadoutKind::Linear25)?,
            linear_10: self.few_labels(encoder, ReadoutKind::Linear10)?,
            linear_5: self.few_labels(encoder, ReadoutKind::Linear5)?,
        })
    }

    fn pixels(&self, pixels: Pair<'_>) -> Result<Readouts, EvaluateError> {
        Ok(Readouts {
            knn_encoder: Some(self.neighbours(pixels)?),
            linear_full: Some(self.linear_full(pixels)?),
            ..Readouts::default()
        })
    }

    fn readout(&self, draws: &[Vec<usize>]) -> Readout {
        let Question { classes, seed, .. } = self.question;
        Readout::new(draws, &self.test.labels, &self.test.groups, classes, *seed)
    }

    fn neighbours(&self, features: Pair<'_>) -> Result<Readout, EvaluateError> {
        self.go_on()?;
        let (train, classes, seed) = (self.train, self.question.classes.len(), self.question.seed);
        let outcome = knn(features.train, &train.labels, &train.groups, features.test, classes, seed);
        Ok(Readout {
            k: Some(outcome.k),
            plain_k20_balanced_accuracy: balanced_accuracy(
                &self.test.labels,
                &outcome.predicted_plain,
                classes,
            ),
            note: outcome.note,
            ..self.readout(&[outcome.predicted])
        })
    }

    fn linear_full(&self, features: Pair<'_>) -> Result<Readout, EvaluateError> {
        self.go_on()?;
        let (train, classes, seed) = (self.train, self.question.classes.len(), self.question.seed);
        let (outcome, standardiser, model) =
            linear_and_probe(features.train, &train.labels, &train.groups, features.test, classes, seed);
        Ok(Readout {
            probe: Some(LinearProbe { classes: self.question.classes.clone(), standardiser, model }),
            penalty: Some(outcome.penalty),
            note: outcome.note,
            ..self.readout(&[outcome.predicted])
        })
    }

    /// The linear probe with few labels; none where the budget takes every label anyway.
    fn few_labels(&self, features: Pair<'_>, kind: ReadoutKind) -> Result<Option<Readout>, EvaluateError> {
        self.go_on()?;
        let Question { classes, seed, .. } = self.question;
        let train = self.train;
        let Some(budget) = kind.label_budget().filter(|_| kind.says_something(&train.labels, classes.len()))
        else {
            return Ok(None);
        };
        let (labels, groups) = (&train.labels, &train.groups);
        let outcome = few_labels(features.train, labels, groups, features.test, classes.len(), budget, *seed);
        let draws = outcome
            .predicted
            .iter()
            .filter_map(|predicted| balanced_accuracy(&self.test.labels, predicted, classes.len()));
        Ok(Some(Readout {
            draws: Some(draws.collect()),
            note: Some(in_words(&outcome, budget, classes)),
            ..self.readout(&outcome.predicted)
        }))
    }
}

fn notes(train: &Embedded, test: &Embedded, question: &Question, collapse: &Collapses) -> Vec<String> {
    let mut notes = Vec::new();
    for (class, name) in question.classes.iter().enumerate() {
        let learnt = train.labels.contains(&class);
        let asked = test.labels.contains(&class);
        if !learnt && asked {
            notes.push(format!("{name}: no training image, so none of its images can be recognised"));
        } else if !asked {
            notes.push(format!("{name}: no image in this part, so it has no accuracy"));
        }
    }
    let train_groups: BTreeSet<usize> = train.groups.iter().copied().collect();
    let test_groups: BTreeSet<usize> = test.groups.iter().copied().collect();
    let both = train_groups.intersection(&test_groups).count();
    if both > 0 {
        notes.push(format!(
            "{both} groups lie in the training part and in the evaluated part: the figures are too good"
        ));
    }
    if question.transductive {
        notes.push("transductive: pretraining saw the evaluated images, without their labels".to_owned());
    }
    if question.exploratory {
        notes.push("exploratory: too few groups or images for a sealed part".to_owned());
    }
    let projector = collapse.projector.as_ref().and_then(|c| c.warning.as_ref());
    for (what, warning) in [("encoder", collapse.encoder.warning.as_ref()), ("projector", projector)] {
        if let Some(warning) = warning {
            notes.push(format!("{what}: {warning}"));
        }
    }
    notes
}

#[cfg(test)]
#[path = "assess_tests.rs"]
mod tests;
