//! [`Reasons`]: why a run's accuracies are as they are, and its wells, read from its folder on a thread.

use super::App;
use super::view::Room;
use augscope::evaluate::ReadoutKind;
use augscope::export::chart::{DoseChart, InvarianceChart, PlateChart};
use augscope::job::Worker;
use augscope::run::figures::{dose_charts, invariance_chart, plate_charts};
use augscope::run::{Doubt, Prediction, Why, read_predictions};
use egui::Context;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// How often the folder is looked at again: another program may have written into it.
const EVERY: Duration = Duration::from_secs(2);

/// What was said of the images of the part for choosing.
const PREDICTIONS: &str = "predictions.csv";
/// What was said of all images outside the sealed part, each by a read-out that had not seen it.
const OUT_OF_FOLD: &str = "predictions-folds.csv";

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonsKey {
    /// The run's folder.
    pub run: PathBuf,
    /// Its name.
    pub name: String,
    /// The read-out of wells.
    pub readout: ReadoutKind,
    /// The part that was evaluated.
    pub part: String,
}

/// What a run's folder holds beyond its report.
#[derive(Debug)]
pub struct RunReasons {
    /// What its encoder ignores; `None` where nobody has asked why.
    pub invariance: Option<Result<InvarianceChart, String>>,
    /// Labels that the encoder doubts, the least likely first; `None` where nobody has asked why.
    pub suspects: Option<Vec<Doubt>>,
    /// True where somebody asked with the columns of a plate.
    pub has_plate: bool,
    /// Its plates.
    pub plates: Result<Vec<PlateChart>, String>,
    /// Responses to doses.
    pub doses: Vec<DoseChart>,
    /// What was said of every image.
    pub predictions: Vec<Prediction>,
}

/// When the files were written.
type Written = [Option<SystemTime>; 3];
type Answer = (ReasonsKey, Arc<RunReasons>);

/// Reads a run's reasons; the newest wish wins.
pub struct Reasons {
    worker: Option<Worker<ReasonsKey, Answer>>,
    wanted: Option<(ReasonsKey, Instant)>,
    found: Option<Answer>,
}

impl Reasons {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let mut kept: Option<(ReasonsKey, Written, Arc<RunReasons>)> = None;
        let worker = Worker::spawn(
            "why",
            move || wake.request_repaint(),
            move |key: ReasonsKey| {
                let written = written(&key.run);
                if let Some((known, when, reasons)) = &kept
                    && (known, when) == (&key, &written)
                {
                    return (key, Arc::clone(reasons));
                }
                let reasons = Arc::new(read(&key));
                kept = Some((key.clone(), written, Arc::clone(&reasons)));
                (key, reasons)
            },
        );
        Self { worker: worker.ok(), wanted: None, found: None }
    }

    /// Asks, unless this was asked a moment ago. Returns at once.
    pub fn want(&mut self, key: ReasonsKey) {
        if self.wanted.as_ref().is_some_and(|(known, when)| *known == key && when.elapsed() < EVERY) {
            return;
        }
        if let Some(worker) = &self.worker {
            worker.ask(key.clone());
        }
        self.wanted = Some((key, Instant::now()));
    }

    /// Asks anew at the next wish: the folder has changed.
    pub fn look_again(&mut self) {
        self.wanted = None;
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.worker.as_ref().and_then(Worker::answer) {
            self.found = Some(answer);
        }
    }

    /// What is known of the run in a folder; `None` while it is being read.
    pub fn found(&self, run: &Path, readout: ReadoutKind) -> Option<&RunReasons> {
        let (key, reasons) = self.found.as_ref()?;
        (key.run == run && key.readout == readout).then(|| reasons.as_ref())
    }
}

impl App {
    /// Asks for the reasons of the run whose details are shown, while a chart of them is on the screen.
    pub(super) fn want_reasons(&mut self) {
        let chart = self.document.project().results.chart.as_str();
        if self.view.room != Room::Results || !["transforms", "plate", "suspects"].contains(&chart) {
            return;
        }
        let cx = self.context();
        let Some(run) = super::panel::shown_run(&cx) else { return };
        let Some(report) = &run.report else { return };
        let key = ReasonsKey {
            run: run.folder.clone(),
            name: run.name.clone(),
            readout: cx.document.project().results.kind(report),
            part: report.part.clone(),
        };
        self.runs.reasons.want(key);
    }
}

fn written(run: &Path) -> Written {
    ["why.json", PREDICTIONS, OUT_OF_FOLD]
        .map(|file| std::fs::metadata(run.join(file)).and_then(|about| about.modified()).ok())
}

fn read(key: &ReasonsKey) -> RunReasons {
    let why = read_why(&key.run);
    // Out of fold there is a figure of every well.
    let folds = read_predictions(&key.run.join(OUT_OF_FOLD));
    let (predictions, part) = match folds {
        Ok(images) => (Ok(images), "all images, out of fold"),
        Err(_) => (read_predictions(&key.run.join(PREDICTIONS)), key.part.as_str()),
    };
    let known = why.as_ref().and_then(|why| why.as_ref().ok());
    let plates = match &predictions {
        Ok(images) => {
            plate_charts(&key.name, images, key.readout, part, known).map_err(|error| error.to_string())
        }
        Err(error) => Err(format!("{error}. Evaluate the run again to get this file.")),
    };
    RunReasons {
        suspects: known.map(|why| why.suspects.images.clone()),
        has_plate: known.is_some_and(|why| why.plate.is_some()),
        doses: known.map(|why| dose_charts(&key.name, why)).unwrap_or_default(),
        invariance: why.map(|why| why.map(|why| invariance_chart(&key.name, &why))),
        plates,
        predictions: predictions.unwrap_or_default(),
    }
}

/// `None` where there is no such file.
fn read_why(run: &Path) -> Option<Result<Why, String>> {
    let file = run.join("why.json");
    match std::fs::read(&file) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).map_err(|error| {
            format!("{} cannot be understood ({error}): find out why again", file.display())
        })),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => Some(Err(format!("{} cannot be read: {error}", file.display()))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_folder_without_the_files_says_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let key = ReasonsKey {
            run: folder.path().into(),
            name: "run".into(),
            readout: ReadoutKind::KnnEncoder,
            part: "choose".into(),
        };
        let reasons = read(&key);
        assert!(reasons.invariance.is_none() && !reasons.has_plate);
        assert!(reasons.plates.unwrap_err().contains("Evaluate the run again"));
        std::fs::write(folder.path().join("why.json"), "{").unwrap();
        let reasons = read(&key);
        assert!(reasons.invariance.unwrap().unwrap_err().contains("cannot be understood"));
    }
}
