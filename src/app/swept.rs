//! [`Swept`]: the ticked runs against the numbers in which their recipes differ, on a thread.

use super::App;
use super::compared::ComparedKey;
use super::view::Room;
use super::wished::Wished;
use augscope::run::RunFolder;
use augscope::run::figures::{ParameterFigures, parameter_figures};
use egui::Context;

/// Finds the parameter and the curves; the newest wish wins.
pub struct Swept(Wished<ComparedKey, (), Result<Vec<ParameterFigures>, String>>);

impl Swept {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        Self(Wished::new("curves against a parameter", context, |key: &ComparedKey, ()| {
            let folders: Vec<RunFolder> = key.runs.iter().map(|(run, _)| RunFolder::new(run)).collect();
            parameter_figures(&folders, key.readout).map_err(|error| error.to_string())
        }))
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: Option<ComparedKey>) {
        self.0.want(key, || ());
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        self.0.poll();
    }

    /// True where something was asked.
    pub fn is_wanted(&self) -> bool {
        self.0.wanted().is_some()
    }

    /// What was found for what was asked last; `None` while it is being made.
    pub fn found(&self) -> Option<Result<&[ParameterFigures], &str>> {
        Some(self.0.found()?.as_deref().map_err(String::as_str))
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
