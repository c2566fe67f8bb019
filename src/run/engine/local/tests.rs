//! A queue with a program of a few lines in place of the trainings: order, retries, pauses, and one queue a folder.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::dataset::{IntensityWindow, Reading, WindowRule};
use crate::job::Stop;
use crate::pipeline::PipelineFile;
use crate::run::study::{Plan, PlannedRun};
use crate::run::{DataRecord, RunRecord, RunRequest};
use crate::train::TrainConfig;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

const STUDY: &str = "format = 1\nname = \"NAME\"\nreadout = \"knn_projector\"\nseeds = [0, 1]\n[data]\npath = \"cells\"\n\
                     [[recipe]]\nname = \"a\"\npipeline = \"nuisance-only\"\n[[recipe]]\nname = \"b\"\npipeline = \"viscy\"\n";

/// A place with a program that does what `script` says; it finds the run's folder in $RUN and its name in $NAME.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("program");
        // study STUDY --out DIR --threads N --only NAME
        let text = format!(
            "#!/bin/sh\nOUT=\"$4\"\nNAME=\"$8\"\nRUN=\"$4/runs/$NAME\"\nmkdir -p \"$RUN\"\necho \"$NAME\" >> \"{}\"\n\
             finish() {{ cp \"$OUT/records/$NAME\" \"$RUN/run.toml\"; for f in report.json predictions.csv; do echo '{{}}' > \"$RUN/$f\"; done\n\
             echo '{{\"time\":\"2025-01-01T00:00:00Z\",\"event\":\"finished\",\"seconds\":1.0}}' >> \"$RUN/events.jsonl\"; }}\n\
             {script}\n",
            folder.path().join("said").display()
        );
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn job(&self, name: &str) -> StudyJob {
        let (study, out) = (self.path(&format!("{name}.toml")), self.path(name));
        std::fs::write(&study, STUDY.replace("NAME", name)).unwrap();
        let plan = Plan::new(&study, &out, None, 0).unwrap();
        std::fs::create_dir_all(out.join("records")).unwrap();
        for run in &plan.runs {
            std::fs::write(out.join("records").join(&run.name), record(run).to_toml().unwrap()).unwrap();
        }
        StudyJob { program: self.path("program"), study, out, data: None, threads: 0, plan }
    }

    fn queue(&self) -> Queue {
        Queue {
            tickets: Tickets::new(self.path("queue")),
            program: self.path("program"),
            parallel: 1,
            cores: 2,
            data_wait: std::time::Duration::ZERO,
            until_empty: true,
        }
    }

    fn submit(&self, job: &StudyJob, priority: i64) {
        let all: Vec<usize> = (0..job.plan.runs.len()).collect();
        Local { tickets: self.queue().tickets, priority }.submit(job, &all).unwrap();
    }

    fn said(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.path("said")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

/// The record of a run as it is begun.
fn record(run: &PlannedRun) -> RunRecord {
    let RunRequest { pipeline, config, .. } = &run.request;
    RunRecord {
        format: 1,
        program: "augscope 0.1.0".into(),
        created: "2026-01-01T00:00:00Z".into(),
        seed: config.seed,
        views_by: "cpu".into(),
        device: String::new(),
        primary_readout: "knn_projector".into(),
        pipeline: PipelineFile::new(pipeline.clone()).to_toml(),
        data: DataRecord {
            path: "cells".into(),
            fingerprint: "0".into(),
            images: 3,
            classes: vec!["a".into(), "b".into()],
            channels: vec!["dna".into()],
            label: None,
            group: None,
            reading: Reading::default(),
        },
        window: IntensityWindow {
            rule: WindowRule::default(),
            channels: Vec::new(),
            groups: BTreeMap::new(),
        },
        config: TrainConfig {
            objective_settings: config.all_objective_settings().unwrap(),
            ..config.clone()
        },
        given: crate::run::Given::default(),
    }
}

fn serve(queue: &Queue) -> (QueueEnd, Vec<QueueNews>) {
    let mut news = Vec::new();
    let end = queue.serve(&Stop::new(), &mut |one| news.push(one)).unwrap();
    (end, news)
}

#[test]
fn every_run_is_done_once_in_the_order_of_the_plan_and_nothing_is_left_in_the_queue() {
    let place = Place::new("finish");
    let job = place.job("one");
    place.submit(&job, 0);
    let local = Local { tickets: place.queue().tickets, priority: 0 };
    assert_eq!(local.look(&job).unwrap().len(), 4);
    let (end, news) = serve(&place.queue());
    assert_eq!((end.failed.len(), end.paused.len(), end.stopped), (0, 0, false), "{news:?}");
    assert_eq!(place.said(), ["a-s0", "b-s0", "a-s1", "b-s1"]);
    assert!(local.look(&job).unwrap().is_empty() && place.queue().tickets.list().unwrap().0.is_empty());
    // Handed over once more, nothing is begun.
    place.submit(&job, 0);
    serve(&place.queue());
    assert_eq!(place.said().len(), 4);
}

#[test]
fn higher_priorities_go_first_and_paused_studies_do_not() {
    let place = Place::new("finish");
    for (name, priority) in [("one", 0), ("two", 5), ("three", 0), ("four", 0)] {
        place.submit(&place.job(name), priority);
    }
    let tickets = place.queue().tickets;
    let order = || tickets.list().unwrap().0.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(order(), ["two", "one", "three", "four"]);
    tickets.move_to("four", 0).unwrap();
    assert_eq!(order(), ["two", "four", "one", "three"]);
    tickets.change("one", |ticket| ticket.paused = true).unwrap();
    let (end, _) = serve(&place.queue());
    assert_eq!((end.paused.len(), place.said().len()), (4, 12));
    assert_eq!(order(), ["one"]);
    std::fs::write(tickets.folder().join("bad.toml"), "study = 3").unwrap();
    assert!(serve(&place.queue()).1.iter().any(|news| matches!(news, QueueNews::Problem(_))));
}

#[test]
fn what_fails_is_tried_three_times_and_the_reason_is_kept() {
    let place =
        Place::new("case $NAME in a-s0) echo 'augscope: no room' >&2; exit 1;; b-s0) exit 2;; esac; finish");
    let job = place.job("one");
    place.submit(&job, 0);
    let (end, _) = serve(&place.queue());
    let count = |name: &str| place.said().iter().filter(|said| *said == name).count();
    assert_eq!((count("a-s0"), count("b-s0"), count("a-s1")), (3, 1, 1));
    let mut failed: Vec<&str> = end.failed.iter().map(|(_, run, _)| run.as_str()).collect();
    failed.sort_unstable();
    assert_eq!(failed, ["a-s0", "b-s0"]);
    let attempts = Attempts::read(&job.plan.runs[0].request.folder);
    assert_eq!((attempts.failed, attempts.reasons.len()), (3, 3));
    assert_eq!(attempts.reasons[2].text, "no room");
    // Another queue does not try again by itself; whoever hands it over anew wants just that.
    serve(&place.queue());
    assert_eq!(count("a-s0"), 3);
    place.submit(&job, 0);
    serve(&place.queue());
    assert_eq!((count("a-s0"), count("a-s1")), (6, 1));
}

#[test]
fn a_process_that_was_killed_is_tried_again_and_one_that_was_paused_is_not() {
    let place = Place::new(
        "case $NAME in a-s0) test -e \"$RUN/twice\" || { echo > \"$RUN/twice\"; kill -9 $$; };; b-s0) exit 130;; esac; \
         finish",
    );
    place.submit(&place.job("one"), 0);
    let (end, news) = serve(&place.queue());
    assert!(end.failed.is_empty() && end.paused == [(place.path("one"), "b-s0".to_owned())], "{end:?}");
    assert!(news.iter().any(|one| matches!(one, QueueNews::InVain { again: true, .. })), "{news:?}");
    assert_eq!(place.said(), ["a-s0", "a-s0", "b-s0", "a-s1", "b-s1"]);
}

#[test]
fn a_crash_is_a_failure_and_one_that_is_killed_every_time_is_given_up_at_last() {
    let place = Place::new(
        "case $NAME in a-s0) kill -SEGV $$;; b-s0) mkdir -p \"$RUN/checkpoints\"; n=$(ls \"$RUN/checkpoints\" | wc -l)\n\
         echo > \"$RUN/checkpoints/step-$(printf %08d $n)\"; kill -KILL $$;; esac; finish",
    );
    let job = place.job("one");
    place.submit(&job, 0);
    let (end, _) = serve(&place.queue());
    let count = |name: &str| place.said().iter().filter(|said| *said == name).count();
    // The second one has a newer checkpoint every time.
    assert_eq!((count("a-s0"), count("b-s0"), count("a-s1"), count("b-s1")), (3, 31, 1, 1));
    let reason = |name: &str| end.failed.iter().find(|(_, run, _)| run == name).unwrap().2.clone();
    assert!(reason("a-s0").contains("crashed"), "{}", reason("a-s0"));
    assert!(reason("b-s0").contains("killed 31 times"), "{}", reason("b-s0"));
}

#[test]
fn what_is_wrong_with_one_study_is_told_and_keeps_no_other_from_being_done() {
    let place = Place::new("finish");
    // Nothing can be written where the runs of the first are to be; the second cannot be understood.
    place.submit(&place.job("one"), 9);
    std::fs::write(place.path("one/runs"), "").unwrap();
    place.submit(&place.job("two"), 5);
    std::fs::write(place.path("two.toml"), "format = 1\nname = 3\n").unwrap();
    place.submit(&place.job("three"), 0);
    let (end, news) = serve(&place.queue());
    assert_eq!(place.said().len(), 4, "{news:?}");
    assert_eq!(end.failed.len(), 4, "{end:?}");
    assert!(end.failed.iter().all(|(out, _, why)| *out == place.path("one") && why.contains("could not be")));
    assert_eq!(end.unserved.len(), 1, "{end:?}");
    assert_eq!(end.unserved[0].0, place.path("two"));
    assert!(news.iter().any(|one| matches!(one, QueueNews::Problem(words) if words.contains("two.toml"))));
    // Once it is mended it is served.
    place.submit(&place.job("two"), 5);
    assert!(serve(&place.queue()).0.unserved.is_empty());
    assert_eq!(place.said().len(), 8);
}

#[test]
fn what_fails_while_the_images_are_away_is_tried_again_later_and_after_the_others() {
    let place = Place::new(
        "case $NAME in a-s0) test -d \"$OUT/../cells\" || { test -e \"$RUN/tried\" && mkdir \"$OUT/../cells\"; echo > \"$RUN/tried\"; exit 1; };; \
         esac; finish",
    );
    place.submit(&place.job("one"), 0);
    let began = std::time::Instant::now();
    let wait = std::time::Duration::from_millis(400);
    let (end, _) = serve(&Queue { data_wait: wait, ..place.queue() });
    assert!(end.failed.is_empty() && began.elapsed() >= wait, "{end:?}");
    assert_eq!(place.said(), ["a-s0", "b-s0", "a-s1", "b-s1", "a-s0", "a-s0"]);
}

#[test]
fn only_one_queue_is_at_work_on_a_folder_and_one_that_is_stopped_leaves_the_rest() {
    let place = Place::new("finish");
    place.submit(&place.job("one"), 0);
    let queue = place.queue();
    let (stop, mut other) = (Stop::new(), None);
    let asked = stop.clone();
    let end = queue.serve(&stop, &mut |_| {
        other.get_or_insert_with(|| place.queue().serve(&Stop::new(), &mut |_| {}).unwrap_err().to_string());
        asked.request();
    });
    assert!(end.unwrap().stopped && other.unwrap().contains("another queue"));
    assert!(place.said().len() < 4);
    let (_, _) = serve(&queue);
    assert_eq!(place.said().len(), 4);
}
