//! [`Loaded`]: a run as a comparison reads it, and the images that all runs have answers for.

use super::error::ComparisonError;
use crate::evaluate::{ReadoutKind, Report};
use crate::pipeline::Pipeline;
use crate::run::{EvaluationPart, Prediction, RunFolder, RunRecord, read_predictions};
use std::collections::{BTreeMap, HashMap};

/// What a folder holds.
pub(in crate::run) struct Loaded {
    pub folder: RunFolder,
    pub record: RunRecord,
    pub pipeline: Pipeline,
    pub report: Report,
    pub predictions: Vec<Prediction>,
}

/// The images of a comparison, in the order of the first run's file.
pub(in crate::run) struct Images {
    pub labels: Vec<usize>,
    pub groups: Vec<usize>,
    /// Answers of every run, draw by draw.
    pub answers: Vec<Vec<Vec<Option<usize>>>>,
}

impl Loaded {
    pub fn read(folder: &RunFolder, part: EvaluationPart) -> Result<Self, ComparisonError> {
        let record = folder.record()?;
        let pipeline = record.pipeline()?;
        let path = folder.file(part.report_file());
        if !path.is_file() {
            let folder = folder.path().to_path_buf();
            return Err(ComparisonError::NotEvaluated { folder, part: part.name() });
        }
        let bad = |why: &dyn std::fmt::Display| ComparisonError::BadFile {
            path: path.clone(),
            why: why.to_string(),
        };
        let text = std::fs::read(&path).map_err(|error| bad(&error))?;
        let report = serde_json::from_slice(&text).map_err(|error| bad(&error))?;
        let path = folder.file(part.predictions_file());
        if !path.is_file() {
            let folder = folder.path().to_path_buf();
            return Err(ComparisonError::NoAnswers { folder, part: part.name() });
        }
        let predictions = read_predictions(&path)?;
        Ok(Self { folder: folder.clone(), record, pipeline, report, predictions })
    }

    /// The folder's name.
    pub fn name(&self) -> String {
        let path = self.folder.path();
        path.file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// That `other` is about the same images, part and classes.
    pub fn check_same(&self, other: &Self) -> Result<(), ComparisonError> {
        let what = if self.report.classes != other.report.classes {
            let words = |run: &Self| run.report.classes.join(", ");
            format!("their classes are {} and {}", words(self), words(other))
        } else if self.report.part != other.report.part {
            format!("they were evaluated on the parts \"{}\" and \"{}\"", self.report.part, other.report.part)
        } else if self.record.data.fingerprint != other.record.data.fingerprint {
            let paths = [self, other].map(|run| run.record.data.path.display().to_string());
            format!(
                "their data sets differ in images, classes or groups ({} with {} images, {} with {})",
                paths[0], self.record.data.images, paths[1], other.record.data.images
            )
        } else {
            return Ok(());
        };
        Err(self.differs(other, what))
    }

    /// The error that says in what they differ.
    pub fn differs(&self, other: &Self, what: String) -> ComparisonError {
        let [first, other] = [self, other].map(|run| run.folder.path().to_path_buf());
        ComparisonError::Differ { first, other, what }
    }

    /// The read-outs of which there are answers.
    fn readouts(&self) -> String {
        let has = |kind: ReadoutKind| self.predictions.iter().any(|image| !image.answers(kind).is_empty());
        let names: Vec<&str> =
            ReadoutKind::ALL.into_iter().filter(|&kind| has(kind)).map(ReadoutKind::name).collect();
        if names.is_empty() { "none".into() } else { names.join(", ") }
    }
}

/// The answers of all runs by one read-out, image by image.
pub(in crate::run) fn images(runs: &[Loaded], readout: ReadoutKind) -> Result<Images, ComparisonError> {
    let Some(first) = runs.first() else { return Err(ComparisonError::TooFew) };
    let classes: HashMap<&str, usize> =
        first.report.classes.iter().enumerate().map(|(class, name)| (name.as_str(), class)).collect();
    let class = |run: &Loaded, name: &str| {
        classes.get(name).copied().ok_or_else(|| ComparisonError::BadFile {
            path: run.folder.path().to_path_buf(),
            why: format!("the class \"{name}\" of an answer is not among the classes of the report"),
        })
    };
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = Images { labels: Vec::new(), groups: Vec::new(), answers: Vec::new() };
    for (place, image) in first.predictions.iter().enumerate() {
        all.labels.push(class(first, &image.label)?);
        // An image without a group is one of its own, under a number that no image with a group has given.
        all.groups.push(image.group.as_deref().map_or(place, |group| *numbers.entry(group).or_insert(place)));
    }
    for run in runs {
        let by_file: HashMap<&str, &Prediction> =
            run.predictions.iter().map(|image| (image.file.as_str(), image)).collect();
        let count = first.predictions.len();
        if run.predictions.len() != count || by_file.len() != count {
            let what = format!("they have answers for {count} and {} images", run.predictions.len());
            return Err(first.differs(run, what));
        }
        let of_first =
            |image: &Prediction| by_file.get(image.file.as_str()).map(|same| same.answers(readout).len());
        let draws = first.predictions.iter().filter_map(of_first).max().unwrap_or_default();
        if draws == 0 {
            let (run, has) = (run.folder.path().to_path_buf(), run.readouts());
            return Err(ComparisonError::NoReadout { run, readout: readout.name(), has });
        }
        let mut answers = vec![Vec::with_capacity(count); draws];
        for image in &first.predictions {
            let Some(same) = by_file.get(image.file.as_str()) else {
                let what = format!("the image {} is only in the first of them", image.file);
                return Err(first.differs(run, what));
            };
            if (&same.label, &same.group) != (&image.label, &image.group) {
                let what = format!("the image {} has another class or group", image.file);
                return Err(first.differs(run, what));
            }
            let given = same.answers(readout);
            for (draw, answers) in answers.iter_mut().enumerate() {
                answers.push(given.get(draw).map(|name| class(run, name)).transpose()?);
            }
        }
        all.answers.push(answers);
    }
    Ok(all)
}
