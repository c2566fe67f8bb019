//! Forty classes of long and foreign names, two thousand rows, the largest and the smallest image, at both zooms.

use crate::app::command::Command;
use crate::app::view::{Overlay, Room};
use crate::pilot::{Options, Pilot};
use augscope::transform::catalogue;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable, by};
use std::path::{Path, PathBuf};

/// Names of 80 letters, accents, Chinese, Japanese, Korean, right to left.
fn class_name(place: usize) -> String {
    let long = format!("class {place:02} {}", "a name that somebody gave it in a hurry ".repeat(3));
    match place % 5 {
        0 => long.chars().take(80).collect(),
        1 => format!("Zellzyklus-Übergang G₁→S {place}"),
        2 => format!("有丝分裂前期细胞 {place}"),
        3 => format!("細胞分裂 세포 {place}"),
        _ => format!("خلية {place}"),
    }
}

fn grey(path: &Path, side: u32) {
    let image = image::GrayImage::from_fn(side, side, |x, y| image::Luma([((x * 7 + y * 13) % 251) as u8]));
    image.save(path).unwrap();
}

/// Fifty images of each of forty classes, one of them huge and one a single pixel.
fn many(folder: &Path) -> PathBuf {
    let root = folder.join("many");
    for class in 0..40 {
        let class_folder = root.join(class_name(class));
        std::fs::create_dir_all(&class_folder).unwrap();
        for image in 0..50 {
            let side = match (class, image) {
                (0, 0) => 6000,
                (0, 1) => 1,
                _ => 12,
            };
            grey(&class_folder.join(format!("{image:02}.png")), side);
        }
    }
    root
}

/// Controls that stick out of the window.
pub fn sticking_out(pilot: &Pilot, width: f32) -> Vec<String> {
    let controls =
        [Role::Button, Role::CheckBox, Role::TextInput, Role::ComboBox, Role::SpinButton, Role::Slider];
    let found = pilot.window.query_all(by().predicate(move |node| controls.contains(&node.role())));
    found
        .filter(|node| {
            node.rect().right() > width + 1.0 && node.rect().left() < width && node.rect().is_positive()
        })
        .map(|node| {
            format!(
                "{:?} {:?} {:?}",
                node.accesskit_node().role(),
                node.accesskit_node().label(),
                node.rect()
            )
        })
        .collect()
}

#[test]
fn long_names_many_rows_and_odd_sizes_are_drawn_whole_at_both_zooms() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    let root = many(folder.path());
    for zoom in [1.0, 2.0] {
        let home = folder.path().join(format!("home {zoom}"));
        let options = Options { gpu, zoom, foreign: true, path: Some(root.clone()), ..Options::default() };
        let width = options.size[0] / zoom;
        let mut pilot = Pilot::new(&home, options);
        pilot.until("two thousand images", |app| app.data.opened.ready().is_some());
        for name in ["random-resized-crop", "rotate", "gaussian-noise"] {
            let entry = catalogue::find(name).unwrap();
            pilot.window.state_mut().execute(Command::AddStep(entry));
        }
        pilot.window.state_mut().execute(Command::ImagesPerClass(50));
        for room in Room::ALL {
            pilot.window.state_mut().execute(Command::Go(room));
            pilot.window.run_steps(6);
            let out = sticking_out(&pilot, width);
            assert!(out.is_empty(), "{room:?} at {zoom}: {out:#?}");
        }
        scroll(&mut pilot);
        look_at_images(&mut pilot);
    }
}

/// To the last of two thousand rows.
fn scroll(pilot: &mut Pilot) {
    pilot.window.state_mut().execute(Command::Go(Room::Design));
    pilot.window.run_steps(3);
    pilot.find("Images per class").expect("the grid").scroll_to_me();
    pilot.window.run_steps(4);
    let grid =
        pilot.find("Images per class").expect("the grid").rect().left_bottom() + egui::vec2(20.0, 60.0);
    pilot.window.hover_at(grid);
    pilot.window.step();
    let mut last = 0;
    for _ in 0..400 {
        pilot.window.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -40_000.0),
            modifiers: egui::Modifiers::NONE,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
        });
        pilot.window.run_steps(2);
        last = pilot.window.state().view.grid_rows.1;
        if last >= 2000 {
            break;
        }
    }
    assert_eq!(last, 2000, "the grid does not scroll to its last row");
    pilot.until("the last rows", |app| !app.preview.grid.is_waiting());
    let shown = pilot.window.state().preview.grid.shown().unwrap();
    assert!(shown.painted.problem.is_none(), "{:?}", shown.painted.problem);
}

fn look_at_images(pilot: &mut Pilot) {
    let items = &pilot.window.state().data.opened.ready().unwrap().dataset.items;
    let odd = [6000, 1, 12].map(|width| items.iter().position(|item| item.width == width).unwrap());
    for item in odd {
        pilot.window.state_mut().execute(Command::Overlay(Overlay::Image { item }));
        pilot.until("the image", |app| app.data.image.as_ref().is_some_and(|(shown, _)| *shown == item));
        pilot.window.run_steps(10);
    }
    pilot.window.state_mut().execute(Command::Overlay(Overlay::None));
    // Their versions, too: the huge one may be more than a graphics card takes in one buffer.
    for item in odd {
        pilot.window.state_mut().execute(Command::ShowSample(item));
        pilot.until("versions", |app| {
            app.preview.versions.shown().is_some() && !app.preview.versions.is_waiting()
        });
        let painted = &pilot.window.state().preview.versions.shown().unwrap().painted;
        assert_eq!((painted.problem.as_ref(), painted.places.len()), (None, 3), "{item}");
    }
}
