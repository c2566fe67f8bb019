//! [`EventLog`]: events.jsonl, one line an event, only ever appended to.

use super::RunError;
use crate::train::{Event, Sink};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::SystemTime;

/// Bytes at the end of a log in which its last event is looked for: hundreds of events.
const TAIL: u64 = 64 * 1024;

/// Appends every event with its time.
#[derive(Debug)]
pub struct EventLog {
    file: File,
    /// Half a line may stand at the end, since the disk was full.
    torn: bool,
}

impl EventLog {
    /// Opens the log, making it where it does not exist.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn open(path: &Path) -> Result<Self, RunError> {
        let wrong = |source| RunError::File { path: path.to_path_buf(), what: "written", source };
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(path).map_err(wrong)?;
        if tail(&mut file, 1).map_err(wrong)?.last().is_some_and(|&byte| byte != b'\n') {
            // A crash left half a line: it must not take the next one with it.
            file.write_all(b"\n").map_err(wrong)?;
        }
        Ok(Self { file, torn: false })
    }
}

impl Sink for EventLog {
    fn event(&mut self, event: &Event) {
        let mut line = json!({ "time": humantime::format_rfc3339_millis(SystemTime::now()).to_string() });
        if let (Value::Object(line), Ok(Value::Object(event))) = (&mut line, serde_json::to_value(event)) {
            line.extend(event);
        }
        // Half a line must not take the next one with it.
        let line = format!("{}{line}\n", if self.torn { "\n" } else { "" });
        // A full disk must not end the run here: the next checkpoint meets it and says so.
        self.torn = self.file.write_all(line.as_bytes()).is_err();
    }
}

/// The last complete event in a log; a line cut short by a crash is passed over. Looks at the end of the
/// log alone, however long it is.
pub(super) fn last_event(path: &Path) -> Option<Event> {
    let bytes = tail(&mut File::open(path).ok()?, TAIL).ok()?;
    bytes.rsplit(|&byte| byte == b'\n').find_map(|line| serde_json::from_slice(line).ok())
}

/// The last `length` bytes of a file, or all where it is shorter.
fn tail(file: &mut File, length: u64) -> io::Result<Vec<u8>> {
    let from = file.metadata()?.len().saturating_sub(length);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_neither_hides_the_event_before_nor_spoils_the_one_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.jsonl");
        EventLog::open(&path).unwrap().event(&Event::Paused { step: 4 });
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&whole[..], b"{\"event\": \"pau"].concat()).unwrap();
        assert_eq!(last_event(&path), Some(Event::Paused { step: 4 }));
        EventLog::open(&path).unwrap().event(&Event::Paused { step: 7 });
        assert_eq!(last_event(&path), Some(Event::Paused { step: 7 }));
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
    }

    #[test]
    fn the_last_event_is_found_behind_more_than_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.jsonl");
        let mut log = EventLog::open(&path).unwrap();
        for epoch in 0..3000 {
            log.event(&Event::Warning { text: format!("warning number {epoch}") });
        }
        log.event(&Event::Paused { step: 1 });
        assert!(std::fs::metadata(&path).unwrap().len() > 2 * TAIL);
        assert_eq!(last_event(&path), Some(Event::Paused { step: 1 }));
    }
}
