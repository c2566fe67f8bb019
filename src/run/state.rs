//! The state of a run, read from its folder alone.

use super::event_log::last_event;
use super::heartbeat::{STALE_SECONDS, heartbeat};
use super::{RunError, RunFolder};
use crate::train::Event;
use serde::{Deserialize, Serialize};

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// A process is at work on it.
    Running,
    /// It was asked to stop and can go on.
    Paused,
    /// Its process is gone without a word; it can go on from its last checkpoint.
    Stale,
    /// It is trained and evaluated.
    Done,
    /// It ended by an error.
    Failed,
}

/// How the run in `folder` stands. Quick however long the run is: reads the end of its events alone.
///
/// A process that is known to be gone makes a run stale at once, one that fell silent after 30 s. A run
/// whose folder is younger than that counts as running before its first sign of life.
///
/// # Errors
/// [`RunError::NoRun`] where there is none.
pub fn state(folder: &RunFolder) -> Result<RunState, RunError> {
    if !folder.has_run() {
        return Err(RunError::NoRun(folder.path().to_path_buf()));
    }
    let last = last_event(&folder.file("events.jsonl"));
    if matches!(last, Some(Event::Finished { .. })) && folder.file("report.json").is_file() {
        return Ok(RunState::Done);
    }
    let beat = heartbeat(folder);
    let alive = beat.as_ref().map_or_else(|| is_new(folder), |beat| beat.is_alive() && !beat.has_ended());
    Ok(match last {
        // A run that goes on says so by its heartbeat before it writes its first event.
        Some(Event::Failed { .. } | Event::Paused { .. }) if beat.is_some() && alive => RunState::Running,
        Some(Event::Failed { .. }) => RunState::Failed,
        Some(Event::Paused { .. }) => RunState::Paused,
        _ if alive => RunState::Running,
        _ => RunState::Stale,
    })
}

/// True where the record was written so recently that the process may not have come to its first sign.
fn is_new(folder: &RunFolder) -> bool {
    let written = std::fs::metadata(folder.file("run.toml")).and_then(|file| file.modified());
    // A time that lies ahead, by a clock that was set back, counts as now.
    written.is_ok_and(|time| time.elapsed().map_or(true, |age| age.as_secs_f64() < STALE_SECONDS))
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
