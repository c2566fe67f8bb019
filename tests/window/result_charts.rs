//! The charts of the Results room: a picture of each in several situations, the numbers in them, and what lies behind.

use crate::app::App;
use crate::app::command::Command;
use crate::app::project::{DataSource, Project, ResultsChoice};
use crate::app::view::{Overlay, Room};
use crate::pilot::{Options, Pilot, cells};
use crate::written_reasons::write_reasons;
use crate::written_runs::{Ending, empty_class, set_strength, set_variant, write_run, write_seed};
use augscope::dataset::simulate::CLASSES;
use augscope::dataset::{Dataset, OpenOptions};
use augscope::evaluate::Report;
use augscope::evaluate::map::Projection;
use egui_kittest::SnapshotOptions;
use egui_kittest::kittest::{AccessKitNode, By, Queryable, by};
use std::path::{Path, PathBuf};

/// Pictures may differ in so many of their pixels: drivers of one kind differ in the last bit.
const PIXELS: usize = 400;

/// What is special about a situation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Special {
    Nothing,
    /// One more run, which failed, is ticked.
    FailedRun,
    /// The part holds no image of the second class.
    EmptyClass,
    /// Two seeds at each of four strengths.
    Sweep,
    /// Two seeds of a recipe, of two that lack a step, of two with another weight decay, and of none.
    Study,
}

/// A window on runs.
struct Situation {
    name: &'static str,
    classes: Vec<String>,
    /// Recipe and seed of every run that is done.
    runs: Vec<(&'static str, u64)>,
    special: Special,
    dark: bool,
    /// Words of the charts whose picture is taken; empty for all.
    charts: &'static [&'static str],
}

fn three() -> Vec<String> {
    ["round", "long", "bright"].map(String::from).to_vec()
}

fn forty() -> Vec<String> {
    let names =
        ["Cytochalasin B, 30 µM, for 24 hours, second batch of donor", "Nocodazole, 1 µM, washed out, donor"];
    (0..40).map(|n| format!("{} {:02}", names[n % 2], n)).collect()
}

fn situations() -> Vec<Situation> {
    let plain = Situation {
        name: "one-run",
        classes: three(),
        runs: vec![("nuisance-only", 0)],
        special: Special::Nothing,
        dark: true,
        charts: &[],
    };
    let recipes = ["nuisance-only", "any-orientation", "stain-and-orientation", "simclr"];
    vec![
        Situation {
            name: "four-runs",
            classes: CLASSES.map(String::from).to_vec(),
            runs: recipes.iter().flat_map(|recipe| [0, 1].map(|seed| (*recipe, seed))).collect(),
            dark: false,
            ..plain.clone()
        },
        Situation {
            name: "forty-classes",
            classes: forty(),
            runs: vec![("nuisance-only", 0), ("any-orientation", 0)],
            ..plain.clone()
        },
        Situation {
            name: "empty-class",
            special: Special::EmptyClass,
            runs: vec![("nuisance-only", 0), ("any-orientation", 0)],
            dark: false,
            charts: &["accuracy", "differences", "confusions", "labels", "runs"],
            ..plain.clone()
        },
        Situation {
            name: "a-failed-run",
            special: Special::FailedRun,
            charts: &["accuracy", "differences", "learning", "recipes", "runs"],
            ..plain.clone()
        },
        Situation {
            name: "a-sweep",
            runs: (0..8).map(|n| ("any-orientation", n)).collect(),
            special: Special::Sweep,
            charts: &["parameter"],
            ..plain.clone()
        },
        Situation {
            name: "a-study",
            classes: CLASSES.map(String::from).to_vec(),
            runs: (0..12).map(|n| ("stain-and-orientation", n)).collect(),
            special: Special::Study,
            dark: false,
            charts: &["ranking", "best", "trade-off", "steps", "control"],
        },
        plain,
    ]
}

impl Clone for Situation {
    fn clone(&self) -> Self {
        Self { classes: self.classes.clone(), runs: self.runs.clone(), ..*self }
    }
}

/// Writes a project with the runs of `situation`, all ticked.
fn write(home: &Path, cells: &Path, situation: &Situation) -> PathBuf {
    let folder = home.join("projects").join("cells");
    let runs = folder.join("runs");
    let mut ticked = Vec::new();
    for &(recipe, seed) in &situation.runs {
        let shift = if matches!(situation.special, Special::Sweep | Special::Study) {
            seed as usize / 2
        } else {
            usize::from(recipe != "nuisance-only")
        };
        write_seed(&runs, recipe, seed, cells, &situation.classes, Ending::Done, shift);
        let run = runs.join(format!("{recipe} s{seed}"));
        write_reasons(&run, &situation.classes);
        if situation.special == Special::Sweep {
            set_strength(&run, 0.25 + 0.25 * (seed / 2) as f64);
        }
        if situation.special == Special::Study {
            set_variant(&run, seed as usize / 2);
        }
        if situation.special == Special::EmptyClass {
            empty_class(&run, &situation.classes, 1);
        }
        ticked.push(format!("{recipe} s{seed}"));
    }
    if situation.special == Special::FailedRun {
        write_run(&runs, "simclr", cells, &situation.classes, Ending::Failed, 0);
        ticked.push("simclr s0".into());
    }
    let mut project = Project { name: "cells".into(), ..Project::default() };
    project.results = ResultsChoice { ticked, ..ResultsChoice::default() };
    project.data = Some(DataSource::new(cells, None, Some("well")));
    Project::save(&project.to_toml().unwrap(), &folder).unwrap();
    folder
}

fn open(home: &Path, cells: &Path, situation: &Situation, size: [f32; 2]) -> Pilot {
    let path = Some(write(home, cells, situation));
    let mut pilot = Pilot::new(home, Options { size, dark: situation.dark, path, ..Options::default() });
    let count = situation.runs.len() + usize::from(situation.special == Special::FailedRun);
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.until("the runs", move |app| app.runs.list().len() == count);
    pilot.window.state_mut().execute(Command::Go(Room::Results));
    pilot.window.run_steps(2);
    pilot
}

fn show(pilot: &mut Pilot, chart: &str) {
    let app = pilot.window.state_mut();
    let results = app.document.project().results.clone();
    app.execute(Command::SetResults(ResultsChoice { chart: chart.into(), ..results }));
    // Of t-SNE the last bit of a sum, which processors differ in, makes another picture.
    let map = app.view.map.with_projection(Projection::Pca);
    app.execute(Command::Map(Box::new(map)));
    pilot.window.hover_at(egui::pos2(2.0, 300.0));
    pilot.window.run_steps(3);
    let began = std::time::Instant::now();
    // The queue of labels in doubt has a bar of its own that stays.
    let waits = |pilot: &Pilot| {
        let working = pilot.window.query_all_by_role(egui::accesskit::Role::ProgressIndicator).count();
        if chart == "suspects" { pilot.find("labelled ").is_none() } else { working > 0 }
    };
    while waits(pilot) {
        assert!(began.elapsed().as_secs() < 600, "waited in vain for the chart {chart}");
        std::thread::sleep(std::time::Duration::from_millis(10));
        pilot.window.step();
    }
    pilot.window.run_steps(6);
}

fn starting(words: &str) -> By<'_> {
    by().predicate(move |node: &AccessKitNode<'_>| {
        node.label().or(node.value()).is_some_and(|label| label.starts_with(words))
    })
}

#[test]
fn every_chart_in_every_situation() {
    if !Pilot::draws_as_before("pictures of the charts") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let mut results = egui_kittest::SnapshotResults::new();
    for situation in situations() {
        let home = folder.path().join(situation.name);
        let mut pilot = open(&home, &cells, &situation, [1180.0, 660.0]);
        let charts: Vec<&str> = match situation.charts {
            [] => crate::app::panel::chart_words(),
            some => some.to_vec(),
        };
        for chart in charts {
            show(&mut pilot, chart);
            mask_paths(&mut pilot);
            let name = format!("chart-{chart}-{}", situation.name);
            let options = SnapshotOptions::new().max_failed_pixels(PIXELS);
            results.add(pilot.window.try_snapshot_options(name, &options));
        }
    }
}

/// Covers what differs between machines: folders, and what draws.
fn mask_paths(pilot: &mut Pilot) {
    for words in ["/", "preview: "] {
        let covered: Vec<egui::Rect> =
            pilot.window.query_all(starting(words)).map(|node| node.rect()).collect();
        for place in covered {
            pilot.window.mask(place);
        }
    }
}

/// What is read with the eyes is what stands in report.json.
#[test]
fn the_numbers_drawn_are_those_of_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let situation = Situation {
        runs: vec![("nuisance-only", 0), ("any-orientation", 0)],
        classes: CLASSES.map(String::from).to_vec(),
        ..situations().pop().unwrap()
    };
    let home = folder.path().join("home");
    let mut pilot = open(&home, &cells, &situation, [1366.0, 1200.0]);
    show(&mut pilot, "accuracy");
    for recipe in ["nuisance-only", "any-orientation"] {
        let run = home.join(format!("projects/cells/runs/{recipe} s0"));
        let report: Report =
            serde_json::from_slice(&std::fs::read(run.join("report.json")).unwrap()).unwrap();
        let readout = report.readouts.knn_encoder.as_ref().unwrap();
        let percent = |share: f64| format!("{:.0} %", (100.0 * share).round());
        let check = |name: &str, value: Option<f64>, ci: Option<[f64; 2]>, n: usize| {
            let interval = ci.map_or("no interval".to_owned(), |[low, high]| {
                format!("95 % interval {:.0} to {:.0}", 100.0 * low, 100.0 * high)
            });
            let expected = format!("{name}, run {recipe} s0: {}, {interval}, n {n}", percent(value.unwrap()));
            let found = pilot.window.query_all(starting(&expected)).count();
            assert_eq!(found, 1, "{expected} is not said once");
        };
        let all: usize = readout.per_class.0.iter().map(|(_, class)| class.n).sum();
        check("all classes", readout.balanced_accuracy, readout.balanced_accuracy_ci95, all);
        for (name, class) in &readout.per_class.0 {
            check(name, class.recall, class.recall_ci95, class.n);
        }
    }
    // The cells of the confusion matrix, too.
    show(&mut pilot, "confusions");
    let run = home.join("projects/cells/runs/any-orientation s0");
    let report: Report = serde_json::from_slice(&std::fs::read(run.join("report.json")).unwrap()).unwrap();
    let confusion = &report.readouts.knn_encoder.as_ref().unwrap().confusion;
    for (actual, row) in report.classes.iter().zip(confusion) {
        for (predicted, count) in report.classes.iter().zip(row) {
            let expected = format!("{actual} taken for {predicted}: {count:.0} images, ");
            assert_eq!(pilot.window.query_all(starting(&expected)).count(), 1, "{expected}");
        }
    }
    // Seeds folded into one row say their mean.
    write_seed(
        &home.join("projects/cells/runs"),
        "nuisance-only",
        1,
        &cells,
        &situation.classes,
        Ending::Done,
        0,
    );
    pilot.until("the third run", |app| app.runs.list().len() == 3);
    let ticked = ["nuisance-only s0", "nuisance-only s1"].map(String::from).to_vec();
    pilot
        .window
        .state_mut()
        .execute(Command::SetResults(ResultsChoice { ticked, ..ResultsChoice::default() }));
    show(&mut pilot, "accuracy");
    let class = &situation.classes[0];
    let recalls: Vec<f64> = [0, 1]
        .map(|seed| {
            let run = home.join(format!("projects/cells/runs/nuisance-only s{seed}/report.json"));
            let report: Report = serde_json::from_slice(&std::fs::read(run).unwrap()).unwrap();
            report.readouts.knn_encoder.unwrap().per_class.get(class).unwrap().recall.unwrap()
        })
        .to_vec();
    assert_ne!(recalls[0], recalls[1]);
    let mean = format!("{:.0} %", (50.0 * (recalls[0] + recalls[1])).round());
    let expected = format!("{class}, run nuisance-only (2 seeds): {mean}, 95 % interval");
    assert_eq!(pilot.window.query_all(starting(&expected)).count(), 1, "{expected}");
}

/// From a bar to its missed images, from an image to its random versions and neighbours, and back.
#[test]
fn two_clicks_lead_from_a_bar_to_random_versions() {
    if !Pilot::can_draw() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 4);
    let situation = Situation { classes: CLASSES.map(String::from).to_vec(), ..situations().pop().unwrap() };
    let home = folder.path().join("home");
    let project = write(&home, &cells, &situation);
    // The answers are about images that are there: every second one is missed.
    let options = OpenOptions { group: Some("well".into()), ..OpenOptions::default() };
    let dataset = Dataset::open(&cells, &options).unwrap();
    let mut table = vec!["file,label,group,knn_encoder".to_owned()];
    for (place, item) in dataset.items.iter().enumerate() {
        let class = item.class.unwrap();
        let said = if place % 2 == 0 { class } else { (class + 1) % dataset.classes.len() };
        let group = item.group.clone().unwrap_or_default();
        table.push(format!("{},{},{group},{}", item.key, dataset.classes[class], dataset.classes[said]));
    }
    std::fs::write(project.join("runs/nuisance-only s0/predictions.csv"), table.join("\n")).unwrap();
    let path = Some(project);
    let mut pilot = Pilot::new(&home, Options { path, ..Options::default() });
    pilot.until("the cells", |app| app.data.opened.ready().is_some());
    pilot.until("the run", |app| app.runs.list().len() == 1);
    pilot.window.state_mut().execute(Command::Go(Room::Results));
    show(&mut pilot, "accuracy");

    let mut clicks = 0;
    let mut click = |pilot: &mut Pilot, words: &str| {
        pilot.find(words).unwrap_or_else(|| panic!("{words} is not on the screen")).click();
        pilot.window.run_steps(3);
        clicks += 1;
        clicks
    };
    assert_eq!(click(&mut pilot, "bright, run nuisance-only s0"), 1);
    pilot.until("the images", |app| app.data.behind.found().is_some());
    pilot.until("their pictures", |app| {
        app.data.thumbnails.shown().is_some() && !app.data.thumbnails.is_waiting()
    });
    let missed = |app: &App| app.data.behind.found().unwrap().unwrap().images.clone();
    let images = missed(pilot.window.state());
    assert_eq!(images.len(), 4);
    // The missed ones come first.
    assert!(images[0].missed.0 == 1 && images[3].missed.0 == 0, "{images:?}");
    let first = images[0].key.clone();
    assert_eq!(click(&mut pilot, &format!("{first}, bright, taken for")), 2);
    assert!(matches!(&pilot.window.state().view.overlay, Overlay::Evidence(e) if e.key == first));
    pilot.until("its versions", |app| {
        let board = &app.preview.versions;
        board.shown().is_some_and(|shown| shown.painted.key.tiles.len() == 8) && !board.is_waiting()
    });
    assert!(pilot.find("random version 2 of round 4").is_some());
    pilot.click("< Back to the list");
    assert!(matches!(&pilot.window.state().view.overlay, Overlay::Behind(_)));
}
