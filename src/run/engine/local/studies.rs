//! [`Waits`]: a study of the queue with how each of its runs stands, as read from folders.

use super::attempts::Attempts;
use super::ticket::Ticket;
use crate::run::engine::StudyJob;
use crate::run::study::{Plan, PlannedRun, StudyError, run_is_taken};
use crate::run::{RunState, state};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

/// How a run of the queue stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It can be begun or gone on with.
    Open,
    /// A process is at work on it.
    AtWork,
    /// It is done.
    Done,
    /// It failed too often; why.
    Failed(String),
    /// Somebody paused it.
    PausedByHand,
}

/// A study that was read.
pub(super) struct Waits {
    pub name: String,
    pub ticket: Ticket,
    pub job: StudyJob,
    pub runs: Vec<Standing>,
    /// Runs that are not begun before that moment.
    pub later: BTreeMap<usize, Instant>,
    /// When the study's file was changed last.
    changed: Option<SystemTime>,
}

impl Waits {
    /// Reads a study and how its runs stand, and makes what the first run needs.
    pub fn read(program: &Path, name: &str, ticket: &Ticket) -> Result<Self, StudyError> {
        let changed = modified(&ticket.study);
        let plan = Plan::new(&ticket.study, &ticket.out, ticket.data.as_deref(), ticket.threads)?;
        plan.prepare(&ticket.study)?;
        let job = StudyJob {
            program: program.to_path_buf(),
            study: ticket.study.clone(),
            out: ticket.out.clone(),
            data: ticket.data.clone(),
            threads: ticket.threads,
            plan,
        };
        let part = job.plan.part();
        let stands = |run: &PlannedRun| {
            if !ticket.asks_for(&run.name) || run.is_done(part) {
                return Standing::Done;
            }
            now(run)
        };
        let runs = job.plan.runs.iter().map(stands).collect();
        Ok(Self { name: name.to_owned(), ticket: ticket.clone(), job, runs, later: BTreeMap::new(), changed })
    }

    /// True where ticket and file are as they were read, but for what concerns the order alone.
    pub fn is_current(&self, ticket: &Ticket) -> bool {
        let old = &self.ticket;
        let same = (&old.study, &old.out, &old.data, old.threads, old.asked, &old.only)
            == (&ticket.study, &ticket.out, &ticket.data, ticket.threads, ticket.asked, &ticket.only);
        same && self.changed == modified(&ticket.study)
    }

    /// The number of the next run that can be begun.
    pub fn next(&self) -> Option<usize> {
        let now = Instant::now();
        let may_begin = |number: &usize| self.later.get(number).is_none_or(|moment| *moment <= now);
        let open = |number: &usize| self.runs.get(*number) == Some(&Standing::Open);
        (0..self.runs.len()).filter(|_| !self.ticket.paused).find(|number| open(number) && may_begin(number))
    }

    /// Takes down how a run stands. One that is to be tried while its images are not there waits for `wait`.
    pub fn stands(&mut self, number: usize, standing: Standing, wait: Duration) {
        let missing = |run: &PlannedRun| !run.request.data.exists();
        if standing == Standing::Open && self.job.run(number).is_some_and(missing) {
            self.later.insert(number, Instant::now() + wait);
        }
        if let Some(slot) = self.runs.get_mut(number) {
            *slot = standing;
        }
    }

    /// How many runs can be begun, now or later.
    pub fn open(&self) -> usize {
        if self.ticket.paused { 0 } else { self.runs.iter().filter(|run| **run == Standing::Open).count() }
    }
}

/// How a run that is not done stands.
pub(super) fn now(run: &PlannedRun) -> Standing {
    let folder = &run.request.folder;
    if run_is_taken(folder) || state(folder).is_ok_and(|state| state == RunState::Running) {
        return Standing::AtWork;
    }
    let attempts = Attempts::read(folder);
    if attempts.is_over() {
        return Standing::Failed(attempts.reasons.last().map(|r| r.text.clone()).unwrap_or_default());
    }
    Standing::Open
}

/// When a file was changed last.
pub(super) fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|file| file.modified()).ok()
}
