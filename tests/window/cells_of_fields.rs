//! Cells out of fields in the Data room: outlines that follow the sliders, numbers, cutting on the fly, writing.

use crate::app::App;
use crate::app::cells::{CellsDraft, CellsMove};
use crate::app::command::Command;
use crate::app::project::{DataSource, Project};
use crate::app::view::{Overlay, Room};
use crate::extremes::sticking_out;
use crate::pilot::{Options, Pilot};
use augscope::dataset::cells::{CellSource, LengthUnit};
use augscope::image::{Image, Samples, ome_tiff};
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};

/// Two classes of a field each: large and small bright discs on a ground of noise, in two channels.
fn fields(folder: &Path) -> PathBuf {
    let (width, height) = (320_usize, 240_usize);
    for (class, shift) in [("control", 0), ("drug", 23)] {
        let mut state = 7_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 27) as u16
        };
        let mut values: Vec<u16> = (0..width * height).map(|_| 200 + noise()).collect();
        for n in 0..24 {
            let (cx, cy) = ((n * 67 + 40 + shift) % width, (n * 43 + 30) % height);
            let radius = if n % 3 == 0 { 5 } else { 11 };
            for (at, v) in values.iter_mut().enumerate() {
                let (dx, dy) = ((at % width).abs_diff(cx), (at / width).abs_diff(cy));
                if dx * dx + dy * dy <= radius * radius {
                    *v = 1500 + noise();
                }
            }
        }
        let actin: Vec<u16> = (0..width * height).map(|at| 100 + (at % width) as u16 + noise()).collect();
        values.extend(actin);
        let names = vec!["DNA".to_owned(), "actin".to_owned()];
        let image = Image::new(width, height, names, Samples::U16(values), "CYX");
        std::fs::create_dir_all(folder.join("fields").join(class)).unwrap();
        std::fs::write(folder.join("fields").join(class).join("A01.ome.tif"), ome_tiff(&image).unwrap())
            .unwrap();
    }
    folder.join("fields")
}

/// The Data room with these fields.
fn room(folder: &Path, place: &str, options: Options) -> Pilot {
    let fields = folder.join("fields");
    let fields = if fields.is_dir() { fields } else { self::fields(folder) };
    let mut project = Project { name: "fields".into(), ..Project::default() };
    project.data = Some(DataSource::new(fields, None, None));
    let home = folder.join(place);
    let saved = home.join("projects").join("fields");
    Project::save(&project.to_toml().unwrap(), &saved).unwrap();
    let mut pilot = Pilot::new(&home, Options { path: Some(saved), ..options });
    pilot.until("the fields", |app| app.data.opened.ready().is_some());
    pilot.window.state_mut().execute(Command::Go(Room::Data));
    pilot.window.run_steps(4);
    pilot
}

/// The cells of the newest settings are there: those here, and their number in all fields.
fn is_found(app: &App) -> bool {
    let Overlay::Cells { item } = app.view.overlay else { return false };
    let (Some(opened), Some(draft)) = (app.data.opened.ready(), &app.view.cells) else { return false };
    app.data.cells.found(opened.id, item).is_some_and(|(found, newest)| found.is_ok() && newest)
        && app.data.cells.count(opened.id, &draft.cells).is_some()
        && app.data.large.shown(opened.id, item).is_some()
}

fn settle(pilot: &mut Pilot) {
    pilot.window.run_steps(4);
    pilot.until("cells", is_found);
    pilot.window.run_steps(4);
}

/// Cells here, and everywhere.
fn counts(pilot: &Pilot) -> (usize, usize) {
    let app = pilot.window.state();
    let Overlay::Cells { item } = app.view.overlay else { panic!("{:?}", app.view.overlay) };
    let opened = app.data.opened.ready().unwrap();
    let here = app.data.cells.found(opened.id, item).unwrap().0.unwrap().corners.len();
    let draft = app.view.cells.as_ref().unwrap();
    (here, app.data.cells.count(opened.id, &draft.cells).unwrap().cells)
}

fn draft(pilot: &mut Pilot, change: impl FnOnce(&mut CellsDraft)) {
    let app = pilot.window.state_mut();
    let mut draft = app.view.cells.clone().unwrap();
    change(&mut draft);
    app.execute(Command::Cells(CellsMove::Draft(Box::new(draft))));
}

#[test]
fn outlines_follow_the_sliders() {
    if !Pilot::draws_as_before("pictures of cells out of fields") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut results = egui_kittest::SnapshotResults::new();
    for (dark, theme) in [(true, "dark"), (false, "light")] {
        let mut pilot = room(folder.path(), theme, Options { dark, ..Options::default() });
        pilot.click("Cells out of fields...");
        draft(&mut pilot, |draft| {
            draft.cells.window = 32.0;
            // The folder of the test differs from run to run.
            draft.out = "cells".into();
        });
        settle(&mut pilot);
        let all = counts(&pilot);
        assert!(all.0 > 10 && all.1 > all.0, "{all:?}");
        let options = || SnapshotOptions::new().max_failed_pixels(400);
        crate::snapshots::mask(&mut pilot);
        results.add(pilot.window.try_snapshot_options(format!("cells-found-{theme}"), &options()));
        // The slider of the least area, moved to the right: small discs are no cells any more.
        let slider = pilot.window.get_by_role_and_label(egui::accesskit::Role::Slider, "Smallest area");
        slider.scroll_to_me();
        pilot.window.run_steps(6);
        let slider = pilot.window.get_by_role_and_label(egui::accesskit::Role::Slider, "Smallest area");
        let rect = slider.rect();
        // Behind the track of 150 points stands the number.
        let at = |share: f32| egui::pos2(rect.left() + share * 150.0, rect.center().y);
        pilot.drag(at(0.42), at(0.55), 6, |_| {});
        settle(&mut pilot);
        let CellSource::Finder(finder) = &pilot.window.state().view.cells.as_ref().unwrap().cells.from else {
            panic!("the finder is still chosen")
        };
        assert!(finder.smallest > 100.0 && finder.smallest < 350.0, "{}", finder.smallest);
        let large = counts(&pilot);
        assert!(large.0 < all.0 && large.1 < all.1, "{all:?} {large:?}");
        pilot.window.hover_at(egui::pos2(2.0, 2.0));
        pilot.window.run_steps(4);
        crate::snapshots::mask(&mut pilot);
        results.add(pilot.window.try_snapshot_options(format!("cells-found-moved-{theme}"), &options()));
    }
}

#[test]
fn cells_are_cut_on_the_fly_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: false, ..Options::default() });
    pilot.click("Cells out of fields...");
    let out = folder.path().join("written");
    draft(&mut pilot, |draft| {
        draft.cells.window = 32.0;
        draft.out = out.display().to_string();
    });
    pilot.until("cells", |app| {
        let (opened, draft) = (app.data.opened.ready().unwrap(), app.view.cells.as_ref().unwrap());
        let here = app.data.cells.found(opened.id, 0).is_some_and(|(_, newest)| newest);
        here && app.data.cells.count(opened.id, &draft.cells).is_some()
    });
    let (_, all) = counts(&pilot);
    pilot.click("Cut on the fly");
    pilot.until("the cells as images", |app| {
        app.data.opened.ready().is_some_and(|opened| opened.dataset.is_of_cells())
    });
    let opened = pilot.window.state().data.opened.ready().unwrap().clone();
    assert_eq!(opened.dataset.items.len(), all);
    assert_eq!((opened.dataset.field_count(), opened.dataset.group_column.as_deref()), (2, Some("field")));
    assert!(pilot.window.state().document.project().data.as_ref().unwrap().reading.cells.is_some());
    pilot.reach("Write as a data set");
    pilot
        .until("the files", |app| app.view.messages.iter().any(|said| said.text.contains("were written to")));
    assert!(out.join("labels.csv").is_file() && out.join("control").is_dir());
    pilot.reach("Back to the fields");
    pilot.until("the fields", |app| {
        app.data.opened.ready().is_some_and(|opened| !opened.dataset.is_of_cells())
    });
}

#[test]
fn nothing_sticks_out_and_micrometres_need_a_pixel_size() {
    let folder = tempfile::tempdir().unwrap();
    for (place, size, zoom) in [("small", [1366.0, 768.0], 1.0), ("twice", [1366.0, 768.0], 2.0)] {
        let mut pilot = room(folder.path(), place, Options { size, zoom, gpu: false, ..Options::default() });
        pilot.window.state_mut().execute(Command::Cells(CellsMove::Look(0)));
        pilot.window.run_steps(8);
        assert_eq!(sticking_out(&pilot, size[0] / zoom), Vec::<String>::new(), "{place}");
        draft(&mut pilot, |draft| draft.cells.unit = LengthUnit::Micrometres);
        pilot.until("the refusal", |app| {
            let opened = app.data.opened.ready().unwrap();
            app.data.cells.found(opened.id, 0).is_some_and(|(found, newest)| newest && found.is_err())
        });
        assert!(pilot.find("a length is given in micrometres").is_some());
    }
}
