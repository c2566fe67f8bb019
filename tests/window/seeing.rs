//! Seeing in the Design room: after each step, two recipes against each other, sweeps, histograms, marks, sheets.

use crate::app::App;
use crate::app::command::Command;
use crate::app::preview::{Board, Version};
use crate::app::project::{DataSource, Project, Recipe};
use crate::app::seeing::{LowerHalf, See};
use crate::app::view::Room;
use crate::pilot::{Options, Pilot, cells};
use augscope::pipeline::load;
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};

/// A project with two recipes on simulated cells.
fn project(folder: &Path, cells: &Path) -> PathBuf {
    let mut project = Project { name: "cells".into(), ..Project::default() };
    project.recipes[0].file = load("any-orientation").unwrap();
    project.recipes.push(Recipe { id: 7, file: load("simclr").unwrap() });
    project.data = Some(DataSource { path: cells.to_path_buf(), label: None, group: Some("well".into()) });
    let folder = folder.join("projects").join("cells");
    Project::save(&project.to_toml().unwrap(), &folder).unwrap();
    folder
}

/// The Design room with these cells; `place` tells pilots of one test apart.
fn room(folder: &Path, place: &str, options: Options) -> Pilot {
    let home = folder.join(place);
    let cells = folder.join("cells");
    let cells = if cells.is_dir() { cells } else { self::cells(folder, 6) };
    let path = Some(project(&home, &cells));
    let mut pilot = Pilot::new(&home, Options { path, ..options });
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.window.state_mut().execute(Command::Go(Room::Design));
    settle(&mut pilot);
    pilot
}

fn see(pilot: &mut Pilot, see: See) {
    pilot.window.state_mut().execute(Command::See(see));
    settle(pilot);
}

fn there(board: &Board) -> bool {
    board.shown().is_some() && !board.is_waiting()
}

/// Frames until all pictures that are asked for are there.
fn settle(pilot: &mut Pilot) {
    pilot.window.run_steps(6);
    pilot.until("pictures", |app| {
        let preview = &app.preview;
        there(&preview.versions) && there(&preview.strip) && !preview.grid.is_waiting()
    });
    pilot.window.run_steps(4);
}

fn chosen(pilot: &mut Pilot, place: usize) {
    let step = pilot.window.state().document.recipe().steps[place].id.clone();
    pilot.window.state_mut().execute(Command::SelectStep(Some(step)));
    settle(pilot);
}

/// Pictures of what can be seen, light and dark.
#[test]
fn ways_of_seeing_look_as_they_did() {
    if !Pilot::draws_as_before("pictures of ways of seeing") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut results = egui_kittest::SnapshotResults::new();
    for (dark, theme) in [(true, "dark"), (false, "light")] {
        let mut pilot = room(folder.path(), theme, Options { dark, ..Options::default() });
        chosen(&mut pilot, 1);
        let mut look = |pilot: &mut Pilot, name: &str| {
            pilot.window.hover_at(egui::pos2(2.0, 200.0));
            settle(pilot);
            cover(pilot);
            let options = SnapshotOptions::new().max_failed_pixels(400);
            results.add(pilot.window.try_snapshot_options(format!("seeing-{name}-{theme}"), &options));
        };
        look(&mut pilot, "strip");
        see(&mut pilot, See::Lower(LowerHalf::Sweep));
        look(&mut pilot, "sweep");
    }
}

/// Covers what differs between machines.
fn cover(pilot: &mut Pilot) {
    let places: Vec<egui::Rect> = pilot.find("preview: ").map(|node| node.rect()).into_iter().collect();
    for place in places {
        pilot.window.mask(place);
    }
}
