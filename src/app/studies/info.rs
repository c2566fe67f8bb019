//! [`StudyInfo`]: a study with how each of its runs stands, as its folders tell.

use augscope::pipeline::Pipeline;
use augscope::run::RunState;
use augscope::run::engine::local::Ticket;
use augscope::run::study::{Plan, StudyFile, Variant};
use std::path::PathBuf;
use std::sync::Arc;

/// What was seen of all studies.
#[derive(Clone, Debug, Default)]
pub struct Studied {
    /// The studies of the project, by name.
    pub list: Vec<StudyInfo>,
    /// Studies of other projects that wait in the same queue: the ticket's name, and the ticket.
    pub elsewhere: Vec<(String, Ticket)>,
    /// True where a queue is at work on this machine.
    pub served: bool,
    /// What cannot be understood, in words.
    pub problems: Vec<String>,
    /// False until the folders were looked at for the first time.
    pub looked: bool,
}

impl Studied {
    /// True where a study is in the queue that is not paused.
    pub fn is_waiting(&self) -> bool {
        let own = self.list.iter().filter_map(|study| study.ticket.as_ref()).map(|(_, ticket, _)| ticket);
        own.chain(self.elsewhere.iter().map(|(_, ticket)| ticket)).any(|ticket| !ticket.paused)
    }
}

/// A study.
#[derive(Clone, Debug)]
pub struct StudyInfo {
    /// The name of its folder, which no other has.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Its file.
    pub file: PathBuf,
    /// What is to be run.
    pub plan: Arc<Plan>,
    /// How each run stands, in the order of the plan.
    pub runs: Arc<Vec<RunCell>>,
    /// What its recipes reached so far, the highest mean first.
    pub reached: Arc<Vec<Reached>>,
    /// Its ticket in this machine's queue, with the ticket's name and how many go before it.
    pub ticket: Option<(String, Ticket, usize)>,
    /// True where it was handed to a cluster, or written for one.
    pub on_cluster: bool,
}

/// A run of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct RunCell {
    /// How it stands.
    pub standing: Standing,
    /// Balanced accuracy by the read-out that counts, and recall of the worst class, once it is evaluated.
    pub accuracy: Option<[f64; 2]>,
}

/// How a run stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Standing {
    /// Not begun.
    #[default]
    Open,
    /// At work.
    Running {
        /// The share of its steps that is done.
        share: f64,
        /// Seconds left, where that is known.
        seconds_left: Option<f64>,
        /// What it is doing, in a word.
        phase: String,
    },
    /// Trained and evaluated.
    Done,
    /// Interrupted; it goes on from there.
    Paused,
    /// It ended by an error.
    Failed {
        /// Why.
        reason: String,
        /// Whether the queue tries it again.
        again: bool,
    },
}

/// How many runs stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// In all.
    pub all: usize,
    /// Done.
    pub done: usize,
    /// At work.
    pub running: usize,
    /// Failed, and not tried again.
    pub failed: usize,
}

impl StudyInfo {
    /// Its file as it stands.
    pub fn study(&self) -> &StudyFile {
        &self.plan.study
    }

    /// The recipe that it changes.
    pub fn base(&self) -> Option<&Pipeline> {
        self.plan.study.base.as_ref()?;
        self.plan.recipes.first().map(|variant| &variant.pipeline)
    }

    /// A recipe of it.
    pub fn recipe(&self, number: usize) -> Option<&Variant> {
        self.plan.recipes.get(number)
    }

    /// The folder of a run.
    pub fn run_folder(&self, number: usize) -> Option<PathBuf> {
        Some(self.plan.runs.get(number)?.request.folder.path().to_path_buf())
    }

    /// The number of the run of a recipe by a seed.
    pub fn run_of(&self, recipe: usize, seed: u64) -> Option<usize> {
        // The plan lists them seed by seed.
        let place = self.plan.study.seeds.iter().position(|known| *known == seed)?;
        let number = place * self.plan.recipes.len() + recipe;
        let run = self.plan.runs.get(number)?;
        (run.recipe == recipe && run.request.config.seed == seed).then_some(number)
    }

    /// How many runs stand how.
    pub fn count(&self) -> Count {
        let mut count = Count { all: self.runs.len(), ..Count::default() };
        for cell in self.runs.iter() {
            match &cell.standing {
                Standing::Done => count.done += 1,
                Standing::Running { .. } => count.running += 1,
                Standing::Failed { again: false, .. } => count.failed += 1,
                _ => {}
            }
        }
        count
    }
}

/// What a recipe reached so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// Its number.
    pub recipe: usize,
    /// Balanced accuracy, the mean over the seeds that are done.
    pub mean: f64,
    /// Recall of the worst class, the mean over them.
    pub worst: f64,
    /// So many seeds are done.
    pub seeds: usize,
}

/// What the recipes of a plan reached, the highest mean first.
pub fn reached(plan: &Plan, runs: &[RunCell]) -> Vec<Reached> {
    let mut sums: Vec<Reached> =
        (0..plan.recipes.len()).map(|recipe| Reached { recipe, mean: 0.0, worst: 0.0, seeds: 0 }).collect();
    for (run, cell) in plan.runs.iter().zip(runs) {
        if let (Some([mean, worst]), Some(sum)) = (cell.accuracy, sums.get_mut(run.recipe)) {
            sum.mean += mean;
            sum.worst += worst;
            sum.seeds += 1;
        }
    }
    sums.retain(|sum| sum.seeds > 0);
    for sum in &mut sums {
        sum.mean /= sum.seeds as f64;
        sum.worst /= sum.seeds as f64;
    }
    sums.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    sums
}

impl Standing {
    /// From a run's folder alone.
    pub fn of_state(state: RunState, reason: Option<String>) -> Self {
        match state {
            RunState::Running => Self::Running { share: 0.0, seconds_left: None, phase: "starting".into() },
            RunState::Paused | RunState::Stale => Self::Paused,
            RunState::Done => Self::Done,
            RunState::Failed => Self::Failed { reason: reason.unwrap_or_default(), again: false },
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Open => "not begun".into(),
            Self::Running { share, phase, .. } if phase == "training" => {
                format!("training, {:.0} %", 100.0 * share)
            }
            Self::Running { phase, .. } => phase.clone(),
            Self::Done => "done".into(),
            Self::Paused => "interrupted; it goes on from there".into(),
            Self::Failed { reason, again: true } => format!("failed, is tried again: {reason}"),
            Self::Failed { reason, again: false } => format!("failed: {reason}"),
        }
    }
}
