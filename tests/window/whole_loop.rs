//! The whole loop by mouse and keys: open, choose the group, build a recipe, train, read the chart, undo,
//! save, open again.

use crate::app::view::Room;
use crate::pilot::{Options, Pilot, cells};
use augscope::run::RunState;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

#[test]
fn a_small_set_is_opened_designed_trained_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    let cells = cells(folder.path(), 16);
    let home = folder.path().join("home");
    let mut pilot = Pilot::new(&home, Options { gpu, ..Options::default() });

    open(&mut pilot, &cells.display().to_string());
    design(&mut pilot, gpu);
    undo_and_redo(&mut pilot);
    train(&mut pilot);
    read(&mut pilot);
    reopen(pilot, &home);
}

/// Types the path, and chooses the wells as groups.
fn open(pilot: &mut Pilot, path: &str) {
    pilot.window.run_steps(2);
    pilot.type_into("Path of a folder, a table or a project", path);
    pilot.keys(Modifiers::NONE, Key::Enter);
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.click("Column of the group");
    pilot.click("well");
    pilot.until("the groups", |app| {
        app.data.opened.ready().is_some_and(|opened| opened.dataset.group_column.as_deref() == Some("well"))
    });
    pilot.until("thumbnails", |app| app.data.thumbnails.shown().is_some());
}

/// Adds two steps, drags one over the other, moves a slider, and sees the pictures change.
fn design(pilot: &mut Pilot, gpu: bool) {
    pilot.keys(Modifiers::COMMAND, Key::Num2);
    assert_eq!(pilot.window.state().view.room, Room::Design);
    let drawn =
        |app: &crate::app::App| app.preview.versions.shown().is_some() && !app.preview.versions.is_waiting();
    pilot.until("pictures", drawn);
    let place = picture(pilot, "random version 1");
    let before = gpu.then(|| pilot.pixels(place));

    for name in ["Rotate", "Gain"] {
        pilot.click("+ Add a transform...");
        pilot.window.get_by_label(name).scroll_to_me();
        pilot.window.run_steps(6);
        pilot.click(name);
    }
    let kinds = |pilot: &Pilot| -> Vec<&'static str> {
        pilot.window.state().document.recipe().steps.iter().map(|step| step.entry.kind).collect()
    };
    assert_eq!(kinds(pilot), ["rotate", "gain"]);
    pilot.until("changed pictures", drawn);
    if let Some(before) = before {
        assert_ne!(pilot.pixels(place), before, "the picture is the same with and without the recipe");
    }

    let grip = pilot.find("Drag 1. Rotate").expect("the grip of the first step").rect().center();
    let below = pilot.find("2. Gain").expect("the second step").rect().center() + egui::vec2(0.0, 30.0);
    pilot.drag(grip, below, 12, |_| ());
    assert_eq!(kinds(pilot), ["gain", "rotate"], "the first step was dragged below the second");

    pilot.click("1. Gain");
    let slider = pilot.find("Factor: ").expect("the slider").rect();
    let default = pilot.window.state().document.recipe().steps[0].first.settings[0];
    let from = slider.left_center() + egui::vec2(slider.width() * 0.6, 0.0);
    pilot.drag(from, slider.right_center() - egui::vec2(12.0, 0.0), 8, |_| ());
    assert_ne!(pilot.window.state().document.recipe().steps[0].first.settings[0], default);
}

/// Where the picture called `label` stands.
fn picture(pilot: &Pilot, label: &str) -> egui::Rect {
    pilot.window.get_by_role_and_label(Role::Image, label).rect()
}

fn undo_and_redo(pilot: &mut Pilot) {
    let whole = pilot.window.state().document.recipe().clone();
    let mut steps = 0;
    while pilot.window.state().document.can_undo() {
        pilot.keys(Modifiers::COMMAND, Key::Z);
        steps += 1;
    }
    assert_eq!(steps, 4, "two steps added, one moved, one slider dragged");
    assert!(pilot.window.state().document.recipe().steps.is_empty());
    for _ in 0..steps {
        pilot.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    }
    assert_eq!(*pilot.window.state().document.recipe(), whole);
}

fn train(pilot: &mut Pilot) {
    pilot.keys(Modifiers::COMMAND, Key::Num3);
    pilot.click("Train the encoder");
    pilot.until("a run", |app| !app.runs.list().is_empty());
    pilot.until("the end of the training", |app| {
        let run = &app.runs.list()[0];
        assert_ne!(run.state, RunState::Failed, "{:?}", run.course.failure);
        run.state == RunState::Done && run.report.is_some()
    });
    let course = &pilot.window.state().runs.list()[0].course;
    assert!(course.loss.len() > 10 && !course.probes.is_empty());
}

/// Every class has its bar, with its number.
fn read(pilot: &mut Pilot) {
    pilot.keys(Modifiers::COMMAND, Key::Num4);
    pilot.window.run_steps(4);
    let run = pilot.window.state().runs.list()[0].clone();
    let report = run.report.expect("the report");
    let readout = report.readouts.get(report.primary_readout).expect("the primary read-out");
    for (class, figures) in &readout.per_class.0 {
        let bar = pilot.find(&format!("{class}, run {}", run.name));
        let bar = bar.unwrap_or_else(|| panic!("{class} has no bar")).accesskit_node();
        let words = bar.label().or(bar.value()).unwrap_or_default();
        let value = format!("{:.0} %", 100.0 * figures.recall.expect("a recall"));
        assert!(words.contains(&value), "{words} lacks {value}");
    }
}

fn reopen(mut pilot: Pilot, home: &std::path::Path) {
    pilot.until("the project on the disk", |app| app.document.is_saved());
    let project = pilot.window.state().document.folder().to_path_buf();
    let recipe = pilot.window.state().document.recipe().clone();
    pilot.window.state_mut().close();
    drop(pilot);
    let options = Options { gpu: false, path: Some(project), ..Options::default() };
    let mut pilot = Pilot::new(home, options);
    pilot.until("the cells again", |app| app.data.opened.ready().is_some());
    pilot.until("the run again", |app| app.runs.list().len() == 1);
    let app = pilot.window.state();
    assert_eq!(*app.document.recipe(), recipe);
    assert_eq!(app.data.opened.ready().unwrap().dataset.group_column.as_deref(), Some("well"));
}
