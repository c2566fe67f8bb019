//! [`Context`]: what panels may read.

use super::checked::Checked;
use super::data::Data;
use super::document::Document;
use super::guide::Pictures;
use super::opened::Opened;
use super::preview::Preview;
use super::runs::{RunInfo, Runs, Trainer};
use super::settings::Settings;
use super::view::View;
use augscope::image::Display;
use augscope::job::Loaded;
use augscope::pipeline::Step;
use augscope::run::{EvaluationPart, RunState};
use std::path::PathBuf;
use std::sync::Arc;

/// What panels may read; they change nothing.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The project.
    pub document: &'a Document,
    /// What is on the screen.
    pub view: &'a View,
    /// The images.
    pub data: &'a Data,
    /// Pictures of random versions.
    pub preview: &'a Preview,
    /// What the recipe on the screen hides.
    pub checked: &'a Checked,
    /// The runs.
    pub runs: &'a Runs,
    /// What is remembered between sessions.
    pub settings: &'a Settings,
    /// Pictures of the page of the guide that is open.
    pub pictures: &'a Pictures,
}

impl<'a> Context<'a> {
    /// The opened images, if they are there.
    pub fn opened(&self) -> Option<&'a Arc<Opened>> {
        self.data.opened.ready()
    }

    /// The chosen step of the recipe on the screen.
    pub fn selected_step(&self) -> Option<&'a Step> {
        let id = self.view.step.as_ref()?;
        self.document.recipe().step(id).map(|(_, step)| step)
    }

    /// Colours and contrast in use.
    pub fn display(&self) -> Option<Display> {
        let opened = self.opened()?;
        let channels = opened.dataset.channels.len();
        let chosen = self.document.project().display.clone().filter(|d| d.channels.len() == channels);
        Some(chosen.unwrap_or_else(|| opened.default_display()))
    }

    /// Where files for other programs go that are not told where: the folder that was chosen last, else the user's
    /// documents, else the project.
    pub fn exports_folder(&self) -> PathBuf {
        let chosen = self.settings.exports.clone().or_else(dirs::document_dir);
        chosen.unwrap_or_else(|| self.document.folder().join("exports"))
    }

    /// What trains: as it was chosen, where that is still there.
    pub fn trainer(&self) -> Trainer {
        let chosen = self.settings.computes_on.as_ref();
        match (self.runs.trainers(), chosen) {
            (Some(trainers), chosen) => trainers.chosen(chosen).clone(),
            (None, Some(chosen)) => Trainer::unseen(chosen),
            (None, None) => Trainer::processor(),
        }
    }

    /// The part whose accuracy the Results room shows.
    pub fn part(&self) -> EvaluationPart {
        if self.document.project().results.sealed { EvaluationPart::Report } else { EvaluationPart::Choose }
    }

    /// The ticked runs that are done and evaluated, in the order in which they were ticked.
    pub fn evaluated(&self) -> Vec<&'a RunInfo> {
        let ticked = self.document.project().results.ticked.iter();
        let runs = ticked.filter_map(|name| self.runs.named(name));
        runs.filter(|run| run.state == RunState::Done && run.report_on(self.part()).is_some()).collect()
    }

    /// The run that is being trained, if there is one.
    pub fn running(&self) -> Option<&'a RunInfo> {
        self.runs.running()
    }

    /// Why no training can be started now; `None` when it can.
    pub fn training_obstacle(&self) -> Option<&'static str> {
        let Some(opened) = self.opened() else {
            return Some(match self.data.opened {
                Loaded::Loading(_) => "the images are still being opened",
                _ => "open images first, in the Data room",
            });
        };
        if opened.dataset.classes.len() < 2 {
            return Some("the images need at least two classes, so that accuracy can be measured");
        }
        if self.document.recipe().steps.iter().all(|step| !step.on) {
            return Some("the recipe has no step that is on, so the encoder would learn nothing to ignore");
        }
        if self.running().is_some() || self.runs.is_starting() {
            return Some("a training is running already; stop or pause it first");
        }
        None
    }
}
