//! [`BehindFigure`]: the images behind a cell, a bar or a chosen set of points, read from a run's predictions on a
//! thread.

use super::App;
use super::opened::Opened;
use super::view::{Behind, Overlay, Room, What};
use augscope::dataset::fingerprint;
use augscope::evaluate::ReadoutKind;
use augscope::job::Worker;
use augscope::run::{EvaluationPart, Prediction, RunRecord, read_predictions};
use egui::Context;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is looked behind, and which images are open.
#[derive(Clone, Debug, PartialEq)]
pub struct BehindKey {
    /// The run and its figure.
    pub behind: Behind,
    /// The part whose answers are read.
    pub part: EvaluationPart,
    /// The read-out.
    pub readout: ReadoutKind,
    /// The opened data set, if there is one.
    pub data: Option<u64>,
}

/// One image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindImage {
    /// Its key in the data set: its file from there.
    pub key: String,
    /// Its place in the opened data set, where it is there.
    pub item: Option<usize>,
    /// Its class; empty where it was not evaluated.
    pub label: String,
    /// The class that it was taken for most often; empty where it was not evaluated.
    pub said: String,
    /// How many answers of the read-out were wrong, of how many: one, or one a draw of labels.
    pub missed: (usize, usize),
}

impl BehindImage {
    /// What was said of it, in few words.
    pub fn words(&self) -> String {
        match self.missed {
            (_, 0) => "not evaluated".into(),
            (0, _) => "recognised".into(),
            (_, 1) => format!("taken for {}", self.said),
            (missed, of) => format!("missed in {missed} of {of} draws"),
        }
    }
}

/// The images behind a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BehindImages {
    /// In the order in which they are shown.
    pub images: Vec<BehindImage>,
    /// Why some or all pictures cannot be shown, or should be looked at with care.
    pub note: Option<String>,
    /// True where the run's images are not those that are open.
    pub closed: bool,
}

/// What the thread works on.
struct Request {
    key: BehindKey,
    record: Arc<RunRecord>,
    opened: Option<Arc<Opened>>,
}

type Answer = (BehindKey, Result<BehindImages, String>);

/// Finds the images behind a figure; the newest wish wins.
pub struct BehindFigure {
    worker: Option<Worker<Request, Answer>>,
    wanted: Option<BehindKey>,
    found: Option<Answer>,
}

impl BehindFigure {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let worker = Worker::spawn(
            "behind figure",
            move || wake.request_repaint(),
            |request: Request| {
                let found = find(&request);
                (request.key, found)
            },
        );
        Self { worker: worker.ok(), wanted: None, found: None }
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: BehindKey, record: &Arc<RunRecord>, opened: Option<&Arc<Opened>>) {
        if self.wanted.as_ref() == Some(&key) {
            return;
        }
        self.wanted = Some(key.clone());
        self.found = None;
        if let Some(worker) = &self.worker {
            worker.ask(Request { key, record: Arc::clone(record), opened: opened.cloned() });
        }
    }

    /// Forgets what was found: the figure is no longer looked at.
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

    /// What was found for the figure that was asked last; `None` while it is being read.
    pub fn found(&self) -> Option<Result<&BehindImages, &str>> {
        self.found.as_ref().map(|(_, found)| found.as_ref().map_err(String::as_str))
    }
}

impl App {
    /// Asks for the images behind the figure on the screen.
    pub(super) fn want_behind(&mut self) {
        let behind = match &self.view.overlay {
            Overlay::Behind(behind) => behind.clone(),
            // The list is still there when one comes back from an image of it.
            Overlay::Evidence(_) => return,
            _ => return self.data.behind.forget(),
        };
        let Some(info) = self.runs.list().iter().find(|info| info.folder == behind.run) else { return };
        let part = self.context().part();
        let Some(report) = info.report_on(part) else { return };
        let readout = self.document.project().results.kind(report);
        let opened = self.data.opened.ready().cloned().filter(|_| self.view.room == Room::Results);
        let key = BehindKey { behind, part, readout, data: opened.as_ref().map(|opened| opened.id) };
        let record = Arc::clone(&info.record);
        self.data.behind.want(key, &record, opened.as_ref());
    }
}

fn find(request: &Request) -> Result<BehindImages, String> {
    let key = &request.key;
    let predictions =
        read_predictions(&key.behind.run.join(key.part.predictions_file())).map_err(|error| {
            format!("{error}. Runs of older versions have no such file: evaluate the run again to get it.")
        })?;
    let mut images = images(predictions, &key.behind.what, key.readout);
    let Place { places, note, closed } = place(request.opened.as_deref(), &request.record);
    for image in &mut images {
        image.item = places.get(image.key.as_str()).copied();
    }
    Ok(BehindImages { images, note, closed })
}

/// Where a run's images lie in the opened data set.
pub struct Place<'a> {
    /// By their keys.
    pub places: HashMap<&'a str, usize>,
    /// What a reader must know.
    pub note: Option<String>,
    /// True where none of them is open.
    pub closed: bool,
}

/// Looks for the images of a run in what is open.
pub fn place<'a>(opened: Option<&'a Opened>, record: &RunRecord) -> Place<'a> {
    let nothing = |note: String| Place { places: HashMap::new(), note: Some(note), closed: true };
    let Some(opened) = opened else {
        return nothing("No images are open, so only their files are named.".into());
    };
    let same = fingerprint(&opened.dataset) == record.data.fingerprint;
    if !same && opened.source.path != record.data.path {
        return nothing(format!(
            "The images that are open are others than this run's ({}), so only their files are named.",
            record.data.path.display()
        ));
    }
    let places =
        opened.dataset.items.iter().zip(0..).map(|(item, place)| (item.key.as_str(), place)).collect();
    let note = (!same).then(|| {
        "The images, their classes or their groups are no longer those that this run was trained on."
            .to_owned()
    });
    Place { places, note, closed: false }
}

/// The images of one figure, each once: those missed most often first, else in the order of the predictions.
fn images(predictions: Vec<Prediction>, what: &What, readout: ReadoutKind) -> Vec<BehindImage> {
    let mut seen = HashSet::new();
    let judged = predictions.into_iter().filter(|p| seen.insert(p.file.clone()));
    let judged = judged.map(|prediction| {
        let answers = prediction.answers(readout);
        let of = |said: &str| answers.iter().filter(|answer| **answer == said).count();
        let missed = answers.len() - of(&prediction.label);
        // The wrong answer that was given most often, where there is one.
        let wrong = answers.iter().filter(|answer| **answer != prediction.label);
        let said = wrong.max_by_key(|answer| of(answer)).map_or("", |answer| *answer);
        let said = if missed == 0 { &prediction.label } else { said };
        let for_cell = match what {
            What::Cell { predicted, .. } => of(predicted),
            _ => missed,
        };
        let image = BehindImage {
            item: None,
            said: if answers.is_empty() { String::new() } else { said.to_owned() },
            missed: (missed, answers.len()),
            label: prediction.label.clone(),
            key: prediction.file.clone(),
        };
        (image, for_cell)
    });
    let mut all: Vec<(BehindImage, usize)> = match what {
        What::Cell { actual, .. } => {
            judged.filter(|(image, times)| image.label == *actual && *times > 0).collect()
        }
        What::Class(class) => {
            let of_class = |image: &BehindImage| class.as_ref().is_none_or(|class| image.label == *class);
            judged.filter(|(image, _)| of_class(image)).collect()
        }
        What::Chosen { keys, .. } => {
            let mut known: HashMap<String, (BehindImage, usize)> =
                judged.map(|(image, times)| (image.key.clone(), (image, times))).collect();
            let unknown = |key: &String| BehindImage {
                key: key.clone(),
                item: None,
                label: String::new(),
                said: String::new(),
                missed: (0, 0),
            };
            keys.iter().map(|key| known.remove(key).unwrap_or_else(|| (unknown(key), 0))).collect()
        }
    };
    // Stable: equals stay as they were.
    all.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    all.into_iter().map(|(image, _)| image).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str, label: &str, said: &[&str], column: &str) -> Prediction {
        let by = said.iter().enumerate().map(|(draw, said)| {
            let name = if said.len() == 1 || column.contains("knn") {
                column.to_owned()
            } else {
                format!("{column}.{}", draw + 1)
            };
            (name, (*said).to_owned())
        });
        Prediction { file: file.into(), label: label.into(), group: None, by: by.collect() }
    }

    fn keys(images: &[BehindImage]) -> Vec<&str> {
        images.iter().map(|image| image.key.as_str()).collect()
    }

    #[test]
    fn a_cell_holds_the_images_of_its_class_and_prediction_alone() {
        let knn = |file, label, said| of(file, label, &[said], "knn_encoder");
        let all =
            || vec![knn("1", "large", "bright"), knn("2", "large", "large"), knn("3", "bright", "bright")];
        let cell = |predicted: &str| What::Cell { actual: "large".into(), predicted: predicted.into() };
        assert_eq!(keys(&images(all(), &cell("bright"), ReadoutKind::KnnEncoder)), ["1"]);
        assert!(images(all(), &cell("bright"), ReadoutKind::LinearFull).is_empty());
    }

    #[test]
    fn missed_images_come_first_and_chosen_ones_are_there_though_nobody_judged_them() {
        let knn = |file, label, said| of(file, label, &[said], "knn_encoder");
        let all =
            || vec![knn("1", "large", "large"), knn("2", "large", "bright"), knn("3", "bright", "bright")];
        let of_class = images(all(), &What::Class(Some("large".into())), ReadoutKind::KnnEncoder);
        assert_eq!(keys(&of_class), ["2", "1"]);
        assert_eq!(
            (of_class[0].words(), of_class[1].words()),
            ("taken for bright".into(), "recognised".into())
        );
        assert_eq!(keys(&images(all(), &What::Class(None), ReadoutKind::KnnEncoder)), ["2", "1", "3"]);
        let chosen = What::Chosen { title: String::new(), keys: vec!["9".into(), "2".into()] };
        let chosen = images(all(), &chosen, ReadoutKind::KnnEncoder);
        assert_eq!(keys(&chosen), ["2", "9"]);
        assert_eq!(chosen[1].words(), "not evaluated");
    }

    #[test]
    fn of_several_draws_the_share_counts() {
        let ten = |file: &str, said: &[&str]| {
            let by = said.iter().enumerate().map(|(d, s)| (format!("linear_10.{}", d + 1), (*s).to_owned()));
            Prediction { file: file.into(), label: "a".into(), group: None, by: by.collect() }
        };
        let all = || vec![ten("1", &["a", "a", "b"]), ten("2", &["b", "c", "b"]), ten("3", &["a", "a", "a"])];
        let found = images(all(), &What::Class(Some("a".into())), ReadoutKind::Linear10);
        assert_eq!(keys(&found), ["2", "1", "3"]);
        assert_eq!((found[0].words(), found[0].said.as_str()), ("missed in 3 of 3 draws".into(), "b"));
        let cell = What::Cell { actual: "a".into(), predicted: "c".into() };
        assert_eq!(keys(&images(all(), &cell, ReadoutKind::Linear10)), ["2"]);
    }
}
