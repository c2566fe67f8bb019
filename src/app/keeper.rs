//! [`Keeper`]: writes settings and the mark of the open session on a thread; the newest win.

use super::home::Home;
use super::settings::{Session, Settings};
use augscope::job::Worker;
use std::path::PathBuf;

/// What is kept.
struct Kept {
    settings: Settings,
    project: PathBuf,
}

/// Writes settings and the mark of the open session.
pub struct Keeper(Option<Worker<Kept, ()>>);

impl Keeper {
    /// Writes into `home`.
    pub fn new(home: &Home) -> Self {
        let home = home.clone();
        let worker = Worker::spawn(
            "keep settings",
            || (),
            move |kept: Kept| {
                kept.settings.write(&home);
                Session::begin(&home, &kept.project);
            },
        );
        // Without a thread settings are as at the last start.
        Self(worker.ok())
    }

    /// Keeps `settings`, and that `project` is open. Returns at once.
    pub fn keep(&self, settings: &Settings, project: PathBuf) {
        if let Some(worker) = &self.0 {
            worker.ask(Kept { settings: settings.clone(), project });
        }
    }

    /// Waits until everything is written; for the end of the program.
    pub fn finish(&mut self) {
        if let Some(worker) = self.0.take() {
            worker.finish();
        }
    }
}
