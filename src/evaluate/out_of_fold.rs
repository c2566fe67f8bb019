//! [`assess_folds`]: every read-out out of fold: each image is read by read-outs that did not learn from its group.

use super::assess::Question;
use super::clusters::clusters;
use super::collapse::collapse;
use super::confusion::balanced_accuracy;
use super::embedded::Embedded;
use super::error::EvaluateError;
use super::features::{Features, Standardiser};
use super::few_labels::{FewLabelsOutcome, few_labels, in_words};
use super::folds::{assign_folds, split_at};
use super::interval::RULE;
use super::knn::knn;
use super::linear::linear;
use super::readout::{Readout, ReadoutKind};
use super::report::{Baseline, Baselines, Collapses, Readouts, Report};
use crate::job::Stop;
use std::collections::BTreeSet;

/// Folds where groups decide; each image is read once, by what was learnt from three quarters of the groups.
const FOLDS: usize = 4;

/// Which images are read together, by what was learnt from all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldPlan {
    /// The fold of every image, counted from 0.
    pub fold_of: Vec<usize>,
    /// How they were made, in words.
    pub words: String,
}

impl FoldPlan {
    /// Four folds with whole groups, classes spread evenly.
    pub fn of_groups(labels: &[usize], groups: &[usize], seed: u64) -> Self {
        Self {
            fold_of: assign_folds(labels, groups, FOLDS, seed),
            words: format!("out of fold: {FOLDS} folds, no group in two of them"),
        }
    }

    /// A fold for each row of a plate, since neighbouring wells are alike: `rows` has the row of every image, counted
    /// from 0, with its name in `names`.
    pub fn of_rows(rows: &[usize], names: &[String]) -> Self {
        Self {
            fold_of: rows.to_vec(),
            words: format!("out of fold: one row of the plate left out at a time ({})", names.join(", ")),
        }
    }
}

/// Makes all read-outs of `all` out of fold. The features themselves are taken as they are: an
/// encoder that was trained on these images is not trained anew.
///
/// # Errors
/// An empty part, features that are not finite, and [`EvaluateError::Stopped`].
pub fn assess_folds(
    all: &Embedded,
    plan: &FoldPlan,
    question: &Question,
    stop: &Stop,
) -> Result<Report, EvaluateError> {
    all.check(&question.part, question.classes.len())?;
    let (found, expected) = (plan.fold_of.len(), all.labels.len());
    if found != expected {
        return Err(EvaluateError::Length { what: "folds".into(), found, expected });
    }
    let work = Folds { all, question, stop, fold_of: &plan.fold_of };
    all.encoder.check_finite("the encoder's features")?;
    let readouts = work.readouts(&all.encoder, all.projector.as_ref())?;
    let untrained = all
        .untrained_encoder
        .as_ref()
        .map(|encoder| work.readouts(encoder, all.untrained_projector.as_ref()))
        .transpose()?;
    let given = all.given_encoder.as_ref().map(|encoder| work.readouts(encoder, None)).transpose()?;
    let pixels = all.pixels.as_ref().map(|pixels| work.pixels(pixels)).transpose()?;
    let standardiser = Standardiser::fit(&all.encoder);
    let seen: BTreeSet<usize> = all.labels.iter().copied().collect();
    Ok(Report {
        classes: question.classes.clone(),
        part: question.part.clone(),
        primary_readout: question.primary_readout,
        transductive: question.transductive,
        exploratory: question.exploratory,
        ci_method: RULE.to_owned(),
        seed: question.seed,
        readouts,
        clusters: clusters(&standardiser.apply(&all.encoder), &all.labels, question.seed),
        baselines: Baselines {
            untrained: untrained.map(|readouts| Baseline { readouts }),
            given: given.map(|readouts| Baseline { readouts }),
            pixels: pixels.map(|readouts| Baseline { readouts }),
            chance: 1.0 / seen.len().max(1) as f64,
        },
        split: question.split.clone(),
        notes: vec![plan.words.clone()],
        collapse: Collapses {
            encoder: collapse(&all.encoder, question.seed),
            projector: all.projector.as_ref().map(|p| collapse(p, question.seed)),
        },
    })
}

struct Folds<'a> {
    all: &'a Embedded,
    question: &'a Question,
    stop: &'a Stop,
    fold_of: &'a [usize],
}

/// Images to learn from, and the features of those that are asked about.
struct Fold {
    train: Features,
    labels: Vec<usize>,
    groups: Vec<usize>,
    test: Features,
    classes: usize,
    seed: u64,
}

impl Folds<'_> {
    fn readouts(&self, encoder: &Features, projector: Option<&Features>) -> Result<Readouts, EvaluateError> {
        Ok(Readouts {
            knn_encoder: Some(self.readout(encoder, neighbours)?),
            knn_projector: projector.map(|projector| self.readout(projector, neighbours)).transpose()?,
            linear_full: Some(self.readout(encoder, probe)?),
            linear_100: self.few_labels(encoder, ReadoutKind::Linear100)?,
            linear_25: self.few_labels(encoder, ReadoutKind::Linear25)?,
            linear_10: self.few_labels(encoder, ReadoutKind::Linear10)?,
            linear_5: self.few_labels(encoder, ReadoutKind::Linear5)?,
        })
    }

    fn pixels(&self, pixels: &Features) -> Result<Readouts, EvaluateError> {
        Ok(Readouts {
            knn_encoder: Some(self.readout(pixels, neighbours)?),
            linear_full: Some(self.readout(pixels, probe)?),
            ..Readouts::default()
        })
    }

    /// The probe with few labels a class in each fold; none where the budget takes every label anyway.
    fn few_labels(&self, features: &Features, kind: ReadoutKind) -> Result<Option<Readout>, EvaluateError> {
        let Question { classes, .. } = self.question;
        let says_something = kind.says_something(&self.all.labels, classes.len());
        let Some(budget) = kind.label_budget().filter(|_| says_something) else { return Ok(None) };
        // Of all folds, the fewest images that a class that is short has in one.
        let mut least = FewLabelsOutcome::default();
        let readout = self.readout(features, |fold| {
            let Fold { train, labels, groups, test, classes, seed } = fold;
            let outcome = few_labels(train, labels, groups, test, *classes, budget, *seed);
            least.keep_shortest(&outcome);
            outcome.predicted
        })?;
        if readout.predicted.is_empty() {
            return Ok(Some(readout));
        }
        let draws = readout
            .predicted
            .iter()
            .filter_map(|predicted| balanced_accuracy(&self.all.labels, predicted, classes.len()));
        let draws = Some(draws.collect());
        least.predicted.clone_from(&readout.predicted);
        Ok(Some(Readout { draws, note: Some(in_words(&least, budget, classes)), ..readout }))
    }

    /// The pooled predictions of all folds as one read-out. `predict` makes one set of predictions, or several draws,
    /// for the images of a fold that are asked about.
    fn readout(
        &self,
        features: &Features,
        mut predict: impl FnMut(&Fold) -> Vec<Vec<usize>>,
    ) -> Result<Readout, EvaluateError> {
        let Self { all, question, fold_of, .. } = self;
        let classes = question.classes.len();
        let mut pooled: Vec<Vec<usize>> = Vec::new();
        let folds = fold_of.iter().max().map_or(0, |last| last + 1);
        for fold in 0..folds {
            if self.stop.requested() {
                return Err(EvaluateError::Stopped);
            }
            let (train, test) = split_at(fold_of, fold);
            if test.is_empty() || train.is_empty() {
                continue;
            }
            let pick = |of: &[usize]| train.iter().map(|&i| of[i]).collect::<Vec<_>>();
            let draws = predict(&Fold {
                train: features.subset(&train),
                labels: pick(&all.labels),
                groups: pick(&all.groups),
                test: features.subset(&test),
                classes,
                seed: question.seed,
            });
            // An image that no fold could read counts as missed: it begins with a wrong class.
            let missed = || all.labels.iter().map(|label| (label + 1) % classes).collect();
            pooled.resize_with(pooled.len().max(draws.len()), missed);
            for (all, draw) in pooled.iter_mut().zip(draws) {
                for (&image, class) in test.iter().zip(draw) {
                    all[image] = class;
                }
            }
        }
        if pooled.is_empty() {
            return Ok(unread(&all.labels, question));
        }
        Ok(Readout::new(&pooled, &all.labels, &all.groups, &question.classes, question.seed))
    }
}

/// The read-out of images that are all in one group: none can be read by what did not learn from its group.
fn unread(labels: &[usize], question: &Question) -> Readout {
    const WHY: &str = "all images are in one group, so none can be read out of fold";
    let mut readout = Readout::new(&[], &[], &[], &question.classes, question.seed);
    for (class, (_, figures)) in readout.per_class.0.iter_mut().enumerate() {
        figures.n = labels.iter().filter(|label| **label == class).count();
        if figures.n > 0 {
            figures.groups = 1;
            figures.ci_reason = Some(WHY.to_owned());
        }
    }
    readout.balanced_accuracy_ci_method = format!("none: {WHY}");
    readout.note = Some(WHY.to_owned());
    readout
}

fn neighbours(Fold { train, labels, groups, test, classes, seed }: &Fold) -> Vec<Vec<usize>> {
    vec![knn(train, labels, groups, test, *classes, *seed).predicted]
}

fn probe(Fold { train, labels, groups, test, classes, seed }: &Fold) -> Vec<Vec<usize>> {
    vec![linear(train, labels, groups, test, *classes, *seed).predicted]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Split;

    /// Two groups a class; the features tell groups apart, not classes: out of fold nothing is recognised,
    /// while a read-out that had seen the groups would recognise everything.
    #[test]
    fn no_image_is_read_by_what_learnt_from_its_group() {
        let (mut labels, mut groups, mut data) = (Vec::new(), Vec::new(), Vec::new());
        for group in 0..8 {
            for image in 0..6 {
                labels.push(group % 2);
                groups.push(group);
                data.extend((0..8).map(|d| if d == group { 5.0 } else { 0.01 * image as f32 }));
            }
        }
        let encoder = Features::new(48, 8, data).unwrap();
        let all = Embedded { labels, groups, encoder, ..Embedded::default() };
        let question = Question {
            classes: vec!["a".into(), "b".into()],
            part: "folds".into(),
            primary_readout: ReadoutKind::KnnEncoder,
            transductive: true,
            exploratory: true,
            seed: 0,
            split: Split::default(),
        };
        let plan = FoldPlan::of_groups(&all.labels, &all.groups, 0);
        let report = assess_folds(&all, &plan, &question, &Stop::new()).unwrap();
        assert!(
            report.readouts.linear_5.as_ref().unwrap().note.as_ref().unwrap().contains("5 labels a class")
        );
        assert_eq!(report.readouts.linear_25, None, "no class has more than 24 images");
        let rows: Vec<usize> = all.groups.iter().map(|group| group / 4).collect();
        let by_row = FoldPlan::of_rows(&rows, &["A".into(), "B".into()]);
        let report_by_row = assess_folds(&all, &by_row, &question, &Stop::new()).unwrap();
        assert!(report_by_row.notes[0].contains("one row of the plate left out at a time (A, B)"));
        let short = FoldPlan { fold_of: vec![0], ..by_row };
        assert!(assess_folds(&all, &short, &question, &Stop::new()).is_err());
        let accuracy = report.readouts.linear_full.unwrap().balanced_accuracy.unwrap();
        assert!(accuracy < 0.8, "{accuracy}");
        assert!(report.readouts.knn_encoder.unwrap().balanced_accuracy.is_some());
    }
}
