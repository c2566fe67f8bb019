//! Evaluating a run: its encoder beside the untrained one and raw pixels, written into its folder.

use super::given_weights::{BASELINE_FILE, START_FILE, kept};
use super::openings::open_report;
use super::plate_rows::PlateRows;
use super::predictions::write_predictions;
use super::{EvaluationPart, Material, RunError, RunFolder, RunRecord};
use crate::dataset::Part;
use crate::encoder::{DeviceChoice, Executor, recalibrate};
use crate::evaluate::{
    Confusion, Embedded, EmbeddingsTable, EvaluateError, Features, FoldPlan, Question, Report, assess,
    assess_folds, embed, encode, image_batches, knn, pixel_features, write_embeddings,
};
use crate::export::{Chart, ChartFormat, ClassChart};
use crate::job::Stop;
use crate::objective::Objective;
use crate::train::{Event, Model, TrainError};
use std::collections::BTreeMap;
use std::path::Path;

/// The file of the linear probe that the report is about.
pub(super) const PROBE_FILE: &str = "probe.safetensors";

/// What a run has trained.
pub(super) struct Trained<'a> {
    /// The encoder.
    pub encoder: &'a dyn Executor,
    /// The objective with the projector.
    pub objective: &'a dyn Objective,
    /// Steps done and planned, where training was ended by hand.
    pub ended_early: Option<(u64, u64)>,
}

impl Trained<'_> {
    /// What a reader must know of how training ended.
    fn note(&self) -> Option<String> {
        self.ended_early.map(|(step, of)| format!("training was ended by hand after step {step} of {of}"))
    }
}

/// A run that has been trained, with its data.
pub(super) struct OpenedRun {
    /// What was asked of it.
    pub record: RunRecord,
    /// What it worked on.
    pub material: Material,
    /// What it has learnt.
    pub model: Model,
    /// See [`Trained`].
    pub ended_early: Option<(u64, u64)>,
}

/// Opens the run in `folder` with the model of its newest checkpoint, wherever it can be computed here. `data` is where its
/// images are now, where that is another place than when it was begun.
pub(super) fn open_trained(
    folder: &RunFolder,
    data: Option<&Path>,
    stop: &Stop,
) -> Result<OpenedRun, RunError> {
    let mut record = folder.record()?;
    if record.config.open_device().is_err() {
        // An encoder can be judged where it could not have been trained.
        record.config.device = DeviceChoice::Auto.to_string();
    }
    let (checkpoint, _) = folder.checkpoints().newest();
    let checkpoint = checkpoint.ok_or_else(|| RunError::Untrained(folder.path().to_path_buf()))?;
    let material = Material::of_run(&record, data)?;
    let mut model = Model::new(&record.config, &material.shape(&record.config)?)?;
    model.restore(&checkpoint)?;
    model.interrupt_on(stop.clone());
    let ended_early = checkpoint.ended_early().map(|of| (checkpoint.step, of));
    Ok(OpenedRun { record, material, model, ended_early })
}

/// The model that the run in `folder` begins with: first weights, or those that were given.
pub(super) fn first_model(
    folder: &RunFolder,
    record: &RunRecord,
    material: &Material,
) -> Result<Model, RunError> {
    let mut model = Model::new(&record.config, &material.shape(&record.config)?)?;
    if record.given.start.is_some() {
        model.begin_with(&kept(folder, START_FILE)?)?;
    }
    Ok(model)
}

/// The same first weights as the run's, with batch-norm statistics of the training images.
pub(super) fn untrained(
    folder: &RunFolder,
    record: &RunRecord,
    material: &Material,
    stop: &Stop,
) -> Result<Model, RunError> {
    with_statistics(first_model(folder, record, material)?, material, stop)
}

/// The encoder that the user wants to compare with, if there is one, treated as the untrained one.
fn baseline(
    folder: &RunFolder,
    record: &RunRecord,
    material: &Material,
    stop: &Stop,
) -> Result<Option<Model>, RunError> {
    if record.given.baseline.is_none() {
        return Ok(None);
    }
    let mut model = Model::new(&record.config, &material.shape(&record.config)?)?;
    model.begin_with(&kept(folder, BASELINE_FILE)?)?;
    with_statistics(model, material, stop).map(Some)
}

/// `start` with batch-norm statistics of the training images.
fn with_statistics(mut start: Model, material: &Material, stop: &Stop) -> Result<Model, RunError> {
    start.interrupt_on(stop.clone());
    let Material { dataset, views, parts, .. } = material;
    recalibrate::<EvaluateError>(
        start.encoder.as_mut(),
        image_batches(dataset, parts.pretraining_items(), views, stop),
    )?;
    Ok(start)
}

/// Features of the images of one part.
struct Embeddings {
    train: Embedded,
    test: Embedded,
}

/// Evaluates the run in `folder` on `part` and writes `report.json` (for another part than the
/// one for choosing `report-PART.json`). `data` is where its images are now, where that is another place than when it was
/// begun. Returns the report, and for the sealed part how often it
/// has been opened.
///
/// # Errors
/// Where there is no trained run, its data have changed, or the part does not exist.
pub fn evaluate_run(
    folder: &RunFolder,
    data: Option<&Path>,
    part: EvaluationPart,
    stop: &Stop,
) -> Result<(Report, Option<usize>), RunError> {
    let OpenedRun { record, material, model, ended_early } = open_trained(folder, data, stop)?;
    let from_labels = record.config.objective_entry().map_err(TrainError::from)?.from_labels;
    if part == EvaluationPart::Folds && from_labels {
        return Err(RunError::NoPart(
            "this encoder has learnt the labels of its training images, so folds of them would be judged far too \
             well; ask about the part for choosing"
                .into(),
        ));
    }
    let trained =
        Trained { encoder: model.encoder.as_ref(), objective: model.objective.as_ref(), ended_early };
    match part {
        EvaluationPart::Choose => Ok((assess_and_write(folder, &record, &material, &trained, stop)?, None)),
        EvaluationPart::Report => {
            let items = material.parts.items(Part::Report);
            if items.is_empty() {
                return Err(RunError::NoPart(format!(
                    "this data set has no sealed part: {}",
                    material.parts.notes.join("; ")
                )));
            }
            let openings = open_report(folder)?;
            let train = material.parts.items(Part::Train);
            let embeddings = embeddings(folder, &record, &material, &trained, [&train, &items], stop)?;
            let mut report = report(&record, &material, &trained, &embeddings, "report", stop)?;
            report.notes.push(format!("the sealed part has been opened {openings} time(s)"));
            write_predictions(folder, part, &material, &items, &report.readouts)?;
            folder.write(part.report_file(), &to_json(&report))?;
            Ok((report, Some(openings)))
        }
        EvaluationPart::Folds => {
            let mut items = material.parts.items(Part::Train);
            items.extend(material.parts.items(Part::Choose));
            items.sort_unstable();
            let all = embeddings(folder, &record, &material, &trained, [&items, &[]], stop)?.train;
            let plan = fold_plan(&material, &items, record.config.seed);
            let mut report = assess_folds(&all, &plan, &question(&record, &material, "folds"), stop)?;
            report.notes.extend(given_notes(&record));
            report.notes.extend(trained.note());
            report.notes.push(
                "the encoder was not retrained for each fold: it has seen these images without their labels"
                    .into(),
            );
            write_predictions(folder, part, &material, &items, &report.readouts)?;
            folder.write(part.report_file(), &to_json(&report))?;
            Ok((report, None))
        }
    }
}

/// Evaluates on the part for choosing and writes report, embeddings and charts.
pub(super) fn assess_and_write(
    folder: &RunFolder,
    record: &RunRecord,
    material: &Material,
    trained: &Trained,
    stop: &Stop,
) -> Result<Report, RunError> {
    let (train, test) = (material.parts.items(Part::Train), material.parts.items(Part::Choose));
    let embeddings = embeddings(folder, record, material, trained, [&train, &test], stop)?;
    let report = report(record, material, trained, &embeddings, "choose", stop)?;
    write_embeddings(&folder.file("embeddings.parquet"), &table(material, &embeddings, &train, &test)?)?;
    write_predictions(folder, EvaluationPart::Choose, material, &test, &report.readouts)?;
    if let Some(probe) = report.readouts.linear_full.as_ref().and_then(|readout| readout.probe.as_ref()) {
        folder.write(PROBE_FILE, &probe.to_bytes()?)?;
    }
    let mut chart = ClassChart::from_report(&report, report.primary_readout)?;
    let name = folder.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    chart.title = format!("Accuracy per class: {name}");
    folder.write("accuracy.svg", chart.to_svg().as_bytes())?;
    folder.write("accuracy.png", &chart.bytes(ChartFormat::Png, 2.0)?)?;
    // Last: a folder with a report is a folder with everything.
    folder.write(EvaluationPart::Choose.report_file(), &to_json(&report))?;
    Ok(report)
}

/// Folds of whole groups, or of whole rows on a plate with few wells.
fn fold_plan(material: &Material, items: &[usize], seed: u64) -> FoldPlan {
    let labels = material.labels(items);
    match PlateRows::of_few_wells(material, items) {
        Some(PlateRows { rows, names }) => FoldPlan::of_rows(&rows, &names),
        None => FoldPlan::of_groups(&labels, &material.groups(items), seed),
    }
}

fn to_json(report: &Report) -> Vec<u8> {
    serde_json::to_vec_pretty(report).unwrap_or_default()
}

fn question(record: &RunRecord, material: &Material, part: &str) -> Question {
    Question {
        classes: material.dataset.classes.clone(),
        part: part.into(),
        primary_readout: record.declared_readout(),
        transductive: part == "folds",
        exploratory: material.parts.exploratory || part == "folds",
        seed: record.config.seed,
        split: material.split(),
    }
}

fn report(
    record: &RunRecord,
    material: &Material,
    trained: &Trained,
    embeddings: &Embeddings,
    part: &str,
    stop: &Stop,
) -> Result<Report, RunError> {
    let mut report = assess(&embeddings.train, &embeddings.test, &question(record, material, part), stop)?;
    report.notes.extend(given_notes(record));
    report.notes.extend(material.parts.notes.iter().cloned());
    report.notes.extend(trained.note());
    Ok(report)
}

/// What a reader must know of weights that were given.
fn given_notes(record: &RunRecord) -> Vec<String> {
    let mut notes = record.given.lines();
    if record.given.start.is_some() {
        notes.push(
            "\"untrained\" is the encoder as it began: with those weights, before this training".into(),
        );
    }
    if record.given.baseline.is_some() {
        notes.push(
            "\"given\" is the encoder with the weights to compare with, not trained any further".into(),
        );
    }
    notes
}

/// Features of `train` and `test` by the trained encoder, the untrained one, one to compare with, and pixels.
fn embeddings(
    folder: &RunFolder,
    record: &RunRecord,
    material: &Material,
    trained: &Trained,
    [train, test]: [&[usize]; 2],
    stop: &Stop,
) -> Result<Embeddings, RunError> {
    let start = untrained(folder, record, material, stop)?;
    let given = baseline(folder, record, material, stop)?;
    let Material { dataset, views, .. } = material;
    let of = |items: &[usize]| -> Result<Embedded, RunError> {
        let (encoder, projector) = embed(trained.encoder, trained.objective, dataset, items, views, stop)?;
        let (untrained, untrained_projector) =
            embed(start.encoder.as_ref(), start.objective.as_ref(), dataset, items, views, stop)?;
        Ok(Embedded {
            labels: material.labels(items),
            groups: material.groups(items),
            encoder,
            projector: Some(projector),
            untrained_encoder: Some(untrained),
            untrained_projector: Some(untrained_projector),
            given_encoder: match &given {
                Some(given) => Some(encode(given.encoder.as_ref(), dataset, items, views, stop)?),
                None => None,
            },
            pixels: Some(pixel_features(dataset, items, views, stop)?),
        })
    };
    Ok(Embeddings { train: of(train)?, test: of(test)? })
}

fn table(
    material: &Material,
    embeddings: &Embeddings,
    train: &[usize],
    test: &[usize],
) -> Result<EmbeddingsTable, EvaluateError> {
    let items = || train.iter().chain(test).map(|&item| &material.dataset.items[item]);
    let one_table = |first: &Features, second: &Features| {
        Features::new(first.n() + second.n(), first.d(), [first.data(), second.data()].concat())
    };
    let projectors = embeddings.train.projector.as_ref().zip(embeddings.test.projector.as_ref());
    Ok(EmbeddingsTable {
        paths: items().map(|item| item.key.clone()).collect(),
        classes: items().map(|item| item.class.map(|c| material.dataset.classes[c].clone())).collect(),
        splits: train.iter().map(|_| "train".into()).chain(test.iter().map(|_| "choose".into())).collect(),
        groups: items().map(|item| item.group.clone()).collect(),
        features: one_table(&embeddings.train.encoder, &embeddings.test.encoder)?,
        projector: projectors.map(|(first, second)| one_table(first, second)).transpose()?,
    })
}

/// The live look between epochs: kNN on the encoder, the part for choosing against the training part.
pub(super) fn knn_probe(
    material: &Material,
    model: &Model,
    epoch: u32,
    stop: &Stop,
) -> Result<Vec<Event>, TrainError> {
    let words = |error: EvaluateError| match error {
        EvaluateError::Stopped => TrainError::Stopped,
        error => TrainError::Probe(error.to_string()),
    };
    let Material { dataset, views, parts, .. } = material;
    let of = |part: Part| -> Result<(Features, Vec<usize>, Vec<usize>), TrainError> {
        let items = parts.items(part);
        let (features, _) =
            embed(model.encoder.as_ref(), model.objective.as_ref(), dataset, &items, views, stop)
                .map_err(words)?;
        Ok((features, material.labels(&items), material.groups(&items)))
    };
    let (train, labels, groups) = of(Part::Train)?;
    let (test, truth, _) = of(Part::Choose)?;
    let classes = &dataset.classes;
    let outcome = knn(&train, &labels, &groups, &test, classes.len(), 0);
    let confusion = Confusion::new(&truth, &outcome.predicted, classes.len());
    let per_class: BTreeMap<String, f64> = classes
        .iter()
        .enumerate()
        .filter_map(|(c, name)| Some((name.clone(), confusion.recall(c)?)))
        .collect();
    let balanced_accuracy = confusion.balanced_accuracy().unwrap_or(0.0);
    Ok(vec![Event::Probe { epoch, readout: "knn_encoder".into(), balanced_accuracy, per_class }])
}
