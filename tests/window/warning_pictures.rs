//! Pictures of every kind of warning, of the matrix of classes, and of the editor of every parameter of the catalogue.

use crate::app::command::Command;
use crate::app::theme;
use crate::app::widget::param_editor;
use crate::pilot::{Options, Pilot, cells};
use crate::snapshots::{PIXELS, mask};
use augscope::evaluate::check::WarningKind;
use augscope::pipeline::PipelineFile;
use augscope::transform::{Entry, Ignores, catalogue};
use egui::{ScrollArea, ThemePreference, Vec2};
use egui_kittest::{Harness, SnapshotOptions, SnapshotResults};
use std::collections::BTreeMap;

/// One step for each kind of warning that simulated cells can have.
const RECIPE: &str = "format = 1\nname = \"warned\"\n\n\
    [[step]]\nid = \"turn\"\nkind = \"rotate\"\nangle = { uniform = [-180, 180] }\n\n\
    [[step]]\nid = \"nothing\"\nkind = \"gamma\"\nexponent = 1.0\n\n\
    [[step]]\nid = \"always\"\nkind = \"gain\"\nfactor = 1.1\n\n\
    [[step]]\nid = \"shuffle\"\nkind = \"shuffle-channels\"\nprobability = 0.1\n\n\
    [[step]]\nid = \"clip\"\nkind = \"offset\"\namount = { uniform = [0.2, 0.8] }\n";

#[test]
fn warnings_and_matrix_look_as_they_did() {
    if !Pilot::draws_as_before("pictures of warnings") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cells = cells(folder.path(), 40);
    let mut results = SnapshotResults::new();
    for (dark, zoom) in [(true, 1.0), (false, 1.0), (true, 2.0)] {
        let theme = if dark { "dark" } else { "light" };
        let home = folder.path().join(format!("{theme} {zoom}"));
        let options = Options { dark, zoom, path: Some(cells.clone()), ..Options::default() };
        let mut pilot = Pilot::new(&home, options);
        pilot.until("the cells", |app| app.data.opened.ready().is_some());
        pilot.keys(egui::Modifiers::COMMAND, egui::Key::Num2);
        let recipe = PipelineFile::parse(RECIPE).unwrap();
        pilot.window.state_mut().execute(Command::AddRecipe(Box::new(recipe)));
        pilot.window.state_mut().execute(Command::ShowPair(Some((1, 2))));
        pilot.window.hover_at(egui::pos2(2.0, 200.0));
        pilot.until("the verdict", |app| {
            app.checked.found().is_some()
                && !app.checked.is_waiting()
                && app.preview.versions.shown().is_some()
                && !app.preview.versions.is_waiting()
                && app.preview.grid.shown().is_some()
                && !app.preview.grid.is_waiting()
                && app.document.is_saved()
                && app.runs.trainers().is_some()
        });
        let verdict = pilot.window.state().checked.found().unwrap().unwrap().clone();
        for kind in [
            WarningKind::Erases,
            WarningKind::NoEffect,
            WarningKind::NeverVaries,
            WarningKind::NoMeaning,
            WarningKind::Clips,
        ] {
            assert!(verdict.warnings.iter().any(|w| w.kind == kind), "{kind:?}: {:?}", verdict.warnings);
        }
        pilot.window.run_steps(6);
        assert_eq!(
            crate::extremes::sticking_out(&pilot, 1366.0 / zoom),
            Vec::<String>::new(),
            "{theme} {zoom}"
        );
        mask(&mut pilot);
        let options = SnapshotOptions::new().max_failed_pixels(PIXELS);
        let name = format!("design-warned-{theme}{}", if zoom > 1.0 { "-200" } else { "" });
        results.add(pilot.window.try_snapshot_options(name, &options));
    }
}

/// Every transform's editors, in columns, a picture for what the encoder ignores.
#[test]
fn the_editor_of_every_parameter_looks_as_it_did() {
    if !Pilot::draws_as_before("pictures of editors") {
        return;
    }
    let mut groups: BTreeMap<Ignores, Vec<&'static Entry>> = BTreeMap::new();
    for entry in catalogue::ALL {
        groups.entry(entry.ignores).or_default().push(entry);
    }
    let mut results = SnapshotResults::new();
    for (place, (ignores, entries)) in groups.into_iter().enumerate() {
        let dark = place % 2 == 0;
        let mut installed = false;
        let editors = move |ui: &mut egui::Ui| {
            if !std::mem::replace(&mut installed, true) {
                theme::install(ui.ctx());
                ui.ctx().set_theme(if dark { ThemePreference::Dark } else { ThemePreference::Light });
                ui.ctx().request_repaint();
                return;
            }
            all(ui, &entries);
        };
        let build = Harness::builder().with_size(Vec2::new(1320.0, 1000.0)).with_max_steps(20);
        let mut window = build.wgpu_setup(crate::app::graphics::configuration().wgpu_setup).build_ui(editors);
        window.run_steps(6);
        let name = format!("editors-{}", ignores.words().replace(' ', "-"));
        results.add(window.try_snapshot_options(name, &SnapshotOptions::new().max_failed_pixels(PIXELS)));
    }
}

fn all(ui: &mut egui::Ui, entries: &[&'static Entry]) {
    egui::Frame::new().fill(ui.visuals().panel_fill).inner_margin(8).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ScrollArea::neither().show(ui, |ui| {
            ui.columns(4, |columns| {
                for (place, entry) in entries.iter().enumerate() {
                    let ui = &mut columns[place % 4];
                    ui.push_id(entry.kind, |ui| {
                        ui.heading(entry.name);
                        for param in entry.params {
                            ui.push_id(param.name, |ui| param_editor(ui, param, param.default));
                        }
                        ui.add_space(10.0);
                    });
                }
            });
        });
    });
}
