//! Working on recipes by hand: keys, presets below, groups, ranges of controls, blind sorting; and undoing it all.

use crate::app::command::Command;
use crate::app::document::{Change, Document};
use crate::app::preview::{Tile, Version};
use crate::app::project::{DataSource, Project};
use crate::app::sorting::Deck;
use crate::app::view::{Overlay, Room};
use crate::pilot::{Options, Pilot, cells};
use crate::random_edit::random_edit;
use augscope::evaluate::Random;
use augscope::evaluate::spread::Quantity;
use augscope::pipeline::{PRESETS, PipelineFile};
use augscope::transform::catalogue;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A window in the Design room, with cells of a few wells opened and steps added.
pub fn designing(folder: &Path, cells: PathBuf, steps: &[&str], options: Options) -> Pilot {
    let mut pilot = Pilot::new(&folder.join("home"), options);
    let source = DataSource::new(cells, None, Some("well"));
    pilot.window.state_mut().execute(Command::OpenData(source));
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.window.state_mut().execute(Command::Go(Room::Design));
    add(&mut pilot, steps);
    pilot
}

/// Adds steps below each other.
pub fn add(pilot: &mut Pilot, steps: &[&str]) {
    for kind in steps {
        pilot.window.state_mut().execute(Command::AddStep(catalogue::find(kind).unwrap()));
    }
    pilot.window.run_steps(3);
}

fn without_graphics() -> Options {
    Options { gpu: false, ..Options::default() }
}

/// The steps, each with its id and a minus where it is off.
fn steps(pilot: &Pilot) -> Vec<String> {
    let recipe = pilot.window.state().document.recipe();
    recipe.steps.iter().map(|step| format!("{}{}", if step.on { "" } else { "-" }, step.id)).collect()
}

#[test]
fn keys_work_on_the_chosen_step_and_not_while_a_text_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let mut pilot = designing(folder.path(), cells, &["rotate", "gain", "scale"], without_graphics());
    let none = Modifiers::NONE;
    pilot.keys(none, Key::D);
    assert_eq!(steps(&pilot), ["rotate-1", "gain-1", "scale-1", "scale-2"]);
    pilot.keys(Modifiers::ALT, Key::ArrowUp);
    pilot.keys(Modifiers::ALT, Key::ArrowUp);
    pilot.keys(none, Key::Space);
    assert_eq!(steps(&pilot), ["rotate-1", "-scale-2", "gain-1", "scale-1"]);
    pilot.keys(Modifiers::ALT, Key::ArrowDown);
    pilot.keys(none, Key::Delete);
    assert_eq!(steps(&pilot), ["rotate-1", "gain-1", "scale-1"]);
    for _ in 0..6 {
        pilot.keys(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(steps(&pilot), ["rotate-1", "gain-1", "scale-1"]);
    for _ in 0..4 {
        pilot.keys(Modifiers::COMMAND, Key::Y);
    }
    assert_eq!(steps(&pilot), ["rotate-1", "-scale-2", "gain-1", "scale-1"]);
    // Letters in a text are letters.
    pilot.window.state_mut().execute(Command::SelectStep(Some("gain-1".into())));
    pilot.window.get_by_role_and_label(Role::MultilineTextInput, "Note").focus();
    pilot.window.run_steps(2);
    pilot.window.get_by_role_and_label(Role::MultilineTextInput, "Note").type_text("dim D P ");
    pilot.window.run_steps(2);
    for key in [Key::D, Key::Space, Key::P, Key::Delete] {
        pilot.keys(none, key);
    }
    assert_eq!(steps(&pilot), ["rotate-1", "-scale-2", "gain-1", "scale-1"]);
    assert!(pilot.window.state().view.pinned.is_empty());
    assert!(pilot.window.state().document.recipe().steps[2].note.contains("dim D P"));
    // In another room they are nobody's.
    pilot.window.state_mut().execute(Command::Go(Room::Train));
    pilot.keys(none, Key::D);
    assert_eq!(steps(&pilot).len(), 4);
}

#[test]
fn steps_are_copied_pasted_and_sent_to_another_recipe() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let mut pilot = designing(folder.path(), cells, &["rotate", "gain"], without_graphics());
    // As the test's keys, and as systems hand them over.
    pilot.keys(Modifiers::COMMAND, Key::C);
    pilot.window.state_mut().execute(Command::SelectStep(Some("rotate-1".into())));
    pilot.window.run_steps(2);
    pilot.keys(Modifiers::COMMAND, Key::V);
    assert_eq!(steps(&pilot), ["rotate-1", "gain-2", "gain-1"]);
    pilot.window.event(Event::Paste("no step at all".into()));
    pilot.window.run_steps(3);
    assert_eq!(steps(&pilot).len(), 3);
    let said = pilot.window.state().view.messages.last().unwrap().text.clone();
    assert!(said.contains("no step of a recipe"), "{said}");
    let simclr = PipelineFile::parse(PRESETS[6].1).unwrap();
    pilot.window.event(Event::Paste(simclr.pipeline.step_as_text(&simclr.pipeline.steps[0].id).unwrap()));
    pilot.window.run_steps(3);
    assert_eq!(steps(&pilot).len(), 4);

    // To another recipe by the menu: the one on the screen stays.
    pilot.window.state_mut().execute(Command::AddRecipe(Box::new(simclr.clone())));
    pilot.window.state_mut().execute(Command::ShowRecipe(0));
    pilot.window.state_mut().execute(Command::SelectStep(Some("rotate-1".into())));
    pilot.window.run_steps(3);
    pilot.click("Copy to...");
    pilot.click("2. simclr");
    let document = &pilot.window.state().document;
    assert_eq!(document.recipe().steps.len(), 4);
    let other = &document.project().recipes[1].file.pipeline;
    assert_eq!(other.steps.last().map(|step| step.id.as_str()), Some("rotate-1"));
    // Undone where it was done.
    pilot.keys(Modifiers::COMMAND, Key::Z);
    let document = &pilot.window.state().document;
    assert_eq!(
        (&document.recipe().name, &document.recipe().steps),
        (&"simclr".into(), &simclr.pipeline.steps)
    );
}

#[test]
fn the_version_under_the_pointer_is_pinned_or_the_first_one() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let mut pilot = designing(folder.path(), cells, &["rotate"], without_graphics());
    pilot.until("the grid", |app| app.preview.grid.shown().is_some());
    pilot.window.hover_at(egui::pos2(5.0, 300.0));
    pilot.keys(Modifiers::NONE, Key::P);
    let first = Tile { item: 0, version: Version::Random { epoch: 0, view: 0 } };
    assert_eq!(pilot.window.state().view.pinned, [first]);
    pilot.keys(Modifiers::NONE, Key::P);
    assert!(pilot.window.state().view.pinned.is_empty());
    let place = pilot.window.get_by_label("bright, version 3").rect().center();
    pilot.window.hover_at(place);
    pilot.window.run_steps(2);
    pilot.keys(Modifiers::NONE, Key::P);
    let third = Tile { item: 0, version: Version::Random { epoch: 1, view: 0 } };
    assert_eq!(pilot.window.state().view.pinned, [third]);
}

#[test]
fn a_preset_with_shift_goes_below_and_is_one_step_back() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let mut pilot = designing(folder.path(), cells, &["rotate"], without_graphics());
    pilot.click("Add");
    pilot.window.get_by_label("any-orientation").click_modifiers(Modifiers::SHIFT);
    pilot.window.run_steps(3);
    let preset = PipelineFile::parse(PRESETS[1].1).unwrap().pipeline;
    let document = &pilot.window.state().document;
    assert_eq!(document.project().recipes.len(), 1);
    let kinds: Vec<&str> = document.recipe().steps.iter().map(|step| step.entry.kind).collect();
    let wanted: Vec<&str> =
        std::iter::once("rotate").chain(preset.steps.iter().map(|step| step.entry.kind)).collect();
    assert_eq!(kinds, wanted);
    pilot.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(steps(&pilot), ["rotate-1"]);
    pilot.click("Add");
    pilot.click("any-orientation");
    assert_eq!(pilot.window.state().document.project().recipes.len(), 2);
}

/// Opens the list of a choice.
fn unfold(pilot: &mut Pilot, name: &str) {
    pilot.window.get_by_role_and_label(Role::ComboBox, name).scroll_to_me();
    pilot.window.run_steps(6);
    pilot.window.get_by_role_and_label(Role::ComboBox, name).click();
    pilot.window.run_steps(3);
}

#[test]
fn a_group_is_made_joined_changed_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let mut pilot = designing(folder.path(), cells, &["rotate", "gain", "scale"], without_graphics());
    unfold(&mut pilot, "Group of the step");
    pilot.click("new, with the step above: Gain");
    pilot.window.get_by_role_and_label(Role::SpinButton, "Group of Gain, Scale");
    pilot.window.state_mut().execute(Command::SelectStep(Some("rotate-1".into())));
    pilot.window.run_steps(3);
    unfold(&mut pilot, "Group of the step");
    pilot.click("one of 2: Gain, Scale");
    let pick = "Steps of the group for a version";
    pilot.window.get_by_role_and_label(Role::SpinButton, pick).set_value_accesskit(2.0);
    pilot.window.run_steps(3);
    let recipe = pilot.window.state().document.recipe();
    assert_eq!(recipe.groups.iter().map(|group| group.pick).collect::<Vec<_>>(), [2]);
    assert!(recipe.steps.iter().all(|step| step.group.as_deref() == Some("group-1")));
    // No version gets all three.
    pilot.until("the versions", |app| app.preview.grid.shown().is_some() && !app.preview.grid.is_waiting());
    let painted = &pilot.window.state().preview.grid.shown().unwrap().painted;
    let random = painted.key.tiles.iter().filter(|tile| matches!(tile.version, Version::Random { .. }));
    let applied: Vec<usize> =
        random.map(|tile| painted.drawn(*tile).iter().filter(|step| step.applied).count()).collect();
    assert!(applied.len() > 20 && applied.iter().all(|count| *count == 2), "{applied:?}");
    for id in ["rotate-1", "gain-1", "scale-1"] {
        pilot.window.state_mut().execute(Command::SelectStep(Some(id.into())));
        pilot.window.run_steps(3);
        unfold(&mut pilot, "Group of the step");
        pilot.click("none: it stands alone");
    }
    assert!(pilot.window.state().document.recipe().groups.is_empty());
}

/// Discs in two classes of sixteen wells each, whose brightness goes from 0.74 to 1.35 of the middle well's.
pub fn plate(folder: &Path) -> PathBuf {
    let root = folder.join("plate");
    let mut table = String::from("file,label,well\n");
    for class in ["DMSO", "taxol"] {
        std::fs::create_dir_all(root.join(class)).unwrap();
        for well in 0..16u32 {
            let gain = (0.04 * (f64::from(well) - 7.5)).exp();
            for cell in 0..6u32 {
                let mut random = Random::new(u64::from(well), u64::from(cell) + class.len() as u64);
                let height = 110.0 * gain * (0.95 + 0.1 * random.unit());
                let (x, y, noise) =
                    (18.0 + 4.0 * random.unit(), 18.0 + 4.0 * random.unit(), random.next_u64());
                let image = image::GrayImage::from_fn(40, 40, |column, row| {
                    let away = ((f64::from(column) - x).powi(2) + (f64::from(row) - y).powi(2)).sqrt();
                    let body = height / (1.0 + (away - 10.0).exp());
                    let grain = ((u64::from(column * 41 + row * 7919) ^ noise) % 7) as f64;
                    image::Luma([(20.0 + body + grain) as u8])
                });
                let file = format!("{class}/w{well:02}_{cell}.png");
                image.save(root.join(&file)).unwrap();
                writeln!(table, "{file},{class},{class}-{well:02}").unwrap();
            }
        }
    }
    std::fs::write(root.join("labels.csv"), table).unwrap();
    root
}

#[test]
fn a_click_sets_the_step_by_what_controls_differ_in() {
    let folder = tempfile::tempdir().unwrap();
    let plate = plate(folder.path());
    let mut pilot = designing(folder.path(), plate, &["gain"], without_graphics());
    let found = |app: &crate::app::App| app.data.ranges.found().map(|found| found.unwrap().clone());
    pilot.until("the ranges", |app| found(app).is_some());
    let dmso = found(pilot.window.state()).unwrap();
    assert_eq!((dmso.class.as_deref(), dmso.grouped_by.as_deref()), (Some("DMSO"), Some("well")));
    // All classes have more wells.
    unfold(&mut pilot, "Class of the controls");
    pilot.click("all classes");
    pilot.until("the other ranges", |app| found(app).is_some_and(|found| found.class.is_none()));
    let all = found(pilot.window.state()).unwrap();
    assert!(all.units > dmso.units && all.images > dmso.images);
    let before = pilot.window.state().document.recipe().clone();
    pilot.find("Use this range: Your wells differ").expect("the button").click();
    pilot.window.run_steps(3);
    let after = pilot.window.state().document.recipe().clone();
    let range = all.range(Quantity::Gain, None).unwrap();
    let numbers = after.steps[0].first.settings[0].numbers();
    assert!((numbers[0] - range.low).abs() < 0.01 && (numbers[1] - range.high).abs() < 0.01, "{numbers:?}");
    // That is what was planted, but for wells that are in other parts, perhaps the middle one.
    assert!((0.65..0.88).contains(&numbers[0]) && (1.14..1.6).contains(&numbers[1]), "{numbers:?}");
    pilot.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(*pilot.window.state().document.recipe(), before);
}

#[test]
fn twenty_versions_are_sorted_by_keys_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 12);
    let mut pilot = designing(folder.path(), cells, &["rotate"], without_graphics());
    pilot.click("Sort blindly...");
    pilot.window.get_by_role_and_label(Role::RadioButton, "only some, 2 to 6:").click();
    pilot.window.run_steps(3);
    pilot.window.get_by_role_and_label(Role::CheckBox, "ratio").click();
    pilot.window.run_steps(3);
    pilot.click("Begin");
    let deck = |pilot: &Pilot| pilot.window.state().view.sorting.deck.clone().unwrap();
    assert_eq!(deck(&pilot).classes, ["bright", "elongated_x", "ratio"]);
    let there = |app: &crate::app::App| {
        let next = app.view.sorting.deck.as_ref().and_then(Deck::next);
        next.is_none_or(|tile| app.preview.sorting.picture(tile).is_some())
    };
    pilot.until("the pictures", there);
    assert!(pilot.find("Version 1 to be sorted").is_some());
    // Right for the first ten, then the second class for all, and one that cannot be told.
    let keys = [Key::Num1, Key::Num2, Key::Num3];
    for place in 0..10 {
        let class = deck(&pilot).cards[place].class;
        pilot.keys(Modifiers::NONE, keys[class]);
    }
    assert_eq!(deck(&pilot).answers.len(), 10);
    // Escape leaves without loss, and a wrong key is taken back.
    pilot.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(pilot.window.state().view.overlay, Overlay::None);
    pilot.click("Sort blindly...");
    assert_eq!(deck(&pilot).answers.len(), 10);
    pilot.keys(Modifiers::NONE, Key::Num0);
    pilot.keys(Modifiers::NONE, Key::Backspace);
    assert_eq!(deck(&pilot).answers.len(), 10);
    pilot.keys(Modifiers::NONE, Key::Num0);
    for _ in 11..20 {
        pilot.keys(Modifiers::NONE, Key::Num2);
    }
    let sorted = deck(&pilot).sorted();
    assert_eq!((sorted.all().of, sorted.cannot_tell()), (20, 1));
    let elongated = deck(&pilot).cards[11..].iter().filter(|card| card.class == 1).count();
    assert_eq!(sorted.all().right as usize, 10 + elongated);
    assert!(pilot.find("Mixed up: ").is_some());
    pilot.click("Close");
    assert!(pilot.find("Sorted blindly: ").is_some());
    // It comes back with the project, beside the same recipe and no other.
    let text = pilot.window.state().document.project().to_toml().unwrap();
    let read = Project::parse(&text).unwrap();
    assert_eq!((read.sortings.len(), &read.sortings[0].sorted), (1, &sorted));
    pilot.keys(Modifiers::NONE, Key::D);
    assert!(pilot.window.state().context().sorted().is_none());
    pilot.keys(Modifiers::COMMAND, Key::Z);
    assert!(pilot.window.state().context().sorted().is_some());
}

/// The library's sequences, through the project of the window: several recipes, and edits that are one step back.
#[test]
fn random_edits_of_a_project_are_undone_and_done_again() {
    let folder = tempfile::tempdir().unwrap();
    for sequence in 0..300 {
        let mut random = Random::new(11, sequence);
        let mut document = Document::new(Project::default(), folder.path().into(), || ());
        let texts = |document: &Document| -> Vec<String> {
            document.project().recipes.iter().map(|recipe| recipe.file.to_toml()).collect()
        };
        let begin = texts(&document);
        let mut done = 0;
        for _ in 0..40 {
            let recipe = document.project().recipes[document.project().active].id;
            let change = match random.below(12) {
                0 => {
                    let (_, text) = PRESETS[random.below(PRESETS.len())];
                    let recipe = document.new_recipe(PipelineFile::parse(text).unwrap());
                    Change::AddRecipe { at: random.below(4), recipe }
                }
                1 => Change::RemoveRecipe { recipe },
                2 => {
                    document.show_recipe(random.below(3));
                    continue;
                }
                _ => Change::Edit { recipe, edit: random_edit(document.recipe(), &mut random) },
            };
            let before = texts(&document);
            match document.change(change, None) {
                Ok(()) => done += 1,
                Err(_) => assert_eq!(texts(&document), before, "{sequence}"),
            }
        }
        let end = texts(&document);
        (0..done).for_each(|_| document.undo());
        assert!(!document.can_undo() && document.can_redo(), "{sequence}");
        assert_eq!(texts(&document), begin, "{sequence}: undone");
        (0..done).for_each(|_| document.redo());
        assert!(!document.can_redo(), "{sequence}");
        assert_eq!(texts(&document), end, "{sequence}: done again");
    }
}
