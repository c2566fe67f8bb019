//! A picture of every room: empty, loading, full, failed; light and dark. The README's picture is one of them.

use crate::app::App;
use crate::app::command::Command;
use crate::app::project::{DataSource, FILE, Project, ResultsChoice};
use crate::app::view::Room;
use crate::pilot::{Options, Pilot, cells};
use crate::written_runs::{Ending, write_run, write_seed};
use augscope::dataset::simulate::CLASSES;
use augscope::pipeline::load;
use egui_kittest::SnapshotOptions;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

/// What is in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Empty,
    Loading,
    Full,
    Failed,
}

/// Pictures may differ in this many of their 770,000 pixels: drivers of one kind differ in the last bit.
pub const PIXELS: usize = 400;

fn themes() -> [(bool, &'static str); 2] {
    [(true, "dark"), (false, "light")]
}

#[test]
fn rooms_look_as_they_did() {
    if !Pilot::draws_as_before("pictures of the rooms") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 12);
    let mut results = egui_kittest::SnapshotResults::new();
    for content in [Content::Empty, Content::Loading, Content::Full, Content::Failed] {
        for (dark, theme) in themes() {
            let home = folder.path().join(format!("{content:?} {theme}"));
            let (mut pilot, _stuck) = prepare(&home, &cells, content, dark);
            for room in Room::ALL {
                pilot.window.state_mut().execute(Command::Go(room));
                settle(&mut pilot, room, content);
                mask(&mut pilot);
                let name = format!("{} {content:?} {theme}", room.title()).to_lowercase().replace(' ', "-");
                let options = SnapshotOptions::new().max_failed_pixels(PIXELS);
                results.add(pilot.window.try_snapshot_options(name, &options));
            }
        }
    }
}

/// The picture on top of the README.
#[test]
fn the_design_room_of_the_readme() {
    if !Pilot::draws_as_before("the picture of the README") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Enough of each class for something to be said of the recipe.
    let cells = cells(folder.path(), 60);
    let (mut pilot, _stuck) = prepare(&folder.path().join("home"), &cells, Content::Full, true);
    pilot.window.state_mut().execute(Command::Go(Room::Design));
    let step = pilot.window.state().document.recipe().steps[1].id.clone();
    pilot.window.state_mut().execute(Command::SelectStep(Some(step)));
    settle(&mut pilot, Room::Design, Content::Full);
    let options = SnapshotOptions::new().output_path("docs").max_failed_pixels(PIXELS);
    let mut results = egui_kittest::SnapshotResults::new();
    results.add(pilot.window.try_snapshot_options("design-room", &options));
}

/// Two recipes with three seeds each: what may be said of every class.
#[test]
fn recipes_compared() {
    if !Pilot::draws_as_before("the picture of compared recipes") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 12);
    let mut results = egui_kittest::SnapshotResults::new();
    for (dark, theme) in themes() {
        let home = folder.path().join(theme);
        let runs = path_of_runs(&home.join("projects").join("cells"));
        let classes = CLASSES.map(String::from);
        for seed in [1, 2] {
            write_seed(&runs, "nuisance-only", seed, &cells, &classes, Ending::Done, 0);
            write_seed(&runs, "any-orientation", seed, &cells, &classes, Ending::Done, 1);
        }
        let (mut pilot, _stuck) = prepare(&home, &cells, Content::Full, dark);
        let app = pilot.window.state_mut();
        let name = |recipe: &str, seed: usize| format!("{recipe} s{seed}");
        let ticked = (0..6).map(|n| name(["nuisance-only", "any-orientation"][n / 3], n % 3)).collect();
        app.execute(Command::SetResults(ResultsChoice { ticked, ..ResultsChoice::default() }));
        app.execute(Command::Go(Room::Results));
        pilot.until("the comparison", |app| {
            app.runs.compared.found().is_some_and(|found| found.is_ok_and(|found| found.runs.len() == 6))
        });
        settle(&mut pilot, Room::Results, Content::Full);
        // What is said can be read without eyes.
        let verdicts =
            egui_kittest::kittest::by().predicate(|node: &egui_kittest::kittest::AccessKitNode<'_>| {
                node.label().or(node.value()).is_some_and(|words| words.starts_with("bright: hurt, "))
            });
        assert_eq!(egui_kittest::kittest::Queryable::query_all(&pilot.window, verdicts).count(), 1);
        mask(&mut pilot);
        let options = SnapshotOptions::new().max_failed_pixels(PIXELS);
        results.add(pilot.window.try_snapshot_options(format!("results-compared-{theme}"), &options));
    }
}

/// A window with its content. What is loading goes on loading while the sender lives.
fn prepare(home: &Path, cells: &Path, content: Content, dark: bool) -> (Pilot, Option<Sender<()>>) {
    let project = home.join("projects").join("cells");
    let path = match content {
        Content::Empty | Content::Loading => None,
        Content::Full | Content::Failed => Some(write_project(&project, cells, content)),
    };
    let mut pilot = Pilot::new(home, Options { size: [1280.0, 720.0], dark, path, ..Options::default() });
    let stuck = (content == Content::Loading).then(|| {
        let (send, wait) = channel::<()>();
        pilot.window.state_mut().data.open_with(move |progress| {
            progress.set_total(1800);
            progress.add(450);
            let _ = wait.recv();
            Err("the test has ended".into())
        });
        send
    });
    match content {
        Content::Full => pilot.until("the cells", |app| app.data.opened.ready().is_some()),
        Content::Failed => {
            pilot.until("the refusal", |app| matches!(app.data.opened, augscope::job::Loaded::Failed(_)));
        }
        Content::Loading => pilot.until("the count of images", |app| {
            matches!(&app.data.opened, augscope::job::Loaded::Loading(task) if task.progress().done() == 450)
        }),
        Content::Empty => {}
    }
    if path_of_runs(&project).is_dir() {
        let runs = std::fs::read_dir(path_of_runs(&project)).unwrap().count();
        pilot.until("the runs", |app| app.runs.list().len() == runs);
    }
    (pilot, stuck)
}

fn path_of_runs(project: &Path) -> PathBuf {
    project.join("runs")
}

fn write_project(folder: &Path, cells: &Path, content: Content) -> PathBuf {
    let runs = path_of_runs(folder);
    let classes = CLASSES.map(String::from);
    let mut project = Project { name: "cells".into(), ..Project::default() };
    let path = if content == Content::Full { cells.to_path_buf() } else { cells.join("not there") };
    if content == Content::Full {
        write_run(&runs, "nuisance-only", cells, &classes, Ending::Done, 0);
        write_run(&runs, "any-orientation", cells, &classes, Ending::Done, 1);
        let ticked = ["nuisance-only s0", "any-orientation s0"].map(String::from).to_vec();
        project.results = ResultsChoice { ticked, ..ResultsChoice::default() };
    } else {
        write_run(&runs, "any-orientation", cells, &classes, Ending::Failed, 0);
    }
    project.recipes[0].file = load("any-orientation").unwrap();
    project.data = Some(DataSource::new(path, None, Some("well")));
    Project::save(&project.to_toml().unwrap(), folder).unwrap();
    assert!(folder.join(FILE).is_file());
    folder.to_path_buf()
}

/// Frames until the room's pictures are there.
fn settle(pilot: &mut Pilot, room: Room, content: Content) {
    pilot.window.hover_at(egui::pos2(2.0, 200.0));
    pilot.window.run_steps(4);
    let ready = move |app: &App| match (content, room) {
        (Content::Full, Room::Data) => {
            app.data.thumbnails.shown().is_some() && !app.data.thumbnails.is_waiting()
        }
        (Content::Full, Room::Design) => {
            app.preview.versions.shown().is_some()
                && !app.preview.versions.is_waiting()
                && app.preview.grid.shown().is_some()
                && !app.preview.grid.is_waiting()
                && app.checked.found().is_some()
                && !app.checked.is_waiting()
        }
        (Content::Full, Room::Train) => app.runs.estimate().is_some(),
        (_, Room::Train) => app.runs.trainers().is_some(),
        (Content::Full, Room::Results) => app.runs.compared.found().is_some(),
        (Content::Full, Room::Studies) => {
            let studies = &app.runs.studies;
            studies.preview.is_current() && studies.cost.kinds().is_some()
        }
        _ => true,
    };
    pilot.until("the room's pictures", ready);
    pilot.window.run_steps(6);
}

/// Covers what differs between machines: threads, measured times, paths.
pub fn mask(pilot: &mut Pilot) {
    let varying = ["preview: ", "about ", "ready at ", "measuring", "Computes on", "/", "cannot open "];
    let mut covered = Vec::new();
    for words in varying {
        let words = words.to_owned();
        let found =
            egui_kittest::kittest::by().predicate(move |node: &egui_kittest::kittest::AccessKitNode<'_>| {
                node.label().or(node.value()).is_some_and(|label| label.starts_with(&words))
            });
        covered.extend(
            egui_kittest::kittest::Queryable::query_all(&pilot.window, found).map(|node| node.rect()),
        );
    }
    for place in covered {
        pilot.window.mask(place);
    }
}
