//! Runs in the Results room: from elsewhere, found by words, with notes, into the bin and back, with what was expected.

use crate::app::command::Command;
use crate::app::project::{Project, ResultsChoice};
use crate::app::view::{NotesDraft, Room};
use crate::pilot::{Options, Pilot, cells};
use crate::written_runs::{Ending, write_seed};
use augscope::dataset::simulate::CLASSES;
use augscope::run::{RunFolder, RunNotes};
use egui_kittest::kittest::Queryable;
use std::path::Path;

/// A window on a project with two recipes of two seeds each.
fn open(home: &Path, cells: &Path) -> Pilot {
    let folder = home.join("projects/cells");
    let classes = CLASSES.map(String::from);
    for (recipe, shift) in [("nuisance-only", 0), ("any-orientation", 1)] {
        for seed in [0, 1] {
            write_seed(&folder.join("runs"), recipe, seed, cells, &classes, Ending::Done, shift);
        }
    }
    let expectation = "format = 1\nwritten = \"2026-01-01T00:00:00Z\"\nagainst = \"nuisance-only\"\n\n[classes]\nlarge = \"falls\"\n";
    std::fs::write(folder.join("runs/any-orientation s0/expectation.toml"), expectation).unwrap();
    let ticked = ["nuisance-only s0", "nuisance-only s1", "any-orientation s0", "any-orientation s1"];
    let ticked = ticked.map(String::from).to_vec();
    let mut project = Project { name: "cells".into(), ..Project::default() };
    project.results = ResultsChoice { ticked, chart: "runs".into(), ..ResultsChoice::default() };
    Project::save(&project.to_toml().unwrap(), &folder).unwrap();
    let path = Some(folder);
    let mut pilot = Pilot::new(home, Options { path, gpu: false, ..Options::default() });
    pilot.until("the runs", |app| app.runs.list().len() == 4);
    pilot.window.state_mut().execute(Command::Go(Room::Results));
    pilot.until("the comparison", |app| app.runs.compared.found().is_some());
    pilot.window.run_steps(3);
    pilot
}

#[test]
fn a_run_from_elsewhere_is_listed_and_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 2);
    let mut pilot = open(&folder.path().join("home"), &cells);
    let elsewhere = folder.path().join("colleague");
    let classes = CLASSES.map(String::from);
    write_seed(&elsewhere, "nuisance-only", 0, &cells, &classes, Ending::Done, 2);
    let run = elsewhere.join("nuisance-only s0");
    pilot.window.state_mut().execute(Command::OpenPath(run.clone()));
    pilot.until("the run from elsewhere", |app| app.runs.list().len() == 5);
    // It gives way to the project's own run of that name.
    let linked = pilot.window.state().runs.named("nuisance-only s0 (colleague)").unwrap();
    assert!(linked.linked && linked.folder == run);
    pilot.window.state_mut().execute(Command::UnlinkRun(run.clone()));
    pilot.until("the others alone", |app| app.runs.list().len() == 4);
    assert!(run.join("run.toml").is_file());
}

#[test]
fn runs_are_found_by_their_words_and_notes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 2);
    let mut pilot = open(&folder.path().join("home"), &cells);
    let rows = |pilot: &Pilot| {
        let row = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            node.label().is_some_and(|label| label.starts_with("row "))
        };
        pilot.window.query_all(egui_kittest::kittest::by().predicate(row)).count()
    };
    // Two recipes, their seeds folded.
    assert_eq!(rows(&pilot), 2);
    pilot.click("Show the seeds one by one of nuisance-only");
    assert_eq!(rows(&pilot), 4);
    pilot.click("Fold the seeds of nuisance-only");

    let run = pilot.window.state().runs.named("any-orientation s1").unwrap().folder.clone();
    let draft = NotesDraft { tags: "final, plate 3".into(), note: "the good one".into() };
    pilot.window.state_mut().execute(Command::DraftNotes(run.clone(), draft));
    pilot.window.state_mut().execute(Command::KeepNotes);
    pilot.until("the notes", |app| {
        app.runs.named("any-orientation s1").is_some_and(|run| run.notes.tags == ["final", "plate 3"])
    });
    assert_eq!(RunNotes::read(&RunFolder::new(&run)).unwrap().note, "the good one");
    for (words, found) in
        [("PLATE good", 1), ("orientation", 1), ("seed 1", 2), ("plate nuisance", 0), ("", 2)]
    {
        pilot.window.state_mut().execute(Command::FilterRuns(words.into()));
        pilot.window.run_steps(3);
        assert_eq!(rows(&pilot), found, "{words}");
    }
}

#[test]
fn what_is_discarded_can_be_put_back_with_a_click() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 2);
    let mut pilot = open(&folder.path().join("home"), &cells);
    let run = pilot.window.state().runs.named("nuisance-only s1").unwrap().folder.clone();
    pilot.window.state_mut().execute(Command::Discard(run.clone()));
    pilot.until("the run to be gone", |app| app.runs.list().len() == 3 && app.runs.binned().len() == 1);
    assert!(!run.exists());
    pilot.click("Bin of runs...");
    pilot.click("Put back nuisance-only s1");
    pilot.until("the run to be back", |app| app.runs.list().len() == 4 && app.runs.binned().is_empty());
    assert!(run.join("report.json").is_file());
}

#[test]
fn what_was_expected_stands_beside_what_came_out() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 2);
    let pilot = open(&folder.path().join("home"), &cells);
    assert!(pilot.find("Expected against nuisance-only, sealed 2026-01-01").is_some());
    assert!(pilot.find("large falls:").is_some());
}
