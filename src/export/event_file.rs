//! [`EventFile`]: a run's curves as an event file of TensorBoard, written while it trains or afterwards.
//!
//! A file is a row of records: the length in 8 bytes, its check sum, the content, its check sum. Check sums are
//! CRC-32C, turned and shifted (`masked`) as TensorFlow does. A record holds one `Event` of TensorFlow's protocol.

use super::protobuf::Message;
use super::scalars::Scalars;
use crate::train::{Event, Sink};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The name of such a file; TensorBoard looks for "tfevents".
pub const EVENT_FILE: &str = "events.out.tfevents.augscope";

/// Added to a turned check sum.
const MASK: u32 = 0xa282_ead8;
/// A record reaches the disk at the latest this long after it was made.
const PATIENCE: Duration = Duration::from_secs(1);

/// The check sum of `bytes`, masked so that a check sum over bytes with check sums in them stays a good one.
pub fn masked_crc32c(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(MASK)
}

/// The record of `content`.
fn record(content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u64).to_le_bytes();
    let sums = [masked_crc32c(&length), masked_crc32c(content)].map(u32::to_le_bytes);
    [&length[..], &sums[0], content, &sums[1]].concat()
}

/// Where the last whole record of `bytes` ends: what lies behind was torn by a crash.
pub fn whole_records(bytes: &[u8]) -> usize {
    let mut end = 0;
    while let Some(length) = record_length(&bytes[end..]) {
        end += length;
    }
    end
}

/// The length of the record at the beginning of `bytes`, if it is whole and both check sums hold.
fn record_length(bytes: &[u8]) -> Option<usize> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let holds = |bytes: &[u8], sum: &[u8; 4]| masked_crc32c(bytes) == u32::from_le_bytes(*sum);
    let content = rest.get(..usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let (content_sum, _) = rest.get(content.len()..)?.split_first_chunk::<4>()?;
    (holds(length, sum) && holds(content, content_sum)).then_some(16 + content.len())
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// The record that a file begins with.
fn header(time: SystemTime) -> Vec<u8> {
    record(&Message::new().double(1, seconds(time)).text(3, "brain.Event:2").into_bytes())
}

/// The records of an event at `time`; none where it has no numbers. `begun` is true where a training has begun in the file
/// before, and is so afterwards.
fn records(scalars: &mut Scalars, begun: &mut bool, time: SystemTime, event: &Event) -> Vec<u8> {
    let (step, values) = scalars.of(event);
    let event_at = |step: u64| Message::new().double(1, seconds(time)).int(2, step as i64);
    if let Event::Started { .. } = event {
        if !std::mem::replace(begun, true) {
            return Vec::new();
        }
        // Tells TensorBoard to forget steps from here on, which are done again after a crash: all of them where it came
        // before the first checkpoint.
        let session = Message::new().int(1, 1);
        return record(&event_at(step + 1).message(7, session).into_bytes());
    }
    if values.is_empty() {
        return Vec::new();
    }
    let summary = values.iter().fold(Message::new(), |summary, (tag, value)| {
        summary.message(1, Message::new().text(1, tag).float(2, *value as f32))
    });
    record(&event_at(step).message(5, summary).into_bytes())
}

/// The content of a file with all `events` of a run.
pub fn event_file(events: &[(SystemTime, Event)]) -> Vec<u8> {
    let first = events.first().map_or(SystemTime::UNIX_EPOCH, |(time, _)| *time);
    let mut scalars = Scalars::default();
    let (mut bytes, mut begun) = (header(first), false);
    for (time, event) in events {
        bytes.extend(records(&mut scalars, &mut begun, *time, event));
    }
    bytes
}

/// Writes curves while a run makes them.
#[derive(Debug)]
pub struct EventFile {
    path: PathBuf,
    file: Option<File>,
    scalars: Scalars,
    /// A training has begun in the file.
    begun: bool,
    /// What has not reached the file yet.
    waiting: Vec<u8>,
    written: SystemTime,
    /// A full disk: nothing more is tried.
    given_up: bool,
}

impl EventFile {
    /// Writes to `path`, from the first event on; a file that is there is gone on with.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let begun = std::fs::metadata(&path).is_ok_and(|file| file.len() > 0);
        Self {
            path,
            file: None,
            scalars: Scalars::default(),
            begun,
            waiting: Vec::new(),
            written: SystemTime::UNIX_EPOCH,
            given_up: false,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => opened(&self.path)?,
        };
        file.write_all(&self.waiting)?;
        self.waiting.clear();
        self.written = SystemTime::now();
        self.file = Some(file);
        Ok(())
    }
}

/// The file at `path`, ready for the next record: without what a crash tore, and with a header.
fn opened(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().create(true).read(true).write(true).truncate(false).open(path)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let whole = whole_records(&bytes);
    file.set_len(whole as u64)?;
    file.seek(SeekFrom::End(0))?;
    if whole == 0 {
        file.write_all(&header(SystemTime::now()))?;
    }
    Ok(file)
}

impl Sink for EventFile {
    fn event(&mut self, event: &Event) {
        if self.given_up {
            return;
        }
        let now = SystemTime::now();
        let records = records(&mut self.scalars, &mut self.begun, now, event);
        self.waiting.extend(records);
        let often = matches!(event, Event::Step { .. });
        let soon = now.duration_since(self.written).is_ok_and(|since| since < PATIENCE);
        if !(self.waiting.is_empty() || often && soon) {
            // Curves for another program must not end the run; its own record has them too.
            self.given_up = self.flush().is_err();
        }
    }
}

impl Drop for EventFile {
    fn drop(&mut self) {
        if !self.waiting.is_empty() && !self.given_up {
            let _ = self.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn step(step: u64) -> Event {
        let terms = BTreeMap::from([("alignment".to_owned(), 0.5)]);
        Event::Step {
            step,
            of: 9,
            epoch: 0,
            loss: 1.25,
            terms,
            learning_rate: 1e-3,
            images_per_s: 1.0,
            waiting: 0.0,
        }
    }

    /// RFC 3720, appendix B.4 gives 0x8a9136aa for 32 zeros.
    #[test]
    fn the_check_sum_is_castagnolis_and_masked() {
        let plain = 0x8a91_36aa_u32;
        let masked = plain.rotate_right(15).wrapping_add(0xa282_ead8);
        assert_eq!(masked_crc32c(&[0; 32]), masked);
    }

    #[test]
    fn a_torn_record_is_cut_off_and_the_rest_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(EVENT_FILE);
        let mut log = EventFile::new(&path);
        log.event(&step(1));
        log.event(&step(2));
        drop(log);
        let whole = std::fs::read(&path).unwrap();
        assert_eq!(whole_records(&whole), whole.len());
        std::fs::write(&path, &whole[..whole.len() - 3]).unwrap();
        let mut log = EventFile::new(&path);
        log.event(&step(2));
        drop(log);
        let again = std::fs::read(&path).unwrap();
        assert_eq!((again.len(), whole_records(&again)), (whole.len(), whole.len()));
        let mut broken = again;
        broken[20] ^= 1;
        assert_eq!(whole_records(&broken), 0);
    }

    /// A training that was killed before its first checkpoint begins at 0 again: TensorBoard must forget its first steps.
    #[test]
    fn a_training_that_begins_again_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(EVENT_FILE);
        let started = |step| Event::Started {
            step,
            of: 9,
            epochs: 1,
            images: 4,
            batch: 2,
            threads: 1,
            parameters: 1,
            device: String::new(),
        };
        let restarts = |bytes: &[u8]| -> Vec<u8> {
            // The step (field 2), then a session that starts (field 7).
            let session = [0x3a, 0x02, 0x08, 0x01];
            bytes.windows(6).filter(|w| w[0] == 0x10 && w[2..] == session).map(|w| w[1]).collect()
        };
        for part in [vec![started(0), step(1), step(2)], vec![started(0), step(1)], vec![started(1), step(2)]]
        {
            let mut log = EventFile::new(&path);
            for event in &part {
                log.event(event);
            }
        }
        assert_eq!(restarts(&std::fs::read(&path).unwrap()), [1, 2]);
        let events = [started(0), step(1), step(2), started(0), step(1), started(1), step(2)];
        let timed: Vec<_> = events.into_iter().map(|event| (SystemTime::now(), event)).collect();
        assert_eq!(restarts(&event_file(&timed)), [1, 2]);
    }

    #[test]
    fn afterwards_it_is_the_same_but_for_the_times() {
        let epoch = Event::Epoch {
            epoch: 1,
            of: 2,
            loss: 1.0,
            spread: 0.5,
            rank: 3.0,
            seconds: 1.0,
            waiting: 0.0,
            view_seconds: 0.0,
            model_seconds: 0.0,
        };
        let per_class = BTreeMap::from([("large".to_owned(), 0.25)]);
        let probe =
            Event::Probe { epoch: 1, readout: "knn_encoder".into(), balanced_accuracy: 0.5, per_class };
        let events = [step(1), epoch, probe, Event::Paused { step: 1 }];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(EVENT_FILE);
        let mut log = EventFile::new(&path);
        for event in &events {
            log.event(event);
        }
        drop(log);
        let timed: Vec<_> = events.into_iter().map(|event| (SystemTime::now(), event)).collect();
        let bytes = event_file(&timed);
        assert_eq!(bytes.len(), std::fs::read(&path).unwrap().len());
        assert!(bytes.windows(20).any(|window| window == b"probe/acc_class/larg".as_slice()));
    }
}
