//! [`open_runs`]: which runs are to be handed over.

use super::{StudyJob, Waiting};
use crate::run::{RunState, state};

/// Of the runs with these numbers those that are neither done, nor at work, nor handed over already.
pub fn open_runs(job: &StudyJob, runs: &[usize], waiting: &[Waiting]) -> Vec<usize> {
    let part = job.plan.part();
    let handed_over: std::collections::HashSet<usize> = waiting.iter().map(|run| run.run).collect();
    let mut open: Vec<usize> = runs
        .iter()
        .copied()
        .filter(|number| !handed_over.contains(number))
        .filter(|&number| {
            job.run(number).is_some_and(|run| {
                !run.is_done(part) && !matches!(state(&run.request.folder), Ok(RunState::Running))
            })
        })
        .collect();
    open.sort_unstable();
    open.dedup();
    open
}
