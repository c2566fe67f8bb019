//! The Studies room: a sweep begun with clicks and finished, its queue, and its pictures.

use crate::app::App;
use crate::app::command::Command;
use crate::app::view::Room;
use crate::extremes::sticking_out;
use crate::pilot::{Options, Pilot, cells};
use crate::same_numbers::{ELSEWHERE, same_numbers};
use crate::snapshots::PIXELS;
use augscope::evaluate::Report;
use augscope::run::engine::local::Ticket;
use egui::accesskit::Role;
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::Queryable;
use std::path::Path;

/// A window in the Studies room, with cells and a recipe of two steps, whose trainings take a moment.
fn ready(folder: &Path, dark: bool, gpu: bool) -> Pilot {
    let path = Some(cells(folder, 12));
    let mut pilot = Pilot::new(&folder.join("home"), Options { dark, gpu, path, ..Options::default() });
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.until("the cards", |app| app.runs.trainers().is_some());
    for kind in ["rotate", "gain"] {
        let entry = augscope::transform::catalogue::find(kind).unwrap();
        pilot.window.state_mut().execute(Command::AddStep(entry));
    }
    let training = pilot.window.state().document.project().training.clone();
    let training = training.with("epochs", Some("2".into())).with("batch", Some("32".into()));
    pilot.window.state_mut().execute(Command::SetTraining(training));
    pilot.window.state_mut().execute(Command::Go(Room::Studies));
    pilot.until("the runs", |app| matches!(app.runs.studies.preview.recipes(), Some(Ok(_))));
    pilot.window.run_steps(3);
    pilot
}

fn done(app: &App) -> usize {
    app.runs.studies.studied().list.first().map_or(0, |study| study.count().done)
}

fn choose(pilot: &mut Pilot, list: &str, entry: &str) {
    pilot.window.get_by_role_and_label(Role::ComboBox, list).click();
    pilot.window.run_steps(3);
    pilot.click(entry);
}

#[test]
fn a_sweep_is_begun_with_clicks_finished_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    let mut pilot = ready(folder.path(), false, gpu);

    // Five levels of one parameter, three seeds, beside the two baselines.
    pilot.reach("+ Change a parameter");
    choose(&mut pilot, "Step 1", "Gain (gain-1)");
    let levels = pilot.window.state().document.project().study.sweeps[0].levels.clone();
    assert_eq!(levels.split(", ").count(), 5, "{levels}");
    pilot.until("seven recipes", |app| {
        matches!(app.runs.studies.preview.recipes(), Some(Ok(recipes)) if recipes.len() == 7)
            && app.runs.studies.preview.is_current()
    });
    pilot.window.run_steps(3);
    pilot.find("21 runs: 7 recipes, 3 seeds").expect("the number of runs");
    pilot.until("the time", |app| app.runs.studies.cost.kinds().is_some());
    pilot.window.run_steps(2);
    pilot.find("about ").expect("the time of the study");
    pilot.reach("Start the study");
    pilot.until("a run at work", |app| {
        app.runs.studies.studied().list.first().is_some_and(|study| study.count().running > 0)
    });
    pilot.until("the queue", |app| app.runs.studies.studied().served);
    pilot.until("all runs", |app| done(app) == 21);
    pilot.until("the end of the queue", |app| !app.runs.studies.studied().served);

    // What the grid says is what the reports say.
    let studies = folder.path().join("home/projects");
    let study = pilot.window.state().runs.studies.studied().list[0].clone();
    assert!(study.folder.starts_with(&studies) && study.ticket.is_none());
    for (run, cell) in study.plan.runs.iter().zip(study.runs.iter()) {
        let report = std::fs::read(run.request.folder.file("report.json")).unwrap();
        let report: Report = serde_json::from_slice(&report).unwrap();
        let accuracy = report.readouts.knn_encoder.unwrap().balanced_accuracy.unwrap();
        assert_eq!(cell.accuracy.unwrap()[0], accuracy, "{}", run.name);
        let words = format!("{}, done, {}", run.name, crate::app::widget::percent(accuracy));
        assert!(pilot.find(&words).is_some(), "{words}");
    }

    // A recipe goes into the Design room, and all runs into the Results room.
    let best = study.plan.recipes[1].name.clone();
    pilot.reach(&format!("Use the recipe {best}"));
    assert_eq!(pilot.window.state().view.room, Room::Design);
    assert_eq!(*pilot.window.state().document.recipe(), {
        let mut pipeline = study.plan.recipes[1].pipeline.clone();
        pipeline.name.clone_from(&pilot.window.state().document.recipe().name);
        pipeline
    });
    pilot.window.state_mut().execute(Command::Go(Room::Studies));
    pilot.window.run_steps(3);
    pilot.reach("Show in Results");
    pilot.until("all ticks", |app| app.document.project().results.ticked.len() == 21);
    let mut results = pilot.window.state().document.project().results.clone();
    results.chart = "parameter".into();
    pilot.window.state_mut().execute(Command::SetResults(results));
    pilot.until("the curves", |app| app.runs.swept.found().is_some_and(|found| found.is_ok()));
    pilot.until("the comparison beside them", |app| app.runs.compared.found().is_some());
    // The baselines are no levels of the gain, and take nothing from its curves.
    let values = pilot.window.state().runs.swept.found().unwrap().unwrap()[0].curves.values.clone();
    assert_eq!(values.len(), 5, "{values:?}");
    pilot.window.run_steps(4);
    if gpu && Pilot::draws_as_before("the curves of a study") {
        crate::snapshots::mask(&mut pilot);
        let reports = study.plan.runs.iter().map(|run| run.request.folder.file("report.json"));
        let same = same_numbers("studies-curves", reports);
        let options = SnapshotOptions::new().max_failed_pixels(if same { PIXELS } else { ELSEWHERE });
        pilot.window.try_snapshot_options("studies-curves", &options).unwrap();
    }
}

#[test]
fn a_study_is_paused_reordered_and_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    let mut pilot = ready(folder.path(), true, gpu);
    let longer = pilot.window.state().document.project().training.with("epochs", Some("400".into()));
    pilot.window.state_mut().execute(Command::SetTraining(longer));
    pilot.reach("Each step left out");
    pilot.reach("No augmentation and a recipe for photographs");
    let counted = |recipes: usize| {
        move |app: &App| {
            matches!(app.runs.studies.preview.recipes(), Some(Ok(found)) if found.len() == recipes)
                && app.runs.studies.preview.is_current()
        }
    };
    pilot.until("three recipes", counted(3));
    for _ in 0..2 {
        let before = pilot.window.state().runs.studies.studied().list.len();
        pilot.window.run_steps(3);
        pilot.reach("Start the study");
        pilot.until("the study", |app| app.runs.studies.studied().list.len() > before);
        pilot.until("its ticket", |app| {
            app.runs.studies.studied().list.iter().all(|study| study.ticket.is_some())
        });
    }
    let ticket = |pilot: &Pilot, place: usize| {
        let study = pilot.window.state().runs.studies.studied().list[place].clone();
        study.ticket.clone().unwrap()
    };
    let names: Vec<String> =
        pilot.window.state().runs.studies.studied().list.iter().map(|study| study.name.clone()).collect();
    assert_eq!(names, ["my-recipe", "my-recipe 2"]);
    assert!(ticket(&pilot, 0).2 < ticket(&pilot, 1).2);
    pilot.reach("Sooner my-recipe 2");
    pilot.until("the other order", |app| {
        let list = &app.runs.studies.studied().list;
        list[1].ticket.as_ref().is_some_and(|(_, _, place)| *place == 0)
    });
    pilot.until("a run at work", |app| {
        app.runs.studies.studied().list.iter().any(|study| study.count().running > 0)
    });
    for name in &names {
        pilot.reach(&format!("Pause {name}"));
        pilot.until("the pause", |app| {
            let study = app.runs.studies.named(name).unwrap();
            study.ticket.as_ref().is_some_and(|(_, ticket, _)| ticket.paused)
        });
    }
    pilot.until("rest", |app| {
        !app.runs.studies.studied().served
            && app.runs.studies.studied().list.iter().all(|study| study.count().running == 0)
    });
    if gpu && Pilot::draws_as_before("a paused study") {
        pilot.window.run_steps(4);
        crate::snapshots::mask(&mut pilot);
    }

    // Seeds and levels are added; what is there keeps its name.
    let before: Vec<String> = {
        let study = pilot.window.state().runs.studies.named("my-recipe").unwrap();
        study.plan.runs.iter().map(|run| run.name.clone()).collect()
    };
    pilot.reach("my-recipe");
    pilot.reach("Add runs...");
    pilot.window.get_by_role_and_label(Role::SpinButton, "Seeds").set_value_accesskit(4.0);
    pilot.window.run_steps(3);
    pilot.reach("Each step alone");
    // The base and each of its two steps left out, which is the other one alone by another name.
    pilot.until("its recipes", counted(5));
    for name in &names {
        pilot.reach(&format!("Take {name} out of the queue"));
    }
    pilot.until("an empty queue", |app| {
        app.runs.studies.studied().list.iter().all(|study| study.ticket.is_none())
    });
    pilot.reach("Add these runs");
    pilot.until("more runs", |app| app.runs.studies.named("my-recipe").unwrap().plan.runs.len() == 20);
    let study = pilot.window.state().runs.studies.named("my-recipe").unwrap().clone();
    assert!(before.iter().all(|name| study.plan.runs.iter().any(|run| run.name == *name)));
    pilot.until("its ticket", |app| app.runs.studies.named("my-recipe").unwrap().ticket.is_some());
    pilot.reach("Take my-recipe out of the queue");
    pilot.until("rest", |app| {
        !app.runs.studies.studied().served
            && app.runs.studies.studied().list.iter().all(|study| study.count().running == 0)
    });
}

#[test]
fn what_waits_since_a_restart_goes_on_when_the_window_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = ready(folder.path(), true, false);
    pilot.reach("Each step left out");
    pilot.reach("No augmentation and a recipe for photographs");
    pilot.window.get_by_role_and_label(Role::SpinButton, "Seeds").set_value_accesskit(1.0);
    pilot.until("three recipes", |app| {
        matches!(app.runs.studies.preview.recipes(), Some(Ok(found)) if found.len() == 3)
            && app.document.project().study.seeds == 1
    });
    pilot.window.run_steps(3);
    pilot.reach("Only write it");
    pilot.until("the study", |app| app.runs.studies.studied().list.len() == 1);
    let study = pilot.window.state().runs.studies.studied().list[0].clone();
    let tickets = pilot.window.state().runs.studies.tickets.clone();
    assert!(study.ticket.is_none() && !study.folder.join("runs").exists() && !tickets.is_served());
    pilot.until("the project", |app| app.document.is_saved());
    let project = pilot.window.state().document.folder().to_path_buf();
    drop(pilot);

    // As after a restart: the study is in the queue, and nobody serves it.
    let ticket = Ticket { study: study.file.clone(), out: study.folder.clone(), ..Ticket::default() };
    tickets.add(&ticket).unwrap();
    let options = Options { gpu: false, path: Some(project), ..Options::default() };
    let mut pilot = Pilot::new(&folder.path().join("home"), options);
    pilot.until("all runs", |app| done(app) == 3);
    pilot.until("the end of the queue", |app| !app.runs.studies.studied().served);
}

#[test]
fn what_a_study_has_stays_when_runs_are_added() {
    let folder = tempfile::tempdir().unwrap();
    let mut pilot = ready(folder.path(), true, false);
    pilot.reach("Each step left out");
    pilot.reach("+ Change a parameter");
    pilot.until("its recipes", |app| app.runs.studies.preview.is_current());
    pilot.window.run_steps(3);
    pilot.reach("Only write it");
    pilot.until("the study", |app| app.runs.studies.studied().list.len() == 1);
    let before = pilot.window.state().runs.studies.studied().list[0].clone();
    pilot.window.run_steps(3);
    pilot.reach("Add runs...");
    // Whatever is typed and ticked now, what is there is meant as well.
    let mut draft = pilot.window.state().document.project().study.clone();
    assert!(draft.leave_one_out && draft.baselines);
    (draft.leave_one_out, draft.baselines) = (false, false);
    draft.sweeps[0].levels = "0.3".into();
    let draft = Box::new(draft);
    pilot.window.state_mut().execute(Command::Study(crate::app::studies::StudyMove::Draft(draft)));
    pilot.until("the new draft", |app| {
        app.runs.studies.preview.key().is_some_and(|key| !key.input.draft.leave_one_out)
    });
    let study = pilot.window.state().runs.studies.preview.key().unwrap().input.study().unwrap();
    let names = |study: &augscope::run::study::StudyFile| study.sweeps[0].strength.clone();
    assert_eq!(names(&study), [names(before.study()), vec![0.3]].concat());
    assert!(study.leave_one_out && study.baselines != Some(false));
}

#[test]
fn the_room_is_drawn_whole_at_both_zooms() {
    let folder = tempfile::tempdir().unwrap();
    let gpu = Pilot::can_draw();
    let cells = cells(folder.path(), 8);
    for zoom in [1.0, 2.0] {
        let home = folder.path().join(format!("home {zoom}"));
        let options = Options { gpu, zoom, path: Some(cells.clone()), ..Options::default() };
        let width = options.size[0] / zoom;
        let mut pilot = Pilot::new(&home, options);
        pilot.until("the cells", |app| app.data.opened.ready().is_some());
        pilot.window.state_mut().execute(Command::Go(Room::Studies));
        pilot.window.run_steps(3);
        pilot.find("It cannot be begun: the recipe that it starts from has no step").expect("the obstacle");
        let entry = augscope::transform::catalogue::find("gain").unwrap();
        pilot.window.state_mut().execute(Command::AddStep(entry));
        pilot.window.state_mut().execute(Command::Go(Room::Studies));
        pilot.until("the runs", |app| matches!(app.runs.studies.preview.recipes(), Some(Ok(_))));
        pilot.until("the time", |app| app.runs.studies.cost.kinds().is_some());
        pilot.reach("+ Change a parameter");
        pilot.window.run_steps(4);
        let out = sticking_out(&pilot, width);
        assert!(out.is_empty(), "at {zoom}: {out:#?}");
        if let Some(folder) = std::env::var_os("AUGSCOPE_LOOK").filter(|_| gpu) {
            let image = pilot.window.render().unwrap();
            image.save(Path::new(&folder).join(format!("studies {zoom}.png"))).unwrap();
        }
    }
}
