//! [`EventReader`]: follows events.jsonl while a run writes it.

use crate::train::Event;
use serde::Deserialize;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

/// An event with its time.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct TimedEvent {
    /// When it happened, RFC 3339, UTC.
    pub time: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// Reads a log bit by bit, each event once.
#[derive(Clone, Debug)]
pub struct EventReader {
    path: PathBuf,
    /// Bytes of the complete lines that were read.
    read: u64,
}

impl EventReader {
    /// A reader of the log at `path`, which need not exist yet. Reads nothing.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), read: 0 }
    }

    /// The events that were added since the last call, all at the first. A last line that is half
    /// written waits; a line that is no event (a crash cut it short, or a newer program wrote it) is
    /// passed over. A log that became shorter is read anew.
    pub fn poll(&mut self) -> Vec<TimedEvent> {
        let bytes = self.new_bytes().unwrap_or_default();
        let complete = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
        self.read += complete as u64;
        // The position was found in these very bytes.
        bytes[..complete]
            .split(|&byte| byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect()
    }

    fn new_bytes(&mut self) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        if file.metadata()?.len() < self.read {
            self.read = 0;
        }
        file.seek(SeekFrom::Start(self.read))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::EventLog;
    use crate::train::Sink;
    use std::collections::BTreeMap;
    use std::io::Write;

    fn step(step: u64) -> Event {
        Event::Step {
            step,
            of: 9,
            epoch: 0,
            loss: 1.25,
            terms: BTreeMap::from([("alignment".into(), 0.5)]),
            learning_rate: 1e-3,
            images_per_s: 100.0,
            waiting: 0.25,
        }
    }

    #[test]
    fn every_event_comes_once_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.jsonl");
        let mut reader = EventReader::new(&path);
        assert!(reader.poll().is_empty());
        let mut log = EventLog::open(&path).unwrap();
        log.event(&step(1));
        log.event(&Event::EndedEarly { step: 1, of: 9 });
        let found = reader.poll();
        assert_eq!(
            found.iter().map(|e| e.event.clone()).collect::<Vec<_>>(),
            [step(1), Event::EndedEarly { step: 1, of: 9 }]
        );
        assert!(humantime::parse_rfc3339(&found[0].time).is_ok());
        assert!(reader.poll().is_empty());

        let whole = std::fs::read(&path).unwrap();
        let line = whole.split_inclusive(|&b| b == b'\n').next().unwrap();
        let (half, rest) = line.split_at(line.len() / 2);
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(half).unwrap();
        assert!(reader.poll().is_empty());
        file.write_all(rest).unwrap();
        file.write_all(b"no event at all\n").unwrap();
        assert_eq!(reader.poll().into_iter().map(|e| e.event).collect::<Vec<_>>(), [step(1)]);

        std::fs::write(&path, line).unwrap();
        assert_eq!(reader.poll().len(), 1, "a log that was begun anew is read from its beginning");
    }
}
