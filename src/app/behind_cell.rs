//! [`BehindCell`]: the images behind a cell of a confusion matrix, read from a run's predictions on a thread.

use super::App;
use super::opened::Opened;
use super::view::{Overlay, Room};
use augscope::dataset::fingerprint;
use augscope::evaluate::ReadoutKind;
use augscope::job::Worker;
use augscope::run::{Prediction, RunRecord, read_predictions};
use egui::Context;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// Which cell, and which images are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellKey {
    /// The run's folder.
    pub run: PathBuf,
    /// The read-out.
    pub readout: ReadoutKind,
    /// The class of the images.
    pub actual: String,
    /// The class they were taken for.
    pub predicted: String,
    /// The opened data set, if there is one.
    pub data: Option<u64>,
}

/// The images behind a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellImages {
    /// Places in the opened data set.
    pub items: Vec<usize>,
    /// Files that are not in it.
    pub elsewhere: Vec<String>,
    /// Why some or all pictures cannot be shown, or should be looked at with care.
    pub note: Option<String>,
}

/// What the thread works on.
struct Request {
    key: CellKey,
    record: Arc<RunRecord>,
    opened: Option<Arc<Opened>>,
}

type Answer = (CellKey, Result<CellImages, String>);

/// Finds the images behind a cell; the newest wish wins.
pub struct BehindCell {
    worker: Option<Worker<Request, Answer>>,
    wanted: Option<CellKey>,
    found: Option<Answer>,
}

impl BehindCell {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let worker = Worker::spawn(
            "behind cell",
            move || wake.request_repaint(),
            |request: Request| {
                let found = find(&request);
                (request.key, found)
            },
        );
        Self { worker: worker.ok(), wanted: None, found: None }
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: CellKey, record: &Arc<RunRecord>, opened: Option<&Arc<Opened>>) {
        if self.wanted.as_ref() == Some(&key) {
            return;
        }
        self.wanted = Some(key.clone());
        self.found = None;
        if let Some(worker) = &self.worker {
            worker.ask(Request { key, record: Arc::clone(record), opened: opened.cloned() });
        }
    }

    /// Forgets what was found: the cell is no longer looked at.
    pub fn forget(&mut self) {
        self.wanted = None;
        self.found = None;
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.worker.as_ref().and_then(Worker::answer)
            && self.wanted.as_ref() == Some(&answer.0)
        {
            self.found = Some(answer);
        }
    }

    /// What was found for the cell that was asked last; `None` while it is being read.
    pub fn found(&self) -> Option<Result<&CellImages, &str>> {
        self.found.as_ref().map(|(_, found)| found.as_ref().map_err(String::as_str))
    }
}

impl App {
    /// Asks for the images behind the cell on the screen.
    pub(super) fn want_cell(&mut self) {
        let Overlay::Confusion { run, actual, predicted } = &self.view.overlay else {
            return self.data.behind_cell.forget();
        };
        let Some(info) = self.runs.list().iter().find(|info| info.folder == *run) else { return };
        let Some(report) = &info.report else { return };
        let readout = self.document.project().results.kind(report);
        let opened = self.data.opened.ready().cloned().filter(|_| self.view.room == Room::Results);
        let key = CellKey {
            run: run.clone(),
            readout,
            actual: actual.clone(),
            predicted: predicted.clone(),
            data: opened.as_ref().map(|opened| opened.id),
        };
        let record = Arc::clone(&info.record);
        self.data.behind_cell.want(key, &record, opened.as_ref());
    }
}

fn find(request: &Request) -> Result<CellImages, String> {
    let key = &request.key;
    if key.readout.label_budget().is_some() {
        return Err(
            "This read-out was made several times, each with a few other labels a class, so an image has \
                    no single prediction. Choose another read-out to see the images."
                .into(),
        );
    }
    let predictions = read_predictions(&key.run.join("predictions.csv")).map_err(|error| {
        format!("{error}. Runs of older versions have no such file: evaluate the run again to get it.")
    })?;
    let files = files_of_cell(predictions, key);
    let Some(opened) = &request.opened else {
        let note = Some("No images are open, so only their files are named.".into());
        return Ok(CellImages { elsewhere: files, note, ..CellImages::default() });
    };
    let same = fingerprint(&opened.dataset) == request.record.data.fingerprint;
    let place = opened.source.path == request.record.data.path;
    if !same && !place {
        let note = format!(
            "The images that are open are others than this run's ({}), so only their files are named.",
            request.record.data.path.display()
        );
        return Ok(CellImages { elsewhere: files, note: Some(note), ..CellImages::default() });
    }
    let places: HashMap<&str, usize> =
        opened.dataset.items.iter().zip(0..).map(|(item, place)| (item.key.as_str(), place)).collect();
    let (known, elsewhere): (Vec<String>, Vec<String>) =
        files.into_iter().partition(|file| places.contains_key(file.as_str()));
    let items = known.iter().filter_map(|file| places.get(file.as_str()).copied()).collect();
    let note = (!same).then(|| {
        "The images, their classes or their groups are no longer those that this run was trained on."
            .to_owned()
    });
    Ok(CellImages { items, elsewhere, note })
}

/// The files of one cell, in the order of the predictions, each once.
fn files_of_cell(predictions: Vec<Prediction>, key: &CellKey) -> Vec<String> {
    let mut seen = HashSet::new();
    predictions
        .into_iter()
        .filter(|p| p.label == key.actual && p.by.get(key.readout.name()) == Some(&key.predicted))
        .map(|p| p.file)
        .filter(|file| seen.insert(file.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_the_images_of_its_class_and_prediction_alone() {
        let of = |file: &str, label: &str, said: &str| Prediction {
            file: file.into(),
            label: label.into(),
            group: None,
            by: [("knn_encoder".to_owned(), said.to_owned())].into(),
        };
        let key = CellKey {
            run: PathBuf::new(),
            readout: ReadoutKind::KnnEncoder,
            actual: "large".into(),
            predicted: "bright".into(),
            data: None,
        };
        let all = || vec![of("1", "large", "bright"), of("2", "large", "large"), of("3", "bright", "bright")];
        assert_eq!(files_of_cell(all(), &key), ["1"]);
        let other = CellKey { readout: ReadoutKind::LinearFull, ..key };
        assert!(files_of_cell(all(), &other).is_empty());
    }
}
