//! A slider that is dragged: pictures follow in order, and nothing is compiled anew.

use crate::app::command::Command;
use crate::app::view::Room;
use crate::pilot::{Options, Pilot, cells};
use augscope::transform::catalogue;

#[test]
fn a_dragged_slider_never_shows_an_older_value_and_compiles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    let cells = cells(folder.path(), 4);
    let options = Options { path: Some(cells), gpu, ..Options::default() };
    let mut pilot = Pilot::new(&folder.path().join("home"), options);
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    for name in ["rotate", "gain"] {
        let entry = catalogue::find(name).unwrap();
        pilot.window.state_mut().execute(Command::AddStep(entry));
    }
    pilot.window.state_mut().execute(Command::Go(Room::Design));
    let settled =
        |app: &crate::app::App| app.preview.versions.shown().is_some() && !app.preview.versions.is_waiting();
    pilot.until("the first pictures", |app| settled(app) && !app.preview.grid.is_waiting());

    let slider = pilot.find("Factor: ").expect("the slider of the gain").rect();
    let compiled = pilot.window.state().preview.painter.compiled();
    let before = pilot.window.state().document.recipe().clone();
    let mut shown = Vec::new();
    let from = slider.left_center() + egui::vec2(slider.width() * 0.45, 0.0);
    let to = slider.left_center() + egui::vec2(10.0, 0.0);
    pilot.drag(from, to, 100, |app| {
        std::thread::sleep(std::time::Duration::from_millis(3));
        if let Some(shown_now) = app.preview.versions.shown() {
            shown.push(shown_now.painted.number);
        }
    });
    pilot.until("the last picture", settled);
    let app = pilot.window.state();
    shown.push(app.preview.versions.shown().unwrap().painted.number);
    assert!(shown.is_sorted(), "an older picture came after a newer one: {shown:?}");
    let mut different = shown.clone();
    different.dedup();
    assert!(different.len() > 3, "the picture did not follow the slider: {different:?}");
    assert_eq!(app.preview.painter.compiled(), compiled, "moving a slider compiled a shader");
    assert_ne!(*app.document.recipe(), before);
    let key = &app.preview.versions.shown().unwrap().painted.key;
    let newest = crate::app::preview::Drawing::Recipe { revision: app.document.recipe_revision(), seed: 0 };
    assert_eq!(key.drawing, newest, "the last picture is not that of the last value");
    // The whole drag is one step back.
    pilot.keys(egui::Modifiers::COMMAND, egui::Key::Z);
    assert_eq!(*pilot.window.state().document.recipe(), before);
}
