//! Runs from elsewhere, out of the bin, and what people write about runs.

use super::App;
use super::chores::News;
use super::project::ResultsChoice;
use super::runs::restore;
use super::view::{Gravity, Room};
use augscope::run::{RunFolder, RunNotes};
use std::path::{Path, PathBuf};

impl App {
    /// Puts a run that lies elsewhere on the list, ticked; one of the project's own is only ticked.
    pub(super) fn link_run(&mut self, run: &Path) {
        let mut results = self.document.project().results.clone();
        let own = run.parent() == Some(self.document.runs_folder().as_path());
        let name = run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !own && !results.linked.iter().any(|known| known == run) {
            results.linked.push(run.to_path_buf());
        }
        // Where another run has its name it gets another one on the list, and that one is not ticked in its place.
        let taken = self.runs.named(&name).is_some_and(|known| known.folder != run);
        if !taken && !results.ticked.contains(&name) {
            results.ticked.push(name);
        }
        self.document.set_results(results);
        self.runs.watch_also(self.document.watched_runs());
        self.view.room = Room::Results;
        self.view.say(Gravity::Note, format!("the run {} is on the list now", run.display()));
    }

    /// Takes a run from elsewhere off the list.
    pub(super) fn unlink_run(&mut self, run: &Path) {
        let results = &self.document.project().results;
        let linked = results.linked.iter().filter(|known| !run.starts_with(known)).cloned().collect();
        self.document.set_results(ResultsChoice { linked, ..results.clone() });
        self.runs.watch_also(self.document.watched_runs());
    }

    /// Moves a run out of the bin, back among the others.
    pub(super) fn restore(&mut self, run: PathBuf) {
        self.system.chores.run("restore run", move || match restore(&run) {
            Ok(place) => News::Said(Gravity::Note, format!("the run is back in {}", place.display())),
            Err(error) => {
                let words = format!("{} could not be moved out of the bin: {error}", run.display());
                News::Said(Gravity::Failure, words)
            }
        });
    }

    /// Writes what was typed about a run beside its record.
    pub(super) fn keep_notes(&mut self) {
        let Some((run, draft)) = self.view.draft.take() else { return };
        let notes = RunNotes { tags: RunNotes::tags_of(&draft.tags), note: draft.note.trim_end().to_owned() };
        self.system.chores.run("write notes", move || {
            let folder = RunFolder::new(&run);
            // What cannot be understood was written by somebody else, and is not written over.
            match RunNotes::read(&folder).and_then(|_| notes.write(&folder)) {
                Ok(()) => News::Nothing,
                Err(error) => News::Said(Gravity::Failure, format!("the notes were not kept: {error}")),
            }
        });
    }
}
