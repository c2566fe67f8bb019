//! The tour of the guide, done with clicks as docs/tour.md tells it, and its pictures: docs/guide/*.png.

use crate::app::App;
use crate::app::view::{Overlay, Room};
use crate::extremes::sticking_out;
use crate::pilot::{Options, Pilot};
use crate::same_numbers::{ELSEWHERE, same_numbers};
use crate::snapshots::PIXELS;
use augscope::evaluate::check::Degree;
use augscope::run::RunState;
use egui::{Key, Modifiers, Rect};
use egui_kittest::kittest::{Queryable, by};
use egui_kittest::{SnapshotOptions, SnapshotResults, try_image_snapshot_options};
use std::path::Path;

/// What a picture shows of a training.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    /// Nothing.
    Nothing,
    /// Its curves and figures.
    Figures,
    /// Images in the order in which they were missed.
    Missed,
}

/// The pictures, where they can be compared.
struct Pictures {
    compared: bool,
    /// Whether the training gave the numbers that are drawn.
    same: bool,
    results: SnapshotResults,
}

impl Pictures {
    /// A picture of the window as it is, without what differs from one machine or hour to the next.
    fn take(&mut self, pilot: &mut Pilot, name: &str, shown: Shown) {
        pilot.window.hover_at(egui::pos2(2.0, 360.0));
        pilot.window.run_steps(6);
        if !self.compared {
            return;
        }
        let covered = varying(pilot);
        let mut image = pilot.window.render().unwrap();
        for place in covered {
            cover(&mut image, place);
        }
        let pixels = match shown {
            // One image that is missed here and was not there moves all behind it.
            Shown::Missed if !self.same => return,
            Shown::Figures if !self.same => ELSEWHERE,
            _ => PIXELS,
        };
        let options = SnapshotOptions::new().output_path("docs/guide").max_failed_pixels(pixels);
        self.results.add(try_image_snapshot_options(&image, name, &options));
    }
}

/// Where times, threads and paths stand.
fn varying(pilot: &Pilot) -> Vec<Rect> {
    let begins =
        ["preview: ", "about ", "ready at ", "took ", "begun ", "/", "in /", "The training goes on when"];
    let holds = [" ago", "images a second"];
    let found = by().predicate(move |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.label().or(node.value()).is_some_and(|words| {
            begins.iter().any(|begin| words.starts_with(begin))
                || holds.iter().any(|part| words.contains(part))
        })
    });
    pilot.window.query_all(found).map(|node| node.rect()).collect()
}

/// Paints over a place with the colour beside it.
fn cover(image: &mut image::RgbaImage, place: Rect) {
    let (left, right) = (place.left().max(1.0) as u32, place.right().ceil() as u32);
    let (top, bottom) = (place.top().max(0.0) as u32, place.bottom().ceil() as u32);
    let Some(&colour) = image.get_pixel_checked(left - 1, u32::midpoint(top, bottom)) else { return };
    for y in top..bottom.min(image.height()) {
        for x in left..right.min(image.width()) {
            image.put_pixel(x, y, colour);
        }
    }
}

#[test]
fn the_tour_is_done_with_clicks() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    let compared = gpu && Pilot::draws_as_before("the pictures of the guide");
    let mut pictures = Pictures { compared, same: true, results: SnapshotResults::new() };
    let home = folder.path().join("home");
    let options = Options { size: [1280.0, 720.0], dark: false, gpu, first: true, ..Options::default() };
    let mut pilot = Pilot::new(&home, options);

    first_start(&mut pilot, &mut pictures);
    data(&mut pilot, &mut pictures);
    design(&mut pilot, &mut pictures);
    train(&mut pilot, &mut pictures);
    results(&mut pilot, &mut pictures);
    study(&mut pilot, &mut pictures);
    drop(pictures);
    pilot.window.state_mut().close();
    drop(pilot);
    not_twice(&home);
}

/// The cards, one after the other.
fn first_start(pilot: &mut Pilot, pictures: &mut Pictures) {
    pilot.window.run_steps(3);
    assert_eq!(pilot.window.state().view.overlay, Overlay::Tour { card: 0 });
    pilot.click("Next");
    pictures.take(pilot, "first-start", Shown::Nothing);
    for _ in 0..4 {
        pilot.click("Next");
    }
    assert!(pilot.find("Next").is_none(), "the last card leads on");
    pilot.click("Play with a few simulated cells");
    assert_eq!(pilot.window.state().view.overlay, Overlay::None);
}

/// The cells, and the wells as groups.
fn data(pilot: &mut Pilot, pictures: &mut Pictures) {
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.click("Column of the group");
    // The chosen column says its name, too; the list lies over it.
    pilot.window.get_all_by_label("well").last().expect("the column of wells").click();
    pilot.window.run_steps(3);
    pilot.until("thumbnails", |app| {
        app.data.thumbnails.shown().is_some() && !app.data.thumbnails.is_waiting()
    });
    let opened = pilot.window.state().data.opened.ready().unwrap().clone();
    assert_eq!(opened.dataset.items.len(), 480);
    assert_eq!(opened.dataset.group_column.as_deref(), Some("well"));
    pictures.take(pilot, "data", Shown::Nothing);
}

/// A recipe that hides two classes from each other, and the words about it.
fn design(pilot: &mut Pilot, pictures: &mut Pictures) {
    pilot.keys(Modifiers::COMMAND, Key::Num2);
    pilot.click("Add");
    pilot.click("any-orientation");
    pilot.until("the pictures and the verdict", |app| {
        let board = |board: &crate::app::preview::Board| board.shown().is_some() && !board.is_waiting();
        app.document.recipe().name == "any-orientation"
            && board(&app.preview.versions)
            && board(&app.preview.grid)
            && app.checked.found().is_some()
            && !app.checked.is_waiting()
    });
    let hidden = ["elongated_x", "elongated_y"].map(String::from);
    let found = pilot.window.state().checked.found().unwrap().unwrap();
    let warned = |degree| {
        found.warnings.iter().any(|warning| warning.classes == hidden && warning.degree == Some(degree))
    };
    assert!(warned(Degree::Hides), "{:?}", found.warnings);
    pictures.take(pilot, "design", Shown::Nothing);
    pilot.find("elongated_x and elongated_y: ").expect("the pair").click();
    pilot.window.run_steps(4);
    pictures.take(pilot, "hidden", Shown::Nothing);

    // F1 opens the page of the room, and of a step where one is chosen.
    pilot.keys(Modifiers::NONE, Key::F1);
    assert_eq!(page(pilot), "choosing.md");
    pilot.until("the pictures of the page", |app| !app.pictures.is_waiting());
    pictures.take(pilot, "help", Shown::Nothing);
    pilot.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(pilot.window.state().view.overlay, Overlay::None);
}

/// The page of the guide that lies over the room.
fn page(pilot: &Pilot) -> &str {
    match &pilot.window.state().view.overlay {
        Overlay::Guide(place) => &place.file,
        other => panic!("{other:?} is no page"),
    }
}

fn train(pilot: &mut Pilot, pictures: &mut Pictures) {
    pilot.keys(Modifiers::COMMAND, Key::Num3);
    pilot.click("Train the encoder");
    pilot.until("the end of the training", |app| {
        let Some(run) = app.runs.list().first() else { return false };
        assert_ne!(run.state, RunState::Failed, "{:?}", run.course.failure);
        run.state == RunState::Done && run.report.is_some()
    });
    pilot.until("the time of the next one", |app| app.runs.estimate().is_some());
    let report = pilot.window.state().runs.list()[0].folder.join("report.json");
    pictures.same = same_numbers("tour", std::iter::once(report));
    pictures.take(pilot, "train", Shown::Figures);
}

/// The two classes that only the orientation tells apart are taken for each other.
fn results(pilot: &mut Pilot, pictures: &mut Pictures) {
    pilot.click("Show results");
    assert_eq!(pilot.window.state().view.room, Room::Results);
    pilot.window.run_steps(4);
    pictures.take(pilot, "results", Shown::Figures);
    let run = pilot.window.state().runs.list()[0].clone();
    let report = run.report.expect("the report");
    let readout = report.readouts.get(report.primary_readout).expect("the read-out that counts");
    let recall =
        |class: &str| readout.per_class.get(class).and_then(|figures| figures.recall).expect("a recall");
    let pair = recall("elongated_x").midpoint(recall("elongated_y"));
    let all = readout.balanced_accuracy.expect("an accuracy");
    assert!(pair < 0.8 && pair < all, "the tour says that the pair is mixed up: {pair} of {all}");

    let bar = pilot.find(&format!("elongated_x, run {}", run.name)).expect("the bar").rect();
    let inside = bar.left_center() + egui::vec2(12.0, 0.0);
    pilot.window.hover_at(inside);
    pilot.window.step();
    pilot.window.drag_at(inside);
    pilot.window.drop_at(inside);
    pilot.window.run_steps(3);
    assert!(matches!(pilot.window.state().view.overlay, Overlay::Behind(_)));
    pilot.until("the images behind the bar", |app| {
        app.data.thumbnails.shown().is_some() && !app.data.thumbnails.is_waiting()
    });
    pictures.take(pilot, "behind", Shown::Missed);
    pilot.keys(Modifiers::NONE, Key::Escape);
}

/// A study is put together and begun; the tour need not wait for its end.
fn study(pilot: &mut Pilot, pictures: &mut Pictures) {
    pilot.keys(Modifiers::COMMAND, Key::Num5);
    pilot.reach("Each step left out");
    pilot.until("its recipes", |app| {
        matches!(app.runs.studies.preview.recipes(), Some(Ok(recipes)) if recipes.len() > 3)
            && app.runs.studies.preview.is_current()
    });
    pilot.until("its time", |app| app.runs.studies.cost.kinds().is_some());
    pictures.take(pilot, "study", Shown::Nothing);
    pilot.reach("Start the study");
    let running =
        |app: &App| app.runs.studies.studied().list.iter().map(|study| study.count().running).sum::<usize>();
    pilot.until("a run at work", move |app| running(app) > 0);
    let name = pilot.window.state().runs.studies.studied().list[0].name.clone();
    pilot.until("its ticket", |app| {
        app.runs.studies.studied().list.iter().all(|study| study.ticket.is_some())
    });
    pilot.reach(&format!("Take {name} out of the queue"));
    pilot.until("rest", move |app| !app.runs.studies.studied().served && running(app) == 0);
}

/// The second start shows the room at once; the menu has the tour again.
fn not_twice(home: &Path) {
    let settings = std::fs::read_to_string(home.join("settings.toml")).unwrap();
    assert!(settings.contains("tour_seen = true"), "{settings}");
    let mut pilot = Pilot::new(home, Options { gpu: false, ..Options::default() });
    pilot.window.run_steps(3);
    assert_eq!(pilot.window.state().view.overlay, Overlay::None);
    pilot.click("Help");
    pilot.click("Tour of the rooms");
    assert_eq!(pilot.window.state().view.overlay, Overlay::Tour { card: 0 });
    pilot.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(pilot.window.state().view.overlay, Overlay::None);
}

/// Every page can be opened, read and left again, in a small window and a large one.
#[test]
fn every_page_is_drawn_whole_and_links_are_followed() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    for zoom in [1.0, 2.0] {
        let home = folder.path().join(format!("home {zoom}"));
        let options = Options { zoom, gpu, ..Options::default() };
        let width = options.size[0] / zoom;
        let mut pilot = Pilot::new(&home, options);
        for page in crate::app::guide::pages() {
            let place = crate::app::guide::Place::page(page.file);
            pilot.window.state_mut().execute(crate::app::command::Command::Overlay(Overlay::Guide(place)));
            pilot.until("its pictures", |app| !app.pictures.is_waiting());
            pilot.window.run_steps(4);
            let out = sticking_out(&pilot, width);
            assert!(out.is_empty(), "{} at {zoom}: {out:#?}", page.file);
            if let Some(folder) = std::env::var_os("AUGSCOPE_LOOK").filter(|_| gpu) {
                let image = pilot.window.render().unwrap();
                image.save(Path::new(&folder).join(format!("{} {zoom}.png", page.file))).unwrap();
            }
        }
        for card in 0..6 {
            pilot.window.state_mut().execute(crate::app::command::Command::Overlay(Overlay::Tour { card }));
            pilot.window.run_steps(4);
            let out = sticking_out(&pilot, width);
            assert!(out.is_empty(), "card {card} at {zoom}: {out:#?}");
        }
        pilot.keys(Modifiers::NONE, Key::Escape);
    }
    let mut pilot = Pilot::new(&folder.path().join("links"), Options { gpu: false, ..Options::default() });
    pilot.keys(Modifiers::NONE, Key::F1);
    assert_eq!(page(&pilot), "own-images.md");
    // It may be broken over two lines, with its middle beside both.
    pilot.window.get_by_label("What can be opened").click_accesskit();
    pilot.window.run_steps(3);
    assert_eq!(page(&pilot), "data.md");
    pilot.keys(Modifiers::NONE, Key::Escape);

    // A chosen step has its own place, where formula and source stand.
    let entry = augscope::transform::catalogue::find("solarise").unwrap();
    pilot.window.state_mut().execute(crate::app::command::Command::AddStep(entry));
    pilot.window.state_mut().execute(crate::app::command::Command::Go(Room::Design));
    pilot.keys(Modifiers::NONE, Key::F1);
    assert_eq!(page(&pilot), "transforms.md");
    pilot.window.run_steps(8);
    let heading = pilot.window.get_all_by_label(entry.name).last().expect("its heading").rect();
    assert!(heading.top() > 0.0 && heading.bottom() < 400.0, "{heading:?}");
}

/// The examples open without a file of one's own.
#[test]
fn examples_are_opened_from_the_menu() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = Pilot::new(folder.path(), Options { gpu: false, ..Options::default() });
    pilot.click("File");
    pilot.click("Examples");
    pilot.click("A study: what does each step bring?");
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    let app = pilot.window.state();
    assert_eq!(app.view.room, Room::Studies);
    assert_eq!(app.document.recipe().name, "any-orientation");
    let study = &app.document.project().study;
    assert!(study.leave_one_out && study.seeds == 3);
    pilot.until(
        "its recipes",
        |app| matches!(app.runs.studies.preview.recipes(), Some(Ok(recipes)) if recipes.len() > 3),
    );
    pilot.click("File");
    pilot.click("Examples");
    pilot.reach("viscy");
    let app = pilot.window.state();
    assert_eq!((app.view.room, app.document.recipe().name.as_str()), (Room::Design, "viscy"));
}
