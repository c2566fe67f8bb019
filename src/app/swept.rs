//! [`Swept`]: the ticked runs against the one number in which their recipes differ, on a thread.

use super::App;
use super::compared::ComparedKey;
use super::view::Room;
use augscope::job::Worker;
use augscope::run::RunFolder;
use augscope::run::figures::{ParameterFigures, parameter_figures};
use egui::Context;

type Answer = (ComparedKey, Result<Box<ParameterFigures>, String>);

/// Finds the parameter and the curves; the newest wish wins.
pub struct Swept {
    worker: Option<Worker<ComparedKey, Answer>>,
    wanted: Option<ComparedKey>,
    found: Option<Answer>,
}

impl Swept {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let worker = Worker::spawn(
            "curves against a parameter",
            move || wake.request_repaint(),
            |key: ComparedKey| {
                let folders: Vec<RunFolder> = key.runs.iter().map(|(run, _)| RunFolder::new(run)).collect();
                let found = parameter_figures(&folders, key.readout).map(Box::new);
                (key, found.map_err(|error| error.to_string()))
            },
        );
        Self { worker: worker.ok(), wanted: None, found: None }
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: Option<ComparedKey>) {
        if self.wanted == key {
            return;
        }
        if let (Some(worker), Some(key)) = (&self.worker, &key) {
            worker.ask(key.clone());
        }
        self.wanted = key;
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.worker.as_ref().and_then(Worker::answer) {
            self.found = Some(answer);
        }
    }

    /// True where something was asked.
    pub fn is_wanted(&self) -> bool {
        self.wanted.is_some()
    }

    /// What was found for what was asked last; `None` while it is being made.
    pub fn found(&self) -> Option<Result<&ParameterFigures, &str>> {
        let (key, found) = self.found.as_ref()?;
        (self.wanted.as_ref() == Some(key)).then(|| found.as_deref().map_err(String::as_str))
    }
}

impl App {
    /// Asks for the curves of the ticked runs, while their chart is on the screen.
    pub(super) fn want_curves(&mut self) {
        if self.view.room == Room::Results && self.document.project().results.chart == "parameter" {
            let key = self.runs.compared.wanted().cloned();
            self.runs.swept.want(key);
        }
    }
}
