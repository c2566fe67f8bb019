//! Warnings with a number: a step that erases a class says so on its card, and no longer when it is switched off.

use crate::app::App;
use crate::app::view::Room;
use crate::pilot::{Options, Pilot, cells};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

/// Opens cells, enough of each class for something to be said, in the Design room.
fn designing(folder: &std::path::Path, options: Options) -> Pilot {
    let path = Some(cells(folder, 40));
    let mut pilot = Pilot::new(&folder.join("home"), Options { path, ..options });
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.keys(Modifiers::COMMAND, Key::Num2);
    assert_eq!(pilot.window.state().view.room, Room::Design);
    pilot
}

fn is_checked(app: &App) -> bool {
    app.checked.found().is_some() && !app.checked.is_waiting()
}

#[test]
fn rotation_is_warned_of_until_it_is_switched_off() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    let mut pilot = designing(folder.path(), Options { gpu, ..Options::default() });
    pilot.until("the first verdict", is_checked);
    assert!(pilot.find("No pair of classes is hidden.").is_some());

    pilot.click("+ Add a transform...");
    pilot.window.get_by_label("Rotate").scroll_to_me();
    pilot.window.run_steps(6);
    pilot.click("Rotate");
    pilot.until("the verdict on the rotation", is_checked);
    let warning = "Rotate (-180 to 180 deg) hides elongated_x from elongated_y: orientation tells them apart";
    assert!(pilot.find(warning).is_some(), "no warning on the card");
    assert!(pilot.find("Hidden: 1 pair of classes.").is_some());

    // The cell of the matrix tells the same of the pair.
    let sentence = "elongated_x, elongated_y: 0.";
    pilot.find(sentence).expect("the pair's cell").click();
    pilot.window.run_steps(3);
    assert!(pilot.find("elongated_x and elongated_y: orientation tells them apart").is_some());

    pilot.click("1. Rotate on");
    pilot.until("the verdict without it", is_checked);
    assert!(pilot.find(warning).is_none(), "the warning stays though the step is off");
    assert!(pilot.find("No pair of classes is hidden.").is_some());
}

#[test]
fn a_changed_recipe_ends_the_look_at_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = designing(folder.path(), Options { gpu: false, ..Options::default() });
    for _ in 0..5 {
        pilot.click("+ Add a transform...");
        pilot.window.get_by_label("Rotate").scroll_to_me();
        pilot.window.run_steps(6);
        pilot.click("Rotate");
    }
    let revision = pilot.window.state().document.recipe_revision();
    pilot.until("the last verdict", is_checked);
    assert_eq!(pilot.window.state().checked.found_of().map(|key| key.revision), Some(revision));
}
