//! [`carry_out`]: a study on this machine, run after run.

use super::plan::{Plan, PlannedRun};
use crate::job::Stop;
use crate::run::{RunError, RunResult, evaluate_run, execute};
use crate::train::{Sink, TrainError};

/// How the carrying out ended.
#[derive(Debug, Default)]
pub struct StudyResult {
    /// True where it was asked to stop before all runs were done.
    pub paused: bool,
    /// Runs that failed, with the reason.
    pub failed: Vec<(String, RunError)>,
}

/// Carries out every run of `plan` that is not done, and evaluates it where the study asks about other images than a run
/// does by itself. A run that fails does not keep the others from being tried. `listen` gives the listener of a run: its
/// number, counted from 0, and what is planned.
pub fn carry_out<'a>(
    plan: &'a Plan,
    mut listen: impl FnMut(usize, &'a PlannedRun) -> Box<dyn Sink + 'a>,
    stop: &Stop,
) -> StudyResult {
    let mut result = StudyResult::default();
    for (number, run) in plan.runs.iter().enumerate() {
        match one(plan, run, listen(number, run).as_mut(), stop) {
            Ok(true) => {}
            Ok(false) | Err(RunError::Train(TrainError::Stopped)) => {
                result.paused = true;
                break;
            }
            Err(error) => result.failed.push((run.name.clone(), error)),
        }
    }
    result
}

/// Carries out one run; false where it was asked to stop.
fn one(plan: &Plan, run: &PlannedRun, listener: &mut dyn Sink, stop: &Stop) -> Result<bool, RunError> {
    if stop.requested() {
        return Ok(false);
    }
    let part = plan.part();
    let folder = &run.request.folder;
    if let RunResult::Paused = execute(&run.request, listener, stop)? {
        return Ok(false);
    }
    if !folder.file(part.report_file()).is_file() || !folder.file(part.predictions_file()).is_file() {
        evaluate_run(folder, part, stop)?;
    }
    Ok(true)
}
