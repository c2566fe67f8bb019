//! The state of a run, read from its folder alone.

use super::event_log::last_event;
use super::heartbeat::{Heartbeat, now};
use super::{RunError, RunFolder};
use crate::train::Event;
use serde::{Deserialize, Serialize};

/// A heartbeat older than this belongs to a process that is gone.
const STALE_SECONDS: f64 = 30.0;

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

/// How the run in `folder` stands.
///
/// # Errors
/// [`RunError::NoRun`] where there is none.
pub fn state(folder: &RunFolder) -> Result<RunState, RunError> {
    if !folder.has_run() {
        return Err(RunError::NoRun(folder.path().to_path_buf()));
    }
    match last_event(&folder.file("events.jsonl")) {
        Some(Event::Finished { .. }) if folder.file("report.json").is_file() => return Ok(RunState::Done),
        Some(Event::Failed { .. }) => return Ok(RunState::Failed),
        Some(Event::Paused { .. }) => return Ok(RunState::Paused),
        _ => {}
    }
    let heartbeat: Option<Heartbeat> = std::fs::read(folder.file("heartbeat.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let alive = heartbeat.is_some_and(|beat| (now() - beat.time).abs() < STALE_SECONDS);
    Ok(if alive { RunState::Running } else { RunState::Stale })
}
