//! [`RunFacts`]: all that a page about a run is made of, read from its folder.

use super::words::name;
use crate::evaluate::{Readout, Report};
use crate::pipeline::Pipeline;
use crate::run::openings::report_openings;
use crate::run::{
    EventReader, Material, Prediction, RunError, RunFolder, RunRecord, RunState, TimedEvent, Why,
    read_predictions, state,
};
use serde::de::DeserializeOwned;

/// What was read of a run. Where something is not there, the words say why.
#[derive(Debug)]
pub struct RunFacts {
    /// The folder.
    pub folder: RunFolder,
    /// Its name.
    pub name: String,
    /// What was asked.
    pub record: RunRecord,
    /// The recipe.
    pub recipe: Result<Pipeline, String>,
    /// How the run stands.
    pub state: RunState,
    /// The evaluation on the part for choosing; none before the run's end.
    pub report: Option<Report>,
    /// The evaluation on the sealed part, where it was opened.
    pub sealed: Option<Report>,
    /// The evaluation out of fold, where it was asked for.
    pub folds: Option<Report>,
    /// How often the sealed part was opened.
    pub openings: usize,
    /// What each read-out said of each image.
    pub predictions: Vec<Prediction>,
    /// What happened.
    pub events: Vec<TimedEvent>,
    /// The explanation, where it was asked for.
    pub why: Option<Why>,
    /// The data, opened again.
    pub material: Result<Material, String>,
}

impl RunFacts {
    /// Reads the run in `folder`.
    ///
    /// # Errors
    /// Where there is no run, or one of its files cannot be understood.
    pub fn read(folder: &RunFolder) -> Result<Self, RunError> {
        let record = folder.record()?;
        let path = folder.file("predictions.csv");
        Ok(Self {
            name: folder_name(folder),
            recipe: record.pipeline().map_err(|error| error.to_string()),
            state: state(folder)?,
            report: json(folder, "report.json")?,
            sealed: json(folder, "report-report.json")?,
            folds: json(folder, "report-folds.json")?,
            openings: report_openings(folder),
            predictions: if path.is_file() { read_predictions(&path)? } else { Vec::new() },
            events: EventReader::new(folder.file("events.jsonl")).poll(),
            why: json(folder, "why.json")?,
            material: Material::of_run(&record, None).map_err(|error| error.to_string()),
            folder: folder.clone(),
            record,
        })
    }

    /// The read-out that was declared before the run, where the run was evaluated by it.
    pub fn primary(&self) -> Option<&Readout> {
        let report = self.report.as_ref()?;
        report.readouts.get(report.primary_readout)
    }

    /// Why there are no accuracies.
    pub(super) fn no_report(&self) -> String {
        let why = match self.state {
            RunState::Running => "it is still at work",
            RunState::Paused => "it is paused; go on with --resume",
            RunState::Stale => "its process is gone; go on with --resume",
            RunState::Failed => "it ended by an error",
            RunState::Done => "its report.json is gone; evaluate it with augscope evaluate",
        };
        format!("This run has not been evaluated: {why}.")
    }

    /// The name of the data set's folder, for sentences.
    pub(super) fn data_name(&self) -> String {
        let path = &self.record.data.path;
        name(&path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()))
    }
}

/// The name of a run's folder.
pub(super) fn folder_name(folder: &RunFolder) -> String {
    // A folder given as "." has a name too.
    let whole = folder.path().canonicalize();
    let path = whole.as_deref().unwrap_or(folder.path());
    path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
}

/// The content of a JSON file; none where there is no such file.
fn json<T: DeserializeOwned>(folder: &RunFolder, file: &str) -> Result<Option<T>, RunError> {
    let path = folder.file(file);
    if !path.is_file() {
        return Ok(None);
    }
    let bytes =
        std::fs::read(&path).map_err(|source| RunError::File { path: path.clone(), what: "read", source })?;
    let read = serde_json::from_slice(&bytes);
    read.map(Some).map_err(|error| RunError::BadRecord { path, why: error.to_string() })
}
