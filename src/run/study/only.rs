//! [`carry_out_only`]: one run of a study, in a process of its own.

use super::plan::PlannedRun;
use super::{Plan, StudyError};
use crate::job::Stop;
use crate::run::{RunError, RunFolder, RunResult, RunState, evaluate_run, execute, state};
use crate::train::{Event, Sink, TrainError};
use std::fs::{File, TryLockError};
use std::time::Duration;

/// How often it looks whether another process has ended.
const EVERY: Duration = Duration::from_millis(500);

/// Carries out exactly the run called `name`, or goes on with it, and evaluates it as the study asks. False where it was
/// asked to stop.
///
/// Two processes never do the same run: one that comes while another is at work waits until that has ended. A cluster
/// starts a run anew that it has lost sight of, although its first process may still be there.
///
/// # Errors
/// Where the study has no such run, or whatever ended the run.
pub fn carry_out_only(
    plan: &Plan,
    name: &str,
    listener: &mut dyn Sink,
    stop: &Stop,
) -> Result<bool, StudyError> {
    let Some(run) = plan.runs.iter().find(|run| run.name == name) else {
        return Err(StudyError::NoSuchRun { name: name.to_owned(), study: plan.study.name.clone() });
    };
    in_turn(plan, run, listener, stop)
}

/// Carries out one run of the plan as soon as no other process is at work on it. False where it was asked to stop.
pub(super) fn in_turn(
    plan: &Plan,
    run: &PlannedRun,
    listener: &mut dyn Sink,
    stop: &Stop,
) -> Result<bool, StudyError> {
    let Some(turn) = wait_for_turn(run, listener, stop)? else { return Ok(false) };
    let result = do_it(plan, run, listener, stop);
    // Another process may begin now.
    drop(turn);
    match result {
        Ok(done) => Ok(done),
        Err(
            RunError::Train(TrainError::Stopped)
            | RunError::Evaluate(crate::evaluate::EvaluateError::Stopped),
        ) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn do_it(plan: &Plan, run: &PlannedRun, listener: &mut dyn Sink, stop: &Stop) -> Result<bool, RunError> {
    let part = plan.part();
    let folder = &run.request.folder;
    if let RunResult::Paused = execute(&run.request, listener, stop)? {
        return Ok(false);
    }
    if !folder.file(part.report_file()).is_file() || !folder.file(part.predictions_file()).is_file() {
        evaluate_run(folder, Some(&run.request.data), part, stop)?;
    }
    Ok(true)
}

/// Waits until no other process is at work on the run. `None` where it was asked to stop.
fn wait_for_turn(run: &PlannedRun, listener: &mut dyn Sink, stop: &Stop) -> Result<Option<File>, StudyError> {
    let folder = &run.request.folder;
    let lock = open_lock(folder, &run.name)?;
    let (mut mine, mut told) = (false, false);
    loop {
        if stop.requested() {
            return Ok(None);
        }
        // Some file systems of clusters know no locks: there the sign of life alone decides.
        mine = mine || !matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
        // A process on another machine may have died with its lock not yet given back, or be of an older program.
        let at_work = folder.has_run() && state(folder)? == RunState::Running;
        if mine && !at_work {
            return Ok(Some(lock));
        }
        if !told {
            listener
                .event(&Event::Phase { name: "waiting for another process that is at work on it".into() });
            told = true;
        }
        std::thread::sleep(EVERY);
    }
}

/// The file beside the runs' folders that stands for the turn at one run.
fn open_lock(folder: &RunFolder, name: &str) -> Result<File, StudyError> {
    let locks = folder.path().with_file_name(".locks");
    let path = locks.join(name);
    let failed = |source| StudyError::File { path: path.clone(), what: "written", source };
    std::fs::create_dir_all(&locks).map_err(failed)?;
    File::options().create(true).append(true).open(&path).map_err(failed)
}

/// True where a process has the turn at the run in `folder`, or waits for it.
pub(in crate::run) fn run_is_taken(folder: &RunFolder) -> bool {
    let Some(name) = folder.path().file_name() else { return false };
    let lock = File::options().append(true).open(folder.path().with_file_name(".locks").join(name));
    lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
}
