//! Pictures of groups, of ranges of controls and of blind sorting; nothing sticks out when all is twice as large.

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::sorting::{Deck, SortingMove};
use crate::app::view::Overlay;
use crate::extremes::sticking_out;
use crate::pilot::{Options, Pilot, cells};
use crate::snapshots::{PIXELS, mask};
use crate::working::{add, designing, plate};
use augscope::pipeline::Edit;
use egui_kittest::kittest::Queryable;
use egui_kittest::{SnapshotOptions, SnapshotResults};
use std::path::Path;

/// The rooms of this file, by the names of their pictures.
const SCENES: [&str; 5] = ["groups", "both-versions", "ranges", "sorting", "sorted"];

/// A window that shows a scene.
fn scene(folder: &Path, cells: &Path, scene: &str, options: Options) -> Pilot {
    std::fs::create_dir_all(folder).unwrap();
    let wide = options.zoom == 1.0;
    let cells = if scene == "ranges" { &plate(folder) } else { cells };
    let mut pilot = designing(folder, cells.to_path_buf(), &["rotate", "scale", "gain"], options);
    let app = pilot.window.state_mut();
    let group = app.document.recipe().edit_to_group(&["rotate-1", "scale-1"], 1);
    app.execute(Command::Edit(group, None));
    let note = "Wells differ in staining.\nAsked for by the screening group.".into();
    app.execute(Command::Edit(Edit::Annotate { id: "gain-1".into(), note }, None));
    match scene {
        "groups" => app.execute(Command::SelectStep(Some("scale-1".into()))),
        "both-versions" => {
            add(&mut pilot, &["solarise"]);
            let app = pilot.window.state_mut();
            let mut second = app.document.recipe().steps[3].first.clone();
            second.probability = 0.2;
            let edit = Edit::SetSecond { id: "solarise-1".into(), second: Some(second) };
            app.execute(Command::Edit(edit, None));
            pilot.window.run_steps(3);
            if wide {
                // A hand makes room for both beside each other.
                let edge = pilot.window.get_by_label("Strength").rect().left() - 8.5;
                let (from, to) = (egui::pos2(edge, 700.0), egui::pos2(edge - 330.0, 700.0));
                pilot.drag(from, to, 6, |_| {});
            }
        }
        "ranges" => {
            pilot.until("the ranges", |app| app.data.ranges.found().is_some());
        }
        _ => {
            app.execute(Command::Act(Action::SortBlindly));
            app.execute(Command::Sort(SortingMove::Begin));
            pilot.until("the pictures", |app| {
                let next = app.view.sorting.deck.as_ref().and_then(Deck::next);
                next.is_some_and(|tile| app.preview.sorting.picture(tile).is_some())
            });
            let app = pilot.window.state_mut();
            let cards = app.view.sorting.deck.as_ref().unwrap().cards.clone();
            let answered = if scene == "sorted" { cards.len() } else { 6 };
            for (place, card) in cards.iter().take(answered).enumerate() {
                // Bright ones are taken for the reference, and now and then nobody can tell.
                let class = if card.class == 0 { 6 } else { card.class };
                app.execute(Command::Sort(SortingMove::Answer((place % 9 != 4).then_some(class))));
            }
        }
    }
    pilot.window.hover_at(egui::pos2(2.0, 200.0));
    pilot.until("the room's pictures", |app| {
        let shown = app.preview.versions.shown().is_some() && app.preview.grid.shown().is_some();
        let step = app.context().selected_step().map(|step| step.entry.kind);
        let measured = !["gain", "scale"].contains(&step.unwrap_or("")) || app.data.ranges.found().is_some();
        shown
            && measured
            && app.checked.found().is_some()
            && !app.checked.is_waiting()
            && !app.preview.versions.is_waiting()
            && !app.preview.grid.is_waiting()
            && app.document.is_saved()
            && app.runs.trainers().is_some()
    });
    pilot.window.run_steps(6);
    pilot
}

#[test]
fn groups_ranges_and_sorting_look_as_they_did() {
    if !Pilot::draws_as_before("pictures of working on recipes") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 24);
    let mut results = SnapshotResults::new();
    for name in SCENES {
        for (dark, theme) in [(true, "dark"), (false, "light")] {
            let options = Options { dark, ..Options::default() };
            let mut pilot = scene(&folder.path().join(format!("{name} {theme}")), &cells, name, options);
            mask(&mut pilot);
            let options = SnapshotOptions::new().max_failed_pixels(PIXELS);
            results.add(pilot.window.try_snapshot_options(format!("design-{name}-{theme}"), &options));
        }
    }
}

#[test]
fn nothing_sticks_out_at_twice_the_size() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 24);
    let gpu = Pilot::can_draw();
    for name in SCENES {
        let options = Options { gpu, zoom: 2.0, ..Options::default() };
        let (width, height) = (options.size[0] / 2.0, options.size[1] / 2.0);
        let mut pilot = scene(&folder.path().join(name), &cells, name, options);
        if let Some(block) = pilot.find(if name == "ranges" { "From your controls" } else { "Group" }) {
            block.scroll_to_me();
        }
        pilot.window.run_steps(6);
        assert_eq!(sticking_out(&pilot, width), [""; 0], "{name}");
        if pilot.window.state().view.overlay == Overlay::Sorting {
            let lowest =
                ["Close", "Later"].iter().filter_map(|word| pilot.find(word)).map(|n| n.rect().bottom());
            assert!(lowest.fold(0.0, f32::max) < height, "{name}");
        }
        if let Ok(kept) = std::env::var("AUGSCOPE_LOOK_AT") {
            let picture = pilot.window.render().unwrap();
            picture.save(Path::new(&kept).join(format!("{name}-twice.png"))).unwrap();
        }
    }
}
