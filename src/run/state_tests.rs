//! The state of runs whose folders are made by hand.

use super::*;
use crate::run::heartbeat::now;
use crate::run::{EventLog, Heartbeat, process};
use crate::train::Sink;
use std::fs::File;
use std::time::{Duration, SystemTime};

fn run(place: &tempfile::TempDir, event: Option<&Event>) -> RunFolder {
    let folder = RunFolder::new(place.path());
    folder.write("run.toml", b"").unwrap();
    let old = SystemTime::now() - Duration::from_mins(10);
    File::options().write(true).open(folder.file("run.toml")).unwrap().set_modified(old).unwrap();
    if let Some(event) = event {
        EventLog::open(&folder.file("events.jsonl")).unwrap().event(event);
    }
    folder
}

fn beat(folder: &RunFolder, process: u32, phase: &str) {
    let machine = process::machine();
    let beat = Heartbeat { process, machine, time: now(), phase: phase.into(), ..Heartbeat::default() };
    folder.write("heartbeat.json", &serde_json::to_vec(&beat).unwrap()).unwrap();
}

#[test]
fn a_run_without_a_sign_of_life_is_running_while_it_is_new() {
    let place = tempfile::tempdir().unwrap();
    assert!(matches!(state(&RunFolder::new(place.path())), Err(RunError::NoRun(_))));
    let folder = run(&place, None);
    assert_eq!(state(&folder).unwrap(), RunState::Stale);
    folder.write("run.toml", b"").unwrap();
    assert_eq!(state(&folder).unwrap(), RunState::Running);
}

#[test]
fn a_run_is_what_its_last_event_says_unless_its_process_goes_on() {
    let own = std::process::id();
    for (event, ended, state_ended) in [
        (Event::Paused { step: 3 }, "paused", RunState::Paused),
        (Event::Failed { text: "no".into() }, "failed", RunState::Failed),
    ] {
        let place = tempfile::tempdir().unwrap();
        let folder = run(&place, Some(&event));
        assert_eq!(state(&folder).unwrap(), state_ended);
        beat(&folder, own, ended);
        assert_eq!(state(&folder).unwrap(), state_ended);
        beat(&folder, own, "starting");
        assert_eq!(state(&folder).unwrap(), RunState::Running);
    }
    let place = tempfile::tempdir().unwrap();
    let folder = run(&place, Some(&Event::Finished { seconds: 1.0 }));
    beat(&folder, own, "done");
    assert_eq!(state(&folder).unwrap(), RunState::Stale, "there is no report");
    folder.write("report.json", b"{}").unwrap();
    assert_eq!(state(&folder).unwrap(), RunState::Done);
}

#[cfg(unix)]
#[test]
fn a_run_whose_process_is_gone_is_stale_at_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = run(&place, Some(&Event::Phase { name: "evaluating".into() }));
    beat(&folder, std::process::id(), "evaluating");
    assert_eq!(state(&folder).unwrap(), RunState::Running);
    let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
    beat(&folder, child.id(), "evaluating");
    assert_eq!(state(&folder).unwrap(), RunState::Running);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(state(&folder).unwrap(), RunState::Stale);
}
