//! The runs of a project: watched in their folders, started as processes of their own, estimated beforehand.

mod awake;
mod bin;
mod course;
mod estimate;
mod explain;
mod families;
mod index;
mod info;
mod launch;
mod listing;
mod roster;
mod sealed;
mod summary;
mod trainers;
mod watch;

pub use awake::{can_keep_awake, keep_awake};
pub use bin::{discard, restore};
pub use course::{Course, LiveProbe};
pub use estimate::{Estimate, EstimateKey, estimate, preset};
pub use explain::Explanations;
pub use info::{RunInfo, state_word};
pub use launch::{Asked, Launch, RESUME, launch, outlive_the_window};
pub use roster::Watched;
pub use summary::Summary;
pub use trainers::{Trainer, Trainers};

use super::compared::Compared;
use super::figured::Figured;
use super::panel::Roll;
use super::reasons::Reasons;
use super::studies::Studies;
use super::swept::Swept;
use augscope::evaluate::ReadoutKind;
use augscope::job::Worker;
use augscope::run::{Order, RunState};
use egui::Context;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use watch::Watch;

/// The runs of a project.
pub struct Runs {
    watch: Watch,
    list: Vec<RunInfo>,
    /// Their places by their names.
    places: HashMap<String, usize>,
    /// The newest that is at work.
    running: Option<usize>,
    /// The read-out that the first evaluated one declared.
    declared: Option<ReadoutKind>,
    /// Grows whenever anything about them is new.
    revision: usize,
    close: HashSet<PathBuf>,
    binned: Vec<PathBuf>,
    trainer: PathBuf,
    starting: Vec<PathBuf>,
    resuming: Vec<PathBuf>,
    opening: Vec<PathBuf>,
    ordered: Vec<(PathBuf, Order)>,
    news: Receiver<Launched>,
    tell: Sender<Launched>,
    estimator: Option<Worker<EstimateKey, Estimate>>,
    wanted_estimate: Option<EstimateKey>,
    /// The estimator has heard of the wanted one.
    asked_estimate: bool,
    /// A training began while the estimator measured, so what it measures is too long.
    disturbed_estimate: bool,
    estimate: Option<Estimate>,
    finder: Option<Worker<Option<PathBuf>, Trainers>>,
    trainers: Option<Trainers>,
    threads: usize,
    /// The ticked runs compared.
    pub compared: Compared,
    /// Why a run is as it is.
    pub reasons: Reasons,
    /// The ticked runs against a parameter.
    pub swept: Swept,
    /// The recipes that the filter of the Results room leaves.
    pub roll: Roll,
    /// Figures of the ticked runs.
    pub figured: Figured,
    /// Processes that find out why.
    pub explanations: Explanations,
    /// Studies, and the queue of this machine.
    pub studies: Studies,
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
    /// Watches some runs, the studies in a folder and the queue in another; trainings are done by the program at `trainer`.
    pub fn new(context: &Context, watched: Watched, studies: (PathBuf, PathBuf), trainer: PathBuf) -> Self {
        let (tell, news) = channel();
        // Looks for a program once, here, so that no panel has to.
        can_keep_awake();
        let wake = context.clone();
        let own = trainer.clone();
        let estimator =
            Worker::spawn("estimate", move || wake.request_repaint(), move |key| estimate(&own, &key));
        let (wake, own) = (context.clone(), trainer.clone());
        let find = move |named: Option<PathBuf>| trainers::find(&own, named.as_deref());
        let finder = Worker::spawn("look for cards", move || wake.request_repaint(), find).ok();
        Self {
            reasons: Reasons::new(context),
            swept: Swept::new(context),
            roll: Roll::default(),
            figured: Figured::new(context),
            explanations: Explanations::new(context, &trainer),
            studies: Studies::new(context, studies.0, studies.1, trainer.clone()),
            watch: Watch::new(context, watched),
            list: Vec::new(),
            places: HashMap::new(),
            running: None,
            declared: None,
            revision: 0,
            close: HashSet::new(),
            binned: Vec::new(),
            trainer,
            starting: Vec::new(),
            resuming: Vec::new(),
            opening: Vec::new(),
            ordered: Vec::new(),
            news,
            tell,
            estimator: estimator.ok(),
            wanted_estimate: None,
            asked_estimate: false,
            disturbed_estimate: false,
            estimate: None,
            // Without a thread that looks there is what there always is.
            trainers: finder.is_none().then(Trainers::default),
            finder,
            // Asked once: the answer stands in files of the system.
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            compared: Compared::new(context),
            context: context.clone(),
        }
    }

    /// Asks what can train here: this program, those that lie where one would be, and one at the `named` path
    /// where that is not empty. Returns at once.
    pub fn look_for_trainers(&self, named: &str) {
        let named = Some(named.trim()).filter(|path| !path.is_empty());
        if let Some(finder) = &self.finder {
            finder.ask(named.map(PathBuf::from));
        }
    }

    /// The program that trains where no other was chosen.
    pub fn program(&self) -> &Path {
        &self.trainer
    }

    /// What can train here, once the programs have answered.
    pub fn trainers(&self) -> Option<&Trainers> {
        self.trainers.as_ref()
    }

    /// Threads of a training.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Watches the runs of another project.
    pub fn follow(&mut self, watched: Watched) {
        self.take_over(Vec::new());
        self.binned.clear();
        self.close.clear();
        self.watch.follow(watched);
    }

    /// Watches some more or fewer runs from elsewhere.
    pub fn watch_also(&self, watched: Watched) {
        self.watch.follow(watched);
    }

    /// Folders of the runs in the bin.
    pub fn binned(&self) -> &[PathBuf] {
        &self.binned
    }

    /// The runs that repeat `run` with other seeds, and itself, by their seeds.
    pub fn family<'a>(&'a self, run: &RunInfo) -> Vec<&'a RunInfo> {
        let mut runs: Vec<&RunInfo> = self.list.iter().filter(|other| other.family == run.family).collect();
        runs.sort_by_key(|run| run.record.seed);
        runs
    }

    /// All runs, oldest first.
    pub fn list(&self) -> &[RunInfo] {
        &self.list
    }

    /// The run called `name`.
    pub fn named(&self, name: &str) -> Option<&RunInfo> {
        self.list.get(*self.places.get(name)?)
    }

    /// The newest run that is at work.
    pub fn running(&self) -> Option<&RunInfo> {
        self.list.get(self.running?)
    }

    /// The read-out that was declared for the first run that is evaluated.
    pub fn declared(&self) -> Option<ReadoutKind> {
        self.declared
    }

    /// A number that grows whenever anything about the runs is new.
    pub fn revision(&self) -> usize {
        self.revision
    }

    fn take_over(&mut self, list: Vec<RunInfo>) {
        self.revision += 1;
        self.places = list.iter().enumerate().map(|(place, run)| (run.name.clone(), place)).collect();
        self.running = list.iter().rposition(|run| run.state == RunState::Running);
        let first = list.iter().find_map(|run| run.summary.as_ref());
        self.declared = first.map(|summary| summary.primary);
        self.list = list;
    }

    /// Reads the runs of those names whole, however many there are.
    pub fn look_closely(&mut self, names: &[String]) {
        // The newest is what the Train room shows.
        let named = names.iter().filter_map(|name| self.named(name)).chain(self.list.last());
        let close: HashSet<PathBuf> = named.map(|run| run.folder.clone()).collect();
        if close != self.close {
            self.close.clone_from(&close);
            self.watch.look_closely(close);
        }
    }

    /// True from the click until the run is seen at work, whether it is new or goes on.
    pub fn is_starting(&self) -> bool {
        self.is_starting_new() || !self.resuming.is_empty()
    }

    /// True from the click until the folder of a new run is there.
    pub fn is_starting_new(&self) -> bool {
        !self.starting.is_empty()
    }

    /// True from the click until the run goes on.
    pub fn is_resuming(&self, run: &Path) -> bool {
        self.resuming.iter().any(|known| known == run)
    }

    /// Remembers an order that was left in a run's folder, so that it is seen to be heard at once.
    pub fn note_order(&mut self, run: PathBuf, order: Order) {
        self.ordered.retain(|(known, _)| *known != run);
        self.ordered.push((run, order));
    }

    /// The order that a run was given and still carries out.
    pub fn ordered(&self, run: &Path) -> Option<Order> {
        self.ordered.iter().find(|(known, _)| known == run).map(|(_, order)| *order)
    }

    /// Starts a training, or goes on with one, in a process of its own. Returns at once.
    pub fn launch(&mut self, request: Launch) {
        let begun = if request.what == RESUME { &mut self.resuming } else { &mut self.starting };
        begun.push(request.run.clone());
        self.disturbed_estimate |= self.asked_estimate && self.estimate().is_none();
        launch(&self.trainer, request, self.tell.clone(), self.context.clone());
    }

    /// Evaluates runs on the sealed part, in processes of their own. `data` are the images of the project, for runs that come
    /// from another computer. Returns at once.
    pub fn open_sealed(&mut self, runs: Vec<PathBuf>, data: Option<PathBuf>) {
        self.opening.extend(runs.iter().cloned());
        sealed::open_sealed(&self.trainer, runs, data, self.tell.clone(), self.context.clone());
    }

    /// Runs that are being evaluated on the sealed part.
    pub fn opening(&self) -> &[PathBuf] {
        &self.opening
    }

    /// How long the next training will take, if it is known already.
    pub fn estimate(&self) -> Option<&Estimate> {
        self.estimate.as_ref().filter(|estimate| Some(&estimate.key) == self.wanted_estimate.as_ref())
    }

    /// Asks how long a training will take. Measures nothing while one is running: that comes after it.
    pub fn want_estimate(&mut self, key: EstimateKey) {
        if self.wanted_estimate.as_ref() != Some(&key) {
            self.wanted_estimate = Some(key);
            self.asked_estimate = self.estimate().is_some();
        }
        let busy = self.is_starting() || self.running.is_some();
        if busy || self.asked_estimate {
            return;
        }
        if let (Some(estimator), Some(key)) = (&self.estimator, &self.wanted_estimate) {
            estimator.ask(key.clone());
            self.asked_estimate = true;
        }
    }

    /// Takes over what has happened; words about what went wrong. Returns at once.
    pub fn poll(&mut self) -> Vec<String> {
        if let Some(seen) = self.watch.news() {
            self.take_over(seen.runs);
            self.binned = seen.binned;
        }
        if let Some(estimate) = self.estimator.as_ref().and_then(Worker::answer) {
            if std::mem::take(&mut self.disturbed_estimate) {
                self.asked_estimate = false;
            } else {
                self.estimate = Some(estimate);
            }
        }
        if let Some(trainers) = self.finder.as_ref().and_then(Worker::answer) {
            self.trainers = Some(trainers);
        }
        self.compared.poll();
        self.reasons.poll();
        self.swept.poll();
        self.studies.poll();
        self.figured.poll();
        if self.explanations.poll() {
            self.reasons.look_again();
        }
        let mut problems = Vec::new();
        for launched in self.news.try_iter() {
            self.starting.retain(|run| *run != launched.run);
            self.resuming.retain(|run| *run != launched.run);
            self.opening.retain(|run| *run != launched.run);
            problems.extend(launched.problem);
        }
        let list = &self.list;
        // These lists are empty but for a moment after a click.
        let running =
            |run: &PathBuf| list.iter().any(|known| known.folder == *run && known.state == RunState::Running);
        self.starting.retain(|run| !list.iter().any(|known| known.folder == *run));
        self.resuming.retain(|run| !running(run));
        self.ordered.retain(|(run, _)| running(run));
        problems
    }
}
