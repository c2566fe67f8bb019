//! Which study the room shows, and what threads are asked for while it is on the screen.

use super::{CostKey, PreviewKey, StudyInfo};
use crate::app::App;
use crate::app::context::Context;
use crate::app::view::Room;

impl<'a> Context<'a> {
    /// The study that the room shows: the chosen one, else one at work, else the first.
    pub fn study(&self) -> Option<&'a StudyInfo> {
        let list = &self.runs.studies.studied().list;
        let chosen = self.view.study.as_ref();
        if let Some(study) = chosen.and_then(|name| list.iter().find(|study| study.name == *name)) {
            return Some(study);
        }
        list.iter().find(|study| study.count().running > 0).or_else(|| list.first())
    }

    /// Why the study that is being put together cannot be begun; `None` when it can.
    pub fn study_obstacle(&self) -> Option<String> {
        if self.opened().is_none() {
            return Some("open images first, in the Data room".into());
        }
        let new = self.document.project().study.adds_to.is_none();
        if new && self.document.recipe().steps.iter().all(|step| !step.on) {
            // All levels of nothing are the same training.
            return Some(
                "the recipe that it starts from has no step that is on; add one in the Design room".into(),
            );
        }
        match self.runs.studies.preview.recipes() {
            None => Some("the runs are being counted".into()),
            Some(Err(why)) => Some(why.to_owned()),
            Some(Ok(_)) => None,
        }
    }
}

impl App {
    /// Asks for what the draft consists of and what it takes, while the room is on the screen.
    pub(in crate::app) fn want_study(&mut self) {
        if self.view.room != Room::Studies || self.context().opened().is_none() {
            return;
        }
        let (revision, recipe) = (self.document.revision(), self.document.digest().to_owned());
        let seen = self.runs.studies.preview.key().map(|key| key.revision);
        // The input is copied only where something has changed.
        if seen == Some(revision)
            && self.runs.studies.preview.is_current()
            && self.runs.studies.cost.kinds().is_some()
        {
            return;
        }
        let input = Box::new(self.study_input());
        self.runs.studies.cost.want(Some(CostKey { recipe, input: input.clone() }));
        self.runs.studies.preview.want(Some(PreviewKey { revision, input }));
    }
}
