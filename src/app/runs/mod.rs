//! The runs of a project: watched in their folders, started as processes of their own, estimated beforehand.

mod awake;
mod bin;
mod course;
mod estimate;
mod launch;
mod watch;

pub use awake::can_keep_awake;
pub use bin::discard;
pub use course::{Course, LiveProbe};
pub use estimate::{Estimate, EstimateKey, configuration, estimate};
pub use launch::{Asked, Launch, RESUME, launch};
pub use watch::RunInfo;

use augscope::job::Worker;
use egui::Context;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use watch::Watch;

/// The runs of a project.
pub struct Runs {
    watch: Watch,
    list: Vec<RunInfo>,
    trainer: PathBuf,
    starting: Vec<PathBuf>,
    news: Receiver<Launched>,
    tell: Sender<Launched>,
    estimator: Option<Worker<EstimateKey, Estimate>>,
    wanted_estimate: Option<EstimateKey>,
    estimate: Option<Estimate>,
    context: Context,
}

/// How the process of a run ended, or that it could not be started.
#[derive(Debug)]
pub struct Launched {
    /// The run's folder.
    pub run: PathBuf,
    /// Why it went wrong, in words.
    pub problem: Option<String>,
}

impl Runs {
    /// Watches `folder`; trainings are done by the program at `trainer`.
    pub fn new(context: &Context, folder: &Path, trainer: PathBuf) -> Self {
        let (tell, news) = channel();
        let wake = context.clone();
        let estimator = Worker::spawn("estimate", move || wake.request_repaint(), |key| estimate(&key));
        Self {
            watch: Watch::new(context, folder.to_path_buf()),
            list: Vec::new(),
            trainer,
            starting: Vec::new(),
            news,
            tell,
            estimator: estimator.ok(),
            wanted_estimate: None,
            estimate: None,
            context: context.clone(),
        }
    }

    /// Watches another folder.
    pub fn follow(&mut self, folder: &Path) {
        self.list.clear();
        self.watch.follow(folder.to_path_buf());
    }

    /// All runs, oldest first.
    pub fn list(&self) -> &[RunInfo] {
        &self.list
    }

    /// The run called `name`.
    pub fn named(&self, name: &str) -> Option<&RunInfo> {
        self.list.iter().find(|run| run.name == name)
    }

    /// True from the click until the run's folder is there.
    pub fn is_starting(&self) -> bool {
        !self.starting.is_empty()
    }

    /// Starts a training, or goes on with one, in a process of its own. Returns at once.
    pub fn launch(&mut self, request: Launch) {
        if request.what != RESUME {
            self.starting.push(request.run.clone());
        }
        launch(&self.trainer, request, self.tell.clone(), self.context.clone());
    }

    /// How long the next training will take, if it is known already.
    pub fn estimate(&self) -> Option<&Estimate> {
        self.estimate.as_ref().filter(|estimate| Some(&estimate.key) == self.wanted_estimate.as_ref())
    }

    /// Asks how long a training will take. Measures nothing while one is running.
    pub fn want_estimate(&mut self, key: EstimateKey) {
        let running = self.list.iter().any(|run| run.state == augscope::run::RunState::Running);
        if running || self.wanted_estimate.as_ref() == Some(&key) {
            return;
        }
        self.wanted_estimate = Some(key.clone());
        if let Some(estimator) = &self.estimator {
            estimator.ask(key);
        }
    }

    /// Takes over what has happened; words about what went wrong. Returns at once.
    pub fn poll(&mut self) -> Vec<String> {
        if let Some(list) = self.watch.news() {
            self.list = list;
        }
        if let Some(estimate) = self.estimator.as_ref().and_then(Worker::answer) {
            self.estimate = Some(estimate);
        }
        let mut problems = Vec::new();
        for launched in self.news.try_iter() {
            self.starting.retain(|run| *run != launched.run);
            problems.extend(launched.problem);
        }
        let list = &self.list;
        self.starting.retain(|run| !list.iter().any(|known| known.folder == *run));
        problems
    }
}
