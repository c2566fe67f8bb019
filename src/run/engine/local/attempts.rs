//! [`Attempts`]: how often a run was tried in vain and why, kept beside the run's folder.

use super::ticket::failed;
use crate::job::write_atomic;
use crate::run::RunFolder;
use crate::run::engine::EngineError;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::SystemTime;

/// How often a run that failed is tried again.
pub(super) const RETRIES: u32 = 2;
/// How often one is tried again whose process was ended from outside before it came any further.
const LOST: u32 = 10;
/// How often one is tried again that was killed, also where it came further in between: what kills it every time, as a
/// system does that runs out of memory, would go on to.
const KILLED: u32 = 30;
/// Reasons that are kept.
const KEPT: usize = 10;

/// What became of a run so far, where it did not end well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// How often it failed.
    #[serde(default)]
    pub failed: u32,
    /// How often its process was ended from outside since it last came further.
    #[serde(default)]
    pub lost: u32,
    /// How often its process was killed in all.
    #[serde(default)]
    pub killed: u32,
    /// True where it makes no sense to try again: the request itself was wrong.
    #[serde(default)]
    pub hopeless: bool,
    /// The newest checkpoint when its process was last ended from outside.
    #[serde(default)]
    pub checkpoint: String,
    /// Why, the newest last.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// Why an attempt ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// When, in UTC.
    pub time: String,
    /// In words.
    pub text: String,
}

/// How an attempt ended in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vain {
    /// By an error.
    Failed,
    /// By an error that the next attempt would meet as well.
    Hopeless,
    /// From outside: a request to end, a machine that was switched off.
    Lost,
    /// By a kill, which is also how a system ends a process when memory runs out.
    Killed,
}

impl Attempts {
    /// What is known of the run in `folder`; nothing where nothing was kept.
    pub fn read(folder: &RunFolder) -> Self {
        let text = std::fs::read_to_string(path(folder, "toml")).unwrap_or_default();
        toml_edit::de::from_str(&text).unwrap_or_default()
    }

    /// True where it is not to be tried again by itself.
    pub fn is_over(&self) -> bool {
        self.hopeless || self.failed > RETRIES || self.lost > LOST || self.killed > KILLED
    }

    /// Adds an attempt to what is kept.
    pub(super) fn add(folder: &RunFolder, how: Vain, text: &str) -> Result<Self, EngineError> {
        let mut attempts = Self::read(folder);
        match how {
            Vain::Failed => attempts.failed += 1,
            Vain::Hopeless => attempts.hopeless = true,
            Vain::Lost | Vain::Killed => {
                attempts.killed += u32::from(how == Vain::Killed);
                let newest = newest_checkpoint(folder);
                attempts.lost = if newest > attempts.checkpoint { 1 } else { attempts.lost + 1 };
                attempts.checkpoint = newest;
            }
        }
        let time = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let text = if how == Vain::Killed && attempts.is_over() {
            format!(
                "it was killed {} times; perhaps the memory does not suffice: take fewer runs at once, or a smaller batch",
                attempts.killed
            )
        } else {
            text.to_owned()
        };
        attempts.reasons.push(Reason { time, text });
        let old = attempts.reasons.len().saturating_sub(KEPT);
        attempts.reasons.drain(..old);
        let path = path(folder, "toml");
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed(parent, "written"))?;
        }
        let text = toml_edit::ser::to_string_pretty(&attempts);
        let text = text.map_err(|error| failed(&path, "written")(std::io::Error::other(error)))?;
        write_atomic(&path, text.as_bytes()).map_err(failed(&path, "written"))?;
        Ok(attempts)
    }

    /// Forgets all attempts, so that the run is tried again.
    pub(super) fn forget(folder: &RunFolder) -> Result<(), EngineError> {
        let path = path(folder, "toml");
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(failed(&path, "removed")(error))
            }
            _ => Ok(()),
        }
    }
}

/// What a run's process prints goes here.
pub(super) fn log(folder: &RunFolder) -> PathBuf {
    path(folder, "log")
}

/// A file of the queue about a run, beside the runs' folders.
fn path(folder: &RunFolder, end: &str) -> PathBuf {
    let name = folder.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    folder.path().with_file_name(".queue").join(format!("{name}.{end}"))
}

/// The name of the newest checkpoint; names are in the order of steps.
fn newest_checkpoint(folder: &RunFolder) -> String {
    let entries = std::fs::read_dir(folder.file("checkpoints")).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("step-")).max().unwrap_or_default()
}
