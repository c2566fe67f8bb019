//! Seeing in the Design room: after each step, two recipes against each other, sweeps, histograms, marks, sheets.

use crate::app::App;
use crate::app::command::Command;
use crate::app::preview::{Board, Tile, Version};
use crate::app::project::{DataSource, Project, Recipe};
use crate::app::seeing::{Against, LowerHalf, See, Span};
use crate::app::sheet_files::SheetForm;
use crate::app::view::Room;
use crate::extremes::sticking_out;
use crate::pilot::{Options, Pilot, cells};
use augscope::pipeline::{Edit, load};
use augscope::transform::{Setting, catalogue};
use egui::accesskit::Role;
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::{NodeT, Queryable, by};
use std::path::{Path, PathBuf};

/// A project with two recipes on simulated cells.
fn project(folder: &Path, cells: &Path) -> PathBuf {
    let mut project = Project { name: "cells".into(), ..Project::default() };
    project.recipes[0].file = load("any-orientation").unwrap();
    project.recipes.push(Recipe { id: 7, file: load("simclr").unwrap() });
    project.data = Some(DataSource::new(cells, None, Some("well")));
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

fn is_settled(app: &App) -> bool {
    let preview = &app.preview;
    let lower = match app.view.seeing.lower {
        LowerHalf::Grid | LowerHalf::Sweep => there(&preview.grid),
        LowerHalf::Pair => there(&preview.grid) && there(&preview.other),
        LowerHalf::Difference => there(&preview.difference),
    };
    let data = app.data.opened.ready().map_or(0, |opened| opened.id);
    let counted = preview.before_after.found(data).is_some_and(|(_, newest)| newest);
    let checked = app.checked.found().is_some() && !app.checked.is_waiting();
    let counted = counted || !app.view.seeing.histograms;
    lower && there(&preview.versions) && there(&preview.strip) && counted && checked
}

/// Frames until all pictures that are asked for are there.
fn settle(pilot: &mut Pilot) {
    pilot.window.run_steps(6);
    pilot.until("pictures", is_settled);
    pilot.window.run_steps(4);
}

fn choose(pilot: &mut Pilot, place: usize) {
    let step = pilot.window.state().document.recipe().steps[place].id.clone();
    pilot.window.state_mut().execute(Command::SelectStep(Some(step)));
    settle(pilot);
}

/// Adds a gain from a half to double behind everything; its place.
fn add_gain(pilot: &mut Pilot, low: f64, high: f64) -> usize {
    let app = pilot.window.state_mut();
    app.execute(Command::SelectStep(None));
    app.execute(Command::AddStep(catalogue::find("gain").unwrap()));
    let place = app.document.recipe().steps.len() - 1;
    let id = app.document.recipe().steps[place].id.clone();
    let setting = Setting::LogUniform { low, high };
    app.execute(Command::Edit(Edit::SetParam { id, second: false, param: "factor".into(), setting }, None));
    settle(pilot);
    place
}

/// The other recipe of the project.
fn other(pilot: &Pilot) -> Against {
    let project = pilot.window.state().document.project();
    let recipe = project.recipes.iter().enumerate().find(|(place, _)| *place != project.active).unwrap();
    Against::Recipe(recipe.1.id)
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
        choose(&mut pilot, 1);
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
        let against = other(&pilot);
        see(&mut pilot, See::Against(against));
        see(&mut pilot, See::Lower(LowerHalf::Pair));
        look(&mut pilot, "pair");
        see(&mut pilot, See::Lower(LowerHalf::Difference));
        look(&mut pilot, "difference");
        if dark {
            pilot.click("only DNA");
            settle(&mut pilot);
            look(&mut pilot, "difference-of-one-channel");
            pilot.click("All channels");
        }
        see(&mut pilot, See::Lower(LowerHalf::Grid));
        add_gain(&mut pilot, 0.5, 4.0);
        pilot.reach("Histogram before and after");
        settle(&mut pilot);
        pilot.find("clips ").expect("the share that is clipped").scroll_to_me();
        mark_dim(&mut pilot, 5, Way::Switch);
        look(&mut pilot, "histogram-and-marks");
    }
}

/// Covers what differs between machines.
fn cover(pilot: &mut Pilot) {
    let places: Vec<egui::Rect> = pilot.find("preview: ").map(|node| node.rect()).into_iter().collect();
    for place in places {
        pilot.window.mask(place);
    }
}

#[test]
fn a_click_on_the_strip_chooses_the_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: Pilot::can_draw(), ..Options::default() });
    let steps: Vec<(String, &str)> =
        pilot.window.state().document.recipe().steps.iter().map(|s| (s.id.clone(), s.entry.name)).collect();
    for (place, (id, name)) in steps.iter().enumerate().rev() {
        pilot.click(&format!("after {} {name}", place + 1));
        assert_eq!(pilot.window.state().view.step.as_ref(), Some(id));
    }
    // A step that is off is not in the strip, and the numbers stay those of the stack.
    let id = steps[0].0.clone();
    pilot.window.state_mut().execute(Command::Edit(Edit::Switch { id, on: false }, None));
    settle(&mut pilot);
    assert!(pilot.find(&format!("after 1 {}", steps[0].1)).is_none());
    assert!(pilot.find(&format!("after 2 {}", steps[1].1)).is_some());
    let strip = &pilot.window.state().preview.strip.shown().unwrap().painted;
    assert_eq!(strip.places.len(), steps.len());
    let last = Version::After { epoch: 0, view: 0, steps: (steps.len() - 1) as u16 };
    let tile = |version| Tile { item: pilot.window.state().view.sample, version };
    let whole = pilot.window.state().preview.versions.shown().unwrap();
    assert_eq!(strip.drawn(tile(last)), whole.painted.drawn(tile(Version::Random { epoch: 0, view: 0 })));
}

#[test]
fn a_sweep_goes_from_the_lowest_to_the_highest_value() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: Pilot::can_draw(), ..Options::default() });
    let place = add_gain(&mut pilot, 0.5, 2.0);
    pilot.click("Sweep");
    settle(&mut pilot);
    let app = pilot.window.state();
    let painted = &app.preview.grid.shown().unwrap().painted;
    let mut values: Vec<(u16, f32)> = painted
        .places
        .keys()
        .filter(|tile| tile.item == app.view.sample)
        .filter_map(|tile| match tile.version {
            Version::Swept { level, .. } => Some((level, painted.drawn(*tile)[place].values[0].numbers[0])),
            _ => None,
        })
        .collect();
    values.sort_by_key(|(level, _)| *level);
    assert_eq!(values.len(), 9);
    assert!((values[0].1 - 0.5).abs() < 1e-6 && (values[8].1 - 2.0).abs() < 1e-6, "{values:?}");
    assert!(values.windows(2).all(|pair| pair[0].1 < pair[1].1), "{values:?}");
    assert!(pilot.find("0.50 x").is_some() && pilot.find("2.00 x").is_some());
    // Another setting of the same recipe.
    pilot.window.get_by_role_and_label(Role::ComboBox, "Swept setting").click();
    pilot.window.run_steps(3);
    pilot.click("2 Rotate: angle");
    settle(&mut pilot);
    let app = pilot.window.state();
    assert_eq!(app.view.step.as_ref(), Some(&app.document.recipe().steps[1].id));
    assert!(pilot.find("-180 deg").is_some());
}

#[test]
fn the_divider_is_moved_by_pointer_keys_and_screen_reader() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: Pilot::can_draw(), ..Options::default() });
    let against = other(&pilot);
    see(&mut pilot, See::Against(against));
    pilot.click("A/B");
    settle(&mut pilot);
    let divider = |pilot: &Pilot| 0.5 + pilot.window.state().view.seeing.divider;
    let picture = pilot.find("divider between A and B, ").unwrap();
    assert_eq!(picture.accesskit_node().role(), Role::Slider);
    let place = picture.rect();
    pilot.drag(place.center(), place.lerp_inside([0.25, 0.5]), 5, |_| ());
    assert!((divider(&pilot) - 0.25).abs() < 0.02, "{}", divider(&pilot));
    let before = divider(&pilot);
    pilot.find("divider between A and B, ").unwrap().focus();
    pilot.window.run_steps(2);
    for _ in 0..3 {
        pilot.keys(egui::Modifiers::NONE, egui::Key::ArrowRight);
    }
    assert!((divider(&pilot) - before - 0.06).abs() < 1e-3, "{}", divider(&pilot));
    // Both sides are there, and they are those of the two recipes.
    let app = pilot.window.state();
    let (a, b) = (app.preview.grid.shown().unwrap(), app.preview.other.shown().unwrap());
    let tile = Tile { item: app.view.sample, version: Version::Random { epoch: 0, view: 0 } };
    assert!(a.painted.uv(tile).is_some() && b.painted.uv(tile).is_some());
    assert_ne!(a.painted.drawn(tile), b.painted.drawn(tile));
    pilot.window.state_mut().execute(Command::See(See::Divider(0.5)));
    pilot.window.run_steps(3);
    assert_eq!(divider(&pilot), 1.0);
}

#[test]
fn differences_are_nothing_where_nothing_is_done_and_something_where_something_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: Pilot::can_draw(), ..Options::default() });
    let steps: Vec<String> =
        pilot.window.state().document.recipe().steps.iter().map(|step| step.id.clone()).collect();
    for id in steps {
        pilot.window.state_mut().execute(Command::Edit(Edit::Switch { id, on: false }, None));
    }
    // The grid's last pictures, before it is left.
    settle(&mut pilot);
    pilot.click("Difference");
    settle(&mut pilot);
    let largest = |pilot: &Pilot| {
        let shown = pilot.window.state().preview.difference.shown().unwrap();
        let channels = &shown.painted.differences.as_ref().unwrap().channels;
        channels.iter().map(|(largest, _)| *largest).fold(0.0, f32::max)
    };
    assert_eq!(largest(&pilot), 0.0);
    let grid = pilot.window.state().preview.grid.shown().map(|shown| shown.painted.number);
    add_gain(&mut pilot, 2.0, 2.0);
    assert!(largest(&pilot) > 0.2, "{}", largest(&pilot));
    assert!(pilot.find("A minus B").is_some());
    // What is not on the screen is not made.
    assert_eq!(pilot.window.state().preview.grid.shown().map(|shown| shown.painted.number), grid);
}

#[test]
fn clipped_pixels_are_counted_for_the_step_and_for_the_recipe() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: Pilot::can_draw(), ..Options::default() });
    let gain = add_gain(&mut pilot, 4.0, 4.0);
    pilot.reach("Histogram before and after");
    settle(&mut pilot);
    let clipped = |pilot: &Pilot| {
        let app = pilot.window.state();
        let data = app.data.opened.ready().unwrap().id;
        let (counts, newest) = app.preview.before_after.found(data).unwrap();
        assert!(newest);
        counts.unwrap().iter().map(|channel| channel.clipped).sum::<f64>()
    };
    let by_gain = clipped(&pilot);
    assert!(by_gain > 0.01, "{by_gain}");
    assert!(pilot.find("clips ").is_some());
    choose(&mut pilot, gain - 1);
    let by_shift = clipped(&pilot);
    assert!(by_shift < by_gain / 4.0, "{by_shift} {by_gain}");
    see(&mut pilot, See::Span(Span::Recipe));
    assert!(clipped(&pilot) > by_gain / 2.0);
}

#[test]
fn values_under_the_pointer_are_read_and_those_of_the_original_as_stored_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: Pilot::can_draw(), ..Options::default() });
    for (title, stored) in [("original", true), ("random version 1", false)] {
        let pictures = pilot.window.query_all(by().role(Role::Image).label(title));
        let place = pictures.into_iter().next().unwrap().rect();
        pilot.window.hover_at(place.center());
        pilot.window.step();
        pilot.until("values", |app| {
            app.view.seeing.hovered.is_some_and(|tile| app.preview.probe.found(tile).is_some())
        });
        pilot.window.run_steps(2);
        let words = pilot.find("x 32, y 32: DNA ").expect("the values").accesskit_node();
        let words = words.label().or(words.value()).unwrap();
        assert_eq!(words.contains("; stored x "), stored, "{words}");
    }
}

/// How a version is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Switch,
    Ctrl,
    Key,
}

/// Marks the versions on the screen with the lowest gains, the last step of the recipe.
fn mark_dim(pilot: &mut Pilot, count: usize, way: Way) {
    if way == Way::Switch {
        pilot.click("Mark implausible");
    }
    let app = pilot.window.state();
    let (opened, painted) = (app.data.opened.ready().unwrap(), &app.preview.grid.shown().unwrap().painted);
    let visible = crate::app::panel::visible_tiles(&app.context(), opened);
    let mut gains: Vec<(f32, String)> = visible
        .iter()
        .filter_map(|tile| {
            let Version::Random { epoch, view } = tile.version else { return None };
            let gain = painted.drawn(*tile).last()?.values[0].numbers[0];
            Some((gain, format!("{}, version {}", opened.class_name(tile.item), 2 * epoch + view + 1)))
        })
        .collect();
    gains.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Only what can be clicked.
    gains.retain(|(_, label)| pilot.window.query_by_label(label).is_some());
    for (_, label) in gains.into_iter().take(count) {
        // The words about marks may have taken the last row's place.
        let Some(place) = pilot.window.query_by_label(&label).map(|node| node.rect().center()) else {
            continue;
        };
        match way {
            Way::Switch => pilot.click(&label),
            Way::Ctrl => {
                pilot.window.hover_at(place);
                pilot.window.get_by_label(&label).click_modifiers(egui::Modifiers::COMMAND);
                pilot.window.run_steps(3);
            }
            Way::Key => {
                pilot.window.hover_at(place);
                pilot.window.run_steps(2);
                pilot.keys(egui::Modifiers::NONE, egui::Key::X);
            }
        }
    }
}

#[test]
fn marked_versions_tell_what_they_have_in_common() {
    let folder = tempfile::tempdir().unwrap();
    for (place, way) in [Way::Switch, Way::Ctrl, Way::Key].into_iter().enumerate() {
        let options = Options { size: [1366.0, 1100.0], gpu: Pilot::can_draw(), ..Options::default() };
        let mut pilot = room(folder.path(), &format!("home {place}"), options);
        add_gain(&mut pilot, 0.25, 4.0);
        mark_dim(&mut pilot, 8, way);
        let said = pilot.window.state().view.marks.said().to_owned();
        assert!(said.starts_with("8 of 8 marked have factor below "), "{way:?}: {said}");
        assert!(pilot.find("8 of 8 marked have factor below ").is_some());
        assert!(pilot.window.state().view.pinned.is_empty(), "a mark pinned the picture, too");
        pilot.click("Clear marks");
        assert!(pilot.window.state().view.marks.is_empty());
    }
}

#[test]
fn sheets_of_every_mode_are_saved_as_pictures_and_as_channels() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: Pilot::can_draw(), ..Options::default() });
    let sheets = pilot.window.state().document.folder().join("sheets");
    let saved = |ending: &str| {
        let files = std::fs::read_dir(&sheets).into_iter().flatten().flatten().map(|entry| entry.path());
        files.filter(|path| path.extension().is_some_and(|e| e == ending)).count()
    };
    let against = other(&pilot);
    see(&mut pilot, See::Against(against));
    for (number, mode) in (1..).zip([LowerHalf::Grid, LowerHalf::Sweep, LowerHalf::Difference]) {
        see(&mut pilot, See::Lower(mode));
        pilot.click("Save sheet");
        pilot.click("as a picture (PNG)");
        pilot.until("the picture", |_| saved("png") == number);
        pilot.window.state_mut().execute(Command::See(See::SaveSheet(SheetForm::Tiff)));
        pilot.until("the channels", |_| saved("tif") == number);
    }
    let image = augscope::image::read(&sheets.join("any-orientation 1.tif")).unwrap();
    // Seven pictures of 64 pixels and a gap in each row, eight classes, three channels.
    assert_eq!((image.width, image.height, image.channels.len()), (7 * 66, 8 * 66, 3));
    pilot.until("what was said", |app| {
        app.view.messages.iter().any(|m| m.text.contains("the sheet was saved"))
    });
}

#[test]
fn one_channel_is_shown_alone_by_a_click_on_its_colour() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = room(folder.path(), "home", Options { gpu: Pilot::can_draw(), ..Options::default() });
    let visible = |pilot: &Pilot| {
        let display = pilot.window.state().context().display().unwrap();
        display.channels.iter().map(|channel| channel.visible).collect::<Vec<_>>()
    };
    pilot.click("only actin");
    assert_eq!(visible(&pilot), [false, true, false]);
    pilot.click("only actin");
    assert_eq!(visible(&pilot), [true; 3]);
    pilot.click("only DNA");
    pilot.click("All channels");
    assert_eq!(visible(&pilot), [true; 3]);
    assert!(pilot.find("All channels").is_none());
}

#[test]
fn nothing_sticks_out_of_a_small_window_or_a_large_zoom() {
    let folder = tempfile::tempdir().unwrap();
    for zoom in [1.0, 2.0] {
        let options = Options { zoom, gpu: Pilot::can_draw(), ..Options::default() };
        let width = options.size[0] / zoom;
        let mut pilot = room(folder.path(), &format!("home {zoom}"), options);
        for name in ["gain", "gamma", "gaussian-blur", "gaussian-noise", "rotate", "gain"] {
            pilot.window.state_mut().execute(Command::AddStep(catalogue::find(name).unwrap()));
        }
        for mode in LowerHalf::ALL {
            see(&mut pilot, See::Lower(mode));
            let out = sticking_out(&pilot, width);
            assert!(out.is_empty(), "{mode:?} at {zoom}: {out:#?}");
        }
    }
}
