//! [`Relabel`]: which labels in doubt were looked at, and what was decided; written as a new table on a thread.

use super::App;
use super::chores::News;
use super::view::Gravity;
use augscope::dataset::write_relabelled;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The queue of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relabel {
    /// The run that doubts the labels.
    pub run: PathBuf,
    /// Which suspect is looked at.
    pub at: usize,
    /// What was decided, by the image's key: another class, or none where the label stays.
    pub decided: BTreeMap<String, Option<String>>,
}

impl Relabel {
    /// The images that get another class.
    pub fn changes(&self) -> BTreeMap<String, String> {
        self.decided.iter().filter_map(|(key, class)| Some((key.clone(), class.clone()?))).collect()
    }
}

impl App {
    /// Writes the labels with what was decided as a new table beside the old one.
    pub(super) fn write_labels(&mut self) {
        let Some(opened) = self.data.opened.ready().cloned() else { return };
        let changes = self.view.relabel.changes();
        if changes.is_empty() {
            return self.view.say(Gravity::Note, "no label was changed, so there is nothing to write");
        }
        let columns = opened.source.options();
        let opened = Arc::clone(&opened);
        self.system.chores.run("write labels", move || {
            match write_relabelled(&opened.dataset, &columns, &changes) {
                Ok(table) => News::Said(
                    Gravity::Note,
                    format!(
                        "a new table has the changed labels ({}): {}; the old one stays as it is. Open the new one in the \
                         Data room to train with it.",
                        changes.len(),
                        table.display()
                    ),
                ),
                Err(error) => News::Said(Gravity::Failure, format!("no table was written: {error}")),
            }
        });
    }
}
