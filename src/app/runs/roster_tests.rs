//! Very many runs are read once, and then only what has changed of them.

use super::*;
use augscope::dataset::{IntensityWindow, Reading, WindowRule};
use augscope::evaluate::{Embedded, Features, Question, ReadoutKind, Split, assess};
use augscope::pipeline::load;
use augscope::run::{DataRecord, EventLog};
use augscope::train::{Event, Preset, Sink, TrainConfig};
use std::collections::BTreeMap;

/// A report of two classes.
fn report() -> Vec<u8> {
    let part = |shift: usize| {
        let labels: Vec<usize> = (0..40).map(|image| image % 2).collect();
        let data = labels.iter().enumerate().map(|(i, &c)| c as f32 + (i * 7 % 5) as f32 * 0.3).collect();
        Embedded {
            groups: (shift..shift + labels.len()).collect(),
            encoder: Features::new(labels.len(), 1, data).unwrap(),
            labels,
            ..Embedded::default()
        }
    };
    let question = Question {
        classes: ["a", "b"].map(str::to_owned).into(),
        part: "choose".into(),
        primary_readout: ReadoutKind::KnnEncoder,
        transductive: false,
        exploratory: false,
        seed: 0,
        split: Split::default(),
    };
    let report = assess(&part(0), &part(1000), &question, &augscope::job::Stop::new()).unwrap();
    serde_json::to_vec(&report).unwrap()
}

fn record(number: usize) -> RunRecord {
    let quick = TrainConfig::preset(Preset::Quick);
    let config = TrainConfig { seed: (number % 2) as u64, epochs: 2 + (number / 2) as u32, ..quick };
    RunRecord {
        format: 1,
        program: "augscope".into(),
        created: format!("2026-01-01T00:{:02}:{:02}Z", number / 60 % 60, number % 60),
        seed: config.seed,
        views_by: "cpu".into(),
        device: String::new(),
        primary_readout: "knn_encoder".into(),
        pipeline: load("any-orientation").unwrap().to_toml(),
        data: DataRecord {
            path: "cells".into(),
            fingerprint: "0".into(),
            images: 80,
            classes: vec!["a".into(), "b".into()],
            channels: vec!["dna".into()],
            label: None,
            group: None,
            reading: Reading::default(),
        },
        window: IntensityWindow {
            rule: WindowRule::default(),
            channels: vec![(0.125, 1000.1)],
            groups: BTreeMap::new(),
        },
        config,
        given: augscope::run::Given::default(),
    }
}

struct Home {
    folder: tempfile::TempDir,
    watched: Watched,
}

impl Home {
    fn new(runs: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let watched = Watched { folder: folder.path().join("runs"), linked: Vec::new() };
        let home = Self { folder, watched };
        let report = report();
        for number in 0..runs {
            home.write(number, &report);
        }
        home
    }

    fn run(&self, number: usize) -> RunFolder {
        RunFolder::new(self.watched.folder.join(format!("run {number:04}")))
    }

    fn write(&self, number: usize, report: &[u8]) {
        let run = self.run(number);
        std::fs::create_dir_all(run.path()).unwrap();
        std::fs::write(run.file("run.toml"), record(number).to_toml().unwrap()).unwrap();
        let mut log = EventLog::open(&run.file("events.jsonl")).unwrap();
        log.event(&Event::Epoch {
            epoch: 1,
            of: 2,
            loss: 1.0,
            spread: 0.5,
            seconds: 1.0,
            waiting: 0.0,
            rank: 2.0,
            view_seconds: 0.5,
            model_seconds: 0.5,
        });
        log.event(&Event::Finished { seconds: 3.0 });
        std::fs::write(run.file("report.json"), report).unwrap();
    }

    fn roster(&self) -> Roster {
        Roster::new(self.watched.clone(), Some(self.folder.path().join("index")))
    }
}

fn named<'a>(seen: &'a Seen, name: &str) -> &'a RunInfo {
    seen.runs.iter().find(|run| run.name == name).unwrap()
}

#[test]
fn two_thousand_runs_are_read_once_and_then_looked_up() {
    let home = Home::new(2000);
    let mut first = home.roster();
    let seen = first.look(|_| ()).unwrap();
    assert_eq!(seen.runs.len(), 2000);
    assert_eq!((first.reads.records, first.reads.reports), (2000, 2000));
    assert!(seen.runs.is_sorted_by(|a, b| a.record.created <= b.record.created));
    // Only what lists need stays in memory.
    let far = named(&seen, "run 0007");
    assert!(far.report.is_none() && far.summary.is_some() && far.course.mean_loss.is_empty());
    assert_eq!((far.state, far.course.seconds), (RunState::Done, Some(3.0)));
    assert_eq!(far.family, named(&seen, "run 0006").family, "seeds of one recipe");
    assert_ne!(far.family, named(&seen, "run 0008").family);

    // Again: nothing is new, a part of them is looked at, and no report is opened.
    let before = first.reads;
    assert!(first.look(|_| ()).is_none());
    let looked = first.reads.looks - before.looks;
    assert!((300..=500).contains(&looked), "{looked} of 2000");
    assert_eq!((first.reads.records, first.reads.reports), (before.records, before.reports));

    // In another session the index says it all.
    let mut second = home.roster();
    let again = second.look(|_| ()).unwrap();
    assert_eq!((second.reads.records, second.reads.reports), (0, 0), "nothing is read again");
    for (a, b) in seen.runs.iter().zip(&again.runs) {
        assert_eq!((&a.name, &a.text, a.state, &a.recipe), (&b.name, &b.text, b.state, &b.recipe));
        assert_eq!((&a.course, &a.record.config), (&b.course, &b.record.config));
        let accuracy = |run: &RunInfo| run.summary.as_ref()?.balanced(ReadoutKind::KnnEncoder);
        assert!((accuracy(a).unwrap() - accuracy(b).unwrap()).abs() < 1e-12, "{}", a.name);
    }
    assert_eq!(named(&again, "run 0007").family, named(&again, "run 0006").family);

    // One that was evaluated again meanwhile is read anew, and it alone; one that is new is seen.
    std::fs::write(home.run(5).file("notes.toml"), "tags = [\"odd\"]\n").unwrap();
    home.write(2000, &report());
    let mut third = home.roster();
    let changed = third.look(|_| ()).unwrap();
    assert_eq!((third.reads.records, third.reads.reports), (2, 2));
    assert!(changed.runs.len() == 2001 && named(&changed, "run 0005").text.contains("odd"));
}

#[test]
fn what_is_ticked_is_read_whole_and_let_go_again() {
    let home = Home::new(320);
    let mut roster = home.roster();
    roster.look(|_| ()).unwrap();
    let path = home.run(9).path().to_path_buf();
    roster.look_closely([path].into_iter().collect());
    let seen = roster.look(|_| ()).unwrap();
    let close = named(&seen, "run 0009");
    assert!(close.report.is_some() && !close.is_being_read() && close.course.mean_loss.len() == 1);
    assert_eq!(seen.runs.iter().filter(|run| run.report.is_some()).count(), 1);
    assert!(roster.look(|_| ()).is_none(), "nothing is new");
    roster.look_closely(HashSet::new());
    let mut last = None;
    for _ in 0..2 {
        last = roster.look(|_| ()).or(last);
    }
    assert!(named(&last.unwrap(), "run 0009").report.is_none());
    // A few runs are always whole.
    let few = Home::new(5);
    let seen = few.roster().look(|_| ()).unwrap();
    assert!(seen.runs.iter().all(|run| run.report.is_some() && run.course.mean_loss.len() == 1));
}

#[test]
fn a_damaged_index_is_as_good_as_none() {
    let home = Home::new(310);
    home.roster().look(|_| ()).unwrap();
    let index = home.folder.path().join("index");
    let file = std::fs::read_dir(&index).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.get(..text.len() / 2).unwrap()).unwrap();
    let mut roster = home.roster();
    assert_eq!(roster.look(|_| ()).unwrap().runs.len(), 310);
    assert!((100..310).contains(&roster.reads.reports), "{:?}", roster.reads);
}

#[test]
fn a_run_from_elsewhere_gives_way_to_one_of_the_same_name() {
    let path = Path::new("/lab/others/first");
    assert_eq!(name(path, |_| false), "first");
    assert_eq!(name(path, |name| name == "first"), "first (others)");
    assert_eq!(name(path, |name| name == "first" || name == "first (others)"), "first (others 2)");
}
