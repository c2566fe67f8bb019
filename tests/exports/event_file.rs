//! The event file of a run: every check sum holds, and its curves are those of the run's own record.

use super::{Made, augscope};
use augscope::export::EVENT_FILE;
use augscope::run::EventReader;
use augscope::train::Event;

/// CRC-32C bit by bit, by its definition.
fn crc32c(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for &byte in bytes {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0x82f6_3b78 } else { sum >> 1 };
        }
    }
    !sum
}

/// The contents of all records, their check sums held.
fn records(bytes: &[u8]) -> Vec<&[u8]> {
    let holds = |part: &[u8], sum: &[u8]| {
        let crc = crc32c(part);
        let masked = crc.rotate_right(15).wrapping_add(0xa282_ead8);
        assert_eq!(masked, u32::from_le_bytes(sum.try_into().unwrap()));
    };
    let (mut at, mut found) = (0, Vec::new());
    while at < bytes.len() {
        let length = u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
        holds(&bytes[at..at + 8], &bytes[at + 8..at + 12]);
        let content = &bytes[at + 12..at + 12 + length];
        holds(content, &bytes[at + 12 + length..at + 16 + length]);
        found.push(content);
        at += 16 + length;
    }
    found
}

/// The values that stand behind the curve called `name`, in order.
fn curve(records: &[&[u8]], name: &str) -> Vec<f32> {
    // A value of a summary is its tag (field 1) and then its number (field 2, 32 bits).
    let tag = [&[0x0a, name.len() as u8], name.as_bytes(), &[0x15]].concat();
    let value = |record: &&[u8]| {
        let at = record.windows(tag.len()).position(|window| window == tag)? + tag.len();
        Some(f32::from_le_bytes(record[at..at + 4].try_into().unwrap()))
    };
    records.iter().filter_map(value).collect()
}

#[test]
fn check_sums_hold_and_curves_are_those_of_the_run() {
    let made = Made::get();
    let log = EventReader::new(made.run().join("events.jsonl")).poll();
    let losses: Vec<f32> = log
        .iter()
        .filter_map(|e| if let Event::Step { loss, .. } = e.event { Some(loss as f32) } else { None })
        .collect();
    assert!(losses.len() > 4);
    let live = std::fs::read(made.run().join(EVENT_FILE)).unwrap();
    let after = std::fs::read(made.export("tensorboard", "board").join(EVENT_FILE)).unwrap();
    for bytes in [&live, &after] {
        let records = records(bytes);
        assert!(records[0].ends_with(b"brain.Event:2"));
        assert_eq!(curve(&records, "loss"), losses);
        assert_eq!(curve(&records, "lr").len(), losses.len());
        assert_eq!(curve(&records, "probe/acc").len(), 2);
        assert_eq!(curve(&records, "probe/acc_class/puncta").len(), 2);
    }
    // Going on with a run that is done adds nothing, and nothing is torn.
    let (run, more) = (made.run(), ["--resume"]);
    assert!(augscope(&made.training(&run, &more)).status.success());
    assert_eq!(std::fs::read(made.run().join(EVENT_FILE)).unwrap(), live);
}

#[test]
fn what_mlflow_gets_is_the_same() {
    let made = Made::get();
    let folder = made.export("mlflow", "mlflow");
    let run: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("run.json")).unwrap()).unwrap();
    let log = EventReader::new(made.run().join("events.jsonl")).poll();
    let steps = log.iter().filter(|e| matches!(e.event, Event::Step { .. })).count();
    let metrics = run["metrics"].as_array().unwrap();
    assert_eq!(metrics.iter().filter(|m| m["key"] == "loss").count(), steps);
    assert_eq!(run["params"]["config.encoder"], "convnet");
    assert!(folder.join("import_to_mlflow.py").is_file());
}
