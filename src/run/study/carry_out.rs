//! [`carry_out`]: a study on this machine, run after run.

use super::StudyError;
use super::only::in_turn;
use super::plan::{Plan, PlannedRun};
use crate::job::Stop;
use crate::train::{Event, Sink};

/// How often a run that failed is tried again, as in a queue.
const RETRIES: u32 = 2;

/// How the carrying out ended.
#[derive(Debug, Default)]
pub struct StudyResult {
    /// True where it was asked to stop before all runs were done.
    pub paused: bool,
    /// Runs that failed, with the reason.
    pub failed: Vec<(String, StudyError)>,
}

/// Carries out every run of `plan` that is not done, and evaluates it where the study asks about other images than a run
/// does by itself. A run that another process is at work on is waited for. One that fails does not keep the others from
/// being tried, and is tried twice more after them, unless it was asked for wrongly. `listen` gives the listener of a run:
/// its number, counted from 0, and what is planned.
pub fn carry_out<'a>(
    plan: &'a Plan,
    mut listen: impl FnMut(usize, &'a PlannedRun) -> Box<dyn Sink + 'a>,
    stop: &Stop,
) -> StudyResult {
    let mut result = StudyResult::default();
    let mut open: Vec<(usize, &PlannedRun)> = plan.runs.iter().enumerate().collect();
    for again in (0..=RETRIES).rev() {
        let mut failed = Vec::new();
        for (number, run) in open {
            let mut listener = listen(number, run);
            match in_turn(plan, run, listener.as_mut(), stop) {
                Ok(true) => {}
                Ok(false) => {
                    result.paused = true;
                    return result;
                }
                Err(error) if again > 0 && !error.is_wrong_use() => {
                    let text = format!("{error}; it is tried again after the other runs");
                    listener.event(&Event::Warning { text });
                    failed.push((number, run));
                }
                Err(error) => result.failed.push((run.name.clone(), error)),
            }
        }
        open = failed;
    }
    result
}
