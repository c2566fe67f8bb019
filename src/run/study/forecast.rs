//! [`forecast`]: what a study will take before it is begun: runs, time by a short measured probe, disk.

use super::error::StudyError;
use super::outcome::seconds;
use super::plan::{Plan, PlannedRun};
use crate::dataset::simulate::simulate;
use crate::job::Stop;
use crate::run::{DataRecord, Material, RunError, RunFolder};
use crate::train::Model;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Checkpoints that a run keeps.
const CHECKPOINTS: u64 = 2;
/// Bytes of what else lies in a run's folder: record, events, report, charts.
const SMALL_FILES: u64 = 1 << 20;

/// What a study will take.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Forecast {
    /// Its name.
    pub study: String,
    /// Runs in all.
    pub runs: usize,
    /// Of which are done.
    pub done: usize,
    /// Names of the recipes, in the order of the plan.
    pub recipes: Vec<String>,
    /// Every run with whether it is done.
    pub names: Vec<PlannedName>,
    /// By learning method and network.
    pub kinds: Vec<KindForecast>,
    /// Seconds that the runs that are not done take one after the other on this machine.
    pub seconds: f64,
    /// Bytes that they will write.
    pub bytes: u64,
}

/// A run by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedName {
    /// The name.
    pub name: String,
    /// Whether it is done.
    pub done: bool,
    /// In which way what lies there is another run than the study asks for now, in words: it does not count as done.
    pub misfit: Option<String>,
}

/// What a run with one learning method and network takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindForecast {
    /// The learning method.
    pub objective: String,
    /// The network.
    pub encoder: String,
    /// Runs of it that are not done.
    pub runs: usize,
    /// Seconds of one that has all cores.
    pub seconds: f64,
    /// Whether runs that are done say so, rather than a few measured steps.
    pub by_runs: bool,
    /// Bytes of one.
    pub bytes: u64,
    /// Bytes of memory of one at its peak; none where runs that are done say how long it takes.
    pub memory: Option<u64>,
}

/// Tells what `plan` will take. Nothing is written into the study's folder. Takes some seconds for each learning method
/// and network that no run of it says the time of.
///
/// # Errors
/// Where the images cannot be opened, or `stop` was raised.
pub fn forecast(plan: &Plan, stop: &Stop) -> Result<Forecast, StudyError> {
    let part = plan.part();
    let mut kinds: BTreeMap<(&str, &str), Vec<(&PlannedRun, bool)>> = BTreeMap::new();
    let mut names = Vec::new();
    for run in &plan.runs {
        let done = run.is_done(part);
        let misfit = run.misfit().unwrap_or_else(|error| Some(error.to_string()));
        names.push(PlannedName { name: run.name.clone(), done: done && misfit.is_none(), misfit });
        let config = &run.request.config;
        kinds.entry((&config.objective, &config.encoder)).or_default().push((run, done));
    }
    let mut cells = None;
    let mut found = Vec::new();
    for runs in kinds.values() {
        if runs.iter().any(|(_, done)| !done) {
            found.push(of_kind(plan, runs, &mut cells, stop)?);
        }
    }
    let done = names.iter().filter(|name| name.done).count();
    Ok(Forecast {
        study: plan.study.name.clone(),
        runs: names.len(),
        done,
        recipes: plan.recipes.iter().map(|recipe| recipe.name.clone()).collect(),
        seconds: found.iter().map(|kind| kind.runs as f64 * kind.seconds).sum(),
        bytes: found.iter().map(|kind| kind.runs as u64 * kind.bytes).sum(),
        names,
        kinds: found,
    })
}

fn of_kind(
    plan: &Plan,
    runs: &[(&PlannedRun, bool)],
    cells: &mut Option<Cells>,
    stop: &Stop,
) -> Result<KindForecast, StudyError> {
    let open: Vec<&PlannedRun> = runs.iter().filter(|(_, done)| !done).map(|(run, _)| *run).collect();
    let done: Vec<&RunFolder> =
        runs.iter().filter(|(_, done)| *done).map(|(run, _)| &run.request.folder).collect();
    let times: Vec<f64> =
        done.iter().filter_map(|folder| Some(seconds(folder)? * share_of_cores(folder))).collect();
    let sizes: Vec<u64> = done.iter().map(|folder| size(folder.path())).collect();
    let Some(first) = open.first() else { return Err(StudyError::Expand("nothing is open".into())) };
    let config = &first.request.config;
    let mut kind = KindForecast {
        objective: config.objective.clone(),
        encoder: config.encoder.clone(),
        runs: open.len(),
        seconds: times.iter().sum::<f64>() / times.len().max(1) as f64,
        by_runs: !times.is_empty(),
        bytes: sizes.iter().sum::<u64>() / sizes.len().max(1) as u64,
        memory: None,
    };
    if kind.by_runs {
        return Ok(kind);
    }
    let request = &first.request;
    let data = images(plan, &request.data, cells)?;
    let material = Material::open(&data, &request.columns, &request.pipeline, config.size, config.seed)?;
    if let Some(study) = request.study.as_ref().filter(|_| data == request.data) {
        study.check_images(&DataRecord::new(&data, &request.columns, &material.dataset))?;
    }
    let estimate = material.estimate(config, stop)?;
    kind.seconds = estimate.seconds;
    kind.memory = Some(estimate.memory);
    kind.bytes = bytes(&material, first).map_err(StudyError::Run)?;
    Ok(kind)
}

/// The share of this machine's cores that a run had, as far as there are so many: one of several at once had only its own,
/// and would have taken about as much less time alone.
fn share_of_cores(folder: &RunFolder) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = folder.record().map_or(0, |record| record.config.threads);
    if threads == 0 { 1.0 } else { threads.min(cores) as f64 / cores as f64 }
}

/// Bytes of a run's folder, by a model as it is made for it: checkpoints, encoder, and a feature vector an image.
fn bytes(material: &Material, run: &PlannedRun) -> Result<u64, RunError> {
    let model = Model::new(&run.request.config, &material.shape(&run.request.config)?)?;
    let of = |tensors: &crate::encoder::NamedTensors| -> u64 {
        tensors
            .values()
            .map(|tensor| tensor.elem_count() as u64 * tensor.dtype().size_in_bytes() as u64)
            .sum()
    };
    let checkpoint = of(&model.checkpoint(0)?.tensors);
    let encoder = of(&model.encoder.weights().tensors());
    let features = run.request.config.architecture().map_or(512, crate::encoder::Architecture::features);
    let embeddings = material.dataset.items.len() as u64 * features as u64 * 4;
    Ok(CHECKPOINTS * checkpoint + encoder + embeddings + SMALL_FILES)
}

/// Simulated cells for a probe, removed with this.
struct Cells(PathBuf);

impl Drop for Cells {
    fn drop(&mut self) {
        // What remains lies in a folder that the system empties.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Where the images for a probe are: those of the study, or cells simulated elsewhere where its own are still to be made.
fn images(plan: &Plan, data: &Path, cells: &mut Option<Cells>) -> Result<PathBuf, StudyError> {
    let Some(asked) = plan.study.data.simulate.filter(|_| !data.exists() && data == plan.out.join("cells"))
    else {
        return Ok(data.to_path_buf());
    };
    if cells.is_none() {
        let folder = std::env::temp_dir().join(format!("augscope-plan-{}", std::process::id()));
        let made = Cells(folder.clone());
        simulate(&folder, &asked.options())?;
        *cells = Some(made);
    }
    Ok(cells.as_ref().map_or_else(|| data.to_path_buf(), |cells| cells.0.clone()))
}

/// Bytes of all files in a folder.
fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => size(&entry.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}
