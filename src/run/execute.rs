//! Carrying out a run: opening the data, training, evaluating, all recorded in its folder.

use super::assessment::{Trained, assess_and_write, first_model, knn_probe};
use super::control::{Watch, take_order};
use super::encoder_file::{ENCODER_FILE, ENDED_EARLY, encoder_metadata};
use super::given_weights::{keep, read_given};
use super::{
    EventLog, HeartbeatKeeper, Material, OfStudy, RunError, RunFolder, RunRecord, SealedExpectation,
    WeightFiles,
};
use crate::dataset::OpenOptions;
use crate::encoder::{DeviceChoice, device_name, tensor_file, torchvision_tensors};
use crate::evaluate::{ReadoutKind, Report};
use crate::job::{Stop, available_memory};
use crate::pipeline::{Pipeline, PipelineFile};
use crate::run::DataRecord;
use crate::train::{
    Course, Event, Halt, Model, Outcome, PretrainData, Sink, TrainConfig, fit_batch, pretrain, steps_of,
};
use std::path::PathBuf;
use std::time::{Instant, SystemTime};

/// What is asked of a run.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// The data set. Where a run goes on it may lie elsewhere than when it was begun.
    pub data: PathBuf,
    /// Columns of classes and groups.
    pub columns: OpenOptions,
    /// The pipeline.
    pub pipeline: Pipeline,
    /// The settings.
    pub config: TrainConfig,
    /// The read-out that counts, declared before the run.
    pub primary_readout: ReadoutKind,
    /// The folder.
    pub folder: RunFolder,
    /// What is expected of every class, to be sealed before the training.
    pub expectation: Option<SealedExpectation>,
    /// Weights from elsewhere.
    pub weights: WeightFiles,
    /// Go on where a run in the folder ended.
    pub resume: bool,
    /// The study that it belongs to.
    pub study: Option<OfStudy>,
}

/// How a run ended.
#[derive(Debug)]
pub enum RunResult {
    /// Trained and evaluated.
    Done(Box<Report>),
    /// It was done before; nothing was changed.
    WasDone,
    /// It was asked to stop and can go on.
    Paused,
}

/// Carries out a run. Nothing is written before the request has been found to be possible.
///
/// `stop` wishes a pause. Other processes wish a pause or an early end by [`super::give_order`].
///
/// # Errors
/// [`RunError`], which is also the last event of the run once its folder exists.
pub fn execute(request: &RunRequest, listener: &mut dyn Sink, stop: &Stop) -> Result<RunResult, RunError> {
    request.config.check().map_err(crate::train::TrainError::from)?;
    let folder = &request.folder;
    let (record, material) = if request.resume && folder.has_run() {
        if super::state(folder)? == super::RunState::Done {
            take_order(folder);
            return Ok(RunResult::WasDone);
        }
        // Given to the process before; one that comes while the data are opened is for this one.
        take_order(folder);
        let mut record = folder.record()?;
        if request.config.device_choice().is_ok_and(|choice| choice != DeviceChoice::Auto) {
            // Where it goes on is no part of what was asked, and may have to be another place than before.
            record.config.device.clone_from(&request.config.device);
        }
        let material = Material::of_run(&record, Some(&request.data))?;
        (record, material)
    } else {
        begin(request)?
    };
    let mut log = EventLog::open(&folder.file("events.jsonl"))?;
    let mut heartbeat = HeartbeatKeeper::start(folder);
    let halt = Halt::new(stop.child());
    let watch = Watch::start(folder.clone(), halt.clone(), heartbeat.teller());
    let mut sinks: Vec<&mut dyn Sink> = vec![&mut log, &mut heartbeat, listener];
    let result = train_and_evaluate(folder, &record, &material, &mut sinks, &halt);
    // The keeper must not show an order after the end.
    drop(watch);
    if let Err(error) = &result {
        sinks.event(&Event::Failed { text: error.to_string() });
    }
    result
}

/// Checks the request, opens the data and makes the folder.
fn begin(request: &RunRequest) -> Result<(RunRecord, Material), RunError> {
    let RunRequest { data, columns, pipeline, config, primary_readout, folder, .. } = request;
    if folder.is_in_use() {
        return Err(RunError::Exists(folder.path().to_path_buf()));
    }
    let material = Material::open(data, columns, pipeline, config.size, config.seed)?;
    let data_record = DataRecord::new(data, columns, &material.dataset);
    if let Some(study) = &request.study {
        study.check_images(&data_record)?;
    }
    let images = material.learnt_from(config)?.len();
    steps_of(config, images)?;
    let (given, tensors) = read_given(&request.weights, config, material.dataset.channels.len())?;
    let device = config.open_device()?;
    // A card's own memory is met when it is full.
    let available = if device.is_cpu() { available_memory() } else { None };
    let fit = |config: &TrainConfig| fit_batch(config, material.dataset.channels.len(), images, available);
    let config = &match &request.study {
        Some(study) => study.batch(config, fit)?,
        None => fit(config)?,
    };
    let record = RunRecord {
        format: 1,
        program: concat!("augscope ", env!("CARGO_PKG_VERSION")).into(),
        created: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
        seed: config.seed,
        views_by: "cpu".into(),
        device: device_name(&device),
        primary_readout: primary_readout.name().into(),
        pipeline: PipelineFile::new(material.pipeline.clone()).to_toml(),
        data: data_record,
        window: material.views.window.clone(),
        // With all defaults, since a later version may have others.
        config: TrainConfig {
            objective_settings: config.all_objective_settings().map_err(crate::train::TrainError::from)?,
            ..config.clone()
        },
        given,
    };
    folder.create(&record)?;
    for (name, tensors) in &tensors {
        keep(folder, name, tensors)?;
    }
    if let Some(expectation) = &request.expectation {
        expectation.seal(folder, &record.created)?;
    }
    Ok((record, material))
}

fn train_and_evaluate(
    folder: &RunFolder,
    record: &RunRecord,
    material: &Material,
    sink: &mut dyn Sink,
    halt: &Halt,
) -> Result<RunResult, RunError> {
    let began = Instant::now();
    let config = &record.config;
    let pipeline = record.pipeline()?;
    for text in material.warnings(&pipeline) {
        sink.event(&Event::Warning { text });
    }
    let items = material.learnt_from(config)?;
    let mut model = first_model(folder, record, material)?;
    let device = device_name(model.device());
    if !record.device.is_empty() && record.device != device {
        let text = format!(
            "the run was begun on {} and goes on on {device}: numbers may differ in their last digits",
            record.device
        );
        sink.event(&Event::Warning { text });
    }
    let checkpoints = folder.checkpoints();
    let (from, unreadable) = checkpoints.newest();
    if from.is_none() {
        for text in record.given.lines() {
            sink.event(&Event::Warning { text });
        }
    }
    for text in unreadable {
        sink.event(&Event::Warning { text: format!("a checkpoint is passed over: {text}") });
    }
    let data = PretrainData { dataset: &material.dataset, items: &items, views: &material.views };
    let mut probe = |model: &Model, epoch: u32| knn_probe(material, model, epoch, halt.any());
    let course = Course { config, checkpoints: &checkpoints, from: from.as_ref() };
    let outcome = pretrain(&mut model, data, course, &mut probe, sink, halt)?;
    let ended_early = match outcome {
        Outcome::Paused => return Ok(RunResult::Paused),
        Outcome::Done => None,
        Outcome::EndedEarly { step, of } => Some((step, of)),
    };
    let mut metadata = encoder_metadata(record)?;
    if let Some((step, of)) = ended_early {
        metadata.insert(ENDED_EARLY.into(), format!("after step {step} of {of}"));
    }
    let tensors = torchvision_tensors(model.architecture, &model.encoder.weights().tensors())?;
    folder.write(ENCODER_FILE, &tensor_file::to_bytes(&tensors, &metadata)?)?;
    sink.event(&Event::Phase { name: "evaluating".into() });
    model.interrupt_on(halt.pause_flag().clone());
    let trained =
        Trained { encoder: model.encoder.as_ref(), objective: model.objective.as_ref(), ended_early };
    match assess_and_write(folder, record, material, &trained, halt.pause_flag()) {
        Ok(report) => {
            sink.event(&Event::Finished { seconds: began.elapsed().as_secs_f64() });
            Ok(RunResult::Done(Box::new(report)))
        }
        Err(RunError::Evaluate(crate::evaluate::EvaluateError::Stopped)) => {
            // Training is complete and saved; going on begins with the evaluation.
            sink.event(&Event::Paused { step: checkpoints.newest().0.map_or(0, |c| c.step) });
            Ok(RunResult::Paused)
        }
        Err(error) => Err(error),
    }
}
