//! [`Checked`]: what the recipe on the screen hides, found on a thread while the recipe is being made.

use super::App;
use super::opened::Opened;
use super::view::Room;
use augscope::evaluate::check::{CheckError, CheckOptions, Verdict, check};
use augscope::job::{Progress, Worker, lower_priority};
use augscope::pipeline::Pipeline;
use egui::Context;
use std::sync::Arc;
use std::time::Duration;

/// A hand that moves a slider is waited for: so long nothing is computed.
const PATIENCE: Duration = Duration::from_millis(250);
/// How often the wish is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(25);

/// Which recipe on which images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedKey {
    /// The opened data set.
    pub data: u64,
    /// The recipe's revision.
    pub revision: u64,
    /// The seed of versions.
    pub seed: u64,
}

struct Ask {
    key: CheckedKey,
    opened: Arc<Opened>,
    pipeline: Arc<Pipeline>,
    progress: Progress,
}

/// A verdict, or in words why there is none; nothing where the wish was overtaken.
type Answer = (CheckedKey, Option<Result<Arc<Verdict>, String>>);

/// Looks at the newest recipe; a change ends the look at the one before.
pub struct Checked {
    worker: Option<Worker<Ask, Answer>>,
    wanted: Option<CheckedKey>,
    progress: Progress,
    found: Option<(CheckedKey, Result<Arc<Verdict>, String>)>,
}

impl Checked {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        // Of its own and behind all others, so that pictures and frames do not wait for it.
        // One core is left to them, but of two both are taken: with low priority, and else a verdict takes twice as long.
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = if cores > 2 { cores - 1 } else { cores };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|n| format!("check {n}"))
            .start_handler(|_| lower_priority())
            .build();
        let worker = pool.ok().and_then(|pool| {
            Worker::spawn(
                "check recipe",
                move || wake.request_repaint(),
                move |ask: Ask| {
                    let answer = pool.install(|| look(&ask));
                    (ask.key, answer)
                },
            )
            .ok()
        });
        Self { worker, wanted: None, progress: Progress::default(), found: None }
    }

    /// Asks, unless this was asked last. Returns at once.
    pub fn want(&mut self, key: CheckedKey, opened: &Arc<Opened>, pipeline: &Arc<Pipeline>) {
        if self.wanted == Some(key) {
            return;
        }
        self.progress.stop().request();
        self.progress = Progress::default();
        if self.found.as_ref().is_some_and(|(found, _)| found.data != key.data) {
            self.found = None;
        }
        self.wanted = Some(key);
        if let Some(worker) = &self.worker {
            let (opened, pipeline) = (Arc::clone(opened), Arc::clone(pipeline));
            worker.ask(Ask { key, opened, pipeline, progress: self.progress.clone() });
        }
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some((key, Some(found))) = self.worker.as_ref().and_then(Worker::answer) {
            self.found = Some((key, found));
        }
    }

    /// True while the recipe on the screen is being looked at; what is shown is then of the one before.
    pub fn is_waiting(&self) -> bool {
        self.wanted.is_some() && self.found_of() != self.wanted
    }

    /// Of which recipe what was found last is.
    pub fn found_of(&self) -> Option<CheckedKey> {
        self.found.as_ref().map(|(key, _)| *key)
    }

    /// What was found last.
    pub fn found(&self) -> Option<Result<&Verdict, &str>> {
        let (_, found) = self.found.as_ref()?;
        Some(found.as_deref().map_err(String::as_str))
    }
}

impl Drop for Checked {
    fn drop(&mut self) {
        self.progress.stop().request();
    }
}

fn look(ask: &Ask) -> Option<Result<Arc<Verdict>, String>> {
    let mut waited = Duration::ZERO;
    while waited < PATIENCE {
        std::thread::sleep(GLANCE);
        waited += GLANCE;
        if ask.progress.stop().requested() {
            return None;
        }
    }
    let options = CheckOptions { seed: ask.key.seed, ..CheckOptions::default() };
    match check(&ask.opened.dataset, &ask.opened.parts, &ask.pipeline, options, &ask.progress) {
        Ok(verdict) => Some(Ok(Arc::new(verdict))),
        Err(CheckError::Stopped) => None,
        Err(error) => Some(Err(error.to_string())),
    }
}

impl App {
    /// Asks what the recipe on the screen hides, while the Design room is.
    pub(super) fn want_check(&mut self) {
        let Some(opened) = self.data.opened.ready().cloned() else { return };
        if self.view.room != Room::Design {
            return;
        }
        let (revision, pipeline) = self.shown_recipe();
        let key = CheckedKey { data: opened.id, revision, seed: self.document.project().training.seed };
        self.checked.want(key, &opened, &pipeline);
    }
}
