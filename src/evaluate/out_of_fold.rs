//! [`assess_folds`]: every read-out out of fold: each image is read by read-outs that did not learn from its group.

use super::assess::Question;
use super::clusters::clusters;
use super::collapse::collapse;
use super::embedded::Embedded;
use super::error::EvaluateError;
use super::features::{Features, Standardiser};
use super::few_labels::few_labels;
use super::folds::assign_folds;
use super::interval::RULE;
use super::knn::knn;
use super::linear::linear;
use super::readout::Readout;
use super::report::{Baseline, Baselines, Collapses, Readouts, Report};
use crate::job::Stop;
use std::collections::BTreeSet;

/// Folds; each image is read once, by what was learnt from three quarters of the groups.
const FOLDS: usize = 4;

/// One set of predictions, or several draws, for the test images of one fold.
type Predict = fn(&Features, &[usize], &[usize], &Features, usize, u64) -> Vec<Vec<usize>>;

/// Makes all read-outs of `all` out of fold. The features themselves are taken as they are: an
/// encoder that was trained on these images is not trained anew.
///
/// # Errors
/// An empty part, features that are not finite, and [`EvaluateError::Stopped`].
pub fn assess_folds(all: &Embedded, question: &Question, stop: &Stop) -> Result<Report, EvaluateError> {
    all.check(&question.part, question.classes.len())?;
    let fold_of = assign_folds(&all.labels, &all.groups, FOLDS, question.seed);
    let work = Folds { all, question, stop, fold_of };
    all.encoder.check_finite("the encoder's features")?;
    let readouts = work.readouts(&all.encoder, all.projector.as_ref())?;
    let untrained = all
        .untrained_encoder
        .as_ref()
        .map(|encoder| work.readouts(encoder, all.untrained_projector.as_ref()))
        .transpose()?;
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
            pixels: pixels.map(|readouts| Baseline { readouts }),
            chance: 1.0 / seen.len().max(1) as f64,
        },
        split: question.split.clone(),
        notes: vec![format!("out of fold: {FOLDS} folds, no group in two of them")],
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
    fold_of: Vec<usize>,
}

impl Folds<'_> {
    fn readouts(&self, encoder: &Features, projector: Option<&Features>) -> Result<Readouts, EvaluateError> {
        Ok(Readouts {
            knn_encoder: Some(self.readout(encoder, neighbours)?),
            knn_projector: projector.map(|projector| self.readout(projector, neighbours)).transpose()?,
            linear_full: Some(self.readout(encoder, probe)?),
            linear_10: Some(self.readout(encoder, few)?),
        })
    }

    fn pixels(&self, pixels: &Features) -> Result<Readouts, EvaluateError> {
        Ok(Readouts {
            knn_encoder: Some(self.readout(pixels, neighbours)?),
            linear_full: Some(self.readout(pixels, probe)?),
            ..Readouts::default()
        })
    }

    /// The pooled predictions of all folds as one read-out.
    fn readout(&self, features: &Features, predict: Predict) -> Result<Readout, EvaluateError> {
        let Self { all, question, fold_of, .. } = self;
        let classes = question.classes.len();
        let mut pooled: Vec<Vec<usize>> = Vec::new();
        for fold in 0..FOLDS {
            if self.stop.requested() {
                return Err(EvaluateError::Stopped);
            }
            let (test, train): (Vec<usize>, Vec<usize>) =
                (0..fold_of.len()).partition(|&i| fold_of[i] == fold);
            if test.is_empty() || train.is_empty() {
                continue;
            }
            let pick = |of: &[usize]| train.iter().map(|&i| of[i]).collect::<Vec<_>>();
            let draws = predict(
                &features.subset(&train),
                &pick(&all.labels),
                &pick(&all.groups),
                &features.subset(&test),
                classes,
                question.seed,
            );
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

fn neighbours(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    test: &Features,
    classes: usize,
    seed: u64,
) -> Vec<Vec<usize>> {
    vec![knn(train, labels, groups, test, classes, seed).predicted]
}

fn probe(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    test: &Features,
    classes: usize,
    seed: u64,
) -> Vec<Vec<usize>> {
    vec![linear(train, labels, groups, test, classes, seed).predicted]
}

fn few(
    train: &Features,
    labels: &[usize],
    groups: &[usize],
    test: &Features,
    classes: usize,
    seed: u64,
) -> Vec<Vec<usize>> {
    few_labels(train, labels, groups, test, classes, seed).predicted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{ReadoutKind, Split};

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
        let report = assess_folds(&all, &question, &Stop::new()).unwrap();
        let accuracy = report.readouts.linear_full.unwrap().balanced_accuracy.unwrap();
        assert!(accuracy < 0.8, "{accuracy}");
        assert!(report.readouts.knn_encoder.unwrap().balanced_accuracy.is_some());
    }
}
