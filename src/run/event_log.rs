//! [`EventLog`]: events.jsonl, one line an event, only ever appended to.

use super::RunError;
use crate::train::{Event, Sink};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

/// Appends every event with its time.
#[derive(Debug)]
pub struct EventLog {
    file: File,
}

impl EventLog {
    /// Opens the log, making it where it does not exist.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn open(path: &Path) -> Result<Self, RunError> {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|source| RunError::File { path: path.to_path_buf(), what: "written", source })?;
        Ok(Self { file })
    }
}

impl Sink for EventLog {
    fn event(&mut self, event: &Event) {
        let mut line = json!({ "time": humantime::format_rfc3339_millis(SystemTime::now()).to_string() });
        if let (Value::Object(line), Ok(Value::Object(event))) = (&mut line, serde_json::to_value(event)) {
            line.extend(event);
        }
        // A full disk must not end the run here: the next checkpoint meets it and says so.
        let _ = writeln!(self.file, "{line}");
    }
}

/// The last complete event in a log; a line cut short by a crash is passed over.
pub(super) fn last_event(path: &Path) -> Option<Event> {
    let text = std::fs::read_to_string(path).ok()?;
    text.lines().rev().find_map(|line| serde_json::from_str(line).ok())
}
